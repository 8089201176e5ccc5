#!/usr/bin/env python3
"""Compares the codes of errors and findings with their table, and makes docs/errors.md of it.

errors.py ROOT [--write]    errors.py --selftest

The table is daemon/program/error_codes.h. It fails where the sources give a code that has no row, where a row's code is given
nowhere, where a row names another class than its code is given with, where what to do is a command that there is not, and where
the page is stale; --write writes the page.
A code is a text like "room.what" where an error or a finding is made (PLACES). A helper with a name of its own that takes a code
is added to HELPERS: until then its codes count as given nowhere.
"""
import pathlib
import re
import sys

FOLDERS = ("core", "connectors", "transforms", "warehouse", "daemon")
TABLE = "daemon/program/error_codes.h"
PAGE = "docs/errors.md"
CLASSES = ("config", "source", "transient", "data", "storage", "busy", "cancelled")
WORDS = (*CLASSES, "warning", "finding")  # both end nothing; a warning is of the configuration
CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:[^"\\\n]|\\.)*)"|"""
                   r"""(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+'""", re.DOTALL)
# What comes before a code, blanks squeezed: a field, or the first or second argument of a helper that makes an error or a finding.
HELPERS = ("add_finding|become|error_page|explained|fail|failed|made|missing|not_stored|problem|refuse|refused|refusal|say|tell|told|unforeseen|"
           "unreadable|without_exceptions")
PLACES = re.compile(
    r"(?:\.code = |\b(?:code|name) = (?:[^;]*[?:] )?|ErrorClass::\w+, (?:[^,;]*[?:] )?|errors\.push_back\(\{"
    rf"|\b(?:{HELPERS})\((?:[\w.*&\[\]]+, )*(?:[^,;]*[?:] )?"
    r"|(?:Refusal|refusal|refuse|return)[({ ]*\{\d+, |refusal\(\{[^,]+, |\{\"\w+\", |\berror_of\([^,;]+, )$")
# A named constant may be another word of that form: it counts as a use of a row, and needs none.
CONSTANT = re.compile(r"constexpr std::string_view \w+ = $")
CLASS = re.compile(r"ErrorClass::(\w+), $")
AFTER = re.compile(r"\s*,\s*\.(?:error_class = (?:core::)?ErrorClass::(?P<of>\w+)|severity\b)")


def sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in (".h", ".cpp") and name != TABLE:
                yield name, path.read_text(encoding="utf-8")


def codes_in(text):
    """Each code of a text as (code, class, "finding", "constant" or "", line)."""
    found, before, end = [], "", 0
    for token in TOKEN.finditer(text):
        before = (before + text[end:token.start()])[-400:]
        end = token.end()
        if token.group(0).startswith(("//", "/*")):
            continue
        code = token.group("text")
        if code is not None and CODE.fullmatch(code):
            squeezed = re.sub(r"([({])\s+", r"\1", re.sub(r"\s+", " ", before))
            of, after = CLASS.search(squeezed), AFTER.match(text, token.end())
            word = (of.group(1) if of else after.group("of") or "finding" if after
                    else "constant" if CONSTANT.search(squeezed) else "")
            if word == "constant" or PLACES.search(squeezed):
                found.append((code, word, text.count("\n", 0, token.start()) + 1))
        before += token.group(0)
    return found


def rows_in(text):
    """The table's rows: code, class of who must act, what happened, remedy."""
    table = text[text.index("to_array<ErrorCode>({"):text.index("// clang-format on")]
    literal = r'"(?:[^"\\\n]|\\.)*"'
    rows = []
    for row in re.finditer(rf"\{{((?:\s*{literal}\s*,?)+)\}}", table):
        joined = re.sub(r'"\s*\n\s*"', "", row.group(1))
        fields = [re.sub(r"\\(.)", r"\1", field[1:-1]) for field in re.findall(literal, joined)]
        rows.append((fields[0], fields[1].split(", "), *fields[2:]))
    return rows


def exits_in(header, source):
    """The program's exit codes: of each class, and of the codes for the command line."""
    numbers = dict(re.findall(r"(\w+) = (\d+),", header[header.index("enum class ExitCode"):]))
    exits, waiting = {}, []
    for name, result in re.findall(r"case core::ErrorClass::(\w+):|return ExitCode::(\w+);",
                                   source[source.index("switch (error.error_class)"):]):
        if name:
            waiting.append(name)
        else:
            exits.update(dict.fromkeys(waiting, numbers[result]))
            waiting = []
    names = re.search(r"of_names = std::to_array<std::string_view>\(\s*\{(.*?)\}", source, re.DOTALL).group(1)
    return exits, set(re.findall(r'"([^"]+)"', names)), numbers["usage"]


def page_of(rows, exits, named, usage):
    page = f"""# Errors

Made of `{TABLE}`; a test compares it with the sources.

An error reads `code: what happened (where). what to do`, on the command line and in the log; pages and the [API](api.md) have the code beside the
text, `sluss runs` and the journal store it. Codes are stable. The error itself names the place, and is more specific than this page. *Who* is who must
act: config the operator's configuration or command line, source the source, transient no one (it is retried), data whoever made the value or file,
storage the machine, busy whoever uses what is needed, cancelled no one (it was stopped). *Exit* is the command's exit code (`man sluss`); what is wrong on
the command line itself ends with {usage}, whatever its code. A *warning* and a *finding* stop nothing: `sluss check` reports the one, a run the other
(`sluss findings`, `sluss show RUN`); a run with a finding at ERROR is done, and ends with 1. Events of the log are in
[log.md](log.md). To find a code: `grep -F disk.full errors.md`.
"""
    area = None
    for code, words, what, remedy in rows:
        if code.split(".")[0] != area:
            area = code.split(".")[0]
            page += f"\n## {area}\n\n| code | what happened | what to do | who | exit |\n|---|---|---|---|---|\n"
        classes = [word for word in words if word in CLASSES]
        of_command_line = code.startswith("usage.") or code in named
        ends = [usage] if of_command_line and classes else sorted({exits[word] for word in classes}, key=int)
        page += (f'| <a id="{code}"></a>`{code}` | {what} | {remedy} | {", ".join(words)} | {", ".join(ends) or "–"} |\n')
    return page


def faults_of(rows, used):
    """What is wrong between the table and the sources; `used` is (code, word, where)."""
    faults, given = [], {}
    table = {row[0]: row for row in rows}
    codes = [row[0] for row in rows]
    if codes != sorted(set(codes)):
        faults.append(f"{TABLE}: the rows are not sorted by code, or one stands there twice")
    for code, words, *texts in rows:
        if len(texts) != 2 or not all(texts) or not set(words) <= set(WORDS) or any("|" in text for text in texts):
            faults.append(f"{TABLE}: {code} has not its four parts: code, {' or '.join(WORDS)}, what happened, what to do")
    for code, word, where in used:
        # "http.status_" and a number: one row covers all of them.
        row = table.get(code) or (code.endswith("_") and next((r for r in rows if r[0].startswith(code)), None))
        if row:
            given.setdefault(row[0], where)
            as_warning = word == "config" and "warning" in row[1]
            if word in WORDS and word not in row[1] and not as_warning and not code.endswith("_"):
                faults.append(f"{where}: {code} is given as {word}, and its row says {', '.join(row[1])}")
        elif word != "constant":
            faults.append(f"{where}: {code} has no row in {TABLE}")
    faults += [f"{TABLE}: {code} is given nowhere" for code in codes if code not in given]
    return faults


def commands_lost(rows, names):
    """Rows whose remedy shows a command that the command table does not have."""
    return [f"{TABLE}: {code}: there is no command `sluss {shown}`" for code, _, *texts in rows
            for shown in re.findall(r"`sluss ([a-z]+(?: [a-z]+)?)", " ".join(texts))
            if shown not in names and shown.split(" ")[0] not in names]


def selftest():
    taken = {
        'return core::fail(core::ErrorClass::config, "a.b", "what");': ("a.b", "config"),
        'return core::fail(\n    core::ErrorClass::data,  // why\n    "a.b", "what");': ("a.b", "data"),
        '{.code = "a.b",\n .severity = core::Severity::error}': ("a.b", "finding"),
        '{.code = "a.b", .error_class = core::ErrorClass::busy}': ("a.b", "busy"),
        'fail(ErrorClass::storage, number == ENOENT ? "a.b" : other, what)': ("a.b", ""),
        'draft.fail("a.b", path + " is empty")': ("a.b", ""),
        'problems.fail(where.key, "a.b", what)': ("a.b", ""),
        'return std::unexpected(Refusal{403, "a.b", "words"})': ("a.b", ""),
        'return {413, "a.b", "the body"};': ("a.b", ""),
        'constexpr std::string_view lost = "a.b";': ("a.b", "constant"),
    }
    left = ['log::warning("a.b", "words")', 'if (error.code == "a.b") return;', '// fail("a.b")', "SLUSS_KILL_POINT(\"a.b\")",
            'fail(ErrorClass::data, code, "a.b")', 'draft.place("a.b")', 'fail("not a code")']
    failures = [f"{text}: {codes_in(text)}" for text, wanted in taken.items() if [c[:2] for c in codes_in(text)] != [wanted]]
    failures += [f"{text}: {codes_in(text)}" for text in left if codes_in(text)]
    table = 'to_array<ErrorCode>({\n    {"a.b", "source, data",\n     "one \\"thing\\" "\n     "more",\n     "do it"},\n});\n// clang-format on'
    rows = rows_in(table)
    if rows != [("a.b", ["source", "data"], 'one "thing" more', "do it")]:
        failures.append(f"the table reads {rows}")
    for used, wanted in (([("a.b", "data", "x:1")], 0), ([("a.b", "busy", "x:1")], 1), ([], 1),
                         ([("a.b", "", "x:1"), ("a.c", "", "x:2")], 1), ([("a.b", "", "x:1"), ("a.file", "constant", "x:2")], 0)):
        if len(faults_of(rows, used)) != wanted:
            failures.append(f"{used}: {faults_of(rows, used)}")
    if len(faults_of([rows[0], rows[0]], [("a.b", "", "x:1")])) != 1 or len(faults_of([("a.b", ["nobody"], "", "")], [("a.b", "", "x:1")])) != 1:
        failures.append("a row twice, or one without its parts, is not seen")
    shown = [("a.b", ["data"], "what", "`sluss run JOB`, `sluss show last`, `sluss config check`, sluss that made it")]
    if commands_lost(shown, {"run", "show", "config show"}) != [f"{TABLE}: a.b: there is no command `sluss config check`"]:
        failures.append("a command that there is not is not seen, or another one is")
    exits = exits_in("enum class ExitCode : int { failed = 2, usage = 64, wrong = 78, };",
                     'of_names = std::to_array<std::string_view>(\n {"q.r"});  switch (error.error_class) { case core::ErrorClass::config: '
                     "return ExitCode::wrong; case core::ErrorClass::source: case core::ErrorClass::data: return ExitCode::failed; }")
    if exits != ({"config": "78", "source": "2", "data": "2"}, {"q.r"}, "64"):
        failures.append(f"the exit codes read {exits}")
    elif '`a.b` | one "thing" more | do it | source, data | 2 |' not in page_of(rows, *exits):
        failures.append("the page lacks the row")
    print("\n".join(failures) or "selftest ok")
    return 1 if failures else 0


def main():
    if "--selftest" in sys.argv:
        return selftest()
    root = pathlib.Path(sys.argv[1])
    rows = rows_in((root / TABLE).read_text(encoding="utf-8"))
    used = [(code, word, f"{name}:{line}") for name, text in sources(root) for code, word, line in codes_in(text)]
    faults = faults_of(rows, used)
    program = root / "daemon/program"
    tables = "".join(path.read_text(encoding="utf-8") for path in program.glob("command_table*.cpp"))
    faults += commands_lost(rows, set(re.findall(r'\.name = "([a-z -]+)"', tables)))
    exits = exits_in((program / "exit_code.h").read_text(encoding="utf-8"), (program / "exit_code.cpp").read_text(encoding="utf-8"))
    if set(exits[0]) != set(CLASSES):
        faults.append(f"daemon/program/exit_code.cpp: the classes read {', '.join(exits[0])}")
    if not faults:
        page = page_of(rows, *exits)
        if "--write" in sys.argv:
            (root / PAGE).write_text(page, encoding="utf-8")
        elif not (root / PAGE).is_file() or (root / PAGE).read_text(encoding="utf-8") != page:
            faults.append(f"{PAGE} is stale: python3 tests/tools/errors.py . --write")
    print("\n".join(faults) or f"{len(rows)} codes, each with what to do")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
