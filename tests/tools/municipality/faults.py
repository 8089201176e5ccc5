"""Every kind of fault: where it is planted, what it does to a row, and whether types, codes, keys or gates can find it."""
from __future__ import annotations

import datetime
from typing import Callable, NamedTuple

from .chance import DAY
from .events import CATEGORIES
from .schema import table

DETECTABLE, UNDETECTABLE = "detectable", "undetectable"
CHANGE, REMOVE, DOUBLE, GROUP = "change", "remove", "double", "group"
FAR = 1_000_000_000  # above every key of a clean system


class Fault(NamedTuple):
    name: str
    found: str
    system: str
    table: str
    does: str
    needs: tuple  # columns that the row must have
    where: Callable | None  # of the row as a dict
    change: Callable | None  # row, the eligible row before it, dice -> changed columns; None: not here
    group: tuple = ()  # columns: all rows that have them in common
    part: int = 2  # all but the first 1/part of the group vanish; 1: the whole group


KINDS: dict[str, Fault] = {}


def add(found, place, does, needs=(), where=None, group=(), part=2, name=None, change=None):
    system, rows = place.split(".")
    full = f"{system}.{name}"
    if full in KINDS:
        raise ValueError(f"two kinds are named {full}")
    KINDS[full] = Fault(full, found, system, rows, does, tuple(needs), where, change, tuple(group), part)


def changes(found, place, *needs, where=None):
    def keep(function):
        add(found, place, CHANGE, needs, where, name=function.__name__, change=function)
        return function
    return keep


def set_to(found, place, name, where=None, **values):
    """The named columns, which had something, get these values."""
    add(found, place, CHANGE, tuple(values), where, name=name, change=lambda row, before, dice: values)


def day_of(text):
    return datetime.date.fromisoformat(text[:10])


def earlier_in_month(day, dice):
    """Another day of its month, before it; None on the first."""
    return day - DAY * dice.randint(1, day.day - 1) if day.day > 1 else None


def other(values, than, dice):
    return dice.choice([value for value in values if value != than])


# respons

CASE, INQUIRY = "respons.arende", "respons.utredning"
VALID = [category.respons for category in CATEGORIES.values() if category.until is None]


def alone(row):
    """No other row tells of it: neither an investigation nor a form of the old system."""
    return row["bedomning"] == "INGET" and row["extern_ref"] is None


add(UNDETECTABLE, CASE, REMOVE, where=alone, name="never_written")
set_to(DETECTABLE, CASE, "unknown_unit", enhet_id=99999)
set_to(DETECTABLE, CASE, "unknown_category", kategori="ZZZZ")
set_to(DETECTABLE, CASE, "closed_category", where=lambda row: row["handelsedatum"] >= "2025-01-01", kategori="INFO")
set_to(DETECTABLE, CASE, "unknown_status", status="KLART")
set_to(DETECTABLE, CASE, "severity_seven", allvarlighet=7)
set_to(DETECTABLE, CASE, "missing_event_date", handelsedatum=None)
set_to(DETECTABLE, CASE, "missing_unit", enhet_id=None)
set_to(DETECTABLE, CASE, "missing_number", arendenr=None)
add(DETECTABLE, CASE, DOUBLE, name="number_twice")
add(DETECTABLE, CASE, GROUP, group=("enhet_id",), name="half_a_unit_gone")
set_to(UNDETECTABLE, CASE, "key_of_double_lost", extern_ref=None)


@changes(DETECTABLE, CASE, "handelsedatum")
def event_after_registration(row, before, dice):
    return {"handelsedatum": str(day_of(row["registrerad"]) + DAY * dice.randint(1, 40))}


@changes(DETECTABLE, CASE, "handelsedatum")
def event_in_another_century(row, before, dice):
    return {"handelsedatum": f"1{row['handelsedatum'][1:]}"}


@changes(DETECTABLE, CASE)
def changed_before_registration(row, before, dice):
    return {"andrad": f"{day_of(row['registrerad']) - DAY * dice.randint(1, 30)} 10:00:00"}


@changes(UNDETECTABLE, CASE, where=alone)
def plausible_category(row, before, dice):
    return {"kategori": other(VALID, row["kategori"], dice)}


@changes(UNDETECTABLE, CASE, where=alone)
def plausible_severity(row, before, dice):
    return {"allvarlighet": {1: 2, 4: 3}.get(row["allvarlighet"]) or row["allvarlighet"] + dice.choice((-1, 1))}


@changes(UNDETECTABLE, CASE, where=alone)
def plausible_unit(row, before, dice):
    same = before and before["handelsedatum"] and before["handelsedatum"][:7] == row["handelsedatum"][:7]
    return {"enhet_id": before["enhet_id"]} if same and before["enhet_id"] != row["enhet_id"] else None


@changes(UNDETECTABLE, CASE, where=alone)
def moved_in_month(row, before, dice):
    day = earlier_in_month(day_of(row["handelsedatum"]), dice)
    return day and {"handelsedatum": str(day)}


@changes(DETECTABLE, INQUIRY, "avslutad")
def finished_before_started(row, before, dice):
    return {"avslutad": str(day_of(row["startad"]) - DAY * dice.randint(1, 60))}


@changes(DETECTABLE, INQUIRY)
def inquiry_without_case(row, before, dice):
    return {"arende_id": row["arende_id"] + FAR}


@changes(UNDETECTABLE, INQUIRY, "avslutad", where=lambda row: row["anmald_ivo"] is None)
def finished_on_another_day(row, before, dice):
    return {"avslutad": str(day_of(row["avslutad"]) + DAY * dice.randint(1, 5))}


# viva

FORM = "viva.avv_blankett"
TYPES = [category.viva for category in CATEGORIES.values()]
set_to(DETECTABLE, FORM, "unknown_unit", enhet="Enhet som inte finns")
set_to(DETECTABLE, FORM, "unknown_type", typ="99")
set_to(DETECTABLE, FORM, "unknown_severity", allvar="G")
set_to(DETECTABLE, FORM, "missing_event_date", handelse_dat=None)
set_to(DETECTABLE, FORM, "missing_unit", enhet=None)
add(DETECTABLE, FORM, DOUBLE, name="number_twice")
add(DETECTABLE, FORM, GROUP, group=("enhet",), name="half_a_unit_gone")


def only_here(row):
    """A form of the weeks when both systems ran may be named in the other one."""
    return row["utr_start"] is None and row["blankett"] == "AVV" and not row["reg_dat"].startswith("202509")


add(UNDETECTABLE, FORM, REMOVE, where=only_here, name="never_written")


@changes(DETECTABLE, FORM, "handelse_dat")
def form_date_impossible(row, before, dice):
    return {"handelse_dat": f"{row['handelse_dat'][:4]}{dice.choice(('0230', '0431', '1301', '0000'))}"}


@changes(DETECTABLE, FORM, "handelse_dat")
def form_event_after_registration(row, before, dice):
    day = day_of(f"{row['reg_dat'][:4]}-{row['reg_dat'][4:6]}-{row['reg_dat'][6:]}")
    return {"handelse_dat": f"{day + DAY * dice.randint(1, 40):%Y%m%d}"}


@changes(DETECTABLE, FORM, "enhet")
def unit_written_otherwise(row, before, dice):
    return {"enhet": f" {row['enhet'].lower()}."}


@changes(UNDETECTABLE, FORM, where=only_here)
def plausible_type(row, before, dice):
    return {"typ": other(TYPES, row["typ"], dice)}


@changes(UNDETECTABLE, FORM, where=only_here)
def form_moved_in_month(row, before, dice):
    written = row["handelse_dat"]
    day = earlier_in_month(day_of(f"{written[:4]}-{written[4:6]}-{written[6:]}"), dice)
    return day and {"handelse_dat": f"{day:%Y%m%d}"}


# diariet

POST = "diariet.dia_post"
OF_ONE_OFFICE = ("SÄBO", "Hemtjänst", "Funktionsnedsättning", "Hemsjukvård")
set_to(DETECTABLE, POST, "unknown_office", kontor="Kontoret för annat")
set_to(DETECTABLE, POST, "missing_number", dnr=None)
set_to(DETECTABLE, POST, "unknown_kind", arendetyp="XXX")
add(DETECTABLE, POST, DOUBLE, name="number_twice")
add(UNDETECTABLE, POST, REMOVE, name="never_written")


@changes(DETECTABLE, POST)
def post_date_impossible(row, before, dice):
    return {"inkdat": f"{row['inkdat'][:4]}-{dice.choice(('02-30', '13-01', '00-00', '06-31'))}"}


@changes(DETECTABLE, POST, "omrade")
def area_written_otherwise(row, before, dice):
    return {"omrade": f"{row['omrade'].lower()}."}


@changes(DETECTABLE, POST)
def received_after_registration(row, before, dice):
    return {"inkdat": str(day_of(row["regdat"]) + DAY * dice.randint(1, 20))}


@changes(UNDETECTABLE, POST, where=lambda row: row["omrade"] in OF_ONE_OFFICE)
def plausible_area(row, before, dice):
    return {"omrade": other(OF_ONE_OFFICE, row["omrade"], dice)}


@changes(UNDETECTABLE, POST)
def post_moved_in_month(row, before, dice):
    day = earlier_in_month(day_of(row["inkdat"]), dice)
    return day and {"inkdat": str(day)}


# ekonomi

LINE, BUDGET = "ekonomi.ek_huvudbok", "ekonomi.ek_budget"
set_to(DETECTABLE, LINE, "unknown_account", konto="9999")
set_to(DETECTABLE, LINE, "unknown_ansvar", ansvar="9999")
set_to(DETECTABLE, LINE, "missing_activity", vht=None)
add(DETECTABLE, LINE, DOUBLE, name="line_twice")
add(DETECTABLE, LINE, GROUP, group=("bokf_datum",), part=1, name="day_missing")


@changes(DETECTABLE, LINE)
def unbalanced_voucher(row, before, dice):
    return {"belopp": row["belopp"] + dice.choice((-1, 1)) * dice.choice((1, 900, 10_000, 999_900))}


@changes(DETECTABLE, LINE)
def period_other_than_date(row, before, dice):
    year, month = row["period"][:4], int(row["period"][4:])
    return {"period": f"{year}{month % 12 + 1:02d}"}


@changes(UNDETECTABLE, LINE, "ansvar")
def plausible_account(row, before, dice):
    return {"konto": row["konto"][:2] + other(("10", "20", "30"), row["konto"][2:], dice)}


@changes(UNDETECTABLE, LINE, "ansvar")
def plausible_ansvar(row, before, dice):
    differs = before and before["ansvar"] != row["ansvar"]
    return {"ansvar": before["ansvar"], "vht": before["vht"]} if differs else None


@changes(DETECTABLE, BUDGET)
def unknown_budget_account(row, before, dice):
    return {"konto": "9999"}


@changes(UNDETECTABLE, BUDGET)
def budget_a_little_off(row, before, dice):
    return {"belopp": row["belopp"] * 103 // 100 + 1}


# planering

HOURS = "planering.pl_hemtjanst"
add(DETECTABLE, HOURS, GROUP, group=("manad",), part=1, name="month_missing")


@changes(DETECTABLE, HOURS)
def negative_hours(row, before, dice):
    return {"timmar_utforda": -row["timmar_utforda"] - 1}


@changes(DETECTABLE, HOURS)
def double_over_all(row, before, dice):
    return {"timmar_dubbel": row["timmar_utforda"] + 100 * dice.randint(1, 90)}


@changes(UNDETECTABLE, HOURS)
def hours_a_little_off(row, before, dice):
    return {"timmar_utforda": row["timmar_utforda"] * 97 // 100 - 1}


# statsbidrag

COURSE = "statsbidrag.bidrag_handelse"
set_to(DETECTABLE, COURSE, "unknown_grant", bidrag_id=9999)
set_to(DETECTABLE, COURSE, "unknown_event", slag="OKANT")
add(DETECTABLE, COURSE, DOUBLE, name="event_twice")


@changes(DETECTABLE, COURSE, where=lambda row: row["slag"] == "UTBETALT")
def paid_before_decided(row, before, dice):
    return {"datum": f"{int(row['datum'][:4]) - 1}{row['datum'][4:]}"}


@changes(DETECTABLE, COURSE, where=lambda row: row["slag"] == "ATERBETALT")
def more_repaid_than_paid(row, before, dice):
    return {"belopp": row["belopp"] * 100 + 100_000_000_00}


@changes(UNDETECTABLE, COURSE, where=lambda row: row["slag"] == "ANVANT")
def used_on_another_day(row, before, dice):
    return {"datum": f"{row['datum'][:8]}{dice.randint(20, 28):02d}"}


def table_of(fault):
    return table(fault.system, fault.table)
