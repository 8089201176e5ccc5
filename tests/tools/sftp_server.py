#!/usr/bin/env python3
"""A real OpenSSH server on loopback, with a configuration, keys and a folder of its own. Never the system's service.

Prints one line: "127.0.0.1:PORT FINGERPRINT FOLDER". The folder contains `in` (where files go), `client` (the private key
that may log in, Ed25519) and `stranger` (one that may not). SIGUSR1 kills every session that is under way.
"""
from __future__ import annotations

import argparse
import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

from own_folder import end_with_parent, own_folder

SSHD = "/usr/sbin/sshd"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def children_of(pid: int) -> list[int]:
    try:
        direct = [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [descendant for child in direct for descendant in [child, *children_of(child)]]


def make_key(path: pathlib.Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    wanted = parser.parse_args().port
    folder = own_folder("sluss-sftp-")
    (folder / "in").mkdir()
    for name in ("host", "client", "stranger"):
        make_key(folder / name)
    shutil.copy(folder / "client.pub", folder / "authorized")
    if os.geteuid() == 0:
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd wants it when it runs as root
    fingerprint = subprocess.run(["ssh-keygen", "-lf", str(folder / "host.pub")], check=True, capture_output=True,
                                 text=True).stdout.split()[1]
    for _ in range(5):
        port = wanted or free_port()
        (folder / "config").write_text(f"""ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
AllowUsers {getpass.getuser()}
MaxStartups 100
LoginGraceTime 20
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d {folder}/in
""")
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], preexec_fn=end_with_parent,
                                  stdin=subprocess.DEVNULL)
        if listens(server, port):
            break
    signal.signal(signal.SIGUSR1, lambda *_: [os.kill(pid, signal.SIGKILL) for pid in children_of(server.pid)])
    print(f"127.0.0.1:{port} {fingerprint} {folder}", flush=True)
    sys.exit(server.wait())


def listens(server: subprocess.Popen, port: int) -> bool:
    until = time.monotonic() + 10
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    main()
