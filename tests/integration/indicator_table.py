#!/usr/bin/env python3
"""The indicator table against the shared stand-in: the figures that reports have printed, and every comparison computed again here from
the values that the stand-in serves. Needs ../shared and the program ($SLUSS_PROGRAM)."""
import collections
import csv
import json
import math
import pathlib
import subprocess
import sys
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PEER_STANDIN, ROOT, SHARED, Lane, StandIn, have_peer  # noqa: E402

GROUP = "Liknande kommuner äldreomsorg"
COMPARE = ["riket", "county", "group:" + GROUP]
OWN, COUNTY = "1981", "19"
COUNTRY_WIDE = ["U21468", "U23471", "U23401", "U30750", "N33817", "N35001", "N21704"]
YEARS = range(2021, 2027)


def golden():
    with open(SHARED / "golden" / "quality_reports.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["indicator_id"]]


def configured():
    found = {}
    for path in (ROOT / "config" / "indicators").glob("*.toml"):
        with open(path, "rb") as file:
            found.update(tomllib.load(file))
    return found


def golden_indicators():
    return sorted({row["indicator_id"].split(":")[1] for row in golden()})


def by_key(rows):
    found = {}
    for row in rows:
        key = (row["nyckeltal_id"], row["period"])
        assert key not in found, f"two rows of {key}"
        found[key] = row
    return found


def served(source, indicator):
    """{year: {area: value or None}} of gender total, as the stand-in serves it."""
    years = collections.defaultdict(dict)
    for item in source.pages(f"/data/kpi/{indicator}/year/{','.join(map(str, YEARS))}"):
        for value in item["values"]:
            if value["gender"] == "T":
                hidden = value["status"] in ("Privacy", "Missing", "Not applicable")
                years[item["period"]][item["municipality"]] = None if hidden else value["value"]
    return years


def mean(values):
    values = [value for value in values if value is not None]
    return (math.fsum(values) / len(values), len(values)) if values else (None, 0)


def rounded(value, decimals):
    return math.copysign(math.floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals, value)


class Table(unittest.TestCase):
    def near(self, expected, got, what, apart=1e-9):
        if expected is None or got is None:
            self.assertEqual(expected, got, what)
        else:
            self.assertTrue(math.isclose(expected, got, rel_tol=1e-9, abs_tol=apart), f"{what}: {expected} expected, {got} came")

    def near_mean(self, expected, got, what):
        """A mean that is worked out by the model has six decimals."""
        self.near(expected, got, what, apart=0.5e-6 + 1e-9)


@unittest.skipUnless(have_peer(), "../shared is not here")
class Report(Table):
    """At noon on 2026-03-31, for Sala."""

    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(PEER_STANDIN, "--today", "2026-03-31")
        ids = sorted(set(golden_indicators() + COUNTRY_WIDE + ["U23592", "U23593"]))
        cls.lane = Lane(cls.source.url, indicators=ids, compare=COMPARE, now="2026-03-31T12:00:00Z")
        cls.lane.run()
        cls.table = by_key(cls.lane.export("nyckeltal_jamforelse"))
        cls.about = configured()

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()
        cls.source.close()

    def test_printed_values(self):
        seen = 0
        for row in golden():
            if row["municipality"] != "Sala" or not row["value"]:
                continue
            got = self.table[row["indicator_id"], row["period"]]
            self.near(float(row["value"]), got["varde"], row["indicator"])
            self.assertEqual("Källa: Kolada", got["kalla"])
            seen += 1
        self.assertGreater(seen, 25)

    def test_printed_changes(self):
        for indicator, period, value, change, direction in [
                ("U21468", "2025", 95, 2, "bättre"), ("U23471", "2025", 72, -16, "sämre"), ("U23401", "2025", 132, 42, "sämre"),
                ("N23588", "2025", 88, -4, "sämre"), ("N23592", "2025", 23.9, 3.4, "sämre"), ("N20402", "2024", 12076, 230, "sämre"),
                ("N20892", "2024", 25, 0, "oförändrad")]:
            row = self.table["kolada:" + indicator, period]
            self.assertEqual((value, change, direction), (row["varde"], row["forandring"], row["riktning"]), indicator)
            self.assertIn("forandring", row["egen_bearbetning"])

    def test_pending(self):
        for indicator, week in [("N31910", "v 24"), ("U30750", "v 23"), ("N35030", "v 14")]:
            row = self.table["kolada:" + indicator, "2025"]
            self.assertEqual(("väntar", None), (row["status"], row["varde"]), indicator)
            self.assertIn(week + ", 2026", row["forvantad_publicering"])
            self.assertEqual(indicator == "N35030", "preliminär" in row["forvantad_publicering"])

    def test_not_checked_when_the_week_has_passed_and_no_job_has_queried_since(self):
        for now, passed in [("2026-04-05T21:59:59Z", set()), ("2026-04-05T22:00:00Z", {"N35030"}),
                            ("2026-06-08T12:00:00Z", {"N35030", "U30750"}), ("2026-06-15T12:00:00Z", {"N35030", "U30750", "N31910"})]:
            self.lane.now = now
            try:
                table = by_key(self.lane.export("nyckeltal_jamforelse"))
            finally:
                self.lane.now = "2026-03-31T12:00:00Z"
            for indicator in ("N31910", "U30750", "N35030"):
                self.assertEqual("inte kontrollerad" if indicator in passed else "väntar", table["kolada:" + indicator, "2025"]["status"], (now, indicator))

    def test_comparisons_equal_an_independent_computation(self):
        groups = [group for group in self.source.pages("/municipality_groups") if group["title"].startswith(GROUP + ", Sala, ")]
        group = max(groups, key=lambda one: one["title"])
        members = [member["member_id"] for member in group["members"]]
        municipalities = {area["id"] for area in self.source.pages("/municipality") if area["type"] == "K"}
        self.assertEqual(290, len(municipalities))
        compared = 0
        for indicator in COUNTRY_WIDE:
            about = self.about.get("kolada:" + indicator, {})
            years = served(self.source, indicator)
            answers, rate = (served(self.source, about[key].split(":")[1]) if key in about else {} for key in ("respondents", "response_rate"))
            for year, values in years.items():
                row = self.table.get(("kolada:" + indicator, str(year)))
                if OWN not in values:
                    continue
                what = f"{indicator} {year} "
                country = {area: value for area, value in values.items() if area in municipalities and value is not None}
                own = values[OWN]
                self.near(own, row["varde"], what + "varde")
                self.assertEqual(len(country), row["rang_av"], what + "rang_av")
                county, n = mean(value for area, value in country.items() if area.startswith(COUNTY))
                self.near_mean(county if n > 1 else None, row["lan_medel"], what + "lan_medel")
                self.assertEqual(n, row["lan_n"], what + "lan_n")
                riket = values.get("0000")
                own_country = riket is None and len(country) * 2 >= len(municipalities)
                self.near_mean(mean(country.values())[0] if own_country else riket, row["riket"], what + "riket")
                self.assertEqual(own_country, "riket" in (row["egen_bearbetning"] or ""), what + "egen_bearbetning")
                published = values.get(group["id"])
                self.near_mean(published if published is not None else mean(country.get(member) for member in members)[0], row["grupp_varde"], what + "grupp")
                self.assertEqual(group["title"], row["grupp"])
                if own is not None and about.get("polarity") in ("higher", "lower"):
                    better = sum((value > own) if about["polarity"] == "higher" else (value < own) for value in country.values())
                    self.assertEqual(1 + better, row["rang"], what + "rang")
                    self.assertEqual(1 + 4 * better // len(country), row["kvartil"], what + "kvartil")
                else:
                    self.assertIsNone(row["rang"], what + "rang")
                before = years.get(year - 1, {}).get(OWN)
                broken = year - 1 < about.get("series_break", 0) <= year
                if own is not None and before is not None and not broken:
                    self.near(rounded(own - before, about["decimals"]), row["forandring"], what + "forandring")
                self.near(answers.get(year, {}).get(OWN) if answers else None, row["antal_svarande"], what + "antal_svarande")
                self.near(rate.get(year, {}).get(OWN) if rate else None, row["svarsfrekvens"], what + "svarsfrekvens")
                compared += 1
        self.assertGreater(compared, 12)

    def test_shared_ranks_occur(self):
        """The figures are such that a wrong way with ties would show."""
        values = [value for area, value in served(self.source, "U21468")[2025].items() if len(area) == 4 and area != "0000" and value is not None]
        self.assertGreater(len(values), len(set(values)))

    def test_workbook(self):
        path = self.lane.export("nyckeltal_jamforelse", "xlsx")
        reader = ROOT / "tests" / "unit" / "transforms" / "datasets" / "read_xlsx.py"
        book = json.loads(subprocess.run([sys.executable, reader, path], check=True, capture_output=True).stdout)
        self.assertEqual(["Rapporttabell", "Data", "Beskrivning"], book["names"])
        lines = {row[0]["text"]: row for row in book["sheets"]["Rapporttabell"]["rows"][1:]}
        heads = [cell["text"] for cell in book["sheets"]["Rapporttabell"]["rows"][0]]
        line = next(row for name, row in lines.items() if name.startswith(self.about["kolada:N31910"]["short_name"]))
        self.assertEqual("Publ v 24, 2026", line[heads.index("2025")]["text"])
        helhet = next(row for name, row in lines.items() if name.startswith(self.about["kolada:U21468"]["short_name"] + " (%)"))
        self.assertEqual("+2 (bättre)", helhet[heads.index("Utveckling")]["text"])
        self.assertEqual(95, helhet[heads.index("2025")]["number"])
        self.assertNotIn('"formula"', json.dumps(book))
        self.assertEqual(len(self.table) + 1, len(book["sheets"]["Data"]["rows"]))

    def test_calendar(self):
        rows = {(row["nyckeltal_id"], row["period"], row["publicering"]): row for row in self.lane.export("publiceringskalender")}
        for key, week, status in [(("kolada:N31910", "2025", "slutlig"), "v 24, 2026", "väntar"), (("kolada:U30750", "2025", "slutlig"), "v 23, 2026", "väntar"),
                                  (("kolada:N35030", "2025", "preliminär"), "v 14, 2026", "väntar"), (("kolada:N35030", "2025", "slutlig"), "v 35, 2026", "väntar"),
                                  (("kolada:U33816", "2025", "slutlig"), "v 9, 2026", "försenad")]:
            self.assertEqual((week, status), (rows[key]["vecka"], rows[key]["status"]), key)


@unittest.skipUnless(have_peer(), "../shared is not here")
class AnotherMunicipality(Table):
    """Herrljunga's figures of 2022; nothing is Sala's alone."""

    def test_printed_values(self):
        source = StandIn(PEER_STANDIN, "--today", "2026-03-31")
        lane = Lane(source.url, indicators=golden_indicators(), municipality="1466", compare=["riket", "county"], now="2026-03-31T12:00:00Z")
        try:
            lane.run()
            table = by_key(lane.export("nyckeltal_jamforelse"))
        finally:
            source.close()
            lane.close()
        seen = 0
        for row in golden():
            if row["municipality"] != "Herrljunga" or not row["value"] or row["status"] != "published":
                continue
            self.near(float(row["value"]), table[row["indicator_id"], row["period"]]["varde"], row["indicator"])
            seen += 1
        self.assertGreaterEqual(seen, 4)
        continuity = table["kolada:U21401", "2022"]
        self.assertEqual((-1, "bättre"), (continuity["forandring"], continuity["riktning"]))  # lower is better


@unittest.skipUnless(have_peer(), "../shared is not here")
class History(Table):
    def test_a_positive_trend_becomes_another(self):
        source = StandIn(PEER_STANDIN, "--today", "2025-09-20")
        lane = Lane(source.url, indicators=["N33817"], areas=["1981", "riket"], now="2025-09-20T12:00:00Z", full_reload="always")
        try:
            lane.run()
            first = lane.export("nyckeltal_historik")
            source.today("2025-11-15")
            lane.now = "2025-11-15T12:00:00Z"
            lane.run()
            second = lane.export("nyckeltal_historik")
            back = lane.export("nyckeltal_historik", "json", "--as-of", "run:1")
        finally:
            source.close()
            lane.close()

        def latest(rows):
            return [(row["period"], row["varde"]) for row in rows if row["omrade_id"] == OWN and row["senast_kand"]]

        self.assertEqual([("2023", 9.2)], latest(first))
        self.assertEqual([("2024", 14.5)], latest(second))
        self.assertEqual([("2023", 9.2)], latest(back))
        known = next(row["kand_fran"] for row in second if row["omrade_id"] == OWN and row["period"] == "2024" and row["varde"] == 14.5)
        self.assertTrue(known.startswith("2025-11-15T13:00"), known)


if __name__ == "__main__":
    if not have_peer():
        print("../shared is not here")
        sys.exit(77)
    unittest.main()
