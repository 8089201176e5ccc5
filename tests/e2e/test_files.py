"""The administrator's minute: a new yearly file is put in a share, and "läs mig", the pages and the mail say what was
understood, what was rejected and what to change.

    test_files.py                    the tests
    test_files.py --pictures FOLDER  instead draws the pictures of docs/files.md into the folder
"""
import html
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "samples")]
import country  # noqa: E402
import hemtjanstindex  # noqa: E402
import oppna_jamforelser_aldre as sample  # noqa: E402
import workbook  # noqa: E402
from lane import PROGRAM, ROOT  # noqa: E402
from waiting import until  # noqa: E402

READ_XLSX = ROOT / "tests" / "unit" / "transforms" / "datasets" / "read_xlsx.py"
SMTP_SERVER = ROOT / "tests" / "tools" / "smtp_server.py"
WEB = ROOT / "tests" / "web"
OTHER_USER = "www-data"  # every Debian has it
PATIENCE = 300  # the daemon begins within a minute; a machine may be slow
# The third answer of Sala's row and two others, as nobody has told the mapping: "Vet inte" is no mark.
SPOILT = {"Sala": "Vet inte", "Stockholm": "n.a.", "Västerås": "okänt"}


def name_of(year: int) -> str:
    return f"{year}-6-9651-oppna-jamforelser-aldreomsorg-{year}.xlsx"


def yearly(year: int, *, spoilt: bool = False, heading: str | None = None) -> tuple[bytes, dict]:
    """A file of the generator, and where it was spoilt: by (row, column letter) the text."""
    rows = sample.rows_of(sample.answers(year, country.some(sample.SMALL)))
    places = {}
    for number, row in enumerate(rows, start=1):
        if heading and row[0] == "Län":
            row[1] = heading
        if spoilt and len(row) > 3 and row[1] in SPOILT and row[2] is None:
            row[3] = SPOILT[row[1]]
            places[(number, "D")] = SPOILT[row[1]]
    return workbook.xlsx([workbook.Sheet("Resultat", rows)]), places


class Share:
    """A folder of files, a daemon that watches it, and a mail server."""

    def __init__(self, writable: bool = True, mapping: str = "oppna_jamforelser_aldre"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-files-"))
        self.folder.chmod(0o755)
        self.share, self.state, self.mails = (self.folder / name for name in ("aldre", "state", "mails"))
        for path in (self.share, self.state, self.mails):
            path.mkdir()
        self.smtp = subprocess.Popen([sys.executable, "-u", str(SMTP_SERVER), "--folder", str(self.mails)],
                                     stdout=subprocess.PIPE, text=True)
        port = re.search(r"(\d+)\s*$", self.smtp.stdout.readline())[1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.listen = f"127.0.0.1:{free.getsockname()[1]}"
        self.config = self.folder / "sluss.toml"
        self.config.write_text(f'''municipality = "1981"
state = "{self.state}"
[daemon]
notify_settle = "1s"
[control]
listen = "{self.listen}"
anonymous = "reader"
[mail]
server = "127.0.0.1"
port = {port}
security = "none"
from = "Sluss <sluss@example.se>"
[[notify]]
name = "administratoren"
to = ["administratoren@example.se"]
[source.aldre]
kind = "register"
path = "{self.share}"
[[job]]
name = "oppna_jamforelser"
source = "aldre"
mapping = "{mapping}"
on = "file"
''', encoding="utf-8")
        self.mode, self.user = 0o755, {}
        if not writable:
            self.not_ours()
        self.log = open(self.folder / "log", "ab")
        self.daemon = subprocess.Popen([str(PROGRAM), "--config", str(self.config), "serve"], stdout=subprocess.DEVNULL,
                                       stderr=self.log, cwd=self.folder, **self.user)
        until(lambda: self.page("/") or self.daemon.poll() is not None, "the pages", PATIENCE)

    def not_ours(self):
        """Root may write anywhere: then the daemon is somebody else's."""
        self.mode = 0o555
        self.share.chmod(self.mode)
        if os.getuid() == 0:
            other = pwd.getpwnam(OTHER_USER)
            os.chown(self.state, other.pw_uid, other.pw_gid)
            self.user = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}

    def page(self, path: str) -> str | None:
        """As text, one space between words."""
        try:
            with urllib.request.urlopen(f"http://{self.listen}{path}", timeout=60) as answer:
                text = answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None
        text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.S)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).replace(" .", ".")

    def put(self, name: str, data: bytes):
        """As a program that saves does: under another name first."""
        self.share.chmod(0o755)
        part = self.share / (name + ".part")
        part.write_bytes(data)
        part.rename(self.share / name)
        self.share.chmod(self.mode)

    def beside(self, folder: str, name: str) -> list:
        """The cells of "läs mig" as (sheet, row of texts), when it is there."""
        path = self.share / folder / f"{name} – läs mig.xlsx"
        until(path.exists, f"{folder}/{path.name}", PATIENCE)
        sheets = json.loads(subprocess.run([sys.executable, str(READ_XLSX), str(path)], check=True, capture_output=True,
                                           text=True).stdout)
        return sheets["sheets"]

    def mail(self, words: str) -> dict:
        def look():
            for file in sorted(self.mails.glob("*.json")):
                found = json.loads(file.read_text(encoding="utf-8"))
                if words in found["headers"].get("Subject", "") + found["body"]:
                    return found
            return None
        return until(look, f"a mail with {words!r}", PATIENCE)

    def subjects(self) -> list[str]:
        return [json.loads(file.read_text(encoding="utf-8"))["headers"].get("Subject", "")
                for file in sorted(self.mails.glob("*.json"))]

    def close(self):
        self.daemon.terminate()
        self.daemon.wait(PATIENCE)
        self.log.close()
        self.smtp.kill()
        self.smtp.wait()
        self.smtp.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def texts_of(sheets) -> str:
    return json.dumps(sheets, ensure_ascii=False)


class Files(unittest.TestCase):
    def world(self, **more) -> Share:
        world = Share(**more)
        self.addCleanup(world.close)
        return world

    def words_of_rejects(self, text: str):
        self.assertIn("Här ska stå ett tal", text)
        self.assertIn("Skriv talet, eller lämna cellen tom om det saknas.", text)

    def told(self, world: Share, name: str, run: int, places: dict):
        """The page of the run and the mail tell of the file: which, how much, what is wrong where, what to do."""
        page = world.page(f"/korningar/{run}")
        mail = world.mail(f"ilen {name} är läst")
        self.assertIn(f"ilen {name} är läst, 3 celler är utelämnade", mail["headers"]["Subject"])
        for text in (page, " ".join(mail["body"].split())):
            self.assertIn("Filen är läst som Öppna jämförelser, äldreomsorg (Socialstyrelsen), period ", text)
            self.assertRegex(text, r"Filen har \d+ rader\. Alla är med, men 3 celler är utelämnade\.")
            self.assertIn("Rätta det som inte är med i filen, och lägg in den igen.", text)
            self.words_of_rejects(text)
        self.assertIn("Rubriker på rad: 4.", page)
        self.assertNotIn("Rubriker på rad", mail["body"], "who put it there need not know the mapping")
        self.assertIn(f"Fil {name} ", page)
        for row, column in places:
            self.assertRegex(page, rf"blad Resultat {row} {column}( \(rubriken [^<]+\))? Här ska stå ett tal")
            self.assertRegex(mail["body"], rf"Blad Resultat, rad {row}, kolumn {column}( \(rubriken [^:]+\))?: ")

    def test_a_new_yearly_file_with_bad_rows(self):
        world = self.world()
        world.put(name_of(2025), yearly(2025)[0])
        world.beside("done", name_of(2025))
        data, places = yearly(2026, spoilt=True)
        self.assertEqual(3, len(places))
        world.put(name_of(2026), data)
        sheets = world.beside("done", name_of(2026))
        self.assertEqual([], [path.name for path in world.share.glob("*.xlsx")], "both are put away")
        text = texts_of(sheets)
        for words in ("Inläst", "Öppna jämförelser, äldreomsorg (Socialstyrelsen)", "2026"):
            self.assertIn(words, text)
        self.words_of_rejects(text)
        self.assertIn("Alla är med, men 3 celler är utelämnade.", text)
        self.assertIn("i Sluss, på sidan för körning 2.", text)
        self.assertNotIn("sluss show", text, "who put it there has no command line")
        rejected = [[cell.get("text", cell.get("number")) for cell in row]
                    for row in sheets["Avvisade rader"]["rows"][1:]]
        self.assertEqual([["Resultat", row, column, sample.ANSWERS[0]] for row, column in places],
                         [row[:4] for row in rejected])
        for (_, shown), row in zip(places.items(), rejected, strict=True):
            self.assertIn(f'"{shown}"', row[4])
        run = until(lambda: (page := world.page("/korningar")) and "Körning 2 " in page and page, "the run", PATIENCE)
        self.assertIn("oppna_jamforelser", run)
        self.told(world, name_of(2026), 2, places)

    def test_a_file_whose_heading_was_renamed_is_rejected(self):
        world = self.world()
        world.put(name_of(2025), yearly(2025)[0])
        world.beside("done", name_of(2025))
        world.put(name_of(2026), yearly(2026, heading="Kommunens namn")[0])
        text = texts_of(world.beside("rejected", name_of(2026)))
        self.assertIn("Avvisad", text)
        self.assertIn("Rubriken \\\"Kommun\\\" saknas.", text)
        self.assertIn("Kommunens namn\\\" samma sak: döp om den till \\\"Kommun\\\".", text)
        self.assertIn("Där står: Län, Kommunens namn, ", text)
        mail = world.mail("kunde inte läsas in")
        self.assertEqual(f"Sluss: filen {name_of(2026)} kunde inte läsas in", mail["headers"]["Subject"])
        body = " ".join(mail["body"].split())
        self.assertIn('Rubriken "Kommun" saknas på rad 4 i bladet Resultat. Där står: Län, Kommunens namn, ', body)
        self.assertIn("Filen ligger nu i mappen rejected.", body)
        self.assertNotIn("Nästa försök", body)
        self.assertNotIn("misslyckades", body)
        page = until(lambda: (text := world.page("/korningar")) and "Misslyckad " in text and text, "it", PATIENCE)
        entry = re.search(r"Misslyckad (\d+)", page)[1]
        failed = world.page(f"/korningar/misslyckad/{entry}")
        self.assertIn(f"Filen {name_of(2026)} kunde inte läsas in", failed)
        self.assertIn('Rubriken "Kommun" saknas på rad 4 i bladet Resultat. Där står: Län, Kommunens namn, ', failed)
        self.assertIn("1 fil avvisad", world.page("/"))
        # A file that is the same as before does not end it; the file as it should be does.
        world.put(name_of(2025), yearly(2025)[0])
        until(lambda: not list(world.share.glob("*.xlsx")), "that it is put away", PATIENCE)
        self.assertIn("1 fil avvisad", world.page("/"))
        world.put(name_of(2026), yearly(2026)[0])
        until(lambda: "fil avvisad" not in (world.page("/") or "fil avvisad"), "that it is over", PATIENCE)
        world.mail(f"ilen {name_of(2026)} behöver inte rättas längre")

    def test_a_refused_file_that_somebody_takes_away_is_not_told_of_any_more(self):
        world = self.world()
        world.put(name_of(2025), yearly(2025)[0])
        world.beside("done", name_of(2025))
        world.put(name_of(2026), yearly(2026, heading="Kommunens namn")[0])
        world.beside("rejected", name_of(2026))
        world.mail("kunde inte läsas in")
        self.assertIn("1 fil avvisad", until(lambda: (page := world.page("/")) and "avvisad" in page and page, "the page", PATIENCE))
        (world.share / "rejected" / name_of(2026)).unlink()
        home = until(lambda: (page := world.page("/")) and "fil avvisad" not in page and page, "that it is over", PATIENCE)
        self.assertNotIn("Misslyckas", home)
        self.assertEqual(1, len([one for one in world.subjects() if "kunde inte läsas in" in one]))
        self.assertEqual([], [one for one in world.subjects() if "misslyckats" in one])

    def test_a_file_that_waits_has_one_mail_and_is_nowhere_told_as_read(self):
        world = self.world(mapping="hemtjanstindex")
        name = "Hemtjänstindex 2025 hela.csv"
        places = [place for place in hemtjanstindex.generated(7) if place.code in hemtjanstindex.SMALL]
        world.put(name, workbook.csv(hemtjanstindex.whole_list(places)))
        world.beside("done", name)
        mail = world.mail("väntar på beslut")
        self.assertEqual(f"Sluss: filen {name} väntar på beslut", mail["headers"]["Subject"])
        for words in ("Inget av den är infört", "Filen har 14 kommuner, den ska ha 290.", "Öppna Hållna serier i Sluss.", "Till den som sköter Sluss: `sluss show 1`"):
            self.assertIn(words, mail["body"])
        for text in (mail["body"], world.page("/korningar/1")):
            self.assertNotIn("Ingenting behöver göras", text)
        self.assertIn("Filen väntar på beslut: inget av den är infört.", world.page("/korningar/1"))
        home = world.page("/")
        self.assertIn(f"Filen {name} väntar på beslut", home)
        self.assertNotIn("gick igenom", home)
        held = world.page("/hallna")
        self.assertEqual(1, held.count("Hela filen hålls, och inget ur den är infört"), held)
        self.assertNotIn("redan infört", held)
        subprocess.run([str(PROGRAM), "--config", str(world.config), "release", "1"], check=True, timeout=PATIENCE,
                       capture_output=True)
        self.assertIn(name, " ".join(world.mail("släppts igenom")["body"].split()))
        self.assertIn("Filen hölls, och släpptes igenom", world.page("/korningar/1"))
        self.assertEqual([], [one for one in world.subjects() if "är läst" in one], "one mail of the file")
        dataset = world.page("/dataset/nyckeltal_jamforelse")
        self.assertIn("SPF Seniorerna, Hemtjänstindex", dataset)
        self.assertNotIn("Källa Kolada (RKA)", dataset)

    def test_a_corrected_file_takes_the_place_of_the_one_that_waits(self):
        world = self.world(mapping="hemtjanstindex")
        name = "Hemtjänstindex 2025 hela.csv"
        places = [place for place in hemtjanstindex.generated(7) if place.code in hemtjanstindex.SMALL]
        rows = hemtjanstindex.whole_list(places)
        world.put(name, workbook.csv(rows))
        world.mail(f"ilen {name} väntar på beslut")
        world.put(name, workbook.csv(rows[:-1]))
        body = " ".join(world.mail("ersätter den som väntade")["body"].split())
        self.assertIn(f"Den rättade filen {name} (körning 2) ersätter den som väntade; den nya väntar på beslut", body)
        self.assertEqual([], [one for one in world.subjects() if "väntar längre" in one])
        home = world.page("/")
        self.assertIn(": Väntar på beslut", home)
        self.assertNotIn("något hålls", home)
        subprocess.run([str(PROGRAM), "--config", str(world.config), "discard", "2"], check=True, timeout=PATIENCE,
                       capture_output=True)
        body = world.mail("väntar längre på beslut")["body"]
        self.assertIn("förkastades", body)
        self.assertIn(name, " ".join(body.split()))
        home = until(lambda: (page := world.page("/")) and "Förkastad" in page and page, "that it is told", PATIENCE)
        self.assertNotIn("gick igenom", home)
        status = subprocess.run([str(PROGRAM), "--config", str(world.config), "runs"], check=True, timeout=PATIENCE,
                                capture_output=True, text=True).stdout
        self.assertIn("held, decided", status)

    def test_two_yearly_files_that_wait_are_decided_together_and_none_is_called_replaced(self):
        world = self.world(mapping="hemtjanstindex")
        names = {}
        for run, year in ((1, 2024), (2, 2025)):
            places = [place for place in hemtjanstindex.generated(7) if place.code in hemtjanstindex.SMALL]
            rows = hemtjanstindex.whole_list(places)
            rows[0] = [f"Hemtjänstindex {year}"]
            names[run] = f"Hemtjänstindex {year} hela.csv"
            world.put(names[run], workbook.csv(rows))
            world.beside("done", names[run])
            world.mail(f"ilen {names[run]} väntar på beslut")

        def sluss(*words: str) -> str:
            return subprocess.run([str(PROGRAM), "--config", str(world.config), *words], check=True, timeout=PATIENCE,
                                  capture_output=True, text=True).stdout
        first, second = (json.loads(sluss("--json", "show", str(run))) for run in (1, 2))
        rows = [first["rows"]["held"], second["rows"]["held"]]
        self.assertEqual({("moved", 2)}, {(held["state"], held["moved_to"]) for held in first["held"]})
        self.assertEqual(rows[0], sum(held["waited_rows"] for held in first["held"]))
        for run, count, year in ((1, rows[0], "2024"), (2, rows[1], "2025")):
            parts = [part for held in second["held"] for part in held["waiting_rows"] if part["run"] == run]
            self.assertEqual(count, sum(part["rows"] for part in parts))
            self.assertEqual({(names[run], year)}, {(part["file"], *part["periods"]) for part in parts})
        words = f"Väntar: 2024 ({rows[0]} uppgifter, ur körning 1, filen {names[1]}) och 2025 ({rows[1]} uppgifter)."
        self.assertIn(words + f" Beslutet gäller alltihop: {sum(rows)} uppgifter.", world.page("/hallna"))
        self.assertIn(words, world.page("/korningar/2"))
        self.assertIn(f"{rows[0]} rows of run 1 (2024, file {names[1]}), {rows[1]} rows of run 2", sluss("show", "2"))
        page = world.page("/korningar/1")
        self.assertIn("Avgörs med körning 2", page)
        for wrong in ("Ersatt", "allt är avgjort"):
            self.assertNotIn(wrong, page)
            self.assertNotIn(wrong, world.page("/korningar"))
        body = " ".join(world.mail(f"ilen {names[2]} väntar på beslut")["body"].split())
        self.assertIn(f"2024 ({rows[0]} uppgifter, ur körning 1, filen {names[1]})", body)
        self.assertIn(f"Beslutet gäller alltihop: {sum(rows)} uppgifter.", body)
        self.assertEqual([], [one for one in world.subjects() if "väntar längre" in one], "all of it waits")

        released = sluss("release", "2")
        self.assertIn(f"{rows[0]} rows of run 1, {rows[1]} rows of run 2", released)
        body = " ".join(world.mail("släppts igenom")["body"].split())
        for name in names.values():
            self.assertIn(name, body)
        self.assertIn("Släppt med körning 2", world.page("/korningar/1"))
        self.assertIn(f"Det var {sum(rows)} uppgifter: {rows[0]} ur körning 1 och {rows[1]} ur körning 2.", body)
        for run in (1, 2):
            self.assertRegex(world.page(f"/korningar/{run}"),
                             r"Filen hölls, och släpptes igenom \d+ \w+ \d{4} kl\. \d\d\.\d\d"
                             rf"( av \S+)? \({'med körning 2' if run == 1 else 'körning 3'}\), {sum(rows)} uppgifter: "
                             rf"{rows[0]} ur körning 1 och {rows[1]} ur körning 2\.")
        self.assertIn(f"{rows[0]} ur körning 1 och {rows[1]} ur körning 2", world.page("/korningar/3"))

    def test_a_share_that_is_not_ours_to_write(self):
        world = self.world(writable=False)
        data, places = yearly(2026, spoilt=True)
        world.put(name_of(2026), data)
        until(lambda: (page := world.page("/korningar/1")) and "Filen" in page, "the run", PATIENCE)
        self.told(world, name_of(2026), 1, places)
        self.assertEqual([name_of(2026)], [path.name for path in world.share.iterdir()], "nothing is written there")


class NamesThatNoJobTakes(unittest.TestCase):
    def test_a_file_is_told_of_until_it_is_renamed(self):
        world = Share()
        self.addCleanup(world.close)
        wrong = "oppna jamforelser aldre.xlsx"
        world.put(wrong, yearly(2026)[0])
        world.put("~$" + wrong, b"x")
        text = texts_of(world.beside("", wrong))
        for words in ("Inte inläst: namnet passar inget jobb", "Filens namn passar inget av de jobb", "Döp om den",
                      "Öppna jämförelser, äldreomsorg", "Jobbet oppna_jamforelser"):
            self.assertIn(words, text)
        until(lambda: "En fil har ett namn som inget jobb tar" in (world.page("/") or ""), "the page", PATIENCE)
        self.assertIn(wrong, world.page("/"))
        status = subprocess.run([str(PROGRAM), "--config", str(world.config), "status"], check=True, timeout=PATIENCE,
                                capture_output=True, text=True).stdout
        self.assertIn(f"no job takes: 1 file in {world.share}: {wrong}; ", status)
        self.assertEqual(2, len([path for path in world.share.iterdir() if path.name.endswith("läs mig.xlsx") or path.name == wrong]))
        (world.share / wrong).rename(world.share / name_of(2026))
        self.assertIn("Inläst", texts_of(world.beside("done", name_of(2026))))
        until(lambda: "som inget jobb tar" not in (world.page("/") or "som inget jobb tar"), "that it is over", PATIENCE)
        self.assertEqual(["~$" + wrong, "done"], sorted((path.name for path in world.share.iterdir()), reverse=True))


def draw(folder: str) -> int:
    into = pathlib.Path(folder).resolve()
    world = Share()
    try:
        world.put(name_of(2025), yearly(2025)[0])
        world.beside("done", name_of(2025))
        world.put(name_of(2026), yearly(2026, spoilt=True)[0])
        world.beside("done", name_of(2026))
        print(world.mail("är läst, 3")["body"])
        pictures = [{"name": "fil-korning", "address": "/korningar/2", "height": 1300}]
        about = {"operator": f"http://{world.listen}", "into": str(into), "pictures": pictures}
        done = subprocess.run(["node", "screenshots.mjs"], cwd=WEB, timeout=600, check=False,
                              env={**os.environ, "SLUSS_PAGES": json.dumps(about)})
        readme = world.share / "done" / f"{name_of(2026)} – läs mig.xlsx"
        draw_workbook(readme, into / "fil-las-mig.png", world.folder)
        return done.returncode
    finally:
        world.close()


def draw_workbook(book: pathlib.Path, picture: pathlib.Path, scratch: pathlib.Path) -> None:
    """Its pages as they print, a picture each, where LibreOffice and pdftoppm are installed."""
    if not shutil.which("soffice") or not shutil.which("pdftoppm"):
        print(f"{picture.name}: LibreOffice or pdftoppm is not installed; the picture is left as it is")
        return
    copy = scratch / "las_mig.xlsx"
    shutil.copy(book, copy)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{scratch}/office", "--headless", "--convert-to", "pdf",
                    "--outdir", str(scratch), str(copy)], check=True, timeout=600, stdout=subprocess.DEVNULL)
    for page, name in (("1", ""), ("2", "-fel")):
        subprocess.run(["pdftoppm", "-png", "-r", "80", "-f", page, "-l", page, "-singlefile",
                        str(copy.with_suffix(".pdf")), str(picture.with_name(picture.stem + name))], check=True,
                       timeout=120)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pictures"]:
        sys.exit(draw(sys.argv[2]))
    unittest.main()
