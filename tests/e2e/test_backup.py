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
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402

FIRST, SECOND = "2026-03-31", "2026-06-30"
FIGURES = ("select indicator_id, area_id, ou_id, period, gender, value, status, recorded_from, recorded_to, run_id, raw_sha256 "
           "from core.observation order by all")
POINTS = ("run.extracted", "merge.done", "warehouse.committed", "warehouse.synced", "warehouse.current_moved",
          "warehouse.published", "journal.appended")


class Backup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", FIRST)
        cls.lane = Lane(cls.source.url, indicators=["N35024", "U23471"], compare=["riket"],
                        extra_job="units = []\nfirst_year = 2015")
        cls.lane.run()
        cls.backups = cls.lane.folder / "backups"
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

    def refused(self, code, exit_code, *arguments):
        done = self.lane.call("--json", *arguments)
        self.assertEqual(exit_code, done.returncode, done.stdout + done.stderr)
        self.assertEqual(code, json.loads(done.stderr.splitlines()[-1])["errors"][0]["code"])

    def test_the_restored_tells_the_same_figures_and_where_they_come_from(self):
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

    def test_what_it_says_of_itself_is_so(self):
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

    def test_what_lies_there_stays_unless_replace_moves_it_aside(self):
        lane = self.restored(self.first["file"])
        before = lane.query(FIGURES)
        self.refused("restore.not_empty", 78, "restore", self.first["file"], "--into", str(lane.state))
        (lane.state / "mark").write_text("old")
        self.lane.call("restore", self.first["file"], "--into", str(lane.state), "--replace", check=True)
        aside = [name for name in os.listdir(lane.state) if name.startswith("before-restore-")]
        self.assertEqual(1, len(aside))
        self.assertEqual("old", (lane.state / aside[0] / "mark").read_text())
        self.assertEqual(before, lane.query(FIGURES))

    def test_only_verify_puts_nothing_in_place(self):
        folder = self.lane.folder / "verified"
        done = self.lane.call("restore", self.first["file"], "--into", str(folder), "--verify", check=True)
        self.assertIn("is whole", done.stdout)
        self.assertEqual([], os.listdir(folder))

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
            self.refused("restore.running", 75, "restore", self.first["file"], "--into", str(lane.state), "--replace")
            lane.call("backup", "--to", str(lane.folder / "running.tar.zst"), check=True)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)

    def test_encrypted_to_a_public_key(self):
        key = self.lane.folder / "backup.key"
        self.lane.call("backup", "keygen", "--to", str(key), check=True)
        self.refused("backup.key_exists", 78, "backup", "keygen", "--to", str(key))
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

    def test_old_ones_go_and_others_files_stay(self):
        folder = self.lane.folder / "kept"
        folder.mkdir()
        for name in ("sluss-20200101T000000Z.tar.zst", "sluss-20210101T000000Z.tar.zst.sealed", "notes.txt"):
            (folder / name).write_text("x")
        dead = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
        (folder / f".sluss-20220101T000000Z.tar.zst.partial-{dead}").write_text("x")
        made = json.loads(self.lane.call("--json", "backup", "--to", str(folder), "--keep", "2", check=True).stdout)
        self.assertEqual(sorted(["notes.txt", "sluss-20210101T000000Z.tar.zst.sealed", pathlib.Path(made["file"]).name]),
                         sorted(os.listdir(folder)))
        self.assertEqual(1, len(made["removed"]))

    def test_where_nothing_can_be_written_is_told(self):
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
        for point in POINTS:
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
