#!/usr/bin/env python3
"""A real MariaDB in a temporary folder, on a free loopback port. Prints one line: "127.0.0.1:PORT".

The database is `sluss`; any user may log in without a password.
"""
from __future__ import annotations

import argparse
import os
import pathlib
import socket
import subprocess
import sys
import time

from own_folder import end_with_parent, own_folder


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port: int, socket_file: pathlib.Path) -> bool:
    done = subprocess.run(["mariadb", "--no-defaults", f"--socket={socket_file}", "-e",
                           "create database if not exists sluss character set utf8mb4"], capture_output=True)
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    port = parser.parse_args().port or free_port()
    folder = own_folder("sluss-mariadb-")
    data = folder / "data"
    user = ["--user=root"] if os.geteuid() == 0 else []
    made = subprocess.run(["mariadb-install-db", "--no-defaults", *user, f"--datadir={data}",
                           "--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=8M"], capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit("mariadb-install-db: " + made.stdout + made.stderr)
    socket_file = folder / "socket"
    server = subprocess.Popen(["mariadbd", "--no-defaults", *user, f"--datadir={data}", f"--socket={socket_file}",
                               f"--port={port}", "--bind-address=127.0.0.1", "--skip-grant-tables",
                               "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M",
                               f"--pid-file={folder}/pid"],
                              preexec_fn=end_with_parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while server.poll() is None and not answers(port, socket_file):
        if time.monotonic() > until:
            sys.exit("mariadbd does not answer")
        time.sleep(0.1)
    print(f"127.0.0.1:{port}", flush=True)
    sys.exit(server.wait())


if __name__ == "__main__":
    main()
