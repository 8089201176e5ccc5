"""Plants faults among the rows as they pass, in exactly the strength asked for, and says of each what it was before.

The rows are begun twice: once to count who could have a fault, once to plant. No row gets two, so that the manifest says
of every row all that was done to it; in a table of few rows a kind may therefore fall short, and the manifest's count says so.
"""
from __future__ import annotations

import collections
import json
from typing import NamedTuple

from .chance import chance
from .faults import DETECTABLE, DOUBLE, FAR, GROUP, KINDS, REMOVE, UNDETECTABLE, table_of
from .schema import hundredths

LEAST_OF_GROUP = 4  # rows, where a part of them vanishes


class Strength(NamedTuple):
    """As asked for: `detectable=0.01` (of a table's rows, shared by its kinds), `respons.never_written=0.02` or `=3`."""
    classes: dict
    kinds: dict


def strength_of(words):
    classes, kinds = {}, {}
    for word in words:
        name, _, value = word.partition("=")
        if name not in (DETECTABLE, UNDETECTABLE) and name not in KINDS:
            raise ValueError(f"no dirt {name}: there are {DETECTABLE}, {UNDETECTABLE}, {', '.join(KINDS)}")
        number = float(value) if "." in value else int(value)
        if number < 0 or (isinstance(number, float) and number > 1) or (name not in KINDS and not isinstance(number, float)):
            raise ValueError(f"{word}: a share is between 0.0 and 1.0, a number of faults is whole and of one kind")
        (kinds if name in KINDS else classes)[name] = number
    return Strength(classes, kinds)


def asked_for(strength, system):
    """Kinds that take a whole group away are planted only where they are named."""
    return [fault for fault in KINDS.values() if fault.system == system
            and (fault.name in strength.kinds or (fault.found in strength.classes and fault.does != GROUP))]


def as_dict(found, row):
    return dict(zip(found.places, row))


def shown(found, values):
    """Values as they stand in the tables."""
    kinds = {column.name: column.type for column in found.columns}
    return {name: hundredths(value) if value is not None and kinds[name] in ("money", "dec") else value for name, value in values.items()}


class Planting:
    """One kind in one system: how many of its eligible rows are left, and how many of them are still to be planted."""

    def __init__(self, fault, words):
        self.fault, self.table, self.dice = fault, table_of(fault), chance(*words, "dirt", fault.name)
        self.places = [self.table.places[column] for column in (*fault.needs, *fault.group)]
        self.group_places = [self.table.places[column] for column in fault.group]
        self.rows = self.eligible = self.wanted = self.planted = 0
        self.groups, self.chosen = collections.Counter(), {}
        self.before = self.current = None

    def could(self, row):
        if any(row[place] is None for place in self.places):
            return False
        return self.fault.where is None or self.fault.where(as_dict(self.table, row))

    def group_of(self, row):
        return tuple(row[place] for place in self.group_places)

    def count(self, row):
        self.rows += 1
        if self.could(row):
            self.eligible += 1
            if self.fault.does == GROUP:
                self.groups[self.group_of(row)] += 1

    def decide(self, strength, sharers):
        """How many: at least one where any is asked for."""
        asked = strength.kinds.get(self.fault.name)
        possible = sorted(group for group, size in self.groups.items() if self.fault.part == 1 or size >= LEAST_OF_GROUP)
        whole = len(possible) if self.fault.does == GROUP else self.eligible
        if asked is None:
            asked = strength.classes[self.fault.found] * self.rows / sharers
            count = max(1, round(asked)) if asked else 0
        else:
            count = asked if isinstance(asked, int) else max(1, round(asked * whole)) if asked else 0
        self.wanted = min(count, whole)
        self.left = self.eligible
        if self.fault.does == GROUP:
            self.chosen = {group: [0, self.groups[group]] for group in self.dice.sample(possible, self.wanted)}

    def strikes(self, row, free):
        """Whether this eligible row is one: each set of rows is equally likely, and their number is as decided."""
        if not self.could(row):
            return False
        self.before, self.current = self.current, row
        if self.fault.does == GROUP:
            return self.in_chosen_group(row) and free
        drawn = self.wanted and free and self.dice.randrange(self.left) < self.wanted
        self.left -= 1
        return bool(drawn)

    def in_chosen_group(self, row):
        place = self.chosen.get(self.group_of(row))
        if place is None:
            return False
        place[0] += 1
        return self.fault.part == 1 or place[0] > place[1] // self.fault.part

    def plant(self, row):
        """The rows that stand there instead, or None when this one cannot have it, and what the manifest says."""
        if self.fault.does in (REMOVE, GROUP):
            return self.noted([], row, shown(self.table, as_dict(self.table, row)), None)
        if self.fault.does == DOUBLE:
            twin = self.twin(row)
            return self.noted([row, twin], twin, None, shown(self.table, as_dict(self.table, twin)))
        before = self.before and as_dict(self.table, self.before)
        values = self.fault.change(as_dict(self.table, row), before, self.dice)
        was = values and {column: self.table.get(row, column) for column in values}
        if not values or was == values:
            return None
        return self.noted([self.table.having(row, **values)], row, shown(self.table, was), shown(self.table, values))

    def twin(self, row):
        key = self.table.key[0]
        value = self.table.get(row, key)
        return self.table.having(row, **{key: value + FAR if isinstance(value, int) else "Z" + value[1:]})

    def noted(self, rows, keyed, before, after):
        if self.fault.does != GROUP:
            self.wanted -= 1
        self.planted += 1
        return rows, {"system": self.fault.system, "table": self.fault.table, "key": self.table.key_of(keyed), "kind": self.fault.name,
                      "class": self.fault.found, "before": before, "after": after}


def dirtied(profile, system, strength, manifest):
    """The system's rows with its faults among them."""
    begin = profile.systems[system]
    plantings = [Planting(fault, (profile.name, profile.seed)) for fault in asked_for(strength, system)]
    of_table = collections.defaultdict(list)
    for planting in plantings:
        of_table[planting.fault.table].append(planting)
    if not plantings:
        yield from begin()
        return
    for found, row in begin():
        for planting in of_table.get(found.name, ()):
            planting.count(row)
    for planting in plantings:
        planting.decide(strength, sum(other.fault.found == planting.fault.found and other.fault.name not in strength.kinds
                                      for other in of_table[planting.fault.table]))
    for found, row in begin():
        yield from ((found, one) for one in planted(row, of_table.get(found.name, ()), manifest))
    for planting in plantings:
        manifest.kind(planting)


def planted(row, plantings, manifest):
    rows = None
    for planting in plantings:
        struck = planting.strikes(row, rows is None)
        if struck:
            made = planting.plant(row)
            if made:
                rows = made[0]
                manifest.fault(made[1])
    return [row] if rows is None else rows


class Manifest:
    """What was planted, written as it comes: the faults first, a count per kind last."""

    def __init__(self, path, profile):
        self.file = open(path, "w", encoding="utf-8")
        self.file.write(f'{{"profile": {json.dumps(profile.name)}, "seed": {json.dumps(profile.seed)},\n"faults": [')
        self.faults, self.kinds = 0, {}

    def fault(self, said):
        self.file.write((",\n" if self.faults else "\n") + json.dumps(said, ensure_ascii=False))
        self.faults += 1

    def kind(self, planting):
        self.kinds[planting.fault.name] = {"class": planting.fault.found, "table": planting.fault.table, "eligible": planting.eligible,
                                           "planted": planting.planted}

    def close(self):
        self.file.write(f'\n],\n"kinds": {json.dumps(self.kinds, ensure_ascii=False)}}}\n')
        self.file.close()
