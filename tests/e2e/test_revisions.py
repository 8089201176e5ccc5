"""Done when 4: the source moves from one snapshot to a later one, by incremental load and by full reload."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PEER_STANDIN, Lane, StandIn, have_peer  # noqa: E402

GROUP = "group:Liknande kommuner äldreomsorg"


def loaded(full_reload: str):
    source = StandIn(PEER_STANDIN, "--today", "2023-03-28")
    lane = Lane(source.url, compare=["riket", "county", GROUP], full_reload=full_reload)
    lane.run()
    before = lane.open_versions()
    source.today("2024-12-12")
    lane.run(expect=3)
    return source, lane, before


@unittest.skipUnless(have_peer(), "../shared is not here")
class Snapshots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.by = {way: loaded(way) for way in ("30d", "always")}

    @classmethod
    def tearDownClass(cls):
        for source, lane, _ in cls.by.values():
            lane.close()
            source.close()

    def test_both_ways_end_alike(self):
        incremental, full = (self.by[way][1].open_versions() for way in ("30d", "always"))
        self.assertEqual(set(incremental), set(full))
        self.assertEqual(incremental, full)

    def test_redefined_and_vanished_are_held(self):
        for way, (_, lane, _) in self.by.items():
            with self.subTest(way):
                shown = lane.show()
                self.assertEqual("held", shown["status"])
                held = {h["series"] for h in shown["held"]}
                self.assertEqual({"kolada:U07417", "kolada:U07452", "kolada:N02904"}, held)
                self.assertGreater(shown["rows"]["inserted"], 0)

    def test_evidence_is_shown_in_lines_with_names(self):
        for way, (_, lane, _) in self.by.items():
            with self.subTest(way):
                lines = [line for line in lane.call("show", "last", check=True).stdout.splitlines() if line.startswith(" " * 8)]
                self.assertEqual([], [line for line in lines if "{" in line])
                evidence = [line for line in lines if re.match(r" {8}[A-ZÅÄÖ][^0-9:]* \d{4}[^:]*: \S+ → \S+ \([a-z]+\)$", line)]
                self.assertGreater(len(evidence), 2, lines)

    def test_one_held_series_is_shown_by_itself(self):
        _, lane, _ = self.by["30d"]
        output = lane.call("show", "2", "U07452", check=True).stdout
        self.assertIn("held: kolada:U07452 by the gate ", output)
        self.assertNotIn("kolada:U07417", output)
        self.assertEqual(["kolada:U07452"], [h["series"] for h in json.loads(
            lane.call("--json", "show", "2", "U07452", check=True).stdout)["held"]])
        refused = lane.call("show", "2", "N1")
        self.assertEqual(64, refused.returncode)
        self.assertIn("usage.series", refused.stderr)

    def test_more_decimals_are_no_revision(self):
        for way, (_, lane, _) in self.by.items():
            with self.subTest(way):
                self.assertEqual(0, lane.number(
                    "select count(*) from core.observation a join core.observation b using (indicator_id, area_id, period, "
                    "period_kind, gender) where a.indicator_id = 'kolada:N15428' and a.recorded_to = b.recorded_from and "
                    "abs(a.value - b.value) < 1e-5"))

    def test_absent_values_are_closed(self):
        for way, (_, lane, _) in self.by.items():
            with self.subTest(way):
                self.assertEqual(0, lane.number("select count(*) from core.observation_open where indicator_id = "
                                                "'kolada:N15428' and period < 2010"))
                self.assertGreater(lane.number("select count(*) from core.observation where indicator_id = "
                                               "'kolada:N15428' and period < 2010"), 1000)

    def test_as_of_runs(self):
        for way, (_, lane, before) in self.by.items():
            with self.subTest(way):
                self.assertEqual(len(before), lane.number("select count(*) from core.observation_open", as_of="run:1"))
                now = lane.number("select count(*) from core.observation_open")
                self.assertEqual(now, lane.number("select count(*) from core.observation_open", as_of="run:2"))
                self.assertNotEqual(len(before), now)

    def test_an_export_names_the_run_that_it_is_from(self):
        _, lane, _ = self.by["30d"]
        for as_of, run in ((["--as-of", "run:1"], 1), ([], 2)):
            path = str(lane.folder / "stands_for.json")
            exported = lane.call("--json", "export", "nyckeltal_historik", "--format", "json", "--output", path, *as_of, check=True)
            self.assertEqual(run, json.loads(exported.stdout)["run"])

    def row_of(self, lane, run: int) -> str:
        rows = lane.call("runs", check=True).stdout.splitlines()
        return next(row for row in rows if row.split()[:1] == [str(run)])

    def test_z_release_and_discard(self):
        _, lane, _ = self.by["30d"]
        self.assertRegex(self.row_of(lane, 2), r" held .* \(3 series\)")
        tab = lambda: lane.call("config", "names", "held", check=True).stdout.split()  # noqa: E731
        self.assertEqual(["N02904", "U07417", "U07452"], tab())
        old = lane.number("select count(*) from core.observation_open where indicator_id = 'kolada:N02904'")
        self.assertGreater(old, 4000)
        lane.call("release", "2", "kolada:N02904", check=True)
        self.assertEqual(0, lane.number("select count(*) from core.observation_open where indicator_id = 'kolada:N02904'"))
        sample = "select sum(value) from core.observation_open where indicator_id = 'kolada:U07417'"
        kept = lane.number(sample)
        output = lane.call("discard", "2", "kolada:U07417", check=True).stdout
        self.assertEqual(kept, lane.number(sample))
        # Its equation is true, and it shows what it dropped.
        discarded = lane.show()
        still_open = lane.number("select count(*) from core.observation_open")
        self.assertGreater(still_open, 0)
        self.assertEqual({"before": still_open, "after": still_open}, discarded["open"])
        self.assertEqual((2, ["kolada:U07417"]), tuple(discarded["decision"][name] for name in ("of", "series")))
        self.assertGreater(discarded["decision"]["rows"], 0)
        self.assertTrue(discarded["decision"]["who"])
        self.assertIn("of 1 series that run 2 held, by ", output)
        self.assertNotIn("read 0", output)
        lane.call("release", "2", check=True)
        self.assertEqual(0, len([h for h in lane.show("2")["held"] if h["state"] == "waiting"]))
        self.assertEqual([], tab())
        self.assertRegex(self.row_of(lane, 2), r" held, decided ")
        self.assertEqual("held", lane.show("2")["status"])
        # What was discarded is not held again.
        _, full, _ = self.by["always"]
        full.call("discard", "2", "kolada:U07417", check=True)
        full.run(expect=None)
        waiting = {h["series"] for h in full.show()["held"]}
        self.assertNotIn("kolada:U07417", waiting)


@unittest.skipUnless(have_peer(), "../shared is not here")
class Late(unittest.TestCase):
    def test_nine_point_two_became_fourteen_and_a_half(self):
        source = StandIn(PEER_STANDIN, "--today", "2025-09-20")
        self.addCleanup(source.close)
        with Lane(source.url, indicators=["N33817"], areas=["1981"]) as lane:
            lane.run()
            latest = [r for r in lane.export("nyckeltal_historik") if r["nyckeltal_id"] == "kolada:N33817"]
            self.assertEqual(9.2, max(latest, key=lambda r: r["period"])["varde"])
            source.today("2025-11-15")
            lane.run()
            latest = [r for r in lane.export("nyckeltal_historik") if r["nyckeltal_id"] == "kolada:N33817"]
            self.assertEqual(14.5, max(latest, key=lambda r: r["period"])["varde"])


if __name__ == "__main__":
    unittest.main()
