"""Writes a system's rows as they come: a script in one of the dialects, or an SQLite file. Nothing but a batch is held."""
from __future__ import annotations

import pathlib
import sqlite3

from .schema import create, hundredths, indexes, literal, opening, qualified, tables_of

BATCH = 500


class Script:
    """One file of SQL: tables, rows and indexes, in one transaction."""

    def __init__(self, folder, system, dialect):
        self.dialect, self.system, self.tables = dialect, system, tables_of(system)
        self.file = open(pathlib.Path(folder) / f"{system}.sql", "w", encoding="utf-8")
        self.statements(opening(dialect, system))
        self.statements(["start transaction" if dialect == "mariadb" else "begin"])
        self.statements(create(dialect, found) for found in self.tables.values())

    def statements(self, texts):
        for text in texts:
            self.file.write(text + ";\n")

    def rows(self, found, rows):
        written = ",\n".join("(" + ", ".join(literal(self.dialect, column, value) for column, value in zip(found.columns, row)) + ")"
                             for row in rows)
        names = ", ".join(column.name for column in found.columns)
        self.statements([f"insert into {qualified(self.dialect, found)} ({names}) values\n{written}"])

    def close(self):
        for found in self.tables.values():
            self.statements(indexes(self.dialect, found))
        self.statements(["commit"])
        self.file.close()


class File:
    """One SQLite file."""

    def __init__(self, folder, system, _dialect="sqlite"):
        self.tables, path = tables_of(system), pathlib.Path(folder) / f"{system}.sqlite"
        path.unlink(missing_ok=True)
        self.link = sqlite3.connect(path, isolation_level=None)
        self.link.execute("pragma journal_mode=off")
        self.link.execute("pragma synchronous=off")
        self.link.execute("begin")
        for found in self.tables.values():
            self.link.execute(create("sqlite", found))

    def rows(self, found, rows):
        names = ", ".join(column.name for column in found.columns)
        marks = ", ".join("?" * len(found.columns))
        decimal = [place for place, column in enumerate(found.columns) if column.type in ("money", "dec")]
        self.link.executemany(f"insert into {found.name} ({names}) values ({marks})", (self.stored(row, decimal) for row in rows))

    @staticmethod
    def stored(row, decimal):
        if not decimal:
            return row
        changed = list(row)
        for place in decimal:
            if changed[place] is not None:
                changed[place] = hundredths(changed[place])
        return changed

    def close(self):
        for found in self.tables.values():
            for text in indexes("sqlite", found):
                self.link.execute(text)
        self.link.execute("commit")
        self.link.close()


def write(rows, writer):
    """How many rows each table got."""
    counts, current, batch = dict.fromkeys(writer.tables, 0), None, []
    for found, row in rows:
        if batch and (found is not current or len(batch) >= BATCH):
            writer.rows(current, batch)
            batch = []
        current = found
        batch.append(row)
        counts[found.name] += 1
    if batch:
        writer.rows(current, batch)
    writer.close()
    return counts
