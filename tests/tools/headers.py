#!/usr/bin/env python3
"""Compiles each header alone (syntax only): a header that leans on what was included before it fails.

headers.py --compiler g++ [--system-include FOLDER]... ROOT
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon", "tests")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--system-include", action="append", default=[])
    parser.add_argument("root", type=pathlib.Path)
    arguments = parser.parse_args()
    command = [arguments.compiler, "-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
               "-Wno-missing-field-initializers", "-I", str(arguments.root)]
    for folder in arguments.system_include:
        command += ["-isystem", folder]

    def compile_alone(header):
        name = header.relative_to(arguments.root).as_posix()
        # Twice: the second must be a no-op.
        done = subprocess.run(command + ["-x", "c++", "-"], input=f'#include "{name}"\n' * 2, text=True,
                              capture_output=True, timeout=120)
        return name, done.returncode, done.stderr

    headers = sorted(path for folder in FOLDERS for path in (arguments.root / folder).rglob("*.h"))
    if not headers:
        sys.exit(f"no headers under {arguments.root}")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, told in pool.map(compile_alone, headers):
            if code != 0:
                failed += 1
                print(f"{name} does not compile alone:\n{told}", file=sys.stderr)
    print(f"{len(headers)} headers, {failed} fail")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
