"""A state folder that an older program left (older_state/make.py made it) opens, runs, catches up, replays and
rebuilds to the same versions, times, runs and held series."""
import json
import os
import pathlib
import shutil
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "older_state"))
from lane import OWN_STANDIN, StandIn  # noqa: E402
from make import QUESTIONS, Installation, beslut  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent / "older_state"
NOW = "2026-07-03T12:00:00Z"
LATER = "2026-07-04T12:00:00Z"


def lines(name: str):
    text = (HERE / "expected" / f"{name}.jsonl").read_text(encoding="utf-8")
    infinity = "32103-01-10T04:00:54.775807"  # as the program that wrote them printed it
    return [json.loads(line.replace(infinity, "infinity")) for line in text.splitlines()]


class OlderState(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-older-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        with tarfile.open(HERE / "state.tar.xz") as tar:
            for member in tar.getmembers():
                member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
                tar.extract(member, self.folder)
        self.at = Installation(self.folder, "http://127.0.0.1:1/v3")

    def assert_as_it_was(self, now: str = NOW):
        for name, sql in QUESTIONS.items():
            with self.subTest(name):
                self.assertEqual(lines(name), self.at.ask(now, sql))
        self.assert_runs(now)

    def assert_runs(self, now: str, newer: int = 0):
        expected = json.loads((HERE / "expected" / "runs.json").read_text())
        shown = json.loads(json.dumps(self.at.shown(now)))
        self.assertEqual(expected, shown[newer:])

    def source(self, day: str) -> None:
        source = StandIn(OWN_STANDIN, "--today", day)
        self.addCleanup(source.close)
        self.at = Installation(self.folder, source.url)

    def test_opens(self):
        self.assert_as_it_was()
        self.at.call(NOW, "audit", "verify")
        self.at.call(NOW, "archive", "verify")

    def test_goes_on_with_runs(self):
        self.source("2026-05-06")
        self.at.call(LATER, "run", "kolada", expect=(0, 1, 3))
        self.assertEqual(lines("versions"), self.at.ask(LATER, QUESTIONS["versions"]))
        self.assertEqual(11, json.loads(self.at.call(LATER, "runs", "--json"))[0]["run"])

    def test_goes_on_in_the_format_that_the_older_engine_reads(self):
        def made_by(file: pathlib.Path) -> tuple[int, str]:
            head = file.read_bytes()[:64]
            return int.from_bytes(head[12:20], "little"), head[52:60].rstrip(b"\0").decode()

        warehouse = self.folder / "state" / "warehouse"
        before = (warehouse / "current").resolve()
        self.assertEqual((64, "v1.4.4"), made_by(before), "the state that is checked in is of DuckDB 1.4.4")
        beslut(self.folder / "verksamhet.sqlite", [(1, "Ekliden", "2026-01-01", 0.5)] * 40)
        self.at.call(LATER, "run", "beslut")
        after = (warehouse / "current").resolve()
        self.assertNotEqual(before, after)
        self.assertEqual(64, made_by(after)[0])

    def test_its_held_series_can_be_released(self):
        before = self.at.ask(NOW, "select count(*) as n from core.observation_open where indicator_id = 'kolada:N20434'")
        self.at.call(NOW, "release", "10", "kolada:N20434")
        after = self.at.ask(NOW, "select count(*) as n from core.observation where indicator_id = 'kolada:N20434' and run_id = 11")
        self.assertGreater(before[0]["n"], 0)
        self.assertGreater(after[0]["n"], 0)
        self.assertEqual("released", dict(self.at.shown(NOW)[1]["held"])["kolada:N20434"])

    def test_catches_up_with_runs_that_a_generation_lacks(self):
        warehouse = self.folder / "state" / "warehouse"
        before, newest = sorted(warehouse.glob("*.duckdb"))
        (warehouse / "current").unlink()
        (warehouse / "current").symlink_to(before.name)
        for file in warehouse.glob(newest.stem + ".*"):
            file.unlink()
        beslut(self.folder / "verksamhet.sqlite", [(1, "Ekliden", "2026-01-01", 0.5)] * 40)
        self.at.call(LATER, "run", "beslut")
        self.assertEqual(lines("versions"), self.at.ask(LATER, QUESTIONS["versions"]))
        self.assert_runs(LATER, newer=1)

    def test_replays(self):
        self.at.call(LATER, "replay", "kolada", expect=(0, 1, 3))
        self.assertEqual(lines("versions"), self.at.ask(LATER, QUESTIONS["versions"]))

    def test_rebuilds(self):
        shutil.rmtree(self.folder / "state" / "warehouse")
        self.at.call(LATER, "doctor", "--rebuild", expect=(0, 1))
        self.assert_as_it_was(LATER)


if __name__ == "__main__":
    unittest.main()
