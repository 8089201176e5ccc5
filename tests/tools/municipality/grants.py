"""State grants: decided, paid, used and repaid. Names and amounts are made up; that there are at least six at a time is printed."""
from __future__ import annotations

from .chance import chance, split
from .schema import table

AGENCIES = ("Socialstyrelsen", "Socialstyrelsen", "Socialstyrelsen", "Länsstyrelsen", "Arbetsförmedlingen", "Migrationsverket")
NAMES = ("Omställning till ny socialtjänstlag", "Förberedelse för socialdataregister", "Subvention av placeringar", "Kvinnofrid",
         "Arbetsmarknadsinsatser", "Mottagande och etablering", "Kompetens i äldreomsorgen")


def grants(inhabitants, years, words):
    found, events = table("statsbidrag", "bidrag"), table("statsbidrag", "bidrag_handelse")
    number, event = 0, 0
    for year in years:
        for place, name in enumerate(NAMES):
            number += 1
            dice = chance(*words, "grants", year, name)
            decided = max(1, inhabitants * dice.randint(8, 60) // 1000) * 100_000
            yield found, found.row(bidrag_id=number, bidragsnamn=name, myndighet=AGENCIES[place % len(AGENCIES)], ar=year,
                                   beslutsdatum=f"{year}-02-{dice.randint(1, 28):02d}", beslutat=decided,
                                   aterrapporteras=f"{year + 1}-03-31")
            for day, kind, amount in course(year, decided, dice):
                event += 1
                yield events, events.row(handelse_id=event, bidrag_id=number, datum=day, slag=kind, belopp=amount,
                                         andrad=f"{day} 15:00:00")


def course(year, decided, dice):
    """Paid whole in spring, used each month from June to December, the rest paid back the year after."""
    yield f"{year}-04-{dice.randint(1, 28):02d}", "UTBETALT", decided
    used = decided * dice.randint(70, 100) // 100
    for month, part in zip(range(6, 13), split(used, [dice.randint(50, 150) for _ in range(7)])):
        yield f"{year}-{month:02d}-{dice.randint(20, 28)}", "ANVANT", part
    if used < decided:
        yield f"{year + 1}-03-{dice.randint(1, 28):02d}", "ATERBETALT", decided - used
