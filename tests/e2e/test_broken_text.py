"""Bytes that are no text in every field that a source controls, and a run that the daemon dies of: it serves on, and what
it writes and answers is JSON in UTF-8. Each field meets every second text, its neighbour the others; with SLUSS_WHOLE
(`./dev verify`) each meets all."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 60
#: field → the part of the URL whose answer is broken
FIELDS = {"next_url": "/data", "status": "/data", "body": "/data", "reason": "/data", "location": "/data",
          "content-type": "/data", "title": "/v3/kpi", "id": "/v3/municipality"}
#: of broken_text.py: a letter cut, ISO-8859-1, UTF-16, NUL, controls, a megabyte
TEXTS = (0, 2, 11, 20, 30, 39)
WHOLE = bool(os.environ.get("SLUSS_WHOLE"))


class BrokenText(unittest.TestCase):
    def setUp(self):
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(self.source.close)
        self.lane = Lane(self.source.url, indicators=["N35024"], full_reload="always",
                         extra_job='units = []\nfirst_year = 2015\nevery = "30d"\nretry_after = "0s"',
                         http='attempts = 1\nbudget = "20s"\nstall = "5s"\n')
        self.addCleanup(self.lane.close)

    def serve(self, **surroundings):
        with open(self.lane.folder / "log", "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(self.lane.config), "--log-format", "json", "serve"],
                                       stdout=subprocess.DEVNULL, stderr=log, env={**self.lane.environment, **surroundings})
        self.addCleanup(self.finish, process)
        return process

    def finish(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def log(self):
        lines = (self.lane.folder / "log").read_bytes().decode().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def status(self):
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(10)
                door.connect(str(self.lane.state / "sluss.sock"))
                door.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := door.recv(65536):
                    answer += piece
            return json.loads(answer.split(b"\r\n\r\n", 1)[1].decode())
        except (FileNotFoundError, ConnectionError, IndexError):  # not yet, or not any more
            return None

    def check_texts(self):
        """Whatever is stored and printed is JSON in UTF-8; read strictly."""
        lines = (self.lane.state / "journal.jsonl").read_bytes().decode().splitlines()
        self.assertTrue(all(isinstance(json.loads(line), dict) for line in lines))
        for command in (("runs",), ("show", "last"), ("status",), ("audit",), ("findings", "last")):
            done = subprocess.run([str(PROGRAM), "--config", str(self.lane.config), *command, "--json"], capture_output=True,
                                  timeout=PATIENCE)
            done.stderr.decode()
            if done.stdout:
                json.loads(done.stdout.decode())
            self.assertIn(done.returncode, (0, 64), (command, done.stderr))
        json.loads((self.lane.state / "schedule.json").read_bytes().decode())

    def test_the_daemon_serves_on(self):
        process = self.serve()
        until(lambda: (s := self.status()) and s["jobs"][0]["last"] and not s["daemon"]["running"], "the first run", PATIENCE)
        for row, (field, path) in enumerate(FIELDS.items()):
            before = self.source.stats()["faults"]
            for text in TEXTS if WHOLE else TEXTS[row % 2::2]:
                self.source.faults({"kind": "broken", "field": field, "text": text, "path": path})
                done = self.lane.call("run", "kolada")
                self.assertIn(done.returncode, (0, 1, 2, 3), (field, text, done.stdout, done.stderr))
                self.assertIsNone(process.poll(), f"the daemon ended after {field} {text}")
            self.assertGreater(self.source.stats()["faults"], before, f"{field} was never broken")
            # Nothing of it is gone on with: the source is whole again, and so is the run.
            self.source.clear_faults()
            self.assertIn(self.lane.call("run", "kolada").returncode, (0, 1, 3), f"after {field}")
        self.check_texts()
        done = self.lane.call("run", "kolada")
        self.assertIn(done.returncode, (0, 1, 3), done.stderr)
        self.assertEqual(process.pid, self.status()["daemon"]["pid"])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))

    def test_a_link_of_a_foreign_host_that_is_cut_amid_a_letter(self):
        """The case that ended the daemon at each of its starts: text 7 is a megabyte of Swedish."""
        self.source.faults({"kind": "broken", "field": "next_url", "text": 7, "path": "/data"},
                           {"kind": "broken", "field": "next_url", "text": 7, "path": "/v3/kpi"})
        self.assertEqual(2, self.lane.call("run", "kolada").returncode)
        process = self.serve()
        until(lambda: (s := self.status()) and s["jobs"][0]["failures"], "the failure", PATIENCE)
        self.assertIsNone(process.poll())
        self.check_texts()

    def test_a_link_of_a_foreign_host_that_is_longer_than_an_error_shows(self):
        """The link is a text as any other; a letter of two octets is where the error cuts it."""
        self.source.faults({"kind": "long-link", "path": "/data"}, {"kind": "long-link", "path": "/v3/kpi"})
        done = self.lane.call("run", "kolada")
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn("kolada.page_foreign", done.stderr)
        process = self.serve()
        until(lambda: (s := self.status()) and s["jobs"][0]["failures"], "the failure", PATIENCE)
        self.assertIsNone(process.poll())
        self.check_texts()

    def test_a_run_that_the_daemon_dies_of_waits(self):
        for life in range(2):
            self.assertEqual(-signal.SIGKILL, self.serve(SLUSS_KILL_AT="run.extracted").wait(PATIENCE), f"life {life}")
        process = self.serve(SLUSS_KILL_AT="run.extracted")
        status = until(self.status, "the third start", PATIENCE)
        self.assertIsNone(process.poll())
        self.assertEqual([], status["daemon"]["running"])
        events = [event for event in self.log() if event.get("event") == "run.cut_off"]
        self.assertEqual([2], [event["times"] for event in events])
        self.assertEqual(events[0]["next"][:19], status["jobs"][0]["next"][:19])
        process.kill()
        process.wait()
        # Once more it waits; a run by hand does not.
        process = self.serve()
        until(self.status, "the fourth start", PATIENCE)
        self.assertEqual([], self.status()["daemon"]["running"])
        self.assertEqual(0, self.lane.call("run", "kolada").returncode)
        self.assertNotIn("unended", json.loads((self.lane.state / "schedule.json").read_text())["jobs"]["kolada"])


if __name__ == "__main__":
    unittest.main()
