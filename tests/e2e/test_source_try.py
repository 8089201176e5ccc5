"""sluss source try: what is understood of a file, which mapping fits, and one to start from; nothing is changed."""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from bilar import MAPPING  # noqa: E402
from lane import PROGRAM  # noqa: E402


class SourceTry(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-source-try-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = self.folder / "sluss.toml"  # which need not be there
        (self.folder / "sources").mkdir()

    def mapping(self, text: str = MAPPING) -> None:
        (self.folder / "sources" / "bilar.toml").write_text(text, encoding="utf-8")

    def file(self, name: str, text: str, encoding: str = "utf-8") -> str:
        file = self.folder / name
        file.write_text(text, encoding=encoding)
        return str(file)

    def call(self, *arguments: str, code: int) -> subprocess.CompletedProcess:
        before = sorted((str(file), file.stat().st_mtime_ns) for file in self.folder.rglob("*") if file.is_file())
        done = subprocess.run([str(PROGRAM), "--config", str(self.config), *arguments], capture_output=True, text=True, timeout=120)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        if "--write" not in arguments:
            after = sorted((str(file), file.stat().st_mtime_ns) for file in self.folder.rglob("*") if file.is_file())
            self.assertEqual(before, after)
        return done

    def tried(self, *arguments: str, code: int) -> dict:
        return json.loads(self.call("--json", "source", "try", *arguments, code=code).stdout)

    def test_a_large_file_is_read_for_a_time_and_says_how_much_of_it(self):
        self.mapping()
        file = self.file("bilar 2025.csv", "Bilar\nKommun;Antal bilar\n" + "Sala;12\n" * 300_000)
        report = self.tried(file, "--mapping", "bilar", "--longest", "2ms", code=1)
        self.assertTrue(report["in_part"])
        self.assertIsNone(report["would_load"])
        self.assertEqual([], report["errors"])
        self.assertLess(report["sheets"][0]["rows"], 300_000)
        text = self.call("source", "try", file, "--mapping", "bilar", "--longest", "2ms", code=1).stdout
        self.assertIn("Only a part of the file was read, in 2ms (--longest)", text)
        self.assertIn("Whether all of it would load is not known.", text)
        whole = self.tried(file, "--mapping", "bilar", "--longest", "0s", code=0)
        self.assertEqual((False, True, 300_002), (whole["in_part"], whole["would_load"], whole["sheets"][0]["rows"]))
        refused = self.call("source", "try", file, "--longest", "2", code=64).stderr
        self.assertIn("--longest", refused)

    def test_on_a_terminal_it_shows_how_far_it_has_come(self):
        self.mapping()
        file = self.file("bilar 2025.csv", "Bilar\nKommun;Antal bilar\n" + "Sala;12\n" * 300_000)
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        done = subprocess.Popen([str(PROGRAM), "--config", str(self.config), "source", "try", file], stderr=theirs,
                                stdout=subprocess.PIPE, text=True)
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65_536):
                shown += more
        except OSError:  # the terminal's other end is closed
            pass
        text = done.communicate(timeout=120)[0]
        self.assertEqual(0, done.returncode, text)
        self.assertIn("looked for numbers of persons in 65 536 rows of bilar 2025.csv", shown.decode())
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-80:])
        self.assertIn("It would load.", text)

    def test_a_file_that_would_load(self):
        self.mapping()
        file = self.file("bilar 2025.csv", "Bilar;;\nKommun;Antal bilar;Övrigt\nSala;12;a\nFalun;..;b\n", "windows-1252")
        report = self.tried(file, code=0)
        self.assertTrue(report["would_load"])
        self.assertEqual(("CSV", "Windows-1252", ";"), (report["format"], report["encoding"], report["delimiter"]))
        self.assertEqual([(4, 3, False)], [(one["rows"], one["columns"], one["hidden"]) for one in report["sheets"]])
        self.assertIn({"mapping": "bilar", "name": True, "header": True, "error": ""}, report["mappings"])
        self.assertEqual({"id": "bilar", "title": "Kommunens bilar", "layout": "verified", "proposed": False}, report["mapping"])
        self.assertEqual({"year": "2025"}, report["captures"])
        table = report["tables"][0]
        self.assertEqual((2, 2, 2, 0), (table["header_row"], table["read"], table["given"], table["rejected"]))
        self.assertIn({"name": "antal", "heading": "Antal bilar", "column": "B"}, table["columns"])
        self.assertEqual([{"heading": "Övrigt", "column": "C"}], table["unused"])
        self.assertEqual({"missing": 1}, table["marks"])
        self.assertEqual(2, len(report["previews"][0]["rows"]))
        figures = report["figures"]
        self.assertEqual(2, figures["given"], figures)
        self.assertIn({"indicator": "register:bilar.antal", "area": "1981", "unit": "", "gender": "T", "period": "2025",
                       "value": "12", "status": "final", "bound": "exact"}, figures["first"])
        self.assertIsNone(report["proposal"])
        text = self.call("source", "try", file, code=0).stdout
        self.assertIn("header on row 2", text)
        self.assertRegex(text, r"(?m)^rows +2 read: 2 given, 0 skipped, 0 rejected$")
        self.assertIn("It would load.", text)

    def test_rejects_as_excel_shows_them_and_unknown_marks(self):
        self.mapping()
        report = self.tried(self.file("bilar 2025.csv", "Kommun;Antal\nSala;n.a.\nFalun;3\n"), code=0)
        self.assertEqual([(2, "B", "register.mark", "n.a.")],
                         [(one["row"], one["column"], one["code"], one["shown"]) for one in report["rejects"]])
        self.assertEqual({"n.a.": 1}, report["unknown_marks"])
        self.assertEqual((1, 1), (report["tables"][0]["given"], report["tables"][0]["rejected"]))

    def test_a_file_that_would_be_rejected(self):
        self.mapping()
        report = self.tried(self.file("bilar 2025.csv", "Kommun;Styck\nSala;1\n"), code=1)
        self.assertFalse(report["would_load"])
        self.assertEqual(["register.header"], [error["code"] for error in report["errors"]])
        self.assertIsNotNone(report["proposal"])
        other = self.file("fordon.csv", "Kommun;Antal\nSala;1\n")
        report = self.tried(other, "--mapping", "bilar", code=1)
        self.assertEqual(["register.name"], [error["code"] for error in report["errors"]])
        self.assertEqual(1, report["tables"][0]["given"])
        report = self.tried(self.file("bilar 2024.csv", "%PDF-1.7\n"), code=1)
        self.assertEqual(["register.format"], [error["code"] for error in report["errors"]])

    def test_a_load_that_would_be_held(self):
        expected = '[[table.expect]]\nareas = [3, 3]\ncolumn = "kommun"\n\n[facts]'
        self.mapping(MAPPING.replace("[facts]", expected))
        file = self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\nFalun;2\n")
        report = self.tried(file, code=1)
        self.assertEqual([("bilar", "areas", "kommun")],
                         [(one["table"], one["kind"], one["column"]) for one in report["figures"]["unmet"]])
        self.assertIn("for which it would be held", self.call("source", "try", file, code=1).stdout)

    def test_two_rows_that_say_different_things_of_one_figure(self):
        self.mapping()
        file = self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\nFalun;2\nSala;3\n")
        report = self.tried(file, code=1)
        self.assertFalse(report["would_load"])
        unmet = report["figures"]["unmet"]
        self.assertEqual([("facts", "one_value", 1)], [(one["table"], one["kind"], one["count"]) for one in unmet])
        self.assertEqual([(2, "Sala 2025, Bilar", "1"), (4, "Sala 2025, Bilar", "3")],
                         [(row["row"], row["column"], row["shown"]) for row in unmet[0]["rows"]])
        text = self.call("source", "try", file, code=1).stdout
        self.assertRegex(text, r"(?m)^.* 4 +Sala 2025, Bilar +3")
        self.assertIn("sum them in the SELECT (group by)", text)

    def test_rows_of_which_no_figure_came(self):
        self.mapping(MAPPING.replace("from bilar", "from bilar where antal > 5"))
        file = self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\nFalun;2\nBorlänge;7\n")
        report = self.tried(file, code=0)
        self.assertEqual([{"table": "bilar", "level": "", "rows": 3, "figures": 1}], report["figures"]["used"])
        self.assertEqual(["register.rows_unused"], [one["code"] for one in report["figures"]["findings"]])

    def test_a_mapping_in_a_file_of_another_name(self):
        mapping = self.folder / "utkast.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        file = self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\n")
        report = self.tried(file, "--mapping", str(mapping), code=0)
        self.assertEqual(["the mapping bilar is in a file of another name: a job finds it as bilar.toml"], report["warnings"])
        self.assertIn("warning: the mapping bilar", self.call("source", "try", file, "--mapping", str(mapping), code=0).stdout)
        (self.folder / "sources" / "utkast.toml").write_text(MAPPING, encoding="utf-8")
        self.call("source", "try", file, "--mapping", "utkast", code=78)

    def test_what_is_alike_is_one_line(self):
        self.mapping()
        file = self.file("bilar 2025.csv", "Kommun;Antal\n" + "Sala;n.a.\n" * 30 + "Falun;3\n")
        self.assertEqual(30, len(self.tried(file, code=0)["rejects"]))
        text = self.call("source", "try", file, code=0).stdout
        self.assertRegex(text, r"(?m)^ *30 +bilar +B +register\.mark +n\.a\. .* 2 *$")
        self.assertEqual(1, text.count("register.mark"))
        self.assertIn('period = "{year}"', text)

    def test_the_first_figure_of_each_measure_and_level(self):
        self.mapping(MAPPING.replace("from bilar\"\"\"", "from bilar union all select 'antal', 'SE', '2025', 9, 'final'\"\"\""))
        rows = "".join(f"{name};1\n" for name in ("Sala", "Falun", "Borlänge", "Avesta"))
        first = self.tried(self.file("bilar 2025.csv", "Kommun;Antal\n" + rows), code=0)["figures"]["first"]
        self.assertEqual(2, len(first), first)
        self.assertEqual({"SE"}, {one["area"] for one in first if one["value"] == "9"})

    def test_a_select_that_is_wrong(self):
        self.mapping(MAPPING.replace("from bilar", "from bussar"))
        report = self.tried(self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\n"), code=1)
        self.assertEqual(["register.select"], [error["code"] for error in report["figures"]["errors"]])
        self.assertEqual(1, report["tables"][0]["given"])

    def test_a_mapping_with_errors_has_them_all(self):
        mapping = self.folder / "bilar.toml"
        mapping.write_text(MAPPING.replace('type = "area"', 'type = "aera"').replace('"verified"', '"sure"'), encoding="utf-8")
        done = self.call("source", "try", self.file("bilar 2025.csv", "Kommun;Antal\nSala;1\n"), "--mapping", str(mapping), code=78)
        self.assertIn("aera", done.stderr)
        self.assertIn("sure", done.stderr)
        self.call("source", "try", str(self.folder / "nowhere.csv"), code=78)

    def test_a_mapping_to_start_from_loads_the_file_it_was_made_of(self):
        file = self.file("cyklar 2025.csv", "Cyklar i kommunen;\nKommun;Antal\nSala;12\nFalun;1 300\n")
        text = self.call("source", "try", file, code=1).stdout
        self.assertIn("It would not load: no mapping fits.", text)
        self.assertIn('names = ["cyklar {year}.*"]', text)
        written = self.folder / "sources" / "cyklar.toml"
        report = self.tried(file, "--write", str(written), code=1)
        self.assertEqual(str(written), report["written"])
        self.assertEqual(report["proposal"]["toml"], written.read_text(encoding="utf-8"))
        report = self.tried(file, code=0)
        self.assertEqual("extract.cyklar", report["figures"]["table"])
        self.assertEqual(2, report["figures"]["given"])
        self.call("source", "try", file, "--write", str(written), code=64)
        self.assertNotEqual("", written.read_text(encoding="utf-8"))
        self.call("source", "try", file, "--write", str(self.folder / "Mina cyklar.toml"), code=64)
        self.assertFalse((self.folder / "Mina cyklar.toml").exists())

    def test_numbers_of_persons_are_named_and_never_shown(self):
        rows = "".join(f"{number};7\n" for number in ("191212121212", "19121212-1212", "121212-1212"))
        self.mapping(MAPPING.replace('heading = "Kommun"\ntype = "area"', 'heading = "Kommun"'))
        file = self.file("bilar 2025.csv", "Kommun;Antal\n" + rows)
        for arguments in ((), ("--json",)):
            done = self.call(*arguments, "source", "try", file, code=1)
            self.assertNotIn("1212", done.stdout + done.stderr)
            self.assertIn("register.identity", done.stdout)
        report = self.tried(file, code=1)
        self.assertEqual([("A", 3, [2, 3, 4])], [(one["column"], one["values"], one["rows"]) for one in report["identities"]])
        self.assertEqual([], report["previews"])


if __name__ == "__main__":
    unittest.main()
