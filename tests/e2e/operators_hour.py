#!/usr/bin/env python3
"""An operator's hour in a bare Debian 12 root, with nothing but the package and its messages.

Install, init, start, break the configuration and mend it by the message alone, see a failing source, be notified,
release a held series, back up, destroy, restore, upgrade from the previous package with an older schema, and find the
same figures. Then, in another root, the upgrade of a package that was built from an older commit (RELEASED), with
people and services who could reach it before and must reach it afterwards. Ends with 77 when there is no root or no way
to make one, and prints why; without the history, or without its package prepared, the last part is left out, with a message.
"""
from __future__ import annotations

import argparse
import contextlib
import csv
import functools
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TOOLS = pathlib.Path(__file__).resolve().parents[1] / "tools"
sys.path.insert(0, str(TOOLS))
import waiting  # noqa: E402
from lane import OWN_STANDIN, StandIn  # noqa: E402

FIRST, LATER = "2026-03-31", "2026-06-30"
INDICATORS = ["N20434", "N35024", "N15428"]
HELD = "kolada:N20434"
RELEASED = "3873b3e"  # the last commit of 0.1.0: its socket is in the state folder, its files are the group's
SOURCE = pathlib.Path(__file__).resolve().parents[2]
CONFIG = "/etc/sluss/sluss.toml"
STATE = "/var/lib/sluss"
PATIENCE = 180  # the unit's drain is a minute, and a busy machine takes its time


class Failed(Exception):
    pass


def expect(holds, what: str):
    if not holds:
        raise Failed(what)
    return holds


def skip(why: str):
    print(f"SKIPPED: {why}")
    sys.exit(77)


until = functools.partial(waiting.until, patience=PATIENCE, error=Failed, pause=0.1)


def call(*command, check=True, timeout=600, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, **more)
    if check and done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} → {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


# The root -------------------------------------------------------------------------------------------------------------


def mirror() -> str:
    for file in [pathlib.Path("/etc/apt/sources.list"), *sorted(pathlib.Path("/etc/apt/sources.list.d").glob("*"))]:
        if not file.is_file():
            continue
        found = re.search(r"(https?://\S+/debian)/?(?=\s|$)", "\n".join(
            line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")))
        if found:
            return found[1]
    skip("apt's sources name no Debian mirror to make a root from")


def copy_apt(root: pathlib.Path):
    """This machine's way to packages: a mirror, its proxy, its certificates."""
    for source in ("/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/etc/apt/keyrings",
                   "/etc/apt/trusted.gpg.d", "/usr/share/keyrings", "/usr/local/share/ca-certificates"):
        path = pathlib.Path(source)
        target = root / source.lstrip("/")
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True)
        elif path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")


class Root:
    """A Debian root, unpacked from the prepared one."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def chroot(self, *command, user="root", check=True, environment=None, stdin=None):
        """Without a group in `user` it has all groups that the user database gives it."""
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        return call("chroot", f"--userspec={user}", self.folder, *command, check=check, input=stdin,
                    env={**clean, **(environment or {})})

    def install(self, package: pathlib.Path):
        shutil.copy(package, self.folder / "tmp" / package.name)
        return self.chroot("apt-get", "install", "-y", "--no-install-recommends", "--allow-downgrades", "-o",
                           "Dpkg::Options::=--force-unsafe-io", f"/tmp/{package.name}")

    @contextlib.contextmanager
    def mounted(self):
        call("mount", "--bind", "/proc", self.folder / "proc")
        try:
            yield
        finally:
            call("umount", "-l", self.folder / "proc", check=False)


def prepared(build: pathlib.Path, package: pathlib.Path) -> pathlib.Path:
    """A tar of a minimal bookworm with what the package depends on; made once for each set of dependencies."""
    depends = call("dpkg-deb", "-f", package, "Depends").stdout
    cache = build / "operators_hour"
    tar = cache / f"bookworm-{hashlib.sha256(depends.encode()).hexdigest()[:12]}.tar"
    if tar.exists():
        return tar
    if not os.environ.get("SLUSS_PREPARE_ROOT"):
        skip(f"{tar} is not there; SLUSS_PREPARE_ROOT=1 makes it (./dev verify does)")
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sluss-root-", dir=cache) as folder:
        root = Root(pathlib.Path(folder) / "root")
        made = call("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root.folder, mirror(), check=False)
        if made.returncode != 0:
            skip(f"debootstrap cannot make a root: {made.stdout[-300:]}{made.stderr[-300:]}")
        copy_apt(root.folder)
        with root.mounted():
            root.chroot("update-ca-certificates")
            updated = root.chroot("apt-get", "update", check=False)
            if updated.returncode != 0:
                skip(f"no packages can be had in the root: {updated.stderr[-300:]}")
            root.install(package)
            root.chroot("apt-get", "purge", "-y", "sluss")
            root.chroot("sh", "-c", "apt-get clean; rm -rf /var/lib/apt/lists/* /var/lib/sluss /tmp/*; userdel sluss || true")
        call("tar", "-C", root.folder, "--one-file-system", "-cf", str(tar) + ".part", ".")
    os.rename(str(tar) + ".part", tar)
    return tar


def pack(options, work: pathlib.Path) -> pathlib.Path:
    call(options.cpack, "--config", options.build / "CPackConfig.cmake", "-G", "DEB", "-B", work / "deb")
    return next((work / "deb").glob("sluss_*.deb"))


def previous_of(package: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    """The same program under a lower version: what an upgrade begins from."""
    folder = work / "previous"
    call("dpkg-deb", "-R", package, folder)
    control = folder / "DEBIAN" / "control"
    text = re.sub(r"(?m)^Version: .*$", "Version: 0.0.1", control.read_text(encoding="utf-8"))
    control.write_text(text, encoding="utf-8")
    result = work / "sluss_0.0.1_previous.deb"
    call("dpkg-deb", "--root-owner-group", "-Znone", "-b", folder, result)
    return result


def released_package(options, work: pathlib.Path) -> pathlib.Path | str:
    """The package of RELEASED, built once, or why there is none."""
    cache = options.build / "operators_hour" / f"sluss_{RELEASED}.deb"
    if cache.exists():
        return cache
    if call("git", "-C", SOURCE, "cat-file", "-e", f"{RELEASED}^{{commit}}", check=False).returncode != 0:
        return f"the history has no commit {RELEASED} (a shallow clone?)"
    if not os.environ.get("SLUSS_PREPARE_ROOT"):
        return f"{cache} is not there; SLUSS_PREPARE_ROOT=1 builds it (./dev verify does)"
    source = work / "released"
    call("git", "-C", SOURCE, "worktree", "add", "--detach", source, RELEASED)
    try:
        duckdb = os.environ.get("DUCKDB_ROOT", SOURCE / ".deps" / "duckdb")
        call("cmake", "--preset", "package", f"-DDUCKDB_ROOT={duckdb}", cwd=source)
        call("ninja", "-C", source / "build" / "package", "sluss", timeout=3600)
        call(options.cpack, "--config", source / "build" / "package" / "CPackConfig.cmake", "-G", "DEB", "-B", work / "released_deb")
    finally:
        call("git", "-C", SOURCE, "worktree", "remove", "--force", source, check=False)
    shutil.copy(next((work / "released_deb").glob("sluss_*.deb")), str(cache) + ".part")
    os.rename(str(cache) + ".part", cache)
    return cache


# The daemon -----------------------------------------------------------------------------------------------------------


class Daemon:
    """The unit's ExecStart as the user sluss, with a listener where the service manager would be."""

    def __init__(self, root: Root, log: pathlib.Path):
        self.root, self.log = root, log
        self.process, self.messages = None, []
        path = root.folder / "run/sluss-notify"
        path.unlink(missing_ok=True)
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(path))
        os.chmod(path, 0o666)
        self.manager.settimeout(0.2)

    def unit(self, key: str, otherwise: str = "") -> str:
        """A setting of the unit as it is installed now: an upgrade replaces it."""
        text = (self.root.folder / "lib/systemd/system/sluss.service").read_text(encoding="utf-8")
        found = re.search(rf"(?m)^{key}=(.*)$", text)
        return found[1] if found else otherwise

    def receive(self):
        with contextlib.suppress(TimeoutError):
            while True:
                self.messages.append(self.manager.recv(8192).decode())

    def wait_for_message(self, word: str, since: int = 0):
        def look():
            self.receive()
            if self.process.poll() is not None:
                raise Failed(f"the daemon ended with {self.process.returncode}: {self.text()[-2000:]}")
            return next((line for line in self.messages[since:] if word in line), None)
        return until(look, f"the daemon to log {word}; it logged {self.messages[-5:]}\n{self.text()[-2000:]}")

    def start(self):
        self.messages = []
        expect((self.unit("User"), self.unit("StateDirectory")) == ("sluss", "sluss"), "the unit runs as sluss in its state folder")
        for name, mode in (("var/lib/sluss", self.unit("StateDirectoryMode")), ("run/sluss", self.unit("RuntimeDirectoryMode"))):
            folder = self.root.folder / name
            folder.mkdir(exist_ok=True)
            os.chmod(folder, int(mode, 8))
            self.root.chroot("chown", "-R" if name.endswith("lib/sluss") else "-h", "sluss:sluss", "/" + name)
        environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "NOTIFY_SOCKET": "/run/sluss-notify", "LC_ALL": "C.UTF-8",
                       "RUNTIME_DIRECTORY": "/run/sluss", "STATE_DIRECTORY": STATE}
        groups = f"--groups={self.unit('SupplementaryGroups')}"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["chroot", "--userspec=sluss:sluss", groups, str(self.root.folder), *self.unit("ExecStart").split()], stdout=log,
                stderr=log, stdin=subprocess.DEVNULL, env=environment, umask=int(self.unit("UMask"), 8))
        self.wait_for_message("READY=1")

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        expect(self.process.wait(PATIENCE) == 0, "an orderly end")
        self.process = None

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.manager.close()


# The hour -------------------------------------------------------------------------------------------------------------


class Hour:
    def __init__(self, options, work: pathlib.Path, root: Root, source: StandIn):
        self.options, self.work, self.root, self.source = options, work, root, source
        self.daemon = None
        self.mails = work / "mails"
        self.began = time.monotonic()

    def say(self, text: str):
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)

    def sluss(self, *arguments, check=True, user="sluss:sluss"):
        return self.root.chroot("sluss", "--config", CONFIG, *arguments, check=check, user=user)

    def json(self, *arguments):
        return json.loads(self.sluss("--json", *arguments).stdout)

    def figures(self, run: int) -> list:
        """All versions that were known by a run, with when and by which run they came."""
        sql = "select * exclude (recorded_to, raw_sha256) from core.observation order by all"
        text = self.sluss("query", sql, "--format", "csv", "--as-of", f"run:{run}").stdout
        rows = list(csv.reader(io.StringIO(text)))
        expect(len(rows) > 1000, f"figures to compare: {len(rows)}")
        return rows

    def job(self) -> dict:
        return self.json("status")["jobs"][0]

    def file(self, path: str) -> pathlib.Path:
        return self.root.folder / path.lstrip("/")

    def write(self, path: str, text: str):
        self.file(path).write_text(text, encoding="utf-8")

    def install_and_configure(self, package, version="0.0.1"):
        self.root.install(package)
        expect(f"Version: {version}\n" in self.root.chroot("dpkg", "-s", "sluss").stdout, "the previous version is installed")
        self.sluss("init", "--municipality", "Sala", "--output", CONFIG, "--state", STATE, user="root")
        self.root.chroot("chgrp", "sluss", CONFIG)
        self.root.chroot("chmod", "640", CONFIG)
        text = self.file(CONFIG).read_text(encoding="utf-8")
        text = text.replace("https://api.kolada.se/v3", self.source.url)
        text = re.sub(r"(?s)indicators = \[.*?\n\]", f"indicators = {json.dumps(INDICATORS)}", text)
        text = re.sub(r'compare = \[.*?\]', 'compare = ["riket"]', text).replace('every = "12h"', 'every = "5s"')
        text = text.replace("[http]\n", '[http]\nattempts = 2\nbudget = "5s"\nbackoff_first = "10ms"\n')
        self.tells = "[[notify]]" in self.sluss("config", "reference").stdout
        if self.tells:
            text += self.notifications()
        self.write(CONFIG, text)
        self.sluss("check")
        expect(self.sluss("doctor", "--connect", check=False).returncode == 0, "doctor before the start")

    def notifications(self) -> str:
        self.mails.mkdir()
        self.smtp = subprocess.Popen([sys.executable, "-u", str(TOOLS / "smtp_server.py"), "--folder", str(self.mails)],
                                     stdout=subprocess.PIPE, text=True)
        port = int(re.search(r"(\d+)\s*$", self.smtp.stdout.readline())[1])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.listen = f"127.0.0.1:{free.getsockname()[1]}"
        return (f'[daemon]\nnotify_settle = "1s"\n[control]\nlisten = "{self.listen}"\nanonymous = "reader"\n'
                f'[mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "Sluss <sluss@example.se>"\n'
                '[[notify]]\nname = "drift"\nto = ["drift@example.se"]\n')

    def mail_with(self, words: str):
        if not self.tells:
            return
        def look():
            for file in sorted(self.mails.glob("*.json")):
                with contextlib.suppress(json.JSONDecodeError):  # being written
                    mail = json.loads(file.read_text(encoding="utf-8"))
                    if words in mail["headers"].get("Subject", "") + mail["body"]:
                        return mail
            return None
        mail = until(look, f"a mail with \"{words}\"\n{self.daemon.text()[-2000:]}")
        expect(not mail["defects"] and mail["to"] == ["drift@example.se"], f"a right mail: {mail}")

    def metric(self, name: str) -> float | None:
        """Requested over TCP as Prometheus does."""
        if not self.tells:
            return None
        with urllib.request.urlopen(f"http://{self.listen}/metrics", timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name):
                    return float(line.rsplit(" ", 1)[1])
        return None

    def start(self):
        self.daemon = Daemon(self.root, self.work / "log")
        self.daemon.start()
        until(lambda: (self.job()["last"] or {}).get("status") == "done", "the first run")

    def break_and_mend(self):
        right = self.file(CONFIG).read_text(encoding="utf-8")
        self.write(CONFIG, right.replace("indicators = [", "indikators = [", 1))
        before, logged = len(self.daemon.messages), len(self.daemon.text())
        self.daemon.reload()
        self.daemon.wait_for_message("configuration refused", before)
        self.daemon.wait_for_message("runs kolada since", len(self.daemon.messages))  # by the old configuration, which stays
        message = self.daemon.text()[logged:]
        suggestion = expect(re.search(r"Did you mean '(\w+)'", message), f"the message shows how to mend it: {message}")
        places = re.findall(re.escape(CONFIG) + r":(\d+)", message[:suggestion.start()])
        expect(places, f"the message names file and line: {message}")
        lines = self.file(CONFIG).read_text(encoding="utf-8").splitlines()
        line = int(places[-1]) - 1
        expect("indikators" in lines[line], f"line {line + 1} is the wrong one: {lines[line]}")
        lines[line] = lines[line].replace("indikators", suggestion[1])
        self.write(CONFIG, "\n".join(lines) + "\n")
        expect(self.file(CONFIG).read_text(encoding="utf-8") == right.rstrip("\n") + "\n", "mended by the message alone")
        logged = len(self.daemon.text())
        self.daemon.reload()
        until(lambda: "serve.reloaded" in self.daemon.text()[logged:], "the mended configuration")

    def see_a_failing_source(self):
        self.source.faults({"kind": "status-500"})
        before = len(self.daemon.messages)
        self.daemon.wait_for_message("kolada (http.status_5xx)", before)
        failed = self.json("runs")[0]
        expect(failed["status"] == "failed", f"the failed run is listed: {failed}")
        expect("http.status_5xx" in self.daemon.text(), "the log names it")
        if self.tells:
            expect(self.metric('sluss_job_failing{job_name="kolada"}') == 1, "the metric shows it")
        self.mail_with("misslyckats")
        expect(self.sluss("doctor", "--connect", check=False).returncode == 2, "doctor names the source")
        self.source.clear_faults()
        until(lambda: self.job()["last"]["status"] in ("done", "unchanged"), "it heals by itself")

    def release_a_held_series(self):
        self.source.today(LATER)
        def waiting():
            held = next((run for run in self.json("runs") if run["status"] == "held"), None)
            held = held and self.json("show", str(held["run"]))
            return held if held and any(one["state"] == "waiting" and one["series"] == HELD for one in held["held"]) else None
        held = until(waiting, "a held series")
        shown = self.sluss("show", str(held["run"])).stdout
        expect(HELD in shown, f"the evidence is shown: {shown[:500]}")
        self.mail_with("väntar på beslut")
        # The daemon may be writing (75), or a later run may just have held the same series again (78).
        def released():
            run = waiting()
            done = self.sluss("release", str(run["run"]), HELD, check=False) if run else None
            expect(done is None or done.returncode in (0, 75, 78), f"{done}")
            return done is not None and done.returncode == 0
        until(released, "the release")
        rows = self.json("audit", "list", "--limit", "0")
        mine = expect([row for row in rows if row["kind"] == "audit" and row["action"].endswith("release")
                       and row["outcome"] == "done"], f"the release is in the audit: {rows[:5]}")
        expect(mine[0]["who"], "with who did it")

    def back_up(self) -> tuple[dict, list]:
        self.file("/srv/backup").mkdir()
        self.root.chroot("chown", "sluss:sluss", "/srv/backup")
        made = self.json("backup", "--to", "/srv/backup")
        return made, self.figures(made["last_run"])

    def destroy_and_restore(self, made: dict, before: list):
        self.daemon.stop()
        shutil.rmtree(self.file(STATE))
        refused = self.sluss("query", "select 1", check=False)
        expect(refused.returncode != 0, "nothing is left")
        self.sluss("restore", made["file"], "--into", STATE, user="root")
        owner = self.file(STATE).stat().st_uid
        expect(owner != 0 and self.file(STATE + "/journal.jsonl").stat().st_uid == owner, "it belongs to the daemon's user")
        expect(self.figures(made["last_run"]) == before, "the same figures after the restore")
        verdict = self.json("audit", "verify", "--head", made["journal_head"])
        expect(verdict["entries"] > made["journal_entries"], "the journal goes on")
        self.daemon.start()
        until(lambda: self.job()["last"]["run"] > made["last_run"], "runs go on")

    def upgrade(self, package, made: dict, before: list):
        self.daemon.stop()
        # What the previous program left: its schema.
        call(self.options.older_schema, self.file(STATE) / "warehouse")
        self.root.chroot("chown", "-R", "sluss:sluss", STATE + "/warehouse")  # that tool is root's
        trial = self.json("migrate", "--dry-run")
        expect(trial["pending"] and not trial["applied"], f"the older schema is seen: {trial}")
        self.root.install(package)
        expect("Version: 0.0.1\n" not in self.root.chroot("dpkg", "-s", "sluss").stdout, "the new version is installed")
        self.daemon.start()
        expect(any("EXTEND_TIMEOUT_USEC" in line for line in self.daemon.messages), "time is asked for while migrating")
        expect(self.json("migrate", "--dry-run")["pending"] == [], "the schema is this program's")
        expect(self.figures(made["last_run"]) == before, "the same figures after the upgrade")
        run = self.job()["last"]["run"]
        until(lambda: self.job()["last"]["run"] > run, "runs go on after the upgrade")
        self.sluss("audit", "verify")
        expect(self.sluss("doctor", "--full", check=False).returncode == 0, "doctor finds nothing")

    def leave(self):
        self.daemon.stop()
        self.root.chroot("apt-get", "remove", "-y", "sluss")
        expect(self.file(CONFIG).exists(), "the configuration stays after remove")
        self.root.chroot("apt-get", "purge", "-y", "sluss")
        expect(not self.file("/etc/sluss").exists(), "purge removes the configuration")
        expect((self.file(STATE) / "journal.jsonl").exists(), "archive and journal stay even then")

    def go(self, package, previous):
        self.install_and_configure(previous)
        self.say("installed, configured")
        self.start()
        self.say("started, loaded")
        self.break_and_mend()
        self.say("configuration broken, refused, mended by the message")
        self.see_a_failing_source()
        self.say("the failing source was seen" + (" and reported by mail" if self.tells else ""))
        self.release_a_held_series()
        self.say("a held series was released")
        made, before = self.back_up()
        self.say(f"backed up: {made['bytes']} bytes, up to run {made['last_run']}")
        self.destroy_and_restore(made, before)
        self.say("destroyed, restored, the same figures")
        self.upgrade(package, made, before)
        self.say("upgraded, the same figures")
        self.leave()
        self.say("removed, purged; the archive and the journal are left")

    def reaches(self, who: str, *more: str) -> bool:
        """Whether somebody reaches the daemon, with the groups that a new session of theirs has."""
        done = self.root.chroot("sluss", *more, "--json", "status", user=who, check=False)
        return done.returncode == 0 and "pid" in (json.loads(done.stdout)["daemon"] or {})

    def people(self):
        """One by each of the ways into group sluss, and one outside of it."""
        for command in (["useradd", "-m", "anna"], ["useradd", "-m", "-g", "sluss", "primary"], ["useradd", "-m", "outsider"],
                        ["gpasswd", "--add", "www-data", "sluss"], ["gpasswd", "--add", "anna", "sluss"]):
            self.root.chroot(*command)
        text = self.file(CONFIG).read_text(encoding="utf-8")
        expect(text.count("[control]\n") == 1, "one table [control]")
        self.write(CONFIG, text.replace("[control]\n", '[control]\nlocal_groups = { "sluss" = "reader" }\n'))

    def go_over_a_release(self, released, package):
        self.install_and_configure(released, "0.1.0")
        self.people()
        self.start()
        friends, before_socket = ("anna", "primary", "www-data"), self.file(STATE + "/sluss.sock")
        expect(before_socket.is_socket(), "the release has its socket in the state folder")
        expect(all(self.reaches(who) for who in friends) and not self.reaches("outsider"), "who reaches it before")
        last = self.job()["last"]["run"]
        before = self.figures(last)
        kept = self.file(CONFIG).read_text(encoding="utf-8")
        self.daemon.stop()
        output = self.root.install(package).stdout
        expect("added to group sluss-door: anna primary www-data" in output, f"the upgrade reports whom it lets in: {output[-1500:]}")
        expect(self.file(CONFIG).read_text(encoding="utf-8") == kept, "the configuration is untouched")
        expect(self.sluss("check", check=False).returncode == 0, "the configuration is right still")
        self.daemon.start()
        door = self.file("/run/sluss/sluss.sock")
        group = self.root.chroot("stat", "-c", "%G %a", "/run/sluss/sluss.sock").stdout.split()
        expect(door.is_socket() and group == ["sluss-door", "660"], f"the socket's new place and group: {group}")
        expect(os.readlink(before_socket) == "/run/sluss/sluss.sock", "the old place leads there")
        for more in ((), ("--config", CONFIG)):
            expect(all(self.reaches(who, *more) for who in friends), "who reached it before reaches it still")
            expect(not self.reaches("outsider", *more), "and nobody else")
        self.root.chroot("gpasswd", "--add", "outsider", "sluss-door")
        refused = self.root.chroot("sluss", "--json", "status", user="outsider", check=False)
        expect("config.unreadable" not in refused.stderr and "access" in refused.stderr,
               f"a member of sluss-door alone reaches the door, where roles count: {refused.stderr}")
        expect(self.figures(last) == before, "the same figures after the upgrade")
        until(lambda: self.job()["last"]["run"] > last, "runs go on after the upgrade")
        self.sluss("audit", "verify")
        expect(self.sluss("doctor", "--full", check=False).returncode == 0, "doctor finds nothing")
        self.daemon.stop()
        expect(not os.path.lexists(before_socket), "the link goes with the daemon")

    def close(self):
        if self.daemon:
            self.daemon.kill()
        if getattr(self, "smtp", None):
            self.smtp.kill()
            self.smtp.wait()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cpack", required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--older-schema", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if os.geteuid() != 0:
        skip("only root can make and enter a Debian root")
    if not shutil.which("debootstrap"):
        skip("debootstrap is not installed")
    work = pathlib.Path(tempfile.mkdtemp(prefix="sluss-hour-"))
    try:
        package = pack(options, work)
        tar = prepared(options.build, package)
        in_a_root(options, work / "hour", tar, lambda hour: hour.go(package, previous_of(package, work)))
        released = released_package(options, work)
        if isinstance(released, str):
            print(f"left out, the upgrade of {RELEASED}: {released}")
        else:
            in_a_root(options, work / "release", tar, lambda hour: hour.go_over_a_release(released, package))
            print(f"the package of {RELEASED} was upgraded")
        print("all well")
        return 0
    except Failed as why:
        print(f"FAILED: {why}")
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)


def in_a_root(options, work: pathlib.Path, tar: pathlib.Path, act):
    work.mkdir()
    root = Root(work / "root")
    root.folder.mkdir()
    call("tar", "-C", root.folder, "-xf", tar)
    source = StandIn(OWN_STANDIN, "--today", FIRST)
    hour = Hour(options, work, root, source)
    try:
        with root.mounted():
            try:
                act(hour)
            except Failed:
                if hour.daemon:
                    print(f"--- the daemon's log\n{hour.daemon.text()[-4000:]}")
                raise
            finally:
                hour.close()
    finally:
        source.close()


if __name__ == "__main__":
    sys.exit(main())
