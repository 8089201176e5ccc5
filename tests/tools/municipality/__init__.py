"""A made municipality, its work and money: systems that look real, of any size from a seed, with faults that are planted and listed.

    PYTHONPATH=tests/tools python3 -m municipality --profile sala_2025 --seed 1 --dialect sqlite --dirt detectable=0.01 --out FOLDER

Profiles: `sala_2025`, `vaggeryd_2025` and `herrljunga_2022` yield what was printed of them; `any` has `--inhabitants N`.
There are no persons: no names, no personal numbers, no free text. What is printed and what is assumed stands in the
docstring of the module that has it (profiles, organisation, printed_economy, planning, grants).

Systems (a schema in PostgreSQL, a database in MariaDB, a file in SQLite), each table's columns in schema.py:
  respons      deviations by ids and codes. `arende` (a case), `utredning` (its investigation by lex Sarah or lex Maria),
               `enhet` with a row per validity, `enhet_overgang` (old unit, new unit, share, day), code tables with validity:
               arendetyp, kategori, allvarlighet, atgard, status, bedomning
  viva         deviations by forms: `avv_blankett`; dates and times are text (YYYYMMDD, HHMMSS), units are names, J/N for yes and
               no; `avv_enhet`, `avv_typ`. In September 2025 some events stand in both: `arende.extern_ref` = `blankettnr`
  diariet      `dia_post`, `dia_arendetyp`: offices and areas as text of the day, dates as text (YYYY-MM-DD)
  ekonomi      `ek_huvudbok` (vouchers that balance; costs above zero; balance accounts begin with B and have no ansvar),
               `ek_budget` per period, `ek_prognos` with the month it was made in, `ek_konto`, `ek_kontoslag`, `ek_ansvar`,
               `ek_vht` (SCB's code where one is documented), `ek_prioritering`, `ek_atgard`
  planering    `pl_hemtjanst` (hours, visits, double manning per unit and month), `pl_platser`, `pl_kontinuitet`, `pl_bemanning`,
               `pl_volym`, `pl_utforare`
  statsbidrag  `bidrag` (decided) and `bidrag_handelse` (UTBETALT, ANVANT, ATERBETALT)
Which systems there are: Sala has no viva, Vaggeryd and Herrljunga no diary, Herrljunga no respons; `any` has all.

Only primary keys are enforced; every other rule is kept by the clean rows and can be broken by dirt.

Dirt: `detectable=SHARE` and `undetectable=SHARE` are shares of each table's rows, divided evenly among its kinds of that class, with
at least one fault of each kind; `SYSTEM.KIND=SHARE` is of the rows that can have it, `SYSTEM.KIND=N` a number. Kinds that take a
group away (`respons.half_a_unit_gone`, `viva.half_a_unit_gone`, `ekonomi.day_missing`, `planering.month_missing`) only come when they
are named, and count groups. faults.py has them all. manifest.json lists every planted fault: system, table, key, kind, class,
before and after (null: no such row).

`--changes N` writes later steps, `changes/NNNNN_SYSTEM.sql`, to be run in order: updates, rows committed late with an earlier time of
change, updates that leave the time alone, deletions by flag and for real, new rows, reversals in the ledger.
"""
