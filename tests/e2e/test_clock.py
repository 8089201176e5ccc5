"""A clock that has run ahead is noticed before a run is recorded by it."""
import datetime
import http.client
import http.server
import json
import pathlib
import sys
import threading
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, Lane, StandIn  # noqa: E402


class Forward(http.server.BaseHTTPRequestHandler):
    """A proxy, so that the source is not on this machine; its own Date is the true time."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        target = urllib.parse.urlsplit(self.path)
        there = http.client.HTTPConnection(self.server.there, timeout=60)
        there.request("GET", target.path + ("?" + target.query if target.query else ""), headers={"Host": target.netloc})
        answer = there.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        there.close()


def from_now(**span) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock(unittest.TestCase):
    def setUp(self):
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(self.source.close)

    def lane(self, url: str, **more) -> Lane:
        lane = Lane(url, indicators=["N35024"], extra_job="units = []\nfirst_year = 2020", **more)
        self.addCleanup(lane.close)
        return lane

    def through_a_proxy(self) -> Lane:
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward)
        proxy.there = urllib.parse.urlsplit(self.source.base).netloc
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        return self.lane("http://kolada.example/v3", http=f'attempts = 2\nbudget = "30s"\nrate = 1000\n'
                         f'proxy = "http://127.0.0.1:{proxy.server_address[1]}"\n')

    def at(self, lane: Lane, time: str | None, *arguments: str):
        return lane.call(*(["--now", time] if time else []), "--json", *arguments)

    def ahead(self, done) -> dict:
        self.assertEqual(78, done.returncode, done.stdout + done.stderr)
        error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
        self.assertEqual("clock.ahead", error["code"])
        return error

    def test_the_sources_server_gives_the_time(self):
        lane = self.through_a_proxy()
        self.assertIn("ahead of the source's server", self.ahead(self.at(lane, "2099-01-01T00:00:00Z", "run", "kolada"))["what"])
        self.assertEqual([], list((lane.state / "archive").rglob("*.seg")), "what was fetched bears that time: it is gone")
        self.ahead(self.at(lane, from_now(days=2), "run", "kolada"))
        done = self.at(lane, from_now(hours=12), "run", "kolada")
        self.assertEqual(0, done.returncode, done.stderr)
        recorded = lane.query("select max(recorded_from) as at from core.observation")[0]["at"]
        self.assertLess(recorded[:10], "2099")
        failed = [json.loads(line) for line in (lane.state / "journal.jsonl").read_text().splitlines()]
        self.assertEqual(2, sum(entry["kind"] == "failed" for entry in failed), "the refusals are recorded")

    def test_after_years_on_the_shelf_the_server_makes_the_clock_believed(self):
        lane = self.through_a_proxy()
        self.assertEqual(0, self.at(lane, from_now(days=-900), "run", "kolada").returncode, "behind is no error")
        done = self.at(lane, None, "run", "kolada")
        self.assertEqual(0, done.returncode, done.stderr)

    def test_without_a_server_elsewhere_somebody_must_confirm_it(self):
        lane = self.lane(self.source.url)
        self.assertEqual(0, self.at(lane, "2026-04-01T00:00:00Z", "run", "kolada").returncode)
        self.assertEqual(0, self.at(lane, "2026-06-20T00:00:00Z", "run", "kolada").returncode, "off for two months")
        before = lane.query("select max(recorded_from) as at from core.observation")
        late = "2099-01-01T00:00:00Z"
        self.assertIn("no server elsewhere", self.ahead(self.at(lane, late, "run", "kolada"))["what"])
        self.ahead(self.at(lane, late, "replay", "kolada"))
        self.assertEqual(before, lane.query("select max(recorded_from) as at from core.observation"), "nothing was recorded")
        looks = json.loads(self.at(lane, late, "doctor").stdout)
        self.assertEqual("ill", next(look for look in looks if look["subject"] == "clock")["health"])
        self.assertEqual(0, self.at(lane, "2026-06-21T00:00:00Z", "run", "kolada").returncode, "with the clock mended")

        confirmed = self.at(lane, "2028-01-01T00:00:00Z", "doctor", "--clock-is-right")
        self.assertEqual(0, confirmed.returncode, confirmed.stderr)
        rows = json.loads(lane.call("audit", "list", "--json", check=True).stdout)
        self.assertTrue(any(row["action"] == "clock.confirm" for row in rows))
        self.ahead(self.at(lane, late, "run", "kolada"))
        done = self.at(lane, "2028-01-02T00:00:00Z", "run", "kolada")
        self.assertEqual(0, done.returncode, done.stderr)

    def test_what_a_clock_ahead_recorded_is_given_its_right_time(self):
        lane = self.lane(self.source.url)
        self.assertEqual(0, self.at(lane, "2026-04-01T00:00:00Z", "run", "kolada").returncode)
        self.source.today("2026-06-30")
        self.assertEqual(0, self.at(lane, "2099-01-01T00:00:00Z", "doctor", "--clock-is-right").returncode, "it was not")
        self.assertEqual(0, self.at(lane, "2099-01-01T00:00:00Z", "run", "kolada").returncode)
        self.assertEqual(0, self.at(lane, "2026-07-02T00:00:00Z", "run", "kolada").returncode)
        self.assertEqual(["2099"] * 2, [at[:4] for at in self.recorded(lane)[1:]], "what is recorded goes on from there")
        versions = "select indicator_id, area_id, period, gender, value, run_id, recorded_from < '2026-06-01' as early, " \
                   "recorded_to < 'infinity' as closed from core.observation order by all"
        before = lane.query(versions)
        now = "2026-07-03T00:00:00Z"
        alone = self.at(lane, now, "doctor", "--correct-runs")
        self.assertEqual(64, alone.returncode, "by a clock that nobody has confirmed")
        self.assertIn("--correct-runs", self.clock(lane, now)["remedy"])

        done = self.at(lane, now, "doctor", "--clock-is-right", "--correct-runs")
        self.assertEqual(0, done.returncode, done.stderr)
        corrected = json.loads(done.stdout)["corrected"]
        self.assertEqual([2, 3], [run["run"] for run in corrected])
        after = self.recorded(lane)
        self.assertEqual(["2026-04-01", "2026-07-01", "2026-07-02"], [at[:10] for at in after], "just before the one behind it began")
        self.assertEqual(before, lane.query(versions), "the same versions, closed and open")
        self.assertEqual("well", self.clock(lane, now)["health"])
        self.assertEqual(0, self.at(lane, now, "run", "kolada").returncode)
        self.assertEqual("2026-07-03", self.recorded(lane)[-1][:10])
        self.assertLess(lane.query("select max(recorded_from) as at from core.observation")[0]["at"][:10], "2026-07-04")

        self.assertEqual(0, self.at(lane, now, "doctor", "--rebuild").returncode)
        self.assertEqual(after, self.recorded(lane)[:3], "a later rebuild goes by it too")
        again = self.at(lane, "2026-07-04T00:00:00Z", "doctor", "--clock-is-right", "--correct-runs")
        self.assertEqual([], json.loads(again.stdout)["corrected"])
        self.assertEqual(0, lane.call("audit", "verify").returncode)
        rows = json.loads(lane.call("audit", "list", "--json", check=True).stdout)
        self.assertEqual(2, sum(row["action"] == "clock.correct" and row["outcome"] == "done" for row in rows), rows)

    def recorded(self, lane: Lane) -> list[str]:
        """When each committed run was, the first first."""
        runs = json.loads(lane.call("runs", "--json", check=True).stdout)
        return [run["recorded_at"] for run in sorted(runs, key=lambda run: run["run"]) if run["status"] != "failed"]

    def clock(self, lane: Lane, now: str) -> dict:
        return next(look for look in json.loads(self.at(lane, now, "doctor").stdout) if look["subject"] == "clock")


if __name__ == "__main__":
    unittest.main()
