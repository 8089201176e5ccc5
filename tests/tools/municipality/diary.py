"""The diary: Sala's synpunkter of four years (§5.3), among matters of other kinds. Offices and areas are text as written."""
from __future__ import annotations

import datetime

from .chance import chance, day_in
from .events import SECOND
from .organisation import SPLIT
from .schema import table

KINDS = {"SYN": "Synpunkt eller klagomål", "REM": "Remiss", "SKR": "Skrivelse", "AVT": "Avtal"}
SENDERS = ("enskild", "anhörig", "god man", "annan")
YEARS = (2022, 2023, 2024, 2025)
SALA = {
    ("VOO", "SÄBO"): (10, 11, 6, 4),
    ("VOO", "Hemtjänst"): (1, 9, 4, 19),
    ("VOO", "Funktionsnedsättning"): (10, 8, 8, 7),
    ("VOO", "Hemsjukvård"): (1, 1, 1, 2),
    ("SAK", "IFO"): (27, 22, 13, 14),
    (None, "Övrigt"): (1, 0, 0, 1),
}
OFFICES = {"VOO": "Vård- och omsorgskontoret", "SAK": "Social- och arbetsmarknadskontoret"}
OTHER_MATTERS = {"REM": 14, "SKR": 40, "AVT": 9}


def office_at(office, day):
    """As it was called on the day: one office for both until the split. "Övrigt" has none, as in the printed table."""
    if office is None:
        return None
    return OFFICES[office] if day >= SPLIT else OFFICES["VOO"]


def posts_of(year, counts, dice):
    """Day, kind, office, area: in the order of the day."""
    made = [(day_in(year, dice), "SYN", office, area) for (office, area), count in counts.items() for _ in range(count)]
    for kind, count in OTHER_MATTERS.items():
        made += [(day_in(year, dice), kind, dice.choice(("VOO", "SAK")), None) for _ in range(count)]
    return sorted(made, key=lambda post: (post[0], post[1], post[3] or ""))


def diary(counts_of_year, words):
    """`counts_of_year`: year -> office and area -> how many."""
    kinds, posts = table("diariet", "dia_arendetyp"), table("diariet", "dia_post")
    for code, text in KINDS.items():
        yield kinds, kinds.row(arendetyp=code, benamning=text)
    number = 0
    for year, counts in counts_of_year.items():
        dice = chance(*words, "diary", year)
        place = 0
        for day, kind, office, area in posts_of(year, counts, dice):
            number += dice.randint(1, 3)  # other offices' posts stand between them
            place += dice.randint(1, 3)
            written = datetime.datetime.combine(day, datetime.time(9)) + SECOND * dice.randrange(7 * 3600)
            yield posts, posts.row(
                post_id=number, dnr=f"{year}/{place:04d}", arendetyp=kind, inkdat=day.isoformat(), regdat=str(written),
                avsslag=dice.choices(SENDERS, (4, 5, 1, 2))[0] if kind == "SYN" else "annan", kontor=office_at(office, day.isoformat()),
                omrade=area, status=dice.choice(("Pågår", "Avslutat", "Avslutat")),
                uppdat=str(written + SECOND * dice.randrange(30 * 86400)))


def sala():
    return {year: {who: counts[place] for who, counts in SALA.items()} for place, year in enumerate(YEARS)}
