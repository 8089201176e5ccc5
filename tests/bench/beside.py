#!/usr/bin/env python3
"""The load of Kolada pages by two builds of kolada_load_bench, side by side: before (another commit's) and now.

    beside.py --before PROGRAM --now PROGRAM [--millions 5] [--pairs 7]

Each round runs every stage by before, now and before again, in turns that alternate, so that a machine whose speed drifts
slows both. Printed are the medians of the paired ratios now/before, and before/before, which shows what noise is. Judges nothing.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

STAGES = ("first", "unchanged", "changed")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", required=True, type=pathlib.Path)
    parser.add_argument("--now", required=True, type=pathlib.Path)
    parser.add_argument("--millions", default="5")
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    environment = {**os.environ, "SLUSS_BENCH_MILLIONS": options.millions}
    work = pathlib.Path(tempfile.mkdtemp(prefix="sluss-beside-"))
    programs = {"before": options.before.resolve(), "now": options.now.resolve(), "again": options.before.resolve()}
    seconds: dict[tuple[str, str], list[float]] = {(who, stage): [] for who in programs for stage in STAGES}
    try:
        subprocess.run([programs["now"], "pages", work], check=True, env=environment)
        for who in programs:
            (work / who).mkdir()
            for pages in ("pages", "changed"):
                (work / who / pages).symlink_to(work / pages)
        for number in range(options.pairs + 1):  # the first round warms up and does not count
            turns = list(programs) if number % 2 == 0 else list(programs)[::-1]
            for who in programs:
                shutil.rmtree(work / who / "state", ignore_errors=True)
            for stage in STAGES:
                for who in turns:
                    began = time.monotonic()
                    subprocess.run([programs[who], stage, work / who], check=True, env=environment)
                    if number > 0:
                        seconds[who, stage].append(time.monotonic() - began)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{options.millions} million values, {options.pairs} pairs: median of paired ratios (smallest to largest)")
    for stage in STAGES:
        def ratios(who: str) -> str:
            pairs = [one / base for one, base in zip(seconds[who, stage], seconds["before", stage])]
            return f"{statistics.median(pairs):.3f} ({min(pairs):.2f} to {max(pairs):.2f})"
        print(f"{stage:<10} now/before {ratios('now')}   before/before {ratios('again')}   "
              f"before {statistics.median(seconds['before', stage]):.2f} s")


if __name__ == "__main__":
    main()
