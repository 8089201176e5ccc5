#!/usr/bin/env python3
"""Kills the program at every named point and at random times, lets it run again, and expects the same warehouse as an
undisturbed one: no value lost, none doubled, checkpoints right, raw objects intact, the dataset published.

Ends with an error when a named point is never reached: a point without a test. With SLUSS_WHOLE (`./dev verify`) each point is
tried in the first run and in the second, else every other one in each.
"""
import os
import random
import sys
import time

from world import DONE, FIRST, KILLED, SECOND, Broken, StandIn, World, arguments, expect


# Between the last page and the publication of the warehouse's generation.
FETCHED = ("run.extracted", "warehouse.locked", "warehouse.cloned", "merge.block", "merge.done", "models.refreshed",
           "meta.written", "warehouse.committed", "warehouse.checkpointed", "warehouse.synced")


# Reached by `doctor --rebuild`: before the warehouses change places, and between that and the old one's own name.
REBUILD = ("rebuild.exchanging", "rebuild.exchanged")


PRUNE = ("prune.base_kept", "prune.told", "prune.removed")  # of `archive prune`: tests/e2e/test_prune.py


ONLY_FIRST = {"warehouse.migrated"}  # of the points of runs: a later one finds nothing to migrate


class Campaign:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.stand_in = StandIn()
        self.world = World(options, self.stand_in)
        self.rounds, self.kills, self.broken = 0, 0, 0
        self.reached = set()
        self.controls, self.seconds, self.requests = {}, {}, {}

    def control(self, day, name):
        """What the warehouse is after undisturbed runs up to this day."""
        began, requests = time.monotonic(), self.stand_in.requests()
        code = self.world.run(day)
        self.seconds[name] = time.monotonic() - began
        self.requests[name] = self.stand_in.requests() - requests
        expect(code in DONE, f"the undisturbed run ended with {code}\n{self.world.spoken}")
        self.controls[name] = self.world.snapshot()
        self.world.expect_whole(self.controls[name])
        self.world.save(name)
        print(f"{name}: {self.seconds[name]:.2f} s, {self.requests[name]} requests, "
              f"{self.controls[name]['content']['open versions'][0]} open versions", flush=True)

    def begin(self, before):
        self.world.empty() if before is None else self.world.restore(before)

    def expect_old_or_new(self, before, after):
        """Read by others between the kill and the next run: one state or the other, nothing between."""
        found = self.world.content()
        old = self.controls[before]["content"] if before else None
        new = self.controls[after]["content"]
        if found != old and found != new:
            # The models' tables and the checkpoints belong to the run; the versions identify it.
            raise Broken(f"between the runs: {found}\nneither {old}\nnor {new}")

    def finish(self, day, before, after, code, what):
        self.rounds += 1
        print(f"{self.rounds:4} {what}: {'killed' if code == KILLED else f'ended with {code}'}", flush=True)
        try:
            if code == KILLED:
                self.kills += 1
                self.expect_old_or_new(before, after)
            else:
                expect(code in DONE, f"ended with {code}")
            code = self.world.run(day)
            expect(code in DONE, f"the run after it ended with {code}\n{self.world.spoken}")
            self.world.expect_whole(self.controls[after])
        except (Broken, OSError, RuntimeError) as error:
            self.broken += 1
            kept = f"failed-{self.broken}"
            self.world.save(kept)
            print(f"FAILED: {what}, then run again: {error}\nstate in {self.world.folder / kept}\n{self.world.spoken}",
                  flush=True)
            expect(self.broken < 10, "too many failures")

    def at_point(self, name, times, day, before, after):
        self.begin(before)
        requests = self.stand_in.requests()
        code = self.world.run(day, SLUSS_KILL_AT=f"{name}:{times}")
        requests = self.stand_in.requests() - requests
        if code == KILLED:
            self.reached.add(name)
        again = self.stand_in.requests()
        self.finish(day, before, after, code, f"{name}:{times} in the run to {after}")
        again = self.stand_in.requests() - again
        if code == KILLED and name == "archive.object_written" and times > 3:
            expect(again < self.requests[after], f"{again} requests after {requests}: nothing that was fetched was reused")
        if code == KILLED and name in FETCHED and requests >= self.requests[after]:  # not those of a start
            expect(again == 0, f"killed at {name}, when all was fetched, and then {again} requests")

    def at_random(self, day, before, after):
        self.begin(before)
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            after_seconds = self.random.uniform(0, 1.1 * self.seconds[after])
            code = self.world.run_and_kill_after(day, after_seconds)
            if code != KILLED:
                break
        self.finish(day, before, after, code, f"killed after {after_seconds:.3f} s of the run to {after}")

    def kill_all(self, names, day, before, after, rounds):
        objects = max(2, self.requests[after] - 1)
        for name in names:
            self.at_point(name, 1, day, before, after)
        for name in ("archive.object_written", "merge.block"):
            self.at_point(name, self.random.randint(2, objects if name.startswith("archive") else 3), day, before, after)
        for _ in range(max(2, rounds - self.rounds)):
            self.at_random(day, before, after)

    def rebuild(self):
        """From archive and journal, and after a generation was damaged: the same versions with the same times."""
        self.world.restore("second")
        before = self.world.timed()
        code = self.world.command("doctor", "--rebuild").returncode
        expect(code in DONE, f"doctor --rebuild ended with {code}\n{self.world.spoken}")
        expect(self.world.timed() == before, "the rebuilt warehouse has other versions or times")
        self.world.restore("second")
        file = self.world.current.resolve()
        bytes_of = bytearray(file.read_bytes())
        for at in range(8192, len(bytes_of), 4096):
            bytes_of[at] ^= 0xFF
        file.chmod(0o600)  # committed ones are read only
        file.write_bytes(bytes_of)
        code = self.world.run(SECOND)
        expect(code in DONE, f"with a damaged generation the run ended with {code}\n{self.world.spoken}")
        found, wanted = self.world.content(), self.controls["second"]["content"]
        expect(found["open versions"] == wanted["open versions"], "after a damaged generation other open versions")
        expect(self.world.timed() == before, "the lost run was not applied again as it was")
        code = self.world.command("doctor", "--rebuild").returncode
        expect(code in DONE, f"doctor --rebuild ended with {code}\n{self.world.spoken}")
        expect(self.world.timed() == before, "rebuilt after a damaged generation: other versions or times")

    def killed_rebuilds(self):
        """A warehouse is in its place, the old or the rebuilt one, and the next run and rebuild go on with it."""
        for name in REBUILD:
            self.world.restore("second")
            before = self.world.timed()
            code = self.world.command("doctor", "--rebuild", SLUSS_KILL_AT=name).returncode
            expect(code == KILLED, f"{name} was not reached\n{self.world.spoken}")
            self.reached.add(name)
            expect(self.world.timed() == before, f"after {name} other versions or times")
            for command in (("doctor",), ("--now", SECOND["now"], "run", "kolada"), ("doctor", "--rebuild")):
                code = self.world.command(*command).returncode
                expect(code in DONE, f"after {name} {command} ended with {code}\n{self.world.spoken}")
                expect(self.world.timed() == before, f"after {name} and {command} other versions or times")
            left = sorted(path.name for path in self.world.state.glob("warehouse*"))
            expect(left == ["warehouse", "warehouse.before-rebuild"], f"left are {left}")

    def campaign(self):
        listed = self.world.command("debug", "kill-points")
        names = [name for name in listed.stdout.split() if name not in PRUNE]
        expect(listed.returncode == 0 and names, f"debug kill-points: {self.world.spoken}")
        self.begin(None)
        self.control(FIRST, "first")
        of_runs = [name for name in names if name not in REBUILD]
        whole = bool(os.environ.get("SLUSS_WHOLE"))
        in_first = [name for at, name in enumerate(of_runs) if whole or at % 2 == 0 or name in ONLY_FIRST]
        in_second = [name for name in of_runs if name not in ONLY_FIRST and (whole or name not in in_first)]
        self.kill_all(in_first, FIRST, None, "first", self.options.rounds // 2)
        self.world.restore("first")
        self.stand_in.move(SECOND)
        self.control(SECOND, "second")
        self.kill_all(in_second, SECOND, "first", "second", self.options.rounds)
        self.killed_rebuilds()
        missing = [name for name in names if name not in self.reached]
        expect(not missing, f"points that nothing reached: {', '.join(missing)}")
        self.rebuild()
        expect(self.broken == 0, f"{self.broken} rounds failed")


def main():
    options = arguments()
    campaign = Campaign(options)
    whole = False
    try:
        campaign.campaign()
        whole = True
    except Broken as broken:
        print(f"BROKEN: {broken}", flush=True)
    finally:
        campaign.stand_in.close()
        if whole or not options.keep:
            campaign.world.close()
    print(f"{campaign.rounds} rounds, {campaign.kills} of them killed, {len(campaign.reached)} named points: "
          f"{'the warehouse was whole each time' if whole else 'FAILED'} (seed {options.seed})")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
