#!/usr/bin/env python3
"""clang-tidy over every C++ file of the project, with what was found clean remembered by content.

    tidy.py ROOT [--jobs N] [--seconds S]

A file is checked again when it, a header of ours that it includes, its compile command, .clang-tidy or clang-tidy itself has
changed; a reworded // comment is no change, unless it has NOLINT. Files that were changed last come first; after S seconds no more are begun, and how many were not reached is printed
(0: no limit). Compile commands and included headers are those of build/asan, else build/release, else build/fuzz; where a file
has not been compiled yet, every header counts as included. Exit code 1 when clang-tidy finds something.
Remembered under $XDG_CACHE_HOME/sluss-tidy; what was not used for sixty days is forgotten.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

TOOL = ".deps/clang-tidy/clang_tidy/data/bin/clang-tidy"  # below the root; ./dev lint installs it
PRESETS = ("asan", "release", "fuzz")
KEPT_SECONDS = 60 * 86400
# clang-tidy reads a file without the precompiled header, which another compiler has made: what a file does not include itself
# is not there.
PRECOMPILED = re.compile(r" -Winvalid-pch| -fpch-instantiate-templates| -include-pch \S+"
                         r"| -include \S+/cmake_pch\.hxx")


def output(*command: str, cwd: pathlib.Path) -> str:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True).stdout


# Raw strings, strings, characters and // comments: // inside a string is no comment.
PIECES = re.compile(rb'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|[ \t]*//[^\n]*', re.DOTALL)


def without_comments(text: bytes) -> bytes:
    def kept(piece: re.Match[bytes]) -> bytes:
        found = piece.group(0)
        return b"" if found.lstrip().startswith(b"//") and b"NOLINT" not in found else found
    return re.sub(rb"\n(?:[ \t]*\n)+", b"\n", PIECES.sub(kept, text))


@functools.cache
def sum_of(file: pathlib.Path) -> str:
    try:
        content = file.read_bytes()
    except OSError:
        return "absent"
    return hashlib.sha256(without_comments(content) if file.suffix in (".h", ".cpp") else content).hexdigest()


class Project:
    def __init__(self, root: pathlib.Path):
        self.root = root
        self.sources = [name for name in output("git", "ls-files", "*.cpp", cwd=root).split("\n")
                        if name and "/nocompile/" not in name and (root / name).exists()]
        self.headers = sorted(name for name in output("git", "ls-files", "*.h", cwd=root).split("\n") if name)
        self.commands: dict[str, tuple[str, str]] = {}  # source → preset, command
        self.included: dict[str, set[pathlib.Path]] = {}
        for preset in PRESETS:
            self.read_preset(preset)
        self.ground = "\n".join((output(str(root / TOOL), "--version", cwd=root), sum_of(root / ".clang-tidy")))

    def read_preset(self, preset: str) -> None:
        folder = self.root / "build" / preset
        if not (folder / "compile_commands.json").exists():
            return
        objects = {}
        entries = json.loads((folder / "compile_commands.json").read_text())
        for entry in entries:
            entry["command"] = PRECOMPILED.sub("", entry["command"])
        self.folder_of(preset).mkdir(parents=True, exist_ok=True)
        (self.folder_of(preset) / "compile_commands.json").write_text(json.dumps(entries))
        for entry in entries:
            name = os.path.relpath(entry["file"], self.root)
            if name in self.commands:
                continue
            self.commands[name] = (preset, entry["command"].replace(str(self.root), "ROOT"))
            objects[entry["command"].split(" -o ", 1)[1].split(" ", 1)[0]] = name
        name = None
        for line in output("ninja", "-C", str(folder), "-t", "deps", cwd=self.root).split("\n"):
            if line and not line.startswith(" "):
                name = objects.get(line.split(": #deps", 1)[0])
                if name:
                    self.included[name] = set()
            elif name and line.strip():
                if file := self.ours(folder, line.strip()):
                    self.included[name].add(file)

    def folder_of(self, preset: str) -> pathlib.Path:
        """Where the preset's compile commands are as clang-tidy reads them."""
        return self.root / "build" / "tidy" / preset

    @functools.cache  # half a million lines name a few thousand files
    def ours(self, folder: pathlib.Path, name: str) -> pathlib.Path | None:
        file = (folder / name).resolve()
        is_ours = file.is_relative_to(self.root) and not file.is_relative_to(self.root / "build") and ".deps" not in file.parts
        return file if is_ours else None

    def key(self, source: str) -> str:
        files = self.included.get(source) or {self.root / header for header in self.headers}
        parts = [self.ground, source, self.commands[source][1], sum_of(self.root / source)]
        parts += [f"{os.path.relpath(file, self.root)} {sum_of(file)}" for file in sorted(files)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def changed_last(self) -> dict[str, int]:
        """When a commit, or the work tree, changed a file last: larger is later."""
        order: dict[str, int] = {}
        now = 0
        for line in output("git", "log", "--format=@%ct", "--name-only", "-n", "400", cwd=self.root).split("\n"):
            if line.startswith("@"):
                now = int(line[1:])
            elif line:
                order.setdefault(line, now)
        for name in output("git", "diff", "--name-only", "HEAD", cwd=self.root).split("\n"):
            order[name] = sys.maxsize
        return order


def look(project: Project, source: str) -> tuple[bool, str]:
    preset, _ = project.commands[source]
    done = subprocess.run([str(project.root / TOOL), "--quiet", "-p", str(project.folder_of(preset)), str(project.root / source)],
                          capture_output=True, text=True)
    return done.returncode == 0, done.stdout if done.stdout.strip() else done.stderr[-2000:]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=0)
    options = parser.parse_args()
    if not (options.root / TOOL).exists():
        print(f"{options.root / TOOL} is not there: ./dev lint installs it")
        return 1
    project = Project(options.root.resolve())
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sluss-tidy"
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    unknown = [source for source in project.sources if source not in project.commands]
    if unknown:
        print(f"{len(unknown)} files have no compile command (configure asan, release and fuzz): {', '.join(unknown[:10])}")
        return 1
    keys = {source: project.key(source) for source in project.sources}
    open_files = []
    for source, key in keys.items():
        if (cache / key).exists():
            os.utime(cache / key)
        else:
            open_files.append(source)
    order = project.changed_last()
    open_files.sort(key=lambda source: -order.get(source, 0))
    began = time.monotonic()
    looked = wrong = 0

    def one(source: str):
        if options.seconds and time.monotonic() - began > options.seconds:
            return source, None, ""
        return source, *look(project, source)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for source, clean, words in pool.map(one, open_files):
            if clean is None:
                continue
            looked += 1
            if clean:
                (cache / keys[source]).touch()
            else:
                wrong += 1
                print(f"== {source}\n{words}", flush=True)
    missed = len(open_files) - looked
    print(f"clang-tidy: {len(project.sources)} files, {len(project.sources) - len(open_files)} known as clean, {looked} looked at, "
          f"{wrong} with findings" + (f", {missed} not reached in {options.seconds:.0f} s (./dev lint reaches all)" if missed else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
