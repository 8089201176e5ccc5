#!/usr/bin/env python3
"""Compares the face of each library with what others include of it.

faces.py ROOT [--write]    faces.py --selftest

A library's face is what sluss_library() lists under HEADERS (cmake/SlussTargets.cmake): those headers of its FOLDER that files of
other libraries include, and the headers that these include in turn. Tests are left out, for they may include private headers, and core, which every room may use.
Fails where a face lacks a header that another library includes, or lists one that no other library includes, and where two
libraries list one header. --write writes each HEADERS again of those libraries that have a FOLDER besides, or need one.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon")
LIBRARY = re.compile(r"^([ \t]*)sluss_library\(([^()]*)\)", re.MULTILINE)
WORDS = ("NAME", "FOLDER", "SOURCES", "HEADERS", "USES", "LINKS", "PUBLIC_LINKS")
COMMENT = re.compile(r"#[^\n]*")
WIDTH = 118


class Library:
    """One call of sluss_library(); all paths from the root."""

    def __init__(self, file, words):
        self.file = file
        self.name = words["NAME"][0]
        self.folders = words.get("FOLDER", [])
        self.headers = words.get("HEADERS", [])
        here = file.rpartition("/")[0]
        self.sources = {f"{here}/{source}" for source in words.get("SOURCES", [])}

    def contains(self, path):
        """Whether a file is in a folder of the library, or is a header that its own sources alone see."""
        return any(path == folder or path.startswith(folder + "/") for folder in self.folders)


def parsed(call):
    """The words of a call by keyword."""
    words, key = {}, None
    for word in call.split():
        if word in WORDS:
            key = word
            words.setdefault(key, [])
        elif key:
            words[key].append(word)
    return words


def libraries(texts):
    """Every library of the CMake files, given as path to text."""
    return [Library(file, parsed(found.group(2))) for file, text in sorted(texts.items())
            for found in LIBRARY.finditer(COMMENT.sub("", text))]


def owners(headers, all_libraries):
    """Whose each header is: of the library that lists it, else of the one with the nearest folder."""
    found = {}
    for header in headers:
        listed = [library for library in all_libraries if header in library.headers]
        near = [(max(len(folder) for folder in library.folders if header == folder or header.startswith(folder + "/")), library)
                for library in all_libraries if library.contains(header)]
        if listed:
            found[header] = listed[0]
        elif near:
            found[header] = max(near, key=lambda pair: pair[0])[1]
    return found


def faces(includes, all_libraries):
    """The face that each library needs, by name; includes: path of a file to the paths that it includes."""
    owner = owners([path for path in includes if path.endswith(".h")], all_libraries)
    by_source = {source: library for library in all_libraries for source in library.sources}

    def library_of(path):
        # A source made by configure is in the tree as NAME.cpp.in; a folder's sources are its library's otherwise.
        return owner.get(path) or by_source.get(path) or (
            next((library for library in all_libraries if library.contains(path)), None) if path.endswith(".in") else None)

    needed = {library.name: set() for library in all_libraries}
    for path, targets in includes.items():
        for target in targets:
            if target in owner and owner[target] is not library_of(path):
                needed[owner[target].name].add(target)
    for name, face in needed.items():
        todo = list(face)
        while todo:
            for target in includes[todo.pop()]:
                if target in owner and owner[target].name == name and target not in face:
                    face.add(target)
                    todo.append(target)
    return needed, owner


def wrong(includes, all_libraries):
    needed, owner = faces(includes, all_libraries)
    for library in all_libraries:
        for header in library.headers:
            others = [other.name for other in all_libraries if other is not library and header in other.headers]
            if others:
                yield f"{library.file}: {library.name} lists {header}, and so does {others[0]}"
    for library in all_libraries:
        owned = {header for header, whose in owner.items() if whose is library}
        # Without HEADERS all of the folder is face: of a library that others use.
        face = set(library.headers) if library.headers else {header for header in owner if library.contains(header)}
        for header in sorted(needed[library.name] - face):
            yield f"{library.file}: {library.name} lacks {header}, which others include"
        for header in sorted(face - needed[library.name]):
            if header in owned or not library.headers:
                yield f"{library.file}: {library.name} shows {header}, which no other library includes"


def wrapped(indent, headers):
    """HEADERS and the paths, in lines of WIDTH."""
    lines, line = [], f"{indent}  HEADERS"
    for header in headers:
        if len(line) + 1 + len(header) > WIDTH:
            lines.append(line)
            line = f"{indent}    {header}"
        else:
            line += " " + header
    return "\n".join([*lines, line])


def rewritten(text, all_libraries, needed, owner):
    """A CMake file with the faces as they are needed."""
    def replace(found):
        words = parsed(COMMENT.sub("", found.group(2)))
        library = next(one for one in all_libraries if one.name == words["NAME"][0])
        held = {header for header in owner if library.contains(header)}
        face = needed[library.name]
        if not face or not library.folders or (not library.headers and held == face):
            return found.group(0)
        call = re.sub(r"\s*\bHEADERS(?:\s+(?!(?:" + "|".join(WORDS) + r")\b)\S+)*", "", found.group(0)[:-1])
        place = re.search(r"\s*\b(?:SOURCES|USES)\b", call)
        rest = re.sub(r"^\s*", f"\n{found.group(1)}  ", call[place.start():])
        return call[:place.start()] + "\n" + wrapped(found.group(1), sorted(face)) + rest + ")"
    return LIBRARY.sub(replace, text)


def read(root):
    """What each of our files includes of ours, and the text of each CMake file that makes libraries of them."""
    includes, texts = {}, {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.name == "CMakeLists.txt":
                texts[name] = path.read_text(encoding="utf-8")
            elif path.suffix in (".h", ".cpp") or path.name.endswith(".cpp.in"):
                includes[name] = INCLUDE.findall(path.read_text(encoding="utf-8"))
    for name, targets in includes.items():
        here = name.rpartition("/")[0]
        beside = [target if target in includes else f"{here}/{target}" for target in targets]
        includes[name] = {target for target in beside if target in includes}
    return includes, texts


def selftest():
    def findings(call_of_a, includes):
        """The findings on a library beside one that uses it; each file includes what is named, without its folder."""
        texts = {"a/CMakeLists.txt": call_of_a, "b/CMakeLists.txt": "sluss_library(NAME b FOLDER b SOURCES b.cpp USES a)"}
        return len(list(wrong(includes, libraries(texts))))

    tree = {"a/face.h": {"a/part.h"}, "a/part.h": set(), "a/inside.h": set(), "a/a.cpp": {"a/face.h", "a/inside.h"},
            "b/b.cpp": {"a/face.h"}}
    start = "sluss_library(NAME a FOLDER a"
    cases = [
        (f"{start} HEADERS a/face.h a/part.h SOURCES a.cpp)", 0),
        (f"{start} SOURCES a.cpp)", 1),  # shows inside.h
        (f"{start} HEADERS a/face.h SOURCES a.cpp)", 1),  # lacks part.h
        (f"{start} HEADERS a/face.h a/part.h a/inside.h SOURCES a.cpp)", 1),
        (f"{start} HEADERS a/face.h a/part.h SOURCES a.cpp)\nsluss_library(NAME c HEADERS a/part.h)", 2),  # both list part.h
        ("sluss_library(NAME a FOLDER a/inside.h HEADERS a/face.h a/part.h SOURCES a.cpp)", 0),
    ]
    failed = [case for case in cases if findings(case[0], tree) != case[1]]
    all_libraries = libraries({"a/CMakeLists.txt": cases[1][0]})
    made = rewritten(cases[1][0], all_libraries, *faces(tree, all_libraries))
    again = rewritten(made, all_libraries, *faces(tree, all_libraries))
    if made != "sluss_library(NAME a FOLDER a\n  HEADERS a/face.h a/part.h\n  SOURCES a.cpp)" or again != made:
        failed.append((made, again))
    for case in failed:
        print("selftest:", *case, file=sys.stderr)
    return 1 if failed else 0


def main(root, write):
    includes, texts = read(root)
    all_libraries = libraries(texts)
    if write:
        needed, owner = faces(includes, all_libraries)
        for file, text in texts.items():
            drawn = rewritten(text, all_libraries, needed, owner)
            if drawn != text:
                (root / file).write_text(drawn, encoding="utf-8")
        all_libraries = libraries(read(root)[1])
    messages = list(wrong(includes, all_libraries))
    for message in messages:
        print(message, file=sys.stderr)
    if messages:
        print(f"{len(messages)} wrong faces: tests/tools/faces.py . --write, or include less", file=sys.stderr)
    return 1 if messages else 0


if __name__ == "__main__":
    if "--selftest" in sys.argv:
        sys.exit(selftest())
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), "--write" in sys.argv))
