"""python3 -m municipality --profile sala_2025 --seed 1 --dialect sqlite --out FOLDER [--dirt detectable=0.01]

Run with tests/tools on the path (PYTHONPATH). SQLite gets a file per system, the other dialects a script; --script writes
scripts for SQLite too. Prints the number of rows of each table.
"""
from __future__ import annotations

import argparse
import pathlib
import sys

from . import changes, dirt, output
from .profiles import PROFILES, profile
from .schema import DIALECTS


def write_system(made, system, options, strength, manifest):
    writer = output.File if options.dialect == "sqlite" and not options.script else output.Script
    return output.write(dirt.dirtied(made, system, strength, manifest), writer(options.out, system, options.dialect))


def write_changes(made, options):
    folder = pathlib.Path(options.out) / "changes"
    folder.mkdir(exist_ok=True)
    for step in changes.late_changes(made, options.dialect, options.changes):
        text = f"-- {step.at} {step.kind}\n" + "".join(statement + ";\n" for statement in step.sql)
        (folder / f"{step.number:05d}_{step.system}.sql").write_text(text, encoding="utf-8")


def parsed(words):
    parser = argparse.ArgumentParser(prog="municipality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", choices=PROFILES, required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--inhabitants", type=int, help="of the profile `any`")
    parser.add_argument("--ledger-rows", type=int, help="about so many rows in the ledger")
    parser.add_argument("--dialect", choices=DIALECTS, default="sqlite")
    parser.add_argument("--script", action="store_true", help="a script where a file is the rule")
    parser.add_argument("--dirt", nargs="*", default=[], metavar="KIND=STRENGTH")
    parser.add_argument("--changes", type=int, default=0, metavar="N", help="so many later steps per system, as changes/*.sql")
    parser.add_argument("--systems", nargs="*", help="only these")
    parser.add_argument("--out", required=True)
    return parser.parse_args(words)


def main(words=None):
    options = parsed(words)
    try:
        made = profile(options.profile, options.seed, options.inhabitants, options.ledger_rows)
        strength = dirt.strength_of(options.dirt)
    except ValueError as wrong:
        sys.exit(f"municipality: {wrong}")
    if options.systems:
        made = made._replace(systems={name: begin for name, begin in made.systems.items() if name in options.systems})
    pathlib.Path(options.out).mkdir(parents=True, exist_ok=True)
    manifest = dirt.Manifest(pathlib.Path(options.out) / "manifest.json", made)
    for system in made.systems:
        for name, count in write_system(made, system, options, strength, manifest).items():
            print(f"{system}.{name} {count}")
    manifest.close()
    if options.changes:
        write_changes(made, options)


if __name__ == "__main__":
    main()
