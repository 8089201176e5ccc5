"""One state, one lock: what takes a state folder exclusively waits for no one and disturbs no one; root leaves nothing of
its own in another user's."""
import contextlib
import fcntl
import http.server
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 60
FIGURES = ("select indicator_id, area_id, ou_id, period, gender, value, status, recorded_from, recorded_to, run_id, raw_sha256 "
           "from core.observation order by all")
OTHER = "nobody"  # every machine has this user


def error_of(done):
    return json.loads(done.stderr.splitlines()[-1])["errors"][0]


class StartedAgain(http.server.BaseHTTPRequestHandler):
    """A daemon that accepts a request, and is another one afterwards, which knows nothing of it."""
    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        state = {"running": False, "asked": False, "last": None, "ended": 0 if self.server.again else self.server.ended}
        if self.server.tells:
            state["daemon_since"] = f"2026-03-31T12:0{int(self.server.again)}:00.000000Z"
        self.answer(200, [] if self.path.startswith("/api/v1/runs") else state)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(202, {"accepted": True})
        self.server.again = True

    def log_message(self, *_):
        pass


class EndsAmid(StartedAgain):
    """A daemon that accepts a request, and is gone: its socket at once, or amid an answer."""
    def do_GET(self):
        if not self.server.again:
            return super().do_GET()
        self.close_connection = True

    def do_POST(self):
        super().do_POST()
        if self.server.leaves:
            pathlib.Path(self.server.server_address).unlink()


class State(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        cls.addClassCleanup(cls.source.close)
        cls.loaded = cls.new_lane(cls)
        cls.addClassCleanup(cls.loaded.close)
        cls.loaded.run()
        cls.backup = cls.loaded.folder / "backup.tar.zst"
        cls.loaded.call("backup", "--to", str(cls.backup), check=True)

    def new_lane(self):
        return Lane(self.source.url, indicators=["N35024"], full_reload="always",
                    extra_job='units = []\nfirst_year = 2018\nevery = "1h"')

    def lane(self):
        """One of its own, loaded."""
        lane = self.new_lane()
        self.addCleanup(lane.close)
        shutil.copytree(self.loaded.state, lane.state, symlinks=True)
        return lane

    def begin(self, lane, *arguments):
        with open(lane.folder / "log", "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), *arguments], stdout=log, stderr=log)
        self.addCleanup(self.finish, process)
        return process

    def finish(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def refused(self, code, exit_code, lane, *arguments):
        done = lane.call("--json", *arguments)
        self.assertEqual(exit_code, done.returncode, done.stdout + done.stderr)
        error = error_of(done)
        self.assertEqual(code, error["code"], error)
        self.assertTrue(error["remedy"])
        return error

    def serving(self, lane):
        daemon = self.begin(lane, "serve")
        until(lambda: (lane.state / "sluss.sock").exists() and self.daemon_of(lane), "the daemon")
        return daemon

    def daemon_of(self, lane):
        return json.loads(lane.call("status", "--json", check=True).stdout)["daemon"]

    def at_rest(self, lane):
        """The slot that it caught up at its start has been run."""
        until(lambda: json.loads(lane.call("status", "--json", check=True).stdout)["jobs"][0]["next"]
              and not self.daemon_of(lane)["running"], "the first run")

    @contextlib.contextmanager
    def locked(self, lane, way):
        """By another process: this one."""
        with open(lane.state / "state.lock", "rb") as file:
            fcntl.flock(file, way)
            yield

    @contextlib.contextmanager
    def run_that_fetches(self, lane):
        """It queries a source that never answers."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            lane.write(f"http://127.0.0.1:{silent.getsockname()[1]}/v3", ["N35024"], ["*"], [], "always", "1981",
                       "units = []\nfirst_year = 2018", http='attempts = 1\nbudget = "60s"\nstall = "60s"\n')
            process = self.begin(lane, "run", "kolada")
            silent.settimeout(PATIENCE)
            connection, _ = silent.accept()
            with connection:
                yield process

    def look(self, lane, subject):
        return next(look for look in json.loads(lane.call("--json", "doctor").stdout) if look["subject"] == subject)

    def test_a_warehouse_that_is_gone_is_no_new_state(self):
        lane = self.lane()
        figures = lane.query(FIGURES)
        (lane.state / "warehouse").rename(lane.folder / "unmounted")
        look = self.look(lane, "warehouse")
        self.assertEqual("ill", look["health"], look)
        self.assertIn("warehouse.missing", look["what"])
        for word in ("Mount", "restart the service", "--rebuild"):
            self.assertIn(word, look["remedy"])
        self.assertIn("warehouse.missing", [error["code"] for error in json.loads(lane.call("status", "--json").stdout)["errors"]])
        self.assertIn("CRITICAL", lane.call("status", "--check").stdout)
        for command in (("query", "select 1"), ("runs",), ("show", "last"), ("findings",)):
            with self.subTest(command):
                error = self.refused("warehouse.empty", 2, lane, *command)
                self.assertIn("committed runs", error["what"])
                self.assertIn("Mount", error["remedy"])
        self.assertNotIn("no runs yet", lane.call("runs").stdout)
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(figures, lane.query(FIGURES))

    def test_a_run_of_a_daemon_whose_warehouse_went_away_says_so(self):
        lane = self.lane()
        daemon = self.serving(lane)
        self.at_rest(lane)
        (lane.state / "warehouse").rename(lane.folder / "unmounted")
        done = lane.call("--json", "run", "kolada")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("warehouse.missing", done.stdout + done.stderr)
        (lane.folder / "unmounted").rename(lane.state / "warehouse")
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(PATIENCE)

    def test_doctor_is_well_during_the_first_run(self):
        lane = self.new_lane()
        self.addCleanup(lane.close)
        with self.run_that_fetches(lane):
            look = self.look(lane, "journal")
            self.assertEqual(("well", "none yet"), (look["health"], look["what"]))

    def test_a_check_names_the_file(self):
        lane = self.lane()
        segment = next((lane.state / "archive").rglob("*.seg"))
        kept = segment.read_bytes()
        segment.write_bytes(kept[:-20] + bytes(byte ^ 0xFF for byte in kept[-20:]))
        looks = json.loads(lane.call("--json", "doctor", "--full").stdout)
        self.assertIn(str(segment), next(look["what"] for look in looks if "archive.damaged" in look["what"]))

    def test_when_a_job_failed_is_shown_in_local_time(self):
        lane = self.lane()
        lane.write("http://127.0.0.1:9/v3", ["N35024"], ["*"], [], "always", "1981", "units = []\nfirst_year = 2018",
                   http='attempts = 1\nbudget = "5s"\nstall = "5s"\n')
        lane.run(expect=None)
        failed = json.loads(lane.call("status", "--json", check=True).stdout)["jobs"][0]["failed"]
        shown = lane.call("status", check=True).stdout
        self.assertNotIn(failed["at"], shown)
        self.assertRegex(shown, r"failed .* \d{4}-\d\d-\d\d \d\d:\d\d")

    def test_a_run_that_fetches_is_seen_by_what_takes_the_whole(self):
        lane = self.lane()
        before = lane.query(FIGURES)
        with self.run_that_fetches(lane) as process:
            for code, command in (("restore.running", ("restore", str(self.backup), "--replace")),
                                  ("state.busy", ("migrate",)), ("state.busy", ("doctor", "--rebuild"))):
                with self.subTest(command[0]):
                    error = self.refused(code, 75, lane, *command)
                    self.assertIn(f"process {process.pid} (sluss run), since 20", error["what"])
            self.assertEqual([], [name for name in os.listdir(lane.state) if name.startswith("before-restore-")])
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        self.assertEqual(before, lane.query(FIGURES))
        lane.call("archive", "verify", check=True)
        lane.call("restore", str(self.backup), "--replace", check=True)  # it has ended: the lock is free
        self.assertEqual(before, lane.query(FIGURES))

    def test_who_comes_while_it_is_locked_exclusively_gets_the_reason(self):
        lane = self.lane()
        journal = (lane.state / "journal.jsonl").read_bytes()
        with self.locked(lane, fcntl.LOCK_EX):
            for command in (("run", "kolada"), ("serve",), ("release", "1"), ("discard", "1"), ("replay", "kolada"),
                            ("query", "select 1"), ("export", "nyckeltal_jamforelse"), ("runs",), ("show", "last"),
                            ("backup", "--to", str(lane.folder / "b.tar.zst")), ("token", "add", "powerbi"),
                            ("token", "remove", "powerbi"), ("migrate",), ("doctor", "--rebuild")):
                with self.subTest(command):
                    error = self.refused("state.busy", 75, lane, *command)
                    self.assertIn(f"process {os.getpid()}", error["what"])
            self.refused("restore.running", 75, lane, "restore", str(self.backup), "--replace")
        self.assertEqual(journal, (lane.state / "journal.jsonl").read_bytes())
        self.assertFalse((lane.state / "tokens").exists())
        with self.locked(lane, fcntl.LOCK_SH):
            lane.run()

    def test_a_restore_goes_on_where_others_wait_for_the_same_lock(self):
        """What it moves aside is not the lock: who has it or waits for it has the same file afterwards."""
        lane = self.lane()
        lane.call("query", "select 1", check=True)
        before = (lane.state / "state.lock").stat().st_ino
        lane.call("restore", str(self.backup), "--replace", check=True)
        self.assertEqual(before, (lane.state / "state.lock").stat().st_ino)

    def test_the_warehouses_own_writer_is_in_the_way_of_a_rebuild(self):
        lane = self.lane()
        with open(lane.state / "warehouse" / "writer.lock", "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # as a program of an earlier version would
            self.refused("warehouse.locked", 75, lane, "doctor", "--rebuild")
        self.assertFalse((lane.state / "warehouse.rebuilding").exists())
        lane.call("doctor", "--rebuild", check=True)

    def test_the_daemon_rebuilds_when_asked(self):
        lane = self.lane()
        daemon = self.serving(lane)
        self.at_rest(lane)
        before = lane.query(FIGURES)
        runs = json.loads(lane.call("runs", "--json", check=True).stdout)[0]["run"]
        self.refused("restore.running", 75, lane, "restore", str(self.backup), "--replace")
        self.refused("state.busy", 75, lane, "migrate")
        done = lane.call("--json", "doctor", "--rebuild", check=True)
        self.assertEqual(runs, json.loads(done.stdout)["runs"])
        self.assertTrue((lane.state / "warehouse.before-rebuild").is_dir())
        self.assertEqual(before, lane.query(FIGURES))
        lane.run(expect=None)
        self.assertEqual(runs + 1, json.loads(lane.call("runs", "--json", check=True).stdout)[0]["run"],
                         "its runs go on in the new one")
        entries = json.loads(lane.call("audit", "list", "--json", "--limit", "0", check=True).stdout)
        self.assertTrue(any(entry["action"] == "warehouse.rebuild" for entry in entries))
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(PATIENCE))
        lane.call("audit", "verify", check=True)

    def test_no_one_waits_for_a_daemon_that_was_restarted(self):
        lane = self.lane()
        # One of an older version (without its begin) that had run none cannot be distinguished from a run.
        for command, code, tells, ended in ((("doctor", "--rebuild"), "rebuild.unseen", True, 0),
                                            (("doctor", "--rebuild"), "rebuild.unseen", False, 0),
                                            (("doctor", "--rebuild"), "rebuild.unseen", False, 3),
                                            (("run", "kolada"), "run.unseen", True, 0),
                                            (("run", "kolada"), "run.unseen", False, 3)):
            with self.subTest(command=command, tells=tells, ended=ended), \
                    socketserver.ThreadingUnixStreamServer(str(lane.state / "sluss.sock"), StartedAgain) as daemon:
                daemon.again, daemon.tells, daemon.ended = False, tells, ended
                threading.Thread(target=daemon.serve_forever, daemon=True).start()
                try:
                    done = lane.call("--json", *command, timeout=PATIENCE)
                    self.assertEqual(code, error_of(done)["code"], done.stderr)
                    self.assertNotEqual(0, done.returncode)
                finally:
                    daemon.shutdown()
                    (lane.state / "sluss.sock").unlink()

    def test_a_daemon_that_ends_amid_a_run_is_reported_as_one(self):
        lane = self.lane()
        for command, code, remedy, leaves in ((("run", "kolada"), "run.unseen", "sluss runs", True),
                                              (("run", "kolada"), "run.unseen", "sluss runs", False),
                                              (("doctor", "--rebuild"), "rebuild.unseen", "rebuild.done", True),
                                              (("doctor", "--rebuild"), "rebuild.unseen", "rebuild.done", False)):
            with self.subTest(command=command, leaves=leaves), \
                    socketserver.ThreadingUnixStreamServer(str(lane.state / "sluss.sock"), EndsAmid) as daemon:
                daemon.again, daemon.tells, daemon.ended, daemon.leaves = False, True, 0, leaves
                threading.Thread(target=daemon.serve_forever, daemon=True).start()
                try:
                    done = lane.call("--json", *command, timeout=PATIENCE)
                    error = error_of(done)
                    self.assertEqual((75, code), (done.returncode, error["code"]), done.stderr)
                    self.assertIn("the daemon ended", error["what"])
                    self.assertIn(remedy, error["remedy"])
                finally:
                    daemon.shutdown()
                    (lane.state / "sluss.sock").unlink(missing_ok=True)

    def never_made(self, lane):
        """Datasets, as monitoring sees them."""
        checked = lane.call("status", "--check").stdout
        return sorted(set(re.findall(r"dataset (\S+) has never been made", checked)))

    def test_a_rebuilt_warehouse_has_its_datasets(self):
        lane = self.lane()
        self.assertEqual([], self.never_made(lane))
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual([], self.never_made(lane))
        daemon = self.serving(lane)
        self.at_rest(lane)
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual([], self.never_made(lane))
        self.assertEqual([], json.loads(lane.call("status", "--json", check=True).stdout)["dirty_models"])
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(0, daemon.wait(PATIENCE))

    def test_a_model_that_cannot_be_made_does_not_lose_the_rebuild(self):
        lane = self.lane()
        before = lane.query(FIGURES)
        wrong = lane.folder / "models" / "publiceringskalender.sql"
        wrong.parent.mkdir()
        right = (pathlib.Path(__file__).resolve().parents[2] / "transforms" / "models" / wrong.name).read_text("utf-8")
        wrong.write_text(right[:right.index("with\n")] + "select * from core.nowhere\n", "utf-8")
        done = lane.call("--json", "doctor", "--rebuild")
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertIn("nowhere", json.loads(done.stdout)["models_error"]["what"])
        self.assertIn("rebuild.no_models", done.stderr)
        wrong.unlink()
        self.assertEqual(before, lane.query(FIGURES))
        self.assertNotEqual([], self.never_made(lane))
        lane.run(expect=None)
        self.assertEqual([], self.never_made(lane))

    def test_what_the_daemon_runs_ends_before_it_rebuilds(self):
        lane = self.lane()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            lane.write(f"http://127.0.0.1:{silent.getsockname()[1]}/v3", ["N35024"], ["*"], [], "always", "1981",
                       'units = []\nfirst_year = 2018\nevery = "1h"', extra='[daemon]\ndrain = "1s"',
                       http='attempts = 1\nbudget = "60s"\nstall = "60s"\n')
            daemon = self.serving(lane)
            lane.call("run", "kolada", "--no-wait")
            silent.settimeout(PATIENCE)
            connection, _ = silent.accept()
            with connection:
                # The run never ends: after the time of a drain it is cancelled, and goes on afterwards.
                lane.call("doctor", "--rebuild", check=True)
                again, _ = silent.accept()
                again.close()
            daemon.kill()
            daemon.wait()

    def test_what_reads_beside_the_daemon_is_in_the_way_for_a_while(self):
        lane = self.lane()
        self.serving(lane)
        self.at_rest(lane)
        with self.locked(lane, fcntl.LOCK_SH):
            rebuild = self.begin(lane, "doctor", "--rebuild")
            until(lambda: self.daemon_of(lane)["why_not"], "the rebuilding")
            lane.call("query", "select 1", check=True)  # the old one is read meanwhile
            self.refused("rebuild.running", 75, lane, "doctor", "--rebuild")
            self.refused("rebuild.running", 75, lane, "release", "1")
        self.assertEqual(0, rebuild.wait(PATIENCE))

    def tree(self, lane):
        found = {}
        for path in [lane.state, *lane.state.rglob("*")]:
            stat = path.lstat()
            found[str(path)] = (stat.st_uid, stat.st_mode, stat.st_size, stat.st_mtime_ns)
        return found

    @unittest.skipUnless(os.geteuid() == 0, "needs root, who may give files away")
    def test_a_pipe_in_the_place_of_the_generation_is_reported(self):
        lane = self.lane()
        current = (lane.state / "warehouse" / "current").resolve()
        current.unlink()
        os.mkfifo(current, 0o600)
        self.refused("disk.not_a_file", 2, lane, "query", "select 1")
        lane.call("doctor", timeout=60)
        lane.call("status", timeout=60)

    def test_a_replay_does_not_write_over_a_run_that_came_beside(self):
        lane = self.lane()
        before = lane.open_versions()
        for wait in range(10, 200, 3):  # hundredths of a second: until it is met while it reads
            process = self.begin(lane, "replay", "kolada")
            time.sleep(wait / 100)
            process.send_signal(signal.SIGSTOP)
            beside = lane.call("run", "kolada")  # 75: the replay was writing already
            process.send_signal(signal.SIGCONT)
            code = process.wait(PATIENCE)
            self.assertEqual(before, lane.open_versions())
            if beside.returncode == 0 and code == 75:
                break
        self.assertIn("replay.overtaken", (lane.folder / "log").read_text(encoding="utf-8"))

    def test_a_replay_that_was_killed_before_it_was_recorded_is_recorded_with_all_its_segments(self):
        lane = self.lane()
        lane.write(self.source.url, ["N35024"], ["*"], [], "30d", "1981", "units = []\nfirst_year = 2018")
        lane.run()  # in full, of another plan
        lane.run()  # what is new since
        killed = lane.call("replay", "kolada", environment={"SLUSS_KILL_AT": "warehouse.published:1"})
        self.assertEqual(-signal.SIGKILL, killed.returncode, killed.stderr)
        lane.call("status", check=True)
        lane.run()
        entries = [json.loads(line) for line in (lane.state / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
        replay = next(entry["body"] for entry in entries if entry["kind"] == "replay")
        stored = lane.show(str(replay["run"]))["segments"]
        self.assertEqual(stored, sorted(replay["segments"]))
        self.assertGreater(len(stored), 1)
        lane.call("doctor", "--rebuild", check=True)

    def test_of_two_who_decide_at_once_the_second_gets_the_reason(self):
        lane = self.lane()
        later = StandIn(OWN_STANDIN, "--today", "2026-06-30")
        self.addCleanup(later.close)
        later.faults({"kind": "text-values", "path": "data/kpi"})  # so many cannot be read that the run is held
        lane.write(later.url, ["N35024"], ["*"], [], "always", "1981", 'units = []\nfirst_year = 2018\nevery = "1h"')
        daemon = self.serving(lane)
        lane.run(expect=3)
        held = [row["run"] for row in json.loads(lane.call("runs", "--json", check=True).stdout) if row["status"] == "held"]
        self.assertEqual(1, len(held))
        with open(lane.state / "warehouse" / "writer.lock", "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            deciders = [self.begin(lane, "discard", str(held[-1])) for _ in range(2)]
            time.sleep(2)
        codes = sorted(decider.wait(PATIENCE) for decider in deciders)
        self.assertEqual(0, codes[0])
        self.assertNotEqual(0, codes[1])
        self.assertIn("hold.nothing_held", (lane.folder / "log").read_text(encoding="utf-8"))
        daemon.kill()
        daemon.wait()
        lane.call("doctor", "--rebuild", check=True)

    def test_a_daemon_of_another_state_is_asked_for_nothing(self):
        lane, other = self.lane(), self.lane()
        self.serving(lane)
        self.at_rest(lane)
        other.config.write_text(other.config.read_text(encoding="utf-8") +
                                f'[control]\nsocket = "{lane.state}/sluss.sock"\n', encoding="utf-8")
        before = len(json.loads(lane.call("runs", "--json", check=True).stdout))
        for command in (("run", "kolada"), ("doctor", "--rebuild"), ("status",), ("pause", "kolada")):
            self.refused("control.other_state", 78, other, *command)
        self.assertEqual(before, len(json.loads(lane.call("runs", "--json", check=True).stdout)))

    def test_root_leaves_nothing_in_anothers_state(self):
        lane = self.lane()
        other = pwd.getpwnam(OTHER)
        for path in [lane.state, *lane.state.rglob("*")]:
            os.lchown(path, other.pw_uid, other.pw_gid)
        before = self.tree(lane)
        for command in (("run", "kolada"), ("serve",), ("release", "1"), ("discard", "1"), ("replay", "kolada"),
                        ("query", "select 'it''s'"), ("export", "nyckeltal_jamforelse"), ("runs",), ("status",),
                        ("backup", "--to", str(lane.folder / "b.tar.zst")), ("token", "add", "powerbi"),
                        ("migrate",), ("migrate", "--dry-run"), ("doctor", "--rebuild")):
            with self.subTest(command):
                error = self.refused("state.other_owner", 78, lane, *command)
                self.assertIn(f"sudo -u {OTHER} sluss --config {lane.config} --json {command[0]}", error["remedy"])
        self.assertEqual(before, self.tree(lane))
        # It may check, and reports what it did not check.
        looked = lane.call("doctor", "--json")
        self.assertEqual(0, looked.returncode, looked.stdout)
        self.assertTrue(any(look["subject"] == "user" and look["health"] == "warning" for look in json.loads(looked.stdout)))
        self.assertEqual(before, self.tree(lane))
        # And it may restore: what it restores belongs to whom the folder belongs to.
        lane.call("restore", str(self.backup), "--replace", check=True)
        foreign = [str(path) for path in lane.state.rglob("*") if path.lstat().st_uid != other.pw_uid
                   and "before-restore" not in str(path)]
        self.assertEqual([], foreign)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, who may give files away")
    def test_doctor_compares_owners_and_modes(self):
        lane = self.lane()
        well = [look for look in json.loads(lane.call("doctor", "--json").stdout) if look["subject"] == "owner"]
        self.assertEqual(["well"], [look["health"] for look in well])
        file = next((lane.state / "archive").rglob("*.idx"))
        os.chown(file, pwd.getpwnam(OTHER).pw_uid, -1)
        os.chmod(lane.state / "journal.jsonl", 0o446)
        done = lane.call("doctor", "--json")
        self.assertEqual(2, done.returncode)
        looks = [look for look in json.loads(done.stdout) if look["subject"] == "owner"]
        self.assertEqual(["ill", "ill", "warning", "warning"], [look["health"] for look in looks], looks)
        self.assertIn(f"{file} is {OTHER}'s", looks[0]["what"])
        self.assertIn("sudo chown -R root: " + str(lane.state), looks[0]["remedy"])
        self.assertIn("journal.jsonl has mode 0446", looks[1]["what"])

    def looks(self, lane, subject):
        done = lane.call("--json", "doctor")
        looks = [look for look in json.loads(done.stdout) if look["subject"] == subject]
        return done.returncode, [look["health"] for look in looks], " ".join(look["what"] + look["remedy"] for look in looks)

    def test_doctor_reports_what_is_in_the_place_of_a_file_or_folder(self):
        lane = self.lane()
        daemon = self.serving(lane)
        self.at_rest(lane)
        lane.call("token", "add", "powerbi", check=True)
        daemon.terminate()
        self.assertEqual(0, daemon.wait(PATIENCE))
        self.assertEqual((0, ["well"]), self.looks(lane, "place")[:2])
        places = [place for place in [*lane.state.iterdir(), *(lane.state / "claims").iterdir(),
                                      lane.state / "warehouse" / "writer.lock"] if place.suffix != ".sock"]
        self.assertLessEqual({"journal.jsonl", "journal.index", "state.lock", "serve.lock", "tokens", "tokens.lock", "schedule.json",
                         "facts.json", "archive", "claims", "staging", "warehouse", "writer.lock", "kolada.lock"},
                        {place.name for place in places})
        for place in places:
            with self.subTest(place.name):
                aside = lane.folder / "aside"
                folder = place.is_dir()
                place.rename(aside)
                os.mkfifo(place)
                code, health, findings = self.looks(lane, "place")
                place.unlink()
                aside.rename(place)
                self.assertEqual((2, "ill"), (code, health[0]), findings)
                self.assertIn("disk.not_a_folder" if folder else "disk.not_a_file", findings)
                self.assertIn(str(place), findings)
                self.assertIn("a pipe", findings)
        self.assertEqual((0, ["well"]), self.looks(lane, "place")[:2])

    def test_a_journal_elsewhere_is_reported_before_it_is_written(self):
        lane = self.lane()
        journal, elsewhere = lane.state / "journal.jsonl", lane.folder / "elsewhere.jsonl"
        journal.rename(elsewhere)
        before = elsewhere.read_bytes()
        journal.symlink_to(elsewhere)
        for command in (("run", "kolada"), ("token", "add", "powerbi"), ("doctor", "--rebuild"), ("replay", "kolada")):
            with self.subTest(command):
                error = self.refused("disk.not_a_file", 2, lane, *command)
                self.assertIn(f"mv {elsewhere} {journal}", error["remedy"])
        self.assertEqual(before, elsewhere.read_bytes())
        self.assertFalse((lane.state / "tokens").exists())
        code, health, findings = self.looks(lane, "place")
        self.assertEqual((2, ["ill"]), (code, health), findings)
        self.assertIn(f"mv {elsewhere} {journal}", findings)
        journal.unlink()
        elsewhere.rename(journal)  # as its remedy says
        self.assertEqual((0, ["well"]), self.looks(lane, "place")[:2])
        lane.call("token", "add", "powerbi", check=True)
        for lay in (lambda: journal.mkdir(), lambda: os.mkfifo(journal)):
            journal.rename(elsewhere)
            lay()
            self.refused("disk.not_a_file", 2, lane, "run", "kolada")
            self.assertIn("disk.not_a_file", lane.call("audit", "list").stderr)
            journal.rmdir() if journal.is_dir() else journal.unlink()
            elsewhere.rename(journal)

    def test_what_cannot_be_audited_is_not_done(self):
        lane = self.lane()
        lane.call("token", "add", "powerbi", check=True)
        tokens = (lane.state / "tokens").read_bytes()
        with open(lane.state / "journal.jsonl", "ab") as journal:
            journal.write(b"somebody wrote this\n")
        for command in (("token", "add", "another"), ("token", "remove", "powerbi")):
            with self.subTest(command):
                done = lane.call("--json", *command)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertEqual(tokens, (lane.state / "tokens").read_bytes())
                self.assertIn("journal.", error_of(done)["code"])
        self.assertIn("was not kept", lane.call("token", "add", "another").stderr)

    def test_what_others_can_read_is_reported_and_closed_by_a_command_that_changes(self):
        lane = self.lane()
        self.assertEqual((0, ["well"]), self.looks(lane, "owner")[:2])
        opened = [lane.state / "journal.jsonl", lane.state / "archive"]
        for path in opened:
            path.chmod(0o755 if path.is_dir() else 0o644)
        code, health, findings = self.looks(lane, "owner")
        self.assertEqual((0, ["warning"]), (code, health), findings)
        self.assertIn("2 files and folders of the state that others can reach", findings)
        self.assertIn("has mode 0", findings)
        self.assertIn("sluss backup", findings)
        lane.call("backup", "--to", str(lane.folder / "b.tar.zst"), check=True)
        self.assertEqual([], [path for path in opened if path.stat().st_mode & 0o077])
        self.assertEqual((0, ["well"]), self.looks(lane, "owner")[:2])
        opened[0].chmod(0o644)
        lane.call("token", "add", "powerbi", check=True)
        self.assertEqual(0, opened[0].stat().st_mode & 0o077)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, who may give files away")
    def test_doctor_reports_a_group_that_the_daemon_cannot_give(self):
        lane = self.lane()
        lane.config.write_text(lane.config.read_text(encoding="utf-8") + '[warehouse]\ngroup = "root"\n', encoding="utf-8")
        self.assertEqual([], self.looks(lane, "group")[1], "root gives what it likes")
        other = pwd.getpwnam(OTHER)
        for path in [lane.state, *lane.state.rglob("*")]:
            os.lchown(path, other.pw_uid, other.pw_gid)
        code, health, findings = self.looks(lane, "group")
        self.assertEqual((0, ["warning"]), (code, health), findings)
        self.assertIn(f"usermod -aG root {OTHER}", findings)
        self.assertIn("systemctl restart sluss", findings)
        for generation in (lane.state / "warehouse").glob("*.duckdb"):
            os.chown(generation, -1, 0)
        self.assertEqual([], self.looks(lane, "group")[1], "the daemon has given it")

    def test_the_remedies_end_where_no_generation_is_whole(self):
        lane = self.lane()
        figures = lane.query(FIGURES)
        lane.run()
        for generation in (lane.state / "warehouse").glob("*.duckdb"):
            generation.chmod(0o600)
            with open(generation, "r+b") as file:
                file.truncate(4096)

        def expect_way_out(remedy):
            self.assertNotIn("estart the service", remedy)
            self.assertIn("sluss doctor --rebuild", remedy)
            self.assertIn("sluss restore FILE", remedy)
        _, health, _ = self.looks(lane, "warehouse")
        self.assertLess(1, health.count("ill"))
        expect_way_out(self.look(lane, "warehouse")["remedy"])
        expect_way_out(self.refused("warehouse.damaged", 2, lane, "run", "kolada")["remedy"])
        expect_way_out(self.refused("warehouse.damaged", 2, lane, "serve")["remedy"])
        # The archive lacks something too: the rebuild's own error names the last way, which is one.
        (lane.state / "archive").rename(lane.folder / "archive")
        failed = lane.call("--json", "doctor", "--rebuild")
        self.assertEqual(2, failed.returncode)
        self.assertIn("sluss restore FILE --replace", error_of(failed)["remedy"])
        lane.call("restore", str(self.backup), "--replace", check=True)
        self.assertEqual(figures, lane.query(FIGURES))
        self.assertEqual(0, lane.call("doctor").returncode)

    def test_tokens_are_in_the_audit(self):
        lane = self.lane()
        lane.call("token", "add", "powerbi", check=True)
        lane.call("token", "remove", "powerbi", check=True)
        self.assertNotEqual(0, lane.call("token", "remove", "nobody").returncode)
        entries = json.loads(lane.call("audit", "list", "--limit", "3", "--json", check=True).stdout)
        self.assertEqual([("token.remove", "token nobody", "refused"), ("token.remove", "token powerbi", "done"),
                          ("token.create", "token powerbi", "done")],
                         [(entry["action"], entry["object"], entry["outcome"]) for entry in entries])

    def test_init_prints_what_comes_next(self):
        folder = self.lane().folder / "new"
        folder.mkdir()
        init = (str(PROGRAM), "init", "--municipality", "Sala", "--output")
        def output_of_init(*arguments):
            return subprocess.run([*init, *arguments], capture_output=True, text=True, check=True, cwd=folder).stderr
        self.assertIn("next: sluss run kolada\n", output_of_init("sluss.toml"))
        self.assertIn(f"next: sluss --config {folder}/other.toml run kolada\n", output_of_init("other.toml"))
        if os.geteuid() == 0:
            state = folder / "theirs"
            state.mkdir()
            os.chown(state, pwd.getpwnam(OTHER).pw_uid, -1)
            self.assertIn(f"next: sudo -u {OTHER} sluss --config {folder}/third.toml run kolada\n",
                          output_of_init("third.toml", "--state", str(state)))
            installed = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /etc && mkdir /etc/sluss && exec "$@"', "sh"]
            installed_init = subprocess.run([*installed, *init, "/etc/sluss/sluss.toml"], capture_output=True, text=True, cwd=folder)
            self.assertIn("next: sudo systemctl enable --now sluss\n", installed_init.stderr)


if __name__ == "__main__":
    unittest.main()
