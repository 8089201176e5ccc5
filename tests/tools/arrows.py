#!/usr/bin/env python3
"""Lists which folder includes which, and fails on an arrow that the design does not allow.

arrows.py ROOT [--quiet]    arrows.py --selftest

The build keeps the same arrows by include folders (cmake/SlussTargets.cmake); this one reads the sources, so that it
also sees what is not built.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon", "tests")
SUFFIXES = (".h", ".cpp", ".hpp", ".cc", ".c")


def allowed(source, target):
    """Whether a file may include another; both are paths from the root."""
    here, there = source.split("/")[0], target.split("/")[0]
    if here == there or here == "tests":
        return True
    if there == "tests":
        return False
    if here == "daemon":
        return True
    if here in ("connectors", "warehouse"):
        return there == "core"
    if here == "transforms":
        if there == "core" or re.fullmatch(r"connectors/[^/]+/schema\.h", target):
            return True
        return there == "warehouse" and not source.startswith("transforms/normalise/")
    return False  # core


def includes(root):
    """(file, line, included path from the root) of every include of ours."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SUFFIXES:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found = INCLUDE.match(line)
                if not found:
                    continue
                target = found.group(1)
                if target.split("/")[0] not in FOLDERS or "/" not in target:
                    beside = (path.parent / target).resolve()
                    if not beside.is_relative_to(root) or not beside.exists():
                        continue  # somebody else's header
                    target = beside.relative_to(root).as_posix()
                yield path.relative_to(root).as_posix(), number, target


def room(path):
    """The folder that stands for a file: two levels, but core and the tests as one."""
    parts = path.split("/")[:-1]
    return parts[0] if parts[0] in ("core", "tests") else "/".join(parts[:2])


def check(root, quiet):
    arrows = {}
    wrong = []
    for source, line, target in includes(root):
        if room(source) != room(target):
            arrows[room(source), room(target)] = arrows.get((room(source), room(target)), 0) + 1
        if not allowed(source, target):
            wrong.append(f"{source}:{line}: may not include {target}")
    if not quiet:
        for (source, target), count in sorted(arrows.items()):
            print(f"{source} -> {target}  {count}")
    for message in wrong:
        print(message, file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} wrong arrows. Move the code, or pass what it needs as a value (design, section 1)",
              file=sys.stderr)
    return 1 if wrong else 0


def selftest():
    cases = [
        ("core/ids.cpp", "core/ids.h", True),
        ("core/ids.cpp", "warehouse/warehouse.h", False),
        ("core/ids.cpp", "connectors/source.h", False),
        ("connectors/kolada/kolada.cpp", "connectors/http/client.h", True),
        ("connectors/kolada/kolada.cpp", "core/error.h", True),
        ("connectors/kolada/kolada.cpp", "warehouse/warehouse.h", False),
        ("connectors/kolada/kolada.cpp", "daemon/settings/settings.h", False),
        ("transforms/normalise/kolada.cpp", "connectors/kolada/schema.h", True),
        ("transforms/normalise/kolada.cpp", "connectors/kolada/kolada.h", False),
        ("transforms/normalise/kolada.cpp", "connectors/source.h", False),
        ("transforms/normalise/kolada.cpp", "warehouse/warehouse.h", False),
        ("transforms/datasets/export.cpp", "warehouse/warehouse.h", True),
        ("transforms/datasets/export.cpp", "daemon/cli/cli.h", False),
        ("warehouse/duckdb/apply.cpp", "core/fact.h", True),
        ("warehouse/duckdb/apply.cpp", "transforms/normalise/kolada.h", False),
        ("daemon/runner/runner.cpp", "connectors/source.h", True),
        ("daemon/runner/runner.cpp", "tests/tools/fake_files.h", False),
        ("tests/unit/core/test_ids.cpp", "daemon/cli/cli.h", True),
    ]
    wrong = [case for case in cases if allowed(case[0], case[1]) != case[2]]
    for case in wrong:
        print("selftest:", *case, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if "--selftest" in sys.argv:
        sys.exit(selftest())
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(check(pathlib.Path(sys.argv[1]).resolve(), "--quiet" in sys.argv))
