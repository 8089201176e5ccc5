"""Enhetsundersökningen äldreomsorg: a workbook of four sheets, of units and of areas, for hemtjänst and särskilt boende.

The sheet of areas mixes the country, counties, municipalities and city districts, each in all, Offentlig and Enskild; what
it says is what the units give. The layout is assumed (docs/sources/enhetsundersokningen_aldreomsorg.md).
"""
import random
from dataclasses import dataclass, field

import country
import workbook

YEAR = 2025
NAME = f"{YEAR}-10-9834-resultat.xlsx"
SMALL = ["0180", "1980", "1981"]
DISTRICTS = {"0180": ["Farsta", "Kungsholmen"]}  # Stockholm's
SHARES = ["2. Aktuell genomförandeplan", "14. Rutin för hot och våld", "32. Undersköterskor, vardagar",
          "32. Undersköterskor, helger"]
MEANS = ["b9. Brukare per personal, vardagar", "b9. Brukare per personal, helger"]
TOO_FEW = 2  # units; with fewer than so many a figure of an area is withheld
SERVICES = {"Hemtjänst": "hemtjanst", "Särskilt boende": "sarskilt_boende"}


@dataclass
class Unit:
    county: str
    municipality: str
    code: str
    district: str | None
    name: str
    regime: str
    counts: list = field(default_factory=list)  # of each share: how many of how many; None: not answered
    means: list = field(default_factory=list)


def units(seed: int, service: str, places: list) -> list[Unit]:
    random_ = random.Random(f"enhetsundersokningen {service} {seed}")
    made = []
    for place in places:
        districts = DISTRICTS.get(place.code, [None])
        # A name is there once in a municipality, and may be in several of them.
        for k, name in enumerate(random_.sample(country.PLACES, random_.randint(1, 6) * len(districts))):
            regime = random_.choices(["Offentlig", "Enskild"], [3, 2])[0]
            of = random_.randint(10, 80)
            counts = [None if random_.random() < 0.05 else (random_.randint(0, of), of) for _ in SHARES]
            means = [None if service != "Hemtjänst" else round(random_.uniform(3, 9), 1) for _ in MEANS]
            made.append(Unit(place.county, place.name, place.code, districts[k % len(districts)],
                             f"{name} {service.lower()}", regime, counts, means))
    return made


def share(group: list[Unit], at: int):
    """Of an area: what share, and of how many units; withheld, or None where nobody answered."""
    known = [unit.counts[at] for unit in group if unit.counts[at]]
    if not known:
        return "..", 0
    if len(known) < TOO_FEW:
        return "X", len(known)
    return workbook.Fraction(round(sum(part for part, _ in known) / sum(of for _, of in known), 4)), len(known)


def mean(group: list[Unit], at: int):
    known = [unit.means[at] for unit in group if unit.means[at] is not None]
    if len(known) < TOO_FEW:
        return "X" if known else ".."
    return round(sum(known) / len(known), 2)


def groups(all_units: list[Unit]) -> list:
    """Labels, area and units of each area, the country first."""
    made = [("Riket", None, None, "SE", all_units)]
    for county in sorted({unit.county for unit in all_units}):
        of_county = [unit for unit in all_units if unit.county == county]
        made.append((county, None, None, "county:" + of_county[0].code[:2], of_county))
        for code, name in sorted({(unit.code, unit.municipality) for unit in of_county}):
            of_place = [unit for unit in of_county if unit.code == code]
            made.append((county, name, None, code, of_place))
            made += [(county, name, district, None, [unit for unit in of_place if unit.district == district])
                     for district in DISTRICTS.get(code, [])]
    return made


def _headings(first: list[str], columns: list[tuple[str, list[str]]]) -> tuple[list, list]:
    """Two rows, the upper ones merged over those below them."""
    upper, lower, merged = list(first), [None] * len(first), [(2, i, 3, i) for i in range(len(first))]
    for heading, below in columns:
        if len(below) > 1:
            merged.append((2, len(upper), 2, len(upper) + len(below) - 1))
        upper += [heading] + [None] * (len(below) - 1)
        lower += below
    return [upper, lower], merged


def _means(service: str) -> list[str]:
    return MEANS if service == "Hemtjänst" else []


def sheet_of_areas(service: str, all_units: list[Unit]) -> workbook.Sheet:
    headings, merged = _headings(["Län", "Kommun", "Stadsdel", "Regi"], [(text, ["Andel", "Antal enheter"]) for text in SHARES]
                                 + [(text, ["Medelvärde"]) for text in _means(service)])
    rows = [[f"Enhetsundersökningen {YEAR}, {service.lower()}"], [None], *headings]
    for county, name, district, _, group in groups(all_units):
        for regime in ("Totalt", "Offentlig", "Enskild"):
            of_regime = [unit for unit in group if regime in ("Totalt", unit.regime)]
            cells = [cell for at in range(len(SHARES)) for cell in share(of_regime, at)]
            rows.append([county, name, district, regime, *cells,
                         *(mean(of_regime, at) for at in range(len(_means(service))))])
    rows.append(["Källa: Socialstyrelsen, genererat exempel"])
    return workbook.Sheet(f"{service}, kommun, län, rike", rows, merged)


def sheet_of_units(service: str, all_units: list[Unit]) -> workbook.Sheet:
    headings, merged = _headings(["Län", "Kommun", "Stadsdel", "Enhet", "Regi"], [(text, ["Andel"]) for text in SHARES]
                                 + [(text, ["Medelvärde"]) for text in _means(service)])
    rows = [[f"Enhetsundersökningen {YEAR}, enheter"], [None], *headings]
    for unit in all_units:
        cells = [".." if count is None else workbook.Fraction(round(count[0] / count[1], 4)) for count in unit.counts]
        rows.append([unit.county, unit.municipality, unit.district, unit.name, unit.regime, *cells,
                     *(unit.means if _means(service) else [])])
    return workbook.Sheet(f"{service}, enheter", rows, merged)


def truth_of(by_service: dict[str, list[Unit]]) -> bytes:
    """Of areas: measure, area, dimensions and value."""
    lines = []
    for service, all_units in by_service.items():
        for _, _, _, area, group in groups(all_units):
            if area is None:
                continue
            for regime in ("total", "offentlig", "enskild"):
                of_regime = [unit for unit in group if regime in ("total", unit.regime.lower())]
                for at, text in enumerate(SHARES):
                    day = "vardag" if "vardag" in text else "helg" if "helg" in text else "alla"
                    value, _ = share(of_regime, at)
                    shown = "" if isinstance(value, str) else f"{float(value) * 100:.6g}"
                    lines.append(f"andel\t{area}\t{SERVICES[service]} {text.split('.')[0]} {day} {regime}\t{shown}\n")
    return "".join(lines).encode()


def files(seed: int, small: bool) -> dict[str, bytes]:
    places = country.some(SMALL) if small else country.municipalities()
    by_service = {service: units(seed, service, places) for service in SERVICES}
    information = workbook.Sheet("Information", [["Genererat exempel. Indikatorerna beskrivs här."]])
    sheets = [information]
    for service, all_units in by_service.items():
        sheets += [sheet_of_units(service, all_units), sheet_of_areas(service, all_units)]
    made = {NAME: workbook.xlsx(sheets)}
    return made if small else made | {"truth.tsv": truth_of(by_service)}
