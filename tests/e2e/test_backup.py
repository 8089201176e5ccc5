"""Backup and restore: consistent while runs are being applied, whole or refused, the same figures afterwards."""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402

FIRST, SECOND = "2026-03-31", "2026-06-30"
FIGURES = ("select indicator_id, area_id, ou_id, period, gender, value, status, recorded_from, recorded_to, run_id, raw_sha256 "
           "from core.observation order by all")
POINTS = ("run.extracted", "merge.done", "warehouse.committed", "warehouse.synced", "warehouse.current_moved",
          "warehouse.published", "journal.appended")
TRIED = POINTS if os.environ.get("SLUSS_WHOLE") else POINTS[::2]  # all of them in `./dev verify`


class Backup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", FIRST)
        cls.lane = Lane(cls.source.url, indicators=["N35024", "U23471"], compare=["riket"],
                        extra_job="units = []\nfirst_year = 2015")
        cls.lane.run()
        cls.backups = cls.lane.folder / "backups"
        cls.backups.mkdir()
        cls.first = json.loads(cls.lane.call("--json", "backup", "--to", str(cls.backups) + "/", check=True).stdout)

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()
        cls.source.close()

    def lane_of(self, state: pathlib.Path) -> Lane:
        """The same configuration over another state folder."""
        other = Lane(self.source.url, indicators=["N35024", "U23471"], compare=["riket"],
                     extra_job="units = []\nfirst_year = 2015")
        self.addCleanup(other.close)
        text = other.config.read_text(encoding="utf-8").replace(str(other.state), str(state))
        other.config.write_text(text, encoding="utf-8")
        other.state = state
        return other

    def restored(self, file, *more) -> Lane:
        folder = self.lane.folder / f"restored-{time.monotonic_ns()}"
        self.lane.call("restore", str(file), "--into", str(folder), *more, check=True)
        return self.lane_of(folder)

    def refused(self, code, exit_code, *arguments, environment=None):
        done = self.lane.call("--json", *arguments, environment=environment)
        self.assertEqual(exit_code, done.returncode, done.stdout + done.stderr)
        self.assertEqual(code, json.loads(done.stderr.splitlines()[-1])["errors"][0]["code"])

    def test_the_restored_has_the_same_figures_and_where_they_come_from(self):
        lane = self.restored(self.first["file"])
        self.assertEqual(self.lane.query(FIGURES), lane.query(FIGURES))
        self.assertEqual(self.lane.export("nyckeltal_jamforelse"), lane.export("nyckeltal_jamforelse"))
        lineage = ("lineage", "N35024", "1981", "2020", "--json")
        self.assertEqual(self.lane.call(*lineage, check=True).stdout, lane.call(*lineage, check=True).stdout)
        verdict = json.loads(lane.call("audit", "verify", "--json", "--head", self.first["journal_head"], check=True).stdout)
        self.assertEqual(self.first["journal_entries"] + 1, verdict["entries"], "the restore itself is in the journal")
        self.assertEqual(0, lane.call("doctor").returncode)
        lane.run(expect=None)
        self.assertEqual(self.lane.query(FIGURES), lane.query(FIGURES), "a run after it finds nothing new")

    def test_its_manifest_is_true(self):
        file = pathlib.Path(self.first["file"])
        self.assertEqual(self.first["sha256"], hashlib.sha256(file.read_bytes()).hexdigest())
        self.assertEqual(0o600, file.stat().st_mode & 0o777)
        self.assertEqual([file.name], sorted(os.listdir(self.backups)))
        rows = json.loads(self.lane.call("audit", "list", "--json", check=True).stdout)
        self.assertTrue(any(row["action"] == "backup" and row["outcome"] == "done" and row["object"] == str(file) for row in rows))

    @unittest.skipUnless(shutil.which("zstd"), "needs the program zstd")
    def test_tar_and_zstd_read_it_without_sluss(self):
        folder = self.lane.folder / "plain"
        folder.mkdir()
        unpacked = folder / "a.tar"
        subprocess.run(["zstd", "-qd", self.first["file"], "-o", str(unpacked)], check=True)
        with tarfile.open(unpacked) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name, file in manifest["files"].items():
            content = (folder / name).read_bytes()
            self.assertEqual((file["size"], file["sha256"]), (len(content), hashlib.sha256(content).hexdigest()), name)
        self.assertIn("configuration/sluss.toml", manifest["files"])

    def test_credentials_are_never_in_it(self):
        secrets = self.lane.folder / "credentials"
        secrets.mkdir()
        self.addCleanup(shutil.rmtree, secrets)
        (secrets / "api").write_text("gomtochhemligt")
        (secrets / "api.toml").write_text("gomtochhemligt")
        os.chmod(secrets / "api", 0o600)
        file = self.lane.folder / "secret.tar.zst"
        self.lane.call("backup", "--to", str(file), check=True)
        folder = self.lane.folder / "looked"
        self.lane.call("restore", str(file), "--into", str(folder), check=True)
        for found in folder.rglob("*"):
            self.assertNotIn("api", found.name)
            if found.is_file():
                self.assertNotIn(b"gomtochhemligt", found.read_bytes(), found)

    def test_damaged_and_cut_off_ones_are_refused_and_change_nothing(self):
        good = pathlib.Path(self.first["file"]).read_bytes()
        bad = self.lane.folder / "bad.tar.zst"
        folder = self.lane.folder / "untouched"
        folder.mkdir()
        (folder / "mine").write_text("stays")
        for size in (0, 3, 100, len(good) // 2, len(good) - 1):
            bad.write_bytes(good[:size])
            code = "backup.damaged" if size > 3 else "backup.unknown"
            self.refused(code, 2 if size > 3 else 78, "restore", str(bad), "--into", str(folder), "--replace")
        for at in range(10, len(good), len(good) // 7):
            bad.write_bytes(good[:at] + bytes([good[at] ^ 0x40]) + good[at + 1:])
            done = self.lane.call("restore", str(bad), "--into", str(folder), "--replace")
            self.assertIn(done.returncode, (2, 78), f"byte {at}: {done.stdout}{done.stderr}")
        self.assertEqual(["mine"], os.listdir(folder))
        bad.write_bytes(good[:len(good) // 2])
        for below in ("not_there", "not_there/a/b/"):
            self.refused("backup.damaged", 2, "restore", str(bad), "--into", f"{self.lane.folder}/{below}")
            self.assertFalse((self.lane.folder / "not_there").exists(), below)
        (self.lane.folder / "there").mkdir()
        self.refused("backup.damaged", 2, "restore", str(bad), "--into", str(self.lane.folder / "there" / "a"))
        self.assertEqual([], os.listdir(self.lane.folder / "there"))

    def test_what_is_there_stays_unless_replace_moves_it_aside(self):
        lane = self.restored(self.first["file"])
        before = lane.query(FIGURES)
        self.refused("restore.not_empty", 78, "restore", self.first["file"], "--into", str(lane.state))
        (lane.state / "mark").write_text("old")
        done = self.lane.call("restore", self.first["file"], "--into", str(lane.state), "--replace", check=True)
        self.assertIn(f": compare it with {self.lane.folder}; credentials", done.stdout)
        aside = [name for name in os.listdir(lane.state) if name.startswith("before-restore-")]
        self.assertEqual(1, len(aside))
        self.assertEqual("old", (lane.state / aside[0] / "mark").read_text())
        self.assertEqual(before, lane.query(FIGURES))

    def test_only_verify_puts_nothing_in_place(self):
        folder = self.lane.folder / "verified"
        done = self.lane.call("restore", self.first["file"], "--into", str(folder), "--verify", check=True)
        self.assertIn("is whole", done.stdout)
        self.assertFalse(folder.exists())
        folder.mkdir()
        self.lane.call("restore", self.first["file"], "--into", str(folder), "--verify", check=True)
        self.assertEqual([], os.listdir(folder))

    def test_verify_touches_no_state_folder(self):
        before = {file: os.stat(file).st_ctime_ns for file in (self.lane.state, *self.lane.state.rglob("*"))}
        verified = self.lane.call("restore", self.first["file"], "--verify")
        self.assertEqual(0, verified.returncode, verified.stderr)
        after = {file: os.stat(file).st_ctime_ns for file in (self.lane.state, *self.lane.state.rglob("*"))}
        self.assertEqual(before, after)

    def test_verify_needs_no_configuration_and_leaves_a_state_folder_alone(self):
        room = self.lane.folder / "room"
        room.mkdir(exist_ok=True)
        seen = lambda: (self.lane.state.stat().st_mtime_ns, sorted(os.listdir(self.lane.state)))  # noqa: E731
        before = seen()
        done = subprocess.run([str(PROGRAM), "--config", "/nonexistent/sluss.toml", "restore", self.first["file"], "--verify"],
                              capture_output=True, text=True, env={**os.environ, "TMPDIR": str(room)})
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("is whole", done.stdout)
        self.assertEqual([], os.listdir(room))
        for more in ([], ["--into", str(self.lane.state)]):
            self.lane.call("restore", self.first["file"], "--verify", *more, check=True, environment={"TMPDIR": str(room)})
        self.assertEqual(before, seen(), "nothing was unpacked in it")
        self.refused("disk.permission", 2, "restore", self.first["file"], "--verify", environment={"TMPDIR": "/proc/none"})

    def test_restore_into_a_folder_needs_no_configuration_and_mentions_none(self):
        folder = self.lane.folder / "without_configuration"
        done = subprocess.run([str(PROGRAM), "--config", "/nonexistent/sluss.toml", "restore", self.first["file"], "--into", str(folder)],
                              capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertNotIn("config.missing_file", done.stderr)
        self.assertIn(f"restored into {folder}", done.stdout)
        self.assertTrue((folder / "journal.jsonl").exists())

    def test_a_missing_file_is_reported_before_all_else(self):
        for more in (["--into", str(self.lane.state)], [], ["--verify"], ["--into", str(self.lane.state), "--replace"]):
            self.refused("restore.no_file", 78, "restore", "/nonexist/a.tar.zst", *more)
        rows = json.loads(self.lane.call("audit", "list", "--json", check=True).stdout)
        entries = [row for row in rows if row["object"] == "/nonexist/a.tar.zst"]
        self.assertEqual([("restore", "refused", "restore.no_file")] * 3,
                         [(row["action"], row["outcome"], row["code"]) for row in entries], "all but --verify would change something")
        done = subprocess.run([str(PROGRAM), "--config", "/nonexistent/sluss.toml", "restore", "/nonexist"],
                              capture_output=True, text=True)
        self.assertIn("there is no file /nonexist", done.stderr)
        self.refused("restore.no_file", 78, "restore", str(self.backups), "--into", str(self.lane.state))
        self.refused("restore.no_file", 78, "restore", "/dev/zero", "--into", str(self.lane.state))
        foreign = self.lane.folder / "foreign.tar.zst"
        foreign.write_text("no backup")
        self.refused("backup.unknown", 78, "restore", str(foreign), "--into", str(self.lane.state))

    def test_what_is_restored_is_its_owners_alone(self):
        folder = self.lane.folder / "mine"
        before = os.umask(0)
        try:
            self.lane.call("restore", self.first["file"], "--into", str(folder), check=True)
        finally:
            os.umask(before)
        self.assertEqual(0o700, folder.stat().st_mode & 0o777)
        for found in folder.rglob("*"):
            if not found.is_symlink():
                self.assertEqual(0o700 if found.is_dir() else 0o600, found.stat().st_mode & 0o777, found)

    def test_the_folder_of_a_state_may_be_passed_through_and_another_is_reported_closed(self):
        lane = self.restored(self.first["file"])
        shutil.rmtree(lane.state)
        done = lane.call("restore", self.first["file"], check=True)
        self.assertEqual(0o711, lane.state.stat().st_mode & 0o777, "the configuration's state, as a first run makes it")
        self.assertNotIn("chmod", done.stdout)
        folder = self.lane.folder / "tried"
        done = self.lane.call("restore", self.first["file"], "--into", str(folder), check=True)
        self.assertEqual(0o700, folder.stat().st_mode & 0o777)
        self.assertIn("chmod 711", done.stdout)

    def test_that_tokens_are_gone_is_reported(self):
        lane = self.restored(self.first["file"])
        done = lane.call("restore", self.first["file"], "--into", str(lane.state), "--replace", check=True)
        self.assertIn("make them anew (sluss token add)", done.stdout)
        lane.call("token", "add", "maskin", "--role", "reader", check=True)
        done = lane.call("--json", "restore", self.first["file"], "--into", str(lane.state), "--replace", check=True)
        kept = json.loads(done.stdout)["tokens_before"]
        self.assertEqual([], json.loads(lane.call("--json", "token", "list", check=True).stdout))
        shutil.copy2(kept, lane.state / "tokens")
        self.assertEqual(["maskin"], [one["name"] for one in json.loads(lane.call("--json", "token", "list", check=True).stdout)])

    @unittest.skipUnless(os.geteuid() == 0, "only root restores what is another's")
    def test_what_root_restores_into_somebodys_state_is_that_somebodys(self):
        lane = self.restored(self.first["file"])
        for path in (lane.state, *lane.state.rglob("*")):
            os.lchown(path, 65533, 65532)
        journal = lane.state / "journal.jsonl"
        kept = journal.read_bytes()
        journal.unlink()
        without = lane.folder / "without_journal.tar.zst"
        with_it = self.first["file"]
        self.assertEqual(78, lane.call("backup", "--to", str(without)).returncode, "root is refused there")
        os.chown(lane.state, 0, 0)
        self.assertEqual(1, lane.call("backup", "--to", str(without)).returncode)
        journal.write_bytes(kept)
        os.chown(journal, 65533, 65532)
        for path in (lane.state, *lane.state.rglob("*")):
            os.lchown(path, 65533, 65532)
        for file in (without, with_it):
            lane.call("restore", str(file), "--into", str(lane.state), "--replace", check=True)
            foreign = [str(path) for path in (lane.state, *lane.state.rglob("*")) if path.lstat().st_uid != 65533]
            self.assertEqual([], foreign)
            looks = json.loads(lane.call("--json", "doctor").stdout)
            self.assertEqual(["well"], [look["health"] for look in looks if look["subject"] == "owner"], looks)

    def test_a_start_between_the_old_and_the_new_is_refused(self):
        lane = self.restored(self.first["file"])
        (lane.state / "restore.unfinished").write_text("cut off")
        self.assertIn("restore.unfinished", lane.call("run", "kolada").stderr)
        self.lane.call("restore", self.first["file"], "--into", str(lane.state), "--replace", check=True)
        lane.run(expect=None)
        self.assertEqual(self.lane.query(FIGURES), lane.query(FIGURES))

    def test_a_daemon_that_serves_the_folder_is_in_the_way(self):
        lane = self.restored(self.first["file"])
        lane.config.write_text(lane.config.read_text(encoding="utf-8").replace("[[job]]", '[[job]]\nevery = "1h"'), encoding="utf-8")
        with open(lane.folder / "log", "ab") as log:
            daemon = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "serve"], stdout=log, stderr=log)
        try:
            end = time.monotonic() + 60
            while not (lane.state / "sluss.sock").exists():
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)
            for more in ([], ["--replace"]):
                self.refused("restore.running", 75, "restore", self.first["file"], "--into", str(lane.state), *more)
            lane.call("backup", "--to", str(lane.folder / "running.tar.zst"), check=True)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)

    def test_encrypted_to_a_public_key(self):
        key = self.lane.folder / "backup.key"
        self.lane.call("backup", "keygen", "--to", str(key), check=True)
        self.refused("backup.key_exists", 78, "backup", "keygen", "--to", str(key))
        self.refused("usage.output", 64, "backup", "keygen", "--to", str(self.lane.folder))
        folder = self.lane.folder / "sealed"
        folder.mkdir()
        made = json.loads(self.lane.call("--json", "backup", "--to", str(folder), "--to-key", str(key) + ".pub", check=True).stdout)
        self.assertTrue(made["file"].endswith(".tar.zst.sealed"))
        self.refused("backup.needs_key", 78, "restore", made["file"], "--into", str(folder / "a"))
        other = self.lane.folder / "other.key"
        self.lane.call("backup", "keygen", "--to", str(other), check=True)
        self.refused("backup.wrong_key", 78, "restore", made["file"], "--into", str(folder / "a"), "--key", str(other))
        content = pathlib.Path(made["file"]).read_bytes()
        bad = folder / "bad"
        bad.write_bytes(content[:-20])
        self.refused("backup.damaged", 2, "restore", str(bad), "--into", str(folder / "a"), "--key", str(key))
        lane = self.restored(made["file"], "--key", str(key))
        self.assertEqual(self.lane.query(FIGURES), lane.query(FIGURES))

    def test_who_made_it_is_proven_by_the_machines_key(self):
        signer = self.lane.call("backup", "signer", check=True).stdout.strip()
        self.assertEqual(signer, self.first["signer"])
        self.assertEqual(0o600, (self.lane.state / "backup-signing.key").stat().st_mode & 0o777)
        kept = self.lane.folder / "signer.pub"
        kept.write_text(signer + "\n")
        file = self.first["file"]
        verify = lambda *more: json.loads(self.lane.call("--json", "restore", file, "--verify", *more, check=True).stdout)  # noqa: E731
        self.assertEqual((signer, "signed_by"), (verify("--signed-by", str(kept))["signer"], verify("--signed-by", signer)["proven_by"]))
        self.assertEqual("sha256", verify("--sha256", self.first["sha256"].upper())["proven_by"])
        self.assertEqual("", verify()["proven_by"])
        output = self.lane.call("restore", file, "--verify", check=True).stdout
        self.assertIn("warning: who made it is not proven", output)
        rows = json.loads(self.lane.call("audit", "list", "--json", check=True).stdout)
        self.assertTrue(any(self.first["sha256"] in json.dumps(row) for row in rows if row["action"] == "backup"),
                        "the audit keeps the sum that --sha256 takes")
        other = self.restored(file, "--signed-by", str(kept))
        self.assertFalse((other.state / "backup-signing.key").exists(), "the private half is in no backup")
        self.refused("backup.other_signer", 2, "restore", file, "--verify", "--signed-by",
                     other.call("backup", "signer", check=True).stdout.strip())
        self.refused("backup.other_sum", 2, "restore", file, "--verify", "--sha256", "0" * 64)
        self.refused("usage.sha256", 64, "restore", file, "--verify", "--sha256", "abc")
        self.refused("backup.signer", 78, "restore", file, "--verify", "--signed-by", str(self.lane.folder / "none.pub"))
        key = (other.state / "backup-signing.key").read_bytes()
        own = other.call("restore", file, "--into", str(other.state), "--replace", check=True).stdout
        self.assertIn("not proven", own, "the new machine has a key of its own")
        self.assertEqual(key, (other.state / "backup-signing.key").read_bytes(), "and keeps it")

    def test_without_a_key_it_is_made_and_reported_unsigned(self):
        lane, folder = self.restored(self.first["file"]), self.lane.folder / "unsigned"
        folder.mkdir()
        (lane.state / "backup-signing.key").write_text("nonsense")
        done = lane.call("--json", "backup", "--to", str(folder))
        made = json.loads(done.stdout)
        self.assertEqual((1, "", "backup.signing_key"), (done.returncode, made["signer"], made["not_signed"]["code"]))
        self.assertEqual("nonsense", (lane.state / "backup-signing.key").read_text())
        self.lane.call("restore", made["file"], "--verify", check=True)
        self.refused("backup.unsigned", 2, "restore", made["file"], "--verify", "--signed-by", self.first["signer"])

    def back_up(self, folder: pathlib.Path, *more: str, at: str | None = None) -> dict:
        time_of_it = ["--now", at] if at else []
        return json.loads(self.lane.call(*time_of_it, "--json", "backup", "--to", str(folder), *more, check=True).stdout)

    def test_old_ones_go_and_others_files_stay(self):
        folder = self.lane.folder / "kept"
        folder.mkdir()
        old = [self.back_up(folder, at=f"2026-01-0{day}T00:00:00Z")["file"] for day in (1, 2, 3)]
        others = {"notes.txt": "x", "sluss-20200101T000000Z.tar.zst": "no backup, but for its name", "sluss-mine.tar.zst": "x",
                  ".film.partial-1": "x"}
        for name, text in others.items():
            (folder / name).write_text(text)
        os.symlink(old[2], folder / "sluss-20190101T000000Z.tar.zst")
        (folder / "sluss-20180101T000000Z.tar.zst").mkdir()
        dead = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
        for name in (f".sluss-20220101T000000Z.tar.zst.partial-{dead}", f"sluss-20220101T000000Z.tar.zst.{dead}-0123456789abcdef.part"):
            (folder / name).write_text("x")
        made = self.back_up(folder, "--keep", "2")
        self.assertEqual(old[1::-1], made["removed"])
        self.assertEqual(sorted([*others, "sluss-20190101T000000Z.tar.zst", "sluss-20180101T000000Z.tar.zst",
                                 pathlib.Path(old[2]).name, pathlib.Path(made["file"]).name]), sorted(os.listdir(folder)))

    @unittest.skipUnless(os.geteuid() == 0, "root keeps a file from others")
    def test_an_older_one_that_stays_and_configuration_that_is_closed_cost_the_new_one_nothing(self):
        lane = self.restored(self.first["file"])
        for path in (lane.state, *lane.state.rglob("*")):
            os.lchown(path, 65533, 65532)
        for folder in (self.lane.folder, lane.folder):
            folder.chmod(0o711)
        closed = lane.folder / "models" / "inside"
        closed.mkdir(parents=True)
        (closed / "a.sql").write_text("select 1")
        closed.chmod(0o700)
        folder = lane.folder / "backups"
        folder.mkdir()
        folder.chmod(0o1777)  # where only its owner removes a file
        older = folder / pathlib.Path(self.first["file"]).name
        shutil.copy(self.first["file"], older)
        older.chmod(0o644)
        done = subprocess.run([str(PROGRAM), "--config", str(lane.config), "--json", "backup", "--to", str(folder), "--keep", "1"],
                              user=65533, group=65532, extra_groups=[], capture_output=True, text=True)
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        made = json.loads(done.stdout)
        self.assertEqual((["disk.permission"], []), ([one["code"] for one in made["not_removed"]], made["removed"]))
        self.assertIn(str(older), made["not_removed"][0]["what"])
        self.assertEqual([str(closed)], [one["file"] for one in made["left_out"]])
        self.assertEqual({older.name, pathlib.Path(made["file"]).name}, set(os.listdir(folder)))
        lane.call("restore", made["file"], "--verify", check=True)
        row = next(row for row in json.loads(lane.call("audit", "list", "--json", check=True).stdout) if row["action"] == "backup")
        self.assertEqual(made["file"], row["object"])

    def test_of_several_made_at_a_time_each_has_a_name_of_its_own(self):
        folder = self.lane.folder / "at_a_time"
        folder.mkdir()

        def at_a_time(*more):
            command = [str(PROGRAM), "--config", str(self.lane.config), "--now", "2026-01-01T00:00:00Z", "--json", "backup", "--to",
                       str(folder), *more]
            begun = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(6)]
            ended = [process.communicate(timeout=300) for process in begun]
            self.assertEqual([0] * 6, [process.returncode for process in begun], ended)
            return sorted(pathlib.Path(json.loads(out)["file"]).name for out, _ in ended)

        second = "sluss-20260101T000000Z"
        names = lambda first, last: [f"{second}{f'-{i}' if i > 1 else ''}.tar.zst" for i in range(first, last)]  # noqa: E731
        self.assertEqual(sorted(names(1, 7)), at_a_time())
        self.assertEqual(sorted(names(1, 7)), sorted(os.listdir(folder)))
        at_a_time("--keep", "1")
        left = os.listdir(folder)
        self.assertGreaterEqual(len(left), 1, "none takes another, made beside it, for older while that one does the same")
        for name in left:
            self.lane.call("restore", str(folder / name), "--verify", check=True)

    def expect_lost(self, lane: Lane, folder: pathlib.Path, named: str):
        """Every check reports it, with the remedy, and a backup replaces none."""
        for full in ([], ["--full"]):
            doctor = lane.call("--json", "doctor", *full)
            self.assertEqual(2, doctor.returncode, doctor.stdout)
            look = next(look for look in json.loads(doctor.stdout) if look["subject"] == "archive" and "archive.missing" in look["what"])
            self.assertEqual("ill", look["health"])
            self.assertIn(named, look["what"])
            self.assertIn("sluss restore", look["remedy"])
        verified = lane.call("--json", "archive", "verify")
        self.assertEqual(2, verified.returncode)
        self.assertIn("archive.missing", [error["code"] for error in json.loads(verified.stderr.splitlines()[-1])["errors"]])
        self.assertEqual(["archive.missing"], [error["code"] for error in json.loads(lane.call("status", "--json").stdout)["errors"]])
        self.assertIn("archive.missing", lane.call("status", "--check").stdout)
        before = sorted(os.listdir(folder))
        made = self.lacking(lane, folder, "archive.missing")
        self.assertIn(named, made["lacks"][0]["what"])
        self.assertLess(set(before), set(os.listdir(folder)))
        verified = lane.call("restore", made["file"], "--verify")
        self.assertEqual((1, True), (verified.returncode, named in verified.stdout), verified.stdout + verified.stderr)
        pathlib.Path(made["file"]).unlink()

    def lacking(self, lane: Lane, folder: pathlib.Path, code: str) -> dict:
        done = lane.call("--json", "backup", "--to", str(folder), "--keep", "1")
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        made = json.loads(done.stdout)
        self.assertEqual(([code], []), ([error["code"] for error in made["lacks"]], made["removed"]))
        self.assertIn("backup.lacks", done.stderr)
        return made

    def test_an_archive_that_vanished_is_reported_by_all_and_costs_no_older_backup(self):
        lane = self.restored(self.first["file"])
        folder = lane.folder / "good"
        folder.mkdir()
        good = json.loads(lane.call("--json", "backup", "--to", str(folder), check=True).stdout)
        self.assertEqual([], good["lacks"])
        archive, elsewhere = lane.state / "archive", lane.folder / "unmounted"
        segment = next(archive.rglob("*.seg"))
        name = str(segment.relative_to(archive))
        archive.rename(elsewhere)
        self.expect_lost(lane, folder, name)
        archive.mkdir()  # a mount's empty folder
        self.expect_lost(lane, folder, name)
        archive.rmdir()
        elsewhere.rename(archive)
        for lost in (".seg", ".idx"):
            with self.subTest(lost):
                file = segment.with_suffix(lost)
                file.rename(lane.folder / "lost")
                self.expect_lost(lane, folder, name)
                (lane.folder / "lost").rename(file)
        self.assertEqual(0, lane.call("doctor").returncode)
        self.assertEqual([good["file"]], json.loads(lane.call("--json", "backup", "--to", str(folder), "--keep", "1", check=True).stdout)["removed"])

    def test_a_missing_segment_is_reported_by_a_rebuild_with_its_remedy(self):
        lane = self.restored(self.first["file"])
        segment = next((lane.state / "archive").rglob("*.seg"))
        for file in (segment, segment.with_suffix(".idx")):
            file.unlink()
        done = lane.call("--json", "doctor", "--rebuild")
        error = json.loads(done.stderr.splitlines()[-1])["errors"][0]
        self.assertIn("is not in the archive", error["what"])
        self.assertIn("sluss restore", error["remedy"])
        self.assertNotIn("Create", error["remedy"])

    def test_a_warehouse_or_a_journal_that_vanished_costs_no_older_backup(self):
        lane = self.restored(self.first["file"])
        folder = lane.folder / "good"
        folder.mkdir()
        lane.call("backup", "--to", str(folder), check=True)
        for name, code in (("warehouse", "backup.no_generation"), ("journal.jsonl", "backup.no_journal")):
            (lane.state / name).rename(lane.folder / "lost")
            self.lacking(lane, folder, code)
            if name == "journal.jsonl":
                (lane.state / name).unlink()  # that there was a backup is recorded in a new one
            (lane.folder / "lost").rename(lane.state / name)
        self.assertEqual(3, len(os.listdir(folder)))

    def loaded_twice(self) -> Lane:
        """Two runs: the warehouse has the journal's entry of the first."""
        lane = self.restored(self.first["file"])
        lane.run(expect=None)
        return lane

    def codes(self, lane: Lane, *arguments: str) -> list[str]:
        done = lane.call("--json", *arguments)
        return [error["code"] for error in json.loads(done.stderr.splitlines()[-1])["errors"]]

    def test_a_lost_journal_is_reported_by_each_backup_and_no_rebuild_believes_the_new_one(self):
        lane = self.loaded_twice()
        folder = lane.folder / "good"
        folder.mkdir()
        whole = [json.loads(lane.call("--json", "backup", "--to", str(folder), check=True).stdout)["file"] for _ in range(2)]
        kept = (lane.state / "journal.jsonl").read_bytes()
        figures = lane.query(FIGURES)
        (lane.state / "journal.jsonl").unlink()
        for _ in range(3):  # each leaves an entry in a new journal
            self.lacking(lane, folder, "backup.no_journal")
        for file in whole:
            self.assertTrue(pathlib.Path(file).exists(), file)
        doctor = json.loads(lane.call("--json", "doctor").stdout)
        look = next(look for look in doctor if look["subject"] == "journal")
        self.assertEqual("ill", look["health"])
        self.assertIn("journal.lost", look["what"])
        self.assertIn("backup", look["remedy"])
        rebuild = lane.call("--json", "doctor", "--rebuild")
        self.assertEqual(2, rebuild.returncode, rebuild.stdout)
        self.assertEqual("rebuild.journal_short", json.loads(rebuild.stderr.splitlines()[-1])["errors"][0]["code"])
        self.assertFalse((lane.state / "warehouse.before-rebuild").exists())
        self.assertEqual(figures, lane.query(FIGURES))
        (lane.state / "journal.jsonl").write_bytes(kept)
        self.assertEqual([], json.loads(lane.call("--json", "backup", "--to", str(folder), check=True).stdout)["lacks"])
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(figures, lane.query(FIGURES))

    def test_nothing_writes_without_the_journal(self):
        lane = self.loaded_twice()
        text = lane.config.read_text(encoding="utf-8")
        lane.config.write_text(text.replace("[[job]]", '[[job]]\nevery = "1h"'), encoding="utf-8")
        kept = (lane.state / "journal.jsonl").read_bytes()
        (lane.state / "journal.jsonl").unlink()
        for _ in range(2):  # not there; and what only the first refusals recorded
            for command in (("run", "kolada"), ("serve",), ("replay", "kolada")):
                with self.subTest(command):
                    self.assertEqual(["journal.lost"], self.codes(lane, *command))
            self.assertEqual(["journal.lost"], [error["code"] for error in json.loads(lane.call("status", "--json").stdout)["errors"]])
            self.assertIn("journal.lost", lane.call("status", "--check").stdout)
        (lane.state / "journal.jsonl").write_bytes(kept)
        lane.run(expect=None)

    def test_an_older_journal_is_completed_and_reported_until_the_warehouse_agrees(self):
        lane = self.restored(self.first["file"])
        older = (lane.state / "journal.jsonl").read_bytes()
        for _ in range(2):
            lane.run(expect=None)
        figures = lane.query(FIGURES)
        (lane.state / "journal.jsonl").write_bytes(older)
        self.assertIn("journal.reconciled", lane.call("run", "kolada").stderr)
        folder = lane.folder / "good"
        folder.mkdir()
        self.lacking(lane, folder, "backup.no_journal")
        lane.call("doctor", "--rebuild", check=True)
        self.assertEqual(figures, lane.query(FIGURES))
        lane.call("backup", "--to", str(folder), check=True)
        self.assertEqual(0, lane.call("doctor").returncode)

    def test_what_is_damaged_is_reported_when_it_is_packed(self):
        lane = self.loaded_twice()
        folder = lane.folder / "good"
        folder.mkdir()
        whole = [json.loads(lane.call("--json", "backup", "--to", str(folder), check=True).stdout)["file"] for _ in range(2)]
        segment = next((lane.state / "archive").rglob("*.seg"))
        warehouse = (lane.state / "warehouse" / "current").resolve()
        for file, code, restored in ((segment, "archive.damaged", 1), (warehouse, "warehouse.damaged", 2)):
            with self.subTest(code):
                kept = file.read_bytes()
                os.chmod(file, 0o600)
                at = len(kept) * 3 // 4
                file.write_bytes(kept[:at] + bytes(byte ^ 0xFF for byte in kept[at:at + 4]) + kept[at + 4:])
                made = json.loads(lane.call("--json", "backup", "--to", str(folder), "--keep", "1").stdout)
                self.assertIn(code, [error["code"] for error in made["lacks"]])
                self.assertEqual([], made["removed"])
                verified = lane.call("restore", made["file"], "--verify")
                self.assertEqual(restored, verified.returncode, verified.stdout + verified.stderr)
                self.assertIn(code, verified.stdout + verified.stderr)
                self.assertIn("before the backup was made", verified.stdout + verified.stderr)
                file.write_bytes(kept)
        for file in whole:
            lane.call("restore", file, "--verify", check=True)

    def test_one_that_lacks_something_takes_no_whole_ones_place(self):
        lane = self.restored(self.first["file"])
        folder = lane.folder / "good"
        folder.mkdir()
        back_up = lambda *more: json.loads(lane.call("--json", "backup", "--to", str(folder), *more).stdout)  # noqa: E731
        first = back_up()["file"]
        archive, elsewhere = lane.state / "archive", lane.folder / "unmounted"
        archive.rename(elsewhere)
        lacking = [back_up()["file"] for _ in range(2)]
        elsewhere.rename(archive)
        self.assertEqual(lacking[:1], back_up("--keep", "3")["removed"], "the newest of them fills a place that is free")
        self.assertEqual(lacking[1:], back_up("--keep", "3")["removed"])
        self.assertTrue(pathlib.Path(first).exists())

    def test_a_wrong_clock_costs_no_backup(self):
        folder = self.lane.folder / "clocks"
        folder.mkdir()
        future = self.back_up(folder, at="2099-01-01T00:00:00Z")
        first = self.back_up(folder, "--keep", "1")
        self.assertEqual([], first["removed"], "the one of the future is neither counted nor removed")
        self.assertTrue(pathlib.Path(first["file"]).exists(), "nor does it push out the one just made")
        past = self.back_up(folder, "--keep", "1", at="1971-01-01T00:00:00Z")
        self.assertEqual([], past["removed"])
        for made in (future, first, past):
            self.assertTrue(pathlib.Path(made["file"]).exists())

    def test_a_state_removes_neither_anothers_nor_anything_while_its_disk_is_not_mounted(self):
        lane, folder = self.restored(self.first["file"]), self.lane.folder / "shared"
        folder.mkdir()
        back_up = lambda of, to=folder: of.call("--json", "backup", "--to", str(to), "--keep", "1")  # noqa: E731
        whole = json.loads(back_up(lane).stdout)["file"]
        lane.state.rename(lane.folder / "elsewhere")
        lane.state.mkdir()  # where the disk belongs
        for _ in range(2):  # the second has a journal, with an entry of the first
            done = back_up(lane)
            made = json.loads(done.stdout)
            self.assertEqual((1, ["backup.empty_state"], []),
                             (done.returncode, [error["code"] for error in made["lacks"]], made["removed"]))
            self.assertIn(whole, done.stderr)
        another = self.lane_of(lane.folder / "another")
        another.state.mkdir()
        new = lane.folder / "new"
        new.mkdir()
        for _ in range(2):
            of_another = back_up(another, new)
            self.assertEqual((0, []), (of_another.returncode, json.loads(of_another.stdout)["removed"]), "a new state is in order")
        another.run()
        of_another = back_up(another)
        self.assertEqual(0, of_another.returncode, of_another.stderr)
        self.assertIn("backup.other_state", of_another.stderr)
        self.assertNotIn(whole, json.loads(of_another.stdout)["removed"])
        shutil.rmtree(lane.state)
        (lane.folder / "elsewhere").rename(lane.state)
        done = back_up(lane)
        made = json.loads(done.stdout)
        self.assertEqual((0, whole), (done.returncode, made["removed"][0]), done.stderr)
        left = {str(file) for file in folder.iterdir()}
        self.assertLessEqual({made["file"], json.loads(of_another.stdout)["file"]}, left)
        for file in left:
            self.lane.call("restore", file, "--verify", check=True)

    def test_the_manifest_has_the_time_and_not_the_name(self):
        folder = self.lane.folder / "renamed"
        folder.mkdir()
        older = self.back_up(folder, at="2026-01-01T00:00:00Z")["file"]
        newer = pathlib.Path(self.back_up(folder, at="2026-02-01T00:00:00Z")["file"])
        renamed = newer.rename(folder / "sluss-20000101T000000Z.tar.zst")
        self.assertEqual([older], self.back_up(folder, "--keep", "2")["removed"])
        self.assertTrue(renamed.exists())

    def test_of_a_sealed_one_the_name_has_the_time(self):
        folder = self.lane.folder / "kept_sealed"
        folder.mkdir()
        key = folder / "key"
        self.lane.call("backup", "keygen", "--to", str(key), check=True)
        made = [self.back_up(folder, "--to-key", f"{key}.pub", at=f"2026-01-0{day}T00:00:00Z")["file"] for day in (1, 2)]
        self.assertEqual([made[0]], self.back_up(folder, "--keep", "2")["removed"])

    def test_one_without_a_mark_is_read_through(self):
        """As releases before the mark made them."""
        folder = self.lane.folder / "unmarked"
        folder.mkdir()
        made = [pathlib.Path(self.back_up(folder, at=f"2026-01-0{day}T00:00:00Z")["file"]) for day in (1, 2)]
        for file in made:
            content = file.read_bytes()
            self.assertEqual(b"SLUSSIDX", content[-16:-8])
            file.write_bytes(content[:-24])
        self.lane.call("restore", str(made[0]), "--verify", check=True)
        self.assertEqual([str(made[0])], self.back_up(folder, "--keep", "2")["removed"])

    def test_a_folder_must_be_there_and_nothing_is_replaced(self):
        missing = self.lane.folder / "not_mounted"
        for to in (missing, f"{missing}/", missing / "a.tar.zst", missing / "deeper"):
            self.refused("backup.folder", 78, "backup", "--to", str(to), "--keep", "14") if not str(to).endswith(".zst") else \
                self.refused("backup.folder", 78, "backup", "--to", str(to))
        self.assertFalse(missing.exists())
        taken = self.lane.folder / "taken.tar.zst"
        taken.write_text("mine")
        self.refused("backup.exists", 78, "backup", "--to", str(taken))
        self.assertEqual("mine", taken.read_text())
        self.refused("backup.folder", 78, "backup", "--to", str(self.lane.config))
        link = self.lane.folder / "link.tar.zst"
        link.symlink_to(missing)
        self.refused("backup.exists", 78, "backup", "--to", str(link))
        self.assertFalse(missing.exists())
        for keep in ("3", "0"):
            self.refused("usage.keep", 64, "backup", "--to", str(self.lane.folder / "one.tar.zst"), "--keep", keep)
        folder = self.lane.folder / "one_second"
        folder.mkdir()
        self.refused("usage.keep", 64, "backup", "--to", str(folder), "--keep", "0")
        self.assertEqual([], list(folder.iterdir()), "0 is not 'all', and nothing was written")
        files = [self.back_up(folder, "--keep", "5", at="2026-01-01T00:00:00Z")["file"] for _ in range(3)]
        self.assertEqual(3, len(set(files)))
        self.assertEqual(sorted(files), sorted(str(file) for file in folder.iterdir()))

    def test_linked_configuration_is_backed_up_and_the_data_is_no_hostage_to_it(self):
        lane = self.restored(self.first["file"])
        elsewhere = pathlib.Path(tempfile.mkdtemp(prefix="sluss-elsewhere-"))
        self.addCleanup(shutil.rmtree, elsewhere)
        (elsewhere / "10-log.toml").write_text('[log]\nlevel = "warning"\n')
        (lane.folder / "conf.d").mkdir()
        (lane.folder / "conf.d" / "10-log.toml").symlink_to(elsewhere / "10-log.toml")
        real = elsewhere / "sluss.toml"
        lane.config.rename(real)
        lane.config.symlink_to(real)
        (elsewhere / "models").mkdir()
        (elsewhere / "models" / "own.sql").write_text("select 1")
        (lane.folder / "models").symlink_to(elsewhere / "models")
        again = lane.call("--json", "backup", "--to", str(lane.folder))
        self.assertEqual(0, again.returncode, again.stderr)
        self.assertEqual([], json.loads(again.stdout)["left_out"])
        # What cannot be packed: nothing behind it, never an end, no room for its name, a secret.
        sets = lane.folder / "sets"
        sets.mkdir()
        (sets / "gone.json").symlink_to("/nonexistent/gone.json")
        os.mkfifo(sets / "pipe.csv")
        (sets / ("n" * 240 + ".json")).write_text("{}")
        (lane.folder / "credentials").mkdir()
        (lane.folder / "credentials" / "api").write_text("gomtochhemligt")
        (sets / "secret.json").symlink_to("../credentials/api")
        (lane.state / "folder.json").mkdir()
        again = lane.call("--json", "backup", "--to", str(lane.folder), check=True)
        made = json.loads(again.stdout)
        self.assertEqual(sorted([str(sets / "gone.json"), str(sets / "pipe.csv"), str(sets / ("n" * 240 + ".json")),
                                 str(sets / "secret.json"), str(lane.state / "folder.json")]),
                         sorted(one["file"] for one in made["left_out"]))
        self.assertEqual(5, again.stderr.count("backup.left_out"), again.stderr)
        folder = lane.folder / "again"
        lane.call("restore", made["file"], "--into", str(folder), check=True)
        kept = folder / "configuration-of-backup"
        self.assertIn("warning", (kept / "conf.d" / "10-log.toml").read_text())
        self.assertEqual(real.read_text(), (kept / "sluss.toml").read_text())
        self.assertEqual("select 1", (kept / "models" / "own.sql").read_text())
        self.assertEqual(["conf.d", "models", "sluss.toml"], sorted(os.listdir(kept)))

    def test_a_name_that_is_no_text_costs_no_backup(self):
        codes = self.lane.folder / "conf.d"
        codes.mkdir()
        self.addCleanup(shutil.rmtree, codes)
        with open(os.fsencode(codes) + b"/r\xe4kning.csv", "wb") as file:
            file.write(b"x")
        file = self.lane.folder / "named.tar.zst"
        made = self.lane.call("--json", "backup", "--to", str(file), check=True)
        self.assertIn("kning.csv", json.loads(made.stdout)["left_out"][0]["file"])
        self.lane.call("restore", str(file), "--verify", check=True)

    def test_targets_get_everything_again_after_a_restore(self):
        lane = Lane(self.source.url, indicators=["N35024"], compare=["riket"], full_reload="always",
                    extra_job="units = []\nfirst_year = 2015",
                    extra='[[publish]]\ndataset = "nyckeltal_historik"\nformats = ["csv-plain"]\nto = "folder:{out}"\n')
        self.addCleanup(lane.close)
        out = lane.folder / "out"
        out.mkdir()
        lane.config.write_text(lane.config.read_text(encoding="utf-8").replace("{out}", str(out)), encoding="utf-8")
        lane.run()
        delivered = out / "nyckeltal_historik.plain.csv"
        right = delivered.read_bytes()
        kept = lane.folder / "kept.tar.zst"
        lane.call("backup", "--to", str(kept), check=True)
        delivered.write_bytes(b"what a wrong night put there")
        lane.call("restore", str(kept), "--replace", check=True)
        lane.run()
        self.assertEqual(len(right.splitlines()), len(delivered.read_bytes().splitlines()))

    def test_what_cannot_be_moved_aside_is_reported_before_anything_is_done(self):
        restored = self.restored(self.first["file"])
        elsewhere = self.lane.folder / f"elsewhere-{time.monotonic_ns()}"
        shutil.move(restored.state / "archive", elsewhere)
        (restored.state / "archive").symlink_to(elsewhere)
        before = sorted(path.name for path in restored.state.iterdir())
        self.refused("restore.other_disk", 78, "restore", self.first["file"], "--into", str(restored.state), "--replace")
        inside = restored.state / "backups"
        inside.mkdir()
        shutil.copy(self.first["file"], inside)
        (restored.state / "archive").unlink()
        shutil.move(elsewhere, restored.state / "archive")
        self.refused("restore.inside", 78, "restore", str(next(inside.iterdir())), "--into", str(restored.state), "--replace")
        shutil.rmtree(inside)
        self.assertEqual(before, sorted(path.name for path in restored.state.iterdir()))

    def test_a_warehouse_outside_of_the_state_is_reported_however_the_state_is_named(self):
        restored = self.restored(self.first["file"])
        text = restored.config.read_text(encoding="utf-8")
        restored.config.write_text(text + f'[warehouse]\nurl = "duckdb:{restored.folder}/elsewhere"\n', encoding="utf-8")
        done = restored.call("--json", "restore", self.first["file"], "--into", str(restored.state), "--replace")
        self.assertEqual(78, done.returncode, done.stdout + done.stderr)
        self.assertIn("restore.warehouse_elsewhere", done.stderr)

    def test_a_key_is_not_written_through_a_link(self):
        for name in ("a.key", "b.key.pub"):
            (self.lane.folder / name).symlink_to(self.lane.folder / "stolen")
            self.refused("backup.key_exists", 78, "backup", "keygen", "--to", str(self.lane.folder / name.removesuffix(".pub")))
        self.assertFalse((self.lane.folder / "stolen").exists())
        self.assertFalse((self.lane.folder / "b.key").exists())

    def test_a_place_that_cannot_be_written_is_reported(self):
        self.assertNotEqual(0, self.lane.call("backup", "--to", "/proc/none/backup.tar.zst").returncode)


class WhileRunsAreApplied(unittest.TestCase):
    """A run is stopped dead at each of its points; the backup made then restores to what was or to what was to be."""

    def test_at_every_point_of_a_run(self):
        source = StandIn(OWN_STANDIN, "--today", FIRST)
        self.addCleanup(source.close)
        lane = Lane(source.url, indicators=["N35024"], extra_job="units = []\nfirst_year = 2018")
        self.addCleanup(lane.close)
        lane.run()
        source.today(SECOND)
        values = "select indicator_id, area_id, period, gender, value, status from core.observation_open order by all"
        before = lane.query(values)
        saved = lane.folder / "saved"
        shutil.copytree(lane.state, saved, symlinks=True)
        lane.run(expect=None)
        lane.release_all()
        after = lane.query(values)
        self.assertNotEqual(before, after)
        for point in TRIED:
            with self.subTest(point):
                shutil.rmtree(lane.state)
                shutil.copytree(saved, lane.state, symlinks=True)
                killed = lane.call("run", "kolada", environment={"SLUSS_KILL_AT": point})
                self.assertEqual(-signal.SIGKILL, killed.returncode, killed.stderr)
                file = lane.folder / f"{point}.tar.zst"
                lane.call("backup", "--to", str(file), check=True)
                shutil.rmtree(lane.state)
                lane.call("restore", str(file), check=True)
                found = lane.query(values)
                self.assertIn(found, (before, after))
                lane.run(expect=None)
                lane.release_all()
                self.assertEqual(after, lane.query(values), "the next run goes on from there")
                lane.call("audit", "verify", check=True)
                self.assertEqual(0, lane.call("doctor").returncode)

    def test_while_others_write(self):
        """Backups in a row beside runs in a row: every one of them restores."""
        source = StandIn(OWN_STANDIN, "--today", FIRST)
        self.addCleanup(source.close)
        lane = Lane(source.url, indicators=["N35024"], extra_job="units = []\nfirst_year = 2020", full_reload="1s")
        self.addCleanup(lane.close)
        lane.run()
        script = f'for i in 1 2 3 4 5; do "{PROGRAM}" --config "{lane.config}" --quiet run kolada; done'
        runs = subprocess.Popen(["sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        files = []
        while runs.poll() is None:
            files.append(lane.folder / f"{len(files)}.tar.zst")
            lane.call("backup", "--to", str(files[-1]), check=True)
        runs.wait()
        self.assertGreater(len(files), 2)
        for file in files[:: max(1, len(files) // 6)]:
            folder = lane.folder / file.stem
            lane.call("restore", str(file), "--into", str(folder), check=True)
            shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main()
