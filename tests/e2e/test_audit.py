"""The audit: every command that changes something adds an entry, refusals at the door are recorded too, and
each entry has who came by which way."""
import json
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 60
NAME = "nyckeltal_jamforelse"
RECORDED = "`sluss audit list` shows what it changed"
PROXY_USER = "www-data"  # every Debian has it


def changing_commands() -> set[str]:
    """As the manual page has them, which is made of the table of commands."""
    manual = subprocess.run([str(PROGRAM), "config", "manual"], capture_output=True, text=True, check=True).stdout
    names = set()
    for part in manual.split(".SS \\fBsluss ")[1:]:
        if RECORDED in part:
            names.add(part.split("\\fR")[0].replace("\\-", "-"))
    return names


class Served:
    """A daemon of the lane, at rest; ended in order."""

    def __init__(self, lane: Lane):
        self.lane = lane

    def __enter__(self):
        self.log = open(self.lane.folder / "log", "ab")
        self.process = subprocess.Popen([str(PROGRAM), "--config", str(self.lane.config), "--log-format", "json", "serve"],
                                        stdout=subprocess.DEVNULL, stderr=self.log)

        def rests():
            daemon = json.loads(self.lane.call("status", "--json").stdout or "{}").get("daemon")
            return daemon and not daemon["running"]

        until(rests, "the start")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        self.log.close()


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.addClassCleanup(cls.source.close)

    def a_lane(self, extra: str = "", publish: bool = False) -> Lane:
        lane = Lane(self.source.url, indicators=["N35024"], extra=extra,
                    extra_job='units = []\nfirst_year = 2015\nevery = "12h"')
        self.addCleanup(lane.close)
        if publish:
            share = lane.folder / "share"
            share.mkdir()
            lane.config.write_text(lane.config.read_text(encoding="utf-8") +
                                   f'[[publish]]\ndataset = "{NAME}"\nformats = ["csv"]\nto = "folder:{share}"\n',
                                   encoding="utf-8")
        return lane

    def rows(self, lane: Lane) -> list[dict]:
        return json.loads(lane.call("--json", "audit", "list", "--limit", "0", check=True).stdout)


class EveryChange(AuditTest):
    """A command that is marked as one that changes, and has no line here, fails."""

    def commands_beside_a_daemon(self):
        return {"reload": (["reload"], "configuration.reload"), "pause": (["pause", "kolada"], "job.pause"),
                "resume": (["resume", "kolada"], "job.resume")}

    def commands_alone(self, lane: Lane):
        """The command, the action in its entry; whether it can be done, or is refused: either way it is recorded."""
        backups = lane.folder / "backups"
        backups.mkdir()
        return {"run": (["run", "kolada"], "run"), "release": (["release", "99"], "release"),
                "discard": (["discard", "99"], "discard"), "replay": (["replay", "kolada"], "replay"),
                "token add": (["token", "add", "maskin"], "token.create"),
                "token remove": (["token", "remove", "maskin"], "token.remove"),
                "backup signer": (["backup", "signer"], "backup.signer"),
                "archive prune": (["archive", "prune"], "archive.prune"),
                "doctor": (["doctor", "--rebuild"], "rebuild"),
                "backup": (["backup", "--to", str(backups / "a.tar.zst")], "backup"),
                "restore": (["restore", str(backups / "a.tar.zst"), "--replace"], "restore")}

    # Recorded when there is something to migrate: test_older_state.py has such a state.
    elsewhere = {"migrate"}

    def expect_an_entry(self, lane: Lane, words: list[str], action: str, way: str):
        before = {row["hash"] for row in self.rows(lane)}
        done = lane.call(*words)
        new = [row for row in self.rows(lane) if row["hash"] not in before]
        mine = [row for row in new if row["action"] == action and row["way"] == way and row["kind"] == "audit"]
        self.assertTrue(mine, f"{words} → {done.returncode} {done.stderr}\n{new}")
        self.assertTrue(mine[0]["who"] and mine[0]["object"] and mine[0]["outcome"], mine[0])

    def test_each_adds_an_entry(self):
        lane = self.a_lane()
        lane.call("token", "add", "forst", check=True)
        first = self.rows(lane)
        self.assertEqual(["token.create"], [row["action"] for row in first], "also before there is a warehouse")
        alone = self.commands_alone(lane)
        beside = self.commands_beside_a_daemon()
        self.assertEqual(changing_commands(), {*alone, *beside} | self.elsewhere)
        for name, (words, action) in alone.items():
            with self.subTest(command=name):
                self.expect_an_entry(lane, words, action, "command")
        with Served(lane):
            for name, (words, action) in beside.items():
                with self.subTest(command=name):
                    self.expect_an_entry(lane, words, action, "socket")

    def test_what_the_journal_cannot_take_is_not_done(self):
        lane = self.a_lane()
        lane.run()
        lane.call("token", "add", "maskin", check=True)
        journal, aside = lane.state / "journal.jsonl", lane.state / "aside"
        journal.rename(aside)
        journal.mkdir()
        tokens = (lane.state / "tokens").read_text()
        for words in (["token", "add", "andra"], ["token", "remove", "maskin"], ["run", "kolada"], ["release", "1"],
                      ["doctor", "--rebuild"]):
            done = lane.call(*words)
            self.assertNotEqual(0, done.returncode, words)
            self.assertIn("disk.not_a_file", done.stderr, words)
            self.assertIn("remedy:", done.stderr, words)
        self.assertEqual(tokens, (lane.state / "tokens").read_text())
        journal.rmdir()
        aside.rename(journal)
        lane.call("audit", "verify", check=True)


class Refusals(AuditTest):
    def test_a_run_without_room_is_recorded(self):
        lane = self.a_lane()
        lane.call("token", "add", "forst", check=True)
        lane.config.write_text(lane.config.read_text(encoding="utf-8") + '[daemon]\ndisk_least = "500TB"\n', encoding="utf-8")
        for words in (["run", "kolada"], ["replay", "kolada"]):
            self.assertEqual(2, lane.call(*words).returncode, words)
            entry = self.rows(lane)[0]
            self.assertEqual((words[0], "disk.low", "command"), (entry["action"], entry["code"], entry["way"]), entry)

    def test_a_request_to_no_daemon_is_recorded(self):
        lane = self.a_lane()
        for words in (["reload"], ["pause", "kolada"], ["resume", "kolada"]):
            self.assertEqual(75, lane.call(*words).returncode, words)
        self.assertFalse(lane.state.exists(), "without a state none is made")
        lane.call("token", "add", "forst", check=True)
        for words, action in ((["reload"], "configuration.reload"), (["pause", "kolada"], "job.pause"),
                              (["resume", "kolada"], "job.resume")):
            self.assertEqual(75, lane.call(*words).returncode, words)
            entry = self.rows(lane)[0]
            self.assertEqual((action, "refused", "daemon.none", "command"),
                             tuple(entry[key] for key in ("action", "outcome", "code", "way")))


class ByWhichWay(AuditTest):
    def test_a_run_and_what_it_delivered_record_it(self):
        lane = self.a_lane(publish=True)
        lane.run()
        rows = self.rows(lane)
        run = next(row for row in rows if row["kind"] == "run")
        delivery = next(row for row in rows if row["kind"] == "delivery")
        self.assertEqual(("command", "job kolada", "done"), (run["way"], run["object"], run["outcome"]))
        self.assertEqual(("command", "delivery", f"dataset {NAME} csv to folder:{lane.folder / 'share'}", "written"),
                         tuple(delivery[key] for key in ("way", "action", "object", "outcome")))
        lane.call("audit", "verify", check=True)
        with Served(lane):
            lane.call("run", "kolada", "--full", check=True)
        by_daemon = next(row for row in self.rows(lane) if row["kind"] == "run")
        self.assertEqual("socket", by_daemon["way"])
        self.assertTrue(by_daemon["who"].startswith(("local:", "uid:")), by_daemon)
        lane.call("audit", "verify", check=True)

    def test_a_run_by_the_schedule_records_it(self):
        lane = self.a_lane()
        with Served(lane):
            until(lambda: any(row["kind"] == "run" for row in self.rows(lane)), "the first run")
        run = next(row for row in self.rows(lane) if row["kind"] == "run")
        self.assertEqual("schedule", run["way"])

    @unittest.skipUnless(os.geteuid() == 0, "another user asks as the proxy")
    def test_a_proxied_root_is_not_root_and_refusals_are_counted(self):
        lane = self.a_lane(extra=f'[control]\nproxy_user = "{PROXY_USER}"\nnames = ["a.se"]\n'
                                 'groups = { styr = "reader, operator", las = "reader" }\n')
        user = pwd.getpwnam(PROXY_USER).pw_uid
        with Served(lane):
            for folder in (lane.folder, lane.state):
                folder.chmod(0o711)

            def post(target: str, groups: str, times: int = 1) -> str:
                script = ("import socket,sys\n"
                          f"for _ in range({times}):\n"
                          "  s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
                          f"  s.sendall(b'POST {target} HTTP/1.1\\r\\nHost: a.se\\r\\nX-Remote-User: root\\r\\n"
                          f"X-Remote-Groups: {groups}\\r\\nContent-Type: application/json\\r\\nContent-Length: 2\\r\\n"
                          "Connection: close\\r\\n\\r\\n{}')\n"
                          "  print(s.recv(15).decode())\n")
                # The proxy's user, in our own group, which opens the door.
                return subprocess.run(["/usr/bin/python3", "-c", script, str(lane.state / "sluss.sock")], user=user,
                                      extra_groups=[], capture_output=True, text=True, check=True).stdout

            self.assertIn("200", post("/api/v1/jobs/kolada/pause", "styr"))
            self.assertEqual(90, post("/api/v1/jobs/kolada/resume", "las", 90).count(" 4"))
        rows = self.rows(lane)
        paused = [row for row in rows if row["action"] == "job.pause"]
        self.assertEqual({("proxy:root", "http")}, {(row["who"], row["way"]) for row in paused})
        self.assertNotIn("root", {row["who"] for row in rows if row["way"] == "http"})
        refused = [row for row in rows if row["action"] == "job.resume"]
        self.assertEqual({("proxy:root", "http", "refused", "/api/v1/jobs/{job}/resume")},
                         {(row["who"], row["way"], row["outcome"], row["object"]) for row in refused})
        self.assertLessEqual(len(refused), 4, refused)
        self.assertEqual(90, sum(row["body"].get("details", {}).get("count", 1) for row in refused), refused)
        lane.call("audit", "verify", check=True)


class Reading(AuditTest):
    """Who read which dataset: only where it is configured, and never what."""
    PERSONAL = "19121212-1212"

    def read_all(self, lane: Lane, times: int):
        for _ in range(times):
            lane.export(NAME)
            lane.call("query", f"select '{self.PERSONAL}' as pnr", check=True)
        with Served(lane):
            for _ in range(times):
                for path in (f"/api/v1/datasets/{NAME}?format=json", f"/dataset/{NAME}?nyckeltal={self.PERSONAL}",
                             f"/dataset/{NAME}/hamta/csv"):
                    self.assertTrue(lane.ask(path), path)
                lane.ask("/dataset")
                lane.ask(f"/dataset/{self.PERSONAL}")
                lane.ask(f"/api/v1/datasets/{self.PERSONAL}")

    def readings(self, lane: Lane) -> list[dict]:
        return [row for row in self.rows(lane) if row["action"] in ("dataset.read", "query")]

    def test_is_not_recorded_unless_configured(self):
        lane = self.a_lane()
        lane.run()
        self.read_all(lane, 1)
        self.assertEqual([], self.readings(lane))

    def test_each_reader_and_dataset_is_recorded_with_the_number(self):
        lane = self.a_lane(extra="[control]\naudit_reading = true\n")
        lane.run()
        self.read_all(lane, 4)
        found = self.readings(lane)
        by_command = [(row["action"], row["object"], row["outcome"]) for row in found if row["way"] == "command"]
        self.assertEqual([("dataset.read", NAME, "done"), ("query", "query", "done")], sorted(by_command))
        by_door = [row for row in found if row["way"] == "socket"]
        self.assertEqual({("dataset.read", NAME, "done")},
                         {(row["action"], row["object"], row["outcome"]) for row in by_door})
        self.assertEqual(12, sum(row["body"].get("details", {}).get("count", 1) for row in by_door), by_door)
        self.assertLessEqual(len(by_door), 2, "the first at once, the others when it ends")
        self.assertTrue(all(row["who"].startswith(("local:", "uid:")) for row in by_door), by_door)
        self.assertNotIn("1212", json.dumps([row["body"] for row in found]))
        lane.call("audit", "verify", check=True)

    def test_what_the_journal_cannot_take_is_not_read(self):
        lane = self.a_lane(extra="[control]\naudit_reading = true\n")
        lane.run()
        journal = lane.state / "journal.jsonl"
        journal.rename(lane.state / "aside")
        journal.mkdir()
        for words in (["export", NAME, "--format", "csv"], ["query", "select 1"]):
            done = lane.call(*words)
            self.assertNotEqual(0, done.returncode, words)
            self.assertEqual("", done.stdout, words)
            self.assertIn("disk.not_a_file", done.stderr, words)


class Verify(AuditTest):
    def test_a_head_that_is_no_hash_is_a_usage_error(self):
        lane = self.a_lane()
        lane.call("token", "add", "maskin", check=True)
        head = json.loads(lane.call("--json", "audit", "verify", check=True).stdout)["head"]
        for wrong in ("abc", head[:-1], head + "0", "g" * 64):
            done = lane.call("audit", "verify", "--head", wrong)
            self.assertEqual(64, done.returncode, wrong)
            self.assertIn(f"'{wrong}' is no hash: 64 hex digits", done.stderr)
        lane.call("audit", "verify", "--head", head.upper(), check=True)
        self.assertEqual(2, lane.call("audit", "verify", "--head", "0" * 64).returncode)


if __name__ == "__main__":
    unittest.main()
