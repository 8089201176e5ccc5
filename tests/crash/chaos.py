#!/usr/bin/env python3
"""The daemon on a bad day: reload, a wrong configuration, drain, restart, kill -9, a full disk, a clock ten minutes
ahead and back, names that do not resolve, a source that breaks, a mail server that is gone, pauses, at random, while
its jobs run. Afterwards nothing is lost or doubled, the daemon has recovered by itself, and what it reported (log, metrics,
mail to a real SMTP server) is what happened. SLUSS_CRASH_ROUNDS / 2 rounds (20), 100 in `./dev verify`."""
import collections
import functools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from engine import Engine
from full_disk import SKIPPED, mounted_or_again
from world import DOUBLES, TOOLS, UNEQUAL_RUNS, Broken, StandIn, arguments, expect

sys.path.insert(0, str(TOOLS))
import waiting  # noqa: E402

PATIENCE = 90
NSS_WRAPPER = "libnss_wrapper.so"
DAYS = ["2023-06-30", "2023-10-01", "2023-12-31", "2024-04-15", "2024-07-01", "2024-10-01", "2024-12-12", "2025-03-01",
        "2025-06-15", "2025-10-10", "2026-01-31", "2026-04-30", "2026-06-30", "2026-09-30"]

CONFIGURATION = """\
municipality = "1981"
state = "{state}"
[http]
attempts = 2
budget = "3s"
stall = "2s"
backoff_first = "10ms"
rate = 1000.0
[control]
rate = 1000.0
[daemon]
disk_least = "{least}"
notify_settle = "0s"
[mail]
server = "127.0.0.1"
port = {smtp}
security = "none"
from = "sluss@example.se"
timeout = "5s"
[[notify]]
name = "people"
to = ["anna@example.se"]
[source.kolada]
url = "http://kolada.test:{port}/v3"
[[job]]
name = "elder"
source = "kolada"
indicators = ["N20900", "U21468", "N21704", "N23801"]
compare = ["riket"]
units = []
full_reload = "always"
every = "2s"
retry_after = "1s"
[[job]]
name = "family"
source = "kolada"
indicators = ["N33817", "N31816", "N35024"]
units = []
full_reload = "always"
every = "3s"
retry_after = "1s"
when_running = "queue-one"
[[job]]
name = "after"
source = "kolada"
indicators = ["N20434", "N23801"]
units = []
after = ["elder", "family"]
retry_after = "1s"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "folder:{published}"
"""


until = functools.partial(waiting.until, patience=PATIENCE, error=Broken)


class MailServer:
    """Real SMTP on one port; it can be gone for a while."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, 0, None
        self.start()

    def start(self):
        # Numbers begin at one again in each life of the server: a folder each.
        life = self.folder / f"{time.monotonic_ns()}"
        life.mkdir(parents=True)
        self.process = subprocess.Popen([sys.executable, "-u", TOOLS / "smtp_server.py", "--port", str(self.port), "--folder",
                                         life], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline()).group(1))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def mails(self):
        files = sorted(self.folder.glob("*/*.json"), key=lambda file: file.stat().st_mtime_ns)
        return [json.loads(file.read_text()) for file in files]


class Chaos:
    def __init__(self, options, disk):
        self.options, self.disk = options, disk
        self.random = random.Random(options.seed)
        self.rounds = max(5, options.rounds // 2)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-chaos-"))
        self.state = disk / "state"
        self.hosts, self.clock, self.log = self.folder / "hosts", self.folder / "clock", self.folder / "log"
        self.shift = 0
        self.clock.write_text("0")
        self.names(True)
        self.stand_in = StandIn()
        self.mail = MailServer(self.folder / "mail")
        self.least = "16MB"
        self.config = self.folder / "sluss.toml"
        self.days = iter(DAYS)
        self.process = None
        self.engine = Engine(options.duckdb)
        self.did = collections.Counter()
        self.lives = 0
        self.kills = 0
        self.write()

    # The world.
    def write(self, broken=False):
        text = CONFIGURATION.format(state=self.state, least=self.least, smtp=self.mail.port,
                                    port=self.stand_in.url.rsplit(":", 1)[1].split("/")[0], published=self.folder / "out")
        self.config.write_text(text + ("\n[htp]\nattempts = 3\n" if broken else ""))

    def names(self, right):
        self.hosts.write_text("127.0.0.1 kolada.test localhost\n" if right else "127.0.0.1 localhost\n")
        os.utime(self.hosts, (time.time(), time.time() + (10 if right else 0)))

    def start(self):
        (self.folder / "out").mkdir(exist_ok=True)
        environment = {**os.environ, "SLUSS_TEST_CLOCK": str(self.clock), "LD_PRELOAD": NSS_WRAPPER,
                       "NSS_WRAPPER_HOSTS": str(self.hosts)}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.options.sluss, "--config", self.config, "--log-format", "json", "serve",
                                             "--drain", "5s"], stdout=subprocess.DEVNULL, stderr=log, env=environment)
        self.lives += 1
        until(lambda: self.status_at("daemon"), "the start")
        self.pass_pauses()

    def pass_pauses(self):
        """A run that several kills in a row cut off waits for up to four hours: the clock does it."""
        events = self.events()
        began = max(i for i, event in enumerate(events) if event.get("event") == "serve.preparing")
        if any(event.get("event") == "run.cut_off" for event in events[began:]):
            self.shift += 4 * 3600 + 60
            self.clock.write_text(str(self.shift))

    def stop(self, how):
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        expect(code == (-9 if how == signal.SIGKILL else 0), f"the daemon ended with {code}")

    def call(self, *arguments):
        return subprocess.run([self.options.sluss, "--config", self.config, *arguments], capture_output=True, text=True,
                              timeout=PATIENCE)

    def ask(self, path):
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(PATIENCE)
            door.connect(str(self.state / "sluss.sock"))
            door.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while piece := door.recv(65536):
                answer += piece
        return answer.split(b"\r\n\r\n", 1)[1].decode()

    def status(self):
        """What the daemon itself answers; nothing while it does not."""
        expect(self.process.poll() is None, f"the daemon is gone: {self.process.returncode}")
        try:
            return json.loads(self.ask("/api/v1/status"))
        except (FileNotFoundError, ConnectionRefusedError, ConnectionResetError, BrokenPipeError, IndexError, ValueError):
            return None

    def status_at(self, path):
        """A part of the status, when there is one."""
        part = self.status()
        for step in path.split("."):
            part = (part or {}).get(step)
        return part

    def rows(self, sql):
        """As texts; of the generation that readers see."""
        return self.engine.rows((self.state / "warehouse" / "current").resolve(), sql)[0]

    def numbers(self, sql):
        return [int(row[0]) for row in self.rows(sql)]

    def events(self):
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def begun(self):
        return sum(event.get("event") == "run.begins" for event in self.events())

    def committed(self):
        return sum(event.get("event") == "run.committed" for event in self.events())

    # What is done to it.
    def fault_reload(self):
        self.process.send_signal(signal.SIGHUP)

    def fault_wrong_configuration(self):
        self.write(broken=True)
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self.status_at("daemon.reload.error"), "the refusal of a wrong configuration")
        self.write()
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self.status_at("daemon.reload") and not self.status_at("daemon.reload.error"), "the mended configuration")

    def fault_drain(self):
        self.stop(signal.SIGTERM)
        self.start()

    def fault_kill(self):
        self.kills += 1
        self.stop(signal.SIGKILL)
        self.start()

    def fault_kill_twice(self):
        self.fault_kill()
        time.sleep(self.random.random())
        self.fault_kill()

    def fault_full_disk(self):
        space = os.statvfs(self.disk)
        filler = self.disk / "filler"
        room = self.random.choice([0, 1 << 20, 8 << 20, 20 << 20])
        try:
            with open(filler, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(1, space.f_bavail * space.f_frsize - room))
        except OSError:
            pass  # a run took the room first
        time.sleep(1 + self.random.random() * 3)
        filler.unlink()

    def fault_clock_back(self):
        """No slot comes again: it is silent until the clock is where it was."""
        self.clock.write_text(str(self.shift - 600))
        time.sleep(1 + self.random.random() * 2)
        self.clock.write_text(str(self.shift))

    def fault_clock_forth(self):
        self.shift += 600
        self.clock.write_text(str(self.shift))

    def fault_names(self):
        self.names(False)
        time.sleep(1 + self.random.random() * 3)
        self.names(True)

    def fault_source(self):
        kind = self.random.choice(["status-500", "reset", "truncate", "html", "rate-limit"])
        self.control("POST", "/_faults", [{"kind": kind, "every": self.random.randint(1, 3)}])
        time.sleep(1 + self.random.random() * 3)
        self.control("DELETE", "/_faults", [])

    def fault_mail(self):
        self.mail.stop()
        time.sleep(self.random.random() * 3)
        self.mail.start()

    def fault_figures(self):
        """No fault: the source has new figures."""
        day = next(self.days, None)
        if day:
            self.stand_in.move({"today": day, "client_day": time.strftime("%Y-%m-%d")})

    def fault_status(self):
        """No fault either: many requests at once."""
        for _ in range(5):
            self.status()

    def control(self, method, path, body):
        import urllib.request
        request = urllib.request.Request(self.stand_in.control + path, json.dumps(body).encode(), method=method)
        urllib.request.urlopen(request, timeout=30).read()

    # The campaign.
    def run(self):
        self.start()
        until(lambda: self.committed() >= 3, "the first loads")
        faults = sorted(name for name in dir(self) if name.startswith("fault_"))
        for number in range(self.rounds):
            name = faults[number % len(faults)] if number < len(faults) else self.random.choice(faults)
            before = self.begun()
            self.did[name.removeprefix("fault_")] += 1
            getattr(self, name)()
            until(lambda: self.begun() > before, f"a run after {name} (round {number})")
        self.recover()
        self.check_warehouse()
        self.check_reports()
        print(f"{self.rounds} rounds, {self.lives} lives, {self.kills} kills, {self.committed()} runs, "
              f"{len(self.mail.mails())} mails: all whole ({dict(self.did)})")

    def recover(self):
        """Only waits: every job succeeds again, and everyone is notified that it is over."""
        self.stand_in.move({"today": DAYS[-1], "client_day": time.strftime("%Y-%m-%d")})
        def healthy():
            status = self.status()
            return status and not status["daemon"]["why_not"] and all(
                job["failures"] == 0 and job["last"] for job in status["jobs"])
        until(healthy, "every job healthy again")
        for what in ("a run more of each job", "one that goes on from no page of the day before"):
            last = {job["name"]: job["last"]["run"] for job in self.status()["jobs"]}
            until(lambda: all(job["last"]["run"] > last[job["name"]] for job in self.status()["jobs"]), what)
        until(healthy, "every job healthy still")
        self.unsent()
        self.process.send_signal(signal.SIGHUP)  # what waits after a failure to send is tried again at once
        until(lambda: not self.unsent(), "all news handed over")
        self.check_metrics()
        self.stop(signal.SIGTERM)

    def check_metrics(self):
        """Of this life: the metrics count every run that the log has, and no other; while all jobs rest."""
        jobs = ("elder", "family", "after")
        for job in jobs:
            expect(self.call("pause", job).returncode == 0, f"{job} cannot be paused")
        until(lambda: self.status_at("daemon") and not self.status_at("daemon.running"), "that nothing runs")
        events = self.events()
        began = max(i for i, event in enumerate(events) if event["event"] == "serve.started")
        logged = collections.Counter()
        for event in events[began:]:
            if event["event"] == "run.committed":
                logged[event["job"], event["status"]] += 1
            elif event["event"] == "run.failed":
                logged[event["job"], "failed"] += 1
        metrics = self.ask("/metrics")
        counted = {(job, status): int(float(value)) for job, status, value in
                   re.findall(r'sluss_runs_total{job_name="(\w+)",status="(\w+)"} (\S+)', metrics)}
        expect(sum(logged.values()) > 0, "no run in this life")
        expect({key: count for key, count in counted.items() if count} == dict(logged),
               f"metrics {counted}, log {dict(logged)}")
        for job in jobs:
            expect(f'sluss_job_failing{{job_name="{job}"}} 0' in metrics, f"{job} fails, by the metric")
            expect(self.call("resume", job).returncode == 0, f"{job} cannot be resumed")

    def unsent(self):
        return (self.state / "notify-people.news").exists() and (self.state / "notify-people.news").read_text().split()

    # Is it whole?
    def check_warehouse(self):
        expect(self.numbers(DOUBLES) == [0], "open versions are doubled")
        expect(not self.rows(UNEQUAL_RUNS), "runs do not add up")
        verify = self.call("audit", "verify")
        expect(verify.returncode == 0, f"the journal's chain: {verify.stderr}")
        journal = [json.loads(line) for line in (self.state / "journal.jsonl").read_text().splitlines()]
        known = [entry["body"]["run"] for entry in journal if entry["kind"] in ("run", "release")]
        expect(len(known) == len(set(known)), "a run stands twice in the journal")
        runs = self.numbers("select run_id from meta.run order by run_id")
        expect(sorted(known) == runs, "journal and warehouse know different runs")
        expect(runs == list(range(1, len(runs) + 1)), "run numbers have gaps")
        # What the source has is what the warehouse has, as a fresh load would.
        other = self.folder / "fresh"
        text = self.config.read_text().replace(str(self.state), str(other)).replace("kolada.test", "127.0.0.1")
        fresh = self.folder / "fresh.toml"
        fresh.write_text(text.replace(str(self.folder / "out"), str(self.folder / "out2")))
        (self.folder / "out2").mkdir()
        for job in ("elder", "family", "after"):
            done = subprocess.run([self.options.sluss, "--config", fresh, "run", job], capture_output=True, text=True)
            expect(done.returncode in (0, 1, 3), done.stderr)
        held = {row[0] for row in self.rows("select distinct series from meta.held_series where state = 'waiting'")}
        sql = ("select indicator_id, area_id, period, gender, round(value, 6) as value, status from core.observation_open "
               "where ou_id is null order by all")
        mine, theirs = ([row for row in json.loads(subprocess.run(
            [self.options.sluss, "--config", config, "query", sql, "--format", "json"], capture_output=True, text=True,
            check=True).stdout) if row["indicator_id"] not in held] for config in (self.config, fresh))
        expect(mine == theirs, f"figures differ from a fresh load's: {len(mine)} and {len(theirs)}")
        expect(mine, "no figures at all")

    def check_reports(self):
        events = self.events()
        logged = collections.Counter(event["event"] for event in events if "event" in event)
        expect(logged["serve.started"] == self.lives, "lives and their log differ")
        runs = set(self.numbers("select run_id from meta.run where cause = 'run'"))
        committed = {event["run"] for event in events if event.get("event") == "run.committed"}
        missing = runs - committed
        expect(len(missing) <= self.kills * 2, f"runs that no log contains: {missing}")  # killed between commit and log
        expect(committed <= runs, "the log contains runs that are not there")
        mails = self.mail.mails()
        expect(all(not mail["defects"] for mail in mails), "a mail has defects")
        news = collections.Counter(
            int(run) for mail in mails for run in re.findall(r"av jobbet \S+, körning (\d+)", mail["body"]))
        brought = set(self.numbers(
            "select distinct o.run_id from core.observation o join meta.run r on r.run_id = o.run_id where area_id = '1981' "
            "and gender = 'T' and ou_id is null and exists (select 1 from meta.run b where b.job = r.job and "
            "b.run_id < r.run_id and b.cause = 'run')"))
        expect(set(news) == brought, f"news reported: {sorted(news)}, figures brought by: {sorted(brought)}")
        doubled = sum(count - 1 for count in news.values())
        expect(doubled <= self.kills, f"news reported more than once: {news}")  # killed between handing over and noting it
        failed = logged["run.failed"]
        expect(failed == 0 or any("misslyckats" in mail["body"] + mail["headers"]["Subject"] for mail in mails),
               "runs failed and nobody was notified")
        begins = sum("har misslyckats" in mail["body"] for mail in mails)
        expect(begins == 0 or any("misslyckas inte längre" in mail["body"] for mail in mails),
               "nobody was notified that it is over")

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.mail.stop()
        self.stand_in.close()


def main():
    options = arguments()
    disk = mounted_or_again()
    campaign = Chaos(options, disk)
    good = False
    try:
        campaign.run()
        good = True
    except Broken as broken:
        print(f"BROKEN (seed {options.seed}): {broken}\n--- log\n" + "\n".join(campaign.log.read_text().splitlines()[-60:]), flush=True)
    finally:
        campaign.close()
        subprocess.run(["umount", str(disk)], check=False)
        if good or not options.keep:
            shutil.rmtree(campaign.folder, ignore_errors=True)
            disk.rmdir()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
