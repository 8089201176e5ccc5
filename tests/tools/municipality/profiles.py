"""Which municipality it is: three that yield what was printed of them, and one of any size.

Assumed: inhabitants (for sizes only), how events lie over the year, categories and severity where no counts are printed,
Sala's areas of 2024, and that Vaggeryd's old and new system divide 2025 at the day when the new one came into use.
"""
from __future__ import annotations

from typing import NamedTuple

from . import diary, grants, ledger, organisation, planning, printed_economy
from .chance import chance
from .deviations import Reports
from .economy import resized
from .events import Batch

SALA_INHABITANTS, VAGGERYD_INHABITANTS, HERRLJUNGA_INHABITANTS = 22_900, 14_800, 9_500
OF_VOO = ("SABO", "HTJ", "FO", "HSL")


class Profile(NamedTuple):
    """`systems`: system -> a function that begins its rows from the start, as pairs of table and row."""
    name: str
    seed: str
    systems: dict


def counted(kind, year, counts, **more):
    return [Batch(kind, area, year, count, **more) for area, count in counts.items()]


# §5.1: 2025 as printed; of 2024 the whole and SAK's sum are; of 2023 SAK's sum
SALA_2025 = {"SABO": 1515, "HTJ": 908, "FO": 431, "HSL": 164, "EXT": 101, "BU": 102, "BE": 20, "VUX": 19, "ESI": 11, "AME": 1, "OVR": 10}
SALA_2024 = {"SABO": 1790, "HTJ": 880, "FO": 470, "HSL": 255, "EXT": 149, "BU": 99, "BE": 24, "VUX": 18, "OPP": 12, "AME": 2, "OVR": 8}
SALA_2023 = {"BU": 108, "BE": 27, "VUX": 20, "OPP": 13, "AME": 3, "OVR": 8}
# §5.2: how far the investigated ones came
SALA_JUDGED = ((2025, "LEX_SARAH", 103, ("reported", "finished", "started"), tuple(SALA_2025)),
               (2025, "LEX_MARIA", 151, ("reported", "started", "started"), OF_VOO))


def names_of(organised, area, day="2025-12-31"):
    return [unit.name for unit in organised.workplaces(area, day)]


def sala_2025(seed, ledger_rows=24_000):
    words, organised = ("sala_2025", seed), organisation.sala()
    batches = [*counted("AVVIKELSE", 2023, SALA_2023), *counted("AVVIKELSE", 2024, SALA_2024), *counted("AVVIKELSE", 2025, SALA_2025),
               Batch("AVVIKELSE", "HTJ", 2025, 2, deleted=True)]  # two that were taken back: 3 284 is 3 282 and these
    reports = Reports(organised, batches, SALA_JUDGED, ("respons",), words)
    planned = planning.sala(SALA_INHABITANTS, names_of(organised, "HTJ"), names_of(organised, "SABO"))
    return Profile("sala_2025", str(seed), {
        "respons": reports.respons,
        "diariet": lambda: diary.diary(diary.sala(), words),
        "ekonomi": lambda: ledger.ledger(printed_economy.sala(), ledger_rows, words),
        "planering": lambda: planning.planning(planned, words),
        "statsbidrag": lambda: grants.grants(SALA_INHABITANTS, (2024, 2025), words)})


def vaggeryd_batches():
    """§5.4. Falls and medicines are printed as one sum; that risks are of care for the elderly alone is too."""
    return [
        Batch("RISK", "ALDRE", 2025, 36, "fall"), Batch("RISK", "ALDRE", 2025, 28, "lakemedel"),
        Batch("AVVIKELSE", "ALDRE", 2025, 664, "fall"), Batch("AVVIKELSE", "ALDRE", 2025, 409, "lakemedel"),
        Batch("AVVIKELSE", "ALDRE", 2025, 150, "utforande"), Batch("AVVIKELSE", "ALDRE", 2025, 75, "hjalpmedel"),
        Batch("AVVIKELSE", "ALDRE", 2025, 50, "dokumentation"),
        Batch("AVVIKELSE", "FUNK", 2025, 31, "hot", investigated=("finished",) * 4), Batch("AVVIKELSE", "FUNK", 2025, 109, "utforande"),
        Batch("AVVIKELSE", "FUNK", 2025, 50, "lakemedel"), Batch("AVVIKELSE", "MYND", 2025, 31), Batch("AVVIKELSE", "NATT", 2025, 251),
        Batch("AVVIKELSE", "IFOV", 2025, 9), Batch("KLAGOMAL", "ALDRE", 2025, 19, "bemotande"),
        Batch("SYNPUNKT", "FUNK", 2025, 9, "utforande"),
        Batch("BEROM", "ALDRE", 2025, 3, "ovrigt"),
        Batch("LEX_SARAH", "ALDRE", 2025, 22, "omsorg", investigated=("reported",)),
        Batch("LEX_SARAH", "FUNK", 2025, 6, "utforande", role="chef"),
        Batch("LEX_SARAH", "ALDRE", 2024, 57, "omsorg", investigated=("finished",) * 4, closed_later=True),
        Batch("LEX_SARAH", "FUNK", 2024, 18, "utforande", role="chef"),
        Batch("AVVIKELSE", "ALDRE", 2024, 1248), Batch("RISK", "ALDRE", 2024, 52)]


def vaggeryd_2025(seed, ledger_rows=16_000):
    words, organised = ("vaggeryd_2025", seed), organisation.under_one_office("Socialförvaltningen", organisation.VAGGERYD)
    reports = Reports(organised, vaggeryd_batches(), (), ("viva", "respons"), words)
    money = resized(printed_economy.sala(), VAGGERYD_INHABITANTS, SALA_INHABITANTS)._replace(committee="Socialnämnden")
    places = names_of(organised, "ALDRE")
    planned = planning.of_size(VAGGERYD_INHABITANTS, places[2:], places[:2])
    return Profile("vaggeryd_2025", str(seed), {
        "respons": reports.respons, "viva": reports.viva,
        "ekonomi": lambda: ledger.ledger(money, ledger_rows, words),
        "planering": lambda: planning.planning(planned, words),
        "statsbidrag": lambda: grants.grants(VAGGERYD_INHABITANTS, (2024, 2025), words)})


HERRLJUNGA_TYPES = {"ej_utford": 127, "trygghet": 92, "larm": 61, "omsorg": 46, "information": 18, "bemotande": 11, "dokumentation": 13,
                    "arvode": 6, "ovrigt": 17}
HERRLJUNGA_EARLIER = {2018: (303, 24, 6), 2019: (295, 19, 9), 2020: (307, 21, 7), 2021: (309, 31, 5)}


def herrljunga_types():
    """§5.5: the types, the areas and the half-years are printed, not which type lies where: IFO's and Socialt stöd's are assumed."""
    left = dict(HERRLJUNGA_TYPES)
    placed = (("IFO", "dokumentation", 6, {"occurred_year": 2021}), ("IFO", "dokumentation", 7, {}), ("IFO", "arvode", 6, {}),
              ("IFO", "ovrigt", 4, {}), ("SOS", "omsorg", 30, {"last": 6}), ("SOS", "bemotande", 11, {"last": 6}),
              ("SOS", "ovrigt", 1, {"last": 6}), ("SOS", "ovrigt", 7, {"first": 7}))
    for area, category, count, when in placed:
        left[category] -= count
        yield Batch("AVVIKELSE", area, 2022, count, category, **when)
    for category, count in left.items():
        if count:
            yield Batch("AVVIKELSE", "VOO", 2022, count, category)


def herrljunga_batches():
    for year, (deviations, complaints, lex_sarah) in HERRLJUNGA_EARLIER.items():
        yield Batch("AVVIKELSE", "VOO", year, deviations, "ej_utford")
        yield Batch("KLAGOMAL", "VOO", year, complaints, "bemotande")
        yield Batch("LEX_SARAH", "VOO", year, lex_sarah, "omsorg")
    yield from herrljunga_types()
    for area, count in (("VOO", 20), ("SOS", 5), ("IFO", 2), ("ALLM", 7)):
        yield Batch("KLAGOMAL", area, 2022, count, "bemotande")
    yield Batch("LEX_SARAH", "VOO", 2022, 6, "omsorg", investigated=("reported", "reported", *("finished",) * 4))
    for year, whole, medicine, falls in ((2021, 952, 582, 792), (2022, 1038, 642, 739)):
        yield Batch("HSL", "VOO", year, medicine, "lakemedel")
        yield Batch("HSL", "VOO", year, whole - medicine, "hsl")
        yield Batch("FALL", "VOO", year, falls, "fall")
    yield Batch("SAMVERKAN", "VOO", 2022, 33, "samverkan", direction="S")
    yield Batch("SAMVERKAN", "VOO", 2022, 7, "samverkan", direction="M")


def herrljunga_2022(seed, ledger_rows=10_000):
    words, organised = ("herrljunga_2022", seed), organisation.under_one_office("Socialförvaltningen", organisation.HERRLJUNGA)
    reports = Reports(organised, list(herrljunga_batches()), (), ("viva",), words)
    places = names_of(organised, "VOO")
    planned = planning.herrljunga(places[6:], places[2:4] + places[5:6])
    return Profile("herrljunga_2022", str(seed), {
        "viva": reports.viva,
        "ekonomi": lambda: ledger.ledger(printed_economy.herrljunga(), ledger_rows, words),
        "planering": lambda: planning.planning(planned, words),
        "statsbidrag": lambda: grants.grants(HERRLJUNGA_INHABITANTS, (2022,), words)})


def about(count, inhabitants, dice):
    return round(count * inhabitants / SALA_INHABITANTS * dice.uniform(0.8, 1.2))


def any_size(seed, inhabitants=20_000, ledger_rows=None):
    """Sala's shape at another size, each count up to a fifth off; all systems, with the old one's end in September 2025."""
    words, organised = ("any", seed, inhabitants), organisation.any_size(inhabitants)
    dice = chance(*words, "sizes")
    batches = [Batch(kind, area, year, about(count * share // 10, inhabitants, dice))
               for year, counts in ((2024, SALA_2024), (2025, SALA_2025)) for kind, share in (("AVVIKELSE", 9), ("RISK", 1))
               for area, count in counts.items()]
    batches += [Batch(kind, "HTJ", 2025, about(count, inhabitants, dice), "bemotande") for kind, count in
                (("KLAGOMAL", 20), ("SYNPUNKT", 12), ("BEROM", 4), ("LEX_SARAH", 15))]
    degrees = ("reported", "finished", "started") * max(1, about(10, inhabitants, dice))
    judged = tuple((2025, judgement, about(count, inhabitants, dice), degrees, OF_VOO) for judgement, count in
                   (("LEX_SARAH", 103), ("LEX_MARIA", 151)))
    reports = Reports(organised, batches, judged, ("viva", "respons"), words)
    money = resized(printed_economy.sala(), inhabitants, SALA_INHABITANTS)
    counts = {year: {who: about(count, inhabitants, dice) for who, count in of_year.items()} for year, of_year in diary.sala().items()}
    planned = planning.of_size(inhabitants, names_of(organised, "HTJ"), names_of(organised, "SABO"))
    return Profile("any", str(seed), {
        "respons": reports.respons, "viva": reports.viva,
        "diariet": lambda: diary.diary(counts, words),
        "ekonomi": lambda: ledger.ledger(money, ledger_rows or inhabitants, words),
        "planering": lambda: planning.planning(planned, words),
        "statsbidrag": lambda: grants.grants(inhabitants, (2024, 2025), words)})


PROFILES = {"sala_2025": sala_2025, "vaggeryd_2025": vaggeryd_2025, "herrljunga_2022": herrljunga_2022, "any": any_size}


def profile(name, seed, inhabitants=None, ledger_rows=None):
    if name not in PROFILES:
        raise ValueError(f"no profile {name}: there are {', '.join(PROFILES)}")
    if inhabitants and name != "any":
        raise ValueError("only the profile `any` has a size")
    sizes = {"inhabitants": inhabitants, "ledger_rows": ledger_rows}
    return PROFILES[name](seed, **{key: value for key, value in sizes.items() if value})
