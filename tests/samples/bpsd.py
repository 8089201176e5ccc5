"""BPSD: a workbook with a row for each municipality and unit."""
import random

import kvalitetsregister as register

COUNTS = ["Antal registreringar", "Antal personer"]
SHARES = ["Andel uppföljda inom sex månader", "Andel med bemötandeplan"]


def files(seed: int, small: bool) -> dict[str, bytes]:
    random_ = random.Random(f"bpsd {seed}")
    rows = [[place, unit, register.count(number), register.count(number // 2), *(register.share(random_, number) for _ in SHARES)]
            for place, unit, number in register.areas(random_, register.places(small))]
    return {f"BPSD_{register.YEAR}.xlsx": register.book("BPSD", ["Kommun", "Enhet", *COUNTS, *SHARES], rows)}
