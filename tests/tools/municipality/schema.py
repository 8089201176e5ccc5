"""The tables of the made systems, each with its own habits of naming, and what they are in three dialects of SQL."""
from __future__ import annotations

import functools
import re
from typing import NamedTuple

DIALECTS = ("sqlite", "postgresql", "mariadb")
# Marks: ! part of the key, + has an index. Amounts are whole öre and decimals whole hundredths until they are written.
RESPONS = """
enhet              : enhet_id! int, enhetskod text12, namn text80, niva text12, overordnad_id int, omrade text12, i_organisationen bool,
                     giltig_fran date, giltig_till date
enhet_overgang     : fran_enhet_id! int, till_enhet_id! int, andel dec, datum date
arendetyp          : kod! text12, benamning text80, giltig_fran date, giltig_till date
kategori           : kod! text12, benamning text80, giltig_fran date, giltig_till date
allvarlighet       : kod! int, benamning text80, giltig_fran date, giltig_till date
atgard             : kod! text12, benamning text80, giltig_fran date, giltig_till date
status             : kod! text12, benamning text80, giltig_fran date, giltig_till date
bedomning          : kod! text12, benamning text80, giltig_fran date, giltig_till date
arende             : arende_id! long, arendenr+ text20, arendetyp text12, handelsedatum date, registrerad time, enhet_id int,
                     kategori text12, allvarlighet int, atgard text12, status text12, bedomning text12, rapportor_roll text12,
                     extern_ref text20, andrad+ time, borttagen bool
utredning          : utredning_id! long, arende_id+ long, typ text12, startad date, avslutad date, anmald_ivo date, andrad+ time
"""
VIVA = """
avv_enhet          : namn! text80, verksamhet text60
avv_typ            : typ! text4, typtext text80, aktiv text1
avv_blankett       : unid! text32, blankettnr+ text20, blankett text4, art text1, handelse_dat text8, reg_dat text8, reg_tid text6,
                     enhet text80, typ text4, allvar text1, roll text1, riktning text1, utr_start text8, utr_klar text8, ivo_dat text8,
                     status text20, andrad+ text14, makulerad text1
"""
DIARIET = """
dia_arendetyp      : arendetyp! text4, benamning text60
dia_post           : post_id! long, dnr+ text20, arendetyp text4, inkdat text10, regdat time, avsslag text20, kontor text80,
                     omrade text80, status text20, uppdat+ time
"""
EKONOMI = """
ek_kontoslag       : kontoslag! text4, benamning text60, ordning int
ek_konto           : konto! text6, benamning text80, kontoslag text4, giltig_fran date, giltig_till date
ek_ansvar          : ansvar! text8, benamning text80, omrade text60, namnd text40, giltig_fran date, giltig_till date
ek_vht             : vht! text8, benamning text80, scb_kod text4, kalla text20
ek_huvudbok        : lopnr! long, serie text2, ver_ar int, ver_nr long, ver_rad int, bokf_datum date, period text6, ansvar text8,
                     vht text8, konto text6, belopp money, registrerad+ time
ek_budget          : budget_id! long, version text12, ar int, period text6, ansvar text8, vht text8, konto text6, belopp money
ek_prognos         : prognos_id! long, upprattad text7, ar int, ansvar text8, vht text8, kontoslag text4, belopp money
ek_prioritering    : nr! int, ar! int, benamning text80, belopp money
ek_atgard          : nr! int, benamning text80, i_summan bool, effekt money, plan_2026 money, plan_2027 money, plan_2028 money,
                     plan_2029 money
"""
PLANERING = """
pl_utforare        : utforare_id! int, utforarnamn text80, verksamhet text40, fr_o_m date, t_o_m date
pl_hemtjanst       : utforare_id! int, manad! text7, timmar_planerade dec, timmar_utforda dec, timmar_dubbel dec, timmar_ledsagning dec,
                     besok int, andrad+ time
pl_platser         : utforare_id! int, per_datum! date, platser int, belagda int, sjukskoterskor int
pl_kontinuitet     : utforare_id! int, ar! int, personal_14_dagar dec
pl_bemanning       : utforare_id! int, ar! int, omsorgspersonal int, underskoterskor int
pl_volym           : matt! text40, ar! int, antal dec
"""
STATSBIDRAG = """
bidrag             : bidrag_id! int, bidragsnamn text120, myndighet text60, ar int, beslutsdatum date, beslutat money, aterrapporteras date
bidrag_handelse    : handelse_id! int, bidrag_id+ int, datum date, slag text12, belopp money, andrad+ time
"""
SYSTEMS = {"respons": RESPONS, "viva": VIVA, "diariet": DIARIET, "ekonomi": EKONOMI, "planering": PLANERING, "statsbidrag": STATSBIDRAG}
TYPES = {
    "sqlite": {"int": "integer", "long": "integer", "date": "date", "time": "timestamp", "money": "numeric(15,2)",
               "dec": "numeric(10,2)", "bool": "integer"},
    "postgresql": {"int": "integer", "long": "bigint", "date": "date", "time": "timestamp(0)", "money": "numeric(15,2)",
                   "dec": "numeric(10,2)", "bool": "boolean"},
    "mariadb": {"int": "int", "long": "bigint", "date": "date", "time": "datetime", "money": "decimal(15,2)",
                "dec": "decimal(10,2)", "bool": "tinyint(1)"},
}


class Column(NamedTuple):
    name: str
    type: str  # int, long, text, date, time, money, dec, bool
    length: int
    key: bool
    index: bool


class Table:
    """Its rows are tuples in the order of its columns."""

    def __init__(self, system, name, columns):
        self.system, self.name, self.columns = system, name, columns
        self.places = {column.name: place for place, column in enumerate(columns)}
        self.key = tuple(column.name for column in columns if column.key)

    def row(self, **values):
        made = [None] * len(self.columns)
        for column, value in values.items():
            made[self.places[column]] = value
        return tuple(made)

    def get(self, row, column):
        return row[self.places[column]]

    def having(self, row, **values):
        changed = list(row)
        for column, value in values.items():
            changed[self.places[column]] = value
        return tuple(changed)

    def key_of(self, row):
        return {column: row[self.places[column]] for column in self.key}


def column_of(text):
    name, mark, kind, length = re.fullmatch(r"(\w+)([!+]?) ([a-z]+)(\d*)", text.strip()).groups()
    return Column(name, kind, int(length or 0), mark == "!", mark == "+")


@functools.cache
def tables_of(system):
    tables = {}
    for line in SYSTEMS[system].strip().replace(",\n", ",").splitlines():
        name, columns = line.split(":")
        tables[name.strip()] = Table(system, name.strip(), [column_of(text) for text in columns.split(",")])
    return tables


def table(system, name):
    return tables_of(system)[name]


def type_of(dialect, column):
    return f"varchar({column.length})" if column.type == "text" else TYPES[dialect][column.type]


def qualified(dialect, found):
    """A system is a schema in PostgreSQL, a database in MariaDB and a file in SQLite."""
    return found.name if dialect == "sqlite" else f"{found.system}.{found.name}"


def opening(dialect, system):
    if dialect == "postgresql":
        return [f"create schema {system}"]
    return [f"create database {system} character set utf8mb4", f"use {system}"] if dialect == "mariadb" else []


def create(dialect, found):
    """Only the key of a row is enforced: other rules are the program's, and a row that breaks them can stand in the table."""
    columns = ",\n".join(f"  {column.name} {type_of(dialect, column)}{' not null' if column.key else ''}" for column in found.columns)
    return f"create table {qualified(dialect, found)} (\n{columns},\n  primary key ({', '.join(found.key)})\n)"


def indexes(dialect, found):
    return [f"create index {found.name}_{column.name} on {qualified(dialect, found)} ({column.name})"
            for column in found.columns if column.index]


def hundredths(value):
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def literal(dialect, column, value):
    if value is None:
        return "null"
    if column.type in ("money", "dec"):
        return hundredths(value)
    if column.type == "bool":
        return str(bool(value)).lower() if dialect == "postgresql" else str(int(value))
    if column.type in ("int", "long"):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
