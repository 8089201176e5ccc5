"""Vad tycker de äldre om äldreomsorgen, hemtjänst: a workbook with a sheet for each municipality, of its units, and one of
the country, counties and municipalities over three years. The layout below the sheet names, the questions' numbers and the row
in which the figures begin (13) is assumed (docs/sources/brukarundersokningen_aldre.md).
"""
import random

import country
import workbook

YEAR = 2025
UNITS = f"{YEAR}-10-9793-bilaga-hemtjanst-verksamheter-{YEAR}.xlsx"
AREAS = f"{YEAR}-10-9793-bilaga-hemtjanst-rike-lan-kommun-{YEAR - 3}-{YEAR - 1}.xlsx"
SMALL = ["0180", "1980", "1981"]
QUESTIONS = ["F21. Sammantaget nöjd med hemtjänsten", "F9. Bemötande från personalen", "F7. Hänsyn till åsikter och önskemål",
             "F17. Trygghet att bo hemma med hemtjänst", "F3. Handläggarens beslut"]
GROUPS = ["Totalt", "Kvinnor", "Män"]
LEAST = 10  # answers; with fewer no share is shown


def interval(answers: int) -> str:
    """As the workbook has it in the place of the number."""
    if answers < LEAST:
        return f"färre än {LEAST}"
    for first, last in ((10, 29), (30, 49), (50, 99)):
        if answers <= last:
            return f"{first}–{last}"
    return "100 eller fler"


def _shares(random_: random.Random, answers: int) -> list:
    if answers < LEAST:
        return ["X"] * len(QUESTIONS)
    return [".." if random_.random() < 0.05 else workbook.Fraction(round(random_.uniform(0.6, 1), 2)) for _ in QUESTIONS]


def sheet_of(random_: random.Random, place: country.Municipality, most: int) -> workbook.Sheet:
    rows = [[f"Vad tycker de äldre om äldreomsorgen? {YEAR}"], ["Hemtjänst, verksamheter"], [f"{place.code} {place.name}"],
            *[[None]] * 7, ["Verksamhet", "Grupp", "Svarsintervall", *QUESTIONS],
            [None, None, None, *["Andel positiva svar"] * len(QUESTIONS)]]
    for name in random_.sample(country.PLACES, random_.randint(1, most)) + ["Kommunen totalt"]:
        women, men = random_.randint(3, 90), random_.randint(2, 50)
        for group, answers in zip(GROUPS, (women + men, women, men)):
            # The name is written in the first of its three rows.
            label = name if group == "Totalt" else None
            rows.append([label, group, interval(answers), *_shares(random_, answers)])
    return workbook.Sheet(f"{place.code} {place.name}", [*rows, ["Källa: Socialstyrelsen, genererat exempel"]])


def sheet_of_areas(random_: random.Random, places: list) -> workbook.Sheet:
    years = list(range(YEAR - 3, YEAR))
    merged = [(2, 3 + len(years) * k, 2, 2 + len(years) * (k + 1)) for k in range(len(QUESTIONS))]
    upper = ["Län", "Kommun", "Kön"] + [cell for text in QUESTIONS for cell in (text, *[None] * (len(years) - 1))]
    rows = [[f"Hemtjänst {years[0]}–{years[-1]}"], [None], upper, [None] * 3 + years * len(QUESTIONS)]
    areas = [("Riket", None)]
    for county in sorted({place.county for place in places}):
        areas += [(county, None), *((county, place.name) for place in places if place.county == county)]
    for county, name in areas:
        for group in GROUPS:
            answers = random_.randint(4, 400) if name else 1000
            rows.append([county, name, group, *[cell for _ in QUESTIONS for cell in _shares(random_, answers)[:len(years)]]])
    return workbook.Sheet("Rike, län, kommun", [*rows, ["Källa: Socialstyrelsen, genererat exempel"]], merged)


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"brukarundersokningen {seed}")
    places = country.some(SMALL) if small else country.municipalities()
    information = [workbook.Sheet("Information", [["Genererat exempel"]]), workbook.Sheet("Innehåll", [["Blad"]])]
    sheets = [sheet_of(random_, place, 2 if small else 10) for place in places]
    return {UNITS: workbook.xlsx(information + sheets),
            AREAS: workbook.xlsx([information[0], sheet_of_areas(random_, places)])}
