"""sluss codelist: the shipped lists, one of the operator's in their place, and what differs between them."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PROGRAM, ROOT  # noqa: E402

SHIPPED = ROOT / "config" / "codelists"


class Codelists(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-codelists-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = self.folder / "sluss.toml"  # which need not be there

    def call(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run([str(PROGRAM), "--config", str(self.config), *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(code, done.returncode, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def json_of(self, *arguments: str):
        return json.loads(self.call("--json", "codelist", *arguments))

    def own(self, name: str, text: str) -> pathlib.Path:
        file = self.folder / "codelists" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def test_the_list_of_lists(self):
        lists = {one["id"]: one for one in self.json_of("list")}
        self.assertEqual({file.stem for file in SHIPPED.glob("*.toml")}, set(lists))
        self.assertEqual(291, lists["kommuner"]["entries"])
        self.assertEqual("verified", lists["kommuner"]["layout"])
        self.assertEqual("assumed", lists["verksamhetskoder"]["layout"])
        self.assertTrue(all(one["source"] and one["licence"] for one in lists.values()))
        shown = self.call("codelist", "list")
        self.assertRegex(shown, r"(?m)^kommuner +Kommuner +291 +verified +\S*kommuner\.toml$")

    def test_a_list_on_a_day(self):
        def heby(day):
            return [(entry["code"], entry["parent"]) for entry in self.json_of("show", "kommuner", "--on", day)["entries"]
                    if entry["text"] == "Heby"]
        self.assertEqual([("1917", "19")], heby("2006-12-31"))
        self.assertEqual([("0331", "03")], heby("2007-01-01"))
        whole = self.json_of("show", "kommuner")
        self.assertEqual(291, len(whole["entries"]))
        shown = self.call("codelist", "show", "kommuner")
        self.assertRegex(shown, r"(?m)^1917 +Heby +–2006-12-31 +19 ")
        self.assertIn("source: SCB", shown)
        self.assertNotIn("1917", self.call("codelist", "show", "kommuner", "--on", "2026-01-01"))

    def test_an_own_list_is_taken_in_place_of_ours_and_compared_with_it(self):
        text = (SHIPPED / "kommuner.toml").read_text(encoding="utf-8")
        text = text.replace('text = "Malung-Sälen"', 'text = "Malung"').replace('to = 2006-12-31', 'to = 2006-06-30')
        lines = [line for line in text.splitlines() if '"0180"' not in line]
        at = next(i for i, line in enumerate(lines) if '"0181"' in line)
        lines.insert(at, '  { code = "0199", text = "Nyköpstad", from = 2027-01-01, parent = "01" },')
        lines = [line.replace('parent = "24"', 'parent = "25"') if '"2401"' in line else line for line in lines]
        own = self.own("kommuner.toml", "\n".join(lines) + "\n")
        self.assertEqual(str(own), next(one["file"] for one in self.json_of("list") if one["id"] == "kommuner"))
        shipped = str(SHIPPED / "kommuner.toml")
        found = self.json_of("diff", shipped, "kommuner")
        self.assertEqual({"id": "kommuner", "file": str(own)}, found["new"])
        self.assertEqual(["0199"], [entry["code"] for entry in found["added"]])
        self.assertEqual("2027-01-01", found["added"][0]["from"])
        self.assertEqual(["0180"], [entry["code"] for entry in found["removed"]])
        self.assertEqual([{"code": "2023", "key": "text", "before": "Malung-Sälen", "after": "Malung"}], found["renamed"])
        self.assertEqual([{"code": "1917", "key": "to", "before": "2006-12-31", "after": "2006-06-30"}], found["redated"])
        self.assertEqual([{"code": "2401", "key": "parent", "before": "24", "after": "25"}], found["reparented"])
        self.assertEqual([], found["other"])
        shown = self.call("codelist", "diff", shipped, str(own))
        self.assertIn(": 1 added, 1 removed, 1 renamed, 1 re-dated, 1 re-parented, 0 other\n", shown)
        self.assertIn("\n+ 0199 Nyköpstad (2027-01-01–), parent 01\n- 0180 Stockholm, parent 01\n", shown)
        self.assertIn("no difference", self.call("codelist", "diff", shipped, shipped))

    def test_a_fault_has_file_and_line(self):
        head = 'title = "T"\nsource = "S"\nlicence = "L"\n'
        file = self.own("egen.toml", head + 'entry = [\n{ code = "1", text = "a" },\n{ code = "1", text = "b", parent = "x" }]\n')
        shown = self.call("codelist", "list", code=78)
        self.assertIn("codelists.twice", shown)
        self.assertIn(f"{file}:6", shown)
        self.assertIn("codelists.parent", shown)
        self.config.write_text(f'municipality = "1981"\nstate = "{self.folder / "state"}"\n', encoding="utf-8")
        self.assertIn("codelists.twice", self.call("check", code=78))
        file.unlink()
        self.own("lan.toml", head + 'entry = [{ code = "01", text = "Stockholms län" }]\n')
        self.assertIn("codelists.parent", self.call("check", code=78), "municipalities without their counties")

    def test_what_the_command_line_names_must_be_there(self):
        self.assertIn("Did you mean 'kommuner'?", self.call("codelist", "show", "komuner", code=64))
        self.assertIn("usage.codelist", self.call("codelist", "diff", "kommuner", "./kommuner.toml", code=64))
        self.call("codelist", "show", "kommuner", "--on", "2006-02-30", code=64)
        self.call("codelist", "diff", "kommuner", code=64)


if __name__ == "__main__":
    unittest.main()
