#!/usr/bin/env python3
"""config/indicators and config/sets are consistent, with each other and with what is known of Kolada.

Without arguments: the files alone. With --peer FOLDER: ids and measures against Kolada's catalogue of March 2026, and
decimals and directions against figures as municipalities printed them; exit code 77 where FOLDER is absent.
"""
import csv
import gzip
import json
import pathlib
import re
import sys
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = None
sys.path.insert(0, str(ROOT / "tests" / "tools"))

KEYS = {"short_name": str, "measure": str, "decimals": int, "polarity": str, "respondents": str, "response_rate": str,
        "period_kind": str, "series_break": int, "note": str}


def indicators() -> dict[str, dict]:
    found = {}
    for path in sorted((ROOT / "config" / "indicators").glob("*.toml")):
        for name, indicator in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert name not in found, f"{name} stands twice"
            found[name] = indicator
    return found


def sets() -> dict[str, dict]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted((ROOT / "config" / "sets").glob("*.toml"))}


class Files(unittest.TestCase):
    def test_indicators_have_known_keys_of_the_right_type(self):
        self.assertGreater(len(indicators()), 60)
        for name, indicator in indicators().items():
            self.assertRegex(name, r"^kolada:[NU]\d{5}$")
            self.assertLessEqual({"short_name", "measure", "decimals"}, indicator.keys(), name)
            for key, value in indicator.items():
                self.assertIn(key, KEYS, name)
                self.assertIs(type(value), KEYS[key], f"{name} {key}")
            self.assertIn(indicator.get("polarity", "none"), ("higher", "lower", "none"), name)
            self.assertIn(indicator.get("period_kind", "year"), ("year", "rolling_three_years"), name)
            self.assertIn(indicator["decimals"], range(3), name)

    def test_a_polarity_says_why(self):
        for path in (ROOT / "config" / "indicators").glob("*.toml"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.startswith("polarity"):
                    self.assertRegex(line, r"  # \S.{8,}\.$", path)

    def test_respondents_and_response_rates_are_described_too(self):
        known = indicators()
        for name, indicator in known.items():
            self.assertEqual("respondents" in indicator, "response_rate" in indicator, name)
            for key in ("respondents", "response_rate"):
                if key in indicator:
                    self.assertIn(indicator[key], known, name)
            if "respondents" in indicator:
                self.assertEqual(known[indicator["respondents"]]["measure"], "antal")
                self.assertEqual(known[indicator["response_rate"]]["measure"], "%")

    def test_short_names_tell_indicators_apart(self):
        seen = {}
        for name, indicator in indicators().items():
            words = (indicator["short_name"], indicator["measure"])
            self.assertNotIn(words, seen, name)
            seen[words] = name

    def test_sets(self):
        known = indicators()
        self.assertLessEqual({"aldreomsorg", "ifo", "lss", "vald", "ekonomi"}, sets().keys())
        for name, one in sets().items():
            self.assertEqual(one.keys(), {"title", "description", "indicators"}, name)
            self.assertEqual(len(set(one["indicators"])), len(one["indicators"]), name)
            for indicator in one["indicators"]:
                self.assertIn(indicator, known, name)
                for key in ("respondents", "response_rate"):
                    self.assertIn(known[indicator].get(key, one["indicators"][0]), one["indicators"], name)

    def test_the_stand_in_has_every_indicator_of_the_sets(self):
        from kolada_figures import CATALOGUE
        served = {"kolada:" + line.split("|")[0] for line in CATALOGUE.splitlines()}
        for name, one in sets().items():
            self.assertEqual(set(one["indicators"]) - served, set(), name)


#: what the title must contain for a configured measure to be plausible
TITLE_WORDS = {
    "%": r"\(%\)|andel", "antal": r"antal", "dagar": r"dagar", "index": r"index", "mkr": r"miljoner kronor",
    "kr/inv": r"kr/inv", "kr/inv 21–64 år": r"kr/inv 21-64", "ja=1, nej=0": r"ja=1", "antal/1000 inv": r"/1000 inv",
    "antal/10 000 inv": r"/10 000 inv", "antal/10 000 vuxna inv": r"/10 000 vuxna inv", "antal/100 000 inv": r"/100 000 inv",
    "platser/sjuksköterska": r"platser i särskilt boende/sjuksköterska", "sjuksköterskor/plats": r"sjuksköterskor/plats",
    "personal/14 dagar": r"antal personal .* 14 dagar", "% av inv 16–19 år": r"\(%\) av inv 16-19",
}


class Peer(unittest.TestCase):
    def setUp(self):
        with gzip.open(PEER / "peers" / "kolada" / "kpi.json.gz", "rt", encoding="utf-8") as file:
            self.catalogue = {"kolada:" + kpi["id"]: kpi for kpi in json.load(file)["values"]}

    def test_every_id_exists_and_its_measure_is_plausible(self):
        for name, indicator in indicators().items():
            self.assertIn(name, self.catalogue)
            title = self.catalogue[name]["title"].lower()
            self.assertRegex(title, TITLE_WORDS[indicator["measure"]], name)
            if indicator["measure"] == "antal":
                self.assertNotIn("(%)", title, name)
            self.assertEqual("3-årsm" in title, indicator.get("period_kind") == "rolling_three_years", name)

    def test_sets_have_no_indicator_that_has_ended(self):
        for name, one in sets().items():
            for indicator in one["indicators"]:
                self.assertNotRegex(self.catalogue[indicator]["title"], r"\(-\s*\d{4}\)\s*$", name)

    def test_the_stand_in_has_titles_as_kolada_does(self):
        from kolada_figures import Figures
        for kpi in Figures().kpis:
            real = self.catalogue["kolada:" + kpi["id"]]
            self.assertEqual(kpi | {"description": ""}, real | {"description": ""})

    def golden(self):
        with open(PEER / "golden" / "quality_reports.csv", encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file, delimiter=";") if row["indicator_id"]]

    def test_decimals_print_figures_as_the_reports_did(self):
        known = indicators()
        checked = 0
        for row in self.golden():
            if not re.fullmatch(r"[\d ]+(,\d+)?( %)?", row["raw_as_printed"]):
                continue
            printed = row["raw_as_printed"].removesuffix(" %").replace(" ", "")
            ours = f"{float(row['value']):.{known[row['indicator_id']]['decimals']}f}".replace(".", ",")
            self.assertIn(printed, (ours, ours.removesuffix(",0")), row)  # a report prints 80 beside 62,5
            checked += 1
        self.assertGreaterEqual(checked, 40)

    def test_polarity_gives_the_stated_directions(self):
        change = {"kolada:U21468": (2, "bättre"), "kolada:U23471": (-16, "sämre"), "kolada:U23401": (42, "sämre"),
                  "kolada:N23588": (-4, "sämre"), "kolada:N23592": (3.4, "sämre"), "kolada:N20402": (230, "sämre")}
        for name, (by, direction) in change.items():
            better = by > 0 if indicators()[name]["polarity"] == "higher" else by < 0
            self.assertEqual("bättre" if better else "sämre", direction, name)


if __name__ == "__main__":
    if "--peer" in sys.argv:
        PEER = pathlib.Path(sys.argv[sys.argv.index("--peer") + 1])
        if not (PEER / "peers" / "kolada" / "kpi.json.gz").exists():
            print(f"SKIPPED: {PEER} is absent")
            sys.exit(77)
    unittest.main(argv=sys.argv[:1], defaultTest="Peer" if PEER else "Files")
