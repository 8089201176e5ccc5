"""Every command that reads, after one run: what it prints, in which form, with which exit code."""
import csv
import http.server
import io
import json
import os
import pathlib
import pty
import re
import shutil
import socketserver
import sqlite3
import stat
import subprocess
import sys
import tarfile
import tempfile
import threading
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, ROOT, Lane, StandIn, sqlite_driver  # noqa: E402
from waiting import until  # noqa: E402

NAME = "nyckeltal_jamforelse"


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.lane = Lane(cls.source.url, indicators=["N35024", "U23471"], compare=["riket", "county"],
                        extra_job="units = []\nfirst_year = 2015", now="2026-03-31T12:00:00Z")
        cls.first = cls.lane.run()

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()
        cls.source.close()

    def json_of(self, *arguments):
        return json.loads(self.lane.call(*arguments, "--json", check=True).stdout)

    def test_the_plan_shows_local_time_and_the_clocks(self):
        lane = self.lane
        before = lane.config.read_text(encoding="utf-8")
        job = before.index("[[job]]")
        lane.config.write_text(before[:job] + '[[job]]\nschedule = "02:30"' + before[job + len("[[job]]"):], encoding="utf-8")
        try:
            now, lane.now = lane.now, "2026-03-27T12:00:00Z"
            slots = json.loads(lane.call("--json", "plan", "--next", "3", check=True).stdout)
            self.assertEqual(["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"], [slot["at"] for slot in slots])
            self.assertIn("does not exist that day", slots[1]["note"])
            self.assertIn("2026-03-29 03:00 CEST  2026-03-29T01:00:00Z", lane.call("plan", check=True).stdout)
            self.assertEqual(64, lane.call("plan", "--next", "0").returncode)
        finally:
            lane.now = now
            lane.config.write_text(before, encoding="utf-8")

    def test_tables_show_one_form_of_time(self):
        for command in (["status"], ["runs"], ["show", "1"], ["archive", "list"], ["audit", "list"]):
            shown = self.lane.call(*command, check=True).stdout
            self.assertRegex(shown, r"20\d\d-\d\d-\d\d \d\d:\d\d CES?T\b", command)
            self.assertNotIn("(local)", shown, command)
        self.assertIn("2026-03-31 14:00 CEST", self.lane.call("show", "1", check=True).stdout)
        self.assertRegex(self.json_of("show", "1")["recorded_at"], "^2026-03-31T12:00:.*Z$")

    def test_run_prints_both_equations(self):
        for equation in ("  read ", "  open after "):
            self.assertTrue(any(line.startswith(equation) and line.endswith("✓") for line in self.first.stdout.splitlines()),
                            self.first.stdout)
        self.assertNotIn("✗", self.first.stdout)

    def test_show(self):
        shown = self.json_of("show", "last")
        self.assertEqual("done", shown["status"])
        self.assertEqual({"read", "inserted", "revised", "unchanged", "deleted", "absent", "rejected", "filtered",
                          "duplicate", "held"}, set(shown["rows"]))
        self.assertGreater(shown["rows"]["inserted"], 0)
        self.assertTrue(shown["conservation"]["in"]["holds"] and shown["conservation"]["out"]["holds"])
        self.assertEqual(shown, self.json_of("show", "1"))
        self.assertEqual(64, self.lane.call("show", "99").returncode)

    def test_what_was_done_is_in_the_audit(self):
        before = self.json_of("audit", "verify")
        self.assertEqual(64, self.lane.call("release", "99").returncode)
        rows = self.json_of("audit", "list", "--limit", "0")
        self.assertEqual([before["entries"] + 1, before["entries"]], [row["number"] for row in rows[:2]])
        refused, ran = rows[0], next(row for row in rows if row["object"] == "job kolada" and row["way"] == "command")
        self.assertEqual(("release", "run 99", "refused", "hold.unknown_run", "command"),
                         tuple(refused[key] for key in ("action", "object", "outcome", "code", "way")))
        self.assertEqual(("run", "done"), (ran["action"], ran["outcome"]))
        self.assertTrue(ran["who"])
        after = self.json_of("audit", "verify", "--head", before["head"])
        self.assertEqual(refused["hash"], after["head"])
        self.assertEqual([], self.json_of("audit", "list", "--since", "2027-01-01"))
        self.assertEqual(2, self.lane.call("audit", "verify", "--head", "0" * 64).returncode)
        journal = self.lane.state / "journal.jsonl"
        good = journal.read_text(encoding="utf-8")
        try:
            journal.write_text("run 98".join(good.rsplit("run 99", 1)), encoding="utf-8")  # in the last entry
            broken = self.lane.call("audit", "verify", "--json")
            self.assertEqual(2, broken.returncode)
            error = json.loads(broken.stderr)["errors"][0]
            self.assertEqual(("journal.broken", after["entries"]), (error["code"], error["place"]["line"]))
        finally:
            journal.write_text(good, encoding="utf-8")

    def test_z_a_failed_run_is_the_last_one_and_leaves_nothing(self):
        before = self.lane.number("select count(*) from core.observation")
        self.source.faults({"kind": "status-500"})
        try:
            failed = self.lane.call("run", "kolada")
        finally:
            self.source.clear_faults()
        self.assertEqual(2, failed.returncode)
        self.assertIn("http.status_5xx", failed.stderr)
        shown = self.json_of("show", "last")
        self.assertEqual("failed", shown["status"])
        self.assertIsNone(shown["run"])
        self.assertEqual("http.status_5xx", shown["error"]["code"])
        self.assertEqual(before, self.lane.number("select count(*) from core.observation"))
        self.assertIn("failed", [run["status"] for run in self.json_of("runs")])

    def test_query_forms(self):
        sql = "select indicator_id, count(*) as n from core.observation_open group by 1 order by 1"
        rows = list(csv.DictReader(io.StringIO(self.lane.call("query", sql, "--format", "csv", check=True).stdout)))
        self.assertEqual(rows, [{k: str(v) for k, v in row.items()} for row in self.lane.query(sql)])
        self.assertIn("─", self.lane.call("query", sql, "--format", "table", check=True).stdout)
        raw = self.lane.call("query", "select 'a,\"b\"' as x, null as y, '' as z", "--format", "csv", check=True).stdout
        self.assertEqual('x,y,z\n"a,""b""",,""\n', raw.replace("\r\n", "\n"))

    def test_query_is_locked(self):
        for sql in ("select * from meta.run", "copy (select 1) to '/tmp/x'", "select * from read_csv('/etc/passwd')",
                    "attach '/tmp/x.duckdb'", "set memory_limit = '1GB'", "select 1; select 2", "install httpfs",
                    "select * from '/etc/passwd'", "delete from core.observation", "pragma database_list",
                    "select getenv('HOME')"):
            answer = self.lane.call("query", sql)
            self.assertNotEqual(0, answer.returncode, sql)
            self.assertEqual("", answer.stdout, sql)
            self.assertIn("remedy:", answer.stderr, sql)

    def test_query_names_what_it_refuses_and_lists_its_columns(self):
        refused = self.lane.call("query", "select json_serialize_plan('select * from meta.run')")
        self.assertEqual(64, refused.returncode)
        self.assertIn("query.function: the function json_serialize_plan", refused.stderr)
        described = self.lane.call("query", "describe core.area", "--format", "csv", check=True).stdout
        self.assertIn("area_id,VARCHAR", described)
        shown = json.loads(self.lane.call("query", "show tables", "--json", check=True).stdout)
        self.assertIn({"schema": "mart", "table": NAME}, shown)
        self.assertEqual({"core", "mart"}, {row["schema"] for row in shown} - {"extract"})
        self.assertEqual([], self.lane.query("select * from information_schema.columns where table_schema = 'meta'"))

    def test_what_was_mistyped_is_mended_by_its_remedy(self):
        self.assertIn("Did you mean '--json'?", self.lane.call("--jsn", "status").stderr)
        for decision in ("release", "discard"):
            refused = self.lane.call(decision, "last")
            self.assertEqual(64, refused.returncode, refused.stderr)
            self.assertIn("hold.nothing_held", refused.stderr)
        self.assertEqual(64, self.lane.call("release", "999", "N35024").returncode)
        nowhere = self.lane.call("export", NAME, "--output", "/nonexist/x.xlsx")
        self.assertEqual(64, nowhere.returncode)
        self.assertIn("the folder /nonexist is not there", nowhere.stderr)
        self.assertEqual(1, nowhere.stderr.count("remedy:"))

    def test_nothing_yet_is_reported(self):
        lane = Lane(self.source.url, indicators=["N35024"], now="2026-03-31T12:00:00Z")
        try:
            self.assertEqual("no job has a schedule\n", lane.call("plan", check=True).stdout)
            self.assertEqual("no runs yet; sluss run kolada\n", lane.call("runs", check=True).stdout)
            self.assertEqual("no entries\n", lane.call("audit", "list", check=True).stdout)
            self.assertEqual([], json.loads(lane.call("runs", "--json", check=True).stdout))
        finally:
            lane.close()

    def test_query_takes_no_more_memory_than_it_may(self):
        large = "select sum(length(repeat('abcdefghij', 100000000+range))) from range(4)"
        refused = self.lane.call("query", large, "--json")
        self.assertEqual(2, refused.returncode, refused.stderr)
        self.assertIn("query.memory", refused.stderr)
        self.assertIn("[warehouse] memory is 512MB", refused.stderr)
        self.assertEqual("100000000", self.lane.call("query", "select length(repeat('abcdefghij', 10000000)) as n", "--format", "csv",
                                                     check=True).stdout.split()[-1])

    def test_query_ends_at_its_time_within_one_function(self):
        # Several in one row, so that it would take minutes.
        sql = "select " + " + ".join(f"bit_count(bitstring('1', {2000000000 + i}))" for i in range(20))
        late = self.lane.call("query", "--timeout", "1s", sql, timeout=60)
        self.assertEqual(2, late.returncode, late.stderr)
        self.assertEqual("", late.stdout)
        self.assertIn("query.timeout: the query took longer than it may", late.stderr)

    def test_no_number_of_runs_and_no_such_run_are_refused(self):
        for wrong in ("0", "x", ""):
            refused = self.lane.call("runs", "--limit=" + wrong)
            self.assertEqual((64, ""), (refused.returncode, refused.stdout), wrong)
        self.assertIn("usage.limit", self.lane.call("runs", "--limit", "0").stderr)
        none = self.lane.call("deliveries", "--run", "99")
        self.assertEqual((64, ""), (none.returncode, none.stdout))
        self.assertIn("99", none.stderr)
        self.assertEqual("nothing has been delivered\n", self.lane.call("deliveries", "--run", "1", check=True).stdout)

    def test_lineage_leads_to_the_archive(self):
        figure = self.lane.query("select area_id, period from core.observation_open where indicator_id = 'kolada:N35024' "
                                 "and gender = 'T' and value is not null limit 1")[0]
        lines = self.json_of("lineage", "N35024", figure["area_id"], str(figure["period"]), "--gender", "T")
        self.assertEqual(1, len(lines))
        self.assertEqual(1, lines[0]["run"])
        self.assertIn("/v3/data/", lines[0]["request"])
        self.assertEqual(64, len(lines[0]["sha256"]))
        self.assertTrue((self.lane.state / "archive" / lines[0]["segment"]).exists())
        self.assertEqual(64, self.lane.call("lineage", "N99999", "1981", "2020").returncode)
        self.assertEqual(self.lane.call("lineage", "N35024", "1981", "20x0").returncode, 64)

    def test_lineage_takes_an_areas_name(self):
        period = str(self.lane.query("select period from core.observation_open where indicator_id = 'kolada:N35024' "
                                     "and area_id = '1981' and value is not null limit 1")[0]["period"])
        by_id = self.json_of("lineage", "N35024", "1981", period)
        for name in ("Sala", "sala kommun"):
            self.assertEqual(by_id, self.json_of("lineage", "N35024", name, period), name)
        region = self.lane.call("lineage", "N99999", "region skåne", period)
        self.assertIn("lineage.unknown", region.stderr, "the area is known, and the figure is not")
        unknown = self.lane.call("lineage", "N35024", "Salla", period)
        self.assertEqual(64, unknown.returncode)
        self.assertIn("Did you mean 'Sala'?", unknown.stderr)

    def test_export(self):
        for form, start in (("csv", b"\xef\xbb\xbf"), ("csv-plain", b"nyckeltal_id,"), ("xlsx", b"PK"),
                            ("parquet", b"PAR1"), ("json", b"[")):
            path = self.lane.export("nyckeltal_jamforelse", form) if form != "json" else None
            if path is None:
                self.assertTrue(self.lane.export("nyckeltal_jamforelse"))
            else:
                self.assertTrue(path.read_bytes().startswith(start), form)
        self.assertEqual(64, self.lane.call("export", "nyckeltal_jamforelse", "--format", "xlsx").returncode)
        unknown = self.lane.call("export", "nyckeltal_jamforlse")
        self.assertEqual(64, unknown.returncode)
        self.assertIn("nyckeltal_jamforelse", unknown.stderr)

    def test_overviews(self):
        status = self.json_of("status")
        self.assertIsNone(status["daemon"])
        self.assertEqual([], status["errors"])
        self.assertGreater(status["warehouse"]["open_versions"], 0)
        self.assertIn("nyckeltal_historik", [d["name"] for d in self.json_of("datasets")])
        self.assertIsInstance(self.json_of("findings"), list)
        self.assertIsInstance(self.json_of("calendar"), list)
        self.assertIn("kolada", self.lane.call("archive", "list", check=True).stdout)
        self.assertEqual(0, self.json_of("archive", "verify")["damaged"])
        self.assertIsInstance(self.json_of("archive", "prune", "--dry-run"), list)
        self.assertIn("done", self.lane.call("runs", check=True).stdout)

    def test_the_calendar_fits(self):
        everything = self.json_of("calendar")
        self.assertTrue({"nyckeltal", "iso_ar", "iso_vecka", "vecka", "kalla"} <= set(everything[0]), everything[0])
        for width, columns in ((100, None), (100, "wide"), (140, "140")):
            environment = {"COLUMNS": columns} if columns else {"COLUMNS": ""}
            lines = self.lane.call("calendar", check=True, environment=environment).stdout.splitlines()
            self.assertEqual(len(everything) + 2, len(lines))
            self.assertLessEqual(max(map(len, lines)), width)
            self.assertIn("nyckeltal_id", lines[0])
            self.assertNotIn("iso_", lines[0])
        self.assertEqual("nothing is late\n", self.lane.call("calendar", "--late", check=True).stdout)
        try:
            now, self.lane.now = self.lane.now, "2026-04-20T12:00:00Z"
            everything = self.json_of("calendar")
            late, awaited = ([row for row in everything if row["status"] == status] for status in ("inte kontrollerad", "väntar"))
            self.assertTrue(late and len(awaited) > 1, everything)
            self.assertNotIn("försenad", [row["status"] for row in everything], "nobody has asked since")
            self.assertEqual(late, self.json_of("calendar", "--late"))
            self.assertEqual(awaited, self.json_of("calendar", "--next", "1000"))
            self.assertEqual(awaited[:1], self.json_of("calendar", "--next", "1"))
        finally:
            self.lane.now = now
        for wrong in ("0", "1001", "-1", "x"):
            refused = self.lane.call("calendar", "--next=" + wrong)
            self.assertEqual((64, ""), (refused.returncode, refused.stdout), wrong)
        self.assertIn("usage.calendar", self.lane.call("calendar", "--late", "--next", "3").stderr)

    def test_doctor(self):
        still, self.lane.now = self.lane.now, None
        before = self.lane.config.read_text(encoding="utf-8")
        try:
            looks = {look["subject"]: look["health"] for look in self.json_of("doctor", "--connect", "--full")}
            self.lane.config.write_text(before + '[source.vard]\nkind = "odbc"\nconnection = "DRIVER={Finns inte}"\n', encoding="utf-8")
            ill = {look["subject"]: look for look in json.loads(self.lane.call("--json", "doctor").stdout)}
        finally:
            self.lane.now = still
            self.lane.config.write_text(before, encoding="utf-8")
        self.assertEqual("well", looks["clock against kolada"])
        self.assertEqual("well", looks["name of kolada"])
        self.assertEqual("well", looks["credentials"])
        self.assertEqual(("ill", True), (ill["driver of vard"]["health"], "Finns inte" in ill["driver of vard"]["what"]))
        clock = next(look for look in json.loads(self.lane.call("--json", "doctor", "--connect").stdout)
                     if look["subject"] == "clock against kolada")
        self.assertEqual(("ill", True), (clock["health"], "behind" in clock["what"]), "the test's clock stands still")
        self.assertEqual("well", looks["warehouse"])
        self.assertEqual("well", looks["journal"])
        self.assertEqual("well", looks["archive"])
        self.assertEqual("well", looks["source kolada"])

    def test_a_bundle_contains_what_is_known_and_nothing_secret(self):
        number, secret = "191212121212", "hemligt-4711-ord"
        with Lane("http://127.0.0.1:9/v3", indicators=["N35024"], http='attempts = 1\nbudget = "2s"\n',
                  extra='[mail]\nserver = "mail.example.se"\nfrom = "sluss@example.se"\nuser = "sluss"\n'
                        'credential = "smtp"\n') as lane:
            (lane.folder / "credentials").mkdir(mode=0o700)
            password = lane.folder / "credentials" / "smtp"
            password.write_text(secret, encoding="utf-8")
            password.chmod(0o600)
            self.assertNotEqual(0, lane.run(expect=None).returncode)
            token = lane.call("token", "add", "bi", check=True).stdout.strip()
            (lane.state / number).mkdir()
            looked = lane.call("doctor")
            journal = (lane.state / "journal.jsonl").read_bytes()
            file = lane.folder / "bundle.tar"
            made = lane.call("doctor", "--bundle", str(file))
            self.assertEqual(looked.returncode, made.returncode, made.stderr)
            self.assertEqual(0o600, stat.S_IMODE(file.stat().st_mode))
            with tarfile.open(file) as tar:
                texts = {member.name: tar.extractfile(member).read().decode() for member in tar}
            self.assertEqual(["configuration.json", "doctor.json", "failures.json", "sizes.json", "versions.json"],
                             sorted(texts))
            for name, text in texts.items():
                self.assertIn(name, made.stdout)
                for hidden in (number, number[2:], secret, token):
                    self.assertNotIn(hidden, text, name)
            parts = {name: json.loads(text) for name, text in texts.items()}
            self.assertEqual("1981", parts["configuration.json"]["municipality"])
            self.assertEqual([("kolada", True)],
                             [(run["job"], run["code"].startswith("http.")) for run in parts["failures.json"]])
            self.assertEqual({"job", "started_at", "class", "code"}, set(parts["failures.json"][0]))
            self.assertIn("configuration", [look["subject"] for look in parts["doctor.json"]])
            sizes = {part["name"]: part["bytes"] for part in parts["sizes.json"]}
            self.assertEqual(len(journal), sizes["journal.jsonl"])
            self.assertRegex(parts["versions.json"]["duckdb"], r"^v\d+\.\d+")
            self.assertEqual(journal, (lane.state / "journal.jsonl").read_bytes())
            before = file.read_bytes()
            for arguments, code in (((str(file),), "bundle.exists"), ((str(lane.state / "b.tar"),), "usage.output"),
                                    (("-",), "usage.bundle"), ((str(lane.folder / "b.tar"), "--rebuild"), "usage.bundle")):
                refused = lane.call("doctor", "--bundle", *arguments)
                self.assertEqual((78 if code == "bundle.exists" else 64, True),
                                 (refused.returncode, code in refused.stderr), refused.stderr)
            self.assertEqual(before, file.read_bytes())
            self.assertFalse((lane.state / "b.tar").exists() or (lane.folder / "b.tar").exists())

    def test_doctor_goes_on_where_the_configuration_is_wrong(self):
        before = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(before.replace('name = "kolada"', 'name = "kolada"\nevery = "12 hours"'), encoding="utf-8")
        file = self.lane.folder / "wrong.tar"
        try:
            done = self.lane.call("--json", "doctor")
            made = self.lane.call("doctor", "--bundle", str(file))
        finally:
            self.lane.config.write_text(before, encoding="utf-8")
        self.assertEqual((2, 2), (done.returncode, made.returncode), done.stderr + made.stderr)
        looks = {look["subject"]: look for look in json.loads(done.stdout)}
        self.assertEqual(("ill", True), (looks["configuration"]["health"], "12 hours" in looks["configuration"]["what"]))
        self.assertEqual(["well"] * 2, [looks[subject]["health"] for subject in ("warehouse", "journal")])
        with tarfile.open(file) as tar:
            checks = json.load(tar.extractfile("doctor.json"))
        self.assertIn(("configuration", "ill"), [(look["subject"], look["health"]) for look in checks])

    def test_a_bundle_has_no_row(self):
        file = self.lane.folder / "engine.tar"
        self.lane.call("doctor", "--bundle", str(file))
        with tarfile.open(file) as tar:
            versions = json.load(tar.extractfile("versions.json"))
            self.assertNotIn("Malå", "".join(tar.extractfile(member).read().decode() for member in tar))
        self.assertIn(versions["sluss"], self.lane.call("--version", check=True).stdout)

    def test_a_tab_gets_names_and_no_errors(self):
        def completions(kind, config=None):
            done = subprocess.run([str(PROGRAM), "--config", str(config or self.lane.config), "config", "names", kind],
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            return done.stdout.split()

        self.assertEqual(["kolada"], completions("jobs"))
        self.assertIn(NAME, completions("datasets"))
        runs = completions("runs")
        self.assertEqual(("last", "1"), (runs[0], runs[-1]))
        self.assertEqual(["kolada"], completions("sources"))
        self.assertEqual(["reader", "operator"], completions("roles"))
        self.assertEqual([], completions("held"))
        self.assertEqual([], completions("tokens"))
        self.lane.call("token", "add", "powerbi", check=True)
        self.assertEqual(["powerbi"], completions("tokens"))
        self.lane.call("token", "remove", "powerbi", check=True)
        self.assertEqual([], completions("tokens"))
        self.assertEqual([], completions("surplus"))
        for kind in ("jobs", "datasets", "runs", "sources", "held", "tokens", "roles"):
            self.assertEqual([], completions(kind, self.lane.folder / "none.toml"))

    def test_an_unknown_job_names_the_known(self):
        answer = self.lane.call("run", "kolda")
        self.assertEqual(64, answer.returncode)
        self.assertIn("job.unknown", answer.stderr)
        self.assertIn("Did you mean kolada? The jobs are: kolada", answer.stderr)

    def test_a_name_that_there_is_not_ends_every_command_alike(self):
        for code, *arguments in (
                ("job.unknown", "run", "kolda"), ("job.unknown", "show", "failed", "--job", "kolda"),
                ("datasets.unknown", "export", "nyckeltal_jamforlse"),
                ("datasets.unknown", "datasets", "nyckeltal_jamforlse"), ("source.unknown", "replay", "kolda"),
                ("usage.run", "show", "99"), ("usage.run", "findings", "99"), ("usage.run", "deliveries", "--run", "99"),
                ("hold.unknown_run", "release", "99"), ("token.unknown", "token", "remove", "none"),
                ("control.role", "token", "add", "bi", "--role", "reder"), ("as_of.no_run", "export", NAME, "--as-of", "run:99"),
                ("lineage.unknown", "lineage", "N99999", "1981", "2020"), ("area.invalid", "lineage", "N35024", "Salla", "2020"),
                ("period.invalid", "lineage", "N35024", "1981", "20x0"), ("time.invalid", "audit", "list", "--since", "soon"),
                ("duration.invalid", "query", "select 1", "--timeout", "long"),
                ("duckdb.sql", "query", "select * from core.obsrvation"), ("duckdb.sql", "query", "selec 1"),
                ("config.municipality", "init", "--municipality", "Salla", "--output", str(self.lane.folder / "none.toml"))):
            done = self.lane.call("--json", *arguments)
            self.assertEqual(64, done.returncode, (arguments, done.stderr))
            error = json.loads(done.stderr.strip().splitlines()[-1])["errors"][0]
            self.assertEqual(code, error["code"], arguments)
            self.assertTrue(error["remedy"] or code == "duckdb.sql", arguments)
        self.assertEqual(2, self.lane.call("query", "select error('x')").returncode, "what the query itself does")


class Outputs(unittest.TestCase):
    """Where commands write, what they read, and what would be lost unseen."""

    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.lane = Lane(cls.source.url, indicators=["N35024"], extra_job="units = []\nfirst_year = 2015",
                        now="2026-03-31T12:00:00Z")
        cls.lane.run()
        cls.whole = cls.lane.call("export", NAME, "--format", "csv", check=True).stdout

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()
        cls.source.close()

    def shell(self, script: str, *arguments: str):
        """The program as a shell begins it: `script` has "$@" where it is called."""
        command = ["sh", "-c", script, "sh", str(PROGRAM), "--config", str(self.lane.config), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def path(self, name: str) -> pathlib.Path:
        return self.lane.folder / name

    def export_to(self, path, *more: str):
        return self.lane.call("export", NAME, "--format", "csv", "--output", str(path), *more)

    def test_standard_output_has_names(self):
        for name in ("-", "/dev/stdout"):
            self.assertEqual(self.whole, self.export_to(name).stdout, name)
        done = subprocess.run([str(PROGRAM), "--config", str(self.lane.config), "export", NAME, "--output", "-"],
                              cwd=self.lane.folder, capture_output=True, text=True, timeout=120)
        self.assertIn("─", done.stdout)
        self.assertFalse(self.path("-").exists())
        self.assertEqual(64, self.lane.call("export", NAME, "--format", "xlsx", "--output", "-").returncode)
        nowhere = self.lane.folder / "nowhere" / "below" / "sluss.toml"
        refused = self.lane.call("init", "--municipality", "Sala", "--output", str(nowhere))
        self.assertEqual(78, refused.returncode, refused.stderr)
        self.assertIn("init.no_folder", refused.stderr)
        self.assertFalse(nowhere.parent.parent.exists())
        written = self.lane.call("init", "--municipality", "Sala", "--output", "-", check=True).stdout
        self.assertTrue(tomllib.loads(written)["municipality"] == "1981", written)
        self.assertEqual(64, self.lane.call("backup", "keygen", "--to", "-").returncode)

    def test_a_pipe_or_device_is_written_to_and_stays(self):
        pipe = self.path("pipe")
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
            self.assertEqual(0, self.export_to(pipe).returncode)
            self.assertEqual(self.whole, reader.stdout.read())
        self.assertTrue(stat.S_ISFIFO(pipe.lstat().st_mode))
        self.assertEqual(0, self.export_to("/dev/null").returncode)
        self.assertTrue(stat.S_ISCHR(os.lstat("/dev/null").st_mode))
        full = self.export_to("/dev/full")
        self.assertEqual(2, full.returncode)
        self.assertIn("output.write", full.stderr)
        self.assertEqual(64, self.export_to(self.lane.folder).returncode)
        self.assertEqual(0, self.lane.call("init", "--municipality", "Sala", "--output", "/dev/null").returncode)

    def test_nothing_of_the_states_is_written_over(self):
        files = [*self.lane.state.rglob("*"), self.lane.config]
        before = {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files if file.is_file()}
        link = self.lane.folder / "into_the_state.csv"
        link.symlink_to(self.lane.state / "journal.jsonl")
        for place in (self.lane.state / "journal.jsonl", self.lane.state / "new.csv", self.lane.state / "warehouse" / "current",
                      link, self.lane.folder / "." / self.lane.state.name / "x.csv", self.lane.config):
            done = self.lane.call("--json", "export", "publiceringskalender", "--format", "csv", "--output", str(place))
            self.assertEqual((64, "usage.output"), (done.returncode, json.loads(done.stderr)["errors"][0]["code"]), place)
        link.unlink()
        self.assertEqual(before, {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in before})

    def test_a_terminal_that_is_not_there_is_not_waited_for(self):
        done = subprocess.run([str(PROGRAM), "--config", str(self.lane.config), "export", NAME, "--format", "csv", "--output",
                               "/dev/tty"], capture_output=True, text=True, timeout=120, start_new_session=True)
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn("output.write", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "root keeps secrets from others")
    def test_a_secret_that_the_unit_passes_is_a_warning_to_others(self):
        before = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(before.replace("[source.kolada]", '[source.kolada]\nsecret_headers = {"X-Key" = "api"}'),
                                    encoding="utf-8")
        folder = self.path("credentials")
        folder.mkdir(mode=0o700)
        (folder / "api").write_text("gomtochhemligt")
        (folder / "api").chmod(0o600)
        self.lane.folder.chmod(0o711)

        def as_another(*arguments, **environment):
            return subprocess.run([str(PROGRAM), "--config", str(self.lane.config), "--json", *arguments], user=65533, group=65532,
                                  extra_groups=[], capture_output=True, text=True, env={**self.lane.environment, **environment})

        try:
            for mode in (0o700, 0o711):
                folder.chmod(mode)
                checked = as_another("check")
                self.assertEqual(0, checked.returncode, checked.stderr)
                closed = [one for one in json.loads(checked.stdout)["warnings"] if one["code"] == "credential.closed"]
                self.assertEqual(["source.kolada.secret_headers"], [one["field"] for one in closed])
                self.assertIn(f"LoadCredential=api:{folder}/api", closed[0]["remedy"])
                looks = [look for look in json.loads(as_another("doctor").stdout) if look["subject"] == "credentials"]
                self.assertEqual(["warning"], [look["health"] for look in looks], looks)
            folder.chmod(0o700)
            unit = as_another("check", CREDENTIALS_DIRECTORY=str(self.lane.folder))
            self.assertEqual(78, unit.returncode, "the unit itself does not pass it")
            self.assertIn("credential.missing", unit.stderr)
        finally:
            self.lane.config.write_text(before, encoding="utf-8")
            shutil.rmtree(folder)
            self.lane.folder.chmod(0o700)

    @unittest.skipUnless(os.geteuid() == 0, "root makes itself another user")
    def test_doctor_reports_what_it_may_not_read(self):
        mode = stat.S_IMODE(self.lane.state.stat().st_mode)
        self.lane.folder.chmod(0o711)
        self.lane.state.chmod(0o700)
        try:
            done = subprocess.run([str(PROGRAM), "--config", str(self.lane.config), "--json", "doctor"], user=65533, group=65532,
                                  extra_groups=[], capture_output=True, text=True, env=self.lane.environment)
        finally:
            self.lane.state.chmod(mode)
            self.lane.folder.chmod(0o700)
        self.assertEqual(2, done.returncode, done.stderr)
        looks = {look["subject"]: look for look in json.loads(done.stdout)}
        for subject in ("warehouse", "journal"):
            self.assertEqual("ill", looks[subject]["health"])
            self.assertIn("disk.permission", looks[subject]["what"])
            self.assertIn("sudo -u root", looks[subject]["remedy"])

    def test_models_beside_the_configuration_are_checked(self):
        datasets, models = self.path("datasets"), self.path("models")
        for folder in (datasets, models):
            folder.mkdir()
            self.addCleanup(shutil.rmtree, folder)
        (datasets / "min_tabell.toml").write_text("""title = "Min tabell"
purpose = "Prov"
grain = "En rad"
source = "Prov"
owner = "Prov"
version = "1"
order = ["tal"]
overview = ["tal"]
[[column]]
name = "tal"
heading = "Tal"
type = "heltal"
description = "Ett tal"
""", encoding="utf-8")
        self.assertEqual(78, self.lane.call("check").returncode)
        self.assertIn(str(models / "min_tabell.sql"), self.lane.call("check").stderr)
        (models / "min_tabell.sql").write_text("""-- min_tabell
-- Purpose: a test
-- Grain: one row
-- Keys: tal
-- Reads: nothing
-- Models: none
-- Version: 1
select 1 as tal
""", encoding="utf-8")
        self.assertEqual(["serve.nothing"], [one["code"] for one in json.loads(self.lane.call("--json", "check", check=True).stdout)["warnings"]])
        self.lane.run()
        self.assertIn("1", self.lane.call("export", "min_tabell", "--format", "csv", check=True).stdout)
        (models / f"{NAME}.sql").write_text("select 1", encoding="utf-8")
        checked = self.lane.call("--json", "check", check=True)
        self.assertEqual(["model.header", "serve.nothing"], [one["code"] for one in json.loads(checked.stdout)["warnings"]])
        looks = json.loads(self.lane.call("--json", "doctor").stdout)
        self.assertTrue([look for look in looks if look["health"] == "ill" and "model.header" in look["what"]], looks)

    def test_a_link_stays_and_what_it_leads_to_is_replaced(self):
        target, link = self.path("target.csv"), self.path("link.csv")
        target.write_text("old", encoding="utf-8")
        link.symlink_to(target.name)
        self.assertEqual(0, self.export_to(link).returncode)
        self.assertTrue(link.is_symlink())
        self.assertEqual(self.whole.encode(), target.read_bytes().replace(b"\r\n", b"\n"))
        dangling = self.path("dangling.csv")
        dangling.symlink_to("nowhere.csv")
        self.assertEqual(64, self.export_to(dangling).returncode)
        config = self.path("other.toml")
        config.symlink_to("real.toml")
        self.path("real.toml").write_text("", encoding="utf-8")
        self.lane.call("init", "--municipality", "Sala", "--force", "--output", str(config), check=True)
        self.assertTrue(config.is_symlink())
        self.assertIn("1981", self.path("real.toml").read_text(encoding="utf-8"))

    def test_what_is_lost_is_an_error(self):
        for closed in ('"$@" >&-', '"$@" >/dev/full'):
            for command in (["export", NAME], ["--version"], ["runs"], ["config", "example"]):
                done = self.shell(closed, *command)
                self.assertEqual(2, done.returncode, (closed, command))
                self.assertIn("output.write", done.stderr, (closed, command))
        self.assertEqual("", self.shell('"$@" | head -c 1 >/dev/null', "export", NAME, "--quiet").stderr)

    def test_a_token_that_could_not_be_shown_is_not_kept(self):
        for number, closed in enumerate(('"$@" >&-', '"$@" >/dev/full', '"$@" >&- 2>&- <&-')):
            name = f"unseen{number}"
            done = self.shell(closed, "token", "add", name)
            self.assertEqual(2, done.returncode, closed)
            if "2>&-" not in closed:
                self.assertIn("output.write", done.stderr)
                self.assertIn("not kept", done.stderr)
            self.assertNotIn(name, self.lane.call("token", "list", check=True).stdout)
            self.assertFalse((self.lane.state / "tokens").exists(), "it was never one")
        audited = json.loads(self.lane.call("--json", "audit", "list", check=True).stdout)
        mine = [row for row in audited if row["object"] == "token unseen0"]
        self.assertEqual([("token.create", "failed", "output.write")],
                         [(row["action"], row["outcome"], row["code"]) for row in mine])
        gone = self.shell('"$@" | true; :', "token", "add", "unread")
        listed = self.lane.call("token", "list", check=True).stdout
        self.assertTrue("unread" not in listed or not gone.stderr.count("output.write"), gone.stderr)
        self.lane.call("token", "add", "seen", check=True)
        self.assertIn("seen", self.lane.call("token", "list", check=True).stdout)

    def test_only_regular_files_are_read(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.lane.folder))
        shutil.copy(self.lane.config, folder / "sluss.toml")
        (folder / "conf.d").mkdir()
        os.mkfifo(folder / "pipe")

        def refused(*arguments, code="config.unreadable", status=78):
            done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=60,
                                  stdin=subprocess.DEVNULL)
            self.assertEqual(status, done.returncode, done.stderr)
            self.assertIn(code, done.stderr)
            self.assertIn("remedy:", done.stderr)

        refused("--config", folder / "pipe", "check")
        refused("--config", "/dev/zero", "check")
        refused("--config", folder, "check")
        with open(folder / "large.toml", "wb") as large:
            large.truncate(1 << 30)
        refused("--config", folder / "large.toml", "check", code="config.too_large")
        done = self.shell('cat /dev/null | "$1" --config /dev/stdin check')
        self.assertEqual((78, True), (done.returncode, "config.unreadable" in done.stderr), done.stderr)
        os.mkfifo(folder / "conf.d" / "a.toml")
        refused("--config", folder / "sluss.toml", "check")
        (folder / "conf.d" / "a.toml").unlink()
        for part, name in (("datasets", "x.toml"), ("indicators", "x.toml"), ("sets", "x.toml")):
            (folder / part).mkdir()
            os.mkfifo(folder / part / name)
            done = subprocess.run([str(PROGRAM), "--config", str(folder / "sluss.toml"), "check"], capture_output=True,
                                  text=True, timeout=60)
            self.assertEqual(78, done.returncode, (part, done.stdout))
            shutil.rmtree(folder / part)
        refused("--config", folder / "sluss.toml", "backup", "--to", folder / "x.tar.zst", "--to-key", folder / "pipe",
                code="file.kind")
        (folder / "credentials").mkdir()
        os.mkfifo(folder / "credentials" / "smtp", 0o600)
        with open(folder / "sluss.toml", "a", encoding="utf-8") as config:
            config.write('[mail]\nserver = "h"\nfrom = "a@b.se"\ncredential = "smtp"\n')
        done = subprocess.run([str(PROGRAM), "--config", str(folder / "sluss.toml"), "--json", "check"], capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(["credential.unreadable", "serve.nothing"], [warning["code"] for warning in json.loads(done.stdout)["warnings"]])

    def test_an_error_of_a_jobs_key_names_the_job(self):
        before = self.lane.config.read_text(encoding="utf-8")
        self.addCleanup(self.lane.config.write_text, before, encoding="utf-8")
        more = '[[job]]\nname = "annat"\nsource = "kolada"\nindicators = ["N15428"]\nevry = "6h"\n'
        self.lane.config.write_text(f"{before}\n{more}", encoding="utf-8")
        refused = self.lane.call("check")
        self.assertEqual(78, refused.returncode)
        self.assertIn('(job "annat": evry)', refused.stderr)
        errors = json.loads(self.lane.call("--json", "check").stderr)
        self.assertIn('"job.1.evry"', json.dumps(errors), "programs have the path")
        self.lane.config.write_text(f"{before}\n{more}".replace('evry = "6h"', 'every = "5s"'), encoding="utf-8")
        warned = self.lane.call("check", check=True)
        self.assertIn(' job "annat": every)', warned.stdout, "so does a warning's")
        fields = [warning["field"] for warning in json.loads(self.lane.call("--json", "check", check=True).stdout)["warnings"]]
        self.assertIn("job.1.every", fields)

    def test_a_folder_to_publish_to_that_is_not_there_is_warned_of(self):
        before = self.lane.config.read_text(encoding="utf-8")
        self.addCleanup(self.lane.config.write_text, before, encoding="utf-8")
        share = self.path("utlamning")
        self.lane.config.write_text(f'{before}\n[[publish]]\ndataset = "{NAME}"\nformats = ["csv"]\nto = "folder:{share}"\n',
                                    encoding="utf-8")

        def reports():
            warnings = json.loads(self.lane.call("--json", "check", check=True).stdout)["warnings"]
            looks = json.loads(self.lane.call("--json", "doctor").stdout)
            return ([(warning["field"], f"{share} is not there" in warning["what"]) for warning in warnings
                     if warning["code"] == "publish.folder"],
                    [look["health"] for look in looks if "publish.folder" in look["what"]])

        self.assertEqual(([("publish.0.to", True)], ["warning"]), reports())
        share.mkdir()
        self.addCleanup(shutil.rmtree, share)
        self.assertEqual(([], []), reports())

    def test_each_credential_that_is_missing_is_reported(self):
        before = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(before + '''[mail]
server = "smtp.example.se"
from = "a@example.se"
credential = "smtp"
ca_file = "/nonexistent/ca.pem"
[control]
socket_group = "finns-inte"
[[notify]]
name = "hook"
webhook = "address"
key = "signs"
''', encoding="utf-8")
        try:
            checked = self.lane.call("--json", "check")
            looks = json.loads(self.lane.call("--json", "doctor").stdout)
        finally:
            self.lane.config.write_text(before, encoding="utf-8")
        # The release before did not check these: a warning, so that no upgrade stops what depends on `check`.
        self.assertEqual(0, checked.returncode, checked.stderr)
        warnings = json.loads(checked.stdout)["warnings"]
        self.assertEqual({"mail.credential": "credential.missing", "notify.0.webhook": "credential.missing",
                          "notify.0.key": "credential.missing", "mail.ca_file": "file.missing",
                          "control": "control.group", "job": "serve.nothing"}, {warning["field"]: warning["code"] for warning in warnings})
        self.assertEqual([], [warning for warning in warnings if not warning["remedy"]])
        ill = [look for look in looks if look["health"] == "ill"]
        self.assertEqual(3, len([look for look in ill if look["subject"] == "credentials"]), ill)
        self.assertEqual({"file.missing", "control.group"},
                         {look["what"].split(":")[0] for look in ill if look["subject"] == "configuration"}, ill)


    def test_a_file_of_certificates_without_any_is_reported(self):
        before = self.lane.config.read_text(encoding="utf-8")
        words = self.lane.folder / "words.pem"
        words.write_text("no certificate\n")
        self.addCleanup(self.lane.config.write_text, before, encoding="utf-8")
        self.lane.config.write_text(before.replace("[http]\n", f'[http]\nca_file = "{words}"\n') +
                                    f'[mail]\nca_file = "{words}"\n', encoding="utf-8")
        checked = self.lane.call("--json", "check", check=True)
        self.assertEqual([("http.ca_file", "certificate.unreadable"), ("job", "serve.nothing"),
                          ("mail.ca_file", "certificate.unreadable")],
                         sorted((warning["field"], warning["code"]) for warning in json.loads(checked.stdout)["warnings"]))


class Samples(unittest.TestCase):
    """The package's samples for conf.d: right as they are, beside the example with every key."""

    def check(self, *parts: pathlib.Path, more: str = ""):
        with tempfile.TemporaryDirectory(prefix="sluss-samples-") as name:
            folder = pathlib.Path(name)
            example = (ROOT / "config" / "sluss.toml").read_text(encoding="utf-8")
            state = 'state = "/var/lib/sluss"'
            self.assertIn(state, example)
            (folder / "sluss.toml").write_text(example.replace(state, f'state = "{folder}/state"'), encoding="utf-8")
            (folder / "conf.d").mkdir()
            (folder / "credentials").mkdir(mode=0o700)
            for part in parts:
                text = part.read_text(encoding="utf-8")
                (folder / "conf.d" / part.name).write_text(text + more, encoding="utf-8")
                sample = tomllib.loads(text)
                for table in (sample.get("mail", {}), *sample.get("source", {}).values()):
                    if "credential" in table:
                        secret = folder / "credentials" / table["credential"]
                        secret.write_text("a password", encoding="utf-8")
                        secret.chmod(0o600)
            return subprocess.run([str(PROGRAM), "--config", str(folder / "sluss.toml"), "--json", "check"],
                                  capture_output=True, text=True, timeout=60)

    def test_each_is_right_and_read(self):
        samples = sorted((ROOT / "config" / "examples" / "conf.d").iterdir())
        self.assertEqual(["control.toml", "mail.toml", "odbc.toml", "publish.toml", "register.toml"], [sample.name for sample in samples])
        jobs = json.loads(self.check().stdout)["jobs"]
        for sample in samples:
            with self.subTest(sample.name):
                done = self.check(sample)
                self.assertEqual((0, "right"), (done.returncode, json.loads(done.stdout or "{}").get("status")), done.stderr)
                self.assertEqual(jobs + (sample.name in ("odbc.toml", "register.toml")), json.loads(done.stdout)["jobs"])
                wrong = self.check(sample, more="surplus = 1\n")
                self.assertEqual((78, True), (wrong.returncode, "config.unknown_key" in wrong.stderr), wrong.stderr)
        together = self.check(*samples)
        self.assertEqual(0, together.returncode, together.stderr)


class Service(unittest.TestCase):
    """`init --service`: a configuration with which the daemon is of use, by options or by answers on a terminal."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-service-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "sluss.toml"
        self.share = self.folder / "share"
        self.share.mkdir()
        self.command = [str(PROGRAM), "init", "--municipality", "Sala", "--output", str(self.file)]

    def init(self, *arguments: str):
        return subprocess.run([*self.command, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60)

    def answered(self, typed: str, *arguments: str):
        """The same with a terminal, on which all is typed before the prompts."""
        screen, keyboard = pty.openpty()
        try:
            os.write(screen, typed.encode())
            return subprocess.run([*self.command, "--service", *arguments], stdin=keyboard, capture_output=True,
                                  text=True, timeout=60)
        finally:
            os.close(keyboard)
            os.close(screen)

    def written(self) -> dict:
        checked = subprocess.run([str(PROGRAM), "--config", str(self.file), "--json", "check"], capture_output=True,
                                 text=True, timeout=60)
        self.assertEqual((0, "right"), (checked.returncode, json.loads(checked.stdout or "{}").get("status")),
                         checked.stderr)
        return tomllib.loads(self.file.read_text(encoding="utf-8"))

    def test_options_give_all_of_it(self):
        done = self.init("--service", "--listen", "127.0.0.1:8470", "--mail-to", "anna@example.se, bo@example.se", "--smtp",
                         "mail.example.se:25", "--mail-from", "Sluss <fran@example.se>", "--publish-to", str(self.share))
        self.assertEqual(0, done.returncode, done.stderr)
        written = self.written()
        self.assertEqual("publication", written["job"][0]["on"])
        self.assertEqual({"listen": "127.0.0.1:8470"}, written["control"])
        self.assertEqual({"server": "mail.example.se", "port": 25, "security": "starttls", "from": "Sluss <fran@example.se>"},
                         written["mail"])
        self.assertEqual([["anna@example.se", "bo@example.se"]] * 2, [route["to"] for route in written["notify"]])
        self.assertEqual([f"folder:{self.share}"], [target["to"] for target in written["publish"]])
        text = self.file.read_text(encoding="utf-8")
        self.assertIn(f"#   ReadWritePaths={self.share}\n", text)
        self.assertNotIn("Copy to", text)
        for more in ((), ("--force",)):
            again = self.init("--service", *more)
            self.assertEqual((78, True), (again.returncode, "init.exists" in again.stderr), again.stderr)
        self.assertEqual(text, self.file.read_text(encoding="utf-8"))

    def test_the_mail_server_of_this_machine_needs_no_tls(self):
        for server, port in (("127.0.0.1", 25), ("localhost:2525", 2525)):
            done = self.init("--service", "--mail-to", "anna@example.se", "--smtp", server, "--mail-from", "fran@example.se")
            self.assertEqual(0, done.returncode, done.stderr)
            written = self.written()
            self.assertEqual(("none", port), (written["mail"]["security"], written["mail"]["port"]))
            self.assertIn("# This machine's own mail server", self.file.read_text(encoding="utf-8"))
            told = [route["name"] for route in written["notify"] if "run_failed" in route["events"]]
            self.assertEqual(["forvaltningen"], told, "who puts a file in is told that it could not be read, and once")
            self.assertIn('# page = "https://sluss.example.se"', self.file.read_text(encoding="utf-8"))
            self.file.unlink()

    def test_each_part_may_be_left_out(self):
        self.assertEqual(0, self.init("--service").returncode)
        written = self.written()
        self.assertEqual("publication", written["job"][0]["on"])
        self.assertEqual([], [part for part in ("control", "mail", "notify", "publish") if part in written])

    def test_half_of_a_part_writes_nothing(self):
        for arguments, code in ((("--service", "--mail-to", "anna@example.se"), "usage.mail"),
                                (("--service", "--publish-to", "share"), "usage.publish_to"),
                                (("--listen", "127.0.0.1:8470"), "usage.service")):
            done = self.init(*arguments)
            self.assertEqual((64, True), (done.returncode, code in done.stderr), done.stderr)
            self.assertEqual(["share"], os.listdir(self.folder))

    def test_a_terminal_is_asked_until_the_answer_is_right(self):
        done = self.answered("0.0.0.0:8470\n127.0.0.1:8470\nanna@example.se\nmail.example.se\nfran@example.se\n\n")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("control.tls", done.stderr)
        written = self.written()
        self.assertEqual(("127.0.0.1:8470", "mail.example.se", 587, "fran@example.se"),
                         (written["control"]["listen"], written["mail"]["server"], written["mail"]["port"], written["mail"]["from"]))
        self.assertNotIn("publish", written)

    def test_what_an_option_gives_is_not_asked(self):
        done = self.answered("\n" + str(self.share) + "\n", "--listen", "127.0.0.1:8470")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertNotIn("Where shall the pages answer", done.stdout)
        written = self.written()
        self.assertEqual(("127.0.0.1:8470", False), (written["control"]["listen"], "mail" in written))
        self.assertEqual(f"folder:{self.share}", written["publish"][0]["to"])

    def test_the_end_of_input_writes_nothing(self):
        done = self.answered("127.0.0.1:8470\n\x04")
        self.assertEqual((64, True), (done.returncode, "usage.unanswered" in done.stderr), done.stderr)
        self.assertEqual(["share"], os.listdir(self.folder))


class Endless(unittest.TestCase):
    """A query without an end, over a driver without a time-out: the run ends itself, with or without a daemon."""

    def test_a_run_ends_at_its_timeout(self):
        driver = sqlite_driver()
        if driver is None:
            self.skipTest("SQLite's ODBC driver is missing")
        lane = Lane("http://127.0.0.1:1/v3")
        self.addCleanup(lane.close)
        database = lane.folder / "data.db"
        sqlite3.connect(database).execute("pragma user_version = 1").connection.commit()
        database.touch()
        lane.config.write_text(f'''municipality = "1981"
state = "{lane.state}"
[source.verk]
kind = "odbc"
connection = "Driver={driver};Database={database}"
[[job]]
name = "evig"
source = "verk"
every = "1h"
timeout = "1s"
query = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n"
table = "evig"
''', encoding="utf-8")
        failed = lane.call("run", "evig")
        self.assertEqual(2, failed.returncode, failed.stderr)
        self.assertEqual(1, failed.stderr.count("sluss: run.timeout"), failed.stderr)
        self.assertIn("timeout = ", failed.stderr)
        self.assertEqual("run.timeout", lane.show()["error"]["code"])
        with open(lane.folder / "log", "ab") as log:
            daemon = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "--log-format", "json", "serve"],
                                      stdout=subprocess.DEVNULL, stderr=log)
        try:
            until(lambda: json.loads(lane.call("--json", "status").stdout)["jobs"][0].get("last_error") == "run.timeout",
                  "the daemon's own run to end")
            failed = lane.call("run", "evig")
            self.assertEqual(1, failed.stderr.count("run.timeout"), failed.stderr)
            self.assertEqual(2, failed.returncode, failed.stderr)
        finally:
            daemon.terminate()
            self.assertEqual(0, daemon.wait(60))


class Rebuild(unittest.TestCase):
    def lane(self, first_year):
        source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(source.close)
        lane = Lane(source.url, indicators=["N35024"], extra_job=f"units = []\nfirst_year = {first_year}")
        self.addCleanup(lane.close)
        return source, lane

    def test_a_damaged_warehouse_is_found_and_rebuilt(self):
        source, lane = self.lane(2015)
        lane.run()
        everything = "select * from core.observation order by all"
        before = lane.query(everything)
        for generation in (lane.state / "warehouse").glob("*.duckdb"):
            generation.chmod(0o600)  # committed ones are read only
            with open(generation, "r+b") as file:
                file.seek(generation.stat().st_size // 2)
                file.write(b"\xff" * 4096)
        doctor = lane.call("doctor")
        self.assertEqual(2, doctor.returncode, doctor.stdout)
        self.assertIn("ill", doctor.stdout)
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(before, lane.query(everything))

    def test_a_status_without_a_daemon_shows_what_failed_last(self):
        source, lane = self.lane(2018)
        job = lambda: json.loads(lane.call("status", "--json", check=True).stdout)["jobs"][0]
        source.faults({"kind": "html", "path": "/data"})
        lane.run(expect=2)
        self.assertEqual((None, "kolada.html"), (job()["last"], job()["failed"]["code"]))
        source.clear_faults()
        lane.run()
        self.assertEqual((1, None), (job()["last"]["run"], job()["failed"]))
        source.faults({"kind": "html", "path": "/data"})
        lane.call("run", "kolada", "--full")
        self.assertEqual((1, "kolada.html"), (job()["last"]["run"], job()["failed"]["code"]))
        shown = next(line for line in lane.call("status", check=True).stdout.splitlines() if line.startswith("kolada"))
        self.assertIn("failed", shown)
        self.assertIn("kolada.html", shown)

        def failures(*command):
            lines = lane.call(*command, check=True).stdout.splitlines()
            return [line for line in lines if line.startswith("failed: kolada: kolada.html: ")]
        why = job()["failed"]["what"]
        for command in (("status",), ("runs",)):  # in text, of the last run alone
            self.assertEqual(["failed: kolada: " + why], failures(*command))
        source.clear_faults()
        lane.run()
        for command in (("status",), ("runs",)):
            self.assertEqual([], failures(*command))

    def test_why_a_run_failed_is_once_on_a_terminal(self):
        source, lane = self.lane(2018)
        source.faults({"kind": "html", "path": "/data"})
        command = [str(PROGRAM), "--config", str(lane.config), "run", "kolada"]
        ours, theirs = pty.openpty()
        with open(lane.folder / "said", "wb") as terminal:
            def gather():
                try:
                    while piece := os.read(ours, 4096):
                        terminal.write(piece)
                except OSError:  # closed at its other end
                    pass
            reader = threading.Thread(target=gather)
            reader.start()
            try:
                code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, timeout=300).returncode
            finally:
                os.close(theirs)
                reader.join()
                os.close(ours)
        output = (lane.folder / "said").read_text(encoding="utf-8")
        self.assertEqual((2, 1), (code, output.count("sluss: kolada.html: ")), output)
        self.assertNotIn("run.failed", output)
        self.assertIn("run.failed", lane.call("run", "kolada").stderr)  # what gathers logs has it as before

    def test_a_failed_run_has_a_name_by_which_it_is_shown(self):
        source, lane = self.lane(2018)
        refused = lane.call("show", "failed")
        self.assertEqual((64, True), (refused.returncode, "no run has failed" in refused.stderr), refused.stderr)
        source.faults({"kind": "html", "path": "/data"})
        lane.run(expect=2)
        source.clear_faults()
        lane.run()
        source.faults({"kind": "status-500", "path": "/data"})
        self.assertEqual(2, lane.call("run", "kolada", "--full").returncode)
        source.clear_faults()
        lane.run()
        failed = [run for run in json.loads(lane.call("runs", "--json", check=True).stdout) if run["run"] is None]
        self.assertEqual(["http.status_5xx", "kolada.html"], [run["error"]["code"] for run in failed])
        listed = lane.call("runs", check=True).stdout
        entries = {row["number"]: row for row in json.loads(lane.call("audit", "list", "--limit", "0", "--json", check=True).stdout)}
        for run in failed:
            name = f"failed:{run['journal_entry']}"
            self.assertIn(name, listed)
            self.assertEqual("failed", entries[run["journal_entry"]]["kind"])
            self.assertEqual(run["error"], json.loads(lane.call("show", name, "--json", check=True).stdout)["error"])
            shown = lane.call("show", name, check=True).stdout.splitlines()
            self.assertRegex(shown[0], rf"^{name}: run of kolada, [-0-9]+ [0-9:]+ CES?T$")
            self.assertEqual("  " + run["error"]["what"], shown[1])
        last = lane.call("show", f"failed:{failed[0]['journal_entry']}", check=True).stdout
        for command in (["show", "failed"], ["show", "failed", "--job", "kolada"]):
            self.assertEqual(last, lane.call(*command, check=True).stdout)
        for wrong in (["show", "failed:1000000"], ["show", "failed:x"], ["show", "failed:0"], ["show", "failed", "--job", "another"],
                      ["show", "last", "--job", "kolada"]):
            refused = lane.call(*wrong)
            self.assertEqual((64, ""), (refused.returncode, refused.stdout), wrong)

    def test_what_reads_reports_that_runs_are_missing(self):
        source, lane = self.lane(2018)
        lane.run()
        reading = (("export", "nyckeltal_jamforelse"), ("query", "select 1"), ("runs",), ("calendar",), ("findings",))
        for command in reading:
            self.assertNotIn("warehouse.behind", lane.call(*command, check=True).stderr)
        newest = (lane.state / "warehouse" / "current").resolve()
        newest.chmod(0o600)  # committed ones are read only
        with open(newest, "r+b") as file:
            file.seek(newest.stat().st_size // 2)
            file.write(b"\xff" * 4096)
        shutil.rmtree(lane.state / "archive")  # and what it had cannot be applied again
        started = lane.call("release", "99")  # begins as everything does that writes
        self.assertIn("is damaged", started.stderr)
        for command in reading:
            with self.subTest(command):
                errors = lane.call(*command, check=True).stderr
                self.assertIn("warehouse.behind", errors)
                self.assertIn("doctor --rebuild", errors)

    def test_a_daemon_of_an_older_version_is_named(self):
        lane = Lane("http://127.0.0.1:1/v3", indicators=["N35024"])
        self.addCleanup(lane.close)
        lane.state.mkdir()

        class Old(http.server.BaseHTTPRequestHandler):
            def answer(self):
                known = {"/healthz": {"alive": True}, "/api/v1/status": {"daemon": {"version": "0.1.0"}}}
                body = json.dumps(known.get(self.path, {"status": 404, "code": "request.path", "detail": "nothing there"}))
                self.send_response(200 if self.path in known else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = answer
            address_string = lambda self: "socket"
            log_message = lambda *_: None

        with socketserver.ThreadingUnixStreamServer(str(lane.state / "sluss.sock"), Old) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.addCleanup(server.shutdown)
            done = lane.call("--json", "doctor", "--rebuild")
            server.shutdown()
        error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
        self.assertEqual((78, "daemon.older"), (done.returncode, error["code"]), done.stderr)
        self.assertIn("0.1.0", error["what"])
        self.assertIn("systemctl restart sluss", error["remedy"])

    def test_a_state_may_have_any_name_but_what_duckdb_misreads(self):
        source, lane = self.lane(2018)
        right = lane.config.read_text(encoding="utf-8")
        for name in ("a*b[c]'d%3Fe;f{g} åäö#&$.", ".", "~", "-x "):
            with self.subTest(name):
                state = lane.folder / f"of {name}" if name == "." else lane.folder / name
                lane.config.write_text(right.replace(f'"{lane.state}"', json.dumps(str(state), ensure_ascii=False)),
                                       encoding="utf-8")
                lane.run()
                self.assertGreater(lane.number("select count(*) from core.observation"), 0)
                lane.call("doctor", "--rebuild", check=True)
                self.assertGreater(lane.export("nyckeltal_jamforelse", "parquet").stat().st_size, 0)
                lane.call("backup", "--to", str(lane.folder / "b.tar.zst"), check=True)
                (lane.folder / "b.tar.zst").unlink()
        wrong = lane.folder / "why?"
        lane.config.write_text(right.replace(str(lane.state), str(wrong)), encoding="utf-8")
        for command in (("check",), ("run", "kolada"), ("serve",), ("doctor", "--rebuild"), ("query", "select 1")):
            with self.subTest(command):
                done = lane.call("--json", *command)
                error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
                self.assertEqual((78, "config.path"), (done.returncode, error["code"]), done.stderr)
                self.assertFalse(wrong.exists())
        file = lane.folder / "a file"
        file.write_text("mine", encoding="utf-8")
        lane.config.write_text(right.replace(str(lane.state), str(file)), encoding="utf-8")
        done = lane.call("--json", "check")
        error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
        self.assertEqual((78, "config.path", "state"), (done.returncode, error["code"], error["place"]["field"]), done.stderr)
        self.assertIn("which is a file", error["what"])
        made = lane.call("init", "--output", str(lane.folder / "new.toml"), "--municipality", "1981", "--state", "why?")
        self.assertEqual(78, made.returncode)
        self.assertFalse((lane.folder / "new.toml").exists())

    def test_what_reads_before_the_first_run_has_one_answer(self):
        lane = Lane("http://127.0.0.1:1/v3", indicators=["N35024"])
        self.addCleanup(lane.close)
        for command in (("query", "select 1"), ("export", "nyckeltal_jamforelse"), ("show", "last"), ("findings",)):
            with self.subTest(command):
                done = lane.call("--json", *command)
                error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
                self.assertEqual((2, "warehouse.empty", "data"), (done.returncode, error["code"], error["class"]))
                self.assertIn("sluss run kolada", error["remedy"])


class Leftovers(unittest.TestCase):
    def test_what_a_killed_run_had_fetched_is_gone_on_with_or_removed(self):
        source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(source.close)
        lane = Lane(source.url, indicators=["N35024"], extra_job="units = []\nfirst_year = 2015", now="2026-04-01T06:00:00Z")
        self.addCleanup(lane.close)
        archive = lane.state / "archive"

        def unfinished():
            return [path for path in archive.rglob("*.seg") if not path.with_suffix(".idx").exists()]

        def killed(now):
            lane.now = now
            self.assertEqual(-9, lane.call("run", "kolada", environment={"SLUSS_KILL_AT": "archive.object_written:3"}).returncode)

        killed("2026-04-01T06:00:00Z")
        self.assertEqual(1, len(unfinished()))
        lane.now = "2026-04-01T07:00:00Z"
        lane.run()
        self.assertEqual([], unfinished(), "the next run has gone on with it")
        killed("2026-04-02T06:00:00Z")
        left = unfinished()
        self.assertEqual(1, len(left))
        whole = next(path for path in archive.rglob("*.seg") if path not in left)
        index = whole.with_suffix(".idx")
        index.rename(lane.folder / "index")
        lane.now = "2026-04-09T06:00:00Z"
        lane.run()
        self.assertEqual([whole], unfinished(), "too old to go on with, but what a run has published stays")
        (lane.folder / "index").rename(index)
        self.assertEqual(0, lane.call("archive", "verify").returncode)


if __name__ == "__main__":
    unittest.main()
