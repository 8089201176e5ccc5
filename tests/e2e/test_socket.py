"""The socket's place, group and link under the package's unit, and who reaches the daemon by it, at the real paths: in a
mount namespace of its own, with accounts of its own. Needs root; skipped without."""
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PROGRAM  # noqa: E402

INSIDE = "SLUSS_TEST_INSIDE"
SLUSS, DOOR = 4710, 4711  # the accounts' numbers, groups of the same numbers
ACCOUNTS = {"sluss": SLUSS, "doorman": 4712, "stranger": 4713}
SOCKET, OLD = pathlib.Path("/run/sluss/sluss.sock"), pathlib.Path("/var/lib/sluss/sluss.sock")
CONFIG = '''municipality = "1981"
state = "/var/lib/sluss"
[http]
attempts = 1
[control]
local_groups = { "sluss-door" = "reader, operator" }
[source.kolada]
url = "http://127.0.0.1:9/v3"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["N15428"]
every = "12h"
'''


def namespaces() -> bool:
    return os.geteuid() == 0 and shutil.which("unshare") is not None and \
        subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


@unittest.skipIf(os.environ.get(INSIDE), "runs the others")
class InANamespace(unittest.TestCase):
    @unittest.skipUnless(namespaces(), "needs root and mount namespaces")
    def test_all(self):
        work = pathlib.Path(tempfile.mkdtemp(prefix="sluss-socket-"))
        self.addCleanup(shutil.rmtree, work)
        done = subprocess.run(["unshare", "-m", "--propagation", "private", sys.executable, "-B", "-m", "unittest", "-v", "test_socket"],
                              env={**os.environ, INSIDE: str(work)}, capture_output=True, text=True,
                              cwd=pathlib.Path(__file__).parent)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


def accounts(work: pathlib.Path):
    """/etc is a copy with more in it, /run and /var/lib are empty: no one outside sees what is done there."""
    os.chmod(work, 0o755)
    shutil.copytree("/etc", work / "etc", symlinks=True)
    with open(work / "etc" / "passwd", "a") as users, open(work / "etc" / "group", "a") as groups:
        for name, number in ACCOUNTS.items():
            users.write(f"{name}:x:{number}:{number}::/:/bin/sh\n")
            groups.write(f"{name}:x:{number}:\n")
        groups.write(f"sluss-door:x:{DOOR}:doorman\n")
    subprocess.run(["mount", "--bind", work / "etc", "/etc"], check=True)
    for folder in ("/run", "/var/lib"):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)


@unittest.skipUnless(os.environ.get(INSIDE), "is run in a namespace")
class UnderTheUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(os.environ[INSIDE])
        accounts(cls.work)
        os.chdir("/")
        folder = pathlib.Path("/etc/sluss")
        folder.mkdir()
        (folder / "sluss.toml").write_text(CONFIG)
        os.chown(folder, 0, SLUSS)
        os.chown(folder / "sluss.toml", 0, SLUSS)
        os.chmod(folder, 0o750)
        os.chmod(folder / "sluss.toml", 0o640)
        (cls.work / "log").touch()

    def setUp(self):
        for folder, mode in (("/run/sluss", 0o755), ("/var/lib/sluss", 0o711)):  # as the unit's directories
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
            os.chmod(folder, mode)
            os.chown(folder, SLUSS, SLUSS)

    def start(self, unit=True, groups=(DOOR,)):
        environment = {"PATH": "/usr/bin:/bin", **({"RUNTIME_DIRECTORY": "/run/sluss"} if unit else {})}
        with open(self.work / "log", "ab") as log:
            daemon = subprocess.Popen([str(PROGRAM), "--config", "/etc/sluss/sluss.toml", "serve"], user=SLUSS, group=SLUSS,
                                      extra_groups=list(groups), umask=0o077, env=environment, stdout=log, stderr=log)
        self.addCleanup(self.end, daemon)
        return daemon

    def end(self, daemon, how=signal.SIGTERM):
        if daemon.poll() is None:
            daemon.send_signal(how)
            daemon.wait(60)

    def listening(self, socket: pathlib.Path, daemon):
        end = time.monotonic() + 60
        while not socket.is_socket() or self.pid("sluss") != daemon.pid:
            self.assertIsNone(daemon.poll(), self.log())
            self.assertLess(time.monotonic(), end, self.log())
            time.sleep(0.05)
        return daemon

    def log(self) -> str:
        return (self.work / "log").read_text()[-3000:]

    def sluss(self, who: str, *arguments: str):
        become = {} if who == "root" else {"user": ACCOUNTS[who], "group": ACCOUNTS[who],
                                           "extra_groups": [DOOR] if who == "doorman" else []}
        return subprocess.run([str(PROGRAM), *arguments], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=120,
                              **become)

    def pid(self, who: str, *arguments: str) -> int | None:
        """Of the daemon that answers; nothing when none does."""
        done = self.sluss(who, *arguments, "--json", "status")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr + self.log())
        return (json.loads(done.stdout)["daemon"] or {}).get("pid")

    def test_the_place_the_group_the_link_and_who_comes_in(self):
        daemon = self.listening(SOCKET, self.start())
        seen = SOCKET.stat()
        self.assertEqual((SLUSS, DOOR, 0o660), (seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode)))
        self.assertEqual(str(SOCKET), os.readlink(OLD))
        for who in ("root", "sluss", "doorman"):
            for arguments in ((), ("--config", "/etc/sluss/sluss.toml")):
                self.assertEqual(daemon.pid, self.pid(who, *arguments))
        for arguments in (("pause", "kolada"), ("resume", "kolada"), ("run", "kolada", "--no-wait"), ("reload",)):
            done = self.sluss("doorman", *arguments)
            self.assertEqual(0, done.returncode, f"{arguments} {done.stdout}{done.stderr}")
        self.assertTrue(self.sluss("doorman", "status", "--check").stdout.startswith("SLUSS "))
        self.assertNotIn("configuration", self.sluss("doorman", "status", "--check").stdout)
        refused = self.sluss("stranger", "status")
        self.assertEqual(78, refused.returncode)
        self.assertIn("control.permission", refused.stderr)
        self.assertIn("adduser stranger sluss-door", refused.stderr)
        os.chown(SOCKET, SLUSS, 0)
        refused = self.sluss("stranger", "status")
        os.chown(SOCKET, SLUSS, DOOR)
        self.assertIn("[control] socket_group", refused.stderr)
        self.assertNotIn("adduser", refused.stderr, "nobody joins root's group for it")
        # A command that needs the configuration still reports it.
        self.assertIn("config.unreadable", self.sluss("doorman", "check").stderr)
        self.end(daemon)
        self.assertFalse(os.path.lexists(SOCKET) or os.path.lexists(OLD))
        self.assertIn("config.unreadable", self.sluss("doorman", "status").stderr)

    def test_by_hand_it_is_in_the_state_folder_whatever_was_left_there(self):
        self.end(self.listening(SOCKET, self.start()), signal.SIGKILL)
        self.assertTrue(OLD.is_symlink())
        self.assertEqual(0, self.sluss("sluss", "status").returncode)
        # The monitoring of root, who may not read the warehouse, reports that no daemon serves.
        dead = self.sluss("root", "status", "--check")
        self.assertEqual(2, dead.returncode, dead.stdout + dead.stderr)
        self.assertIn("no daemon runs", dead.stdout)
        by_hand = self.listening(OLD, self.start(unit=False))
        self.assertFalse(OLD.is_symlink())
        self.assertEqual(SLUSS, OLD.stat().st_gid)
        self.assertEqual(by_hand.pid, self.pid("root"))
        self.end(by_hand)

    def test_an_unit_s_daemon_and_one_by_hand_do_not_serve_the_same_state(self):
        self.listening(SOCKET, self.start())
        self.assertEqual(75, self.start(unit=False).wait(60), self.log())
        self.assertEqual(str(SOCKET), os.readlink(OLD))

    def test_without_its_group_it_serves_as_before(self):
        self.listening(SOCKET, self.start(groups=()))
        self.assertEqual(SLUSS, SOCKET.stat().st_gid)
        self.assertIn("control.group", self.log())

    def test_what_has_the_name_is_left_as_it_is(self):
        SOCKET.write_text("mine")
        self.assertEqual(78, self.start().wait(60), self.log())
        self.assertEqual("mine", SOCKET.read_text())
        SOCKET.unlink()
        OLD.write_text("mine")  # no reason not to serve
        self.end(self.listening(SOCKET, self.start()))
        self.assertEqual("mine", OLD.read_text())
        self.assertEqual(78, self.start(unit=False).wait(60), self.log())
        self.assertEqual("mine", OLD.read_text())


if __name__ == "__main__":
    unittest.main()
