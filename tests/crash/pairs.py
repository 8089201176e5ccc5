#!/usr/bin/env python3
"""Pairs of commands begun within 200 ms of one another on one state folder, at random: runs, a daemon, readers, backups,
and what takes the state as a whole (restore, rebuild, migrate). After each pair the state is whole: no run is lost between
journal, meta.run and archive, both chains are whole, and each command was done or reported why not. None hangs.
SLUSS_PAIR_ROUNDS rounds (24), 1,000 in `./dev verify`; SLUSS_CRASH_SEED."""
import collections
import datetime
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from engine import Engine
from world import DONE, DOUBLES, TOOLS, UNEQUAL_RUNS, Broken, StandIn, arguments, expect

sys.path.insert(0, str(TOOLS))
from waiting import until  # noqa: E402

PATIENCE = 180
RUNS_MOST = 12  # a rebuild applies each again: then the state of the first run is restored
APART = 0.2  # seconds, at most
TRY_AGAIN = 75
#: Beside exit 75, what a command may report: nothing is held, or it has been decided.
REFUSALS = {"release": ("hold.", "held.", "release.", "run.")}
COMMANDS = ("run", "serve", "query", "export", "backup", "restore", "rebuild", "migrate", "release", "token")
#: These come in the first rounds of every seed: where one takes the state as a whole, or both write.
FIRST = [("run", "rebuild"), ("run", "restore"), ("serve", "rebuild"), ("serve", "restore"), ("backup", "restore"),
         ("query", "restore"), ("rebuild", "restore"), ("token", "restore"), ("release", "rebuild"), ("run", "migrate"),
         ("serve", "run"), ("export", "rebuild")]
DAYS = ["2023-06-30", "2024-04-15", "2024-12-12", "2025-06-15", "2026-01-31", "2026-09-30"]

CONFIGURATION = """\
municipality = "1981"
state = "{state}"
[http]
attempts = 3
budget = "20s"
stall = "10s"
backoff_first = "10ms"
rate = 1000.0
[control]
rate = 1000.0
[daemon]
drain = "5s"
[gates]
known_least = 1
revised_share = 0.001
gone_share = 0.001
[source.kolada]
url = "{url}"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["N35024", "U23471"]
areas = ["*"]
units = []
first_year = 2019
full_reload = "always"
every = "1h"
"""


def micros(text):
    """Of "2026-03-31T12:00:00.123456Z", since 1970."""
    since = datetime.datetime.fromisoformat(text) - datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
    return since // datetime.timedelta(microseconds=1)


class Pairs:
    def __init__(self, options, stand_in):
        self.options, self.stand_in = options, stand_in
        self.random = random.Random(options.seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-pairs-"))
        self.state = self.folder / "state"
        self.backups = self.folder / "backups"
        self.backups.mkdir()
        self.config = self.folder / "sluss.toml"
        self.config.write_text(CONFIGURATION.format(state=self.state, url=stand_in.url))
        self.engine = Engine(options.duckdb)
        self.ended = collections.Counter()
        self.refused = collections.Counter()
        self.made = 0
        self.outcomes = []

    def call(self, *words):
        return subprocess.run([self.options.sluss, "--config", self.config, "--json", *words], capture_output=True, text=True,
                              timeout=PATIENCE, env={**os.environ, "no_proxy": "*"})

    def begin(self, *words):
        return subprocess.Popen([self.options.sluss, "--config", self.config, "--json", "--log-format", "json", *words],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "no_proxy": "*"})

    # What may be done.
    def words_of(self, name):
        self.made += 1
        if name == "query":
            return ("query", "select indicator_id, area_id, period, gender, value from core.observation order by all")
        if name == "export":
            return ("export", "nyckeltal_jamforelse", "--output", str(self.folder / f"{self.made}.csv"))
        if name == "backup":
            return ("backup", "--to", str(self.backups / f"{self.made}.tar.zst"))
        if name == "restore":
            return ("restore", str(self.random.choice(sorted(self.backups.glob("*.tar.zst")))), "--replace")
        if name == "token":
            return ("token", "add", f"reader{self.made}")
        return {"run": ("run", "kolada"), "serve": ("serve",), "rebuild": ("doctor", "--rebuild"), "migrate": ("migrate",),
                "release": ("release", self.run_that_waits())}[name]

    def run_that_waits(self):
        """A run that holds something, or one that does not."""
        rows = self.rows("select run_id from meta.held_series where state = 'waiting' order by 1 limit 1")
        return rows[0][0] if rows else "1"

    def rows(self, *statements):
        found = self.engine.rows((self.state / "warehouse" / "current").resolve(), *statements)
        return found if len(statements) > 1 else found[0]

    def daemon(self):
        """One that serves already."""
        process = self.begin("serve")
        until(lambda: process.poll() is not None or json.loads(self.call("status").stdout or "{}").get("daemon"), "the daemon",
              patience=PATIENCE, error=Broken)
        return process

    # A round.
    def pair(self, names, beside):
        daemon = self.daemon() if beside else None
        try:
            return self.both(names)
        finally:
            if daemon:
                daemon.send_signal(signal.SIGTERM)
                self.judged("serve", *self.answer("serve", ("serve",), daemon))

    def both(self, names):
        if self.random.random() < 0.7:
            self.stand_in.move({"today": self.random.choice(DAYS), "client_day": time.strftime("%Y-%m-%d")})
        words = [self.words_of(name) for name in names]
        begun = [self.begin(*words[0])]
        time.sleep(self.random.random() * APART)
        begun.append(self.begin(*words[1]))
        # A daemon ends when it is stopped: after the other one, and not before it could do something.
        daemons = [name == "serve" for name in names]
        answers = [None if daemon else self.answer(names[i], words[i], begun[i]) for i, daemon in enumerate(daemons)]
        if any(daemons):
            time.sleep(0.3 + self.random.random())
        for i, daemon in enumerate(daemons):
            if daemon:
                begun[i].send_signal(signal.SIGTERM)
                answers[i] = self.answer(names[i], words[i], begun[i])
        return [self.judged(name, *answer) for name, answer in zip(names, answers)]

    def answer(self, name, words, process):
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.outcomes.append((words, "hangs", out[-1000:], err[-3000:]))
            raise Broken(f"{name} hangs") from None
        self.outcomes.append((words, process.returncode, out[-1000:], err[-3000:]))
        return process.returncode, out, err

    def judged(self, name, code, out, err):
        """What a run that was done reports about itself; nothing about others."""
        if code in DONE:
            self.ended[name] += 1
            return json.loads(out) if name in ("run", "release") else None
        errors = [json.loads(line) for line in err.splitlines() if line.startswith('{"errors"')]
        error = errors[-1]["errors"][0] if errors else {}
        expect(error.get("code") and error.get("remedy"), f"{name} ended with {code} and does not report why")
        expect(code == TRY_AGAIN or error["code"].startswith(REFUSALS.get(name, ())),
               f"{name} ended with {code}: {error['code']}: {error['what']}")
        self.refused[f"{name} {error['code']}"] += 1
        return None

    # Is it whole?
    def journal(self, folder):
        file = folder / "journal.jsonl"
        entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
        return [entry["body"] for entry in entries if entry["kind"] in ("run", "release", "discard", "replay")]

    def check(self, done):
        for words in (("audit", "verify"), ("archive", "verify")):
            verified = self.call(*words)
            self.outcomes.append((words, verified.returncode, verified.stdout, verified.stderr))
            expect(verified.returncode == 0, f"{' '.join(words)} fails")
        expect(not (self.state / "restore.unfinished").exists(), "a restore was left unfinished")
        journal = self.journal(self.state)
        recorded = sorted(body["run"] for body in journal)
        runs, doubles, unequal = self.rows("select run_id from meta.run order by 1", DOUBLES, UNEQUAL_RUNS)
        expect(recorded == [int(run) for run, in runs], f"the journal contains runs {recorded}, the warehouse of {runs}")
        expect(recorded == sorted(set(recorded)), f"a run stands twice in the journal: {recorded}")
        expect(doubles == [["0"]], f"{doubles[0][0]} keys with two open versions")
        expect(not unequal, f"conservation does not hold in runs {unequal}")
        for body in journal:
            for segment in body.get("segments", ()):  # a release names none
                for file in (pathlib.Path(segment), pathlib.Path(segment).with_suffix(".idx")):
                    expect((self.state / "archive" / file).exists(), f"run {body['run']}: {file} is not in the archive")
        # What a restore has moved aside was done before it.
        aside = sorted(self.state.glob("before-restore-*"))
        known = {(body["run"], body["recorded_at"]) for folder in (self.state, *aside) for body in self.journal(folder)}
        for run in done:
            if run and run.get("run"):
                expect((run["run"], micros(run["recorded_at"])) in known, f"run {run['run']} was done, and no journal contains it")
        for folder in (*aside, self.state / "warehouse.before-rebuild"):
            shutil.rmtree(folder, ignore_errors=True)

    def tidy(self, first):
        """The disk and the time of a thousand rounds."""
        if len(self.journal(self.state)) > RUNS_MOST:
            restored = self.call("restore", str(first), "--replace")
            expect(restored.returncode == 0, f"the first backup cannot be restored: {restored.stderr}")
            for folder in self.state.glob("before-restore-*"):
                shutil.rmtree(folder)
        for file in self.folder.glob("*.csv"):
            file.unlink()
        for file in sorted(self.backups.glob("*.tar.zst"), key=lambda file: file.stat().st_mtime_ns)[:-5]:
            file.unlink()

    def run(self):
        first = self.call("run", "kolada")
        expect(first.returncode in DONE, f"the first run: {first.stderr}")
        words = self.words_of("backup")
        backup = self.call(*words)
        expect(backup.returncode == 0, f"the first backup: {backup.stderr}")
        first = shutil.copy(words[-1], self.folder / "first.tar.zst")
        order = self.random.sample(FIRST, len(FIRST))
        for number in range(self.options.rounds):
            names = order[number] if number < len(order) else [self.random.choice(COMMANDS) for _ in range(2)]
            names = self.random.sample(list(names), 2)
            self.outcomes = []
            beside = "serve" not in names and self.random.random() < 0.3
            try:
                self.check(self.pair(names, beside))
            except (Broken, RuntimeError) as broken:
                raise Broken(f"round {number}, {names}{' beside a daemon' if beside else ''}: {broken}") from broken
            self.tidy(first)
        last = self.call("run", "kolada")
        expect(last.returncode in DONE, f"the last run: {last.stderr}")
        looked = self.call("doctor")
        ill = [look for look in json.loads(looked.stdout) if look["health"] == "ill"] if looked.stdout else looked.stderr
        expect(looked.returncode == 0, f"doctor: {ill}")
        print(f"{self.options.rounds} pairs: all whole; done {dict(sorted(self.ended.items()))}, "
              f"refused {dict(sorted(self.refused.items()))}")


def main():
    options = arguments(rounds=int(os.environ.get("SLUSS_PAIR_ROUNDS", "24")))
    stand_in = StandIn()
    campaign = Pairs(options, stand_in)
    good = False
    try:
        campaign.run()
        good = True
    except Broken as broken:
        print(f"BROKEN (seed {options.seed}): {broken}", flush=True)
        for words, code, out, err in campaign.outcomes:
            print(f"$ sluss {' '.join(words)}\n[{code}]\n{out}{err}", flush=True)
    finally:
        stand_in.close()
        if good or not options.keep:
            shutil.rmtree(campaign.folder, ignore_errors=True)
        else:
            print(campaign.folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
