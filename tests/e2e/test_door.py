"""The daemon as people and machines use it: by commands over its socket, by a token over TCP, by a monitoring system."""
import json
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Door(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.port = free_port()
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.addClassCleanup(cls.source.close)
        cls.lane = Lane(cls.source.url, indicators=["N35024"],
                        extra_job='units = []\nfirst_year = 2015\nevery = "1h"',
                        extra=f'[control]\nlisten = "127.0.0.1:{cls.port}"\n')
        cls.addClassCleanup(cls.lane.close)
        log = open(cls.lane.folder / "log", "ab")
        cls.addClassCleanup(log.close)
        cls.daemon = subprocess.Popen([str(PROGRAM), "--config", str(cls.lane.config), "--log-format", "json", "serve"],
                                      stdout=subprocess.DEVNULL, stderr=log)
        cls.addClassCleanup(cls.end)
        end = time.monotonic() + PATIENCE
        while True:
            jobs = cls.lane.call("status", "--json")
            shown = json.loads(jobs.stdout) if jobs.returncode == 0 else {}
            if shown.get("daemon") and shown["jobs"][0]["last"] and not shown["daemon"]["running"]:
                break
            if time.monotonic() > end or cls.daemon.poll() is not None:
                raise AssertionError((cls.lane.folder / "log").read_text())
            time.sleep(0.1)

    @classmethod
    def end(cls):
        if cls.daemon.poll() is None:
            cls.daemon.send_signal(signal.SIGTERM)
            cls.daemon.wait(PATIENCE)

    def call(self, *words, code=0):
        done = self.lane.call(*words)
        self.assertEqual(code, done.returncode, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def fetch(self, path, token=None, method="GET", body=None, headers=()):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, method=method,
                                         headers={**({"Authorization": f"Bearer {token}"} if token else {}), **dict(headers)})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, dict(refused.headers), refused.read()

    def token(self, name, roles):
        made = self.call("token", "add", name, "--role", roles).stdout.strip()
        self.addCleanup(self.lane.call, "token", "remove", name)
        return made

    def test_a_role_that_opens_nothing_says_so(self):
        made = self.call("token", "add", "forberedare", "--role", "reader, preparer, approver")
        self.addCleanup(self.lane.call, "token", "remove", "forberedare")
        self.assertIn("note: opens nothing in this version: ", made.stderr)
        note = made.stderr[made.stderr.index("note: "):].splitlines()[0]
        self.assertEqual((True, True, False), ("preparer" in note, "approver" in note, "reader" in note), note)
        status, _, page = self.fetch("/om", made.stdout.strip())
        self.assertEqual(200, status)
        for what in ("göra i ordning inlämningar", "godkänna inlämningar"):
            self.assertIn(f"{what} (finns inte i den här versionen)", page.decode())
        plain = self.call("token", "add", "lasare", "--role", "reader, operator")
        self.addCleanup(self.lane.call, "token", "remove", "lasare")
        self.assertNotIn("note: ", plain.stderr)

    def test_run_goes_through_the_daemon(self):
        before = len(json.loads(self.call("--json", "runs").stdout))
        text = self.call("run", "kolada").stdout
        self.assertIn("read", text)
        shown = json.loads(self.call("--json", "run", "kolada", "--full").stdout)
        self.assertEqual("unchanged", shown["status"])
        self.assertEqual(before + 2, len(json.loads(self.call("--json", "runs").stdout)))
        self.assertIn("job.unknown", self.call("run", "nothing", code=64).stderr)
        entries = [json.loads(line) for line in (self.lane.state / "journal.jsonl").read_text().splitlines()]
        self.assertIn("job.run", json.dumps(entries))

    def test_a_failing_run_is_reported(self):
        self.source.faults({"kind": "html", "path": "/data"})
        self.addCleanup(self.source.clear_faults)
        failed = self.call("run", "kolada", "--full", code=2)
        self.assertIn("sluss: kolada.html: ", failed.stderr)
        self.assertIn("kolada.html", self.call("status", "--check", "--job", "kolada", code=1).stdout)
        self.source.clear_faults()
        self.call("run", "kolada", "--full")
        self.call("status", "--check", "--job", "kolada")

    def test_a_reader_is_shown_no_place_of_the_server(self):
        place = str(self.lane.folder)
        archive = self.lane.state / "archive"
        hidden = archive.with_name("hidden")
        archive.rename(hidden)  # a rebuild that fails reports why, with the place
        try:
            self.call("doctor", "--rebuild", code=2)
        finally:
            archive.exists() and shutil.rmtree(archive)
            hidden.rename(archive)
        watch, both = self.token("watch", "reader"), self.token("both", "reader,operator")
        body = self.fetch("/api/v1/rebuild", both)[2].decode()
        self.assertIn(place, body)
        self.assertIn(place, self.fetch("/api/v1/status", both)[2].decode())
        for path in ("status", "rebuild", "jobs", "runs", "runs/last", "held", "deliveries", "freshness"):
            status, _, answer = self.fetch(f"/api/v1/{path}", watch)
            self.assertEqual(200, status, path)
            self.assertNotIn(place, answer.decode(), path)
        shown = json.loads(self.fetch("/api/v1/rebuild", watch)[2])["last"]["error"]
        self.assertEqual(json.loads(body)["last"]["error"]["code"], shown["code"])
        self.assertIn("[path]", shown["what"] + shown["remedy"])
        self.call("doctor", "--rebuild")

    def test_pause_and_resume(self):
        watch = self.token("watch", "reader")
        job = lambda: json.loads(self.fetch("/api/v1/jobs", watch)[2])[0]
        self.call("pause", "kolada", "--until", "2099-01-01")
        self.assertTrue(job()["paused"])
        self.assertTrue(job()["paused_until"].startswith("2099-01-01"))
        self.call("resume", "kolada")
        self.assertIn("job.unknown", self.call("pause", "nothing", code=64).stderr)
        self.call("pause", "kolada", "--until", "soon", code=64)
        for moment, paused_until in (("2036-12-24 08:00", "2036-12-24T07:00:00Z"), ("2036-06-24 08:00 CEST", "2036-06-24T06:00:00Z")):
            self.assertIn(f"until {moment}", self.call("pause", "kolada", "--until", moment).stderr)
            self.assertEqual(paused_until, job()["paused_until"])
        self.call("resume", "kolada")
        for past in ("2026-01-01", "2026-01-01T06:00:00Z", "2026-01-01 08:00"):
            self.assertIn("is past", self.call("pause", "kolada", "--until", past, code=64).stderr)
        self.call("pause", "kolada", "--until", "2036-06-24 08:00 CET", code=64)
        self.assertFalse(job()["paused"])

    def test_reload_says_what_is_wrong(self):
        right = self.lane.config.read_text()
        self.addCleanup(self.lane.config.write_text, right)
        self.call("reload")
        # The command itself finds its socket by the configuration: what is wrong is in a part of its own.
        part = self.lane.folder / "conf.d" / "wrong.toml"
        part.parent.mkdir(exist_ok=True)
        part.write_text("[http]\natempts = 3\n")
        refused = self.call("reload", code=78)
        self.assertIn("atempts", refused.stderr)
        self.assertIn("wrong.toml:2", refused.stderr)
        part.unlink()
        self.call("reload")

    def test_reload_says_what_waits_for_a_restart(self):
        right = self.lane.config.read_text()
        self.addCleanup(self.lane.config.write_text, right)
        self.assertNotIn("next start", self.call("reload").stderr)
        self.assertEqual({"reloaded": True, "restart": []}, json.loads(self.call("reload", "--json").stdout))
        self.lane.config.write_text(right.replace(f'listen = "127.0.0.1:{self.port}"', f'listen = "127.0.0.1:{free_port()}"'))
        for _ in range(2):  # it waits, however often the configuration is read
            output = self.call("reload").stderr
            self.assertIn("has taken the configuration", output)
            self.assertIn("control.listen will hold from its next start on", output)
        self.assertEqual(["control.listen"], json.loads(self.call("reload", "--json").stdout)["restart"])

        def door():
            return next(look for look in json.loads(self.lane.call("--json", "doctor").stdout) if look["subject"] == "door")
        self.assertEqual("warning", door()["health"])
        self.assertIn(f"the daemon that runs listens on 127.0.0.1:{self.port}", door()["what"])
        self.assertIn("systemctl restart sluss", door()["remedy"])
        self.lane.config.write_text(right)
        self.assertNotIn("next start", self.call("reload").stderr)
        self.assertEqual("well", door()["health"])
        self.assertNotIn("next start", door()["what"])

    def test_a_broken_configuration_does_not_hide_the_daemon(self):
        right = self.lane.config.read_text()
        self.addCleanup(self.lane.config.write_text, right)
        broken = {"a table that is none": right + "\n[htp]\nattempts = 3\n", "no TOML": right + "\n[mail\nport = 25\n",
                  "a list without its end": right + "\nmore = [\n"}
        looks = (("runs",), ("show", "last"), ("findings",), ("deliveries",), ("archive", "list"), ("archive", "verify"))
        before = {look: self.call("--json", *look).stdout for look in looks}
        for what, text in broken.items():
            with self.subTest(what=what):
                self.lane.config.write_text(text)
                status = self.call("status", "--json", code=78)
                self.assertEqual(self.daemon.pid, json.loads(status.stdout)["daemon"]["pid"])
                self.assertIn("config.", status.stderr)
                self.assertIn("runs on", status.stderr)
                check = self.lane.call("status", "--check")
                self.assertIn(check.returncode, (1, 2), check.stdout)
                self.assertIn("the configuration has errors", check.stdout.splitlines()[0])
                self.assertEqual(1, check.stdout.splitlines()[0].count("|"))
                self.assertIn("[OK] the daemon runs", check.stdout)
                for look in looks:  # the state is shown as ever, and also that the configuration is wrong
                    shown = self.call("--json", *look, code=78)
                    self.assertEqual(before[look], shown.stdout, look)
                    self.assertIn("config.", shown.stderr)
                    self.assertEqual(1, shown.stderr.count("runs on"), look)
                audit = self.call("--json", "audit", "list", code=78)
                self.assertIn("kolada", audit.stdout)
                self.assertLess(0, json.loads(self.call("--json", "audit", "verify", code=78).stdout)["entries"])
                plan = self.call("--json", "plan", code=78)
                self.assertEqual([("kolada", "as the daemon has it")],
                                 [(slot["job"], slot["note"]) for slot in json.loads(plan.stdout)])
                self.assertEqual(1, plan.stderr.count("runs on"))
                reload = self.call("reload", code=78)
                self.assertIn("config.", reload.stderr)
                self.assertIn("runs on", reload.stderr)
        self.lane.config.write_text(right)
        self.call("reload")

    def test_check_for_monitoring(self):
        self.call("run", "kolada")
        self.call("resume", "kolada")
        fresh = self.call("status", "--check", "--dataset", "nyckeltal_jamforelse")
        self.assertTrue(fresh.stdout.startswith("SLUSS OK - "), fresh.stdout)
        self.assertIn("'age_nyckeltal_jamforelse'=", fresh.stdout)
        self.assertEqual(1, fresh.stdout.splitlines()[0].count("|"))
        unknown = self.call("status", "--check", "--dataset", "none", code=3)
        self.assertTrue(unknown.stdout.startswith("SLUSS UNKNOWN - "), unknown.stdout)
        wrong = self.call("status", "--check", "--warning", "soon", code=3)
        self.assertTrue(wrong.stdout.startswith("SLUSS UNKNOWN - "), wrong.stdout)
        self.assertIn(self.lane.call("status", "--check").returncode, (0, 1))

    def test_a_token_opens_what_its_role_says(self):
        token = self.token("powerbi", "reader")
        self.assertEqual(0o600, stat.S_IMODE((self.lane.state / "tokens").stat().st_mode))
        self.assertIn("powerbi", self.call("token", "list").stdout)
        self.assertEqual(401, self.fetch("/api/v1/status")[0])
        self.assertEqual(self.daemon.pid, json.loads(self.fetch("/api/v1/status", token)[2])["daemon"]["pid"])
        status, headers, rows = self.fetch("/api/v1/datasets/nyckeltal_jamforelse?format=json", token)
        self.assertEqual(200, status, rows)
        self.assertTrue(json.loads(rows))
        again = self.fetch("/api/v1/datasets/nyckeltal_jamforelse?format=json", token, headers=[("If-None-Match", headers["ETag"])])
        self.assertEqual(304, again[0])
        status, headers, file = self.fetch("/api/v1/datasets/nyckeltal_jamforelse?format=xlsx", token)
        self.assertEqual((200, b"PK"), (status, file[:2]))
        self.assertRegex(headers["Content-Disposition"], r'^attachment; filename="nyckeltal_jamforelse_\d{4}-\d\d-\d\d\.xlsx"$')
        for path in ("/api/v1/runs", "/api/v1/runs/last", "/api/v1/held", "/api/v1/datasets", "/api/v1/publications",
                     "/api/v1/freshness", "/api/v1/deliveries", "/metrics", "/api/v1/openapi.yaml", "/"):
            self.assertEqual(200, self.fetch(path, token)[0], path)
        self.assertEqual(404, self.fetch("/api/v1/runs/99999", token)[0])
        self.assertEqual(404, self.fetch("/api/v1/datasets/none", token)[0])
        self.assertEqual(403, self.fetch("/api/v1/reload", token, "POST", b"{}", [("Content-Type", "application/json")])[0])
        self.assertEqual((200, 200), (self.fetch("/healthz")[0], self.fetch("/readyz")[0]))
        self.call("token", "remove", "powerbi")
        self.assertEqual(401, self.fetch("/api/v1/status", token)[0])


class NoDaemon(unittest.TestCase):
    def test_commands_say_that_none_runs(self):
        lane = Lane("http://127.0.0.1:9/v3", indicators=["N35024"])
        self.addCleanup(lane.close)
        for words in (("reload",), ("pause", "kolada"), ("resume", "kolada")):
            refused = lane.call(*words)
            self.assertEqual(75, refused.returncode, refused.stderr)
            self.assertIn("daemon.none", refused.stderr)
        check = lane.call("status", "--check")
        self.assertEqual(2, check.returncode, check.stdout + check.stderr)
        self.assertTrue(check.stdout.startswith("SLUSS CRITICAL - no daemon runs"), check.stdout)
        lane.config.write_text("nonsense = [")
        check = lane.call("status", "--check")
        self.assertEqual(3, check.returncode)
        self.assertTrue(check.stdout.startswith("SLUSS UNKNOWN - "), check.stdout)


if __name__ == "__main__":
    unittest.main()
