"""A run of a file, killed at each of its points: the next one loads the file once, and puts it away."""
import json
import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from bilar import MAPPING  # noqa: E402
from file_lane import FileLane  # noqa: E402

AREAS = ("1980", "1981", "2080", "0331")
KILLED = -signal.SIGKILL
# Of a state that is there; a start makes the first warehouse, which is `warehouse.migrated` too. `doctor --rebuild`,
# `archive prune` and deliveries have points of their own.
OF_A_RUN = ("archive.object_written", "archive.segment_synced", "run.extracted", "warehouse.locked", "warehouse.cloned",
            "merge.block", "merge.done", "meta.written", "warehouse.committed", "warehouse.checkpointed",
            "warehouse.synced", "warehouse.current_moved", "warehouse.published", "journal.appended", "run.finished")
PUT_AWAY = ("run.finished",)


class Folder(FileLane):
    def __init__(self):
        super().__init__({"bilar": ("bilar", MAPPING)})

    def put(self, year, add=0, above=()):
        lines = [*above, "Kommun;Antal", *(f"{area};{number + add}" for number, area in enumerate(AREAS, 100))]
        super().put(f"bilar {year}.csv", ("\n".join(lines) + "\n").encode())

    def names(self, below="."):
        folder = self.inbox / below
        return sorted(file.name for file in folder.iterdir() if file.is_file()) if folder.exists() else []

    def kill(self, point):
        killed = self.call("run", "bilar", environment={"SLUSS_KILL_AT": point})
        if killed.returncode != KILLED:
            raise AssertionError(f"{point} → {killed.returncode}\n{killed.stdout}\n{killed.stderr}")

    def settle(self):
        """Runs until no file waits, as the daemon does; each ends well. How many."""
        for runs in range(1, 4):
            self.run("bilar")
            if not self.names():
                return runs
        raise AssertionError(f"still there: {self.names()}")

    def versions(self):
        """Every one that there ever was."""
        return self.query("select indicator_id, area_id, period, value, status, run_id, recorded_from, recorded_to "
                          "from core.observation order by all")


def expected(year, add=0):
    return {("register:bilar.antal", area, str(year)): float(number + add) for number, area in enumerate(AREAS, 100)}


class AKilledRun(unittest.TestCase):
    def setUp(self):
        self.lane = Folder()
        self.addCleanup(self.lane.close)

    def expect_whole(self, point, loads):
        """Nothing twice, nothing lost, each file put away once, nothing left behind."""
        figures = {}
        for year, add in loads:
            figures |= expected(year, add)
        self.assertEqual(figures, {(key[0], key[1], str(key[3])): value[0]
                                   for key, value in self.lane.open_versions().items()}, point)
        self.assertEqual(len(loads) * len(AREAS), len(self.lane.versions()), point)
        runs = json.loads(self.lane.call("runs", "--json", check=True).stdout)
        loaded = [run for run in runs if run["status"] != "failed" and run["rows"]["read"]]
        self.assertEqual(len(loads), len(loaded), f"{point}: a file was loaded by more than one run")
        done = [f"bilar {year}.csv" for year, _ in loads]
        self.assertEqual(sorted(done + [f"{name} – läs mig.xlsx" for name in done]), self.lane.names("done"), point)
        self.assertEqual([], self.lane.names("rejected"), point)
        self.assertEqual([], list((self.lane.state / "staging").rglob("*.csv")), point)
        self.lane.call("archive", "verify", check=True)
        before = self.lane.versions()
        self.lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(before, self.lane.versions(), point)

    def test_each_point_of_a_later_run(self):
        points = OF_A_RUN if os.environ.get("SLUSS_WHOLE") else OF_A_RUN[:3] + OF_A_RUN[6::4] + OF_A_RUN[-2:]
        for point in points:
            with self.subTest(point):
                lane = self.lane = Folder()
                self.addCleanup(lane.close)
                lane.put(2023)
                lane.run("bilar")
                lane.put(2024, add=50)
                lane.kill(point)
                left = [] if point in PUT_AWAY else ["bilar 2024.csv"]
                self.assertEqual(left, lane.names(), "it waits for the next run")
                self.assertIn(lane.settle(), (1, 2))
                self.expect_whole(point, [(2023, 0), (2024, 50)])

    def test_a_file_of_several_pages_goes_on_where_it_was(self):
        above = ["x" * 900_000] * 5  # four million and a half bytes: two pages
        for point in ("archive.object_written", "archive.object_written:2", "run.extracted"):
            with self.subTest(point):
                lane = self.lane = Folder()
                self.addCleanup(lane.close)
                lane.put(2024, above=above)
                lane.kill(point)
                self.assertEqual(["bilar 2024.csv"], lane.names())
                scratch = lane.state / "staging" / "scratch" / "bilar"
                self.assertTrue(scratch.exists(), "a killed run cannot tidy up")
                again = lane.run("bilar")
                self.assertIn("run.resumes", again.stderr, "what was archived is not archived again")
                self.assertFalse(scratch.exists())
                lane.settle()
                self.expect_whole(point, [(2024, 0)])

    def test_a_file_that_changed_after_the_kill_is_the_one_that_counts(self):
        self.lane.put(2024)
        self.lane.kill("archive.object_written")
        self.lane.put(2024, add=7)
        self.lane.settle()
        self.expect_whole("changed", [(2024, 7)])

    def test_a_file_that_is_gone_after_the_kill_is_no_loss(self):
        self.lane.put(2024)
        self.lane.kill("archive.object_written")
        (self.lane.inbox / "bilar 2024.csv").rename(self.lane.folder / "bilar 2024.csv")
        self.lane.run("bilar")
        self.assertEqual({}, self.lane.open_versions(), "nothing is loaded of half a run")
        (self.lane.folder / "bilar 2024.csv").rename(self.lane.inbox / "bilar 2024.csv")
        self.lane.settle()
        self.expect_whole("gone", [(2024, 0)])

    def test_several_kills_after_one_another(self):
        self.lane.put(2024)
        for point in ("archive.object_written", "run.extracted", "merge.done", "warehouse.committed"):
            self.lane.kill(point)
            self.assertEqual(["bilar 2024.csv"], self.lane.names())
        self.lane.settle()
        self.expect_whole("several", [(2024, 0)])


if __name__ == "__main__":
    unittest.main()
