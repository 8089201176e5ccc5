"""Processes that spill at once: two queries, a page of a serving daemon, and a run whose writer spills. Each gives the
result that it gives alone."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 120
DAYS = ("2026-03-31", "2026-05-06")
ROWS = 800_000
MODEL_ROWS = 1_050_000
SETTINGS = """
[warehouse]
memory = "112MB"
threads = 1
[daemon]
disk_least = "100MB"
[control]
handler_time = "120s"
"""
# Larger than the memory when it is sorted: the page reads it, and each run that changes facts writes it.
MODEL = f"""-- tung
-- Purpose: more rows than fit in the memory of these tests.
-- Grain: one row a number.
-- Keys: nummer
-- Reads: none
-- Models: none
-- Version: {{version}}
select i as nummer, md5(cast(i as varchar)) || repeat('x', cast(i % 40 as integer)) as ord,
  row_number() over (order by md5(cast(i as varchar)) || repeat('x', cast(i % 40 as integer)), i) as plats
from range({MODEL_ROWS}) as t(i)
"""
DATASET = """title = "Tung"
purpose = "Prövning"
grain = "En rad per nummer"
source = "Egen"
owner = "Prövningen"
version = "1"
order = ["plats"]
overview = ["nummer", "ord", "plats"]
[[column]]
name = "nummer"
heading = "Nummer"
type = "heltal"
description = "Nummer"
[[column]]
name = "ord"
heading = "Ord"
type = "text"
description = "Ord"
[[column]]
name = "plats"
heading = "Plats"
type = "heltal"
description = "Plats"
"""


def query(seed):
    words = f"md5(cast(i * {seed} as varchar)) || repeat('x', cast(i % 40 as integer))"
    return (f"select sum(i * (plats % 7)) as a, sum(length(ord)) as b from (select i, {words} as ord, "
            f"row_number() over (order by {words}, i) as plats from range({ROWS}) as t(i))")


class Spilling:
    """Which folders have files of DuckDB in them at the moment, seen again and again."""

    def __init__(self, folder):
        self.folder, self.names, self.most, self.ends = folder, set(), 0, threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.ends.wait(0.002):
            try:
                now = {own.name for own in self.folder.glob("*-*") if any(own.glob("duckdb_temp_*"))}
            except FileNotFoundError:
                continue  # one was removed while it was examined
            self.names |= now
            self.most = max(self.most, len(now))

    def of(self, process):
        return sum(name.startswith(f"{process.pid}-") for name in self.names)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()


class Spill(unittest.TestCase):
    def setUp(self):
        self.source = StandIn(OWN_STANDIN, "--today", DAYS[0])
        self.addCleanup(self.source.close)

    def lane(self):
        lane = Lane(self.source.url, indicators=["U21468", "U23471"], extra=SETTINGS,
                    extra_job='units = []\nfirst_year = 2018\nschedule = "*-01-01 03:00"\nmissed = "skip"')
        self.addCleanup(lane.close)
        (lane.folder / "datasets").mkdir()
        (lane.folder / "datasets" / "tung.toml").write_text(DATASET, encoding="utf-8")
        (lane.folder / "models").mkdir()
        self.write_model(lane, version=1)
        return lane

    @staticmethod
    def write_model(lane, version):
        """Another version has the same rows, and is written again by the next run."""
        (lane.folder / "models" / "tung.sql").write_text(MODEL.format(version=version), encoding="utf-8")

    def run_at(self, lane, day):
        self.source.today(day)
        lane.now = day + "T04:15:00Z"
        return lane.call("run", "kolada")

    def serve(self, lane):
        with open(lane.folder / "log", "ab") as log:
            daemon = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "serve"], stdout=subprocess.DEVNULL,
                                      stderr=log)
        self.addCleanup(lambda: daemon.poll() is None and daemon.kill())
        until(lambda: self.get(lane, "/healthz"), "the daemon")
        return daemon

    @staticmethod
    def get(lane, path):
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(PATIENCE)
                door.connect(str(lane.state / "sluss.sock"))
                door.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                answer = b""
                while piece := door.recv(65536):
                    answer += piece
                return answer.decode()
        except (FileNotFoundError, ConnectionRefusedError):
            return None

    def page(self, lane):
        answer = self.get(lane, "/dataset/tung")
        table = re.search(r"<table.*</table>", answer, re.S)
        self.assertTrue(table, answer[:2000])
        return table.group()

    def started(self, lane, *arguments):
        command = [str(PROGRAM), "--config", str(lane.config), *(["--now", lane.now] if arguments[0] == "run" else [])]
        return subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end_of(self, process):
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, (0, 3), errors)
        return output

    def test_each_says_what_it_says_alone(self):
        lanes = [self.lane(), self.lane()]
        for lane in lanes:
            self.assertIn(self.run_at(lane, DAYS[0]).returncode, (0, 3))
            self.write_model(lane, version=2)
        alone, lane = lanes
        ran_alone = self.run_at(alone, DAYS[1])
        self.assertIn(ran_alone.returncode, (0, 3), ran_alone.stderr)
        answers = {seed: self.end_of(self.started(alone, "query", query(seed))) for seed in (1, 2)}
        daemon = self.serve(lane)
        shown = self.page(lane)
        spill = lane.state / "warehouse" / "spill"
        lane.now = DAYS[1] + "T04:15:00Z"
        with Spilling(spill) as seen:
            run = self.started(lane, "run", "kolada")
            queries, pages = [], []
            # The machine decides whom it gives its time to: until three were seen at once, for a while.
            while run.poll() is None or not pages or (seen.most < 3 and len(pages) < 12):
                both = [self.started(lane, "query", query(seed)) for seed in (1, 2)]
                pages.append(self.page(lane))
                for seed, process in zip((1, 2), both):
                    queries.append(process)
                    self.assertEqual(answers[seed], self.end_of(process))
            self.end_of(run)
        for page in pages:
            self.assertEqual(shown, page)
        self.assertTrue(all(seen.of(process) for process in queries), "a query did not spill: the test shows nothing")
        self.assertGreater(seen.of(daemon), len(pages), "not each page and the run spilled")  # the daemon runs it
        self.assertGreaterEqual(seen.most, 3, "not at the same time")
        self.assertEqual(alone.open_versions(), lane.open_versions())
        self.assertEqual(alone.show()["rows"], lane.show()["rows"])
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(PATIENCE))
        self.assertEqual([], os.listdir(spill))
        # "tung: 1 050 000 rows" would mean that this run, which is alone, writes other rows than the one beside others did.
        self.write_model(lane, version=3)
        self.assertNotIn("tung", self.end_of(self.started(lane, "run", "kolada")))

    def test_a_killed_query_leaves_what_the_next_start_removes(self):
        lane = self.lane()
        self.assertIn(self.run_at(lane, DAYS[0]).returncode, (0, 3))
        spill = lane.state / "warehouse" / "spill"
        process = self.started(lane, "query", query(1))
        until(lambda: any(spill.glob(f"{process.pid}-*/duckdb_temp_*")), "a query that spills")
        process.kill()
        process.communicate()
        self.assertEqual(1, len(os.listdir(spill)))
        self.assertIn(self.run_at(lane, DAYS[1]).returncode, (0, 3))
        self.assertEqual([], os.listdir(spill))


if __name__ == "__main__":
    unittest.main()
