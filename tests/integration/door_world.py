"""A door_server while an object lives, and ways to query it: whole answers, or bytes as they come."""
import json
import os
import pathlib
import queue
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading

PROGRAM = os.environ["SLUSS_DOOR"]
PATIENCE = 30


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]!r}"


def read_answer(stream, head=False) -> Answer | None:
    """One answer from a buffered reader; nothing at the end."""
    line = stream.readline()
    if not line:
        return None
    status = int(line.split()[1])
    headers = {}
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, value = line.decode().rstrip("\r\n").split(": ", 1)
        if name.lower() in headers:
            raise AssertionError(f"twice: {name}")
        headers[name.lower()] = value
    if status == 100:
        return read_answer(stream, head)
    size = 0 if head or status in (204, 304) else int(headers["content-length"])
    body = stream.read(size)
    if len(body) != size:
        raise AssertionError(f"{len(body)} of {size} bytes")
    return Answer(status, headers, body)


def request(method="GET", target="/", headers=(), body=b"", host="localhost") -> bytes:
    lines = [f"{method} {target} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in (headers.items() if isinstance(headers, dict) else headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Door:
    def __init__(self, tcp=True, unix=True, become: int | None = None, **given):
        """`become`: the number of the user that it runs as, who is in no group but that of the same number."""
        self.become = {} if become is None else {"user": become, "group": become, "extra_groups": []}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss_door_"))
        os.chmod(self.folder, 0o755)
        self.socket = self.folder / "sluss.sock"
        self.tokens = self.folder / "tokens"
        given.setdefault("tokens", self.tokens)
        given.setdefault("folder", self.folder)
        if unix:
            given.setdefault("socket", self.socket)
        if tcp:
            given.setdefault("listen", "127.0.0.1:0")
        self.given = given
        self.lines = queue.Queue()
        self.seen = []
        self.process = None

    def start(self):
        words = [f"{name}={value}" for name, value in self.given.items()]
        self.process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        **self.become)
        self.errors = []
        self.readers = [threading.Thread(target=self.read, daemon=True),
                        threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True)]
        for reader in self.readers:
            reader.start()
        line = self.wait_for("")
        if not line.startswith("ready"):
            raise RuntimeError(line)
        self.port = int(line.rsplit(":", 1)[1])
        return self

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def wait_for(self, part: str) -> str:
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError(f"the server ended without printing {part!r}: {self.seen} {self.errors}")
            self.seen.append(line)
            if part in line:
                return line

    def printed(self) -> list[str]:
        while not self.lines.empty():
            self.seen.append(self.lines.get())
        return [line for line in self.seen if line]

    def token(self, name: str, roles: str, **given) -> str:
        more = [f"{key}={value}" for key, value in given.items()]
        made = subprocess.run([PROGRAM, f"add={name}", f"roles={roles}", f"tokens={self.tokens}", *more], check=True,
                              stdout=subprocess.PIPE, text=True)
        return made.stdout.strip()

    def connect(self, unix=False, tls: ssl.SSLContext | None = None, timeout=PATIENCE):
        if unix:
            raw = socket.socket(socket.AF_UNIX)
            raw.settimeout(timeout)
            raw.connect(str(self.socket))
        else:
            raw = socket.create_connection(("127.0.0.1", self.port), timeout)
        return tls.wrap_socket(raw, server_hostname="localhost") if tls else raw

    def raw(self, data: bytes, unix=False, head=False) -> Answer | None:
        with self.connect(unix) as wire:
            wire.sendall(data)
            return read_answer(wire.makefile("rb"), head)

    def ask(self, target="/who", method="GET", headers=(), body=b"", unix=False, token=None, host="localhost") -> Answer:
        headers = list(headers.items() if isinstance(headers, dict) else headers)
        if token:
            headers.append(("Authorization", f"Bearer {token}"))
        answer = self.raw(request(method, target, headers, body, host), unix, method == "HEAD")
        if answer is None:
            raise AssertionError("no answer")
        return answer

    def end(self):
        """Stops in order, and without output on standard error that no test expects."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                code = self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
            self.readers[1].join()
            if code != 0 or any("Sanitizer" in line for line in self.errors):
                raise AssertionError(f"ended with {code}: {''.join(self.errors)}")
        if self.process:
            for reader in self.readers:
                reader.join()
            self.process.stdout.close()
            self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)
