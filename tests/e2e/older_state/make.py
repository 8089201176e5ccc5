"""Makes the state folder that test_older_state.py opens: what the program of commit 3873b3e leaves behind.

    SLUSS_PROGRAM=<the program of that commit> python3 make.py

was run once; what it wrote (state.tar.xz, expected/) is checked in and never made again by a newer program. The state contains
loads from Kolada's stand-in (new, revised, preliminary, held, released, discarded, replayed), a failed run, an ODBC table that
was replaced, and deliveries to a folder. Figures: tests/tools/kolada_figures.py.
"""
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, StandIn  # noqa: E402

ORDER = " order by all"
#: What a newer program must still answer, by name. Text and numbers as the older one printed them.
QUESTIONS = {
    "versions": "select indicator_id, area_id, ou_id, period, period_kind, gender, value, value_text, count, status, "
                "recorded_from, recorded_to, run_id from core.observation" + ORDER,
    "areas": "select area_id, title from core.area_open" + ORDER,
    "members": "select count(*) as members from core.area_member",
    "indicators": "select count(*) as indicators from core.indicator",
    "table": "select * from extract.beslut order by id",
}


def configuration(folder: pathlib.Path, url: str) -> str:
    return f'''municipality = "1981"
state = "{folder}/state"
[http]
attempts = 2
budget = "10s"
stall = "2s"
backoff_first = "10ms"
[source.kolada]
url = "{url}"
[source.verksamhet]
kind = "odbc"
connection = "DRIVER=/usr/lib/x86_64-linux-gnu/odbc/libsqlite3odbc.so;Database={folder}/verksamhet.sqlite"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["N20434", "N23806", "N35001", "N35030", "U21468", "U23401"]
areas = ["Sala", "Västerås", "Heby", "Norberg", "Fagersta", "Köping", "Arboga", "Hallstahammar", "Surahammar", "Kungsör"]
compare = ["riket", "county", "group:Liknande kommuner äldreomsorg"]
[[job]]
name = "beslut"
source = "verksamhet"
query = "select id, enhet, datum, timmar from beslut order by id"
table = "beslut"
[[publish]]
dataset = "nyckeltal_historik"
formats = ["csv"]
to = "folder:{folder}/files"
'''


class Installation:
    def __init__(self, folder: pathlib.Path, url: str):
        self.folder = folder
        self.config = folder / "sluss.toml"
        (folder / "files").mkdir(exist_ok=True)
        self.config.write_text(configuration(folder, url), encoding="utf-8")

    def call(self, now: str, *arguments: str, expect: tuple[int, ...] = (0,)):
        command = [str(PROGRAM), "--config", str(self.config), "--now", now, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode not in expect:
            raise AssertionError(f"{' '.join(arguments)} → {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def ask(self, now: str, sql: str):
        return json.loads(self.call(now, "query", sql, "--format", "json"))

    def shown(self, now: str):
        """Runs and what each holds, without what a newer program may word otherwise."""
        runs = []
        for run in json.loads(self.call(now, "runs", "--json")):
            one = {key: run[key] for key in ("run", "job", "status", "recorded_at") if key in run}
            if run.get("run"):
                held = json.loads(self.call(now, "show", str(run["run"]), "--json")).get("held", [])
                one["held"] = sorted((h["series"], h["state"]) for h in held)
            runs.append(one)
        return runs


def beslut(file: pathlib.Path, rows) -> None:
    with sqlite3.connect(file) as database:
        database.execute("drop table if exists beslut")
        database.execute("create table beslut (id integer, enhet text, datum date, timmar double)")
        database.executemany("insert into beslut values (?, ?, ?, ?)", rows)


def main() -> None:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-older-"))
    source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
    at = Installation(folder, source.url)
    units = ("Åsgården", "Ekliden", "", None)
    beslut(folder / "verksamhet.sqlite",
           [(n, units[n % 4], f"2026-0{n % 3 + 1}-1{n % 9}", n * 0.1) for n in range(1, 41)])
    at.call("2026-03-31T12:00:00Z", "run", "kolada")
    at.call("2026-03-31T13:00:00Z", "run", "beslut")
    source.today("2026-04-03")
    at.call("2026-04-03T12:00:00Z", "run", "kolada")
    at.call("2026-04-04T12:00:00Z", "run", "kolada")  # unchanged
    source.today("2026-05-06")
    at.call("2026-05-06T12:00:00Z", "run", "kolada")
    beslut(folder / "verksamhet.sqlite",
           [(n, units[n % 3], f"2026-0{n % 4 + 1}-1{n % 9}", n * 0.2) for n in range(2, 44)])
    at.call("2026-05-07T12:00:00Z", "run", "beslut")
    source.faults({"kind": "status-500"})
    at.call("2026-05-08T12:00:00Z", "run", "kolada", expect=(2,))
    source.clear_faults()
    source.today("2026-07-01")
    at.call("2026-07-01T12:00:00Z", "run", "kolada", expect=(1, 3))
    run = max(one["run"] for one in at.shown("2026-07-01T13:00:00Z") if one.get("held"))
    at.call("2026-07-01T14:00:00Z", "release", str(run), "kolada:N20434")
    source.today("2026-05-06")  # the source takes it back: the series waits again, and goes on waiting
    at.call("2026-07-02T10:00:00Z", "run", "kolada", "--full", expect=(1, 3))
    at.call("2026-07-02T12:00:00Z", "replay", "kolada", expect=(0, 1, 3))
    now = "2026-07-03T12:00:00Z"
    source.close()
    expected = HERE / "expected"
    shutil.rmtree(expected, ignore_errors=True)
    expected.mkdir()
    for name, sql in QUESTIONS.items():
        rows = at.ask(now, sql)
        (expected / f"{name}.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        print(name, len(rows))
    (expected / "runs.json").write_text(json.dumps(at.shown(now), indent=1) + "\n", encoding="utf-8")
    with tarfile.open(HERE / "state.tar.xz", "w:xz") as tar:
        tar.add(folder / "state", "state")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
