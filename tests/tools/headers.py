#!/usr/bin/env python3
"""Compiles each header alone: a header that leans on what was included before it fails.

headers.py --compiler g++ --work FOLDER [--launcher "ccache", or words with ; between them] [--system-include FOLDER]... ROOT

Compiled to objects rather than for syntax only, since that is what ccache remembers: only what changed takes time. One that
compiled is passed over while the compiler, its words and each file that it includes are as they were (time and size).
"""
import argparse
import concurrent.futures
import functools
import hashlib
import os
import pathlib
import subprocess
import sys
import time

FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon", "tests")
BEGUN = time.time_ns()


@functools.cache
def seen(path):
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return "gone"
    changing = BEGUN if found.st_mtime_ns >= BEGUN else ""  # while headers are compiled: the next run compiles again
    return f"{found.st_mtime_ns} {found.st_size} {changing}"


def state(source, words):
    """Of all that the object is made of, by what the compiler wrote of its includes; nothing where it wrote none."""
    includes = source.with_suffix(".d")
    if not includes.exists():
        return None
    files = includes.read_text().replace("\\\n", " ").split(": ", 1)[1].split()
    files = [file for file in files if pathlib.PurePath(file).name != source.name]  # made from the name
    return hashlib.sha256("\n".join([*words, *(f"{file} {seen(file)}" for file in files)]).encode()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--launcher", default="")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--system-include", action="append", default=[])
    parser.add_argument("root", type=pathlib.Path)
    arguments = parser.parse_args()
    command = arguments.launcher.split(";") if arguments.launcher else []
    command += [arguments.compiler, "-std=c++23", "-O0", "-c", "-MD", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                "-Wno-missing-field-initializers", "-I", str(arguments.root)]
    for folder in arguments.system_include:
        command += ["-isystem", folder]

    version = subprocess.run([arguments.compiler, "--version"], text=True, capture_output=True, check=True).stdout

    def compile_alone(header):
        name = header.relative_to(arguments.root).as_posix()
        source = arguments.work / (name.replace("/", "__") + ".cpp")
        text = f'#include "{name}"\n' * 2  # twice: the second must be a no-op
        if not source.exists() or source.read_text() != text:
            source.write_text(text)
        places = ['-DSLUSS_SOURCE_DIR="."', '-DSLUSS_BINARY_DIR="."'] if name.startswith("tests/") else []  # cmake/SlussTests.cmake
        words = command + places + [str(source), "-o", str(source.with_suffix(".o"))]
        clean = source.with_suffix(".clean")
        if clean.exists() and clean.read_text() == state(source, [version, *words]):
            return name, 0, ""
        done = subprocess.run(words, text=True, capture_output=True, timeout=300)
        clean.write_text((done.returncode == 0 and state(source, [version, *words])) or "")
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
