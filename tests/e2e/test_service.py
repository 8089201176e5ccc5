"""What the daemon sends and does: mail for new figures and failures, pauses, publication days, parallel runs, idleness."""
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import waiting  # noqa: E402
from lane import OWN_STANDIN, PROGRAM, ROOT, Lane, StandIn  # noqa: E402

PATIENCE = 90


until = functools.partial(waiting.until, patience=PATIENCE)


class Mails:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-mail-"))
        self.process = subprocess.Popen([sys.executable, "-u", str(ROOT / "tests/tools/smtp_server.py"), "--folder",
                                         str(self.folder)], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline()).group(1))

    def section(self):
        """Part of a configuration: notifications go here, at once."""
        return f'''[daemon]
notify_settle = "0s"
[mail]
server = "127.0.0.1"
port = {self.port}
security = "none"
from = "Sluss <sluss@example.se>"
'''

    def all(self):
        return [json.loads(file.read_text()) for file in sorted(self.folder.glob("*.json"))]

    def with_word(self, word):
        return [mail for mail in self.all() if word in mail["headers"]["Subject"] + mail["body"]]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        for file in self.folder.iterdir():
            file.unlink()
        self.folder.rmdir()


class Service(unittest.TestCase):
    def lane(self, job: str, extra: str = "", indicators=("N35024",), today="2026-03-31"):
        self.source = StandIn(OWN_STANDIN, "--today", today)
        self.addCleanup(self.source.close)
        lane = Lane(self.source.url, indicators=list(indicators), extra_job='units = []\nfirst_year = 2015\n' + job, extra=extra,
                    http='attempts = 2\nbudget = "3s"\nstall = "2s"\nbackoff_first = "10ms"\n')
        self.addCleanup(lane.close)
        return lane

    def serve(self, lane, **environment):
        self.log = lane.folder / "log"
        with open(self.log, "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "--log-format", "json", "serve"],
                                       stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, **environment})
        self.addCleanup(self.finish, process)
        until(lambda: self.status(lane)["daemon"], "the start")
        return process

    def finish(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))

    def status(self, lane):
        return json.loads(lane.call("status", "--json", check=True).stdout)

    def events(self, name):
        lines = self.log.read_text().splitlines()
        return [event for event in map(json.loads, (l for l in lines if l.startswith("{"))) if event["event"] == name]

    def test_check_connect_tries_the_mail_server_and_sends_nothing(self):
        mails = Mails()
        self.addCleanup(mails.close)
        lane = self.lane("", extra=f"\n{mails.section()}")
        done = lane.call("check", "--connect", check=True)
        self.assertIn(f"mail 127.0.0.1:{mails.port}: answers unencrypted\n", done.stdout)
        self.assertNotIn("mail 127.0.0.1", lane.call("check", check=True).stdout)

        def doctor(*more):
            looks = {look["subject"]: look for look in json.loads(lane.call("--json", "doctor", *more).stdout)}
            return looks.get(f"mail 127.0.0.1:{mails.port}")
        self.assertIsNone(doctor())
        self.assertEqual(("well", "answers unencrypted"), tuple(doctor("--connect")[key] for key in ("health", "what")))
        self.assertEqual([], mails.all())
        mails.process.kill()
        mails.process.wait()
        gone = lane.call("--json", "check", "--connect")
        self.assertEqual((2, [("notify.connect", "mail")]),
                         (gone.returncode, [(error["code"], error["place"]["field"]) for error in json.loads(gone.stderr)["errors"]]))
        self.assertEqual("ill", doctor("--connect")["health"])

    def test_new_figures_and_failures_are_sent_by_mail(self):
        mails = Mails()
        self.addCleanup(mails.close)
        published = pathlib.Path(tempfile.mkdtemp(prefix="sluss-out-"))
        self.addCleanup(lambda: [file.unlink() for file in published.iterdir()] and None)
        lane = self.lane('every = "1s"\nretry_after = "1s"', today="2023-03-28", extra=f'''
{mails.section()}[[notify]]
name = "people"
to = ["anna@example.se"]
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "folder:{published}"
''')
        process = self.serve(lane)
        until(lambda: self.events("run.committed"), "the first run")
        self.assertEqual([], mails.with_word("Nya uppgifter"), "a first load is no news")
        self.source.today("2026-03-31")
        mail = until(lambda: mails.with_word("Nya uppgifter"), "the news")[0]
        self.assertIn("nyckeltal", mail["headers"]["Subject"])
        self.assertIn(str(published / "nyckeltal_jamforelse.csv"), mail["body"])
        self.assertIn("Källa: Kolada", mail["body"])
        self.assertEqual([], mail["defects"])
        until(lambda: [look for look in json.loads(lane.call("--json", "doctor").stdout)
                       if look["subject"] == "mail" and look["what"].startswith("people: the last message was handed over at ")],
              "that doctor tells of it")
        self.source.faults({"kind": "status-500"})
        failed = until(lambda: mails.with_word("har misslyckats"), "the failure")
        self.assertIn("jobbet kolada", failed[0]["headers"]["Subject"] + failed[0]["body"])
        until(lambda: self.status(lane)["jobs"][0]["failures"] > 1, "more failures")
        self.assertEqual(1, len(mails.with_word("har misslyckats")), "it is reported once")
        self.source.clear_faults()
        until(lambda: mails.with_word("misslyckas inte längre"), "that it is over")
        self.assertEqual(1, len(mails.with_word("Nya uppgifter")), "news are reported once")
        self.end(process)

    def test_a_delivery_that_fails_is_sent_once_and_that_it_works_again(self):
        mails = Mails()
        self.addCleanup(mails.close)
        share = pathlib.Path(tempfile.mkdtemp(prefix="sluss-out-"))
        self.addCleanup(shutil.rmtree, share, ignore_errors=True)
        share.rmdir()
        lane = self.lane('every = "1s"', extra=f'''
{mails.section()}[[notify]]
name = "drift"
to = ["drift@example.se"]
events = ["delivery_failed"]
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "folder:{share}"
''')
        process = self.serve(lane)
        mail = until(lambda: mails.with_word("leveransen av nyckeltal_jamforelse har misslyckats"), "the mail")[0]
        self.assertIn("publish.folder", mail["body"])
        seen = len(self.events("publish.failed"))
        until(lambda: len(self.events("publish.failed")) > seen + 1, "that more runs cannot deliver")
        self.assertEqual(1, len(mails.all()), "it is reported once")
        share.mkdir()
        until(lambda: mails.with_word("misslyckas inte längre"), "that it is well again")
        self.assertTrue((share / "nyckeltal_jamforelse.csv").exists())
        self.assertEqual(2, len(mails.all()))
        self.end(process)

    def test_a_missing_archive_is_reported_to_all_who_watch(self):
        mails = Mails()
        self.addCleanup(mails.close)
        lane = self.lane('every = "1h"', extra=f'''
{mails.section()}[[notify]]
name = "drift"
to = ["drift@example.se"]
events = ["state_damaged"]
''')
        process = self.serve(lane)
        until(lambda: self.events("run.committed") and not self.status(lane)["daemon"]["running"], "the first run")
        self.assertEqual([], self.events("state.damaged"))
        self.assertEqual(0, lane.call("status", "--check").returncode)
        archive, elsewhere = lane.state / "archive", lane.state / "elsewhere"
        archive.rename(elsewhere)
        archive.mkdir()
        checked = lane.call("status", "--check")
        self.assertEqual((2, "archive.missing"), (checked.returncode, (re.findall("archive.missing", checked.stdout) or [""])[0]))
        self.assertIn('sluss_state_damaged{kept="archive"} 1', self.metrics(lane))
        lane.run("kolada")
        mail = until(lambda: mails.with_word("arkivet med källornas svar"), "the mail")[0]
        self.assertIn("archive.missing", mail["body"])
        self.assertEqual("archive", self.events("state.damaged")[0]["kept"])
        for file in (file for file in archive.rglob("*") if file.is_file()):  # what was fetched meanwhile belongs there too
            file.rename(elsewhere / file.relative_to(archive))
        shutil.rmtree(archive)
        elsewhere.rename(archive)
        lane.run("kolada")
        until(lambda: mails.with_word("saknas eller är skadat längre"), "that it is over")
        self.assertEqual(1, len(self.events("state.damaged")))
        self.assertIn('sluss_state_damaged{kept="archive"} 0', self.metrics(lane))
        warehouse = lane.state / "warehouse"
        warehouse.rename(elsewhere)
        self.assertNotEqual(0, lane.call("run", "kolada").returncode)
        until(lambda: self.events("state.damaged")[1:], "what a run failed for")
        self.assertEqual("warehouse", self.events("state.damaged")[1]["kept"])
        self.end(process)

    def metrics(self, lane):
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(PATIENCE)
            door.connect(str(lane.state / "sluss.sock"))
            door.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return door.makefile("rb").read().decode()

    def test_a_publication_is_loaded_on_its_day_or_reported_as_late(self):
        """The days are the source's own; the clock is moved to them."""
        with tempfile.TemporaryDirectory() as folder:
            clock = pathlib.Path(folder) / "clock"

            def move(day: str):
                wanted = time.mktime(time.strptime(day, "%Y-%m-%d %H:%M"))
                clock.write_text(str(int(wanted - time.time())))

            move("2026-03-30 12:00")
            lane = self.lane('on = "publication"\ntries = "*:*:0/2"', indicators=["N35001", "N20900"], today="2026-03-30")
            process = self.serve(lane, SLUSS_TEST_CLOCK=str(clock))
            until(lambda: self.events("run.committed"), "the first look, which learns the days")

            def plan():
                shown = lane.call("plan", "--next", "5", "--json", check=True, environment={"SLUSS_TEST_CLOCK": str(clock)})
                return [slot for slot in json.loads(shown.stdout) if "announced" in slot["note"]]

            self.assertEqual("2026-03-31", until(plan, "the announced days in the plan")[0]["local"][:10])
            before = len(self.events("run.committed"))
            time.sleep(1)
            self.assertEqual(before, len(self.events("run.committed")), "nothing is asked before the day")
            move("2026-03-31 12:00")  # N35001's preliminary day
            until(lambda: len([e for e in self.events("run.begins") if e["cause"] == "publication"]) >= 2,
                  "tries on the announced day")
            self.assertFalse(self.status(lane)["jobs"][0]["late"], "its day is not over")
            move("2026-04-01 12:00")
            until(lambda: self.late_publications(lane) == 1, "that it is late: the source has them two days later")
            self.assertFalse(self.status(lane)["jobs"][0]["late"], "the source is late, the job is not")
            self.assertIn('sluss_job_late{job_name="kolada"} 0', lane.ask("/metrics"))
            self.assertIn('sluss_job_behind{job_name="kolada"} 0', lane.ask("/metrics"))
            self.come("2026-04-02")
            move("2026-04-02 12:00")
            until(lambda: self.figures(lane, "N35001") and self.late_publications(lane) == 0, "what was late")
            self.come("2026-05-05")
            move("2026-05-05 12:00")  # N20900 keeps its day
            until(lambda: self.figures(lane, "N20900"), "the figures, on their day")
            time.sleep(1)
            tries = len(self.events("run.begins"))
            time.sleep(3)
            self.assertLessEqual(len(self.events("run.begins")), tries + 1, "it looks no more when they have come")
            self.assertFalse(self.status(lane)["jobs"][0]["late"])
            self.end(process)

    def late_publications(self, lane) -> float | None:
        found = re.search(r'^sluss_publications_late\{job_name="kolada"\} (\S+)$', lane.ask("/metrics") or "", re.M)
        return float(found[1]) if found else None

    def come(self, day: str):
        self.source._call("PUT", "/_today", {"date": day, "client_day": day})

    @staticmethod
    def figures(lane, indicator: str):
        return lane.number(f"select count(*) from core.observation_open where indicator_id = 'kolada:{indicator}' "
                           "and period = 2025 and area_id = '1981'")

    def test_a_pause_lasts_over_a_restart(self):
        lane = self.lane('every = "1s"')
        process = self.serve(lane)
        until(lambda: self.events("run.committed"), "the first run")
        lane.call("pause", "kolada", check=True)
        until(lambda: self.status(lane)["jobs"][0]["paused"] and not self.status(lane)["daemon"]["running"], "the pause")
        runs = len(self.events("run.begins"))
        self.end(process)
        process = self.serve(lane)
        time.sleep(2.5)
        self.assertEqual(runs, len(self.events("run.begins")))
        self.assertTrue(any(event["reason"] == "paused" for event in self.events("schedule.skipped")))
        self.assertNotEqual(0, lane.call("pause", "koladda").returncode)
        lane.call("resume", "kolada", check=True)
        until(lambda: len(self.events("run.begins")) > runs, "a run after the pause")
        self.end(process)

    def test_a_run_that_goes_on_for_too_long_is_ended(self):
        lane = self.lane('every = "1h"\ntimeout = "1s"\nretry_after = "0s"')
        lane.config.write_text(lane.config.read_text().replace('stall = "2s"', 'stall = "60s"').replace('budget = "3s"', 'budget = "60s"'))
        self.source.faults({"kind": "stall", "path": "/data"})
        process = self.serve(lane)
        until(lambda: self.status(lane)["jobs"][0]["last_error"] == "run.timeout", "the end of it")
        self.end(process)

    def test_an_idle_daemon_sleeps_and_is_small(self):
        """Ten jobs, none due: no wake-up at all, and no engine in memory."""
        jobs = "".join(f'[[job]]\nname = "job{i}"\nsource = "kolada"\nindicators = ["N35024"]\nunits = []\n'
                       f'schedule = "yearly"\nexpected_by = "*-06-{i + 10} 08:00"\n' for i in range(9))
        lane = self.lane('schedule = "yearly"', extra=jobs)
        for name in ["kolada"] + [f"job{i}" for i in range(9)]:
            lane.run(name)
        process = self.serve(lane)
        time.sleep(2)
        before = self.switches(process.pid)
        time.sleep(float(os.environ.get("SLUSS_IDLE_SECONDS", "5")))
        # Asio sets its own timer again every five minutes: that one may fall into the time.
        self.assertLessEqual(self.switches(process.pid) - before, 1, "somebody woke up")
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        # Its own memory; how much of the libraries' files is mapped beside is as the page cache has it (50 to 65 MiB).
        own = sum(int(size) for size in re.findall(r"Rss(?:Anon|Shmem):\s+(\d+) kB", status))
        self.assertGreater(own, 0)
        if "san" not in PROGRAM.parent.name:
            self.assertLess(own, 20 * 1024)
        self.end(process)

    @staticmethod
    def switches(pid: int) -> int:
        """Voluntary ones of every thread: each is a waking up and a falling asleep."""
        total = 0
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            total += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text()).group(1))
        return total


if __name__ == "__main__":
    unittest.main()
