"""Senior alert: a CSV file with a row for each municipality or unit and area of risk."""
import random

import kvalitetsregister as register
import workbook

AREAS = ["Totalt", "Fall", "Trycksår", "Undernäring", "Ohälsa i munnen", "Blåsdysfunktion"]


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"senior alert {seed}")
    rows = [["Kommun", "Enhet", "Riskområde", "Antal riskbedömningar", "Antal unika personer", "Andel med risk", "Andel med åtgärd"]]
    for place, unit, number in register.areas(random_, register.places(small)):
        for area in AREAS:
            persons = round(number * 0.8)
            rows.append([place, unit, area, register.count(number), register.count(persons), register.share(random_, number),
                         register.share(random_, number)])
    return {f"Senior_alert_{register.YEAR}.csv": workbook.csv(rows)}
