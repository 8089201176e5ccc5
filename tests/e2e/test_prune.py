"""Room is given back: `archive prune` keeps a base and removes what nothing needs, and every version stays as it was."""
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "tools"), str(TESTS / "crash")]
from engine import Engine  # noqa: E402
from lane import OWN_STANDIN, ROOT, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

LIBRARY = pathlib.Path(os.environ.get("SLUSS_DUCKDB", ROOT / ".deps" / "duckdb" / "lib" / "libduckdb.so"))
KILLED = -9
#: the source's days on which something changed, the first alone with a whole load
DAYS = ("2026-03-31", "2026-04-02", "2026-04-11", "2026-04-16", "2026-05-06", "2026-06-06", "2026-06-18", "2026-08-29",
        "2026-10-14", "2026-11-15")
KEEP = 'keep_for = "20d"\nkeep_runs = 1'


def at(day: str, hour: int = 6) -> str:
    return f"{day}T{hour:02}:00:00Z"


class PruneCase(unittest.TestCase):
    """A lane whose source moves, and what must be true of it after a pruning."""
    KEEP = KEEP
    FULL_RELOAD = "always"
    INDICATORS = ["N35001", "N35030", "U21468", "N20900", "U23401"]

    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(LIBRARY)
        cls.source = StandIn(OWN_STANDIN, "--today", DAYS[0])
        cls.addClassCleanup(cls.source.close)
        #: name → state folder: what cases begin with is made once, and copied for each
        cls.kept = pathlib.Path(tempfile.mkdtemp(prefix="sluss-prune-"))
        cls.addClassCleanup(shutil.rmtree, cls.kept)

    def setUp(self):
        self.move(DAYS[0])
        self.lane = Lane(self.source.url, indicators=self.INDICATORS, source_extra=self.KEEP,
                         full_reload=self.FULL_RELOAD, extra_job="units = []\nfirst_year = 2020",
                         http='attempts = 5\nbudget = "60s"\nstall = "20s"\nbackoff_first = "10ms"\n')
        self.addCleanup(self.lane.close)

    def move(self, day):
        self.source._call("PUT", "/_today", {"date": day, "client_day": day})

    def keep(self, name):
        shutil.copytree(self.lane.state, self.kept / name, symlinks=True)

    def begin_with(self, name):
        shutil.rmtree(self.lane.state, ignore_errors=True)
        shutil.copytree(self.kept / name, self.lane.state, symlinks=True)

    def history(self, count=len(DAYS)):
        """So many days. Each is made once, and kept for the cases that begin with it."""
        made = max((n for n in range(1, count + 1) if (self.kept / f"days{n}").exists()), default=0)
        if made:
            self.begin_with(f"days{made}")
        for number in range(made, count):
            self.day(DAYS[number])
            self.keep(f"days{number + 1}")
        self.move(DAYS[count - 1])
        self.lane.now = at(DAYS[count - 1], 9)

    def day(self, day):
        """A run that brings something, and one that finds all as it was; on one day one fails."""
        self.move(day)
        self.run_at(day)
        self.run_at(day, hour=9)
        if day == DAYS[3]:
            self.source.faults({"kind": "html", "path": "/data"})
            self.run_at(day, hour=12, expect=2)
            self.source.clear_faults()

    def run_at(self, day, hour=6, expect=None):
        self.lane.now = at(day, hour)
        done = self.lane.run(expect=expect)
        self.assertIn(done.returncode, (0, 3) if expect is None else (expect,), done.stdout + done.stderr)

    def everything(self):
        """All of core and of meta but the journal's entries, which each command adds to, and the models' own state."""
        current = self.lane.state / "warehouse" / "current"
        names = self.engine.rows(current, "select table_schema || '.' || table_name from information_schema.tables where "
                                          "table_schema in ('core', 'meta') and table_type = 'BASE TABLE' and table_name "
                                          "not in ('audit', 'model', 'migration') order by all")[0]
        self.assertIn(["core.fact"], names)
        self.assertIn(["meta.run"], names)
        tables = [name for name, in names]
        found = dict(zip(tables, self.engine.rows(current, *(f"select * from {name} order by all" for name in tables))))
        self.assertTrue(found["core.fact"])
        return found

    def segments(self):
        return sorted(str(path.relative_to(self.lane.state / "archive")) for path in
                      (self.lane.state / "archive").rglob("*.seg"))

    def bases(self):
        folder = self.lane.state / "archive" / "base"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def json_of(self, *words):
        return json.loads(self.lane.call("--json", *words, check=True).stdout)

    def assert_lineage(self):
        """Every open figure's bytes are in the archive: by the warehouse's own account, and one of each run by `lineage`."""
        current = self.lane.state / "warehouse" / "current"
        open_of = ("select distinct r.segment from core.observation_open o join meta.raw_object r on r.run_id = o.run_id "
                   "and r.sha256 = o.raw_sha256")
        named, lost = self.engine.rows(
            current, open_of, "select count(*) from core.observation_open o left join meta.raw_object r on r.run_id = "
                              "o.run_id and r.sha256 = o.raw_sha256 where r.segment is null")
        self.assertTrue(named)
        self.assertEqual([["0"]], lost)
        self.assertLessEqual({name for name, in named}, set(self.segments()))
        figures = self.lane.query("select indicator_id, area_id, period, gender from core.observation_open qualify "
                                  "row_number() over (partition by run_id order by indicator_id, area_id, period, gender) = 1")
        for figure in figures:
            lineage = self.json_of("lineage", figure["indicator_id"], figure["area_id"], str(figure["period"]), "--gender",
                                figure["gender"])
            self.assertEqual({"there"}, {version["archived"] for version in lineage if version["recorded_to"] == "infinity"})

    def assert_rebuilds(self, before):
        self.lane.call("doctor", "--rebuild", check=True)
        after = self.everything()
        for table, rows in before.items():
            self.assertEqual(rows, after[table], table)


class Pruned(PruneCase):
    def test_room_is_given_back_and_every_version_stays(self):
        self.history()
        before, had = self.everything(), self.segments()
        planned = self.json_of("archive", "prune", "--dry-run")
        self.assertEqual(had, self.segments())
        going = {item["file"] for item in planned}
        self.assertTrue(going)
        self.assertEqual({"superseded"}, {item["why"] for item in planned})
        found = self.lane.call("archive", "prune", "--dry-run", check=True).stdout
        self.assertIn("an open version of a figure leads back to it", found)
        self.assertIn("a base for rebuilds would be kept", found)

        done = self.json_of("archive", "prune", "--always")
        self.assertEqual(set(had) - going, set(self.segments()))
        self.assertEqual(len(going), done["segments"])
        self.assertTrue(done["new_base"])
        base = self.lane.state / done["base"]["folder"]
        self.assertEqual({0o400}, {path.stat().st_mode & 0o777 for path in base.iterdir()})
        self.assertEqual(before, self.everything())
        self.assert_lineage()
        self.assertEqual(len(going), self.json_of("archive", "verify")["pruned"])
        found = json.loads(self.lane.call("--json", "doctor", "--full").stdout)
        self.assertEqual(["well"], [look["health"] for look in found if look["subject"] == "owner"], found)
        looks = {look["subject"]: look["health"] for look in found}
        self.assertEqual(("well", "well", "well"), (looks["archive"], looks["base"], looks["journal"]))
        audit = self.json_of("audit", "list")
        self.assertTrue(any(row["action"] == "archive.prune" and row["outcome"] == "done" for row in audit), audit)
        found = [(row["way"], row["object"], row["outcome"]) for row in audit if row["action"] == "prune"]
        self.assertEqual([("command", f"archive, {len(going)} segments", "done")], found)

        with self.subTest("a replay reads what it needs"):
            self.assertIn(self.lane.call("replay", "kolada").returncode, (0, 1, 3))
        before = self.everything()
        with self.subTest("a rebuild"):
            self.assert_rebuilds(before)
        with self.subTest("later runs are applied on top of the base"):
            self.move("2026-12-10")
            self.run_at("2026-12-10")
            before = self.everything()
            self.assert_rebuilds(before)
        with self.subTest("a backup"):
            made = self.lane.folder / "made.tar.zst"
            self.lane.call("backup", "--to", str(made), check=True)
            shutil.rmtree(self.lane.state)
            self.lane.call("restore", str(made), "--into", str(self.lane.state), check=True)
            self.assertEqual(before, self.everything())
            shutil.rmtree(self.lane.state / "warehouse")
            self.assert_rebuilds(before)
            self.assertEqual(len(going), self.json_of("archive", "verify")["pruned"])
        with self.subTest("a start without a warehouse"):
            shutil.rmtree(self.lane.state / "warehouse")
            self.lane.call("archive", "prune", check=True)
            self.assertEqual(before, self.everything())
        with self.subTest("and again, with a newer base in place of the old"):
            self.lane.now = at("2027-03-01")
            self.lane.call("archive", "prune", "--always", check=True)
            self.assertEqual(1, len(self.bases()))
            self.assertNotEqual([base.name], self.bases())
            self.assertEqual(before, self.everything())
            self.assert_rebuilds(before)
            self.assert_lineage()

    def test_what_was_pruned_is_shown_as_pruned(self):
        self.history(5)
        going = [item["file"] for item in self.json_of("archive", "prune", "--dry-run")]
        self.lane.call("archive", "prune", "--always", check=True)
        figures = self.lane.query("select indicator_id, area_id, period from core.observation where recorded_to < "
                                  "timestamp 'infinity' limit 1")
        if figures:
            figure = figures[0]
            lineage = self.json_of("lineage", figure["indicator_id"], figure["area_id"], str(figure["period"]))
            self.assertNotIn("missing", {version["archived"] for version in lineage})
        done = self.lane.call("--json", "replay", "kolada", "--since", "2026-01-01")
        codes = [error["code"] for line in done.stderr.splitlines() if line.startswith("{")
                 for error in json.loads(line).get("errors", [])]
        self.assertTrue(done.returncode == 0 or codes == ["archive.pruned"], done.stderr)
        with self.subTest("but what was removed by hand is missing"):
            left = next(name for name in self.segments() if name not in going)
            for extension in (".seg", ".idx"):
                (self.lane.state / "archive" / left).with_suffix(extension).unlink()
            done = self.lane.call("--json", "archive", "verify")
            self.assertEqual(2, done.returncode)
            self.assertIn("archive.missing", done.stderr)
            self.assertEqual(2, self.lane.call("archive", "prune", "--always").returncode)

    def test_a_base_that_is_damaged_is_reported_and_made_again(self):
        self.history(5)
        before = self.everything()
        self.lane.call("archive", "prune", "--always", check=True)
        base = next((self.lane.state / "archive" / "base").rglob("*.duckdb"))
        base.chmod(0o600)
        with open(base, "r+b") as file:
            file.seek(base.stat().st_size // 2)
            file.write(b"\xff" * 4096)
        for words in (("archive", "verify"), ("doctor", "--full"), ("doctor", "--rebuild")):
            done = self.lane.call("--json", *words)
            self.assertEqual(2, done.returncode, words)
            self.assertIn("base", done.stdout + done.stderr)
        self.assertEqual(before, self.everything())
        self.lane.call("archive", "prune", "--always", check=True)
        self.lane.call("archive", "verify", check=True)
        self.assert_rebuilds(before)

    def test_killed_between_any_two_steps_nothing_is_lost(self):
        self.history(5)
        before = self.everything()
        going = len(self.json_of("archive", "prune", "--dry-run"))
        self.assertGreater(going, 1)
        kept = self.lane.folder / "kept"
        shutil.copytree(self.lane.state, kept, symlinks=True)
        for point in ("prune.base_kept", "prune.told", "prune.removed:1", f"prune.removed:{going}"):
            with self.subTest(point):
                shutil.rmtree(self.lane.state)
                shutil.copytree(kept, self.lane.state, symlinks=True)
                done = self.lane.call("archive", "prune", "--always", environment={"SLUSS_KILL_AT": point})
                self.assertEqual(KILLED, done.returncode, done.stderr)
                self.assertEqual(before, self.everything())
                self.lane.call("archive", "verify", check=True)
                self.assert_rebuilds(before)
                self.lane.call("archive", "prune", "--always", check=True)
                self.assertEqual([], self.json_of("archive", "prune", "--dry-run"))
                self.assertEqual(1, len(self.bases()))
                self.lane.call("archive", "verify", check=True)
                self.assert_lineage()
                self.assert_rebuilds(before)

    def test_an_older_base_that_a_kill_left_goes_with_the_next_pruning(self):
        self.history(5)
        self.lane.call("archive", "prune", "--always", check=True)
        for day in DAYS[5:7]:
            self.day(day)
        self.lane.now = at("2027-03-01")
        before = self.everything()
        going = len(self.json_of("archive", "prune", "--dry-run"))
        self.assertGreater(going, 0)
        killed = self.lane.call("archive", "prune", "--always", environment={"SLUSS_KILL_AT": f"prune.removed:{going}"})
        self.assertEqual(KILLED, killed.returncode, killed.stderr)
        self.assertEqual(2, len(self.bases()))
        planned = self.lane.call("archive", "prune", "--dry-run", check=True).stdout
        self.assertIn("0 segments would go", planned)
        self.assertIn("an older base would go", planned)
        done = self.json_of("archive", "prune")
        self.assertEqual((0, False), (done["segments"], done["new_base"]))
        self.assertGreater(done["bytes"], 0)
        self.assertEqual([pathlib.Path(done["base"]["folder"]).name], self.bases())
        self.lane.call("archive", "verify", check=True)
        self.assert_rebuilds(before)

    def test_a_base_that_costs_more_than_it_gives_is_not_made(self):
        self.history(5)
        had = self.segments()
        done = self.lane.call("archive", "prune", check=True)
        self.assertIn("--always", done.stdout)
        self.assertEqual(had, self.segments())
        self.assertEqual([], self.bases())

    def test_nothing_to_remove_is_reported(self):
        self.history(1)
        planned = self.lane.call("archive", "prune", "--dry-run", check=True).stdout
        self.assertTrue(planned.startswith("nothing to remove\n"), planned)
        self.assertNotIn("why it goes", planned)

    def test_status_shows_how_the_archive_grows(self):
        self.history(2)
        bytes_of = sum(path.stat().st_size for path in (self.lane.state / "archive").rglob("*.*"))
        self.lane.now = at("2026-04-03")
        archive = self.json_of("status")["archive"]
        self.assertEqual((bytes_of, 0, bytes_of // 3), (archive["bytes"], archive["base_bytes"], archive["bytes_a_day"]))
        self.assertIsNone(archive["days_left"], "a first load is no pace")
        output = self.lane.call("status", check=True).stdout
        self.assertIn("a day in the last 30 days", output)
        self.assertNotIn("until runs stop", output)
        self.lane.now = at("2026-04-10")
        self.assertGreater(self.json_of("status")["archive"]["days_left"], 0)
        self.assertRegex(self.lane.call("status", check=True).stdout, "(more than 10 years|days) until runs stop")
        self.lane.now = at("2026-07-01")
        archive = self.json_of("status")["archive"]
        self.assertEqual((bytes_of, 0, None), (archive["bytes"], archive["bytes_a_day"], archive["days_left"]))

    def test_what_no_run_goes_on_with_goes_at_a_start(self):
        self.history(1)
        self.lane.now = at(DAYS[0], 12)
        killed = self.lane.call("run", "kolada", environment={"SLUSS_KILL_AT": "archive.object_written:2"})
        self.assertEqual(KILLED, killed.returncode)
        unfinished = lambda: [name for name in self.segments()
                              if not (self.lane.state / "archive" / name).with_suffix(".idx").exists()]
        self.assertEqual(1, len(unfinished()))
        self.lane.call("archive", "prune", check=True)
        self.assertEqual(1, len(unfinished()), "the next run may go on with it")
        self.lane.now = at("2026-04-02", 12)
        self.lane.call("archive", "prune", check=True)
        self.assertEqual([], unfinished())

    def test_a_daemon_is_in_the_way(self):
        self.history(1)
        self.lane.now = None
        written = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(written.replace('name = "kolada"', 'name = "kolada"\nevery = "6h"'), encoding="utf-8")
        with self.lane.serving():
            until(lambda: self.lane.ask("/healthz"), "the daemon answers")
            done = self.lane.call("archive", "prune")
            self.assertEqual(75, done.returncode, done.stderr)
            self.assertIn("state.busy", done.stderr)


class Waiting(PruneCase):
    """A run whose every figure waits for a person: no figure leads to its segment yet, and a decision will."""
    INDICATORS = ["N20434", "N35001"]
    HELD, REDEFINED = "kolada:N20434", "2026-06-20"

    def setUp(self):
        super().setUp()
        if (self.kept / "waiting").exists():
            self.begin_with("waiting")
        else:
            self.load()
            self.keep("waiting")
        self.only("N35001")  # later runs load the rest whole, without what waits
        self.move("2026-08-29")
        self.lane.now = at("2026-08-29")

    def only(self, indicator):
        written = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(written.replace(json.dumps(self.INDICATORS), json.dumps([indicator])), encoding="utf-8")

    def load(self):
        cls = type(self)
        self.move("2026-06-19")
        self.run_at("2026-06-19")
        self.run_at("2026-06-19", hour=9)
        before = set(self.segments())
        self.move(self.REDEFINED)
        self.run_at(self.REDEFINED, expect=3)
        cls.waiting, = set(self.segments()) - before
        shown = self.lane.show()
        cls.held_run = str(shown["run"])
        self.assertEqual([(self.HELD, "waiting")], [(held["series"], held["state"]) for held in shown["held"]])
        self.assertGreater(shown["rows"]["held"], 100)
        self.assertEqual(0, sum(shown["rows"][count] for count in ("inserted", "revised", "deleted", "absent")))
        self.only("N35001")
        for day in ("2026-07-20", "2026-08-29"):
            self.move(day)
            self.run_at(day)

    def going(self):
        return {item["file"] for item in self.json_of("archive", "prune", "--dry-run")}

    def test_what_waits_for_a_decision_stays(self):
        going = self.going()
        self.assertTrue(going)
        self.assertNotIn(self.waiting, going)
        self.assertIn("rows of its run wait for a decision",
                      self.lane.call("archive", "prune", "--dry-run", check=True).stdout)
        self.lane.call("archive", "prune", "--always", check=True)
        self.assertIn(self.waiting, self.segments())
        self.assertFalse(going & set(self.segments()))
        self.lane.call("release", self.held_run, check=True)
        released, = self.lane.query(f"select count(*) as figures, max(run_id) as run from core.observation_open where "
                                    f"indicator_id = '{self.HELD}' and run_id > {self.held_run}")
        self.assertGreater(released["figures"], 100)
        segments, = self.engine.rows(
            self.lane.state / "warehouse" / "current",
            "select distinct r.segment from core.observation_open o join meta.raw_object r on r.run_id = o.run_id and "
            f"r.sha256 = o.raw_sha256 where o.run_id = {released['run']}")
        self.assertEqual([[self.waiting]], segments)
        self.assert_lineage()
        self.lane.call("archive", "verify", check=True)
        self.assert_rebuilds(self.everything())

    def test_what_was_discarded_goes(self):
        self.lane.call("discard", self.held_run, check=True)
        self.assertIn(self.waiting, self.going())


if __name__ == "__main__":
    unittest.main()
