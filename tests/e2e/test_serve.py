"""The daemon: jobs at their intervals, a door for status, an orderly end."""
import json
import os
import pathlib
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 60


class Serve(unittest.TestCase):
    def setUp(self):
        self.surroundings = {}
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.addCleanup(self.source.close)
        self.lane = Lane(self.source.url, indicators=["N35024"],
                         extra_job='units = []\nfirst_year = 2015\nevery = "1h"',
                         http='attempts = 5\nbudget = "60s"\nstall = "30s"\n')
        self.addCleanup(self.lane.close)
        self.socket = self.lane.state / "sluss.sock"

    def serve(self, *more):
        with open(self.lane.folder / "log", "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(self.lane.config), "--log-format", "json", "serve",
                                        *more], stdout=subprocess.DEVNULL, stderr=log,
                                       env={**os.environ, **self.surroundings})
        self.addCleanup(self.finish, process)
        return process

    def finish(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def ask(self):
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(10)
                door.connect(str(self.socket))
                door.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := door.recv(65536):
                    answer += piece
                return json.loads(answer.split(b"\r\n\r\n", 1)[1])
        except (FileNotFoundError, ConnectionRefusedError):
            return None

    def test_runs_what_is_due_answers_and_ends(self):
        process = self.serve()
        status = until(lambda: (s := self.ask()) and s["jobs"][0]["last"] and not s["daemon"]["running"] and s,
                       "the first run")
        self.assertEqual("done", status["jobs"][0]["last"]["status"])
        self.assertEqual(process.pid, status["daemon"]["pid"])
        self.assertTrue(status["jobs"][0]["next"].endswith("00:00Z"), status["jobs"][0]["next"])
        self.assertEqual(0o660, stat.S_IMODE(self.socket.stat().st_mode))
        self.assertEqual(process.pid, json.loads(self.lane.call("status", "--json", check=True).stdout)["daemon"]["pid"])
        self.assertIn(f"process {process.pid}", self.lane.call("status", check=True).stdout)
        second = self.lane.call("serve")
        self.assertEqual(75, second.returncode)
        self.assertIn("serve.running", second.stderr)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))
        self.assertFalse(self.socket.exists())
        self.assertIsNone(json.loads(self.lane.call("status", "--json", check=True).stdout)["daemon"])
        # Its slot is done: a daemon that starts again within the hour has nothing to do.
        again = self.serve()
        until(self.ask, "the second start")
        self.assertEqual(1, self.ask()["jobs"][0]["last"]["run"])
        again.send_signal(signal.SIGTERM)
        self.assertEqual(0, again.wait(PATIENCE))

    def test_what_is_not_delivered_is_reported_until_it_is(self):
        name = "nyckeltal_jamforelse"
        share = self.lane.folder / "share"
        with self.lane.config.open("a", encoding="utf-8") as config:
            config.write(f'[[publish]]\ndataset = "{name}"\nformats = ["csv"]\nto = "folder:{share}"\n')
        process = self.serve()
        until(lambda: (s := self.ask()) and s["jobs"][0]["last"] and not s["daemon"]["running"], "the first run")
        failed = self.lane.call("run", "kolada")
        self.assertEqual(1, failed.returncode, failed.stderr)
        self.assertIn("publish.folder", failed.stderr)
        self.assertIn(f"{name} was not delivered to", failed.stderr)
        deliveries = json.loads(self.lane.call("--json", "deliveries", check=True).stdout)
        self.assertEqual([("failed", "publish.folder", 2), ("failed", "publish.folder", 1)],
                         [(one["outcome"], one["code"], one["run"]) for one in deliveries])
        self.assertEqual([(name, "publish.folder", 2)],
                         [(one["dataset"], one["code"], one["run"]) for one in self.ask()["undelivered"]])
        self.assertIn(f"not delivered: {name} to", self.lane.call("status", check=True).stdout)
        checked = self.lane.call("status", "--check")
        self.assertNotEqual(0, checked.returncode)
        self.assertIn(f"[WARNING] dataset {name} was not delivered to", checked.stdout)
        audit = json.loads(self.lane.call("--json", "audit", "list", check=True).stdout)
        self.assertIn(("failed", "publish.folder"),
                      [(row["outcome"], row["code"]) for row in audit if row["action"] == "delivery"])
        share.mkdir()
        self.lane.run()
        self.assertEqual([], self.ask()["undelivered"])
        self.assertNotIn("not delivered", self.lane.call("status", "--check").stdout)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))

    def test_term_cancels_at_the_limit_and_the_next_run_goes_on(self):
        self.source.faults({"kind": "stall", "path": "/data"})
        process = self.serve("--drain", "200ms")
        until(lambda: self.source.stats()["faults"] > 0, "a request that stalls")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))
        self.assertLess(time.monotonic() - began, 15)
        self.source.clear_faults()
        self.lane.run()
        self.assertEqual("done", self.lane.show()["status"])

    def test_who_waits_for_a_run_gets_its_end_though_the_daemon_ends_with_it(self):
        config = self.lane.config.read_text(encoding="utf-8").replace('every = "1h"', "")
        self.lane.config.write_text(config.replace('stall = "30s"', 'stall = "3s"'), encoding="utf-8")
        self.source.faults({"kind": "stall", "path": "/data", "times": 1})
        process = self.serve("--drain", "10min")
        until(self.ask, "the start")
        with subprocess.Popen([str(PROGRAM), "--config", str(self.lane.config), "--json", "run", "kolada"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
            until(lambda: self.source.stats()["faults"] > 0, "a request that stalls")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(0, process.wait(PATIENCE))
            shown, errors = asking.communicate(timeout=PATIENCE)
        self.assertEqual(0, asking.returncode, errors)
        self.assertEqual((1, "done"), (json.loads(shown)["run"], json.loads(shown)["status"]))

    def test_a_second_term_ends_it_at_once(self):
        self.source.faults({"kind": "stall", "path": "/data"})
        process = self.serve("--drain", "1h")
        until(lambda: self.source.stats()["faults"] > 0, "a request that stalls")
        process.send_signal(signal.SIGTERM)
        until(lambda: b"serve.draining" in (self.lane.folder / "log").read_bytes(), "the end to begin")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(-signal.SIGTERM, process.wait(PATIENCE))

    def test_begun_with_int_ignored_it_ends_by_term_alone(self):
        with open(self.lane.folder / "log", "ab") as log:
            process = subprocess.Popen(["sh", "-c", 'trap "" INT; exec "$@"', "sh", str(PROGRAM), "--config",
                                        str(self.lane.config), "--log-format", "json", "serve"],
                                       stdout=subprocess.DEVNULL, stderr=log)
        self.addCleanup(self.finish, process)
        until(self.ask, "the start")
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        self.assertTrue(self.ask())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))
        self.assertEqual(1, (self.lane.folder / "log").read_bytes().count(b"serve.draining"))

    def test_what_cannot_be_served_leaves_the_state_alone(self):
        before = self.lane.config.read_text(encoding="utf-8")
        with socket.socket() as used:
            used.bind(("127.0.0.1", 0))
            used.listen(1)
            for section, code in (('socket_group = "finns-inte"', "control.group"),
                                  ('proxy_user = "finns-inte"\nnames = ["a.se"]', "control.user"),
                                  (f'listen = "127.0.0.1:{used.getsockname()[1]}"', "control.listen")):
                self.lane.config.write_text(f"{before}[control]\n{section}\n", encoding="utf-8")
                done = self.lane.call("serve")
                self.assertEqual(78, done.returncode, done.stderr)
                self.assertIn(code, done.stderr)
                self.assertFalse(self.lane.state.exists(), section)
        self.lane.config.write_text(before, encoding="utf-8")

    def test_kill_leaves_a_socket_that_the_next_start_takes(self):
        process = self.serve()
        until(self.ask, "the start")
        process.kill()
        process.wait()
        self.assertTrue(self.socket.exists())
        self.assertIsNone(json.loads(self.lane.call("status", "--json", check=True).stdout)["daemon"])
        again = self.serve()
        until(self.ask, "the start after a kill")
        again.send_signal(signal.SIGTERM)
        self.assertEqual(0, again.wait(PATIENCE))

    def test_a_run_that_a_kill_cuts_off_was_accepted_and_goes_on_for_who_asked(self):
        self.lane.config.write_text(self.lane.config.read_text(encoding="utf-8").replace('every = "1h"', ""), encoding="utf-8")

        def rows(action):
            entries = json.loads(self.lane.call("--json", "audit", "list", check=True).stdout)
            return [row for row in entries if row["action"] == action]

        self.source.faults({"kind": "stall", "path": "/data"})
        process = self.serve()
        until(self.ask, "the start")
        self.lane.call("run", "kolada", "--no-wait", check=True)
        until(lambda: self.source.stats()["faults"] > 0, "a request that stalls")
        process.kill()
        process.wait()
        entries = rows("job.run")
        self.assertEqual({"asked", "accepted"}, {row["outcome"] for row in entries})
        self.assertEqual([], rows("run"))
        self.source.clear_faults()
        again = self.serve()
        until(lambda: (s := self.ask()) and s["jobs"][0]["last"] and not s["daemon"]["running"], "the run that goes on")
        self.assertEqual([(entries[0]["who"], "socket", "done")],
                         [(row["who"], row["way"], row["outcome"]) for row in rows("run")])
        again.send_signal(signal.SIGTERM)
        self.assertEqual(0, again.wait(PATIENCE))

    def test_the_service_manager_is_notified(self):
        """READY only when it listens; STATUS names what runs; the watchdog is fed; STOPPING at the end."""
        path = str(self.lane.folder / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(path)
            manager.settimeout(PATIENCE)
            self.surroundings = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "600000"}
            process = self.serve()
            messages = []

            def received(word):
                while not any(word in line for line in messages):
                    messages.append(manager.recv(4096).decode())
                return True

            received("READY=1")
            self.assertTrue(self.socket.exists())
            received("STATUS=runs kolada since")
            received("STATUS=waits; next at")
            before = sum(line == "WATCHDOG=1" for line in messages)
            while sum(line == "WATCHDOG=1" for line in messages) < before + 3:
                messages.append(manager.recv(4096).decode())
            process.send_signal(signal.SIGTERM)
            received("STOPPING=1")
            self.assertEqual(0, process.wait(PATIENCE))

    def test_a_wrong_configuration_is_refused_and_a_right_one_taken(self):
        process = self.serve()
        until(lambda: (s := self.ask()) and s["jobs"][0]["last"] and not s["daemon"]["running"], "the first run")
        right = self.lane.config.read_text()
        self.lane.config.write_text(right.replace('every = "1h"', 'every = "wrong"'))
        process.send_signal(signal.SIGHUP)
        refused = until(lambda: (s := self.ask()) and s["daemon"]["reload"], "the refusal")
        self.assertIsNotNone(refused["error"])
        self.assertEqual("1h", self.ask()["jobs"][0]["every"])
        self.lane.config.write_text(right)
        self.assertIn("configuration refused", self.lane.call("status", check=True).stdout)
        self.lane.config.write_text(right.replace('every = "1h"', 'every = "2h"'))
        process.send_signal(signal.SIGHUP)
        taken = until(lambda: (s := self.ask()) and s["jobs"][0]["every"] == "2h" and s, "the new configuration")
        self.assertIsNone(taken["daemon"]["reload"]["error"])
        self.lane.config.write_text(right.replace(str(self.lane.state), str(self.lane.state) + "-other"))
        process.send_signal(signal.SIGHUP)
        until(lambda: (s := self.ask()) and s["daemon"]["reload"]["error"], "the refusal of another state folder")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE))

    def test_what_is_caught_up_at_the_start_is_not_the_next_slot(self):
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.serve()
        until(self.ask, "an answer")
        events = [json.loads(line) for line in (self.lane.folder / "log").read_text().splitlines() if line.startswith("{")]
        started = next(one for one in events if one["event"] == "serve.started")
        self.assertEqual("kolada", started["due"])
        self.assertGreater(started["next"], before)

    def test_without_a_schedule_it_serves_and_warns(self):
        self.lane.config.write_text(self.lane.config.read_text().replace('every = "1h"', ""))
        self.assertIn("serve.nothing", self.lane.call("check", check=True).stdout)
        with self.lane.serving("--log-format", "json") as process:
            until(lambda: (status := self.ask()) and status["daemon"], "an answer")
            self.assertIsNone(process.poll())
        log = [json.loads(line) for line in (self.lane.folder / "log").read_text().splitlines() if line.startswith("{")]
        self.assertEqual(["serve.nothing"], [one["code"] for one in log if one["event"] == "config.warning"])
        started = next(one for one in log if one["event"] == "serve.started")
        self.assertEqual((str(self.lane.config), "unix:" + str(self.lane.state / "sluss.sock"), 1, "none"),
                         (started["configuration"], started["listens"], started["jobs"], started["next"]))
        self.assertTrue(started["version"])


if __name__ == "__main__":
    unittest.main()
