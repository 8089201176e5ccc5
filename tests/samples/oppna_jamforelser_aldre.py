"""Öppna jämförelser, äldreomsorg: a workbook of one table. A municipality answers Ja or Nej; of the country and of counties
it has the share that answered Ja. The layout is assumed (docs/sources/oppna_jamforelser_aldre.md).
"""
import random

import country
import workbook

YEAR = 2025
NAME = f"{YEAR}-6-9651-oppna-jamforelser-aldreomsorg-{YEAR}.xlsx"
SMALL = ["0180", "0331", "1980", "1981"]
DISTRICTS = {"0180": ["Farsta", "Kungsholmen"]}  # Stockholm's
ANSWERS = ["1. Aktuell rutin för samordning", "2. Systematisk uppföljning av genomförandeplaner"]
SHARE = "10. Personer 80 år och äldre med hemtjänst"


def answers(seed: int, places: list) -> list:
    """County, name, district, code, the answers and the share."""
    random_ = random.Random(f"oppna jamforelser {seed}")
    made = []
    for place in places:
        for district in [None, *DISTRICTS.get(place.code, [])]:
            given = [random_.choices(["Ja", "Nej", "..", "Ej aktuellt"], [6, 4, 1, 1])[0] for _ in ANSWERS]
            part = "X" if random_.random() < 0.1 else workbook.Fraction(round(random_.uniform(0.1, 0.35), 3))
            made.append((place.county, place.name, district, place.code, given, part))
    return made


def _together(group: list) -> list:
    """Of municipalities: the share of Ja among Ja and Nej; the third is the mean of what is shown."""
    cells = []
    for at in range(len(ANSWERS)):
        given = [one[4][at] for one in group if one[4][at] in ("Ja", "Nej")]
        cells.append(workbook.Fraction(round(given.count("Ja") / len(given), 3)) if given else "..")
    known = [one[5] for one in group if not isinstance(one[5], str)]
    return [*cells, workbook.Fraction(round(sum(known) / len(known), 3)) if known else ".."]


def rows_of(made: list) -> list:
    own = [one for one in made if one[2] is None]
    rows = [[f"Öppna jämförelser {YEAR}, äldreomsorg"], ["Genererat exempel"], [None],
            ["Län", "Kommun", "Stadsdel", *ANSWERS, SHARE], ["Riket", None, None, *_together(own)]]
    for county in sorted({one[0] for one in own}):
        rows.append([county, None, None, *_together([one for one in own if one[0] == county])])
    rows += [[one[0], one[1], one[2], *one[4], one[5]] for one in made]
    return [*rows, [None], ["Källa: Socialstyrelsen, genererat exempel"]]


def files(seed: int, small: bool) -> dict[str, bytes]:
    places = country.some(SMALL) if small else country.municipalities()
    indicators = workbook.Sheet("Indikatorer", [["Nr", "Indikator"], *([text.split(".")[0], text] for text in ANSWERS)])
    return {NAME: workbook.xlsx([indicators, workbook.Sheet("Resultat", rows_of(answers(seed, places)))])}
