"""Arbetsförmedlingen, inskrivna arbetslösa, tid utan arbete: a workbook with the whole history on a plain sheet. There are
rows of municipalities alone, and "Uppgift saknas" for what belongs to none; fewer than five are "<5". What is known of the
layout: docs/sources/arbetsformedlingen_tid.md.

Sala's 726 and 258 (July 2025) and 599 (July 2024) are what Sala has published. All others are made up.
"""
import random
from dataclasses import dataclass

import country
import workbook

NAME = "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx"
SMALL = ["0331", "0380", "1980", "1981"]
PERIODS = [200612, 200701, 202407, 202507, 202608]
HEADINGS = ["PERIOD", "LÄN", "KOMMUN", "ARBETSLÖSA", *(f"Utan arbete mer än {months} månader" for months in (6, 12, 24))]
TIMES = ["0", "6", "12", "24"]
UNKNOWN = "Uppgift saknas"
HIDDEN = 5  # fewer are not shown
HEBY = "0331"
SALA = {("1981", 202507): [726, 402, 258, 131], ("1981", 202407): [599, 371, 244, 127]}


@dataclass
class Row:
    period: int
    county: str         # its name, or UNKNOWN
    municipality: str   # its name, or UNKNOWN
    area: str | None    # the municipality's code that month
    counts: list        # of each of TIMES


def _counts(random_: random.Random, most: int) -> list[int]:
    total = random_.randint(3, most)
    counts = [total]
    for _ in TIMES[1:]:
        counts.append(round(counts[-1] * random_.uniform(0.4, 0.75)))
    return counts


def rows_of(seed: int, places: list) -> list[Row]:
    random_ = random.Random(f"arbetsformedlingen {seed}")
    made = []
    for period in PERIODS:
        for place in places:
            area = "1917" if place.code == HEBY and period < 200700 else place.code
            # Heby is in two counties around the turn of 2006: its people are in both rows.
            counties = ["Uppsala län", "Västmanlands län"] if place.code == HEBY and period < 200702 else [place.county]
            for county in counties:
                counts = SALA.get((place.code, period)) or _counts(random_, random_.choice([12, 400, 4000]))
                made.append(Row(period, county, place.name, area, counts))
        for county in sorted({place.county for place in places}):
            if random_.random() < 0.7:
                made.append(Row(period, county, UNKNOWN, None, _counts(random_, 60)))
        made.append(Row(period, UNKNOWN, UNKNOWN, None, _counts(random_, 150)))
    return made


def _shown(count: int):
    return count if count == 0 or count >= HIDDEN else f"<{HIDDEN}"


def sheet_of(rows: list[Row]) -> workbook.Sheet:
    lines = [["Inskrivna arbetslösa, tid utan arbete"], ["Genererat exempel"], ["Personer"], [None], HEADINGS]
    for row in rows:
        lines.append([row.period, row.county, row.municipality, *map(_shown, row.counts)])
    return workbook.Sheet("Total", [*lines, [None], ["Källa: Arbetsförmedlingen, genererat exempel"]])


def truth_of(rows: list[Row]) -> bytes:
    """Of each municipality, county and the country: what the shown rows sum to, and whether that is the least."""
    codes = {place.county: "county:" + place.code[:2] for place in country.municipalities()}
    parts: dict[tuple, list[int]] = {}
    for row in rows:
        for area in (row.area, codes.get(row.county), "SE"):
            for time, count in zip(TIMES, row.counts):
                if area is not None:
                    parts.setdefault((area, row.period, time), []).append(count)
    lines = []
    for (area, period, time), counts in parts.items():
        hidden = sum(0 < count < HIDDEN for count in counts)
        alone = hidden == 1 and len(counts) == 1
        status = "at_most" if alone else "at_least" if hidden else "final"
        value = HIDDEN - 1 if alone else sum(1 if 0 < count < HIDDEN else count for count in counts)
        lines.append(f"{area}\t{period // 100}-{period % 100:02}\t{time}\t{status}\t{value}\n")
    return "".join(sorted(lines)).encode()


def files(seed: int, small: bool) -> dict[str, bytes]:
    rows = rows_of(seed, country.some(SMALL) if small else country.municipalities())
    information = workbook.Sheet("Info", [["Genererat exempel"], ["Ålder: 16-66 år från och med 2026"]])
    # By country of birth: the same people again.
    born = workbook.Sheet("Födelseland", [["Födelseland"], [None], [None], [None], [*HEADINGS[:3], "FÖDELSELAND", *HEADINGS[3:]],
                                          *([row.period, row.county, row.municipality, "Inrikes född", *map(_shown, row.counts)]
                                            for row in rows[:3])])
    made = {NAME: workbook.xlsx([information, sheet_of(rows), born])}
    return made if small else made | {"truth.tsv": truth_of(rows)}
