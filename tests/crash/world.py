"""A stand-in, a configuration and a state folder; what a campaign does to them and how it knows that all is whole."""
import argparse
import csv
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from engine import Engine

TOOLS = pathlib.Path(__file__).resolve().parent.parent / "tools"
# The source's day, the client's day of that move, and the clock of the run that follows.
FIRST = {"today": "2023-03-28", "now": "2026-03-01T06:00:00Z"}
SECOND = {"today": "2024-12-12", "client_day": "2026-03-02", "now": "2026-03-03T06:00:00Z"}
DONE = (0, 1, 3)  # done, with findings at ERROR, something held
KILLED = -9

CONFIGURATION = """\
municipality = "1981"
state = "{state}"
[http]
attempts = 3
budget = "30s"
stall = "10s"
[source.kolada]
url = "{url}"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["*"]
areas = ["*"]
compare = ["riket", "county"]
full_reload = "30d"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv-plain"]
to = "folder:{published}"
"""

KEY = "indicator_id, area_id, ou_id, period, period_kind, gender"
FACT = f"{KEY}, value, value_text, count, status"


def digest_of(columns, table):
    return f"select count(*), bit_xor(hash({columns})), sum(hash({columns})::hugeint) from {table}"


#: name → statement; a run and its repetition after a kill end in the same of each
CONTENT = {
    "open versions": digest_of(FACT, "core.observation_open"),
    "all versions": digest_of(f"{FACT}, recorded_to = 'infinity'", "core.observation"),
    "indicators": digest_of("indicator_id, title, by_gender, recorded_to = 'infinity'", "core.indicator"),
    "areas": digest_of("area_id, kind, title, recorded_to = 'infinity'", "core.area"),
    "area members": digest_of("group_id, member_id, year, theme", "core.area_member"),
    "publications": digest_of("indicator_id, period, preliminary, final, recorded_to = 'infinity'", "core.publication"),
    "held": "select count(*) from meta.held",
    "held series": "select count(*) from meta.held_series",
    "checkpoints": digest_of("job, query, complete_at, full_reload_at", "meta.checkpoint"),
}
DOUBLES = f"select count(*) from (select {KEY} from core.observation_open group by all having count(*) > 1)"
UNEQUAL_RUNS = """select run_id from meta.run where
  read <> inserted + revised + unchanged + deleted + rejected + filtered + duplicate + held
  or open_after <> open_before + inserted - deleted - absent"""
TIMED = digest_of(f"{FACT}, recorded_from, recorded_to, run_id", "core.observation")


class Broken(AssertionError):
    """The warehouse is not as it must be."""


def expect(right, what):
    if not right:
        raise Broken(what)


def arguments(rounds=int(os.environ.get("SLUSS_CRASH_ROUNDS", "40"))):
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluss", required=True, type=pathlib.Path)
    parser.add_argument("--duckdb", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SLUSS_CRASH_SEED", "1")))
    parser.add_argument("--keep", action="store_true", help="leave the folder of a failure")
    return parser.parse_args()


class StandIn:
    def __init__(self):
        self.process = subprocess.Popen([sys.executable, TOOLS / "kolada_standin.py", "--port", "0", "--today",
                                         FIRST["today"]], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.control = self.url.removesuffix("/v3")

    def move(self, day):
        body = json.dumps({"date": day["today"], "client_day": day["client_day"]}).encode()
        request = urllib.request.Request(f"{self.control}/_today", body, method="PUT")
        urllib.request.urlopen(request, timeout=30).read()

    def requests(self):
        return json.load(urllib.request.urlopen(f"{self.control}/_stats", timeout=30))["requests"]

    def close(self):
        self.process.terminate()
        self.process.wait()


class World:
    """One state folder at a time, at the same place, so that configuration and digests do not differ."""

    def __init__(self, options, stand_in, state=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-crash-"))
        self.sluss, self.engine = options.sluss, Engine(options.duckdb)
        self.state = state or self.folder / "state"
        self.published = self.state / "published"
        self.config = self.folder / "sluss.toml"
        self.config.write_text(CONFIGURATION.format(state=self.state, url=stand_in.url, published=self.published))
        self.spoken = ""

    def command(self, *words, **environment):
        ended = subprocess.run([self.sluss, "--config", self.config, *words], capture_output=True, text=True, timeout=300,
                               env={**os.environ, "no_proxy": "*", **environment})
        self.spoken = f"$ sluss {' '.join(map(str, words))}\n[{ended.returncode}]\n{ended.stdout[-2000:]}{ended.stderr[-4000:]}"
        return ended

    def run(self, day, **environment):
        return self.command("--now", day["now"], "run", "kolada", **environment).returncode

    def run_and_kill_after(self, day, seconds):
        process = subprocess.Popen([self.sluss, "--config", self.config, "--now", day["now"], "run", "kolada"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "no_proxy": "*"})
        time.sleep(seconds)
        process.kill()
        return process.wait()

    # --- the state folder --------------------------------------------------------------------------------------
    def empty(self):
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir()
        self.published.mkdir(exist_ok=True)  # a missing folder is reported, not made

    def save(self, name):
        shutil.copytree(self.state, self.folder / name, symlinks=True)

    def restore(self, name):
        self.empty()
        shutil.copytree(self.folder / name, self.state, symlinks=True, dirs_exist_ok=True)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what is in it ------------------------------------------------------------------------------------------
    @property
    def current(self):
        return self.state / "warehouse" / "current"

    def content(self):
        """Digests by name; nothing when no run has been committed."""
        if not self.current.exists():
            return None
        runs, *answers = self.engine.rows(self.current, "select count(*) from meta.run", *CONTENT.values())
        if runs == [["0"]]:
            return None  # a start makes an empty generation
        return {name: answer[0] for name, answer in zip(CONTENT, answers)}

    def timed(self):
        return self.engine.rows(self.current, TIMED)[0][0]

    def published_rows(self):
        with open(self.published / "nyckeltal_jamforelse.plain.csv", newline="", encoding="utf-8-sig") as file:
            return [{name: value for name, value in row.items() if name not in ("hamtad", "korning")}
                    for row in csv.DictReader(file)]

    def journal(self):
        file = self.state / "journal.jsonl"
        entries, prev = [], "0" * 64
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else [], 1):
            entry = json.loads(line)
            text = line[:line.rindex(',"hash":"')]
            expect(entry["number"] == number and entry["prev"] == prev, f"journal line {number} breaks the chain")
            expect(hashlib.sha256(text.encode()).hexdigest() == entry["hash"], f"journal line {number} has a wrong hash")
            prev = entry["hash"]
            entries.append(entry)
        return entries

    def expect_whole(self, control):
        """After a run that ended by itself, whatever happened to those before it."""
        found = self.content()
        for name, value in control["content"].items():
            expect(found is not None and found[name] == value, f"{name}: {found and found[name]} instead of {value}")
        doubles, unequal, runs, segments = self.engine.rows(
            self.current, DOUBLES, UNEQUAL_RUNS, "select run_id from meta.run order by 1",
            "select distinct segment from meta.raw_object")
        expect(doubles == [["0"]], f"{doubles[0][0]} keys with two open versions")
        expect(not unequal, f"conservation does not hold in runs {unequal}")
        recorded = [str(entry["body"]["run"]) for entry in self.journal() if entry["kind"] == "run"]
        expect(sorted(recorded, key=int) == [run for run, in runs], f"the journal contains runs {recorded}, the warehouse of {runs}")
        for segment, in segments:
            found = list((self.state / "archive").rglob(pathlib.PurePath(segment).stem + ".idx"))
            expect(len(found) == 1, f"the segment {segment} has {len(found)} indexes")
        expect(self.command("archive", "verify").returncode == 0, "archive verify failed")
        expect(self.published_rows() == control["published"], "the published dataset differs")
        self.expect_no_orphans()

    def expect_no_orphans(self):
        generations = [path.name for path in (self.state / "warehouse").glob("*.duckdb")]
        expect(len(generations) <= 2, f"generations {generations}")
        for pattern in ("warehouse/*.wal", "staging/*.facts", "published/.*", "published/*.part"):
            left = [path.name for path in self.state.glob(pattern)]
            expect(not left, f"left behind: {left}")

    def snapshot(self):
        return {"content": self.content(), "published": self.published_rows()}
