"""Figures for the Kolada stand-in: a small, whole Kolada whose every figure has the day from which it is known.

What is true and what is made up:
- ids, titles and publication days of the indicators, areas and their codes: public facts (Kolada's catalogue of March
  2026; SCB's codes by way of config/codes/kommuner.csv). "Källa: Kolada."
- PRINTED: figures that municipalities have printed in their kvalitetsberättelser, with the week of publication that they
  print, or the catalogue's, as the day from which they are known.
- everything else (all other figures, groups' members, units) is MADE UP by a seeded formula.

Events, by the source's day:
  2026-04-02  N35030 and N35001 of 2025 come, announced for 03-31 and preliminary until 2026-08-28
  2026-05-05  figures are revised (N35001 2024, U21468 2025), U23401 2025 of five municipalities is deleted, N20900 2025 comes
  2026-06-01  N21704 is printed with more decimals: no revision
  2026-06-15  N23806 vanishes: from the catalogue and with all its figures
  2026-06-20  N20434 is redefined: its whole history is multiplied by something near 96

Only the standard library.
"""
from __future__ import annotations

import csv
import functools
import pathlib
import random
import statistics
from typing import NamedTuple

REVISED, REFINED, VANISHED, REDEFINED = "2026-05-05", "2026-06-01", "2026-06-15", "2026-06-20"
YEARS = range(2020, 2026)
OLDER = "Äldre och funktionshinder"
FAMILY = "Individ- och familjeomsorg"
WORK = "Arbetsmarknad"
HEALTH = "Hälso- och sjukvård"
GENERAL = "Kommunen, övergripande"
QUALITY, RESOURCE, VOLUME, OTHER = "Kvalitet och resultat", "Resurser", "Volymer", "Övrigt"
UNIT_SURVEY = "Enhetsundersökningen, äldreomsorg - "

# id | title | marks (g: by gender, o: has units) | area type | auspice | preliminary | final | period | area | perspective
CATALOGUE = f"""
U21468|Brukarbedömning hemtjänst äldreomsorg -  helhetssyn, andel (%)|go|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23592|Brukarbedömning hemtjänst äldreomsorg - svarande, antal||K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23593|Brukarbedömning hemtjänst äldreomsorg - svarsfrekvens, andel (%)||K|T||2026-10-04|2026|{OLDER}|{QUALITY}
N23590|Brukarbedömning hemtjänst äldreomsorg, färre än 30 svarande ( Ja=1, Nej=0)||K|X||2026-10-04|2026|{OLDER}|{OTHER}
N23591|Brukarbedömning särskilt boende äldreomsorg, färre än 30 svarande ( Ja=1, Nej=0)||K|X||2026-10-04|2026|{OLDER}|{OTHER}
U23471|Brukarbedömning särskilt boende äldreomsorg -  helhetssyn, andel (%)|go|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23594|Brukarbedömning särskilt boende äldreomsorg - svarande, antal||K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23595|Brukarbedömning särskilt boende äldreomsorg - svarsfrekvens, andel (%)||K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23401|Väntetid i antal dagar från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, medelvärde|g|K|T||||{OLDER}|{QUALITY}
U23402|Väntetid i antal dagar från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, median (- 2024)|g|K|T||||{OLDER}|{QUALITY}
U23431|Väntetider från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, väntat längre än 90 dagar (%)|g|K|T||||{OLDER}|{QUALITY}
N20900|Nettokostnadsavvikelse äldreomsorg, (%)||K|X|2026-05-05|2026-09-30|2025|{HEALTH}|{RESOURCE}
N20029|Nettokostnadsavvikelse äldreomsorg, miljoner kronor||K|T|2026-05-05|2026-09-30|2025|{HEALTH}|{RESOURCE}
N30001|Nettokostnadsavvikelse individ- och familjeomsorg, (%)||K|T|2026-05-05|2026-09-30|2025|{FAMILY}|{RESOURCE}
N28018|Nettokostnadsavvikelse LSS (%)||K|T|2026-05-05|2026-09-30|2025|{OLDER}|{RESOURCE}
U23495|{UNIT_SURVEY}Omsorgspersonal med adekvat utbildning, vardagar i särskilt boende, äldreomsorg, andel (%) (-2023)|o|K|T||||{OLDER}|{QUALITY}
U23496|{UNIT_SURVEY}Omsorgspersonal med adekvat utbildning, helgdagar i särskilt boende, äldreomsorg, andel (%) (-2023)|o|K|T||||{OLDER}|{RESOURCE}
N23588|{UNIT_SURVEY}Omsorgspersonal som är undersköterska, vardagar i särskilt boende, äldreomsorg, andel (%)|o|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
N23589|{UNIT_SURVEY}Omsorgspersonal som är undersköterska, helgdagar i särskilt boende, äldreomsorg, andel (%)|o|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
N23592|{UNIT_SURVEY}Platser i särskilt boende/sjuksköterska, äldreomsorg, vardagar, antal|o|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
N23593|{UNIT_SURVEY}Platser i särskilt boende/sjuksköterska, äldreomsorg, helgdagar, antal|o|K|T||2026-10-04|2026|{OLDER}|{QUALITY}
U23490|{UNIT_SURVEY}Sjuksköterskor/plats i särskilt boende, äldreomsorg, vardagar, antal (-2023)|o|K|T||||{OLDER}|{RESOURCE}
U23494|{UNIT_SURVEY}Sjuksköterskor/plats i särskilt boende, äldreomsorg, helgdagar, antal (-2023)|o|K|T||||{OLDER}|{RESOURCE}
N20402|Fallskador bland personer 80+, 3-årsm, antal slutenvårdstillfällen/100 000 inv|g|A|T||2026-10-13|2025|{HEALTH}|{QUALITY}
N20434|Fallskador bland personer 80+, 3-årsm, antal vårdtillfällen/100 000 inv|g|A|T||2026-10-13|2025|{HEALTH}|{QUALITY}
N21704|Invånare 80+ med hemtjänst i ordinärt boende, andel (%)|g|K|T|2026-04-25|2026-11-14|2025|{OLDER}|{VOLUME}
N21705|Hemtjänsttagare 80+ i ordinärt boende, antal|g|K|T|2026-04-25|2026-11-14|2025|{OLDER}|{VOLUME}
N21806|Kommunens köp av hemtjänst i ordinärt boende äldreomsorg totalt, andel (%)||K|A|2026-03-31|2026-08-28|2025|{OLDER}|{VOLUME}
N23801|Invånare 80+ i särskilt boende, andel (%)||K|T|2026-04-25|2026-11-14|2025|{OLDER}|{VOLUME}
N23806|Brukare 80+ i särskilt boende äldre, antal|g|K|T|2026-04-25|2026-11-14|2025|{OLDER}|{VOLUME}
N20892|Invånare 80+ i särskilt boende eller med hemtjänst i ordinärt boende,  andel (%)|g|K|T|2026-04-25|2026-11-14|2025|{OLDER}|{VOLUME}
N20507|Handläggare inom äldreomsorg med socionomexamen, andel (%)||K|T||2026-03-11|2025|{OLDER}|{QUALITY}
U21401|Personalkontinuitet, antal personal som en hemtjänsttagare med minst 2 besök dagligen möter under 14 dagar, medelvärde (- 2024)|g|K|T||||{OLDER}|{QUALITY}
U20404|Kvalitetsindex äldreomsorg||K|X|2026-06-10|2026-09-29|2025|{GENERAL}|{QUALITY}
U20008|Resursindex äldreomsorg||K|X|2026-06-10|2026-09-29|2025|{GENERAL}|{RESOURCE}
U20900|Effektivitetsindex äldreomsorg||K|T|2026-06-10|2026-09-29|2025|{OLDER}|{OTHER}
N31910|Biståndshushåll, ekonomiskt bistånd, antal||K|X||2026-06-10|2025|{FAMILY}|{VOLUME}
N31807|Invånare som någon gång under året erhållit ekonomiskt bistånd, andel (%) av bef.||A|T||2026-06-10|2025|{FAMILY}|{VOLUME}
N31814|Vuxna biståndsmottagare (18+ år) med långvarigt ekonomiskt bistånd, andel (%) av biståndsmottagare 18+ år|go|K|X||2026-06-17|2025|{FAMILY}|{QUALITY}
N31816|Vuxna biståndsmottagare (18+ år) med långvarigt ekonomiskt bistånd, andel (%) av befolkningen|g|K|T||2026-06-17|2025|{FAMILY}|{VOLUME}
U31801|Vuxna biståndsmottagare (18+ år) med mycket långvarigt ekonomiskt bistånd, andel (%) av biståndsmottagare 18+ år|o|K|T||2026-10-28|2025|{FAMILY}|{VOLUME}
U31402|Väntetid i antal dagar från ansökan vid nybesök till beslut inom försörjningsstöd, medelvärde|g|K|T||||{FAMILY}|{QUALITY}
U31404|Handläggare inom ekonomiskt bistånd som har socionomexamen, andel (%)||K|X||2026-06-20|2026|{FAMILY}|{QUALITY}
U31401|Kvalitetsindex ekonomiskt bistånd||K|X|2026-06-10|2026-09-29|2025|{GENERAL}|{QUALITY}
U31002|Resursindex ekonomiskt bistånd||K|X|2026-06-10|2026-09-29|2025|{GENERAL}|{RESOURCE}
U31904|Effektivitetsindex ekonomiskt bistånd||K|T|2026-06-10|2026-09-29|2025|{FAMILY}|{OTHER}
U30750|Vuxna (18+) som aktualiserats i individ- och familjeomsorgen p.g.a. utsatthet för våld i nära relation/hedersrelaterat våld, antal/10 000 vuxna invånare|o|K|O||2026-06-05|2025|{FAMILY}|{VOLUME}
U30751|Vuxna (18+) som fått minst en insats från individ- och familjeomsorgen p.g.a. utsatthet för våld i nära relation/hedersrelaterat våld, antal/10 000 vuxna invånare|o|K|O||2026-06-05|2025|{FAMILY}|{VOLUME}
U30752|Vuxna (18+) som fått insats från individ- och familjeomsorgen p.g.a. utsatthet för våld i nära relation/hedersrelaterat våld, där ärendet avslutats för att det övergripande målet med insatserna har nåtts helt eller delvis, antal/10 000 vuxna invånare|o|K|O||2026-06-05|2025|{FAMILY}|{VOLUME}
N33817|Barn och unga 0-20 år som har varit placerade på familjehem någon gång under året, antal/1000 inv|g|K|T||2026-09-23|2025|{FAMILY}|{VOLUME}
N33812|Antal barn och unga 0-20 år som har varit placerade på familjehem någon gång under året|g|A|T||2026-09-23|2025|{FAMILY}|{VOLUME}
N33818|Barn och unga 0-20 år som har varit placerade på HVB eller familjehem någon gång under året, antal/1000 inv|g|K|X||2026-09-23|2025|{FAMILY}|{VOLUME}
N35001|Kostnad missbruksvård vuxna, kr/inv||K|T|2026-03-31|2026-08-28|2025|{FAMILY}|{RESOURCE}
N35019|Nettokostnad missbruksvård totalt för vuxna, kr/inv||K|T|2026-03-31|2026-08-28|2025|{FAMILY}|{RESOURCE}
N35024|Kostnad heldygnsvård vuxna med missbruksproblem kr/inv 21-64 år||K|T|2026-03-31|2026-08-28|2025|{FAMILY}|{RESOURCE}
N35030|Kommunens köp av vård för vuxna med missbruksproblem totalt, andel (%)||K|P|2026-03-31|2026-08-28|2025|{FAMILY}|{RESOURCE}
U33816|Handläggare med socionomutbildning och minst ett års erfarenhet av barnutredningar, andel (%)||K|X||2026-02-28|2025|{FAMILY}|{QUALITY}
U35548|Handläggare inom skadligt bruk- och beroendevården som har socionomexamen, andel (%)||K|E||2026-06-20|2026|{FAMILY}|{RESOURCE}
N18741|Personer i kommunens aktivitetsansvar, andel (%) av inv 16-19 år||K|O||2026-12-04|2026|Gymnasieskola åk 1-3|{OTHER}
U40800|Deltagare i kommunala arbetsmarknadsåtgärder, antal|g|K|T||||{WORK}|{VOLUME}
N40450|Resultat vid avslut i kommunens arbetsmarknadsverksamhet, deltagare totalt, antal|g|K|T||||{WORK}|{QUALITY}
U40450|Resultat vid avslut i kommunens arbetsmarknadsverksamhet, deltagare som A. Börjat arbeta, antal|g|K|T||||{WORK}|{QUALITY}
U40406|Resultat vid avslut i kommunens arbetsmarknadsverksamhet, deltagare som A. Börjat arbeta, andel (%)|g|K|T||||{WORK}|{QUALITY}
U40455|Resultat vid avslut i kommunens arbetsmarknadsverksamhet, deltagare som börjat arbeta eller studera, andel (%)|g|K|T||||{WORK}|{QUALITY}
N03937|Öppet arbetslösa av befolkningen, 18-65 år, andel (%)|g|A|X||2027-01-19|2026|Befolkning|{VOLUME}
N28892|Invånare med insatser enl. LSS, antal/10 000 inv||K|T||2026-04-15|2025|{OLDER}|{VOLUME}
N28890|Invånare 0-64 år med insatser enl. LSS, andel (%)||K|T||2026-04-11|2025|{OLDER}|{VOLUME}
N28802|Personer med boende enligt LSS, andel (%) av totalt antal personer med insatser enligt LSS||K|T||2026-04-15|2025|{OLDER}|{VOLUME}
N28803|Personer med daglig verksamhet, andel (%) av totalt antal personer med insatser enligt LSS (%)||K|T||2026-04-15|2025|{OLDER}|{VOLUME}
U28519|Brukarbedömning gruppbostad LSS - Brukaren får den hjälp hen vill ha, lägeskommun, andel (%)|go|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33964|Brukarbedömning gruppbostad LSS, lägeskommun, antal svar|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33954|Brukarbedömning gruppbostad LSS, lägeskommun, svarsfrekvens (%)|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U28526|Brukarbedömning servicebostad LSS - Brukaren får den hjälp hen vill ha, lägeskommun, andel (%)|go|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33966|Brukarbedömning servicebostad LSS, lägeskommun, antal svar|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33956|Brukarbedömning servicebostad LSS, lägeskommun, svarsfrekvens (%)|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U28533|Brukarbedömning daglig verksamhet LSS - Brukaren får den hjälp hen vill ha, lägeskommun, andel (%)|go|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33960|Brukarbedömning daglig verksamhet LSS, lägeskommun, antal svar|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
U33950|Brukarbedömning daglig verksamhet LSS, lägeskommun, svarsfrekvens (%)|o|K|T||2026-12-08|2026|{OLDER}|{QUALITY}
N28140|Enhetsundersökning LSS - Tillsvidareanställda med adekvat utbildning på gymnasienivå, bostad med särskild service, andel (%)|o|K|O||2026-10-15|2026|{OLDER}|{QUALITY}
N28150|Enhetsundersökning LSS - Tillsvidareanställda med adekvat utbildning på gymnasienivå, Daglig verksamhet, andel (%)|o|K|E||2026-10-15|2026|{OLDER}|{QUALITY}
N25017|Kostnad funktionsnedsättning LSS och SFB minus ersättning från FK enl SFB, kr/inv||K|T|2026-03-31|2026-08-28|2025|{OLDER}|{RESOURCE}
""".strip()

# Sources: kvalitetsberättelse och kvalitetsdokument, Sala (2025-26) and Herrljunga (2022-23). Where only a change was
# printed ("132 dagar, +42") the year before is the difference.
# id | area | year | value | known from
PRINTED = """
U21468|1981|2023|93|2023-10-08
U21468|1981|2024|93|2024-10-06
U21468|1981|2025|95|2025-10-05
U23471|1981|2023|88|2023-10-08
U23471|1981|2024|88|2024-10-06
U23471|1981|2025|72|2025-10-05
U23401|1981|2024|90|2025-02-01
U23401|1981|2025|132|2026-02-01
N23588|1981|2024|92|2024-10-06
N23588|1981|2025|88|2025-10-05
N23592|1981|2024|20.5|2024-10-06
N23592|1981|2025|23.9|2025-10-05
N20402|1981|2023|11846|2024-10-15
N20402|1981|2024|12076|2025-10-15
N20892|1981|2023|25|2024-11-14
N20892|1981|2024|25|2025-11-14
N31910|1981|2023|296|2024-06-12
N31910|1981|2024|280|2025-06-10
N31814|1981|2023|45.2|2024-06-12
N31814|1981|2024|49.0|2025-06-11
U30750|1981|2023|37.4|2024-06-05
U30750|1981|2024|48.9|2025-06-05
N33817|1981|2022|12.4|2023-09-25
N33817|1981|2023|9.2|2024-09-25
N33817|1981|2024|14.5|2025-10-02
N35001|1981|2022|793|2023-08-28
N35001|1981|2023|1104|2024-08-28
N35001|1981|2024|848|2025-08-28
N35030|1981|2023|58.1|2024-04-01
N35030|1981|2024|39.5|2025-04-01
N21704|1981|2023|13.8|2024-11-14
N21704|1981|2024|14.6|2025-11-10
U40455|1981|2023|32|2024-05-01
U40455|1981|2024|30|2025-05-01
N18741|1981|2023|13.8|2023-12-04
N18741|1981|2024|16.1|2024-12-04
U33816|1981|2023|62.5|2024-02-28
U33816|1981|2024|80|2025-02-28
U21468|1466|2022|82|2022-10-09
U23471|1466|2022|72|2022-10-09
U21401|1466|2021|19|2022-02-01
U21401|1466|2022|18|2023-02-01
""".strip()


class Shape(NamedTuple):
    """The shape of an indicator's made-up figures."""
    middle: float
    spread: float
    decimals: int
    low: float
    high: float
    known: str  # day of the year after ("-06-10") or, with "=", of the same year ("=-10-05")
    country: bool = False  # a whole country of figures
    riket: bool = True


SURVEY, REGISTER = "=-10-05", "-06-10"
SHAPES = {
    "U21468": Shape(86, 5, 0, 60, 100, SURVEY, True),
    "U23471": Shape(78, 7, 0, 45, 100, SURVEY, True),
    "U23592": Shape(210, 150, 0, 8, 4000, SURVEY, True),
    "U23593": Shape(60, 7, 1, 30, 90, SURVEY, True),
    "U23594": Shape(80, 60, 0, 5, 2500, SURVEY, True),
    "U23595": Shape(46, 8, 1, 20, 80, SURVEY, True),
    "N23588": Shape(80, 8, 0, 40, 100, SURVEY, True),
    "N23592": Shape(22, 4, 1, 8, 45, SURVEY),
    "U23401": Shape(70, 35, 0, 3, 300, "-02-01", True),
    "N20900": Shape(2, 9, 1, -30, 40, "-05-05", True),
    "N20402": Shape(11500, 900, 0, 7000, 16000, "-10-15"),
    "N20434": Shape(63, 7, 1, 40, 100, "-10-15", True),
    "N21704": Shape(19, 4, 6, 6, 35, "-11-10", True),
    "N23806": Shape(220, 120, 0, 10, 6000, "-11-14", True),
    "N31910": Shape(420, 240, 0, 20, 12000, "-06-10", True),
    "N31814": Shape(40, 8, 1, 10, 70, "-06-11", True),
    "U30750": Shape(34, 12, 1, 2, 90, "-06-05", True, riket=False),
    "N33817": Shape(8.5, 2.8, 6, 1, 25, "-09-25", True),
    "N35001": Shape(700, 250, 0, 60, 2500, "-08-28", True),
    "N35030": Shape(45, 15, 1, 0, 100, "-04-01"),
    "U33816": Shape(75, 12, 1, 20, 100, "-02-28"),
    "N18741": Shape(11, 3, 1, 3, 25, "=-12-04"),
}
#: the day on which figures of 2025 come, where the catalogue of March 2026 announces it
ANNOUNCED_2025 = {"N33817": "2026-09-23", "N21704": "2026-04-25", "N35001": "2026-04-02", "N35030": "2026-04-02",
                  "N31814": "2026-06-17", "N20402": "2026-10-13", "N20434": "2026-10-13", "N23806": "2026-04-25"}
SPARSE = ("1904", "1907", "1960", "1961", "1962", "1980", "1981", "1982", "1983", "1984", "0665", "1466")
REGIONS = {"0000": "Riket", "0001": "Region Stockholm", "0003": "Region Uppsala", "0004": "Region Sörmland",
           "0005": "Region Östergötland", "0006": "Region Jönköpings län", "0007": "Region Kronoberg",
           "0008": "Region Kalmar", "0009": "Region Gotland", "0010": "Region Blekinge", "0012": "Region Skåne",
           "0013": "Region Halland", "0014": "Västra Götalandsregionen", "0017": "Region Värmland",
           "0018": "Region Örebro län", "0019": "Region Västmanland", "0020": "Region Dalarna",
           "0021": "Region Gävleborg", "0022": "Region Västernorrland", "0023": "Region Jämtland Härjedalen",
           "0024": "Region Västerbotten", "0025": "Region Norrbotten"}
THEMES = {"Liknande kommuner äldreomsorg": 1, "Liknande kommuner IFO": 2, "Liknande kommuner LSS": 3,
          "Liknande kommuner ekonomiskt bistånd": 4}
UNITS = [("V23H198100001", "1981", "Hemtjänst Norra (påhittad)"), ("V23H198100002", "1981", "Hemtjänst Södra (påhittad)"),
         ("V21S198100003", "1981", "Särskilt boende Ängen (påhittat)"), ("V23H198000001", "1980", "Hemtjänst Öster (påhittad)"),
         ("V21S198000002", "1980", "Särskilt boende Ån (påhittat)"), ("V23H146600001", "1466", "Hemtjänst Centrum (påhittad)")]


def dice(*seed) -> random.Random:
    """Always the same throws for the same arguments."""
    return random.Random("/".join(map(str, seed)))


def municipalities() -> dict[str, str]:
    path = pathlib.Path(__file__).resolve().parents[2] / "config" / "codes" / "kommuner.csv"
    with open(path, encoding="utf-8", newline="") as file:
        return {row["kod"]: row["namn"] for row in csv.DictReader(file, delimiter=";")}


class Figures:
    """versions[(kpi, place, year, gender)] = [(known from, value row or None where it is gone), …] in order of day."""

    def __init__(self):
        self.names = municipalities()
        self.size = {code: dice("size", code).lognormvariate(0, 0.8) for code in self.names}  # in place of inhabitants
        self.kpis = [self._kpi(line) for line in CATALOGUE.splitlines()]
        self.areas = ([{"id": i, "title": t, "type": "L"} for i, t in REGIONS.items()] +
                      [{"id": i, "title": t, "type": "K"} for i, t in self.names.items()])
        self.groups = self._groups()
        self.kpi_groups = [self._kpi_group(1, "Äldreomsorg, urval (exempel)", "U21468 U23471 U23401 N23588 N23592 N21704"),
                           self._kpi_group(2, "Individ- och familjeomsorg, urval (exempel)", "N33817 U30750 N35001 N31910"),
                           self._kpi_group(3, "Tom grupp (exempel)", "")]
        self.units = [{"id": i, "municipality": m, "title": t} for i, m, t in UNITS]
        self.versions: dict[tuple, list] = {}
        self.unit_versions: dict[tuple, list] = {}
        for kpi in self.kpis:
            self._invent(kpi)
        self._print()
        self._happen()
        self._invent_units()

    # --- the catalogue ------------------------------------------------------------------------------------------
    @staticmethod
    def _kpi(line: str) -> dict:
        kpi, title, marks, areas, auspice, preliminary, final, period, operating, perspective = line.split("|")
        return {"id": kpi, "title": title,
                "description": f"{title.split(',')[0]}. Beskrivningen är förkortad.\\nKälla: se kolada.se.",
                "is_divided_by_gender": "g" in marks, "municipality_type": areas, "auspice": auspice or None,
                "operating_area": operating, "perspective": perspective,
                "prel_publication_date": preliminary or None, "publication_date": final or None,
                "publ_period": period or None, "has_ou_data": "o" in marks}

    def catalogue(self, day: str) -> list[dict]:
        return [kpi for kpi in self.kpis if kpi["id"] != "N23806" or day < VANISHED]

    def _groups(self) -> list[dict]:
        def group(number, title, members):
            return {"id": f"G{number}", "title": title,
                    "members": [{"member_id": m, "member_title": self.names[m]} for m in members]}

        out = []
        for theme, digit in THEMES.items():
            for owner in ("1981", "1466", "0665"):
                for year in (2023, 2024):
                    others = sorted(set(self.names) - {owner})
                    members = sorted(dice("group", theme, owner, year).sample(others, 7))
                    out.append(group(f"{digit}{year % 100}{owner}", f"{theme}, {self.names[owner]}, {year}", members))
        out.append(group("990001", "Fyra kommuner (ovägt medel)", ["1960", "1981", "1982", "1984"]))
        out.append(group("990002", "Tom grupp (exempel)", []))
        return out

    def _kpi_group(self, number: int, title: str, ids: str) -> dict:
        titles = {kpi["id"]: kpi["title"] for kpi in self.kpis}
        return {"id": f"G2KPI99000{number}", "title": title,
                "members": [{"member_id": i, "member_title": titles[i]} for i in ids.split()]}

    # --- figures ------------------------------------------------------------------------------------------------
    def _put(self, key: tuple, since: str, value, status: str = "", count: int | None = None):
        """count as v3 has it: 0 for a placeholder, else 1."""
        placeholder = value is None and not status
        row = {"gender": key[3], "count": count if count is not None else 0 if placeholder else 1, "status": status,
               "value": value, "isdeleted": False}
        self.versions.setdefault(key, []).append((since, row))

    @staticmethod
    def known(kpi: str, year: int) -> str:
        if year == 2025 and kpi in ANNOUNCED_2025:
            return ANNOUNCED_2025[kpi]
        known = SHAPES[kpi].known if kpi in SHAPES else REGISTER
        return f"{year}{known[1:]}" if known.startswith("=") else f"{year + 1}{known}"

    @staticmethod
    def _shape(kpi: dict) -> Shape:
        if kpi["id"] in SHAPES:
            return SHAPES[kpi["id"]]
        title = kpi["title"]
        if "Ja=1" in title:
            return Shape(0.2, 0.4, 0, 0, 1, SURVEY)
        if "Nettokostnadsavvikelse" in title:
            return Shape(3, 10, 1, -40, 60, "-05-05")
        if "kr/inv" in title:
            return Shape(800, 300, 0, 50, 3000, "-08-28")
        if "antal" in title.lower() and "%" not in title:
            return Shape(60, 25, 0, 1, 900, REGISTER)
        return Shape(55, 15, 1, 0, 100, REGISTER)

    def _invent(self, kpi: dict):
        name, shape = kpi["id"], self._shape(kpi)
        years = [y for y in YEARS if "(-2023)" not in kpi["title"] or y <= 2023]
        years = [y for y in years if "(- 2024)" not in kpi["title"] or y <= 2024]
        for code in self.names if shape.country else SPARSE:
            throw = dice(name, code)
            level = throw.gauss(shape.middle, shape.spread)
            if shape.high > 1000 and shape.decimals == 0 and "antal" in kpi["title"]:
                level = shape.middle * self.size[code]  # counts follow the size of the place
            for year in years:
                level += throw.gauss(0, shape.spread / 6)
                self._invent_year(kpi, shape, code, year, level, throw)
        if shape.riket:
            for year in years:
                self._riket(kpi, shape, year)
        if kpi["municipality_type"] == "A":
            for region in list(REGIONS)[1:]:
                throw = dice(name, region)
                for year in years:
                    value = round(min(max(throw.gauss(shape.middle, shape.spread / 2), shape.low), shape.high), shape.decimals)
                    self._put((name, region, year, "T"), self.known(name, year), value)

    def _invent_year(self, kpi: dict, shape: Shape, code: str, year: int, level: float, throw: random.Random):
        name, since = kpi["id"], self.known(kpi["id"], year)

        def clipped(x):
            return round(min(max(x, shape.low), shape.high), shape.decimals)

        key = (name, code, year, "T")
        chance = throw.random()
        gap = abs(throw.gauss(0, shape.spread / 4)) + shape.spread / 20
        genders = {"K": clipped(level + gap), "M": clipped(level - gap)} if kpi["is_divided_by_gender"] else {}
        if name in ("U21468", "U23471", "U23592", "U23593", "U23594", "U23595") and year == 2021:
            self._put(key, since, None)  # the survey was not carried out that year
            return
        if name in ("U23592", "U23594") and level < 30 or name in ("U21468", "U23471") and self.size[code] < 0.25:
            self._put(key, since, None, "Privacy")
            return
        if name == "U23401" and dice("takes part", code).random() < 0.2:
            self._put(key, since, None, "Missing" if chance < 0.7 else "")
            return
        if name == "U30750" and dice("violence", code).random() < 0.25:
            self._put(key, since, None, "Not applicable" if chance < 0.2 else "Missing")
            return
        self._put(key, since, clipped(level))
        if name == "N33817" and year == 2021 and code in ("2418", "2506", "2422"):
            self.versions[key] = []
            self._put(key, since, clipped(level), "Privacy")  # status and figure contradict each other
        for gender, value in genders.items():
            small = name == "N33817" and self.size[code] < 0.6
            if small or throw.random() > 0.03:  # now and then one of the genders is not there at all
                self._put((name, code, year, gender), since, None if small else value, "Privacy" if small else "")

    def _riket(self, kpi: dict, shape: Shape, year: int):
        """A weighted mean, so that it differs from the unweighted one of any comparison."""
        name = kpi["id"]
        for gender in ("T", "K", "M") if kpi["is_divided_by_gender"] else ("T",):
            values = [(self.size[c], v[-1][1]["value"]) for c in self.names
                    if (v := self.versions.get((name, c, year, gender))) and v[-1][1]["value"] is not None]
            if values:
                mean = sum(s * v for s, v in values) / sum(s for s, _ in values)
                total = shape.high > 1000 and shape.decimals == 0 and "antal" in kpi["title"] and "/" not in kpi["title"]
                value = sum(v for _, v in values) if total else round(mean, max(shape.decimals, 1))
                self._put((name, "0000", year, gender), self.known(name, year), value)

    def _print(self):
        """What was printed takes the place of what was invented."""
        for line in PRINTED.splitlines():
            name, area, year, value, since = line.split("|")
            for gender in "TKM":
                self.versions.pop((name, area, int(year), gender), None)
            self._put((name, area, int(year), "T"), since, float(value) if "." in value else int(value))
        # What Sala's documents of March 2026 call pending is not known by then.
        last = {}
        for line in PRINTED.splitlines():
            name, area, year = line.split("|")[:3]
            if area == "1981":
                last[name] = max(int(year), last.get(name, 0))
        for key in [k for k, v in self.versions.items()
                    if k[1] == "1981" and k[2] > last.get(k[0], 9999) and v[0][0] <= "2026-03-31"]:
            del self.versions[key]

    def _happen(self):
        for key, versions in self.versions.items():
            name, area, year, gender = key
            last = versions[-1][1]
            value = last["value"]
            change = None
            if name == "N35001" and year == 2024 and value and (area == "1981" or dice("revised", area).random() < 0.1):
                change = (REVISED, dict(last, value=round(value * 1.015)))
            elif name == "U21468" and year == 2025 and value and area != "1981" and dice("again", area).random() < 0.06:
                change = (REVISED, dict(last, value=value - 1))
            elif name == "U23401" and year == 2025 and area in ("0114", "0580", "1280", "1480", "2480"):
                change = (REVISED, None)
            elif name == "N21704" and value is not None and year < 2025:
                change = (REFINED, dict(last, value=value + dice("finer", *key).uniform(-4e-7, 4e-7) if area != "1981" else value))
            elif name == "N23806":
                change = (VANISHED, None)
            elif name == "N20434" and value is not None:
                change = (REDEFINED, dict(last, value=round(value * 96 * dice("new", *key).uniform(0.6, 1.7), 1)))
            if change and versions[-1][0] < change[0]:
                versions.append(change)

    def _invent_units(self):
        for unit in self.units:
            for name in ("U21468",) if unit["id"].startswith("V23H") else ("U23471", "N23588"):
                for year in range(2022, 2026):
                    throw = dice(name, unit["id"], year)
                    small = throw.random() < 0.15
                    row = {"gender": "T", "count": 1, "status": "Privacy" if small else "",
                           "value": None if small else round(throw.gauss(84, 6)), "isdeleted": False}
                    self.unit_versions[(name, unit["id"], year, "T")] = [(self.known(name, year), row)]

    # --- what the source knows on a day -------------------------------------------------------------------------
    @functools.lru_cache(maxsize=16)
    def values(self, day: str, units: bool = False) -> dict[tuple, list[dict]]:
        """{(kpi, place, year): [row a gender, in no particular order]}."""
        out: dict[tuple, list] = {}
        for (name, place, year, gender), versions in (self.unit_versions if units else self.versions).items():
            known = [row for since, row in versions if since <= day]
            if known and known[-1] is not None:
                out.setdefault((name, place, year), []).append(known[-1])
        for key, rows in out.items():
            if len(rows) > 1:
                turn = sum(map(ord, key[0] + key[1])) % len(rows)
                out[key] = rows[turn:] + rows[:turn]
        return out

    def group_values(self, day: str, group: str) -> dict[tuple, list[dict]]:
        """The unweighted mean of a group's members; count is how many of them contribute."""
        members = next((g["members"] for g in self.groups if g["id"] == group), [])
        wanted = {m["member_id"] for m in members}
        found: dict[tuple, list] = {}
        for (name, place, year), rows in self.values(day).items():
            if place in wanted:
                for row in rows:
                    if row["value"] is not None and not row["status"]:
                        found.setdefault((name, year, row["gender"]), []).append(row["value"])
        out: dict[tuple, list] = {}
        for (name, year, gender), values in found.items():
            out.setdefault((name, group, year), []).append(
                {"gender": gender, "count": len(values), "status": "", "value": statistics.fmean(values), "isdeleted": False})
        return out


if __name__ == "__main__":
    figures = Figures()
    for day in ("2025-09-20", "2026-03-31", REVISED, REFINED, VANISHED, REDEFINED, "9999-12-31"):
        print(day, len(figures.catalogue(day)), "indicators", sum(map(len, figures.values(day).values())), "values")
