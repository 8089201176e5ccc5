#!/usr/bin/env python3
"""Compiles each header alone: a header that leans on what was included before it fails.

headers.py --compiler g++ --work FOLDER [--launcher "ccache", or words with ; between them] [--system-include FOLDER]... ROOT

Compiled to objects rather than for syntax only, since that is what ccache remembers: only what changed takes time.
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
    parser.add_argument("--launcher", default="")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--system-include", action="append", default=[])
    parser.add_argument("root", type=pathlib.Path)
    arguments = parser.parse_args()
    command = arguments.launcher.split(";") if arguments.launcher else []
    command += [arguments.compiler, "-std=c++23", "-O0", "-c", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                "-Wno-missing-field-initializers", "-I", str(arguments.root)]
    for folder in arguments.system_include:
        command += ["-isystem", folder]

    def compile_alone(header):
        name = header.relative_to(arguments.root).as_posix()
        source = arguments.work / (name.replace("/", "__") + ".cpp")
        text = f'#include "{name}"\n' * 2  # twice: the second must be a no-op
        if not source.exists() or source.read_text() != text:
            source.write_text(text)
        places = ['-DSLUSS_SOURCE_DIR="."', '-DSLUSS_BINARY_DIR="."'] if name.startswith("tests/") else []  # cmake/SlussTests.cmake
        done = subprocess.run(command + places + [str(source), "-o", str(source.with_suffix(".o"))], text=True,
                              capture_output=True, timeout=300)
        return name, done.returncode, done.stderr

    arguments.work.mkdir(parents=True, exist_ok=True)
    headers = sorted(path for folder in FOLDERS for path in (arguments.root / folder).rglob("*.h"))
    if not headers:
        sys.exit(f"no headers under {arguments.root}")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, output in pool.map(compile_alone, headers):
            if code != 0:
                failed += 1
                print(f"{name} does not compile alone:\n{output}", file=sys.stderr)
    print(f"{len(headers)} headers, {failed} fail")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
