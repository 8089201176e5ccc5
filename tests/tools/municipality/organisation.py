"""Offices, areas and workplaces with their validity: Sala's with both changes of 2025, the others' as they stood.

Printed are the offices, the areas, the names of Herrljunga's units and some of Sala's workplaces; the exact day of Sala's
split (1 September 2025), which workplace belongs to which area and the codes are assumed.
"""
from __future__ import annotations

from typing import NamedTuple

FIRST = "2018-01-01"
SPLIT, BEFORE_SPLIT = "2025-09-01", "2025-08-31"
OUTSIDE = ("EXT", "OVR")  # reported on, but no part of the organisation


class Unit(NamedTuple):
    id: int
    code: str
    name: str
    level: str  # kontor, omrade, enhet
    parent: int | None
    area: str | None
    since: str
    until: str | None


class Organisation:
    def __init__(self):
        self.units, self.moves = [], []  # moves: from id, to id, hundredths of it, day
        self.found = {}

    def add(self, code, name, level, parent=None, area=None, since=FIRST, until=None):
        unit = Unit(100 + len(self.units), code, name, level, parent and parent.id, area, since, until)
        self.units.append(unit)
        return unit

    def at(self, code, day):
        for unit in self.units:
            if unit.code == code and unit.since <= day and (unit.until is None or day <= unit.until):
                return unit
        raise KeyError(f"no unit {code} on {day}")

    def workplaces(self, area, day):
        """Where things happen: the area's workplaces, or the area itself when it has none."""
        if (area, day) not in self.found:
            found = [unit for unit in self.units if unit.area == area and unit.level == "enhet" and unit.since <= day
                     and (unit.until is None or day <= unit.until)]
            self.found[area, day] = found or [self.at(area, day)]
        return self.found[area, day]

    def named(self, unit_id):
        return self.units[unit_id - 100]


# area: name, office after the split, workplaces
SALA = {
    "SABO": ("Särskilt boende äldre", "VOO", ["Ekebygården", "Björkgården", "Stadsträdgården", "Korttidsenheten"]),
    "HTJ": ("Hemtjänst", "VOO", ["Hemtjänst centrum", "Hemtjänst norr", "Hemtjänst söder", "Hemtjänst natt"]),
    "FO": ("Funktionsnedsättning", "VOO",
           ["Gruppbostad", "Servicebostad", "Daglig verksamhet", "Personlig assistans", "Socialpsykiatri"]),
    "HSL": ("Kommunal HSL", "VOO", ["Hemsjukvård", "Rehab"]),
    "EXT": ("Externa avvikelser", "VOO", []),
    "BU": ("Barn och unga", "SAK", []),
    "BE": ("Biståndsenheten", "SAK", []),
    "VUX": ("Socialtjänst vuxna", "SAK", ["Vuxenenheten", "Ekonomiskt bistånd"]),
    "AME": ("Arbetsmarknad och integration", "SAK", []),
    "OVR": ("Övriga", "SAK", ["Administrativt stöd", "Anhörigstöd"]),
}
VAGGERYD = {
    "ALDRE": ("Äldreomsorg", ["Särskilt boende norr", "Särskilt boende söder", "Hemtjänst norr", "Hemtjänst söder"]),
    "FUNK": ("Funktionshinderomsorg", ["Bostad med särskild service", "Daglig verksamhet", "Personlig assistans"]),
    "MYND": ("Myndighet", ["Barn och unga", "Skadligt bruk och beroende", "Bistånd"]),
    "IFOV": ("IFO-verkställighet", []),
    "NATT": ("Nattorganisationen", []),
}
HERRLJUNGA = {
    "IFO": ("IFO", ["IFO övergripande", "IFO vuxen o bistånd", "IFO barn och familj", "IFO bistånd stöd & admin"]),
    "VOO": ("Vård och omsorg", ["VoO gem", "Korttid och bemanning", "Hagen säbo", "Hemgården demens", "HSL",
                                "Hemgården omvårdnad", "Hemtjänst Landsbygd", "Hemtjänst Tätort", "Hemtjänst Ljung"]),
    "SOS": ("Socialt stöd", ["Socialt stöd gem", "Funktionshinder 1", "Funktionshinder 2", "Stöd och resurs", "Sysselsättning"]),
    "ALLM": ("Socialnämnd, allmänt", []),
}


def area_with_places(made, code, name, places, office, since=FIRST, until=None):
    area = made.add(code, name, "omrade", office, code, since, until)
    for number, place in enumerate(places, 1):
        made.add(f"{code}{number:02d}", place, "enhet", area, code, since, until)


def sala(areas=None):
    """One office until the split and two from it; every unit below gets a new row then. ESI replaces two units at new year."""
    made = Organisation()
    whole = made.add("VOK", "Vård- och omsorgskontoret", "kontor", until=BEFORE_SPLIT)
    for code, name in (("OPP", "Öppenvården"), ("ANH", "Anhörigcentrum")):
        made.add(code, name, "omrade", whole, code, until="2024-12-31")
    made.add("ESI", "Enheten för sociala insatser", "omrade", whole, "ESI", "2025-01-01", BEFORE_SPLIT)
    areas = areas or SALA
    for code, (name, _, places) in areas.items():
        area_with_places(made, code, name, places, whole, until=BEFORE_SPLIT)
    offices = {"VOO": made.add("VOO", "Vård- och omsorgskontoret", "kontor", since=SPLIT),
               "SAK": made.add("SAK", "Social- och arbetsmarknadskontoret", "kontor", since=SPLIT)}
    made.add("ESI", "Enheten för sociala insatser", "omrade", offices["SAK"], "ESI", SPLIT)
    for code, (name, office, places) in areas.items():
        area_with_places(made, code, name, places, offices[office], SPLIT)
    sala_moves(made, whole, offices)
    return made


def sala_moves(made, whole, offices):
    made.moves += [(whole.id, offices["VOO"].id, 95, SPLIT), (whole.id, offices["SAK"].id, 5, SPLIT)]
    for code in ("OPP", "ANH"):
        made.moves.append((made.at(code, "2024-12-31").id, made.at("ESI", "2025-01-01").id, 100, "2025-01-01"))
    for unit in made.units:
        if unit.until == BEFORE_SPLIT and unit.level != "kontor":
            made.moves.append((unit.id, made.at(unit.code, SPLIT).id, 100, SPLIT))


def under_one_office(name, areas):
    made = Organisation()
    office = made.add("SOC", name, "kontor")
    for code, (title, places) in areas.items():
        area_with_places(made, code, title, places, office)
    return made


def any_size(inhabitants):
    """Sala's shape, with as many workplaces as the size asks for."""
    areas = {}
    for code, (name, office, places) in SALA.items():
        wanted = max(1, round(len(places) * inhabitants / 22_900)) if places else 0
        areas[code] = (name, office, [f"{places[n % len(places)]} {n // len(places) + 1}" for n in range(wanted)])
    return sala(areas)
