"""What goes on after the systems have been read: steps of SQL, in the order in which they become visible.

A late step has a time of change before that of a step already seen, as a transaction that was committed late. A silent
one changes a row and not its time. A row is deleted by its flag, or for real.
"""
from __future__ import annotations

import datetime
from typing import NamedTuple

from .chance import DAY, chance
from .events import SECOND
from .schema import literal, qualified, table

KEPT = 200  # rows that later steps choose among
START = datetime.datetime(2026, 1, 2, 8)


class Step(NamedTuple):
    number: int
    at: str
    system: str
    kind: str  # update, late, silent, flagged, deleted, added
    sql: tuple


class Place(NamedTuple):
    """A table whose rows change: the column of the time of change and its form, the flag of deletion and its value."""
    table: str
    changed: str
    form: str
    flag: str | None
    raised: object
    column: str
    values: tuple


PLACES = {
    "respons": Place("arende", "andrad", "%Y-%m-%d %H:%M:%S", "borttagen", True, "status", ("UTREDS", "ATGARD", "AVSLUT")),
    "viva": Place("avv_blankett", "andrad", "%Y%m%d%H%M%S", "makulerad", "J", "status", ("Utreds", "Åtgärdad", "Avslutad")),
    "diariet": Place("dia_post", "uppdat", "%Y-%m-%d %H:%M:%S", None, None, "status", ("Pågår", "Avslutat")),
    "planering": Place("pl_hemtjanst", "andrad", "%Y-%m-%d %H:%M:%S", None, None, "timmar_ledsagning", (1250, 4100, 9900)),
    "statsbidrag": Place("bidrag_handelse", "andrad", "%Y-%m-%d %H:%M:%S", None, None, "belopp", (12_300_00, 45_600_00)),
}
KINDS = ("update", "update", "update", "late", "silent", "flagged", "deleted", "added")


def kept_rows(rows, found, dice):
    """An even sample, whatever their number."""
    kept, seen = [], 0
    for of_table, row in rows:
        if of_table is not found:
            continue
        seen += 1
        if len(kept) < KEPT:
            kept.append(row)
        elif (place := dice.randrange(seen)) < KEPT:
            kept[place] = row
    return kept


def can(place, found, kind, row):
    """A case that may have an investigation is not deleted for real, since its investigation would stay."""
    if kind == "deleted" and "bedomning" in found.places:
        return found.get(row, "bedomning") == "INGET"
    return (kind != "flagged" or place.flag is not None) and (kind != "added" or len(found.key) == 1)


class Statements:
    def __init__(self, found, dialect):
        self.table, self.dialect, self.name = found, dialect, qualified(dialect, found)
        self.columns = {column.name: column for column in found.columns}

    def text(self, column, value):
        return literal(self.dialect, self.columns[column], value)

    def where(self, row):
        return " and ".join(f"{column} = {self.text(column, value)}" for column, value in self.table.key_of(row).items())

    def update(self, row, **values):
        given = ", ".join(f"{name} = {self.text(name, value)}" for name, value in values.items())
        return f"update {self.name} set {given} where {self.where(row)}"

    def delete(self, row):
        return f"delete from {self.name} where {self.where(row)}"

    def insert(self, row):
        names, values = ", ".join(self.columns), ", ".join(self.text(name, value) for name, value in zip(self.columns, row))
        return f"insert into {self.name} ({names}) values ({values})"


def added(found, row, changed, when, number):
    """A new row like this one: a key above the others, a number of its own. Only where the key is one column."""
    values = {changed: when}
    key = found.key[0]
    old = found.get(row, key)
    values[key] = 500_000_000 + number if isinstance(old, int) else f"N{number:031X}"
    for name in ("arendenr", "blankettnr", "dnr"):
        if name in found.places:
            values[name] = f"NY-{number:06d}"
    return found.having(row, **values)


def steps_of(profile, system, dialect, count, words):
    place = PLACES[system]
    found, dice = table(system, place.table), chance(*words, "changes", system)
    rows, say = kept_rows(profile.systems[system](), found, dice), Statements(found, dialect)
    at = START
    for number in range(count):
        if not rows:
            return
        at += DAY * dice.randint(0, 2) + SECOND * dice.randint(60, 20_000)
        kind, row = dice.choice(KINDS), rows[dice.randrange(len(rows))]
        if not can(place, found, kind, row):
            kind = "update"
        told = at - DAY * dice.randint(2, 9) if kind == "late" else at
        yield Step(0, str(at), system, kind, (statement(say, place, kind, row, told, number, dice),))
        if kind in ("deleted", "flagged"):
            rows.remove(row)


def statement(say, place, kind, row, told, number, dice):
    time = told.strftime(place.form)
    if kind == "deleted":
        return say.delete(row)
    if kind == "flagged":
        return say.update(row, **{place.flag: place.raised, place.changed: time})
    if kind == "added" or (kind == "late" and len(say.table.key) == 1):
        return say.insert(added(say.table, row, place.changed, time, number))
    value = dice.choice(place.values)
    return say.update(row, **({place.column: value} if kind == "silent" else {place.column: value, place.changed: time}))


def corrections(profile, dialect, count, words):
    """The ledger's rows never change: a voucher of a closed month is reversed by a later one, and posted again a little off."""
    found, dice = table("ekonomi", "ek_huvudbok"), chance(*words, "changes", "ekonomi")
    say = Statements(found, dialect)
    rows = [row for row in kept_rows(profile.systems["ekonomi"](), found, dice) if found.get(row, "ansvar")]
    at = START
    for number in range(count):
        at += DAY * dice.randint(1, 4) + SECOND * dice.randint(60, 20_000)
        row, key = dice.choice(rows), 1_500_000_000 + 10 * number
        amount = -found.get(row, "belopp") if dice.random() < 0.5 else dice.randint(1, 90_000) * 100
        common = {"serie": "R", "ver_ar": at.year, "ver_nr": number + 1, "bokf_datum": f"{at:%Y-%m-%d}", "period": f"{at:%Y%m}",
                  "registrerad": str(at)}
        lines = (found.having(row, lopnr=key, ver_rad=1, belopp=amount, **common),
                 found.having(row, lopnr=key + 1, ver_rad=2, belopp=-amount, ansvar=None, vht=None, konto="B1910", **common))
        yield Step(0, str(at), "ekonomi", "added", tuple(say.insert(line) for line in lines))


def late_changes(profile, dialect, count):
    """So many steps per system, all systems together in the order of time."""
    words = (profile.name, profile.seed)
    made = [step for system in profile.systems for step in
            (corrections(profile, dialect, count, words) if system == "ekonomi" else steps_of(profile, system, dialect, count, words))]
    return [step._replace(number=number) for number, step in enumerate(sorted(made, key=lambda step: (step.at, step.system)), 1)]
