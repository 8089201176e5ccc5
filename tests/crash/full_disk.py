#!/usr/bin/env python3
"""Lets the disk fill at a random byte of a run (a small tmpfs with a file that leaves so much room), makes room, runs
again, and expects the same warehouse as an undisturbed one. Needs to mount: as root, else in a user namespace."""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from world import DONE, FIRST, SECOND, Broken, StandIn, World, arguments, expect

SKIPPED = 77
DISK_BYTES = 400 << 20


def mounted_or_again():
    """A tmpfs of its own; re-executes itself in a namespace that may mount where it may not."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "sluss-test", str(folder)]
    if subprocess.run(command, capture_output=True).returncode == 0:
        return folder
    folder.rmdir()
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if "SLUSS_UNSHARED" not in os.environ and subprocess.run([*unshare, "true"], capture_output=True).returncode == 0:
        os.environ["SLUSS_UNSHARED"] = "1"
        os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
    print("SKIPPED: no tmpfs may be mounted here; the file port's full disk is tried in crash_power_cut")
    sys.exit(SKIPPED)


def bytes_used(folder):
    status = os.statvfs(folder)
    return (status.f_blocks - status.f_bavail) * status.f_frsize


class FullDisk:
    def __init__(self, options, disk):
        self.random = random.Random(options.seed)
        self.rounds_wanted = max(1, options.rounds // 2)
        self.disk = disk
        self.filler = disk / "filler"
        self.stand_in = StandIn()
        self.world = World(options, self.stand_in, state=disk / "state")
        with self.world.config.open("a") as config:  # else none would begin
            config.write('[daemon]\ndisk_least = "0B"\n')
        self.full = 0

    def leave(self, room):
        size = os.statvfs(self.disk).f_bavail * os.statvfs(self.disk).f_frsize - room
        with open(self.filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, size))

    def peak_of(self, day):
        """How much room an undisturbed run needs at most: the least size, in steps, in which it succeeds."""
        self.world.save("before")
        room = 4 << 20
        while True:
            self.world.restore("before")
            self.leave(room)
            code = self.world.run(day)
            self.filler.unlink()
            if code in DONE:
                shutil.rmtree(self.world.folder / "before")
                return room
            room *= 2
            expect(room < DISK_BYTES, f"the run does not succeed in {room} bytes\n{self.world.spoken}")

    def round(self, day, before, control, room):
        self.world.restore(before)
        old = self.world.content()
        self.leave(room)
        try:
            code = self.world.run(day)
            self.filler.unlink()
            found = self.world.content()
            if code not in DONE:
                self.full += 1
                expect(code in (2, 75), f"a full disk ended the run with {code}")
                expect("disk.full" in self.world.spoken or "space" in self.world.spoken, "the full disk was not reported")
            expect(found in (old, control["content"]), f"between the runs: {found}\nneither {old}\nnor {control}")
            code = self.world.run(day)
            expect(code in DONE, f"the run after it ended with {code}")
            self.world.expect_whole(control)
        except Exception:
            print(f"FAILED: {room} bytes of room; state in {self.world.state}\n{self.world.spoken}", flush=True)
            raise

    def half(self, day, before, after, rounds):
        peak = self.peak_of(day)
        control = self.world.snapshot()
        self.world.expect_whole(control)
        self.world.save(after)
        print(f"{after}: {bytes_used(self.disk)} bytes on disk, {peak} bytes of room are enough", flush=True)
        for _ in range(rounds):
            self.round(day, before, control, self.random.randrange(peak))

    def campaign(self):
        self.world.empty()
        self.world.save("nothing")
        self.half(FIRST, "nothing", "first", self.rounds_wanted // 2)
        self.world.restore("first")
        self.stand_in.move(SECOND)
        self.half(SECOND, "first", "second", self.rounds_wanted - self.rounds_wanted // 2)


def main():
    disk = mounted_or_again()
    options = arguments()
    campaign = None
    try:
        campaign = FullDisk(options, disk)
        campaign.campaign()
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    finally:
        if campaign:
            campaign.stand_in.close()
            campaign.world.close()
        subprocess.run(["umount", str(disk)], check=False)
        disk.rmdir()
    print(f"{campaign.rounds_wanted} rounds, the disk was full in {campaign.full}: the warehouse was whole each time "
          f"(seed {options.seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
