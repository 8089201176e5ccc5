"""The pages in Chromium (tests/web), on a daemon that serves: three runs behind it, two series that wait.

    test_pages.py                      the tests
    test_pages.py --screenshots FOLDER  instead draws the pages of docs/pages.md into the folder
"""
import json
import os
import pathlib
import pwd
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import OWN_STANDIN, PROGRAM, ROOT, Lane, StandIn  # noqa: E402

WEB = ROOT / "tests" / "web"
SIGNED_IN = ROOT / "tests" / "tools" / "signed_in.py"
PROXY_USER = "www-data"  # every Debian has it
READ_XLSX = ROOT / "tests" / "unit" / "transforms" / "datasets" / "read_xlsx.py"
INDICATORS = ["U21468", "U23471", "N35001", "N20434", "N20402", "N33817", "N31910", "U20404", "N20507", "N23588",
              "U21401", "N20892", "U31404", "N23801"]
PATIENCE = 60


def prepared() -> str | None:
    """Why the tests cannot run here."""
    if not (WEB / "node_modules" / "playwright-core").exists():
        return "tests/web/node_modules is not there: ./dev setup"
    if not pathlib.Path(os.environ.get("SLUSS_CHROMIUM", "/usr/bin/chromium")).exists():
        return "there is no Chromium: ./dev setup"
    return None


class World:
    """A source that revises two indicators and redefines a third; what its changes led to waits for somebody."""

    def __init__(self, now: str | None = None, schedule: str = "*-01-01 03:00", gates: str = "revised_share = 0.02"):
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.lane = Lane(self.source.url, indicators=INDICATORS, compare=["riket", "county", "group:Liknande kommuner äldreomsorg"],
                         extra_job=f'units = []\nschedule = "{schedule}"\nmissed = "skip"\n',
                         extra=f'[gates]\n{gates}\n' + self.control())
        self.daemon, self.proxies = None, []
        self.proof = "proxy" if os.getuid() == 0 else "token"
        for day in ("2026-03-31", "2026-05-06", "2026-07-01"):
            self.source.today(day)
            self.lane.now = day + "T04:15:00Z"
            self.lane.run(expect=None)
        self.lane.now = now

    @staticmethod
    def control() -> str:
        return (f'[control]\nproxy_user = "{PROXY_USER}"\nnames = ["127.0.0.1"]\nrate = 1000\nburst = 10000\n'
                'groups = { sluss-styr = "reader, operator", sluss-las = "reader" }\n')

    def sign_in(self, user: str, group: str, roles: str) -> str:
        """An address at which everyone is that user. The daemon believes a proxy that is another user, and only root
        can start one: elsewhere the proxy sends a token, which is no browser's proof and needs no form token."""
        user_number = []
        if self.proof == "proxy":
            headers, user_number = {"X-Remote-User": user, "X-Remote-Groups": group}, [str(pwd.getpwnam(PROXY_USER).pw_uid)]
            for folder in (self.lane.folder, self.lane.state):
                folder.chmod(0o711)
        else:
            token = self.lane.call("token", "add", user, "--role", roles, check=True).stdout.strip()
            headers = {"Authorization": f"Bearer {token}"}
        proxy = subprocess.Popen([sys.executable, str(SIGNED_IN), str(self.lane.state / "sluss.sock"), json.dumps(headers),
                                  *user_number], stdout=subprocess.PIPE, text=True)
        self.proxies.append(proxy)
        return proxy.stdout.readline().split()[-1]

    def serve(self):
        socket = self.lane.state / "sluss.sock"
        words = [str(PROGRAM), "--config", str(self.lane.config)] + (["--now", self.lane.now] if self.lane.now else [])
        self.log = open(self.lane.folder / "log", "ab")
        self.daemon = subprocess.Popen([*words, "serve"], stdout=subprocess.DEVNULL, stderr=self.log)
        end = time.monotonic() + PATIENCE
        while not socket.exists():
            if self.daemon.poll() is not None or time.monotonic() > end:
                raise AssertionError("the daemon does not serve:\n" + (self.lane.folder / "log").read_text())
            time.sleep(0.05)
        self.operator = self.sign_in("anna.svensson", "sluss-styr", "reader,operator")
        self.reader = self.sign_in("per.olsson", "sluss-las", "reader")

    def node(self, script: str, **more) -> subprocess.CompletedProcess:
        about = {"operator": self.operator, "reader": self.reader, "proof": self.proof, "folder": str(self.lane.folder),
                 **more}
        return subprocess.run(["node", *(["--test"] if script.endswith(".test.mjs") else []), script], cwd=WEB, text=True,
                              capture_output=True, timeout=600,
                              env={**os.environ, "SLUSS_PAGES": json.dumps(about)})

    def close(self):
        for proxy in self.proxies:
            proxy.kill()
            proxy.wait()
            proxy.stdout.close()
        if self.daemon:
            self.daemon.terminate()
            self.daemon.wait(PATIENCE)
            self.log.close()
        self.lane.close()
        self.source.close()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        why = prepared()
        if why:
            raise AssertionError(why)

    def test_in_chromium(self):
        world = World()
        self.addCleanup(world.close)
        world.serve()
        done = world.node("pages.test.mjs")
        print(done.stdout)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr + (world.lane.folder / "log").read_text()[-3000:])
        self.files(world)

    def files(self, world):
        """What the browser saved is what the command line exports."""
        sheets = json.loads(subprocess.run([sys.executable, str(READ_XLSX), str(world.lane.folder / "fetched.xlsx")],
                                           check=True, capture_output=True, text=True).stdout)
        self.assertEqual(["Rapporttabell", "Data", "Beskrivning"], sheets["names"])
        self.assertGreater(len(sheets["sheets"]["Data"]["rows"]), 20)
        csv = (world.lane.folder / "fetched.csv").read_bytes()
        self.assertTrue(csv.startswith(b"\xef\xbb\xbfnyckeltal_id;"), csv[:40])
        self.assertEqual(b"PAR1", (world.lane.folder / "fetched.parquet").read_bytes()[:4])


def draw(folder: str):
    """On a day of its own, so that nothing but a change of the pages changes the pictures."""
    world = World(now="2026-07-02T06:20:00Z", schedule="Mon..Fri 06:15", gates="")
    try:
        world.serve()
        done = world.node("screenshots.mjs", into=str(pathlib.Path(folder).resolve()))
        sys.stdout.write(done.stdout + done.stderr)
        return done.returncode
    finally:
        world.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--screenshots"]:
        sys.exit(prepared() or draw(sys.argv[2]))
    unittest.main()
