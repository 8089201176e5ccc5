"""Home care's planning: hours, visits, double manning, places, continuity and training of staff. Counts only, no persons."""
from __future__ import annotations

from typing import NamedTuple

from .chance import chance, evenly, months, spread, split
from .schema import table

HOME, HOUSING = "hemtjänst", "särskilt boende"


class Block(NamedTuple):
    """Months whose sums are known, in whole hours."""
    months: tuple
    hours: int
    double: int
    escort: int


class Planning(NamedTuple):
    home: tuple  # names of units
    housing: tuple
    blocks: tuple
    places: tuple  # day, places, nurses; what is more than the day before lies in the last unit
    continuity: tuple  # year, mean of the units in hundredths
    staff: tuple  # year, care workers, of them assistant nurses
    volumes: tuple  # what, year, hundredths


def units_of(plan):
    return [(number, name, kind) for number, (name, kind) in
            enumerate([(name, HOME) for name in plan.home] + [(name, HOUSING) for name in plan.housing], 1)]


def home_care(plan, words):
    found, ids = table("planering", "pl_hemtjanst"), [number for number, _, kind in units_of(plan) if kind == HOME]
    for block in plan.blocks:
        dice = chance(*words, block.months[0])
        cells = [(month, unit) for month in block.months for unit in ids]
        hours, double, escort = (spread(total * 100, len(cells), dice) for total in (block.hours, block.double, block.escort))
        for (month, unit), worked, two, out in zip(cells, hours, double, escort):
            yield found, found.row(
                utforare_id=unit, manad=month, timmar_planerade=worked * (100 + dice.randint(0, 6)) // 100, timmar_utforda=worked,
                timmar_dubbel=two, timmar_ledsagning=out, besok=worked * 2 // 100 + dice.randint(0, 40), andrad=f"{month}-28 23:30:00")


def places(plan, dice):
    found, ids, before = table("planering", "pl_platser"), [number for number, _, kind in units_of(plan) if kind == HOUSING], None
    for day, total, nurses in plan.places:
        if before and total - sum(before) <= 10:
            before = before[:-1] + [before[-1] + total - sum(before)]
        else:
            before = evenly(total, len(ids))
        for unit, count, of_nurses in zip(ids, before, evenly(nurses, len(ids))):
            yield found, found.row(utforare_id=unit, per_datum=day, platser=count, belagda=count - dice.randint(0, min(3, count)),
                                   sjukskoterskor=of_nurses)


def staffing(plan):
    homes, housing = ([number for number, _, kind in units_of(plan) if kind == wanted] for wanted in (HOME, HOUSING))
    found = table("planering", "pl_kontinuitet")
    for year, mean in plan.continuity:
        for place, unit in enumerate(homes):
            yield found, found.row(utforare_id=unit, ar=year, personal_14_dagar=mean + 20 * (2 * place - len(homes) + 1))
    found = table("planering", "pl_bemanning")
    for year, workers, trained in plan.staff:
        weights = [100 + 7 * place for place in range(len(housing))]
        for unit, count, with_training in zip(housing, split(workers, weights), split(trained, weights)):
            yield found, found.row(utforare_id=unit, ar=year, omsorgspersonal=count, underskoterskor=with_training)


def planning(plan, words):
    found = table("planering", "pl_utforare")
    for number, name, kind in units_of(plan):
        yield found, found.row(utforare_id=number, utforarnamn=name, verksamhet=kind, fr_o_m="2020-01-01")
    yield from home_care(plan, (*words, "home"))
    yield from places(plan, chance(*words, "places"))
    yield from staffing(plan)
    found = table("planering", "pl_volym")
    for what, year, amount in plan.volumes:
        yield found, found.row(matt=what, ar=year, antal=amount)


def of_size(inhabitants, home, housing):
    """Made up, but for its size."""
    hours = max(100, inhabitants * 6 // 10)
    blocks = tuple(Block((month,), hours, hours // 9, hours // 200) for year in (2024, 2025) for month in months(year))
    beds, nurses = max(10, inhabitants // 110), max(1, inhabitants // 2500)
    staff = max(20, inhabitants // 80)
    return Planning(tuple(home), tuple(housing), blocks, tuple((f"{year}-03-01", beds, nurses) for year in (2024, 2025)),
                    ((2024, 1700), (2025, 1600)), ((2024, staff, staff * 9 // 10), (2025, staff, staff * 88 // 100)), ())


def sala(inhabitants, home, housing):
    """Printed (§2.1, §6.1): 20.5 and 23.9 places per nurse, 92 and 88 % assistant nurses, ten more flats in autumn 2025."""
    return of_size(inhabitants, home, housing)._replace(
        places=(("2024-03-01", 205, 10), ("2025-03-01", 239, 10), ("2025-10-01", 249, 10)),
        staff=((2024, 300, 276), (2025, 300, 264)))


def herrljunga(home, housing):
    """Printed (§2.6, §2.8): hours of the fourth quarter, double manning, escort of 2022, continuity, daily activities."""
    blocks = (Block(tuple(months(2022, 1, 9)), 98_000, 11_600, 490), Block(tuple(months(2022, 10, 12)), 33_859, 4_012, 152),
              Block(tuple(months(2023, 1, 2)), 22_400, 3_215, 100))
    volumes = (("Daglig verksamhet, personer", 2021, 3400), ("Daglig verksamhet, personer", 2022, 3700),
               ("Familjehem, verkställda", 2023, 3100), ("Familjehem, finansierade", 2023, 2400), ("Skyddat boende, dygn", 2024, 61_000),
               ("Skyddat boende, kr per dygn", 2024, 450_000))
    return Planning(tuple(home), tuple(housing), blocks, (("2022-03-01", 84, 4),), ((2021, 1900), (2022, 1800)),
                    ((2022, 120, 100),), volumes)
