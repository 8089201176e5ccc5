"""The printed economy as figures that round to every printed one, and what is made of them for a municipality of another size.

A figure is whole tenths of a thousand (100 kr) here and whole öre in the tables. Costs are above zero, income below.
"""
from __future__ import annotations

from typing import NamedTuple

from .chance import evenly, split

ORE = 10_000  # of a tenth of a thousand


class Account(NamedTuple):
    """Who answers for it and what it is for."""
    code: str
    name: str
    area: str
    activity: str
    weight: int  # its share of the area


class Sheet(NamedTuple):
    """One printed column in thousands: kinds of income and of cost, net per area, and the sums as printed."""
    income: tuple
    costs: tuple
    areas: tuple
    sums: tuple  # income, costs, net


class Economy(NamedTuple):
    committee: str
    accounts: tuple
    activities: dict  # code -> name, SCB's code or None, where it is from
    groups: dict  # code -> name; those of income first
    outcome: dict  # year, first month, last month -> plan: (account, group) -> öre
    budget: dict  # version, year, first month, last month -> plan
    forecast: dict  # month it was made in, year -> plan
    priorities: tuple = ()
    measures: tuple = ()


def thousands(tenths):
    return (tenths + 5) // 10


def offsets(rows, printed):
    """Tenths by which the rows may differ from their printed sum's, the least first; no row by more than four."""
    reach = 4 * len(rows)
    near = (n for n in range(-reach, reach + 1) if (10 * sum(rows) + n) % 10 != 5 and thousands(10 * sum(rows) + n) == printed)
    return sorted(near, key=abs)


def settled(sheet):
    """Income, costs and areas in tenths: each rounds to what is printed, and so do the sums."""
    for more_income in offsets(sheet.income, sheet.sums[0]):
        for more_costs in offsets(sheet.costs, sheet.sums[1]):
            net = 10 * (sum(sheet.income) + sum(sheet.costs)) + more_income + more_costs
            more_net = net - 10 * sum(sheet.areas)
            if net % 10 != 5 and thousands(net) == sheet.sums[2] and abs(more_net) <= 4 * len(sheet.areas):
                return tuple([10 * figure + more for figure, more in zip(rows, evenly(offset, len(rows)))]
                             for rows, offset in ((sheet.income, more_income), (sheet.costs, more_costs), (sheet.areas, more_net)))
    raise ValueError(f"no figures round to {sheet}")


def margins(rows, columns):
    """A table with these sums of rows and of columns, in proportion to both."""
    whole, left, made = sum(columns), list(columns), []
    for row in rows[:-1]:
        cells = split(row, [max(0, column) for column in columns]) if whole else evenly(row, len(columns))
        made.append(cells)
        left = [rest - cell for rest, cell in zip(left, cells)]
    return made + [left]


def matrix(sheet, income_weights):
    """Group by area, in tenths."""
    income, costs, areas = settled(sheet)
    income_of_area = split(sum(income), income_weights)
    gross = [net - earned for net, earned in zip(areas, income_of_area)]
    earned = [split(row, income_weights) for row in income[:-1]]
    earned.append([whole - sum(cells) for whole, cells in zip(income_of_area, zip(*earned))] if earned else income_of_area)
    return earned + margins(costs, gross)


def plan_of(sheet, accounts, area_names, groups, income_weights):
    """Öre of each account and group."""
    plan = {}
    for group, cells in zip(groups, matrix(sheet, income_weights)):
        for area, cell in zip(area_names, cells):
            members = [account for account in accounts if account.area == area]
            for account, part in zip(members, split(cell * ORE, [account.weight for account in members])):
                plan[account, group] = part
    return plan


def minus(plan, part):
    return {place: amount - part.get(place, 0) for place, amount in plan.items()}


def times(plan, share, of):
    return {place: amount * share // of for place, amount in plan.items()}


def toward(plan, goal, share, of):
    """A part of the way from one plan to another."""
    return {place: amount + (goal[place] - amount) * share // of for place, amount in plan.items()}


def resized(economy, share, of):
    def each(plans):
        return {when: times(plan, share, of) for when, plan in plans.items()}
    return economy._replace(outcome=each(economy.outcome), budget=each(economy.budget), forecast=each(economy.forecast), priorities=(),
                            measures=())
