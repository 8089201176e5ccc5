#!/usr/bin/env python3
"""How long `sluss serve` takes until it is READY on a warehouse of $SLUSS_BENCH_MILLIONS million values, against the
start of the bare program; and what the idle daemon keeps in memory and how often it wakes, with ten jobs."""
import argparse
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROUNDS = 7


def switches(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text()).group(1)) for task in tasks)


def ready(program, config, folder):
    """Seconds from exec to READY=1, and the process."""
    path = str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        began = time.monotonic()
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen([program, "--config", config, "serve"], stderr=log, env={**os.environ, "NOTIFY_SOCKET": path})
        while b"READY=1" not in manager.recv(4096):
            pass
        took = time.monotonic() - began
    os.unlink(path)
    return took, process


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluss", required=True)
    parser.add_argument("--load-bench", required=True)
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-start-"))
    for stage in ("pages", "first"):
        subprocess.run([options.load_bench, stage, folder], check=True)
    config = folder / "sluss.toml"
    jobs = "".join(f'[[job]]\nname = "job{i}"\nsource = "kolada"\nindicators = ["N15428"]\nschedule = "2190-01-01"\n'
                   for i in range(10))
    config.write_text(f'municipality = "1981"\nstate = "{folder / "state"}"\n{jobs}')
    bare, starts, process = [], [], None
    for _ in range(ROUNDS):
        began = time.monotonic()
        subprocess.run([options.sluss, "--version"], check=True, capture_output=True)
        bare.append(time.monotonic() - began)
        if process:
            process.send_signal(signal.SIGTERM)
            process.wait()
        took, process = ready(options.sluss, config, folder)
        starts.append(took)
    seconds = float(os.environ.get("SLUSS_IDLE_SECONDS", "10"))
    time.sleep(3)
    before = switches(process.pid)
    time.sleep(seconds)
    woken = switches(process.pid) - before
    resident = int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{process.pid}/status").read_text()).group(1)) / 1024
    process.send_signal(signal.SIGTERM)
    process.wait()
    start, program = statistics.median(starts), statistics.median(bare)
    print(f"{os.environ.get('SLUSS_BENCH_MILLIONS', '0.5')} million values: READY after {start * 1000:.0f} ms (worst "
          f"{max(starts) * 1000:.0f}), bare program {program * 1000:.0f} ms, ratio {start / program:.1f}; idle for "
          f"{seconds:.0f} s with ten jobs: {woken} wake-ups, {resident:.1f} MiB")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
