"""Ekonomiskt bistånd, Socialstyrelsen: a zip of CSV files, UTF-8 with a mark, semicolons. Those with " - data - " in their names
have figures in codes, with different columns; the others are keys. Totals are among the details, X is withheld. The names and
columns are assumed (docs/sources/ekonomiskt_bistand.md).
"""
import io
import random
import zipfile

import country
import workbook

NAME = "statistikdatabasen-ekonomiskt%20bistand.zip"  # as a program that downloads names it
SMALL = ["0180", "1980", "1981"]
FIRST, LAST = 2023, 2025
SEXES = {"1": "Män", "2": "Kvinnor", "3": "Båda könen"}
AGES = {"0": "Totalt", "1": "18-29 år", "2": "30-64 år"}
HOUSEHOLDS = {"0": "Samtliga hushåll", "3": "Ensamstående man utan barn", "4": "Ensamstående man med barn"}
MEASURES = {"1": "Antal mottagare", "2": "Antal hushåll", "3": "Utbetalt bistånd, tkr", "4": "Genomsnittlig bidragstid, månader"}
HIDDEN = 4  # fewer are withheld


def shown(count: int) -> str:
    """Withheld, or with a hard space between thousands."""
    return "X" if 0 < count < HIDDEN else f"{count:,}".replace(",", "\u00a0")


def regions(places: list) -> dict[str, tuple[str, list]]:
    """By code its name and municipalities."""
    made = {"00": ("Riket", places)}
    for place in places:
        made.setdefault(place.code[:2], (place.county, []))[1].append(place)
    return made | {place.code: (place.name, [place]) for place in places}


def people(random_: random.Random, places: list) -> dict:
    """Of each municipality, year, sex and age how many."""
    return {(place.code, year, sex, age): random_.choice([0, 2, 3, 40, 900, 2400])
            for place in places for year in range(FIRST, LAST + 1) for sex in "12" for age in "12"}


def receivers(counts: dict, places: list) -> list:
    rows = []
    for code, (_, of) in sorted(regions(places).items()):
        for year in range(FIRST, LAST + 1):
            for sex in SEXES:
                for age in AGES:
                    rows.append([year, code, sex, age, "1", sum(
                        counts[place.code, year, one, other] for place in of for one in ("12" if sex == "3" else sex)
                        for other in ("12" if age == "0" else age))])
    return rows


def households(random_: random.Random, places: list) -> list:
    rows = []
    for code in sorted(regions(places)):
        for year in range(FIRST, LAST + 1):
            singles = [random_.randint(0, 900) for _ in "34"]
            for kind, count in zip(HOUSEHOLDS, [sum(singles), *singles]):
                rows += [["2", kind, code, year, shown(count)], ["3", kind, code, year, shown(count * 61)]]
                rows.append(["4", kind, code, year, workbook.comma(round(random_.uniform(2, 11), 1)) if count else ".."])
    return rows


def _packed(parts: dict[str, list]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, rows in parts.items():
            entry = zipfile.ZipInfo(name, workbook.DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, workbook.csv(rows))
    return file.getvalue()


def _key(texts: dict[str, str]) -> list:
    return [["kod", "text"], *map(list, texts.items())]


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"ekonomiskt bistand {seed}")
    places = country.some(SMALL) if small else country.municipalities()
    rows = receivers(people(random_, places), places)
    begin = "statistikdatabasen-ekonomiskt bistand - "
    # A measure of both files is told twice, and equally: all receivers, of all ages.
    totals = [["1", "0", row[1], row[0], shown(row[5])] for row in rows if row[2] == "3" and row[3] == "0"]
    made = {NAME: _packed({
        f"{begin}data - mottagare {FIRST}-{LAST}.csv":
            [["ar", "region", "kon", "alder", "matt", "varde"], *([*row[:5], shown(row[5])] for row in rows)],
        f"{begin}data - hushåll {FIRST}-{LAST}.csv":
            [["matt", "hushallstyp", "region", "ar", "varde"], *totals, *households(random_, places)],
        f"{begin}region.csv": _key({code: name for code, (name, _) in sorted(regions(places).items())}),
        f"{begin}kön.csv": _key(SEXES), f"{begin}ålder.csv": _key(AGES), f"{begin}hushållstyp.csv": _key(HOUSEHOLDS),
        f"{begin}mått.csv": _key(MEASURES), "läs mig.txt": [["Genererat exempel"]]})}
    truth = "".join(f"{row[1]}\t{row[0]}\t{SEXES[row[2]]}\t{AGES[row[3]]}\t{'X' if 0 < row[5] < HIDDEN else row[5]}\n"
                    for row in rows)
    return made if small else made | {"truth.tsv": truth.encode()}
