#!/usr/bin/env python3
"""Fails where a text in a .cpp, .h or .sql is one of the words of core/swedish_words: only that file may have them.

swedish_words.py ROOT    swedish_words.py --selftest

A word counts when it is a whole text, "…" in C++ or '…' in SQL (also SQL within C++), in letters of any size. Longer
sentences are free to use it.
"""
import pathlib
import re
import sys

TABLE = ("core/swedish_words.h", "core/swedish_words.cpp")
FOLDERS = ("core", "connectors", "daemon", "transforms", "warehouse")
# The same letters with another meaning.
OTHERS = {
    ("core/duration.cpp", "dag"),  # what people write for a unit
    ("core/duration.cpp", "vecka"),
    ("daemon/serve/pages/dataset_page.cpp", "år"),  # a heading
    ("daemon/serve/pages/held_page.cpp", "minst"),  # the least of the ratios
    ("daemon/serve/pages/home_page.cpp", "vecka"),  # a field of a form, and what it is read by
    ("daemon/serve/pages/overview_routes.cpp", "vecka"),
    ("daemon/serve/pages/runs_page.cpp", "klar"),  # when it was done
    ("daemon/serve/pages/words.cpp", "dag"),  # "i dag"
    ("transforms/datasets/description.cpp", "dag"),  # a column's type
    ("transforms/datasets/report_table.cpp", "inte kontrollerad"),  # begins a sentence
}
ROW = re.compile(r'\{(\w+), "([^"]+)", (?:"([^"]+)"|swedish_status::(\w+))\}')
CONSTANT = re.compile(r'string_view (\w+) = "([^"]+)"')
CPP = re.compile(r"""//[^\n]*|/\*.*?\*/|R"\((.*?)\)"|"((?:\\.|[^"\\\n])*)"|'(?:\\.|[^'\\\n])'""", re.DOTALL)
SQL = re.compile(r"--[^\n]*|'((?:[^']|'')*)'")


def words_of(header, source):
    constants = dict(CONSTANT.findall(header))
    return {(word or constants[name]).lower() for _, code, word, name in ROW.findall(source) if word != code}


def texts_of(name, text):
    """The line and content of each text."""
    if name.endswith(".sql"):
        for found in SQL.finditer(text):
            if found[1] is not None:
                yield text.count("\n", 0, found.start()) + 1, found[1]
        return
    for found in CPP.finditer(text):
        whole = found[1] if found[1] is not None else found[2]
        if whole is None:
            continue
        line = text.count("\n", 0, found.start()) + 1
        yield line, whole
        for inner in re.findall(r"'([^']*)'", whole):
            yield line, inner


def offences(name, text, words):
    return [f"{name}:{line}: \"{content}\" stands in core/swedish_words.cpp"
            for line, content in texts_of(name, text) if content.lower() in words and (name, content.lower()) not in OTHERS]


def selftest():
    words = words_of('string_view late = "försenad";', '{status, "late", swedish_status::late}, {gate, "x", "tom"}, {kind, "tertial", "tertial"},')
    assert words == {"försenad", "tom"}, words
    assert offences("a.cpp", 'f("Försenad"); // "tom"', words) == ['a.cpp:1: "Försenad" stands in core/swedish_words.cpp']
    assert len(offences("a.cpp", "x(\n\"status in ('tom', 'försenad')\")", words)) == 2
    assert not offences("a.cpp", "f('\"', \"inte försenad\", \"tertial\"); /* \"tom\" */", words)
    assert offences("a.sql", "-- 'tom'\nselect 'tom'", words) == ['a.sql:2: "tom" stands in core/swedish_words.cpp']
    return 0


def main(root):
    read = {name: (root / name).read_text(encoding="utf-8") for name in TABLE}
    words = words_of(*(read[name] for name in TABLE))
    assert len(words) > 40, f"only {len(words)} words were read from {TABLE[1]}"
    found, looked = [], 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in (".cpp", ".h", ".sql") and name not in TABLE:
                looked += 1
                found += offences(name, path.read_text(encoding="utf-8"), words)
    for line in found:
        print(line)
    print(f"{looked} files, {len(words)} words, {len(found)} of them spelled again")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(selftest() if sys.argv[1:] == ["--selftest"] else main(pathlib.Path(sys.argv[1])))
