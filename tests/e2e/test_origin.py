"""A source is what the configuration names, an origin the prefix of its ids: two sources of one origin side by side."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

MIRROR = """
[source.spegel]
kind = "kolada"
url = "{url}"
[[job]]
name = "spegling"
source = "spegel"
indicators = ["U23471"]
areas = ["*"]
full_reload = "always"
first_year = 2018
units = []
schedule = "2098-01-01 06:00"
"""


class TwoSources(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.addClassCleanup(cls.source.close)
        cls.lane = Lane(cls.source.url, indicators=["N35024"], full_reload="always",
                        extra_job="units = []\nfirst_year = 2018", extra=MIRROR.format(url=cls.source.url))
        cls.addClassCleanup(cls.lane.close)
        cls.lane.run("kolada")
        cls.lane.run("spegling")

    def journal(self):
        lines = (self.lane.state / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry["body"] for entry in map(json.loads, lines) if "source" in entry["body"]]

    def test_each_run_names_its_own(self):
        sources = {run["job"]: (run["source"], run["origin"]) for run in json.loads(self.lane.call("runs", "--json").stdout)}
        self.assertEqual({"kolada": ("kolada", "kolada"), "spegling": ("spegel", "kolada")}, sources)
        self.assertEqual({("kolada", "kolada"), ("spegel", "kolada")},
                         {(body["source"], body["origin"]) for body in self.journal() if body.get("status") != "failed"})

    def test_neither_closes_what_the_other_has(self):
        before = self.lane.open_versions()
        for job in ("kolada", "spegling"):
            self.lane.run(job)
            self.assertEqual(("unchanged", 0), (self.lane.show()["status"], self.lane.show()["rows"]["absent"]), job)
        self.assertEqual(before, self.lane.open_versions())

    def test_the_mirror_is_replayed_by_its_name_and_rebuilt(self):
        before = self.lane.open_versions()
        self.lane.call("replay", "spegel", check=True)
        shown = self.lane.show()
        self.assertEqual(("replay", "spegel", "kolada"), (shown["cause"], shown["source"], shown["origin"]))
        self.assertTrue(all(segment.startswith("spegel/") for segment in shown["segments"]), shown["segments"])
        self.assertEqual(before, self.lane.open_versions())
        self.lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(before, self.lane.open_versions())
        self.assertEqual("spegel", self.lane.show()["source"])

    def test_pages_interface_and_metrics_name_each(self):
        with self.lane.serving():
            until(lambda: self.lane.ask("/api/v1/status"), "the daemon")
            self.lane.run("spegling")
            runs = json.loads(self.lane.ask("/api/v1/runs"))
            start, shown, about, metrics = (self.lane.ask(path) for path in ("/", "/korningar/2", "/om", "/metrics"))
        self.assertLessEqual({("kolada", "kolada"), ("spegel", "kolada")}, {(run.get("source"), run.get("origin")) for run in runs})
        for name in ("kolada", "spegel"):
            self.assertIn(f"Källa: {name}", start)
            self.assertRegex(metrics, rf'sluss_held_series\{{[^}}]*source="{name}"')
        self.assertIn("spegel", shown)
        self.assertIn("Källa: Kolada", about)
        self.assertNotIn('source="other"', metrics)

    def test_both_are_quoted_as_their_origin(self):
        quoted = self.lane.query("select distinct nyckeltal_id, kalla from mart.nyckeltal_historik order by nyckeltal_id")
        self.assertEqual([{"nyckeltal_id": f"kolada:{id}", "kalla": "Källa: Kolada"} for id in ("N35024", "U23471")], quoted)

    def test_a_failed_run_names_the_same(self):
        self.source.faults({"kind": "status-500", "path": "U23471"})
        self.lane.call("run", "spegling")
        self.source.clear_faults()
        failed = next(body for body in self.journal() if body.get("status") == "failed")
        self.assertEqual(("spegel", "kolada"), (failed["source"], failed["origin"]))
        with self.lane.serving():
            until(lambda: self.lane.ask("/api/v1/status"), "the daemon")
            row = re.search(r'href="(/korningar/misslyckad/[0-9]+)"', self.lane.ask("/korningar"))
            self.assertIsNotNone(row, "the failed run's row leads to its page")
            page = self.lane.ask(row[1])
        self.assertIn("Misslyckad körning av spegling", page)
        self.assertIn("<dd>spegel</dd>", page)


if __name__ == "__main__":
    unittest.main()
