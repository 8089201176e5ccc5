"""Done when 2: the whole of the shared stand-in loads, nothing is lost, a second run writes nothing."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PEER_STANDIN, Lane, StandIn, have_peer  # noqa: E402

GROUP = "group:Liknande kommuner äldreomsorg"


@unittest.skipUnless(have_peer(), "../shared is not here")
class FullLoad(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(PEER_STANDIN)
        cls.lane = Lane(cls.source.url, compare=["riket", "county", GROUP])
        cls.first = cls.lane.run()
        cls.shown = cls.lane.show()

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()
        cls.source.close()

    def served(self) -> dict:
        """Every value of the source, requested in another way than the program does: by indicator and year."""
        areas = [a["id"] for a in self.source.pages("/municipality")]
        areas.append("G176664")
        years = [",".join(str(y) for y in range(first, first + 25)) for first in (1970, 1995, 2020)]
        found = {}
        for start in range(0, len(areas), 25):
            for span in years:
                for item in self.source.pages(f"/data/municipality/{','.join(areas[start:start + 25])}/year/{span}"):
                    for value in item["values"]:
                        key = (item["kpi"], item["municipality"], item["period"], value["gender"])
                        self.assertNotIn(key, found)
                        found[key] = value
        return found

    def test_catalogue(self):
        self.assertEqual(6099, self.lane.number("select count(*) from core.indicator_open where title is not null"))
        self.assertEqual(290, self.lane.number("select count(*) from core.area_open where kind = 'municipality'"))
        self.assertEqual(22, self.lane.number("select count(*) from core.area_open where kind in ('region', 'country')"))
        groups = len(list(self.source.pages("/municipality_groups")))
        self.assertEqual(groups, self.lane.number("select count(*) from core.area_open where kind = 'group'"))
        self.assertEqual(5, self.lane.number("select count(*) from core.unit_open"))

    def test_every_value(self):
        served = self.served()
        self.assertEqual(len(served),
                         self.lane.number("select count(*) from core.observation_open where ou_id is null"))
        stored = {(r["indicator_id"], r["area_id"], r["period"], r["gender"]): r for r in self.lane.query(
            "select indicator_id, area_id, period, gender, value, status from core.observation_open where ou_id is null")}
        for (kpi, area, period, gender), value in served.items():
            area_id = {"0000": "SE"}.get(area) or (f"region:{area[2:]}" if area.startswith("00") else
                                                   f"kolada:{area}" if area.startswith("G") else area)
            row = stored[(f"kolada:{kpi}", area_id, period, gender)]
            if value["value"] is not None and value["status"] == "":
                self.assertEqual((value["value"], "final"), (row["value"], row["status"]))
            else:
                self.assertIsNone(row["value"])

    def test_units(self):
        self.assertEqual(10, self.lane.number("select count(*) from core.observation_open where ou_id is not null"))

    def test_conservation(self):
        rows = self.shown["rows"]
        self.assertEqual(rows["read"], sum(rows[k] for k in ("inserted", "revised", "unchanged", "deleted", "rejected",
                                                              "filtered", "duplicate", "held")))
        self.assertGreater(rows["read"], 100_000)
        text = self.lane.call("show", "last", check=True).stdout
        self.assertIn("read", text)
        self.assertIn(str(rows["read"]), text.replace(" ", "").replace("\u00a0", ""))

    def test_z_second_run_writes_nothing(self):
        before = self.lane.number("select count(*) from core.observation")
        self.lane.run()
        shown = self.lane.show()
        self.assertEqual("unchanged", shown["status"])
        self.assertEqual(before, self.lane.number("select count(*) from core.observation"))


@unittest.skipUnless(have_peer(), "../shared is not here")
class Parts(unittest.TestCase):
    def test_units_of_one_indicator_in_two_municipalities(self):
        source = StandIn(PEER_STANDIN)
        self.addCleanup(source.close)
        with Lane(source.url, indicators=["U21468"], areas=["1981", "Västerås"]) as lane:
            lane.run()
            rows = lane.query("select area_id, count(distinct ou_id) n from core.observation_open where ou_id is not null "
                              "group by area_id order by area_id")
            self.assertEqual([{"area_id": "1980", "n": 2}, {"area_id": "1981", "n": 3}], rows)

    def test_indicator_group_by_title(self):
        source = StandIn(PEER_STANDIN)
        self.addCleanup(source.close)
        with Lane(source.url, indicators=["kpigroup:Äldreomsorg, urval (exempel)"], areas=["1981"]) as lane:
            lane.run()
            found = {r["i"] for r in lane.query("select distinct indicator_id i from core.observation_open")}
            self.assertEqual({f"kolada:{i}" for i in
                              ("U21468", "U23471", "U23401", "N23588", "N23592", "N20892", "N21704")}, found)


if __name__ == "__main__":
    unittest.main()
