"""A lane of the real program in a temporary folder: a stand-in for Kolada, a configuration, and `sluss` as people run it.

Used by the end-to-end tests (tests/e2e/*.py) and the crash campaign. Standard library only; loopback only.
"""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("SLUSS_PROGRAM", ROOT / "build" / "release" / "sluss"))
OWN_STANDIN = ROOT / "tests" / "tools" / "kolada_standin.py"
SHARED = ROOT.parent / "shared"
PEER_STANDIN = SHARED / "standins" / "kolada" / "server.py"


def have_peer() -> bool:
    return PEER_STANDIN.exists()


def sqlite_driver() -> str | None:
    for folder in ("/usr/lib/x86_64-linux-gnu/odbc", "/usr/lib/aarch64-linux-gnu/odbc"):
        if (pathlib.Path(folder) / "libsqlite3odbc.so").exists():
            return f"{folder}/libsqlite3odbc.so"
    return None


class StandIn:
    """Either stand-in, on a free port, stopped again by close()."""

    def __init__(self, script: pathlib.Path, *arguments: str):
        self.script = script
        port = "0"
        self.process = subprocess.Popen([sys.executable, "-u", str(script), "--port", port, *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        self.base = address.split("/v3")[0]
        self.url = self.base + "/v3"

    def _call(self, method: str, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def faults(self, *rules: dict):
        return self._call("POST", "/_faults", list(rules))

    def clear_faults(self):
        return self._call("DELETE", "/_faults")

    def today(self, date: str):
        return self._call("PUT", "/_today", {"date": date})

    def stats(self) -> dict:
        return self._call("GET", "/_stats")

    def get(self, path: str) -> dict:
        return self._call("GET", "/v3" + path)

    def pages(self, path: str):
        """Every item of a query, requested apart from the program under test."""
        number, joiner = 1, "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{joiner}page={number}")
            yield from page["values"]
            if not page.get("next_url"):
                return
            number += 1

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Lane(contextlib.AbstractContextManager):
    """A configuration and its state; run() and friends call the program."""

    def __init__(self, url: str, *, indicators=("*",), areas=("*",), compare=(), full_reload="30d", municipality="1981",
                 now: str | None = None, extra_job: str = "", extra: str = "", http: str | None = None,
                 source_extra: str = ""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-lane-"))
        self.state = self.folder / "state"
        self.config = self.folder / "sluss.toml"
        self.now = now
        self.environment = dict(os.environ)
        self.write(url, indicators, areas, compare, full_reload, municipality, extra_job, extra, http, source_extra)

    def write(self, url, indicators, areas, compare, full_reload, municipality, extra_job="", extra="", http=None,
              source_extra=""):
        http = http if http is not None else 'attempts = 5\nbudget = "30s"\nstall = "2s"\nbackoff_first = "10ms"\n'
        self.config.write_text(f'''municipality = "{municipality}"
state = "{self.state}"
[http]
{http}
[source.kolada]
url = "{url}"
{source_extra}
[[job]]
name = "kolada"
source = "kolada"
indicators = {json.dumps(list(indicators), ensure_ascii=False)}
areas = {json.dumps(list(areas), ensure_ascii=False)}
compare = {json.dumps(list(compare), ensure_ascii=False)}
full_reload = "{full_reload}"
{extra_job}
{extra}
''', encoding="utf-8")

    def call(self, *arguments: str, check: bool = False, timeout: float = 300, environment: dict | None = None,
             every_byte: bool = False):
        """`every_byte`: what it printed is bytes, and CR LF in it stays."""
        command = [str(PROGRAM), "--config", str(self.config)]
        if self.now:
            command += ["--now", self.now]
        command += arguments
        done = subprocess.run(command, capture_output=True, text=not every_byte, timeout=timeout,
                              env={**self.environment, **(environment or {})})
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)} → {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def run(self, job: str = "kolada", *, expect: int | None = 0, **more):
        done = self.call("run", job, **more)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"run {job} → {done.returncode}, expected {expect}\n{done.stdout}\n{done.stderr}")
        return done

    def show(self, run: str = "last") -> dict:
        return json.loads(self.call("show", run, "--json", check=True).stdout)

    def query(self, sql: str, as_of: str | None = None) -> list[dict]:
        more = ["--as-of", as_of] if as_of else []
        return json.loads(self.call("query", sql, "--format", "json", *more, check=True).stdout)

    def number(self, sql: str, as_of: str | None = None):
        return next(iter(self.query(sql, as_of)[0].values()))

    def export(self, dataset: str, format: str = "json", *more: str):
        path = self.folder / f"{dataset}.{format}"
        self.call("export", dataset, "--format", format, "--output", str(path), *more, check=True)
        return json.loads(path.read_text(encoding="utf-8-sig")) if format == "json" else path

    def open_versions(self) -> dict:
        """What is open, by key, without when and by which run it came."""
        rows = self.query("select indicator_id, area_id, ou_id, period, period_kind, gender, value, count, status "
                          "from core.observation_open")
        found = {}
        for row in rows:
            key = tuple(row[k] for k in ("indicator_id", "area_id", "ou_id", "period", "period_kind", "gender"))
            assert key not in found, f"two open versions of {key}"
            found[key] = (row["value"], row["count"], row["status"])
        return found

    def release_all(self):
        """Lets every held row through."""
        for row in json.loads(self.call("runs", "--json", check=True).stdout):
            if row["status"] == "held" and any(held["state"] == "waiting" for held in self.show(str(row["run"]))["held"]):
                self.call("release", str(row["run"]), check=True)

    @contextlib.contextmanager
    def serving(self, *options: str):
        """`sluss serve`, as long as it lasts."""
        with open(self.folder / "log", "ab") as log:
            process = subprocess.Popen([str(PROGRAM), "--config", str(self.config), *options, "serve"], stderr=log,
                                       stdout=subprocess.DEVNULL, env=self.environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def ask(self, path: str) -> str | None:
        """What the daemon answers on its socket; nothing while there is none."""
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(60)
                door.connect(str(self.state / "sluss.sock"))
                door.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                answer = b""
                while piece := door.recv(65536):
                    answer += piece
                return answer.split(b"\r\n\r\n", 1)[1].decode()
        except (FileNotFoundError, ConnectionRefusedError):
            return None

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def __exit__(self, *_):
        self.close()
