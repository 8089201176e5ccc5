"""Hemtjänstindex from file to figure: the shipped mapping, a folder of lists, the warehouse and what reads it."""
import csv
import dataclasses
import io
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "samples")]
import hemtjanstindex  # noqa: E402
from file_lane import FileLane  # noqa: E402
from lane import ROOT, SHARED  # noqa: E402

POINTS = SHARED / "peers" / "hemtjanstindex_known_points.csv"
CODES = SHARED / "peers" / "codes" / "kommuner.csv"
PAGE = ROOT / "docs" / "sources" / "hemtjanstindex.md"
PARTS = ["information", "bistand", "utforande", "stod"]


def id_of(measure: str, part: str = "") -> str:
    return f"register:hemtjanstindex.{measure}" + (f"[del={part}]" if part else "")


def figures_of(lane: FileLane) -> dict:
    """What the warehouse has open: indicator and area, with value and status."""
    return {(key[0], key[1]): (value, status) for key, (value, _, status) in lane.open_versions().items()}


def nothing_new(test: unittest.TestCase, lane: FileLane, read: int) -> None:
    """The last run has read so many figures, each as it was known."""
    told = lane.show()
    rows = {name: count for name, count in told["rows"].items() if count}
    test.assertEqual(("unchanged", {"read": read, "unchanged": read}), (told["status"], rows), told["findings"])


class Country(unittest.TestCase):
    """Sala's published figures, of a country whose 289 others, all with data, give the published means."""

    @classmethod
    def setUpClass(cls):
        cls.places = hemtjanstindex.generated(11, missing=0, marked=4)
        cls.files = hemtjanstindex.files_of(cls.places)
        cls.lane = FileLane({"hemtjanst": ("hemtjanstindex", "")})
        cls.addClassCleanup(cls.lane.close)
        for name in ("Index25_hela.csv", "Index25_start.csv"):
            cls.lane.put(name, cls.files[name])
            cls.lane.run("hemtjanst")
        cls.loaded = figures_of(cls.lane)

    def test_the_report_s_table(self):
        rows = self.lane.query("select indicator_id, area_id, value from core.observation_open where period = '2025' "
                               "and status = 'final' and area_id in ('SE', 'county:19', '1981')")
        found = {(row["indicator_id"], row["area_id"]): round(row["value"], 6) for row in rows}
        self.assertEqual(71.9, found[id_of("index"), "1981"])
        self.assertEqual(68.9, found[id_of("index_medel"), "SE"])
        self.assertEqual(66.8, found[id_of("index_medel"), "county:19"])
        self.assertEqual([118, 103, 6, 186], [found[id_of("rank", part), "1981"] for part in PARTS])
        ranked = self.lane.query("select indicator_id, count(value) as n from core.observation_open "
                                 "where contains(indicator_id, '.rank[') group by all order by all")
        self.assertEqual([290] * 5, [row["n"] for row in ranked])

    def test_the_prepared_table_as_a_file_has_the_same_three(self):
        text = self.lane.export("nyckeltal_jamforelse", "csv").read_text(encoding="utf-8-sig")
        rows = {row["nyckeltal_id"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
        index = rows[id_of("index")]
        self.assertEqual(("2025", "71,9"), (index["period"], index["varde"]))
        means = [f"{float(index[name].replace(',', '.')):.1f}" for name in ("riket", "lan_medel")]
        self.assertEqual(["68.9", "66.8", "10"], [*means, index["lan_n"]])
        self.assertEqual(["118", "103", "6", "186"], [rows[id_of("rank", part)]["varde"] for part in PARTS])
        described = self.lane.query("select description from core.indicator_open "
                                    f"where indicator_id = '{id_of('index')}'")
        self.assertIn("Källa: SPF Seniorerna, Hemtjänstindex", described[0]["description"])

    def test_every_figure_is_that_of_the_model(self):
        wanted = {}
        for line in hemtjanstindex.truth_of(self.places).decode().splitlines():
            measure, area, part, value = line.split("\t")
            wanted[id_of(measure, part), area] = (float(value), "final") if value else (None, "missing")
        found = {key: (None if value is None else float(f"{value:.12g}"), status)
                 for key, (value, status) in self.loaded.items() if key in wanted}
        self.assertEqual(wanted, found)

    def test_another_form_of_the_same_lists_revises_nothing(self):
        lane = self.lane
        starts = sum(".index" not in key[0] and ".rank" not in key[0] for key in self.loaded)
        self.assertEqual((290 * 6 + 22, 290 * 3), (len(self.loaded) - starts, starts))
        for kind in ("xlsx", "html"):
            for name in ("hela", "start"):
                lane.put(f"Index25_{name}.{kind}", self.files[f"Index25_{name}.{kind}"])
                lane.run("hemtjanst")
                nothing_new(self, lane, len(self.loaded) - starts if name == "hela" else starts)
            self.assertEqual(self.loaded, figures_of(lane), kind)
        self.assertEqual(len(self.loaded), lane.number("select count(*) from core.observation"))
        waiting = [path.name for path in lane.inbox.iterdir() if path.is_file() and "läs mig" not in path.name]
        self.assertEqual([], waiting)


class Corrected(unittest.TestCase):
    """A corrected list of the year that lacks a municipality: no mean of the first one stands beside its figures."""

    def setUp(self):
        self.places = hemtjanstindex.generated(11, missing=0, marked=4)

    def means_after(self, corrected: list) -> tuple[dict, dict]:
        """By area, before and after the corrected list was let through."""
        lane = FileLane({"hemtjanst": ("hemtjanstindex", "")})
        self.addCleanup(lane.close)
        seen = []
        for places, expected in ((self.places, 0), (corrected, 3)):
            lane.put("Index25_hela.csv", hemtjanstindex.files_of(places)["Index25_hela.csv"])
            lane.run("hemtjanst", expect=expected)
            if expected == 3:
                self.told = lane.show()
                lane.release_all()
            seen.append({area: figure for (indicator, area), figure in figures_of(lane).items()
                         if indicator == id_of("index_medel")})
        return seen[0], seen[1]

    def assert_named(self, corrected: list):
        before, after = self.means_after(corrected)
        line = next(one for one in self.told["findings"] if one["code"] == "register.means_missing")
        self.assertEqual("Tal som räknas ut ur kommunerna i filen saknas för Uppsala län (Heby är inte med) och riket.",
                         line["what"])
        without = {"county:03", "SE"}
        self.assertEqual({area: (None, "missing") if area in without else mean for area, mean in before.items()}, after)
        self.assertEqual(22, len(after))

    def test_of_a_municipality_that_is_not_in_the_list(self):
        self.assert_named([place for place in self.places if place.code != "0331"])

    def test_of_a_municipality_whose_name_is_misspelt(self):
        self.assert_named([dataclasses.replace(place, written="Hebyx") if place.code == "0331" else place
                           for place in self.places])


@unittest.skipUnless(POINTS.exists(), f"{POINTS} is absent")
class Points(unittest.TestCase):
    """Figures that were published of some municipalities, by the mapping that the page has for them: a part."""

    def test_they_load_as_a_part(self):
        mapping = PAGE.read_text(encoding="utf-8").rsplit("```toml\n", 1)[1].split("```\n", 1)[0]
        lane = FileLane({"punkter": ("hemtjanstindex_punkter", mapping)})
        self.addCleanup(lane.close)
        data = POINTS.read_bytes()
        lane.put(POINTS.name, data)
        lane.run("punkter")
        with CODES.open(encoding="utf-8", newline="") as file:
            codes = {row["kommun_namn"]: row["kommun_kod"] for row in csv.DictReader(file)}
        wanted = {}
        for row in csv.DictReader(io.StringIO(data.decode())):
            for measure in ("rank", "index"):
                if row[measure]:
                    wanted[measure, codes[row["municipality"]], int(row["year"])] = float(row[measure])
        found = {(row["indicator_id"].rsplit(".")[-1], row["area_id"], int(row["period"])): row["value"]
                 for row in lane.query("select indicator_id, area_id, period, value from core.observation_open")}
        self.assertEqual(wanted, found)
        # A later file without one of them says nothing of it.
        lines = data.splitlines(keepends=True)
        lane.put("hemtjanstindex_senare.csv", b"".join(lines[:1] + lines[2:]))
        lane.run("punkter")
        nothing_new(self, lane, len(wanted) - 2)
        self.assertEqual(len(wanted), lane.number("select count(*) from core.observation_open"))


if __name__ == "__main__":
    unittest.main()
