"""The two deviation systems: `respons` with ids and codes, and `viva` with forms, names and dates as text.

While one replaces the other, from 1 to 30 September 2025, some events stand in both; `respons.extern_ref` then has viva's
number of the form.
"""
from __future__ import annotations

import datetime

from .chance import chance
from .events import CATEGORIES, SECOND, events_in, years_of
from .organisation import FIRST, OUTSIDE
from .schema import table

NEW_SYSTEM, OLD_SYSTEM_ENDS = datetime.datetime(2025, 9, 1), datetime.datetime(2025, 10, 1)
KINDS = {"AVVIKELSE": "Avvikelse", "RISK": "Risk för vårdskada", "KLAGOMAL": "Klagomål", "SYNPUNKT": "Synpunkt", "BEROM": "Beröm",
         "LEX_SARAH": "Rapport enligt lex Sarah", "HSL": "Avvikelse HSL", "FALL": "Fallrapport", "SAMVERKAN": "Avvikelse i samverkan"}
FORMS = {"AVVIKELSE": "AVV", "RISK": "AVV", "KLAGOMAL": "KOS", "SYNPUNKT": "KOS", "BEROM": "KOS", "LEX_SARAH": "LXS", "HSL": "HSL",
         "FALL": "FALL", "SAMVERKAN": "SAMV"}
SEVERITIES = {1: "Låg", 2: "Måttlig", 3: "Betydande", 4: "Hög"}
MEASURES = {"INGEN": "Ingen åtgärd", "RUTIN": "Ändrad rutin", "UTBILD": "Utbildning", "INDIVID": "Ändrad planering"}
STATUSES = {"NY": "Ny", "UTREDS": "Utreds", "ATGARD": "Åtgärdad", "AVSLUT": "Avslutad"}
JUDGEMENTS = {"LEX_SARAH": "Missförhållande eller påtaglig risk", "LEX_MARIA": "Allvarlig vårdskada", "INGET": "Varken eller"}


def replaced(event, words):
    """Which systems have it: while both run, two of five stay in the old one, one of five comes in both."""
    if event.registered < NEW_SYSTEM:
        return ("viva",)
    if event.registered >= OLD_SYSTEM_ENDS:
        return ("respons",)
    drawn = chance(*words, event.registered, event.unit, event.category, event.occurred).random()
    return ("viva",) if drawn < 0.4 else ("viva", "respons") if drawn < 0.6 else ("respons",)


def stride(dice):
    """To the next number: now and then one was given to a draft, so that a gap proves nothing."""
    return 2 if dice.random() < 0.08 else 1


class Reports:
    """A municipality's events, given to one of its systems at a time. `systems`: respons, viva or both."""

    def __init__(self, organisation, batches, judgements, systems, words):
        self.organisation, self.batches, self.judgements, self.systems, self.words = organisation, batches, judgements, systems, words

    def numbered(self):
        """Event, number in viva or None, number in respons or None: both run within a year."""
        for year in years_of(self.batches):
            counts, dice = {"viva": 0, "respons": 0}, chance(*self.words, "numbers", year)
            for event in events_in(year, self.batches, self.organisation, self.judgements, self.words):
                has = replaced(event, self.words) if len(self.systems) == 2 else self.systems
                for system in has:
                    counts[system] += stride(dice)
                yield (event, f"{year}/{counts['viva']:05d}" if "viva" in has else None,
                       f"DF-{year}-{counts['respons']:06d}" if "respons" in has else None)

    def respons(self):
        yield from respons_codes()
        yield from respons_units(self.organisation)
        number, dice = 0, chance(*self.words, "ids")
        for event, old, new in self.numbered():
            if new:
                number += stride(dice)
                yield from respons_rows(event, number, new, old, chance(*self.words, new))

    def viva(self):
        yield from viva_codes(self.organisation)
        for event, old, _ in self.numbered():
            if old:
                yield viva_row(event, old, self.organisation, chance(*self.words, old))


def respons_codes():
    lists = (("arendetyp", KINDS), ("allvarlighet", SEVERITIES), ("atgard", MEASURES), ("status", STATUSES), ("bedomning", JUDGEMENTS))
    for name, codes in lists:
        found = table("respons", name)
        for code, text in codes.items():
            yield found, found.row(kod=code, benamning=text, giltig_fran=FIRST)
    found = table("respons", "kategori")
    for category in CATEGORIES.values():
        yield found, found.row(kod=category.respons, benamning=category.text, giltig_fran=FIRST, giltig_till=category.until)


def respons_units(organisation):
    found = table("respons", "enhet")
    for unit in organisation.units:
        yield found, found.row(enhet_id=unit.id, enhetskod=unit.code, namn=unit.name, niva=unit.level, overordnad_id=unit.parent,
                               omrade=unit.area, i_organisationen=unit.area not in OUTSIDE, giltig_fran=unit.since,
                               giltig_till=unit.until)
    found = table("respons", "enhet_overgang")
    for old, new, share, day in organisation.moves:
        yield found, found.row(fran_enhet_id=old, till_enhet_id=new, andel=share, datum=day)


def state_of(event, dice):
    """Status, measure and when it was last changed."""
    status = dice.choices(("NY", "UTREDS", "ATGARD", "AVSLUT"), (3, 7, 20, 70))[0]
    measure = dice.choice(tuple(MEASURES)) if status in ("ATGARD", "AVSLUT") else None
    changed = event.registered + SECOND * (0 if status == "NY" else dice.randrange(60, 45 * 86400))
    return status, measure, changed


def respons_rows(event, number, name, old_name, dice):
    found = table("respons", "arende")
    status, measure, changed = state_of(event, dice)
    yield found, found.row(
        arende_id=500_000 + number, arendenr=name, arendetyp=event.kind, handelsedatum=event.occurred.isoformat(),
        registrerad=str(event.registered), enhet_id=event.unit, kategori=CATEGORIES[event.category].respons,
        allvarlighet=event.severity, atgard=measure, status=status, bedomning=event.judged or "INGET", rapportor_roll=event.role,
        extern_ref=old_name, andrad=str(changed), borttagen=event.deleted)
    if event.investigation:
        yield investigation_row(event.investigation, 500_000 + number)


def investigation_row(made, case):
    found = table("respons", "utredning")
    last = made.reported or made.finished or made.started
    days = [day and day.isoformat() for day in (made.started, made.finished, made.reported)]
    return found, found.row(utredning_id=case * 10 + 1, arende_id=case, typ=made.kind, startad=days[0], avslutad=days[1],
                            anmald_ivo=days[2], andrad=f"{last} 16:30:00")


def viva_codes(organisation):
    found = table("viva", "avv_enhet")
    areas = {unit.area: unit.name for unit in organisation.units if unit.level == "omrade"}
    names = {}
    for unit in organisation.units:
        if unit.level != "kontor":
            names.setdefault(unit.name, areas[unit.area])
    for name, area in names.items():
        yield found, found.row(namn=name, verksamhet=area)
    found = table("viva", "avv_typ")
    for category in CATEGORIES.values():
        yield found, found.row(typ=category.viva, typtext=category.text, aktiv="J")


def digits(day):
    return day and f"{day:%Y%m%d}"


def viva_row(event, name, organisation, dice):
    found = table("viva", "avv_blankett")
    status, _, changed = state_of(event, dice)
    made = event.investigation
    days = [digits(day) for day in (made.started, made.finished, made.reported)] if made else [None] * 3
    return found, found.row(
        unid=f"{dice.getrandbits(128):032X}", blankettnr=name, blankett=FORMS[event.kind],
        art={"RISK": "R", "BEROM": "B", "SYNPUNKT": "S", "KLAGOMAL": "K"}.get(event.kind, "H"),
        handelse_dat=digits(event.occurred), reg_dat=digits(event.registered), reg_tid=f"{event.registered:%H%M%S}",
        enhet=organisation.named(event.unit).name, typ=CATEGORIES[event.category].viva, allvar="ABCD"[event.severity - 1],
        roll="C" if event.role == "chef" else "M", riktning=event.direction, utr_start=days[0], utr_klar=days[1], ivo_dat=days[2],
        status=STATUSES[status], andrad=f"{changed:%Y%m%d%H%M%S}", makulerad="J" if event.deleted else "N")
