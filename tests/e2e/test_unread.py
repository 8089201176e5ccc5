"""What could not be read proves no absence: nothing of its series is closed, it is reported, and much of it holds the run."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, Lane, StandIn  # noqa: E402

TIMES = ("select indicator_id, area_id, ou_id, period, gender, value, status, recorded_from, recorded_to, run_id "
         "from core.observation order by all")


class Unread(unittest.TestCase):
    def setUp(self):
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(self.source.close)
        self.lane = Lane(self.source.url, indicators=["N35024", "U23471"], full_reload="always",
                         extra_job="units = []\nfirst_year = 2018")
        self.addCleanup(self.lane.close)
        self.lane.run()
        self.before = self.lane.open_versions()

    def finding(self):
        return next(finding for finding in self.lane.show()["findings"] if finding["code"] == "run.unread")

    def test_closes_nothing_and_is_reported(self):
        self.source.faults({"kind": "text-values", "path": "data/kpi", "times": 1})
        self.lane.run(expect=1)
        rows = self.lane.show()["rows"]
        self.assertGreater(rows["rejected"], 0)
        self.assertEqual(0, rows["absent"])
        self.assertEqual(self.before, self.lane.open_versions())
        finding = self.finding()
        self.assertEqual(("error", rows["rejected"]), (finding["severity"], finding["count"]))
        rows = {row.split()[0]: row for row in self.lane.call("runs", check=True).stdout.splitlines() if row}
        first = next(finding["code"] for finding in self.lane.show()["findings"] if finding["severity"] == "error")
        self.assertIn("  " + first, rows["2"])
        self.assertNotIn(first, rows["1"])
        runs = json.loads(self.lane.call("runs", "--json", check=True).stdout)
        self.assertIn("run.unread", {finding["code"] for finding in runs[0]["findings"]})
        self.assertIn("run.unread", self.lane.call("findings", "--severity", "error", check=True).stdout)
        self.assertEqual("no findings of severity error in run 1\n",
                         self.lane.call("findings", "1", "--severity", "error", check=True).stdout)
        self.source.clear_faults()
        self.lane.run()
        self.assertEqual(self.before, self.lane.open_versions())
        times = self.lane.query(TIMES)
        self.lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(times, self.lane.query(TIMES))

    def test_much_of_it_holds_what_else_was_sent(self):
        self.source.today("2026-06-30")
        self.source.faults({"kind": "text-values", "path": "data/kpi"})
        done = self.lane.run(expect=None)
        self.source.clear_faults()
        shown = self.lane.show()
        self.assertEqual(self.before, self.lane.open_versions(), shown["findings"])
        self.assertIn(done.returncode, (1, 3))
        self.assertIn("run.unread", {finding["code"] for finding in shown["findings"]})

    def test_all_of_it_fails_the_run_and_is_requested_again(self):
        self.source.faults({"kind": "all-text", "path": "data/kpi"})
        failed = self.lane.run(expect=2)
        self.assertIn("run.nothing_read", failed.stderr)
        self.assertEqual(self.before, self.lane.open_versions())
        self.source.clear_faults()
        self.lane.run()
        self.assertEqual(self.before, self.lane.open_versions())

    def test_what_was_not_requested_is_reported_and_closes_nothing(self):
        self.source.faults({"kind": "lost-zero", "path": "data/kpi", "times": 1})
        self.lane.run(expect=1)
        shown = self.lane.show()
        self.assertEqual(0, shown["rows"]["absent"])
        self.assertEqual(self.before, self.lane.open_versions())
        finding = next(one for one in shown["findings"] if one["code"] == "kolada.not_asked")
        self.assertEqual(("error", shown["rows"]["rejected"]), (finding["severity"], finding["count"]))
        self.source.clear_faults()
        self.lane.run()
        self.assertEqual(self.before, self.lane.open_versions())

    def test_of_the_catalogue_closes_nothing_there(self):
        before = self.lane.query("select indicator_id, title from core.indicator_open order by all")
        self.source.faults({"kind": "text-values", "path": "/v3/kpi", "times": 1})
        self.lane.run(expect=1)
        self.source.clear_faults()
        self.assertEqual(1, self.finding()["count"])
        after = self.lane.query("select indicator_id, title from core.indicator_open order by all")
        missing = [row for row in before if row["indicator_id"] not in {one["indicator_id"] for one in after}]
        self.assertEqual([], missing)
        shown = self.lane.show()
        rejected = {one["stream"]: one["rows"]["rejected"] for one in shown["streams"]}
        self.assertEqual((1, 0), (rejected["core.indicator"], rejected["core.observation"]))
        self.assertEqual(1, shown["rows"]["rejected"])
        self.assertTrue(all(one["conservation"]["in"]["holds"] for one in shown["streams"]), shown["streams"])


if __name__ == "__main__":
    unittest.main()
