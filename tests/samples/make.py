#!/usr/bin/env python3
"""Writes the sample files of the ready mappings in config/sources.

    tests/samples/make.py --out FOLDER [--module NAME] [--seeds 1-20]   whole ones, in FOLDER/NAME/SEED
    tests/samples/make.py --data            the small ones that are kept in tests/samples/data
    tests/samples/make.py --check           whether those are what the generators make; 1 where they are not

A module makes its files from a number: files(seed, small) returns names and bytes. Nothing in them is anybody's.
"""
import argparse
import importlib
import io
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
MODULES = sorted(path.stem for path in HERE.glob("*.py") if "\ndef files(" in path.read_text(encoding="utf-8"))


def contents(data: bytes) -> object:
    """Of a packed file its entries: libraries pack the same bytes differently."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [(entry.filename, packed.read(entry)) for entry in packed.infolist()]


def write(folder: pathlib.Path, made: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        path = folder / name
        if not path.exists() or contents(path.read_bytes()) != contents(data):
            path.write_bytes(data)


def differing(folder: pathlib.Path, made: dict[str, bytes]) -> list[str]:
    there = {path.name for path in folder.glob("*")}
    return sorted(name for name in there | set(made)
                  if name not in there or name not in made
                  or contents((folder / name).read_bytes()) != contents(made[name]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--module", choices=MODULES, action="append")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--data", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    wrong = []
    for name in options.module or MODULES:
        module = importlib.import_module(name)
        if options.out:
            first, _, last = options.seeds.partition("-")
            for seed in range(int(first), int(last or first) + 1):
                write(options.out / name / str(seed), module.files(seed, small=False))
        if options.data:
            write(HERE / "data" / name, module.files(1, small=True))
        if options.check:
            wrong += [f"{name}/{file}" for file in differing(HERE / "data" / name, module.files(1, small=True))]
    for file in wrong:
        print(f"tests/samples/data/{file} is not what its generator makes: run tests/samples/make.py --data")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
