#!/usr/bin/env python3
"""Lists which room includes which, and fails on an arrow that the house does not have.

arrows.py ROOT [--quiet]    arrows.py ROOT --house FILE [--write]    arrows.py --selftest

A room is a folder of two levels (daemon/run), below daemon/serve of three; core and the tests are one each. The build keeps the same arrows by include
folders (cmake/SlussTargets.cmake); this one reads the sources, so that it also sees what is not built. It also fails where
the daemon queries the warehouse's tables by SQL of its own, and where a file outside a kind's folder names the kind or the
prefix of its ids in a string. --house compares the drawing of the rooms in FILE with them, and with --write draws it again.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon", "tests")
# Rooms below daemon/run that are libraries of their own; its others are one library and know one another.
OWN = ("daemon/run/staging", "daemon/run/backup")
# What the rooms of the daemon use of one another and of the others; every room may use core.
DAEMON = {
    "daemon/run/staging": {"warehouse"},
    "daemon/serve/observe": set(),
    "daemon/serve/schedule": set(),
    "daemon/serve/notify": {"daemon/swedish"},
    "daemon/swedish": set(),
    "daemon/serve/door": {"warehouse"},
    "daemon/settings": {"connectors", "connectors/http", "connectors/sftp", "daemon/serve/door", "daemon/serve/notify", "daemon/serve/schedule", "warehouse"},
    "daemon/deliver": {"connectors", "connectors/odbc", "connectors/sftp", "daemon/settings", "transforms/datasets", "warehouse", "warehouse/journal"},
    "daemon/run": {"daemon/deliver", "daemon/settings", "daemon/run/staging", "transforms/datasets", "transforms/normalise",
                      "warehouse", "warehouse/archive", "warehouse/journal", "connectors", "connectors/http"},
    "daemon/run/backup": {"daemon/run", "warehouse", "warehouse/archive", "warehouse/journal"},
    "daemon/serve/api": {"connectors", "daemon/deliver", "daemon/run", "daemon/serve/door", "daemon/settings", "transforms/datasets", "warehouse"},
    "daemon/serve/pages": {"daemon/serve/door", "daemon/serve/schedule", "daemon/settings", "daemon/swedish", "daemon/serve/api", "transforms/datasets", "warehouse",
                   "connectors"},
    "daemon/serve/service": {"connectors", "daemon/serve/api", "daemon/serve/door", "daemon/deliver", "daemon/serve/notify", "daemon/serve/observe", "daemon/run",
                       "daemon/serve/schedule", "daemon/settings", "daemon/serve/pages", "warehouse"},
    "daemon/program": {"connectors", "daemon/serve/api", "daemon/run/backup", "daemon/serve/door", "daemon/deliver", "daemon/run", "daemon/serve/schedule",
                   "daemon/serve/service", "daemon/settings", "transforms/codelists", "transforms/datasets", "transforms/normalise",
                   "warehouse", "warehouse/journal"},  # transforms/normalise: `source try` makes figures that nobody stores
}
# The only file that knows which engines there are. Tests of an engine may include it.
DOOR = "warehouse/engines.cpp"
ENGINES = ("warehouse/duckdb",)
# What the engines share, and no one else sees.
SHARED = "warehouse/merge"
# DuckDB itself: for its engine, for what writes Parquet, and for the tables that a mapping's SELECT reads.
DUCKDB, DUCKDB_USERS = "core/duckdb/", ("core/duckdb/", "warehouse/duckdb/", "transforms/datasets/parquet_writer.cpp",
                                        "transforms/normalise/register/", "tests/")
# What a file's rows are, in place of a schema.h: the mapping decides it.
FILE_TABLES = {"connectors/register/source/extent.h", "connectors/register/mapping/mapping.h",
               "connectors/register/mapping/pattern.h", "connectors/register/mapping/table_schema.h"}
# Arrows that are there and should not be: a kind of source or the engine known outside its room, words borrowed from another
# room. How many includes of each there are may fall and not rise; at none the line goes.
DEBTS = {}
# SQL over the tables of the warehouse is the ledger's (warehouse/ledger.h), the engine's and the models'. Those below
# daemon/ are examples for people.
TABLES = re.compile(r"\b(?:from|join)\s+(?:meta|core)\.", re.IGNORECASE)
PIECES = re.compile(r'"\s*\n\s*"')  # of one text
SHOWN_SQL = {"daemon/program/command_table.cpp": 1, "daemon/program/commands_lineage.cpp": 1}
REGISTRY = "connectors/registry.cpp"  # the one file that knows all kinds of sources
# A kind's name, or the prefix of its ids, as a text: the kind's own (its folder, its normaliser) and the registries'. Elsewhere
# it comes from connectors/registry.h, or from whoever calls. Lines of examples may show one, and so many texts of help.
NAMELESS = ("core", "daemon", "transforms", "warehouse")
NORMALISERS = "transforms/normalise/"  # each file of which begins with its kind; registry.cpp knows all
KIND_NAME = re.compile(r'\bKind kind\{\s*\.name = "([a-z]+)"')
EXAMPLE = re.compile(r"\.examples?\s*=")
SHOWN_KINDS = {"daemon/program/command_table.cpp": 1}
# "odbc:NAME" is also where a dataset is delivered to.
DELIVERY = ("daemon/deliver/", "daemon/settings/", "daemon/program/commands_config.cpp",
            "daemon/program/command_deliveries.cpp")
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:[^"\\\n]|\\.)*)"|"""
                   r"""(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+'""", re.DOTALL)
SQL_TOKEN = re.compile(r"--[^\n]*|'(?P<text>(?:[^']|'')*)'")
SUFFIXES = (".h", ".cpp", ".hpp", ".cc", ".c")


def allowed(source, target):
    """Whether a file may include another; both are paths from the root."""
    here, there = source.split("/")[0], target.split("/")[0]
    if room(target) in ENGINES and here != "tests":
        return room(source) == room(target) or source == DOOR
    if room(target) == SHARED and here != "tests":
        return room(source) in (SHARED, *ENGINES)
    if target.startswith(DUCKDB):
        return source.startswith(DUCKDB_USERS)
    if here == "daemon" and there != "tests":
        pair = room(source), room(target)
        return there == "core" or pair[0] == pair[1] or pair[1] in DAEMON[pair[0]] or pair in DEBTS
    if here == there == "connectors":
        return room(target) in (room(source), here, "connectors/http", "connectors/sftp") or (source, "kind.h") == (REGISTRY, target.split("/")[-1])
    if here == there or here == "tests":
        return True
    if there == "tests":
        return False
    if here in ("connectors", "warehouse"):
        return there == "core"
    if here == "transforms":
        if there == "core" or re.fullmatch(r"connectors/[^/]+/(schema|extent)\.h", target):
            return True
        if target in FILE_TABLES:
            return source.startswith("transforms/normalise/register/")
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


def asks(text):
    """How often a source's strings query a table of the warehouse."""
    return len(TABLES.findall(PIECES.sub("", text)))


def wrong_sql(root):
    for path in sorted((root / "daemon").rglob("*")):
        name = path.relative_to(root).as_posix()
        count = asks(path.read_text(encoding="utf-8")) if path.suffix in SUFFIXES else 0
        if count != SHOWN_SQL.get(name, 0):
            yield f"{name}: {count} times SQL over meta.* or core.*, {SHOWN_SQL.get(name, 0)} known: ask warehouse/ledger.h"


def texts(text, sql=False):
    """(line, text) of every text in a source; the pieces of one are one."""
    found, end = [], None
    for token in (SQL_TOKEN if sql else TOKEN).finditer(text):
        parts = token.groupdict()
        content = parts["text"] if parts["text"] is not None else parts.get("raw")
        if content is None:
            continue
        if end is not None and not sql and not text[end:token.start()].strip():
            found[-1] = (found[-1][0], found[-1][1] + content)
        else:
            found.append((text.count("\n", 0, token.start()) + 1, content))
        end = token.end()
    return found


def named(text, kinds, sql=False):
    """(line, kind) of every text that is a kind's name or begins with the prefix of its ids, or has SQL with one; lines of
    examples apart."""
    lines = text.split("\n")
    for line, content in texts(text, sql):
        for kind in kinds:
            in_sql = re.search(f"'{kind}[':]", content)
            if (content == kind or content.startswith(kind + ":") or in_sql) and not EXAMPLE.search(lines[line - 1]):
                yield line, kind


def kinds_of(root):
    """The names of the kinds of sources, each with a folder of its own below connectors/, or below a room there."""
    return sorted(found.group(1) for path in root.glob("connectors/**/kind.cpp")
                  if (found := KIND_NAME.search(path.read_text(encoding="utf-8"))))


def wrong_kinds(root):
    kinds = kinds_of(root)
    if not kinds:
        yield "connectors/**/kind.cpp: no kind of source was found"
    for path in sorted(path for folder in NAMELESS for path in (root / folder).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in (*SUFFIXES, ".sql") or name == NORMALISERS + "registry.cpp":
            continue
        found = [(line, kind) for line, kind in named(path.read_text(encoding="utf-8"), kinds, path.suffix == ".sql")
                 if not name.startswith(NORMALISERS + kind) and not (kind == "odbc" and name.startswith(DELIVERY))]
        if len(found) != SHOWN_KINDS.get(name, 0):
            where = ", ".join(f"line {line} {kind}" for line, kind in found)
            yield f"{name}: {len(found)} texts name a kind of source ({where}), {SHOWN_KINDS.get(name, 0)} known: ask the registry"


def room(path):
    """The room of a file: a folder of two levels, three where rooms are within one, but core and the tests as one."""
    parts = path.split("/")[:-1]
    if parts[0] in ("core", "tests"):
        return parts[0]
    within = parts[:2] == ["daemon", "serve"] or "/".join(parts[:3]) in OWN
    return "/".join(parts[:3 if within else 2])


def check(root, quiet):
    arrows = {}
    wrong = []
    for source, line, target in includes(root):
        if room(source) != room(target):
            arrows[room(source), room(target)] = arrows.get((room(source), room(target)), 0) + 1
        if not allowed(source, target):
            wrong.append(f"{source}:{line}: may not include {target}")
    for pair, most in DEBTS.items():
        if arrows.get(pair, 0) != most:
            wrong.append(f"{pair[0]} -> {pair[1]}: {arrows.get(pair, 0)} includes, and DEBTS says {most}")
    wrong.extend(wrong_sql(root))
    wrong.extend(wrong_kinds(root))
    if not quiet:
        for (source, target), count in sorted(arrows.items()):
            print(f"{source} -> {target}  {count}")
    for message in wrong:
        print(message, file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} wrong arrows, tables or kinds. Move the code, or pass what it needs as a value (design, section 1)",
              file=sys.stderr)
    return 1 if wrong else 0


def drawing(root):
    """Room by room what it uses, core apart; what should not be in brackets."""
    uses = {}
    for source, _, target in includes(root):
        if source.startswith("tests/") or target.startswith("tests/"):
            continue
        uses.setdefault(room(source), set())
        if room(source) != room(target) and room(target) != "core":
            uses[room(source)].add(room(target))
    lines = ["| room | uses, beside `core` |", "|---|---|"]
    for name in sorted(uses):
        shown = [f"({other})" if (name, other) in DEBTS else other for other in sorted(uses[name])]
        lines.append(f"| `{name}` | {', '.join(shown) or '-'} |")
    return "\n".join(lines) + "\n"


BEGIN, END = "<!-- arrows.py draws from here -->\n", "<!-- to here -->\n"


def house(root, file, write):
    text = file.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    drawn = before + BEGIN + drawing(root) + END + after
    if drawn == text:
        return 0
    if write:
        file.write_text(drawn, encoding="utf-8")
        return 0
    print(f"{file} does not draw the house as it is: tests/tools/arrows.py . --house {file} --write", file=sys.stderr)
    return 1


def selftest():
    cases = [
        ("core/ids.cpp", "core/ids.h", True),
        ("core/ids.cpp", "warehouse/warehouse.h", False),
        ("core/ids.cpp", "connectors/source.h", False),
        ("connectors/kolada/kolada.cpp", "connectors/http/client.h", True),
        ("connectors/kolada/kolada.cpp", "core/error.h", True),
        ("connectors/kolada/kind.cpp", "connectors/kind.h", True),
        ("connectors/kolada/kind.cpp", "connectors/odbc/kind.h", False),
        ("connectors/registry.cpp", "connectors/odbc/kind.h", True),
        ("connectors/registry.cpp", "connectors/odbc/odbc.h", False),
        ("connectors/kolada/kolada.cpp", "warehouse/warehouse.h", False),
        ("connectors/kolada/kolada.cpp", "daemon/settings/settings.h", False),
        ("transforms/normalise/kolada.cpp", "connectors/kolada/schema.h", True),
        ("transforms/normalise/kolada.cpp", "connectors/kolada/kolada.h", False),
        ("transforms/normalise/kolada_normaliser.cpp", "connectors/kolada/extent.h", True),
        ("transforms/normalise/kolada.cpp", "connectors/source.h", False),
        ("transforms/normalise/kolada.cpp", "warehouse/warehouse.h", False),
        ("transforms/normalise/kolada.cpp", "connectors/register/mapping/mapping.h", False),
        ("transforms/normalise/register/lists.cpp", "connectors/register/source/extent.h", True),
        ("transforms/normalise/register/lists.cpp", "connectors/register/csv/csv.h", False),
        ("transforms/normalise/register/select.cpp", "core/duckdb/duckdb.h", True),
        ("transforms/normalise/kolada.cpp", "core/duckdb/duckdb.h", False),
        ("transforms/datasets/export.cpp", "warehouse/warehouse.h", True),
        ("transforms/datasets/export.cpp", "daemon/program/cli.h", False),
        ("warehouse/duckdb/apply.cpp", "core/fact.h", True),
        ("warehouse/duckdb/apply.cpp", "transforms/normalise/kolada.h", False),
        ("warehouse/engines.cpp", "warehouse/duckdb/duckdb_warehouse.h", True),
        ("warehouse/as_of.cpp", "warehouse/duckdb/duckdb_warehouse.h", False),
        ("warehouse/duckdb/writer.cpp", "warehouse/merge/merge.h", True),
        ("warehouse/merge/merge.cpp", "warehouse/duckdb/held.h", False),
        ("warehouse/merge/merge.cpp", "core/duckdb/duckdb.h", False),
        ("daemon/run/runner/apply.cpp", "warehouse/merge/series_gates.h", False),
        ("daemon/run/state/workplace.cpp", "warehouse/duckdb/duckdb_warehouse.h", False),
        ("daemon/run/state/workplace.cpp", "warehouse/engines.h", True),
        ("daemon/serve/pages/read_rows.cpp", "core/duckdb/duckdb.h", False),
        ("core/text.cpp", "core/duckdb/path.h", False),
        ("transforms/datasets/parquet_writer.cpp", "core/duckdb/duckdb.h", True),
        ("tests/unit/warehouse/generations_test.cpp", "warehouse/duckdb/generations.h", True),
        ("daemon/run/runner/runner.cpp", "connectors/source.h", True),
        ("daemon/run/runner/runner.cpp", "tests/tools/fake_files.h", False),
        ("daemon/run/runner/runner.cpp", "daemon/program/cli.h", False),
        ("daemon/serve/notify/mail.cpp", "daemon/settings/settings.h", False),
        ("daemon/serve/pages/pages.cpp", "daemon/run/runner/runner.h", False),
        ("daemon/serve/pages/pages.cpp", "daemon/serve/api/run_view.h", True),
        ("tests/unit/core/ids_test.cpp", "daemon/program/cli.h", True),
    ]
    wrong = [case for case in cases if allowed(case[0], case[1]) != case[2]]
    texts = [
        ('rows("select 1 from meta.run")', 1),
        ('rows("select 1 FROM Core.fact f join meta.run r")', 2),
        ('rows("select 1 from "\n     "meta.run")', 1),
        ('rows("select 1 from mart.x")  // taken from metadata', 0),
    ]
    wrong += [case for case in texts if asks(case[0]) != case[1]]
    named_there = [
        ('if (kind == "kolada") return 1;', 1),
        ('auto id = "kolada:" + text;  // "kolada:N1"', 1),
        ('/* "kolada" */ auto id = "Write source:id, for example "\n  "kolada:N1";', 0),
        ('rows("select 1 where source = \'kolada\'")', 1),
        ('rows(R"(select 1 where id like \'kolada:%\')")', 1),
        ('.example = "kolada", .examples = {"kolada:N1"}', 0),
        ('#include "kolada/kind.h"\nint n = 1\'000; auto t = "kolada"; int m = 2\'000;', 1),
    ]
    wrong += [case for case in named_there if len(list(named(case[0], ["kolada"]))) != case[1]]
    models = [
        ("select 1 -- 'kolada'\nwhere source = 'kolada' or id like 'kolada:%' or t = 'Källa: Kolada'", 2),
        ("select 'it''s kolada:' -- a source like Kolada", 0),
    ]
    wrong += [case for case in models if len(list(named(case[0], ["kolada"], sql=True))) != case[1]]
    for case in wrong:
        print("selftest:", *case, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if "--selftest" in sys.argv:
        sys.exit(selftest())
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    where = pathlib.Path(sys.argv[1]).resolve()
    if "--house" in sys.argv:
        sys.exit(house(where, where / sys.argv[sys.argv.index("--house") + 1], "--write" in sys.argv))
    sys.exit(check(where, "--quiet" in sys.argv))
