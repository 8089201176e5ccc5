"""A kind of source that no other file knows of: one line registers it, and it is checked, documented, run, killed and resumed,
held and released, replayed, rebuilt, and shown like any other."""
import json
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402


class Counters(Lane):
    def __init__(self, beside=""):
        super().__init__("http://127.0.0.1:9/v3")
        self.beside = beside
        self.files = self.folder / "counters"
        self.files.mkdir()
        self.receipts = ""  # a file in which the source writes how its runs ended
        self.configure()

    def configure(self, counters=("*",), when='every = "1h"'):
        self.config.write_text(f'''municipality = "1981"
state = "{self.state}"
[source.rakning]
kind = "counter"
folder = "{self.files}"
{f'receipts = "{self.receipts}"' if self.receipts else ""}
[[job]]
name = "rakning"
source = "rakning"
counters = {json.dumps(counters)}
{when}
{self.beside}''', encoding="utf-8")

    def say(self, factor=1.0, counters="ab", bad="", areas=("1981",)):
        """Two parts, forty values a counter and area."""
        for part, years in enumerate((range(1985, 2005), range(2005, 2025)), 1):
            lines = [f"{counter};{area};{year};{(year - 1900) * factor}" for counter in counters for area in areas
                     for year in years]
            (self.files / f"part-{part}.txt").write_text("\n".join(lines) + "\n" + bad, encoding="utf-8")


class ACounter(unittest.TestCase):
    def setUp(self):
        self.lane = Counters()
        self.addCleanup(self.lane.close)
        self.lane.say()

    def test_it_is_checked_and_documented(self):
        self.assertEqual(0, self.lane.call("check", "--connect").returncode)
        self.assertIn("has counters", self.lane.call("check", "--connect").stdout)
        reference = self.lane.call("config", "reference", check=True).stdout
        self.assertRegex(reference, r"`folder` \| .*Only for kind `counter`")
        self.assertRegex(reference, r"`counters` \| .*Only for kind `counter`")
        self.assertIn("counters", self.lane.call("doctor").stdout)
        self.lane.configure(["A1"])
        refused = self.lane.call("check")
        self.assertEqual(78, refused.returncode)
        self.assertIn("config.selection", refused.stderr + refused.stdout)
        self.lane.config.write_text(self.lane.config.read_text().replace("folder =", "map ="))
        self.assertIn("config.unknown_key", self.lane.call("check").stderr)

    def test_runs_are_told_apart_and_followed_to_the_bytes(self):
        self.lane.run("rakning")
        shown = self.lane.show()
        self.assertEqual(("done", "rakning", "counter", 80),
                         (shown["status"], shown["source"], shown["origin"], shown["rows"]["inserted"]))
        self.lane.run("rakning")
        self.assertEqual(("unchanged", 80), (self.lane.show()["status"], self.lane.show()["rows"]["unchanged"]))
        lineage = json.loads(self.lane.call("lineage", "counter:a", "1981", "2024", "--json", check=True).stdout)
        self.assertIn("counter:parts", json.dumps(lineage))
        for year, part in (("1985", 1), ("2004", 1), ("2005", 2), ("2024", 2)):
            found = json.dumps(json.loads(self.lane.call("lineage", "counter:b", "1981", year, "--json", check=True).stdout))
            self.assertIn(f'"page": {part}', found, year)
            self.assertIn(f"part-{part}.txt", found, year)

    def test_what_cannot_be_read_closes_nothing(self):
        self.lane.run("rakning")
        self.lane.say(counters="a", bad="b;1981;2024;tolv\n")
        self.lane.run("rakning", expect=1)
        shown = self.lane.show()
        self.assertEqual((0, 2), (shown["rows"]["absent"], shown["rows"]["rejected"]))
        self.assertEqual(80, len(self.lane.open_versions()))

    def test_a_killed_run_goes_on(self):
        killed = self.lane.call("run", "rakning", environment={"SLUSS_KILL_AT": "archive.object_written:2"})
        self.assertEqual(-signal.SIGKILL, killed.returncode)
        scratch = self.lane.state / "staging" / "scratch" / "rakning"
        self.assertEqual({"part-1.txt", "part-2.txt"}, {file.name for file in scratch.iterdir()})
        self.assertEqual(0o700, scratch.stat().st_mode & 0o777)
        resumed = self.lane.run("rakning")
        self.assertIn("run.resumes", resumed.stderr)
        self.assertFalse(scratch.exists(), "the next run removes it, and its own")
        self.assertEqual(80, len(self.lane.open_versions()))
        killed = self.lane.call("run", "rakning", environment={"SLUSS_KILL_AT": "run.extracted"})
        self.assertEqual(-signal.SIGKILL, killed.returncode)
        self.assertIn("run.resumes", self.lane.run("rakning").stderr)

    def test_a_revision_is_held_and_released_and_all_of_it_rebuilt(self):
        self.lane.run("rakning")
        self.lane.say(factor=10)
        self.lane.run("rakning", expect=3)
        held = self.lane.show()["held"]
        self.assertEqual({"counter:a", "counter:b"}, {series["series"] for series in held})
        self.lane.call("release", "2", "counter:a", check=True)
        self.lane.call("discard", "2", "counter:b", check=True)
        known = self.lane.open_versions()
        runs = [self.lane.show(str(run)) for run in range(1, 5)]
        self.lane.call("replay", "rakning", check=True)
        self.assertEqual(known, self.lane.open_versions())
        self.lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(known, self.lane.open_versions())
        self.assertEqual(runs, [self.lane.show(str(run)) for run in range(1, 5)])

    def ends(self):
        """What the source has written of its runs' ends."""
        file = pathlib.Path(self.lane.receipts)
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def with_receipts(self, file="receipts.txt"):
        self.lane.receipts = str(self.lane.folder / file)
        self.lane.configure()

    def test_its_source_is_notified_how_each_run_ended(self):
        self.with_receipts()
        self.lane.run("rakning")
        self.lane.run("rakning")
        first, again = self.ends()
        self.assertRegex(first, r"^committed run 1 done read 80 facts 80 rejected 0 \(0\) held - findings \d+ [0-9a-f]{64}$")
        self.assertRegex(again, r"^committed run 2 unchanged read 80 facts 80 rejected 0 \(0\) held - findings \d+ [0-9a-f]{64}$")
        self.lane.say(bad="b;1981;2024;tolv\n")
        self.lane.run("rakning", expect=1)
        self.assertRegex(self.ends()[2], r"^committed run 3 \w+ read 82 facts 80 rejected 2 \(2\) held - findings [1-9]")
        self.lane.say(factor=10)
        self.lane.run("rakning", expect=3)
        self.assertRegex(self.ends()[3], r"^committed run 4 held read 80 facts 80 rejected 0 \(0\) "
                                          r"held counter:[ab]=\w+,counter:[ab]=\w+ ")
        self.lane.say(bad="b;1981;2024;tolv\n" * 60_000)
        self.assertNotEqual(0, self.lane.call("run", "rakning").returncode)
        self.assertRegex(self.ends()[4], r"^failed run 0 failed read \d+ facts \d+ rejected \d{5,} \(1000\) held - "
                                          r"findings 0 run\.too_many_rejects$")
        self.assertEqual(5, len(self.ends()))

    def test_what_a_kill_left_undone_at_its_source_the_next_run_does(self):
        self.with_receipts()
        killed = self.lane.call("run", "rakning", environment={"SLUSS_KILL_AT": "journal.appended"})
        self.assertEqual(-signal.SIGKILL, killed.returncode)
        self.assertEqual([], self.ends())
        self.lane.run("rakning")
        lost, ended = self.ends()
        self.assertRegex(lost, r"^committed before [0-9a-f]{64}$")
        self.assertRegex(ended, r"^committed run 2 unchanged ")
        self.assertEqual(lost.split()[-1], ended.split()[-1], "the same content")
        self.lane.say(factor=1.01)
        self.lane.call("run", "rakning", environment={"SLUSS_KILL_AT": "run.extracted"})
        self.lane.run("rakning", expect=None)
        self.assertEqual(3, len(self.ends()), "what was not committed is not taken for it")
        self.assertTrue(self.ends()[2].endswith("fetched before"), self.ends())

    def test_what_fails_at_its_source_afterwards_changes_nothing_of_the_run(self):
        self.with_receipts("no/such/folder.txt")
        ended = self.lane.run("rakning")
        self.assertIn("source.not_ended", ended.stderr)
        self.assertEqual(("done", 80), (self.lane.show()["status"], self.lane.show()["rows"]["inserted"]))

    def test_runs_in_one_daemon_know_of_one_another(self):
        self.with_receipts()
        self.serve()
        until(self.status, "the start")
        self.ended(1)
        pathlib.Path(self.lane.receipts).unlink()
        self.lane.run("rakning")
        self.assertRegex(self.ends()[0], "^committed before ")

    def values(self):
        return {(key[0], key[3]): value for key, (value, *_) in self.lane.open_versions().items()}

    def test_a_replay_reads_by_todays_mapping_and_a_rebuild_as_it_was(self):
        self.lane.run("rakning")
        before = self.values()
        mapping = self.lane.folder / "counter.txt"
        mapping.write_text("2\n", encoding="utf-8")
        self.assertIn(self.lane.call("replay", "rakning").returncode, (0, 3))
        self.lane.release_all()
        doubled = self.values()
        self.assertEqual({key: 2 * value for key, value in before.items()}, doubled)
        mapping.write_text("7\n", encoding="utf-8")
        self.lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(doubled, self.values())
        self.assertEqual(before, {(row["indicator_id"], row["period"]): row["value"] for row in self.lane.query(
            "select indicator_id, period, value from core.observation_open", as_of="run:1")})
        mapping.unlink()
        self.assertIn(self.lane.call("replay", "rakning").returncode, (0, 3))
        self.lane.release_all()
        self.assertEqual(before, self.values())

    def serve(self):
        return self.enterContext(self.lane.serving("--log-format", "json"))

    def events(self, name):
        lines = (self.lane.folder / "log").read_text(encoding="utf-8").splitlines()
        return [event for event in map(json.loads, (l for l in lines if l.startswith("{"))) if event["event"] == name]

    def status(self):
        text = self.lane.ask("/api/v1/status")
        return json.loads(text) if text else None

    def ended(self, runs):
        """So many runs have ended well, and none is under way."""
        until(lambda: len(self.events("run.committed")) >= runs, f"run {runs}")
        until(lambda: not self.status()["daemon"]["running"], "its end")

    def watched(self, *, empty=False):
        """A job that runs on its parts, served."""
        self.lane.configure(when='on = "part"')
        if empty:
            for part in self.lane.files.iterdir():
                part.unlink()
        process = self.serve()
        until(self.status, "the start")
        return process

    def kill(self, process):
        process.kill()
        process.wait()

    def test_a_new_part_is_a_run_within_seconds(self):
        self.watched(empty=True)
        time.sleep(1.5)
        self.assertEqual([], self.events("run.begins"), "nothing is there")
        self.lane.say()
        until(lambda: self.events("run.begins"), "a run", patience=15)
        self.ended(1)
        self.assertEqual([("rakning", "event")], [(e["job"], e["cause"]) for e in self.events("run.begins")])
        self.assertEqual(1, len(self.events("schedule.event")), "two parts, written one by one")
        self.assertEqual(80, len(self.lane.open_versions()))
        self.lane.say(factor=1.01)
        self.ended(2)
        shown = self.lane.call("status", check=True).stdout
        self.assertIn("part (när en del är ny eller ändrad)", shown)
        self.assertEqual("part", self.status()["jobs"][0]["when"])
        self.assertIn("när en del är ny eller ändrad", self.lane.ask("/"))
        plan = self.lane.call("plan", check=True)
        self.assertIn('rakning comes on "part": när en del är ny eller ändrad', plan.stdout + plan.stderr)

    def test_a_restart_between_a_part_and_its_run_loses_nothing(self):
        process = self.watched()
        self.ended(1)
        self.kill(process)
        self.lane.say(factor=1.01)
        process = self.serve()
        self.ended(2)
        self.assertEqual("event", self.events("run.begins")[-1]["cause"])
        self.kill(process)
        self.serve()
        until(lambda: len(self.events("serve.started")) == 3 and self.status(), "the third start")
        time.sleep(2)
        self.assertEqual(2, len(self.events("run.begins")), "what a run has served is nothing new")

    def test_a_pause_keeps_what_came(self):
        process = self.watched()
        self.ended(1)
        self.lane.call("pause", "rakning", check=True)
        self.lane.say(factor=1.01)
        until(lambda: len(self.events("schedule.event")) == 2, "it is seen")
        time.sleep(1)
        self.assertEqual(1, len(self.events("run.begins")))
        self.kill(process)
        self.serve()
        until(lambda: len(self.events("serve.started")) == 2 and self.status(), "the second start")
        self.lane.call("resume", "rakning", check=True)
        self.ended(2)
        self.assertEqual("event", self.events("run.begins")[-1]["cause"])

    def test_a_folder_that_is_gone_is_reported_and_ends_nothing(self):
        self.watched()
        self.ended(1)
        self.lane.files.rename(self.lane.folder / "elsewhere")
        error = until(lambda: next(iter(self.status()["errors"]), None), "that it is reported")
        self.assertEqual("counter.no_folder", error["code"])
        self.assertEqual(["rakning"], [event["job"] for event in self.events("watch.blind")])
        self.assertIn("counter.no_folder", self.lane.call("status", check=True).stdout)
        (self.lane.folder / "elsewhere").rename(self.lane.files)
        until(lambda: self.events("watch.sees_again"), "that it is seen again")
        self.assertEqual([], self.status()["errors"])
        self.lane.say(factor=1.01)
        self.ended(2)

    def test_what_a_job_may_run_on_is_checked_and_documented(self):
        self.assertRegex(self.lane.call("config", "reference", check=True).stdout, r"`part`: it runs when a part is new")
        self.lane.configure(when='on = "publication"')
        refused = self.lane.call("check")
        self.assertEqual(78, refused.returncode)
        self.assertIn("Write one of: part.", refused.stderr + refused.stdout)

    def test_pages_interface_and_metrics_name_it(self):
        with self.lane.serving():
            status = until(lambda: (text := self.lane.ask("/api/v1/status")) and (s := json.loads(text))["jobs"][0]["last"] and s,
                           "the first run")
            self.assertEqual("done", status["jobs"][0]["last"]["status"])
            self.assertIn("rakning", self.lane.ask("/korningar"))
            self.assertIn("rakning", self.lane.ask("/api/v1/runs"))
            self.assertNotIn("sluss_backup_last_success", self.lane.ask("/metrics"))
            self.lane.call("backup", "--to", str(self.lane.folder / "backup.tar.zst"), check=True)
            metrics = until(lambda: (text := self.lane.ask("/metrics")) and "sluss_backup_" in text and text, "the metrics")
        self.assertIn('sluss_runs_total{job_name="rakning",status="done"} 1', metrics)
        self.assertRegex(metrics, r'sluss_held_series\{[^}]*source="rakning"')
        self.assertNotIn('source="other"', metrics)
        self.assertNotIn("sluss_held_oldest", metrics)
        backed_up = re.search(r"(?m)^sluss_backup_last_success_timestamp_seconds (\S+)$", metrics)
        self.assertLess(abs(time.time() - float(backed_up[1])), 3600)
        for name in ("cpu_seconds_total", "resident_memory_bytes", "open_fds", "max_fds", "start_time_seconds"):
            self.assertRegex(metrics, rf"(?m)^process_{name} [0-9.]*[1-9]")
        for route in ("/api/v1/status", "/korningar", "/api/v1/runs"):
            self.assertIn(f'sluss_http_requests_total{{route="{route}",status="4xx"}} 0', metrics)
            self.assertRegex(metrics, rf'sluss_http_requests_total\{{route="{route}",status="2xx"\}} [1-9]')
            self.assertRegex(metrics, rf'sluss_http_request_seconds_count\{{route="{route}"\}} [1-9]')

    def test_the_access_log_is_off_by_default(self):
        personal = "19121212-1212"

        def log_answers(on: bool):
            self.lane.beside = "[control]\naccess_log = true\n" if on else ""
            self.lane.configure()
            self.lane.call("reload", check=True)

        def logged(path: str, route: str) -> dict:
            self.assertTrue(self.lane.ask(path))
            return until(lambda: [event for event in self.events("http.access") if event["route"] == route], f"the line of {path}")[-1]

        def silent(*paths: str):
            """What was answered before the last of them would be there."""
            before = len(self.events("http.access"))
            self.assertTrue(all(map(self.lane.ask, paths)))
            self.assertEqual(before, len(self.events("http.access")))

        self.serve()
        until(self.status, "the start")
        silent("/korningar", "/healthz")
        log_answers(True)
        line = logged(f"/korningar?pnr={personal}", "/korningar")
        self.assertRegex(line["who"], "^(local|uid):")
        self.assertEqual(("info", "socket", "GET", 200), tuple(line[key] for key in ("level", "way", "method", "status")))
        self.assertGreater(line["bytes"], 100)
        self.assertGreaterEqual(line["ms"], 0)
        self.assertEqual(404, logged(f"/{personal}/x", "other")["status"])
        self.assertNotIn("1212", json.dumps(self.events("http.access")))
        until(lambda: not self.status()["daemon"]["running"], "that nothing runs")
        self.lane.run("rakning")
        logged("/metrics", "/metrics")  # what was answered before it is there
        requests = [(event["method"], event["route"]) for event in self.events("http.access")]
        self.assertIn(("POST", "/api/v1/jobs/{job}/run"), requests)
        self.assertNotIn(("GET", "/api/v1/jobs/{job}"), requests, "that a command looks how it goes is no news")
        log_answers(False)
        silent("/korningar", "/healthz")

    def test_doctor_checks_backups_the_door_and_mail(self):
        def looks(*options):
            return {look["subject"]: look for look in json.loads(self.lane.call(*options, "--json", "doctor").stdout)}

        def in_days(days):
            return "--now", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400 + 60))

        self.lane.run("rakning")
        first = looks()
        self.assertEqual(("warning", "no backup is known"), (first["backup"]["health"], first["backup"]["what"]))
        self.assertIn("sluss backup --to", first["backup"]["remedy"])
        self.assertEqual("warning", first["mail"]["health"])
        self.assertIn("not configured", first["mail"]["what"])
        self.assertIn("[[notify]]", first["mail"]["remedy"])
        self.assertEqual(("well", ""), (first["door"]["health"], first["door"]["remedy"]))
        self.assertIn(str(self.lane.state / "sluss.sock"), first["door"]["what"])

        self.lane.call("backup", "--to", str(self.lane.folder / "backup.tar.zst"), check=True)
        made = looks()["backup"]
        self.assertEqual(("well", True), (made["health"], made["what"].endswith(", 0 days ago")), made)
        old = looks(*in_days(3))["backup"]
        self.assertEqual(("warning", True), (old["health"], old["what"].endswith(", 3 days ago")), old)
        self.assertIn("sluss backup --to", old["remedy"])

        key, certificate = self.lane.folder / "door.key", self.lane.folder / "door.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "10", "-subj", "/CN=localhost",
                        "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        mail = '''[mail]
server = "127.0.0.1"
port = 9
security = "none"
from = "sluss@example.se"
[[notify]]
name = "drift"
to = ["drift@example.se"]
'''
        self.lane.beside = f'[control]\nlisten = "127.0.0.1:8470"\ncertificate = "{certificate}"\nkey = "{key}"\n{mail}'
        self.lane.configure()
        soon = looks()
        self.assertEqual("warning", soon["door"]["health"])
        self.assertIn("127.0.0.1:8470", soon["door"]["what"])
        self.assertIn("valid for 9 days", soon["door"]["what"])
        self.assertIn("sluss reload", soon["door"]["remedy"])
        self.assertEqual("ill", looks(*in_days(11))["door"]["health"])
        self.assertEqual(("well", "drift: no message to it is noted in the state"), (soon["mail"]["health"], soon["mail"]["what"]))

        self.lane.beside = mail
        self.lane.configure()
        self.serve()
        until(self.status, "the start")
        self.lane.say(factor=10)
        self.lane.run("rakning", expect=3)  # which is reported
        failed = until(lambda: (look := looks()["mail"])["health"] == "warning" and look, "that nobody takes the mail")
        self.assertIn("notify.connect", failed["what"])
        self.assertIn("notify.failed", failed["remedy"])
        self.assertRegex(self.lane.call("status", "--check").stdout,
                         r"\[WARNING\] mail to drift: the last try failed at [-0-9]+T[:.0-9]+Z: notify\.connect\n")

    def test_a_wrong_file_costs_no_backup_beside_a_daemon(self):
        self.lane.run("rakning")
        file = self.lane.folder / "backup.tar.zst"
        self.lane.configure(when='every = "wrong"')
        self.assertEqual(78, self.lane.call("backup", "--to", str(file)).returncode, "without a daemon")
        self.assertFalse(file.exists())
        self.lane.configure()
        self.serve()
        until(self.status, "the start")
        self.lane.configure(when='every = "wrong"')
        made = self.lane.call("backup", "--to", str(file))
        self.assertEqual(1, made.returncode, made.stderr)
        self.assertIn("sluss reload", made.stderr)
        self.assertIn(str(file), made.stdout)
        self.lane.configure()
        self.assertIn("is whole", self.lane.call("restore", str(file), "--verify", check=True).stdout)
        rows = json.loads(self.lane.call("audit", "list", "--json", check=True).stdout)
        self.assertEqual("done_with_errors", next(row["outcome"] for row in rows if row["action"] == "backup"))

    def test_metrics_count_what_was_rejected_and_since_when_something_waits(self):
        self.lane.run("rakning")
        self.lane.say(factor=10, bad="b;1981;2024;tolv\n")
        self.lane.call("run", "rakning")
        shown = self.lane.show()
        self.assertTrue(shown["held"])
        self.assertGreater(shown["rows"]["rejected"], 0)
        with self.lane.serving():
            metrics = until(lambda: (text := self.lane.ask("/metrics")) and "sluss_rejects{" in text and text, "what was read of the warehouse")
        self.assertIn(f'sluss_rejects{{job_name="rakning"}} {shown["rows"]["rejected"]}\n', metrics)
        oldest = re.search(r'(?m)^sluss_held_oldest_timestamp_seconds\{source="rakning"\} (\S+)$', metrics)
        self.assertLess(abs(time.time() - float(oldest[1])), 3600)

    def test_its_figures_are_quoted_as_its_kind_says(self):
        self.lane.run("rakning")
        for dataset in ("nyckeltal_historik", "nyckeltal_jamforelse"):
            quoted = self.lane.query(f"select distinct kalla from mart.{dataset} where nyckeltal_id = 'counter:a'")
            self.assertEqual([{"kalla": "Källa: Räknare"}], quoted, dataset)


KOLADA = """
[source.kolada]
url = "{url}"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["N35024"]
areas = ["1981", "1980"]
units = []
first_year = 2018
full_reload = "always"
"""


class BesideKolada(unittest.TestCase):
    """Two origins that call the same municipalities by different names."""

    def areas(self, lane):
        return lane.query("select area_id, title, source, recorded_from, recorded_to, run_id from core.area "
                          "order by area_id, recorded_from")

    def alternate(self, first, second):
        source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(source.close)
        lane = Counters(KOLADA.format(url=source.url))
        self.addCleanup(lane.close)
        lane.say(areas=("1981", "1980"))
        for job in (first, second):
            lane.run(job)
            self.assertEqual("done", lane.show()["status"], job)
        before, versions = self.areas(lane), lane.open_versions()
        for job in (first, second) * 4:
            lane.run(job)
            shown = lane.show()
            changed = {what: count for what, count in shown["rows"].items()
                       if count and what in ("inserted", "revised", "deleted", "absent", "held")}
            self.assertEqual((job, "unchanged", {}), (shown["job"], shown["status"], changed))
        self.assertEqual(before, self.areas(lane))
        self.assertEqual(versions, lane.open_versions())
        return {area["area_id"]: area for area in before if area["area_id"] in ("1980", "1981")}

    def test_koladas_names_stay_when_it_came_first(self):
        areas = self.alternate("kolada", "rakning")
        self.assertEqual(("Sala", "kolada"), (areas["1981"]["title"], areas["1981"]["source"]))

    def test_the_others_names_stay_when_it_came_first(self):
        areas = self.alternate("rakning", "kolada")
        self.assertEqual({"1980": "Räknad 1980", "1981": "Räknad 1981"}, {code: area["title"] for code, area in areas.items()})
        self.assertEqual({"counter"}, {area["source"] for area in areas.values()})


if __name__ == "__main__":
    unittest.main()
