"""Extracts of four quality registers as sums of municipalities and their units: rows and workbooks for the modules of each.
The layouts are assumed (docs/sources). Nothing in them is anybody's.
"""
import random

import country
import workbook

YEAR = 2025
SMALL = ["1980", "1981"]
HIDDEN = 5  # fewer are not shown


def count(number: int):
    return f"<{HIDDEN}" if 0 < number < HIDDEN else number


def share(random_: random.Random, number: int):
    """Withheld where the number is."""
    return "X" if 0 < number < HIDDEN else ".." if number == 0 else workbook.Fraction(round(random_.uniform(0.2, 1), 2))


def places(small: bool) -> list[country.Municipality]:
    return country.some(SMALL) if small else country.municipalities()


def areas(random_: random.Random, of: list) -> list[tuple]:
    """Municipality and unit, the country first and each municipality before its units; and how many registrations each has."""
    made = []
    for place in of:
        # One unit of each has few, and is hidden.
        units = [(place.name, name, random_.choice(numbers))
                 for name, numbers in zip(random_.sample(country.PLACES, 2), ([12, 45, 80], [2, 4]))]
        made += [(place.name, "Totalt", sum(number for _, _, number in units)), *units]
    return [("Riket", None, sum(number for _, unit, number in made if unit == "Totalt")), *made]


def book(title: str, headings: list, rows: list) -> bytes:
    return workbook.xlsx([workbook.Sheet("Utdrag", [[f"{title} {YEAR}"], ["Genererat exempel"], [None], headings, *rows,
                                                    [f"Källa: {title}, genererat exempel"]])])
