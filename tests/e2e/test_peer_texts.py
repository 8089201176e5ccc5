"""Texts that others have gathered because programs break them, from file through the warehouse to CSV, XLSX and
Parquet: not a character is another. The files are in ../shared/peers, and are read there; what is written is read back
by other readers: Python's csv, zipfile and XML (read_xlsx.py), and the engine's own reader of Parquet."""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "crash")]
from engine import Engine  # noqa: E402
from file_lane import FileLane  # noqa: E402
from lane import ROOT, SHARED  # noqa: E402

SPECTRUM = SHARED / "peers" / "csv" / "csv-spectrum"
STRINGS = SHARED / "peers" / "strings" / "blns.json"
READ_XLSX = ROOT / "tests" / "unit" / "transforms" / "datasets" / "read_xlsx.py"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def mapping_of(name: str, file: str, headings: list[str]) -> str:
    """Of a file whose columns are all texts, kept to the character: c1, c2, …"""
    columns = "".join(f'[[table.column]]\nname = "c{i}"\nheading = {json.dumps(heading)}\nexact = true\n'
                      for i, heading in enumerate(headings, 1))
    return (f'id = "{name}"\ntitle = "{name}"\npublisher = "Provet"\nlayout = "verified"\n'
            f'[files]\nnames = ["{file}"]\n[[table]]\nname = "texter"\n{columns}')


def dataset_of(columns: list[str]) -> str:
    described = "".join(f'[[column]]\nname = "{name}"\nheading = "{name}"\ntype = "{type_}"\ndescription = "{name}"\n'
                        for name, type_ in [("fil", "text"), ("rad", "heltal")] + [(name, "text") for name in columns])
    return ('title = "Texter"\npurpose = "Provet"\ngrain = "En rad per rad"\nsource = "Provet"\nowner = "Provet"\n'
            f'version = "1"\norder = ["fil", "rad"]\n{described}')


def model_of(widths: dict[str, int], columns: list[str]) -> str:
    def values(width: int) -> str:
        return ", ".join(name if i < width else f"cast(null as varchar) as {name}" for i, name in enumerate(columns))
    head = "".join(f"-- {line}\n" for line in (
        "texter", "Purpose: the rows of each table", "Grain: one row a row of a file", "Keys: fil, rad",
        "Reads: " + ", ".join(f"extract.{name}" for name in widths), "Models: none", "Version: 1"))
    return head + "\nunion all\n".join(f'select \'{name}\' as fil, "row" as rad, {values(width)} from extract.{name}'
                                for name, width in widths.items())


class Peers(unittest.TestCase):
    """`files` has of each table the file's name, its bytes and its rows, the header first."""

    def load(self, files: dict[str, tuple[str, bytes, list[list[str]]]]) -> None:
        width = max(len(rows[0]) for _, _, rows in files.values())
        self.columns = [f"c{i}" for i in range(1, width + 1)]
        self.lane = FileLane({name: (name, mapping_of(name, file, rows[0])) for name, (file, _, rows) in files.items()})
        self.addCleanup(self.lane.close)
        for name, (file, data, _) in files.items():
            if name == list(files)[-1]:  # the last run makes the dataset: then all that it reads is there
                self.lane.own("datasets/texter.toml", dataset_of(self.columns))
                widths = {one: len(rows[0]) for one, (_, _, rows) in files.items()}
                self.lane.own("models/texter.sql", model_of(widths, self.columns))
            self.lane.put(file, data)
            self.lane.run(name)
        self.wanted = [[name, *row, *[None] * (width - len(row))]
                       for name, (_, _, rows) in sorted(files.items()) for row in rows[1:]]

    def same(self, found: list[list], form: str, wanted: list[list] | None = None) -> None:
        """`found` has the number of each row in its file second, by which it is ordered."""
        wanted = self.wanted if wanted is None else wanted
        self.assertEqual(len(wanted), len(found), form)
        others = [(ascii(expected), ascii(row)) for expected, row in zip(wanted, found)
                  if expected != row[:1] + row[2:]]
        self.assertEqual([], others, form)

    def check_every_form(self) -> None:
        self.csv_is_the_same()
        self.xlsx_is_the_same()
        self.parquet_is_the_same()

    def csv_is_the_same(self) -> None:
        nothing = [[text or "" for text in row] for row in self.wanted]
        answer = self.lane.call("query", "select * from mart.texter order by fil, rad", "--format", "csv", check=True,
                                every_byte=True)
        self.same(self.rows_of(answer.stdout.decode()), "query", nothing)
        # For people's spreadsheets a text that would run as a formula has an apostrophe before it.
        safe = [["'" + text if text.startswith(FORMULA) else text for text in row] for row in nothing]
        written = self.lane.export("texter", "csv-plain").read_bytes().decode()
        self.same(self.rows_of(written), "csv-plain", safe)

    def rows_of(self, text: str) -> list[list[str]]:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.assertEqual(["fil", "rad", *self.columns], rows[0])
        return rows[1:]

    def xlsx_is_the_same(self) -> None:
        path = self.lane.export("texter", "xlsx")
        read = subprocess.run([sys.executable, str(READ_XLSX), str(path)], check=True, capture_output=True)
        book = json.loads(read.stdout)
        rows = [[cell.get("text", cell.get("number")) for cell in row] for row in book["sheets"]["Data"]["rows"]]
        self.assertEqual(["fil", "rad", *self.columns], rows[0])
        width = len(rows[0])
        nothing = [[text or "" for text in row] for row in self.wanted]
        self.same([[text or "" for text in row + [None] * (width - len(row))] for row in rows[1:]], "xlsx", nothing)

    def parquet_is_the_same(self) -> None:
        path = self.lane.export("texter", "parquet")
        self.same(Engine(os.environ["SLUSS_DUCKDB"]).rows(
            ":memory:", f"select * from read_parquet('{path}') order by fil, rad", access="automatic")[0], "parquet")


@unittest.skipUnless(SPECTRUM.exists(), f"SKIPPED, ALL: {SPECTRUM} is absent")
class Spectrum(Peers):
    def test_every_file_comes_out_as_it_was(self):
        files = {}
        for path in sorted((SPECTRUM / "csvs").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            known = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
            if path.stem != "location_coordinates":  # the number in its JSON is another than in its CSV
                known = known if isinstance(known, list) else [known]
                self.assertEqual(known, [dict(zip(rows[0], row)) for row in rows[1:]])
            files[path.stem] = (path.name, path.read_bytes(), rows)
        self.assertGreaterEqual(len(files), 12)
        self.load(files)
        self.check_every_form()


@unittest.skipUnless(STRINGS.exists(), f"SKIPPED, ALL: {STRINGS} is absent")
class NaughtyStrings(Peers):
    def test_every_string_comes_out_as_it_was(self):
        strings = json.loads(STRINGS.read_text(encoding="utf-8"))
        self.assertGreater(len(strings), 500)
        rows = [["nr", "text"], *[[str(i), text] for i, text in enumerate(strings)]]
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
        records = json.dumps([dict(zip(rows[0], row)) for row in rows[1:]]).encode()
        self.load({"som_csv": ("som_csv.csv", text.getvalue().encode(), rows),
                   "som_json": ("som_json.json", records, rows)})
        self.check_every_form()


if __name__ == "__main__":
    unittest.main()
