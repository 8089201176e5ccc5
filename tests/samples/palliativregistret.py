"""Svenska palliativregistret: a workbook with a row for each municipality and unit, and one of the register's targets."""
import random

import kvalitetsregister as register
import workbook

CRITERIA = {"Brytpunktssamtal": 0.98, "Munhälsa bedömd": 0.9, "Smärtskattning med skala": 1.0, "Utan trycksår": 0.9,
            "Andel mänsklig närvaro": 0.9}


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"palliativregistret {seed}")
    rows = [[place, unit, register.count(number), *(register.share(random_, number) for _ in CRITERIA)]
            for place, unit, number in register.areas(random_, register.places(small))]
    rows.append(["Målvärde", None, None, *map(workbook.Fraction, CRITERIA.values())])
    name = f"Palliativregistret_{register.YEAR}.xlsx"
    return {name: register.book("Svenska palliativregistret", ["Kommun", "Enhet", "Antal dödsfall", *CRITERIA], rows)}
