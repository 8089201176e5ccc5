#!/usr/bin/env python3
"""The made municipalities yield what is printed of the real ones, the same from the same seed, with the faults that the manifest lists.

Printed figures are cited by section of the digest of five public documents. Run by CTest; standard library only.
"""
import contextlib
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))

from municipality import __main__ as program  # noqa: E402
from municipality import changes, dirt, faults, profiles, schema  # noqa: E402

TEMPORARY = tempfile.TemporaryDirectory()
MADE = {}
GROUPS = ("respons.half_a_unit_gone=1", "viva.half_a_unit_gone=1", "ekonomi.day_missing=2", "planering.month_missing=1")


def made(profile, *words, rows=1000):
    """The folder of a run; the same run is made once."""
    key = (profile, *words)
    if key not in MADE:
        MADE[key] = pathlib.Path(TEMPORARY.name) / str(len(MADE))
        with contextlib.redirect_stdout(io.StringIO()):
            program.main(["--profile", profile, "--seed", "7", "--ledger-rows", str(rows), "--out", str(MADE[key]), *words])
    return MADE[key]


def opened(folder):
    """Every system of a folder under its own name."""
    link = sqlite3.connect(":memory:")
    for path in sorted(folder.glob("*.sqlite")):
        link.execute(f"attach '{path}' as {path.stem}")
    return link


class Figures(unittest.TestCase):
    profile: str

    @classmethod
    def setUpClass(cls):
        cls.link = opened(made(cls.profile))

    @classmethod
    def tearDownClass(cls):
        cls.link.close()

    def one(self, sql):
        return self.link.execute(sql).fetchone()[0]

    def pairs(self, sql):
        return dict(self.link.execute(sql).fetchall())

    def thousands(self, sql):
        return {key: round(value / 1000) for key, value in self.link.execute(sql)}


# The office of a unit in today's organisation: it is moved first, and then climbed from.
OFFICE_TODAY = """with recursive up(unit, place) as (
  select enhet_id, coalesce((select till_enhet_id from respons.enhet_overgang where fran_enhet_id = enhet_id), enhet_id) from respons.enhet
  union select up.unit, e.overordnad_id from up join respons.enhet e on e.enhet_id = up.place where e.overordnad_id is not null)
select k.enhetskod, count(*) from respons.arende a join up on up.unit = a.enhet_id join respons.enhet k on k.enhet_id = up.place
where k.niva = 'kontor' and k.giltig_till is null and a.borttagen = 0 and a.handelsedatum like '2025%' group by 1"""
OFFICE_THEN = """with recursive up(unit, place) as (
  select enhet_id, enhet_id from respons.enhet
  union select up.unit, e.overordnad_id from up join respons.enhet e on e.enhet_id = up.place where e.overordnad_id is not null)
select k.enhetskod, count(*) from respons.arende a join up on up.unit = a.enhet_id join respons.enhet k on k.enhet_id = up.place
where k.niva = 'kontor' and a.borttagen = 0 and a.handelsedatum like '2025%' group by 1"""


class SalaDeviations(Figures):
    profile = "sala_2025"

    def by_area(self, year):
        return self.pairs("select u.omrade, count(*) from respons.arende a join respons.enhet u on u.enhet_id = a.enhet_id "
                          f"where a.borttagen = 0 and a.arendetyp = 'AVVIKELSE' and a.handelsedatum like '{year}%' group by 1")

    def test_deviations_of_2025(self):  # §5.1
        self.assertEqual(self.by_area(2025), {"SABO": 1515, "HTJ": 908, "FO": 431, "HSL": 164, "EXT": 101, "BU": 102, "BE": 20, "VUX": 19,
                                              "ESI": 11, "AME": 1, "OVR": 10})

    def test_offices_of_today(self):  # §5.1: 3 119 + 163
        self.assertEqual(self.pairs(OFFICE_TODAY), {"VOO": 3119, "SAK": 163})

    def test_offices_as_they_were(self):  # §6.1: one office until September
        offices = self.pairs(OFFICE_THEN)
        self.assertEqual((set(offices), sum(offices.values())), ({"VOK", "VOO", "SAK"}, 3282))
        self.assertEqual(offices["VOK"], self.one("select count(*) from respons.arende where borttagen = 0 "
                                                  "and handelsedatum between '2025-01-01' and '2025-08-31'"))

    def test_the_headline_counts_what_was_taken_back(self):  # §7 D1: 3 284 against 3 282
        self.assertEqual(self.one("select count(*) from respons.arende where handelsedatum like '2025%'"), 3284)
        self.assertEqual(self.one("select count(*) from respons.arende where handelsedatum like '2025%' and borttagen = 0"), 3282)

    def test_earlier_years(self):  # §5.1: 3 707 and 163 of 2024, 179 of 2023
        earlier = self.by_area(2024)
        self.assertEqual(sum(earlier.values()), 3707)
        self.assertEqual(sum(earlier[area] for area in ("BU", "BE", "VUX", "OPP", "AME", "OVR")), 163)
        self.assertEqual(sum(self.by_area(2023).values()), 179)

    def test_esi_is_of_2025(self):  # §6.1
        self.assertNotIn("ESI", self.by_area(2024))
        validity = self.link.execute("select giltig_fran, giltig_till from respons.enhet where enhetskod = 'ESI' order by 1")
        self.assertEqual(validity.fetchall(), [("2025-01-01", "2025-08-31"), ("2025-09-01", None)])

    def test_every_case_lies_within_its_unit_s_validity(self):
        self.assertEqual(self.one("select count(*) from respons.arende a join respons.enhet u on u.enhet_id = a.enhet_id where "
                                  "a.handelsedatum not between u.giltig_fran and coalesce(u.giltig_till, '9999-12-31')"), 0)

    def test_the_funnel(self):  # §5.2
        for kind, printed in (("LEX_SARAH", (103, 3, 2, 1)), ("LEX_MARIA", (151, 3, 1, 1))):
            counted = self.link.execute(
                "select count(*), count(u.startad), count(u.avslutad), count(u.anmald_ivo) from respons.arende a "
                f"left join respons.utredning u on u.arende_id = a.arende_id where a.bedomning = '{kind}' and a.handelsedatum like '2025%'").fetchone()
            self.assertEqual(counted, printed)

    def test_synpunkter_of_four_years(self):  # §5.3
        counted = {(area, int(year)): count for area, year, count in self.link.execute(
            "select omrade, substr(inkdat, 1, 4), count(*) from diariet.dia_post where arendetyp = 'SYN' group by 1, 2")}
        for area, printed in (("SÄBO", (10, 11, 6, 4)), ("Hemtjänst", (1, 9, 4, 19)), ("Funktionsnedsättning", (10, 8, 8, 7)),
                              ("Hemsjukvård", (1, 1, 1, 2)), ("IFO", (27, 22, 13, 14)), ("Övrigt", (1, 0, 0, 1))):
            self.assertEqual(tuple(counted.get((area, year), 0) for year in (2022, 2023, 2024, 2025)), printed, area)
        for year, printed in ((2022, 50), (2023, 51), (2024, 32), (2025, 47)):
            self.assertEqual(sum(count for (_, of_year), count in counted.items() if of_year == year), printed)

    def test_ovrigt_has_no_office(self):  # §5.3, §7 D3
        self.assertEqual(self.one("select count(*) from diariet.dia_post where omrade = 'Övrigt' and kontor is not null"), 0)

    def test_staff_and_places(self):  # §2.1: 23,9 and 20,5 places per nurse, 88 and 92 %; §2.8: ten flats more in autumn
        self.assertEqual(self.pairs("select per_datum, round(1.0 * sum(platser) / sum(sjukskoterskor), 1) from planering.pl_platser "
                                    "where per_datum like '%-03-01' group by 1"), {"2024-03-01": 20.5, "2025-03-01": 23.9})
        self.assertEqual(self.pairs("select ar, round(100.0 * sum(underskoterskor) / sum(omsorgspersonal)) from planering.pl_bemanning "
                                    "group by 1"), {2024: 92, 2025: 88})
        self.assertEqual(self.pairs("select per_datum, sum(platser) from planering.pl_platser where per_datum >= '2025-01-01' group by 1"),
                         {"2025-03-01": 239, "2025-10-01": 249})

    def test_grants_add_up(self):
        self.assertEqual(self.one("select count(*) from statsbidrag.bidrag b where round(beslutat, 2) <> (select round(sum(belopp), 2) "
                                  "from statsbidrag.bidrag_handelse h where h.bidrag_id = b.bidrag_id and slag <> 'UTBETALT')"), 0)


OUTCOME = "ekonomi.ek_huvudbok f join ekonomi.ek_konto k on k.konto = f.konto where k.kontoslag is not null"
AUGUST = "f.period between '202501' and '202508'"
BUDGET = "ekonomi.ek_budget f join ekonomi.ek_konto k on k.konto = f.konto where f.version = 'BUDGET2025'"
FORECAST = "ekonomi.ek_prognos f join ekonomi.ek_kontoslag k on k.kontoslag = f.kontoslag where f.upprattad = '2025-08'"
COLUMNS = {"budget, jan-aug": f"{BUDGET} and {AUGUST}", "outcome, jan-aug": f"{OUTCOME} and {AUGUST}", "budget": BUDGET,
           "forecast": FORECAST}
AREAS = ("Nämnd- och styrelseverksamhet", "Arbetsmarknad och Integration", "IFO", "Omsorg om äldre och funktionshindrade",
         "LSS-verksamhet")


class SalaEconomy(Figures):
    profile = "sala_2025"

    def by_group(self, source):
        return self.thousands(f"select k.kontoslag, sum(f.belopp) from {source} group by 1")

    def by_area(self, source):
        joined = source.replace(" where ", " join ekonomi.ek_ansvar a on a.ansvar = f.ansvar where ")
        return self.thousands(f"select a.omrade, sum(f.belopp) from {joined} group by 1")

    def sums(self, source):
        cost = "k.kontoslag not in ('31', '39')"
        return tuple(round(self.one(f"select sum(f.belopp) from {source} and {which}") / 1000) for which in (f"not {cost}", cost, "1"))

    def test_part_of_the_year(self):  # §2.5, resultaträkning
        printed = {
            "budget, jan-aug": ((-14261, -477, 39823, 66539, 3401, 11589), (-14737, 121353, 106616)),
            "outcome, jan-aug": ((-17606, -205, 62661, 70400, 3708, 8564), (-17812, 145334, 127522)),
            "budget": ((-21390, -715, 59732, 99804, 5102, 17383), (-22105, 182021, 159916)),
            "forecast": ((-25938, -341, 95136, 107718, 5863, 15027), (-26279, 223744, 197465)),
        }
        for column, (rows, sums) in printed.items():
            with self.subTest(column):
                self.assertEqual(self.by_group(COLUMNS[column]), dict(zip(("31", "39", "4", "5", "6", "7"), rows)))
                self.assertEqual(self.sums(COLUMNS[column]), sums)

    def test_areas(self):  # §2.5, driftredovisning
        printed = {"budget, jan-aug": (867, 10486, 72322, 7855, 15086), "outcome, jan-aug": (784, 9674, 91091, 7247, 18727),
                   "budget": (1301, 15727, 108478, 11782, 22628), "forecast": (1229, 15430, 140275, 11341, 29189)}
        for column, rows in printed.items():
            self.assertEqual(self.by_area(COLUMNS[column]), dict(zip(AREAS, rows)), column)

    def test_deviations_from_the_budget(self):  # §2.5; §7 D18: a printed difference may be off by one per addend
        exact = {column: {group: value for group, value in self.link.execute(f"select k.kontoslag, sum(f.belopp) from {source} group by 1")}
                 for column, source in COLUMNS.items()}
        for one, other, printed, whole in (("budget, jan-aug", "outcome, jan-aug", (3345, -272, -22838, -3861, -307, 3025), -20906),
                                           ("budget", "forecast", (4548, -374, -35404, -7914, -761, 2356), -37548)):
            for group, figure in zip(("31", "39", "4", "5", "6", "7"), printed):
                self.assertAlmostEqual((exact[one][group] - exact[other][group]) / 1000, figure, delta=1.01)
            self.assertAlmostEqual(sum(exact[one].values()) / 1000 - sum(exact[other].values()) / 1000, whole, delta=1.01)

    def test_operating_budget(self):  # §2.5, driftbudget and nettokostnader
        areas = (AREAS[0], AREAS[2], AREAS[4], AREAS[3], AREAS[1])
        printed = {
            2024: ((-26204, 222261, 196057), (1236, 140835, 25270, 13152, 15565)),
            2026: ((-26757, 204286, 177529), (1341, 121110, 27141, 9542, 18395)),
            2027: ((-29225, 210619, 181394), (1382, 123088, 27970, 10066, 18888)),
            2028: ((-31120, 217359, 186238), (1425, 125853, 28845, 10705, 19410)),
            2029: ((-33459, 224314, 190855), (1470, 128300, 29746, 11392, 19947)),
        }
        for year, (sums, rows) in printed.items():
            source = f"{OUTCOME} and f.ver_ar = 2024" if year == 2024 else (
                f"ekonomi.ek_budget f join ekonomi.ek_konto k on k.konto = f.konto where f.version = 'VP2026' and f.ar = {year}")
            with self.subTest(year):
                self.assertEqual(self.sums(source), sums)
                self.assertEqual(self.by_area(source), dict(zip(areas, rows)))

    def test_priorities(self):  # §2.5, §7 D7: the rows give 1 200 less than is printed from 2027
        self.assertEqual(self.thousands("select ar, sum(belopp) from ekonomi.ek_prioritering group by 1"),
                         {2026: 23747, 2027: 24491 - 1200, 2028: 23821 - 1200, 2029: 22731 - 1200, 2030: 4200 - 1200})

    def test_measures(self):  # §2.5, §7 D19: number 10 is missing, 19 is in no sum
        row = self.link.execute("select sum(effekt), sum(plan_2026), sum(plan_2027), sum(plan_2028), sum(plan_2029) from ekonomi.ek_atgard "
                                "where i_summan = 1").fetchone()
        self.assertEqual([round(value / 1000) for value in row], [3008, 27173, 29273, 29273, 29273])
        self.assertEqual(self.thousands("select nr, plan_2026 from ekonomi.ek_atgard where nr in (7, 8, 10, 15, 19)"),
                         {7: 3300, 8: 2500, 15: 1800, 19: 258})

    def test_vouchers_balance(self):
        self.assertEqual(self.one(f"select count(*) from {FOUND_BY['ekonomi.unbalanced_voucher']}"), 0)
        self.assertEqual(self.one("select max(ver_nr) - count(distinct ver_nr) from ekonomi.ek_huvudbok where ver_ar = 2025"), 0)


UNION = """(select handelsedatum dag, arendetyp slag, u.omrade, kategori, rapportor_roll roll, startad, avslutad, anmald_ivo
  from respons.arende a join respons.enhet u on u.enhet_id = a.enhet_id left join respons.utredning r on r.arende_id = a.arende_id
  where extern_ref is null
  union all
  select substr(handelse_dat, 1, 4) || '-' || substr(handelse_dat, 5, 2) || '-' || substr(handelse_dat, 7),
    case blankett when 'AVV' then case art when 'R' then 'RISK' else 'AVVIKELSE' end when 'LXS' then 'LEX_SARAH' when 'KOS' then
      case art when 'B' then 'BEROM' when 'S' then 'SYNPUNKT' else 'KLAGOMAL' end end,
    (select omrade from respons.enhet where namn = e.verksamhet), (select k.kod from respons.kategori k join viva.avv_typ t
      on t.typtext = k.benamning where t.typ = b.typ), case roll when 'C' then 'chef' else 'medarbetare' end, utr_start, utr_klar, ivo_dat
  from viva.avv_blankett b join viva.avv_enhet e on e.namn = b.enhet)"""


class Vaggeryd(Figures):
    profile = "vaggeryd_2025"

    def count(self, condition):
        return self.one(f"select count(*) from {UNION} where {condition} and dag like '2025%'")

    def test_deviations(self):  # §5.4
        both = "slag in ('AVVIKELSE', 'RISK')"
        self.assertEqual(self.pairs(f"select omrade, count(*) from {UNION} where {both} and dag like '2025%' group by 1"),
                         {"ALDRE": 1412, "FUNK": 190, "MYND": 31, "NATT": 251, "IFOV": 9})
        self.assertEqual(self.count(f"{both} and omrade = 'ALDRE' and kategori in ('FALL', 'LAKE')"), 1137)
        self.assertEqual(self.count(f"{both} and omrade = 'ALDRE' and kategori not in ('FALL', 'LAKE')"), 275)
        self.assertEqual(self.count("omrade = 'FUNK' and kategori = 'HOTV'"), 31)
        self.assertEqual(self.count("omrade = 'FUNK' and kategori = 'HOTV' and avslutad is not null"), 4)

    def test_risks(self):  # §5.4: 4,5 % against 4 %
        for year, printed in ((2025, 4.5), (2024, 4.0)):
            self.assertEqual(self.one(f"select round(100.0 * sum(slag = 'RISK') / count(*), 1) from {UNION} where "
                                      f"slag in ('AVVIKELSE', 'RISK') and omrade = 'ALDRE' and dag like '{year}%'"), printed)

    def test_complaints_and_lex_sarah(self):  # §5.4
        self.assertEqual(self.count("slag in ('KLAGOMAL', 'SYNPUNKT', 'BEROM')"), 31)
        self.assertEqual(self.count("slag = 'BEROM'"), 3)
        for year, printed in ((2025, {"medarbetare": 22, "chef": 6}), (2024, {"medarbetare": 57, "chef": 18})):
            self.assertEqual(self.pairs(f"select roll, count(*) from {UNION} where slag = 'LEX_SARAH' and dag like '{year}%' group by 1"),
                             printed)
        self.assertEqual(self.count("slag = 'LEX_SARAH' and anmald_ivo is not null"), 1)
        self.assertEqual(self.one(f"select count(*) from {UNION} where slag = 'LEX_SARAH' and dag like '2024%' "
                                  "and avslutad like '2025%'"), 4)

    def test_some_stand_in_both(self):  # §5.4: new system from 2025-09-01; §1E: two systems at a time
        self.assertEqual(self.one("select min(registrerad) >= '2025-09-01' from respons.arende"), 1)
        self.assertEqual(self.one("select max(reg_dat) <= '20250930' from viva.avv_blankett"), 1)
        doubles = self.one("select count(*) from respons.arende where extern_ref is not null")
        self.assertGreater(doubles, 5)
        self.assertEqual(self.one("select count(*) from respons.arende a join viva.avv_blankett b on b.blankettnr = a.extern_ref "
                                  "where replace(a.handelsedatum, '-', '') = b.handelse_dat"), doubles)


class Herrljunga(Figures):
    profile = "herrljunga_2022"

    def test_five_years(self):  # §5.5
        counted = {(form, year): count for form, year, count in self.link.execute(
            "select blankett, substr(reg_dat, 1, 4), count(*) from viva.avv_blankett group by 1, 2")}
        for form, printed in (("AVV", (303, 295, 307, 309, 391)), ("KOS", (24, 19, 21, 31, 34)), ("LXS", (6, 9, 7, 5, 6))):
            self.assertEqual(tuple(counted[form, str(year)] for year in range(2018, 2023)), printed)

    def test_types(self):  # §5.5
        self.assertEqual(self.pairs("select typtext, count(*) from viva.avv_blankett b join viva.avv_typ t on t.typ = b.typ "
                                    "where blankett = 'AVV' and reg_dat like '2022%' group by 1"),
                         {"Insats ej utförd": 127, "Trygghet": 92, "Larm/telefoni": 61, "Omsorg": 46, "Informationsöverföring": 18,
                          "Bemötande": 11, "Dokumentation och handläggning": 13, "Arvoden och ersättningar": 6, "Övrigt": 17})

    def test_areas(self):  # §5.5: 23 of IFO, six of them of 2021; 42 and 7 of Socialt stöd; about 82 % of care for the elderly
        source = "viva.avv_blankett b join viva.avv_enhet e on e.namn = b.enhet where blankett = 'AVV' and reg_dat like '2022%'"
        self.assertEqual(self.pairs(f"select verksamhet, count(*) from {source} group by 1"),
                         {"IFO": 23, "Socialt stöd": 49, "Vård och omsorg": round(391 * 0.816)})
        self.assertEqual(self.one(f"select count(*) from {source} and verksamhet = 'IFO' and handelse_dat like '2021%'"), 6)
        self.assertEqual(self.one(f"select count(*) from {source} and verksamhet = 'Socialt stöd' and handelse_dat < '20220701'"), 42)

    def test_complaints_and_lex_sarah(self):  # §5.5
        self.assertEqual(self.pairs("select verksamhet, count(*) from viva.avv_blankett b join viva.avv_enhet e on e.namn = b.enhet "
                                    "where blankett = 'KOS' and reg_dat like '2022%' group by 1"),
                         {"Vård och omsorg": 20, "Socialt stöd": 5, "IFO": 2, "Socialnämnd, allmänt": 7})
        self.assertEqual(self.one("select count(ivo_dat) from viva.avv_blankett where blankett = 'LXS' and reg_dat like '2022%'"), 2)

    def test_health_care(self):  # §5.5
        for year, printed in ((2021, (952, 582, 792)), (2022, (1038, 642, 739))):
            self.assertEqual(self.link.execute("select sum(blankett = 'HSL'), sum(blankett = 'HSL' and typ = '21'), sum(blankett = 'FALL') "
                                               f"from viva.avv_blankett where reg_dat like '{year}%'").fetchone(), printed)
        self.assertEqual(self.pairs("select riktning, count(*) from viva.avv_blankett where blankett = 'SAMV' group by 1"),
                         {"S": 33, "M": 7})

    def test_month_s_report(self):  # §2.7; §7 D9: 79 806, printed as 79 896
        groups, areas = ("1", "3", "4", "5", "6"), ("40 Nämnd", "41 Förvaltningsledning", "42 IFO", "44 Vård och omsorg", "46 Socialt stöd")
        budget = "ekonomi.ek_budget f join ekonomi.ek_konto k on k.konto = f.konto join ekonomi.ek_ansvar a on a.ansvar = f.ansvar"
        forecast = "ekonomi.ek_prognos f join ekonomi.ek_ansvar a on a.ansvar = f.ansvar where upprattad = '2023-02'"
        self.assertEqual(self.thousands(f"select kontoslag, sum(belopp) from {budget} group by 1"),
                         dict(zip(groups, (-49842, 200351, 15290, 68006, 769))))
        self.assertEqual(self.thousands(f"select kontoslag, sum(belopp) from {forecast} group by 1"),
                         dict(zip(groups, (-51232, 202351, 15330, 79806, 769))))
        self.assertEqual(self.thousands(f"select omrade, sum(belopp) from {budget} group by 1"),
                         dict(zip(areas, (571, 15696, 42401, 128498, 47408))))
        self.assertEqual(self.thousands(f"select omrade, sum(belopp) from {forecast} group by 1"),
                         dict(zip(areas, (571, 13996, 45901, 131098, 55458))))

    def test_units(self):  # §2.7, the annex
        printed = {
            "IFO övergripande": (1749, 1449), "IFO vuxen o bistånd": (12301, 12601), "IFO barn och familj": (19273, 23273),
            "IFO bistånd stöd & admin": (9078, 8578), "VoO gem": (6184, 5784), "Korttid och bemanning": (9861, 10111),
            "Hagen säbo": (18000, 18150), "Hemgården demens": (10279, 10429), "HSL": (24741, 24341), "Hemgården omvårdnad": (15625, 15725),
            "Hemtjänst": (43808, 46558), "Socialt stöd gem": (3166, 3316), "Funktionshinder 1": (14805, 22455),
            "Funktionshinder 2": (13287, 14037), "Stöd och resurs": (8560, 8360), "Sysselsättning": (7590, 7290)}
        for place, source in enumerate(("ekonomi.ek_budget f", "ekonomi.ek_prognos f")):
            condition = "upprattad = '2023-02'" if place else "1"
            counted = self.thousands(f"select benamning, sum(belopp) from {source} join ekonomi.ek_ansvar a on a.ansvar = f.ansvar "
                                     f"where {condition} group by 1")
            self.assertEqual({unit: counted[unit] for unit in printed}, {unit: figures[place] for unit, figures in printed.items()})

    def test_home_care(self):  # §2.6, §2.8
        quarter = self.link.execute("select sum(timmar_dubbel), sum(timmar_utforda) from planering.pl_hemtjanst "
                                    "where manad between '2022-10' and '2022-12'")
        self.assertEqual(tuple(round(value, 2) for value in quarter.fetchone()), (4012, 33859))
        self.assertEqual(round(self.one("select sum(timmar_dubbel) from planering.pl_hemtjanst where manad like '2023%'"), 2), 3215)
        self.assertEqual(round(self.one("select sum(timmar_ledsagning) from planering.pl_hemtjanst where manad like '2022%'"), 2), 642)
        self.assertEqual(self.pairs("select ar, round(avg(personal_14_dagar), 2) from planering.pl_kontinuitet group by 1"),
                         {2021: 19, 2022: 18})
        self.assertEqual(self.pairs("select ar, antal from planering.pl_volym where matt like 'Daglig%'"), {2021: 34, 2022: 37})


class AnySize(unittest.TestCase):
    def test_it_grows(self):
        counts = []
        for inhabitants in ("5000", "20000"):
            with contextlib.closing(opened(made("any", "--inhabitants", inhabitants))) as link:
                counts.append([link.execute(sql).fetchone()[0] for sql in (
                    "select count(*) from viva.avv_blankett", "select sum(belopp) from ekonomi.ek_budget",
                    "select sum(platser) from planering.pl_platser", "select sum(beslutat) from statsbidrag.bidrag",
                    "select count(*) from respons.enhet where niva = 'enhet'")])
        for small, large in zip(*counts):
            self.assertTrue(1.5 * small < large < 6 * small, (small, large))

    def test_a_size_is_of_any_alone(self):
        with self.assertRaises(SystemExit):
            program.main(["--profile", "sala_2025", "--inhabitants", "5", "--out", TEMPORARY.name])

    def test_a_long_ledger_is_about_as_long_as_asked_for(self):
        rows = sum(found.name == "ek_huvudbok" for found, _ in profiles.profile("any", 1, 20_000, 30_000).systems["ekonomi"]())
        self.assertAlmostEqual(rows, 30_000, delta=3_000)


class SameSeed(unittest.TestCase):
    WORDS = ("--profile", "any", "--inhabitants", "2000", "--ledger-rows", "1000", "--dirt", "detectable=0.02", "undetectable=0.02",
             "--changes", "5")

    def bytes_of(self, name, seed, *words, hash_seed="1"):
        folder = pathlib.Path(TEMPORARY.name) / name
        subprocess.run([sys.executable, "-m", "municipality", *self.WORDS, "--seed", seed, *words, "--out", str(folder)], check=True,
                       cwd=TOOLS, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": hash_seed})
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def test_same_bytes_in_any_process(self):
        one = self.bytes_of("one", "1")
        self.assertEqual(one, self.bytes_of("two", "1", hash_seed="2"))
        other = self.bytes_of("three", "2")
        self.assertEqual({name for name in one if name.endswith("sqlite") and one[name] == other[name]}, set())

    def test_a_script_holds_what_the_file_holds(self):
        folder = made("any", "--inhabitants", "3000", "--script")
        with contextlib.closing(opened(made("any", "--inhabitants", "3000"))) as link:
            for system in schema.SYSTEMS:
                with contextlib.closing(sqlite3.connect(":memory:")) as other:
                    other.executescript((folder / f"{system}.sql").read_text())
                    for name in schema.tables_of(system):
                        self.assertEqual(other.execute(f"select * from {name}").fetchall(),
                                         link.execute(f"select * from {system}.{name}").fetchall())


# How each detectable kind is found by plain SQL: rows (or groups) that break a rule of types, codes, keys or time.
CASE, FORM, POST, LINE = "respons.arende", "viva.avv_blankett", "diariet.dia_post", "ekonomi.ek_huvudbok"
FOUND_BY = {
    "respons.unknown_unit": f"{CASE} where enhet_id not in (select enhet_id from respons.enhet)",
    "respons.unknown_category": f"{CASE} where kategori not in (select kod from respons.kategori)",
    "respons.closed_category": f"{CASE} a join respons.kategori k on k.kod = a.kategori where handelsedatum > giltig_till",
    "respons.unknown_status": f"{CASE} where status not in (select kod from respons.status)",
    "respons.severity_seven": f"{CASE} where allvarlighet not between 1 and 4",
    "respons.missing_event_date": f"{CASE} where handelsedatum is null",
    "respons.missing_unit": f"{CASE} where enhet_id is null",
    "respons.missing_number": f"{CASE} where arendenr is null",
    "respons.number_twice": f"(select arendenr from {CASE} where arendenr is not null group by 1 having count(*) > 1)",
    "respons.event_after_registration": f"{CASE} where handelsedatum > substr(registrerad, 1, 10)",
    "respons.event_in_another_century": f"{CASE} where handelsedatum < '1900-01-01'",
    "respons.changed_before_registration": f"{CASE} where andrad < registrerad",
    "respons.finished_before_started": "respons.utredning where avslutad < startad",
    "respons.inquiry_without_case": "respons.utredning where arende_id > 1000000000",
    "viva.unknown_unit": f"{FORM} where enhet not in (select namn from viva.avv_enhet)",
    "viva.unit_written_otherwise": f"{FORM} where enhet not in (select namn from viva.avv_enhet)",
    "viva.unknown_type": f"{FORM} where typ not in (select typ from viva.avv_typ)",
    "viva.unknown_severity": f"{FORM} where allvar not in ('A', 'B', 'C', 'D')",
    "viva.missing_event_date": f"{FORM} where handelse_dat is null",
    "viva.missing_unit": f"{FORM} where enhet is null",
    "viva.number_twice": f"(select blankettnr from {FORM} group by 1 having count(*) > 1)",
    "viva.form_date_impossible": f"{FORM} where date(substr(handelse_dat, 1, 4) || '-' || substr(handelse_dat, 5, 2) || '-' || "
                                 "substr(handelse_dat, 7), '+0 days') is null and handelse_dat is not null "
                                 "or substr(handelse_dat, 5) in ('0230', '0431')",
    "viva.form_event_after_registration": f"{FORM} where handelse_dat > reg_dat and substr(handelse_dat, 5) <> '1301'",
    "diariet.unknown_office": f"{POST} where kontor not like 'Vård-%' and kontor not like 'Social-%'",
    "diariet.missing_number": f"{POST} where dnr is null",
    "diariet.unknown_kind": f"{POST} where arendetyp not in (select arendetyp from diariet.dia_arendetyp)",
    "diariet.number_twice": f"(select dnr from {POST} where dnr is not null group by 1 having count(*) > 1)",
    "diariet.post_date_impossible": f"{POST} where date(inkdat, '+0 days') is null or substr(inkdat, 6) in ('02-30', '06-31')",
    "diariet.area_written_otherwise": f"{POST} where omrade like '%.'",
    "diariet.received_after_registration": f"{POST} where inkdat > substr(regdat, 1, 10) and inkdat not like '%-13-01'",
    "ekonomi.unknown_account": f"{LINE} where konto not in (select konto from ekonomi.ek_konto)",
    "ekonomi.unknown_ansvar": f"{LINE} where ansvar not in (select ansvar from ekonomi.ek_ansvar)",
    "ekonomi.missing_activity": f"{LINE} where ansvar is not null and vht is null",
    "ekonomi.line_twice": f"(select 1 from {LINE} group by serie, ver_ar, ver_nr, ver_rad having count(*) > 1)",
    "ekonomi.unbalanced_voucher": f"(select 1 from {LINE} group by serie, ver_ar, ver_nr having abs(sum(belopp)) > 0.001)",
    "ekonomi.period_other_than_date": f"{LINE} where period <> replace(substr(bokf_datum, 1, 7), '-', '')",
    "ekonomi.unknown_budget_account": "ekonomi.ek_budget where konto not in (select konto from ekonomi.ek_konto)",
    "planering.negative_hours": "planering.pl_hemtjanst where timmar_utforda < 0",
    "planering.double_over_all": "planering.pl_hemtjanst where timmar_dubbel > timmar_utforda and timmar_utforda > 0",
    "statsbidrag.unknown_grant": "statsbidrag.bidrag_handelse where bidrag_id not in (select bidrag_id from statsbidrag.bidrag)",
    "statsbidrag.unknown_event": "statsbidrag.bidrag_handelse where slag not in ('UTBETALT', 'ANVANT', 'ATERBETALT')",
    "statsbidrag.event_twice": "(select 1 from statsbidrag.bidrag_handelse group by bidrag_id, datum, slag, belopp having count(*) > 1)",
    "statsbidrag.paid_before_decided": "statsbidrag.bidrag_handelse h join statsbidrag.bidrag b on b.bidrag_id = h.bidrag_id "
                                       "where datum < beslutsdatum",
    "statsbidrag.more_repaid_than_paid": "statsbidrag.bidrag_handelse where slag = 'ATERBETALT' "
                                         "and belopp > (select sum(beslutat) from statsbidrag.bidrag)",
}
TOWN = ("any", "--inhabitants", "9000")
DIRTY = ("--dirt", "detectable=0.02", "undetectable=0.02", *GROUPS)


def rows_of(folder):
    """System, table and key -> the row as a dictionary."""
    with contextlib.closing(opened(folder)) as link:
        link.row_factory = sqlite3.Row
        return {(system, name, tuple(row[column] for column in found.key)): dict(row)
                for system in schema.SYSTEMS if (folder / f"{system}.sqlite").exists()
                for name, found in schema.tables_of(system).items() for row in link.execute(f"select * from {system}.{name}")}


def told(fault):
    return fault["system"], fault["table"], tuple(fault["key"].values())


def same(said, stands):
    """Amounts are text in the manifest."""
    return {name: float(value) if isinstance(stands.get(name), (int, float)) and isinstance(value, str) else value
            for name, value in said.items()}


class Dirt(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.clean_folder, cls.dirty_folder = made(*TOWN), made(*TOWN, *DIRTY)
        cls.manifest = json.loads((cls.dirty_folder / "manifest.json").read_text())
        cls.clean, cls.dirty = rows_of(cls.clean_folder), rows_of(cls.dirty_folder)

    def test_a_clean_one_has_none(self):
        self.assertEqual(json.loads((self.clean_folder / "manifest.json").read_text()),
                         {"profile": "any", "seed": "7", "faults": [], "kinds": {}})

    def test_every_kind_is_planted(self):
        self.assertEqual(set(self.manifest["kinds"]), set(faults.KINDS))
        self.assertEqual([name for name, kind in self.manifest["kinds"].items() if not kind["planted"]], [])

    def test_the_manifest_is_the_whole_difference(self):
        differs = {key for key in self.clean.keys() | self.dirty.keys() if self.clean.get(key) != self.dirty.get(key)}
        self.assertEqual(differs, {told(fault) for fault in self.manifest["faults"]})
        self.assertEqual(len(differs), len(self.manifest["faults"]))

    def test_before_and_after_are_as_told(self):
        for fault in self.manifest["faults"]:
            before, after = self.clean.get(told(fault)), self.dirty.get(told(fault))
            for said, stands in ((fault["before"], before), (fault["after"], after)):
                if said is None:
                    self.assertIsNone(stands, fault)
                else:
                    self.assertEqual(same(said, stands), {name: stands[name] for name in said}, fault)

    def test_every_detectable_kind_is_found_and_a_clean_one_has_nothing_to_find(self):
        kinds = {name for name, fault in faults.KINDS.items() if fault.found == "detectable" and fault.does != "group"}
        self.assertEqual(kinds, set(FOUND_BY))
        with contextlib.closing(opened(self.clean_folder)) as clean, contextlib.closing(opened(self.dirty_folder)) as dirty:
            for name, source in FOUND_BY.items():
                with self.subTest(name):
                    planted = self.manifest["kinds"][name]["planted"]
                    self.assertEqual(clean.execute(f"select count(*) from {source}").fetchone()[0], 0)
                    self.assertGreaterEqual(dirty.execute(f"select count(*) from {source}").fetchone()[0], planted)

    def test_what_cannot_be_detected_is_not_found(self):
        folder = made(*TOWN, "--dirt", "undetectable=0.03")
        self.assertGreater(len(json.loads((folder / "manifest.json").read_text())["faults"]), 100)
        with contextlib.closing(opened(folder)) as link:
            for name, source in FOUND_BY.items():
                self.assertEqual(link.execute(f"select count(*) from {source}").fetchone()[0], 0, name)

    def test_a_number_is_exact(self):
        folder = made("sala_2025", "--dirt", "respons.severity_seven=13", "respons.never_written=0.01", "respons.finished_before_started=2",
                      "respons.inquiry_without_case=1", "respons.finished_on_another_day=1")
        kinds = json.loads((folder / "manifest.json").read_text())["kinds"]
        self.assertEqual(kinds["respons.severity_seven"]["planted"], 13)
        self.assertEqual(kinds["respons.never_written"]["planted"], round(kinds["respons.never_written"]["eligible"] / 100))
        with contextlib.closing(opened(folder)) as link:
            for name, planted in (("respons.finished_before_started", 2), ("respons.inquiry_without_case", 1)):
                self.assertEqual(link.execute(f"select count(*) from {FOUND_BY[name]}").fetchone()[0], planted)

    def test_half_a_unit_is_gone(self):
        gone = [fault for fault in self.manifest["faults"] if fault["kind"] == "respons.half_a_unit_gone"]
        unit = {fault["before"]["enhet_id"] for fault in gone}
        whole = sum(row["enhet_id"] in unit for (_, name, _), row in self.clean.items() if name == "arende")
        self.assertEqual(len(unit), 1)
        self.assertLessEqual(abs(len(gone) - whole / 2), whole / 10 + 1)

    def test_strength_is_checked(self):
        for word in ("nothing=0.1", "detectable=3", "detectable=1.5", "respons.severity_seven=-1"):
            with self.assertRaises(ValueError, msg=word):
                dirt.strength_of([word])


class Changes(unittest.TestCase):
    def test_steps_are_as_they_say(self):
        made_up = profiles.profile("any", 7, 3000, 2000)
        steps = changes.late_changes(made_up, "sqlite", 40)
        self.assertEqual([step.number for step in steps], list(range(1, len(steps) + 1)))
        self.assertEqual({step.kind for step in steps}, {"update", "late", "silent", "flagged", "deleted", "added"})
        links = {path.stem: sqlite3.connect(path) for path in made("any", "--inhabitants", "3000", "--changes", "1").glob("*.sqlite")}
        for step in steps:
            link = links[step.system]
            before = link.total_changes
            for statement in step.sql:
                link.execute(statement)
            self.assertEqual(link.total_changes - before, len(step.sql), step)
        late = [step for step in steps if step.kind == "late" and step.system == "respons"]
        self.assertTrue(all(step.at[:10] not in step.sql[0] for step in late))
        self.assertGreater(links["respons"].execute("select count(*) from arende where borttagen").fetchone()[0], 0)
        balance = links["ekonomi"].execute("select max(abs(s)) from (select sum(belopp) s from ek_huvudbok group by serie, ver_ar, ver_nr)")
        self.assertLess(balance.fetchone()[0], 0.001)
        for link in links.values():
            link.close()


if __name__ == "__main__":
    unittest.main()
