"""What was reported in a municipality, before any system has written it down: the common ground of both deviation systems."""
from __future__ import annotations

import datetime
from typing import NamedTuple

from .chance import DAY, chance, day_in

SECOND = datetime.timedelta(seconds=1)


class Category(NamedTuple):
    respons: str
    viva: str
    text: str
    until: str | None = None


CATEGORIES = {
    "fall": Category("FALL", "31", "Fall"),
    "lakemedel": Category("LAKE", "21", "Läkemedel"),
    "ej_utford": Category("UTEB", "01", "Insats ej utförd"),
    "trygghet": Category("TRYG", "02", "Trygghet"),
    "larm": Category("LARM", "03", "Larm/telefoni"),
    "omsorg": Category("OMSO", "04", "Omsorg"),
    "information": Category("INFO", "05", "Informationsöverföring", "2024-12-31"),
    "bemotande": Category("BEMO", "06", "Bemötande"),
    "dokumentation": Category("DOKU", "07", "Dokumentation och handläggning"),
    "arvode": Category("ARVO", "08", "Arvoden och ersättningar"),
    "ovrigt": Category("OVRI", "09", "Övrigt"),
    "samverkan": Category("SAMV", "10", "Samverkan"),
    "hot": Category("HOTV", "11", "Hot och våld"),
    "handlaggning": Category("HAND", "12", "Brist i handläggning"),
    "utforande": Category("UTFO", "13", "Utförande av insats"),
    "hjalpmedel": Category("HJMP", "14", "Hjälpmedel"),
    "hsl": Category("HSLO", "22", "HSL, övrigt"),
}
CARE = ["fall"] * 8 + ["lakemedel"] * 8 + ["ej_utford"] * 3 + ["omsorg"] * 2 + ["hjalpmedel", "dokumentation", "bemotande", "samverkan"]
DESK = ["handlaggning"] * 4 + ["dokumentation"] * 3 + ["utforande", "bemotande", "samverkan"]
DISABILITY = ["lakemedel"] * 4 + ["hot"] * 3 + ["utforande"] * 3 + ["fall", "dokumentation", "bemotande"]
HEALTH = ["lakemedel"] * 5 + ["hsl"] * 2 + ["samverkan"] * 2 + ["hjalpmedel"]
LIKELY = {"SABO": CARE, "HTJ": CARE, "ALDRE": CARE, "NATT": CARE, "FO": DISABILITY, "FUNK": DISABILITY, "HSL": HEALTH,
          "EXT": ["samverkan"] * 3 + ["lakemedel", "hjalpmedel"]}


class Batch(NamedTuple):
    """So many of a kind in an area in a year; what is not said is left to chance."""
    kind: str  # AVVIKELSE, RISK, KLAGOMAL, SYNPUNKT, BEROM, LEX_SARAH, HSL, FALL, SAMVERKAN
    area: str
    year: int
    count: int
    category: str | None = None
    role: str = "medarbetare"
    direction: str | None = None
    first: int = 1
    last: int = 12
    occurred_year: int | None = None
    investigated: tuple = ()  # for the first ones: "started", "finished", "reported"
    closed_later: bool = False  # an investigation is finished the year after
    deleted: bool = False


class Investigation(NamedTuple):
    kind: str
    started: datetime.date
    finished: datetime.date | None
    reported: datetime.date | None


class Event(NamedTuple):
    kind: str
    area: str
    unit: int
    category: str
    severity: int
    occurred: datetime.date
    registered: datetime.datetime
    role: str
    direction: str | None
    judged: str | None
    investigation: Investigation | None
    deleted: bool


def registered_after(day, year, dice):
    """Mostly within days, and in the year that it is counted in."""
    first = max(day, datetime.date(year, 1, 1))
    last = min(first + DAY * int(dice.expovariate(0.4)), datetime.date(year, 12, 31))
    return datetime.datetime.combine(last, datetime.time(8)) + SECOND * dice.randrange(14 * 3600)


def investigation(kind, degree, registered, later):
    started = registered.date() + DAY
    if later:
        return Investigation(kind, started, datetime.date(started.year + 1, 2, 14), None)
    end = datetime.date(started.year, 12, 31)
    started = min(started, end)
    finished = min(started + DAY * 40, end) if degree != "started" else None
    return Investigation(kind, started, finished, finished if degree == "reported" else None)


def events_of(batch, organisation, dice):
    for number in range(batch.count):
        occurred = day_in(batch.occurred_year or batch.year, dice, batch.first, batch.last)
        registered = registered_after(occurred, batch.year, dice)
        unit = dice.choice(organisation.workplaces(batch.area, occurred.isoformat()))
        category = batch.category or dice.choice(LIKELY.get(batch.area, DESK))
        severity = dice.choices((1, 2, 3, 4), (50, 33, 13, 4))[0]
        found = None
        if number < len(batch.investigated):
            found = investigation("LEX_SARAH", batch.investigated[number], registered, batch.closed_later)
        judged = "LEX_SARAH" if found or batch.kind == "LEX_SARAH" else None
        yield Event(batch.kind, batch.area, unit.id, category, severity, occurred, registered, batch.role, batch.direction, judged,
                    found, batch.deleted)


def judge(events, judgement, count, degrees, areas, dice):
    """So many of the year's deviations were judged as graver by who reported them, and some of them investigated."""
    possible = [n for n, event in enumerate(events) if event.area in areas and event.judged is None and not event.deleted]
    for place, number in enumerate(dice.sample(possible, min(count, len(possible)))):
        event = events[number]
        found = investigation(judgement, degrees[place], event.registered, False) if place < len(degrees) else None
        events[number] = event._replace(judged=judgement, investigation=found, severity=max(event.severity, 3))


def years_of(batches):
    return sorted({batch.year for batch in batches})


def events_in(year, batches, organisation, judgements, words):
    """A year's events in the order of their registration."""
    dice = chance(*words, year)
    made = [event for batch in batches if batch.year == year for event in events_of(batch, organisation, dice)]
    made.sort(key=lambda event: (event.registered, event.unit, event.category))
    for when, judgement, count, degrees, areas in judgements:
        if when == year:
            judge(made, judgement, count, degrees, areas, dice)
    return made
