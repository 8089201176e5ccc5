"""Done when 5: every fault of a source, once and always, on first, middle and last pages, ends in the right thing.

One lane a stand-in: every run reloads everything, so that what it ends with is compared with a control run. A run that fails
is followed by a clean one, which must end like the control too. FAULTS is the table. Where both stand-ins are here, each tries
every second cell, like the squares of a chessboard, the one the white and the other the black; with SLUSS_WHOLE (`./dev verify`)
each tries all of them.
"""
import datetime
import itertools
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PEER_STANDIN, Lane, StandIn, have_peer  # noqa: E402

DONE, FAILED, FLAGGED = "done", "failed", "flagged"

#: kind → (what a fault that comes once ends in, what one that stays ends in, codes that a failure may carry)
FAULTS = {
    "status-500": (DONE, FAILED, {"http.status_5xx"}),
    "status-503": (DONE, FAILED, {"http.status_5xx"}),
    "rate-limit": (DONE, FAILED, {"http.rate_limited"}),
    "html": (DONE, FAILED, {"kolada.html"}),
    "truncate": (DONE, FAILED, {"http.truncated", "http.reset", "kolada.truncated"}),
    "reset": (DONE, FAILED, {"http.reset", "http.connect"}),
    "stall": (DONE, FAILED, {"http.stall", "http.timeout"}),
    "cycle": (FAILED, FAILED, {"kolada.page_cycle"}),
    "foreign": (FAILED, FAILED, {"kolada.page_foreign"}),
    "relative": (DONE, DONE, set()),
    # A page behind a next_url is never empty; an empty first page is requested once more before it is believed.
    "empty": (None, None, {"kolada.page_empty"}),
    "garbage-status": (FLAGGED, FLAGGED, set()),
}
LAST_YEAR = datetime.date.today().year + 1  # the program requests until next year
QUERY = "/data/kpi/N21704,N33817,U21468,U23471/year/" + ",".join(str(y) for y in range(2010, LAST_YEAR + 1))
WHOLE = bool(os.environ.get("SLUSS_WHOLE")) or not have_peer()
NEEDS_NEXT_PAGE = {"cycle", "foreign", "relative"}


class Faults:
    script: pathlib.Path
    lane_options: dict
    per_page: int
    pages: int
    squares: int  # 0: white, 1: black

    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(cls.script)
        cls.lane = Lane(cls.source.url, full_reload="always", extra_job="first_year = 2010",
                        source_extra=f"per_page = {cls.per_page}",
                        http='attempts = 2\nbudget = "20s"\nstall = "1s"\nbackoff_first = "10ms"\nbackoff_most = "20ms"\n',
                        **cls.lane_options)
        cls.lane.run()
        cls.control = cls.digest()
        cls.open = cls.lane.open_versions()
        cls.versions = cls.lane.number("select count(*) from core.observation")
        count = sum(1 for _ in cls.source.pages(cls.query))
        cls.pages = -(-count // cls.per_page)
        assert cls.pages >= 3, f"{count} objects make {cls.pages} pages of {cls.per_page}"

    @classmethod
    def tearDownClass(cls):
        cls.source.clear_faults()
        cls.lane.close()
        cls.source.close()

    @classmethod
    def digest(cls):
        """Of what is open, without when and by which run it came."""
        return cls.lane.query("select count(*) as versions, count(distinct hash(indicator_id, area_id, ou_id, period, "
                              "period_kind, gender)) as keys, bit_xor(hash(indicator_id, area_id, ou_id, period, period_kind, "
                              "gender, value, count, status)) as every from core.observation_open")

    def assert_as_control(self, message=None):
        if self.digest() != self.control:
            self.assertEqual(self.open, self.lane.open_versions(), message)
            self.fail(f"{self.digest()} instead of {self.control}, and the same versions")

    def positions(self, kind):
        last = self.pages - 1 if kind in NEEDS_NEXT_PAGE else self.pages
        return {"first": 1, "middle": (self.pages + 1) // 2, "last": last}

    def met(self, kind, page, times):
        """One row of the table: the fault is set, the run is judged."""
        rule = {"kind": kind, "path": self.page_path(page)}
        if times is not None:
            rule["times"] = times
        before = self.source.stats()["faults"]
        self.source.faults(rule)
        done = self.lane.call("run", "kolada")
        self.source.clear_faults()
        self.assertGreater(self.source.stats()["faults"], before, "the fault was not met")
        return done

    def page_path(self, page):
        # The years end the path of a data query; a first page is requested without its number.
        return f"{LAST_YEAR}?page={page}&" if page > 1 else "/data/kpi/"

    def expected(self, kind, position, always):
        once, stays, codes = FAULTS[kind]
        if kind == "empty":
            if position == "first":
                return (FLAGGED, codes) if always else (DONE, codes)
            return (FAILED, codes)
        return (stays if always else once), codes

    def test_table(self):
        cells = itertools.product(enumerate(FAULTS), enumerate(("first", "middle", "last")), (False, True))
        for (row, kind), (column, position), always in cells:
            if not WHOLE and (row + column + always) % 2 != self.squares:
                continue
            with self.subTest(kind=kind, position=position, always=always):
                self.one(kind, position, self.positions(kind)[position], always)

    def one(self, kind, position, page, always):
        expected, codes = self.expected(kind, position, always)
        done = self.met(kind, page, None if always else 1)
        shown = self.lane.show()
        if expected == FAILED:
            self.assertEqual(2, done.returncode, done.stderr)
            self.assertEqual("failed", shown["status"])
            self.assertIn(shown["error"]["code"], codes)
            self.assert_as_control("a failed run left something behind")
            self.lane.run(expect=None)  # what stayed of it is gone on with
        elif expected == DONE:
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
            self.assertIn(shown["status"], ("done", "unchanged"))
        else:
            self.assertIn(done.returncode, (1, 3), done.stdout + done.stderr)
            self.assertTrue(shown["findings"], "nothing was reported")
            self.lane.run(expect=None)
            self.lane.release_all()
        self.assert_as_control()


class OnOurStandIn(Faults, unittest.TestCase):
    script = OWN_STANDIN
    squares = 0
    lane_options = {"indicators": ["U21468", "U23471", "N33817", "N21704"]}
    per_page = 1500
    query = QUERY


@unittest.skipUnless(have_peer(), "../shared is not here")
class OnTheSharedStandIn(Faults, unittest.TestCase):
    script = PEER_STANDIN
    squares = 1
    lane_options = {"indicators": ["U21468", "U23471", "N33817", "N21704"]}
    per_page = 1500
    query = QUERY


if __name__ == "__main__":
    unittest.main()
