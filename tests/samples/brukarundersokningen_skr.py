"""SKR's brukarundersökning of individ- och familjeomsorg and of funktionshinder: a workbook each, a row for each service,
municipality and group, the questions as columns. With fewer than five answers no share is shown. The layout is assumed
(docs/sources/brukarundersokningen_skr.md). Vaggeryd's 5 of 15 (33 percent) are what Vaggeryd has published; all others are
made up.
"""
import random

import country
import workbook

YEAR = 2025
SURVEYS = {
    "IFO": (["Ekonomiskt bistånd", "Missbruk och beroende"], ["1. Lätt att få kontakt", "2. Lätt att förstå information",
                                                           "3. Fått vara med och påverka", "7. Nöjd med stödet"]),
    "funktionshinder": (["Myndighetskontakt", "Daglig verksamhet", "Gruppbostad"],
                        ["1. Bestämmer om saker som är viktiga", "2. Får den hjälp som behövs", "4. Trygg med personalen"])}
SMALL = ["0665", "1980", "1981"]
VAGGERYD = "0665"
GROUPS = ["Totalt", "Kvinnor", "Män"]
LEAST = 5  # answers; with fewer no share is shown


def _row(random_: random.Random, service: str, place: country.Municipality, group: str, asked: int, answers: int, questions):
    shares = ["*" if answers < LEAST else workbook.Fraction(round(random_.randint(0, answers) / answers, 2)) for _ in questions]
    if answers >= LEAST and random_.random() < 0.2:
        shares[-1] = ".."
    rate = workbook.Fraction(round(answers / asked, 2)) if answers >= LEAST else "*"
    return [service, place.name, group, answers if answers >= LEAST else "<5", asked, rate, *shares]


def sheet_of(random_: random.Random, survey: str, places: list) -> workbook.Sheet:
    services, questions = SURVEYS[survey]
    rows = [[f"Brukarundersökning {survey} {YEAR}, andel positiva svar per fråga"], ["Genererat exempel"], [None],
            ["Insats", "Kommun", "Kön", "Antal svar", "Antal tillfrågade", "Svarsfrekvens", *questions]]
    for service in services:
        rows.append([service, "Alla deltagande kommuner", "Totalt", 4000, 9000, workbook.Fraction(0.44),
                     *[workbook.Fraction(0.7)] * len(questions)])
        for place in places:
            asked = [0, random_.randint(8, 60), random_.randint(8, 60)]
            answers = [0, *(random_.randint(0, of) for of in asked[1:])]
            asked[0], answers[0] = sum(asked), sum(answers)
            if place.code == VAGGERYD and service == "Myndighetskontakt":
                asked, answers = [15, 9, 6], [5, 3, 2]
            rows += [_row(random_, service, place, *of, questions) for of in zip(GROUPS, asked, answers)]
    return workbook.Sheet("Resultat", [*rows, ["Källa: SKR, genererat exempel"]])


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"brukarundersokningen skr {seed}")
    # Not all take part.
    places = country.some(SMALL) if small else random_.sample(country.municipalities(), 203)
    return {f"Brukarundersokning_{survey}_{YEAR}.xlsx":
            workbook.xlsx([workbook.Sheet("Om undersökningen", [["Genererat exempel"]]), sheet_of(random_, survey, places)])
            for survey in SURVEYS}
