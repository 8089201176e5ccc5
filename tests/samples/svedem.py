"""SveDem: a workbook with a row for each municipality and unit."""
import random

import kvalitetsregister as register

COUNTS = ["Antal nyregistreringar", "Antal uppföljningar"]
SHARES = ["Andel med läkemedelsgenomgång", "Andel med levnadsberättelse (%)"]


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"svedem {seed}")
    rows = [[place, unit, register.count(number), register.count(number // 2), *(register.share(random_, number) for _ in SHARES)]
            for place, unit, number in register.areas(random_, register.places(small))]
    return {f"SveDem_{register.YEAR}.xlsx": register.book("SveDem", ["Kommun", "Enhet", *COUNTS, *SHARES], rows)}
