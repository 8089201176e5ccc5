"""A year of runs with a monthly pruning by the default policy: the archive is bounded, and no version is lost."""
import datetime
import unittest

from test_prune import PruneCase, at

FIRST = datetime.date(2026, 3, 31)
EVERY = 3  # days between runs: 122 in the year


class Year(PruneCase):
    KEEP = ""  # the defaults: 90 days, 10 runs
    FULL_RELOAD = "30d"

    def bytes_of_segments(self):
        return sum(path.stat().st_size for path in (self.lane.state / "archive").rglob("*.seg"))

    def test_the_archive_is_bounded_and_every_version_stays(self):
        after_pruning, fetched, seen = {}, 0, set()
        for number in range(0, 366, EVERY):
            day = FIRST + datetime.timedelta(days=number)
            self.move(day.isoformat())
            self.run_at(day.isoformat())
            for path in (self.lane.state / "archive").rglob("*.seg"):
                if path not in seen:
                    seen.add(path)
                    fetched += path.stat().st_size
            month = day.strftime("%Y-%m")
            if month in after_pruning:
                continue
            before = self.everything()
            self.lane.call("archive", "prune", "--always", check=True)
            after_pruning[month] = self.bytes_of_segments()
            self.assertEqual(before, self.everything())
            if day.month % 3 == 0:
                self.assert_rebuilds(before)
                self.assert_lineage()
        sizes = list(after_pruning.values())
        self.assertLess(max(sizes[6:]), 0.75 * fetched, f"{sizes} of {fetched}")
        self.assertLessEqual(sizes[-1], 1.25 * sizes[6], f"from the seventh month on it does not grow: {sizes}")
        self.assert_lineage()
        self.assert_rebuilds(self.everything())
        self.lane.call("archive", "verify", check=True)


if __name__ == "__main__":
    unittest.main()
