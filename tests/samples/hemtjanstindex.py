"""Hemtjänstindex: a whole generated country, in two lists and three kinds of file.

With `sala`, the figures that Sala has published of itself (71,9; rank 118, 103, 6 and 186 of 290 in the four parts) and
the means of the country (68,9) and of Västmanland (66,8) are what the other 289 give. All others are made up.
"""
import random
from dataclasses import dataclass, field

import country
import workbook

YEAR = 2025
PARTS = ["Information", "Biståndshandläggning", "Utförande", "Stöd och utveckling"]
SALA = "1981"
SALA_COUNTY = "Västmanlands län"
SALA_INDEX = 719  # tenths
SALA_RANKS = [118, 103, 6, 186]
COUNTRY_MEAN = 689
COUNTY_MEAN = 668
SMALL = ["0180", "0331", "1480", "1904", "1907", "1960", "1961", "1962", "1980", "1981", "1982", "1983", "1984", "2080"]


@dataclass
class Place:
    code: str
    county: str
    written: str            # as the lists spell it
    index: int | None       # tenths; None: data is missing
    rank: int | None = None
    parts: list = field(default_factory=list)  # the ranks of the four parts
    change: int | None = None                  # places up since last year
    marked: bool = False                       # the list says that some of its data is missing


def ranks(scores: list) -> list:
    """1 for the highest, equal ones shared: 1, 2, 2, 4. None where there is no score."""
    return [None if score is None else 1 + sum(other is not None and other > score for other in scores)
            for score in scores]


def _with_sum(random_: random.Random, scores: list[int], total: int) -> list[int]:
    """A tenth here and there until they sum to `total`."""
    scores = list(scores)
    while sum(scores) != total:
        at = random_.randrange(len(scores))
        step = 1 if sum(scores) < total else -1
        if 300 < scores[at] + step < 860:
            scores[at] += step
    return scores


def _indices(random_: random.Random, places: list, missing: set, sala: bool) -> list:
    drawn = [None if i in missing else min(max(round(random_.gauss(COUNTRY_MEAN, 60)), 350), 840)
             for i in range(len(places))]
    if not sala:
        return drawn
    county = [i for i, place in enumerate(places) if place.county == SALA_COUNTY and place.code != SALA]
    others = [i for i, place in enumerate(places) if place.county != SALA_COUNTY and i not in missing]
    in_county = COUNTY_MEAN * (len(county) + 1)
    for group, total in ((county, in_county - SALA_INDEX),
                         (others, COUNTRY_MEAN * (len(others) + len(county) + 1) - in_county)):
        for i, score in zip(group, _with_sum(random_, [drawn[i] for i in group], total)):
            drawn[i] = score
    drawn[next(i for i, place in enumerate(places) if place.code == SALA)] = SALA_INDEX
    return drawn


def _part_ranks(random_: random.Random, places: list, missing: set, sala_rank: int | None) -> list:
    scores = [None if i in missing else round(random_.gauss(600, 90)) for i in range(len(places))]
    if sala_rank is not None:
        at = next(i for i, place in enumerate(places) if place.code == SALA)
        above = sorted((score for i, score in enumerate(scores) if i != at and score is not None), reverse=True)
        scores[at] = above[sala_rank - 1]  # equal to the one that has the rank now, and above those that follow
        for i, score in sorted(enumerate(scores), key=lambda one: (one[1] is None, -(one[1] or 0)))[:sala_rank]:
            if i != at and score == scores[at] and sum(s is not None and s > scores[at] for s in scores) < sala_rank - 1:
                scores[i] += 1
    return ranks(scores)


def generated(seed: int, sala: bool = True, missing: int = 2, marked: int = 5, misspelt: int = 0) -> list[Place]:
    random_ = random.Random(f"hemtjanstindex {seed}")
    places = country.municipalities()
    free = [i for i, place in enumerate(places) if place.county != SALA_COUNTY]
    drawn = random_.sample(free, missing + marked + misspelt)
    without = set(drawn[:missing])
    indices = _indices(random_, places, without, sala)
    parts = [_part_ranks(random_, places, without, rank if sala else None) for rank in SALA_RANKS]
    total = ranks(indices)
    before = ranks([None if index is None else index + round(random_.gauss(0, 40)) for index in indices])
    country_ = []
    for i, place in enumerate(places):
        name = place.name
        if i in drawn[missing + marked:]:
            at = random_.randrange(1, len(name))
            name = name[:at] + "x" + name[at:]
        country_.append(Place(place.code, place.county, name, indices[i], total[i], [part[i] for part in parts],
                              None if total[i] is None else before[i] - total[i], i in drawn[missing:missing + marked]))
    return country_


def mean(places: list[Place], county: str = "") -> float | None:
    """As the report has it: of those that have an index, unweighted."""
    known = [place.index for place in places if place.index is not None and county in ("", place.county)]
    return round(sum(known) / len(known) / 10, 6) if known else None


def _by_rank(places: list[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.rank is None, place.rank, place.written))


def whole_list(places: list[Place]) -> list:
    def row(place: Place) -> list:
        index = "Data saknas" if place.index is None else place.index / 10
        return [place.rank, place.written, index] + ["-" if rank is None else rank for rank in place.parts]
    average = round(mean(places) or 0, 1)
    return [[f"Hemtjänstindex {YEAR}"], [None], ["Rank", "Kommun", "Totalindex"] + PARTS,
            *(row(place) for place in _by_rank(places)), [None, "Medelvärde", average] + [None] * 4]


def start_list(places: list[Place]) -> list:
    def row(place: Place) -> list:
        return [place.rank, place.written + ("*" if place.marked else ""),
                "-" if place.change is None else f"+{place.change}" if place.change > 0 else place.change,
                "x" if place.marked or place.index is None else None]
    return [[f"Hemtjänstindex {YEAR}, placering"], [None],
            ["Placering", "Kommun", f"Förändring från {YEAR - 1}", "Saknar data"],
            *(row(place) for place in _by_rank(places)), ["* Kommunen saknar uppgifter i någon del"]]


def files_of(places: list[Place]) -> dict[str, bytes]:
    made = {}
    for name, rows in ((f"Index{YEAR % 100}_hela", whole_list(places)), (f"Index{YEAR % 100}_start", start_list(places))):
        made[f"{name}.csv"] = workbook.csv(rows)
        made[f"{name}.xlsx"] = workbook.xlsx([workbook.Sheet("Index", rows)])
        made[f"{name}.html"] = workbook.page(rows[0][0], rows)
    return made


def truth_of(places: list[Place]) -> bytes:
    """What the figures are, computed from the model and not from a file: measure, area, part and value. A name that is
    misspelt is of no municipality, and then its county's mean and the country's are missing."""
    def text(value: float | None) -> str:
        return "" if value is None else f"{value:.12g}"
    names = {place.code: place.name for place in country.municipalities()}
    lines = []
    for place in places:
        if place.written == names[place.code]:
            lines.append(("index", place.code, "", None if place.index is None else place.index / 10))
            lines += [("rank", place.code, part, rank) for part, rank in
                      zip(["total", "information", "bistand", "utforande", "stod"], [place.rank, *place.parts])]
            lines.append(("forandring", place.code, "", place.change))
    counties = {"county:" + place.code[:2]: place.county for place in places}
    for area, county in [("SE", ""), *sorted(counties.items())]:
        whole = all(place.written == names[place.code] for place in places if county in ("", place.county))
        lines.append(("index_medel", area, "", mean(places, county) if whole else None))
    return "".join(f"{measure}\t{area}\t{part}\t{text(value)}\n" for measure, area, part, value in lines).encode()


def files(seed: int, small: bool) -> dict[str, bytes]:
    if small:
        return files_of([place for place in generated(seed) if place.code in SMALL or place.marked or place.index is None])
    places = generated(seed, sala=seed % 2 == 1, missing=seed % 4, marked=seed % 7, misspelt=seed % 3)
    return files_of(places) | {"truth.tsv": truth_of(places)}
