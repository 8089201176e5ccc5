"""A register extract: a table in Windows-1252, with a title above it and columns that nobody asks for."""
import random

import country
import workbook

SMALL = ["0180", "1980", "1981"]
CODES = {"A1": "Beslut", "B2": "Insats; pågående", "C3": "Avslutad"}


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"registerutdrag {seed}")
    rows = [["Registerutdrag, genererat exempel"], [], ["År", "Kommunkod", "Kod", "Beteckning", "Kön", "Antal", "Handläggare"]]
    for place in country.some(SMALL) if small else country.municipalities():
        for code, text in CODES.items():
            for sex in ("Kvinnor", "Män"):
                number = random_.choice([0, 3, 17, 1204])
                # A spreadsheet has taken the zero at the beginning.
                shown = f"{number:,}".replace(",", " ") if number != 3 else "<5"
                rows.append([2024, int(place.code), code, text, sex, shown, f"Grupp {random_.randint(1, 4)}"])
    return {"registerutdrag_insatser_2024.csv": workbook.csv([*rows, ["Källa: genererat exempel"]], encoding="cp1252")}
