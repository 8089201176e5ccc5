"""Sala's printed economy of 2024-2029 (§2.5) and Herrljunga's of 2023 (§2.7).

Assumed: codes and names of ansvar below the printed areas, each one's share, how income lies over the areas, kinds of cost
in the years that print only costs and income, and that 2025 ended as its forecast said. `vht` 610, 75410 and 75420 are
documented as codes; what the last two are named is not.
"""
from __future__ import annotations

from .economy import Account, Economy, Sheet, minus, plan_of, times, toward

SALA_AREAS = ("Nämnd- och styrelseverksamhet", "Arbetsmarknad och Integration", "IFO", "Omsorg om äldre och funktionshindrade",
              "LSS-verksamhet")
SALA_GROUPS = {"31": "Externa intäkter", "39": "Interna intäkter", "4": "Köp av huvudverksamhet, bidrag", "5": "Personalkostnader",
               "6": "Övriga kostnader", "7": "Interna kostnader"}
SALA_ACCOUNTS = (
    Account("1000", "Nämnd", SALA_AREAS[0], "100", 1),
    Account("2100", "Arbetsmarknad", SALA_AREAS[1], "610", 7),
    Account("2200", "Integration", SALA_AREAS[1], "620L", 3),
    Account("3100", "Barn och unga", SALA_AREAS[2], "75410", 11),
    Account("3200", "Vuxenenheten", SALA_AREAS[2], "75420", 5),
    Account("3300", "Ekonomiskt bistånd", SALA_AREAS[2], "575L", 3),
    Account("3400", "Enheten för sociala insatser", SALA_AREAS[2], "568L", 1),
    Account("4100", "Biståndsenheten", SALA_AREAS[3], "510L", 1),
    Account("5100", "LSS-insatser", SALA_AREAS[4], "513L", 1),
)
SALA_ACTIVITIES = {
    "100": ("Nämnd- och styrelseverksamhet", None, "antagen"), "610": ("Arbetsmarknadsåtgärder", "610", "dokumenterad"),
    "620L": ("Integration", None, "antagen"), "75410": ("VHT 75410", None, "dokumenterad kod"),
    "75420": ("VHT 75420", None, "dokumenterad kod"), "575L": ("Ekonomiskt bistånd", None, "antagen"),
    "568L": ("Öppna insatser", None, "antagen"), "510L": ("Omsorg om äldre och funktionshindrade", None, "antagen"),
    "513L": ("LSS-verksamhet", None, "antagen"),
}
SALA_INCOME = (0, 40, 40, 5, 15)
# Delårsbokslut: resultaträkning and driftredovisning
BUDGET_AUGUST = Sheet((-14261, -477), (39823, 66539, 3401, 11589), (867, 10486, 72322, 7855, 15086), (-14737, 121353, 106616))
OUTCOME_AUGUST = Sheet((-17606, -205), (62661, 70400, 3708, 8564), (784, 9674, 91091, 7247, 18727), (-17812, 145334, 127522))
BUDGET_2025 = Sheet((-21390, -715), (59732, 99804, 5102, 17383), (1301, 15727, 108478, 11782, 22628), (-22105, 182021, 159916))
FORECAST_2025 = Sheet((-25938, -341), (95136, 107718, 5863, 15027), (1229, 15430, 140275, 11341, 29189), (-26279, 223744, 197465))
# Driftbudget and nettokostnader: the year, income, costs, net, net per area
YEARS = {
    2024: Sheet((-26204,), (222261,), (1236, 15565, 140835, 13152, 25270), (-26204, 222261, 196057)),
    2026: Sheet((-26757,), (204286,), (1341, 18395, 121110, 9542, 27141), (-26757, 204286, 177529)),
    2027: Sheet((-29225,), (210619,), (1382, 18888, 123088, 10066, 27970), (-29225, 210619, 181394)),
    2028: Sheet((-31120,), (217359,), (1425, 19410, 125853, 10705, 28845), (-31120, 217359, 186238)),
    2029: Sheet((-33459,), (224314,), (1470, 19947, 128300, 11392, 29746), (-33459, 224314, 190855)),
}
# Prioriteringar 2026-2030: number, name, first year, thousands per year
PRIORITIES = (
    (1, "Anpassningar ny SoL", 2026, (2500,) * 4), (2, "Familjecentral", 2026, (1033, 1060, 1090)),
    (3, "Feriearbete", 2026, (2183,) * 4), (4, "Feriearbete, avslut", 2027, (-2183,) * 3), (5, "CMHV", 2026, (37,) * 4),
    (6, "Matlådor", 2026, (60,) * 4), (7, "Kvinnojouren", 2026, (373,) * 4), (8, "Tidiga insatser", 2026, (10600, 9300, 8600, 8600)),
    (9, "Hög ambition familjehemsvård", 2026, (4899,) * 4), (10, "Placeringssamordnare", 2026, (1031,) * 4),
    (11, "Välfärdsbrottslighet", 2026, (1031,) * 4), (12, "Bidragsreformen", 2027, (3000,) * 4),
)
HERRLJUNGA_AREAS = ("40 Nämnd", "41 Förvaltningsledning", "42 IFO", "44 Vård och omsorg", "46 Socialt stöd")
HERRLJUNGA_GROUPS = {"1": "Intäkter", "3": "Personalkostnader", "4": "Lokalkostnader, energi, VA", "5": "Övriga kostnader",
                     "6": "Kapitalkostnad"}
# Month's report of 28 February 2023: code, unit, area, budget, forecast in thousands
HERRLJUNGA_UNITS = (
    ("4000", "Nämnd", 0, 571, 571), ("4100", "Förvaltningsledning", 1, 15696, 13996),
    ("4200", "IFO övergripande", 2, 1749, 1449), ("4210", "IFO vuxen o bistånd", 2, 12301, 12601),
    ("4220", "IFO barn och familj", 2, 19273, 23273), ("4230", "IFO bistånd stöd & admin", 2, 9078, 8578),
    ("4400", "VoO gem", 3, 6184, 5784), ("4410", "Korttid och bemanning", 3, 9861, 10111), ("4420", "Hagen säbo", 3, 18000, 18150),
    ("4430", "Hemgården demens", 3, 10279, 10429), ("4440", "HSL", 3, 24741, 24341),
    ("4450", "Hemgården omvårdnad", 3, 15625, 15725), ("4460", "Hemtjänst", 3, 43808, 46558),
    ("4600", "Socialt stöd gem", 4, 3166, 3316), ("4610", "Funktionshinder 1", 4, 14805, 22455),
    ("4620", "Funktionshinder 2", 4, 13287, 14037), ("4630", "Stöd och resurs", 4, 8560, 8360), ("4640", "Sysselsättning", 4, 7590, 7290),
)
HERRLJUNGA_BUDGET = ((-49842,), (200351, 15290, 68006, 769), (-49842, 284416, 234574))
# "Övriga kostnader" is printed as 79 896, but only 79 806 gives the printed deviation and sum (§7 D9)
HERRLJUNGA_FORECAST = ((-51232,), (202351, 15330, 79806, 769), (-51232, 298256, 247024))


def sala_plan(sheet):
    return plan_of(sheet, SALA_ACCOUNTS, SALA_AREAS, tuple(SALA_GROUPS), SALA_INCOME)


def sala_year(sheet):
    """A year that prints one sum of income and one of costs: by the groups 31 and 4-7 in 2025's proportions."""
    whole = plan_of(sheet, SALA_ACCOUNTS, SALA_AREAS, ("31", "cost"), SALA_INCOME)
    shares = {"4": 33, "5": 55, "6": 3, "7": 9}
    plan = {}
    for (account, group), amount in whole.items():
        if group == "31":
            plan[account, group] = amount
            continue
        parts = {code: amount * share // 100 for code, share in shares.items()}
        parts["5"] += amount - sum(parts.values())
        plan.update({(account, code): part for code, part in parts.items()})
    return plan


def priorities():
    return tuple((number, first + place, name, amount * 100_000) for number, name, first, amounts in PRIORITIES
                 for place, amount in enumerate(amounts))


def measures():
    """Åtgärdsplan: 10 is missing and 19 is in no sum, as printed; numbers 7, 8, 15 and 19 and the sums are printed, the rest made up."""
    known = {7: 3300, 8: 2500, 15: 1800}
    others = [number for number in range(1, 21) if number not in known and number not in (10, 19)]
    made = [(number, f"Åtgärd {number}", True, 0, amount, amount) for number, amount in known.items()]
    plan, later, effect = 27173 - sum(known.values()), 29273 - sum(known.values()), 3008
    for place, number in enumerate(others):
        last = place == len(others) - 1
        part = (plan - plan // len(others) * place if last else plan // len(others),
                later - later // len(others) * place if last else later // len(others),
                effect - effect // len(others) * place if last else effect // len(others))
        made.append((number, f"Åtgärd {number}", True, part[2], part[0], part[1]))
    made.append((19, "Åtgärd 19", False, 0, 258, 258))
    return tuple((number, name, counted, *(amount * 100_000 for amount in (effect, first, later, later, later)))
                 for number, name, counted, effect, first, later in sorted(made))


def sala():
    august, year_budget, forecast = sala_plan(OUTCOME_AUGUST), sala_plan(BUDGET_2025), sala_plan(FORECAST_2025)
    budget_august = sala_plan(BUDGET_AUGUST)
    budget = {("BUDGET2025", 2025, 1, 8): budget_august, ("BUDGET2025", 2025, 9, 12): minus(year_budget, budget_august)}
    budget.update({("VP2026", year, 1, 12): sala_year(sheet) for year, sheet in YEARS.items() if year > 2025})
    forecasts = {("2025-03", 2025): toward(year_budget, forecast, 2, 10), ("2025-05", 2025): toward(year_budget, forecast, 6, 10),
                 ("2025-08", 2025): forecast}
    outcome = {(2024, 1, 12): sala_year(YEARS[2024]), (2025, 1, 8): august, (2025, 9, 12): minus(forecast, august)}
    return Economy("Social- och arbetsmarknadsnämnden", SALA_ACCOUNTS, SALA_ACTIVITIES, SALA_GROUPS, outcome, budget, forecasts,
                   priorities(), measures())


def herrljunga():
    """Each unit is an area of its own. The outcome of 2022 and of two months of 2023 is made up from the budget."""
    accounts = tuple(Account(code, name, name, code[:2], 1) for code, name, *_ in HERRLJUNGA_UNITS)
    names, groups = tuple(account.area for account in accounts), tuple(HERRLJUNGA_GROUPS)

    def plan(column, printed):
        net = tuple(unit[column] for unit in HERRLJUNGA_UNITS)
        return plan_of(Sheet(printed[0], printed[1], net, printed[2]), accounts, names, groups, net)
    budget, forecast = plan(3, HERRLJUNGA_BUDGET), plan(4, HERRLJUNGA_FORECAST)
    placed = tuple(account._replace(area=HERRLJUNGA_AREAS[unit[2]]) for account, unit in zip(accounts, HERRLJUNGA_UNITS))

    def at(plan):
        by_code = {account.code: account for account in placed}
        return {(by_code[account.code], group): amount for (account, group), amount in plan.items()}
    budget, forecast = at(budget), at(forecast)
    activities = {area[:2]: (area[3:], None, "antagen") for area in HERRLJUNGA_AREAS}
    outcome = {(2022, 1, 12): times(budget, 96, 100), (2023, 1, 2): times(forecast, 2, 12)}
    return Economy("Socialnämnden", placed, activities, HERRLJUNGA_GROUPS, outcome, {("BUDGET2023", 2023, 1, 12): budget},
                   {("2023-01", 2023): budget, ("2023-02", 2023): forecast})
