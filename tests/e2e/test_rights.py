"""Who may reach what the program writes: the state is its user's alone whatever the umask, a group reads the generations
where it was named, and delivered files have the configured rights."""
import grp
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, Lane, StandIn  # noqa: E402
from waiting import until  # noqa: E402

PATIENCE = 60
NAME = "nyckeltal_jamforelse"


def mode_of(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def a_group() -> tuple[str, int]:
    """Another group than our first where there is one that we may give files to."""
    if os.geteuid() == 0:
        for group in grp.getgrall():
            if group.gr_gid != os.getegid():
                return group.gr_name, group.gr_gid
    number = next((one for one in os.getgroups() if one != os.getegid()), os.getegid())
    return grp.getgrgid(number).gr_name, number


class Rights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")

    @classmethod
    def tearDownClass(cls):
        cls.source.close()

    def a_lane(self, extra: str = "") -> Lane:
        lane = Lane(self.source.url, indicators=["N35024"], extra=extra,
                    extra_job='units = []\nfirst_year = 2015\nevery = "1h"')
        self.addCleanup(lane.close)
        self.share = lane.folder / "share"
        self.share.mkdir()
        before = os.umask(0)
        os.umask(before)
        self.addCleanup(os.umask, before)
        return lane

    def publish(self, lane: Lane, more: str = "") -> str:
        return (f'[[publish]]\ndataset = "{NAME}"\nformats = ["csv", "xlsx", "parquet"]\n'
                f'to = "folder:{lane.folder / "share"}"\n{more}\n')

    def state_of(self, lane: Lane) -> dict[str, int]:
        return {str(path.relative_to(lane.state)): mode_of(path) for path in lane.state.rglob("*")
                if path.is_dir() or path.is_file()}

    def expect_closed(self, lane: Lane, but=()):
        self.assertEqual(0o711, mode_of(lane.state))
        for path in lane.state.rglob("*"):
            if path.is_symlink() or path.is_socket() or path in but:
                continue
            committed = path.suffix == ".duckdb"  # never written again
            self.assertEqual(0o700 if path.is_dir() else 0o400 if committed else 0o600, mode_of(path), path)

    def serve_once(self, lane: Lane):
        with open(lane.folder / "log", "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "--log-format", "json", "serve"],
                                       stdout=subprocess.DEVNULL, stderr=log)
        try:
            def rests():
                daemon = json.loads(lane.call("status", "--json").stdout or "{}").get("daemon")
                return daemon and not daemon["running"]

            until(rests, "the start")
            self.assertIn(lane.call("run", "kolada").returncode, (0, 75))  # by the daemon; or its own slot has just come
            until(rests, "the end of the run")
            self.expect_closed(lane)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(0, process.wait(PATIENCE))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    def test_a_state_is_closed_whatever_the_umask(self):
        for mask in (0o000, 0o077):
            lane = self.a_lane()
            lane.config.write_text(lane.config.read_text(encoding="utf-8") + self.publish(lane), encoding="utf-8")
            os.umask(mask)
            lane.run()
            self.expect_closed(lane)
            lane.call("token", "add", "maskin", "--role", "reader", check=True)
            self.serve_once(lane)
            lane.call("doctor", "--rebuild", check=True)
            lane.run()
            self.expect_closed(lane)
            for name in (f"{NAME}.csv", f"{NAME}.xlsx", f"{NAME}.parquet"):
                self.assertEqual(0o644, mode_of(self.share / name), name)
            output = lane.folder / "utdrag.parquet"
            lane.call("export", NAME, "--format", "parquet", "--output", str(output), check=True)
            self.assertEqual(0o666 & ~mask, mode_of(output), "what a person asks for by name has the person's umask")
            self.assertLess({"journal.jsonl", "published.json", "tokens", "warehouse/current"}, set(self.state_of(lane)))

    def test_an_older_state_is_closed_by_the_first_that_writes_and_reported_once(self):
        lane = self.a_lane()
        inside = lane.state / "utlämnat" / "hit"
        lane.run()
        inside.mkdir(parents=True)
        lane.config.write_text(lane.config.read_text(encoding="utf-8") +
                               self.publish(lane).replace(str(lane.folder / "share"), str(inside)), encoding="utf-8")
        for path in (lane.state, *lane.state.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        outside = lane.folder / "precious"
        outside.write_text("")
        outside.chmod(0o644)
        (lane.state / "archive" / "link").symlink_to(outside)
        wide = self.state_of(lane)
        lane.call("status", check=True)
        lane.call("query", "select count(*) from core.observation", check=True)
        self.assertEqual(wide, self.state_of(lane), "whoever only reads changes nothing")
        run = lane.call("--log-level", "info", "--log-format", "json", "run", "kolada", check=True)
        self.assertEqual(1, run.stderr.count("state.tightened"), run.stderr)
        self.expect_closed(lane, but={inside.parent, inside, *inside.iterdir()})
        self.assertEqual(0o755, mode_of(inside), "a folder of deliveries in the state is for others")
        self.assertEqual(0o755, mode_of(inside.parent))
        self.assertEqual(0o644, mode_of(outside))
        again = lane.call("--log-level", "info", "--log-format", "json", "run", "kolada", check=True)
        self.assertNotIn("state.tightened", again.stderr)

    def test_a_group_reads_the_generations_and_nothing_else(self):
        name, number = a_group()
        lane = self.a_lane()
        lane.run()
        lane.config.write_text(lane.config.read_text(encoding="utf-8") + f'[warehouse]\ngroup = "{name}"\n',
                               encoding="utf-8")
        lane.run()
        for again in ("later", "after a rebuild"):
            warehouse = lane.state / "warehouse"
            generations = list(warehouse.glob("*.duckdb"))
            self.assertGreaterEqual(len(generations), 1, again)
            for path in generations:
                self.assertEqual((0o440, number), (mode_of(path), path.stat().st_gid), again)
            self.assertEqual((0o750, number), (mode_of(warehouse), warehouse.stat().st_gid), again)
            self.expect_closed(lane, but={warehouse, *generations})
            lane.call("doctor", "--rebuild", check=True)
            done = lane.call("--log-level", "info", "--log-format", "json", "run", "kolada", check=True)
            self.assertNotIn("state.tightened", done.stderr, "the program's own, which it moved aside")
        for path in lane.state.glob("warehouse.before-rebuild"):
            self.assertIn(mode_of(path), (0o700, 0o750))
        if os.geteuid() == 0 and number != 0:
            lane.folder.chmod(0o711)
            current = str(lane.state / "warehouse" / "current")
            for group, right in ((number, 0), (65534 if number != 65534 else 65533, 1)):
                reader = subprocess.run(["head", "-c", "4", current], user=65534, group=group, extra_groups=[],
                                        capture_output=True)
                self.assertEqual(right, reader.returncode, reader.stderr)
            journal = subprocess.run(["head", "-c", "4", str(lane.state / "journal.jsonl")], user=65534, group=number,
                                     extra_groups=[], capture_output=True)
            self.assertEqual(1, journal.returncode)
            stranger = subprocess.run([str(PROGRAM), "--config", str(lane.config), "query", "select 1"], user=65534,
                                      group=65534, extra_groups=[], capture_output=True, text=True)
            self.assertNotIn("nothing has been loaded", stranger.stderr)
            self.assertIn("disk.permission", stranger.stderr)
            stranger = subprocess.run([str(PROGRAM), "--config", str(lane.config), "status"], user=65534, group=65534,
                                      extra_groups=[], capture_output=True, text=True)
            self.assertEqual(1, stranger.returncode, stranger.stdout + stranger.stderr)
            self.assertRegex(stranger.stdout, r"(?m)^kolada .* not known\b")
            self.assertIn("how large is not known", stranger.stdout)
        lane.config.write_text(lane.config.read_text(encoding="utf-8").replace(f'group = "{name}"\n', ""),
                               encoding="utf-8")
        lane.run()
        self.expect_closed(lane)

    def test_delivered_files_have_the_configured_rights(self):
        name, number = a_group()
        lane = self.a_lane()
        bare = lane.config.read_text(encoding="utf-8")
        for more, mode, group in (("", 0o644, None), (f'group = "{name}"', 0o640, number), ('mode = "0600"', 0o600, None),
                                  (f'mode = "664"\ngroup = "{name}"', 0o664, number)):
            lane.config.write_text(bare + self.publish(lane, more), encoding="utf-8")
            lane.run()
            for path in self.share.iterdir():
                self.assertEqual(mode, mode_of(path), f"{path} {more}")
                if group is not None:
                    self.assertEqual(group, path.stat().st_gid, f"{path} {more}")
            self.assertEqual(6, len(list(self.share.iterdir())))

    def test_what_others_put_in_the_folder_is_neither_followed_nor_waited_for(self):
        lane = self.a_lane()
        lane.config.write_text(lane.config.read_text(encoding="utf-8") + self.publish(lane), encoding="utf-8")
        (self.share / f"{NAME}.csv.part").symlink_to(lane.state / "journal.jsonl")
        (self.share / f"{NAME}.csv").symlink_to(lane.state / "journal.jsonl")
        os.mkfifo(self.share / f"{NAME}.xlsx.part")
        os.mkfifo(self.share / f"{NAME}.xlsx")
        os.mkfifo(self.share / ".sluss-check.part")
        lane.run(timeout=120)
        lane.call("check", "--connect", timeout=120)
        lane.call("audit", "verify", check=True)
        for ending in ("csv", "xlsx"):
            self.assertTrue(stat.S_ISREG((self.share / f"{NAME}.{ending}").lstat().st_mode), ending)


if __name__ == "__main__":
    unittest.main()
