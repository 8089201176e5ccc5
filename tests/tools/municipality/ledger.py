"""The economy system: code tables, a ledger of balanced vouchers of any length, budget per period, and forecasts."""
from __future__ import annotations

import calendar

from .chance import chance, evenly, spread
from .schema import table

BALANCE = {"1910": "Kassa och bank", "2440": "Leverantörsskulder", "2710": "Personalens skatter"}
LINES_OF_VOUCHER = 3
MINT = 1000  # parts of a line's place in its month


def konton(group):
    """Three accounts of each group of the result."""
    first = (group + "000")[:4]
    return [str(int(first) + step) for step in (10, 20, 30)]


def codes(economy):
    groups, accounts, places, activities = (table("ekonomi", name) for name in ("ek_kontoslag", "ek_konto", "ek_ansvar", "ek_vht"))
    for order, (code, name) in enumerate(economy.groups.items(), 1):
        yield groups, groups.row(kontoslag=code, benamning=name, ordning=order)
    for code, name in economy.groups.items():
        for number, konto in enumerate(konton(code), 1):
            yield accounts, accounts.row(konto=konto, benamning=f"{name} {number}", kontoslag=code, giltig_fran="2018-01-01")
    for konto, name in BALANCE.items():
        yield accounts, accounts.row(konto=f"B{konto}", benamning=name, giltig_fran="2018-01-01")
    for account in economy.accounts:
        yield places, places.row(ansvar=account.code, benamning=account.name, omrade=account.area, namnd=economy.committee,
                                 giltig_fran="2018-01-01")
    for code, (name, official, source) in economy.activities.items():
        yield activities, activities.row(vht=code, benamning=name, scb_kod=official, kalla=source)


class Stream:
    """One account's amount of a group in one month, given out line by line until nothing is left."""

    def __init__(self, account, group, amount, lines, dice):
        self.account, self.konton, self.amount, self.lines, self.dice = account, konton(group), amount, lines, dice
        self.balance = "B2710" if group in ("3", "5") else "B2440" if amount > 0 else "B1910"
        self.given = self.passed = 0

    def next(self):
        self.passed += 1
        last = self.passed == self.lines
        place = self.passed * MINT + (0 if last else self.dice.randint(-400, 400))
        until = self.amount if last else self.amount * place // (MINT * self.lines)
        part, self.given = until - self.given, until
        return part

    def vouchers_until(self, day, days):
        """The lines of each voucher that is posted up to and on the day."""
        due = self.lines if day == days else self.lines * day // days // LINES_OF_VOUCHER * LINES_OF_VOUCHER
        while self.passed < due:
            yield [self.next() for _ in range(min(LINES_OF_VOUCHER, due - self.passed))]


def monthly(plan, first, last, words):
    """Month -> account and group -> öre."""
    parts = {place: spread(amount, last - first + 1, chance(*words, place[0].code, place[1])) for place, amount in plan.items()}
    return {month: {place: part[month - first] for place, part in parts.items()} for month in range(first, last + 1)}


def streams_of(plan, lines, words):
    whole = sum(abs(amount) for amount in plan.values()) or 1
    return [Stream(account, group, amount, max(1, round(lines * abs(amount) / whole)), chance(*words, account.code, group))
            for (account, group), amount in plan.items() if amount]


class Ledger:
    """Rows come in the order of posting; no more than a month's streams is held."""

    def __init__(self, economy, rows, words):
        self.economy, self.words, self.table = economy, words, table("ekonomi", "ek_huvudbok")
        months_ = sum(last - first + 1 for _, first, last in economy.outcome)
        self.lines_of_month = rows * LINES_OF_VOUCHER // (LINES_OF_VOUCHER + 1) // months_
        self.row = 0

    def rows(self):
        voucher, year_before = 0, None
        for (year, first, last), plan in self.economy.outcome.items():
            voucher = voucher if year == year_before else 0
            year_before = year
            for month, amounts in monthly(plan, first, last, (*self.words, year)).items():
                for lines in self.month(year, month, amounts):
                    voucher += 1
                    yield from self.voucher(year, month, voucher, *lines)

    def month(self, year, month, amounts):
        days = calendar.monthrange(year, month)[1]
        streams = streams_of(amounts, self.lines_of_month, (*self.words, year, month))
        for day in range(1, days + 1):
            for stream in streams:
                for parts in stream.vouchers_until(day, days):
                    yield stream, day, parts

    def voucher(self, year, month, number, stream, day, parts):
        date, period = f"{year}-{month:02d}-{day:02d}", f"{year}{month:02d}"
        lines = [(stream.account.code, stream.account.activity, stream.konton[(number + place) % 3], part)
                 for place, part in enumerate(parts)]
        lines.append((None, None, stream.balance, -sum(parts)))
        for place, (account, activity, konto, amount) in enumerate(lines, 1):
            self.row += 1
            yield self.table, (self.row, "L", year, number, place, date, period, account, activity, konto, amount, f"{date} 18:00:00")


def budget(economy, words):
    found, number = table("ekonomi", "ek_budget"), 0
    for (version, year, first, last), plan in economy.budget.items():
        for month, amounts in monthly(plan, first, last, (*words, version, year)).items():
            for (account, group), amount in amounts.items():
                for konto, part in zip(konton(group), evenly(amount, 3)):
                    number += 1
                    yield found, found.row(budget_id=number, version=version, ar=year, period=f"{year}{month:02d}", ansvar=account.code,
                                           vht=account.activity, konto=konto, belopp=part)


def forecasts(economy):
    found, number = table("ekonomi", "ek_prognos"), 0
    for (made, year), plan in economy.forecast.items():
        for (account, group), amount in plan.items():
            number += 1
            yield found, found.row(prognos_id=number, upprattad=made, ar=year, ansvar=account.code, vht=account.activity,
                                   kontoslag=group, belopp=amount)


def plans(economy):
    found = table("ekonomi", "ek_prioritering")
    for number, year, name, amount in economy.priorities:
        yield found, found.row(nr=number, ar=year, benamning=name, belopp=amount)
    found = table("ekonomi", "ek_atgard")
    for values in economy.measures:
        yield found, tuple(values)


def ledger(economy, rows, words):
    yield from codes(economy)
    yield from Ledger(economy, rows, (*words, "ledger")).rows()
    yield from budget(economy, (*words, "budget"))
    yield from forecasts(economy)
    yield from plans(economy)
