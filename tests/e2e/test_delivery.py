"""[[publish]] with the real program: to a folder, a real OpenSSH server and a SQLite database; killed and made good."""
import hashlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[1] / "tools"
sys.path.insert(0, str(TOOLS))
from lane import OWN_STANDIN, Lane, StandIn, sqlite_driver  # noqa: E402

NAME = "nyckeltal_jamforelse"


@unittest.skipUnless(shutil.which("/usr/sbin/sshd") and sqlite_driver(), "openssh-server or SQLite's driver is missing")
class Delivery(unittest.TestCase):
    def setUp(self):
        self.source = StandIn(OWN_STANDIN, "--today", "2026-03-31")
        self.server = subprocess.Popen([sys.executable, "-u", str(TOOLS / "sftp_server.py")], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        address, self.host_key, folder = self.server.stdout.readline().split()
        self.inbox = pathlib.Path(folder) / "in"
        self.lane = Lane(self.source.url, indicators=["N35024", "U23471"], areas=["1981", "1982"],
                         extra_job="units = []\nfirst_year = 2015", now="2026-03-31T12:00:00Z")
        self.share = self.lane.folder / "share"
        self.share.mkdir()
        credentials = self.lane.folder / "credentials"
        credentials.mkdir()
        shutil.copy(pathlib.Path(folder) / "client", credentials / "mottagaren")
        (credentials / "mottagaren").chmod(0o600)
        self.database = self.lane.folder / "target.db"
        sqlite3.connect(self.database).execute("pragma user_version = 1").connection.commit()
        self.database.touch()
        user = pwd.getpwuid(os.geteuid()).pw_name
        self.publish = f"""
[target.statistik]
connection = "Driver={sqlite_driver()};Database={self.database}"
[[publish]]
dataset = "{NAME}"
formats = ["csv-plain", "xlsx"]
to = "folder:{self.share}"
[[publish]]
dataset = "{NAME}"
formats = ["csv-plain"]
to = "sftp://{user}@{address}{self.inbox}"
host_key = "{self.host_key}"
key = "mottagaren"
[[publish]]
dataset = "{NAME}"
to = "odbc:statistik"
table = "nyckeltal"
"""
        self.bare = self.lane.config.read_text(encoding="utf-8")
        self.lane.config.write_text(self.bare + self.publish, encoding="utf-8")

    def tearDown(self):
        self.lane.close()
        self.source.close()
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()

    def deliveries(self, *more):
        return json.loads(self.lane.call("--json", "deliveries", *more, check=True).stdout)

    def table(self):
        with sqlite3.connect(self.database) as database:
            return database.execute("select count(*) from nyckeltal").fetchone()[0]

    def test_each_target_is_tried_served_and_recorded(self):
        checked = self.lane.call("check", "--connect", check=True).stdout
        self.assertEqual(3, checked.count("\ntarget "), checked)
        looks = json.loads(self.lane.call("--json", "doctor", "--connect").stdout)
        tried = [look for look in looks if look["subject"].startswith("target ")]
        self.assertEqual(["well"] * 3, [look["health"] for look in tried], tried)
        for look in tried:
            self.assertIn(f"{look['subject']}: {look['what']}\n", checked)
        self.assertIn("will be created", checked)
        output = self.lane.run().stdout
        self.assertEqual(6, output.count("  published "), output)
        plain = (self.share / f"{NAME}.plain.csv").read_bytes()
        self.assertEqual({f"{NAME}.plain.csv"}, {path.name for path in self.inbox.iterdir()})
        self.assertEqual(plain, (self.inbox / f"{NAME}.plain.csv").read_bytes())
        self.assertEqual(plain.count(b"\r\n") - 1, self.table())
        deliveries = self.deliveries()
        self.assertEqual(["odbc", "sftp", "folder", "folder"], [one["kind"] for one in deliveries])
        self.assertEqual({1}, {one["run"] for one in deliveries})
        self.assertEqual(hashlib.sha256(plain).hexdigest(), deliveries[1]["sha256"])
        self.assertEqual(self.table(), deliveries[0]["rows"])
        self.assertNotIn("PRIVATE", json.dumps(deliveries))
        # Nothing new: nothing is delivered, and another run's deliveries are none.
        self.lane.run()
        self.assertEqual(deliveries, self.deliveries())
        self.assertEqual([], self.deliveries("--run", "2"))
        self.assertIn("xlsx", self.lane.call("deliveries", check=True).stdout)

    def test_killed_anywhere_the_next_run_delivers(self):
        self.lane.run()
        whole = (self.inbox / f"{NAME}.plain.csv").read_bytes()
        rows = self.table()
        places = 4  # the folder's two formats with a dated copy each; then the server and the table
        for point in ("publish.written", "publish.renamed"):
            for number in range(1, 14):
                (self.lane.state / "published.json").unlink(missing_ok=True)
                done = self.lane.call("run", "kolada", environment={"SLUSS_KILL_AT": f"{point}:{number}"})
                for path in (self.share / f"{NAME}.plain.csv", self.inbox / f"{NAME}.plain.csv"):
                    if path.exists():
                        self.assertEqual(whole, path.read_bytes(), f"{point}:{number}")
                self.assertEqual(rows, self.table(), f"{point}:{number}")
                if done.returncode == 0:
                    self.assertGreater(number, places)
                    break
                self.assertEqual(-signal.SIGKILL, done.returncode, done.stderr)
            else:
                self.fail(f"{point} is reached more often than it should")
            self.lane.run()
            self.assertEqual(whole, (self.inbox / f"{NAME}.plain.csv").read_bytes())
            self.assertEqual([], [path.name for folder in (self.share, self.inbox) for path in folder.glob("*.part")])
            self.assertEqual([], list((self.lane.state / "delivery").iterdir()))

    def test_a_target_that_fails_leaves_the_others_and_is_made_good(self):
        wrong = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"
        self.lane.config.write_text(self.bare + self.publish.replace(self.host_key, wrong), encoding="utf-8")
        failed = self.lane.run(expect=1)
        self.assertIn("delivery.host_key", failed.stderr)
        self.assertIn(self.host_key, failed.stderr)
        self.assertGreater(self.table(), 0)
        self.assertEqual([], list(self.inbox.iterdir()))
        self.assertEqual([("sftp", "delivery.host_key")],
                         [(one["kind"], one["code"]) for one in self.deliveries() if one["outcome"] == "failed"])
        shown = self.lane.call("deliveries", check=True).stdout
        self.assertRegex(shown, f"{NAME} +- +failed ", "no file came to be, and no table was meant")
        self.assertRegex(shown, f"{NAME} +table +written ")
        self.assertIn("not delivered: " + NAME, self.lane.call("status", check=True).stdout)
        for command in (("show", "last"), ("findings",), ("findings", "1")):
            output = self.lane.call(*command, check=True).stdout
            self.assertRegex(output, f"error:? +delivery.host_key +{NAME} to sftp://", command)
        finding = next(one for one in self.lane.show()["findings"] if one["code"] == "delivery.host_key")
        self.assertEqual("error", finding["severity"])
        refused = self.lane.call("check", "--connect")
        self.assertEqual(78, refused.returncode)
        self.assertIn("delivery.host_key", refused.stderr)
        self.lane.config.write_text(self.bare + self.publish, encoding="utf-8")
        self.lane.run()
        self.assertEqual(["sftp"], [one["kind"] for one in self.deliveries("--run", "2")])
        self.assertNotIn("not delivered", self.lane.call("status", check=True).stdout)
        self.assertNotIn("delivery.host_key", self.lane.call("show", "last", check=True).stdout)
        self.assertIn("delivery.host_key", self.lane.call("show", "1", check=True).stdout)

    def test_a_statement_without_end_is_given_up(self):
        """SQLite's driver takes no time-out: the delivery ends it, and the table is as it was."""
        begin = self.publish.index("[[publish]]")
        table = self.publish[self.publish.rindex("[[publish]]"):]
        self.lane.config.write_text(f'{self.bare}{self.publish[:begin]}{table}[delivery]\ntotal_timeout = "3s"\n', encoding="utf-8")
        self.lane.run()
        rows = self.table()
        with sqlite3.connect(self.database) as database:
            database.executescript(
                "create view evig as with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n;"
                "create trigger grind before insert on nyckeltal begin select c from evig; end;")
        published = self.lane.state / "published.json"
        records = json.loads(published.read_text(encoding="utf-8"))
        self.assertEqual(1, len(records))
        published.write_text(json.dumps(dict.fromkeys(records, "another content")), encoding="utf-8")
        failed = self.lane.run(expect=1)
        self.assertEqual({}, json.loads(published.read_text(encoding="utf-8")), "what lies there is not known")
        self.assertIn("delivery.table: the database did not answer in time", failed.stderr)
        self.assertIn("total_timeout", failed.stderr)
        self.assertEqual(rows, self.table())
        with sqlite3.connect(self.database) as database:
            database.execute("drop trigger grind")
        self.lane.run()
        self.assertEqual(rows, self.table())

    def test_a_file_that_somebody_has_open_waits_for_its_name(self):
        lock = self.share / f"~${NAME}.xlsx"
        lock.write_text("Anna")
        held = self.lane.run()
        self.assertIn("publish.held", held.stderr)
        self.assertFalse((self.share / f"{NAME}.xlsx").exists())
        self.assertTrue((self.share / f"{NAME}_2026-03-31.xlsx").exists())
        self.assertEqual(1, sum(one["outcome"] == "dated" for one in self.deliveries()))
        lock.unlink()
        self.lane.run()
        self.assertTrue((self.share / f"{NAME}.xlsx").exists())


if __name__ == "__main__":
    unittest.main()
