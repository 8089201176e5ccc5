"""Takes each guard of guards.toml out of the code in turn, and checks that a test then fails.

guards.py ROOT            every guard, in a copy of what is committed (build/guards); exit 1 if one is not missed
guards.py ROOT --check    only that each guard is found once where the table has it
guards.py ROOT --only A   those whose name has A in it
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tomllib

PRESET = "release"


def guards(root):
    with open(root / "tests/tools/guards.toml", "rb") as file:
        return tomllib.load(file)["guard"]


def misplaced(root, guard):
    """Why the guard cannot be taken away, or None."""
    path = root / guard["file"]
    if not path.is_file():
        return f"there is no file {guard['file']}"
    times = path.read_text().count(guard["stands"])
    return None if times == 1 else f"its text stands {times} times in {guard['file']}"


def copy_of(root):
    """A worktree of HEAD with a build folder of its own: the one that people work in is not touched."""
    tree = root / "build/guards"
    subprocess.run(["git", "worktree", "prune"], cwd=root, check=True)
    if not (tree / ".git").exists():
        subprocess.run(["git", "worktree", "add", "--detach", "--force", tree, "HEAD"], cwd=root, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    subprocess.run(["git", "checkout", "--quiet", "--force", "--detach",
                    subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True).stdout.strip()],
                   cwd=tree, check=True)
    for needed in (".deps", "tests/web/node_modules"):
        if (root / needed).exists() and not (tree / needed).exists():
            (tree / needed).symlink_to(root / needed)
    return tree


def build(tree, targets, jobs):
    environment = {**os.environ, "CCACHE_BASEDIR": str(tree)}
    if not (tree / f"build/{PRESET}/build.ninja").exists():
        subprocess.run(["cmake", "--preset", PRESET], cwd=tree, check=True, stdout=subprocess.DEVNULL, env=environment)
    done = subprocess.run(["ninja", "-C", f"build/{PRESET}", "-j", str(jobs), *targets], cwd=tree, capture_output=True, text=True,
                          env=environment)
    if done.returncode != 0:
        sys.exit(f"guards.py: building {' '.join(targets)} failed:\n{done.stdout[-3000:]}")


def passes(tree, tests):
    """Whether the tests pass; that none is found is an error."""
    done = subprocess.run(["ctest", "--no-tests=error", "-R", tests], cwd=tree / f"build/{PRESET}", capture_output=True, text=True)
    if "No tests were found" in done.stdout + done.stderr:
        sys.exit(f"guards.py: no test is called {tests}")
    if "Not Run" in done.stdout:
        sys.exit(f"guards.py: a test of {tests} was not built:\n{done.stdout[-2000:]}")
    return done.returncode == 0


def check_whole(tree, chosen, jobs):
    """Ends unless every test passes while nothing is taken away."""
    build(tree, sorted({target for guard in chosen for target in guard["targets"]}), jobs)
    for tests in sorted({guard["tests"] for guard in chosen}):
        if not passes(tree, tests):
            sys.exit(f"guards.py: {tests} fails although nothing was taken away")


def missed(tree, guard, jobs):
    """Whether a test fails without the guard."""
    path = tree / guard["file"]
    whole = path.read_text()
    path.write_text(whole.replace(guard["stands"], guard["taken"]))
    try:
        build(tree, guard["targets"], jobs)
        return not passes(tree, guard["tests"])
    finally:
        path.write_text(whole)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    root = options.root.resolve()
    chosen = [guard for guard in guards(root) if options.only in guard["name"]]
    faults = [f"{guard['name']}: {why}" for guard in chosen if (why := misplaced(root, guard))]
    if not chosen:
        faults.append(f"no guard is called {options.only}")
    if not faults and not options.check:
        tree = copy_of(root)
        check_whole(tree, chosen, options.jobs)
        for guard in chosen:
            found = missed(tree, guard, options.jobs)
            print(f"{'missed' if found else 'NOT MISSED'}: {guard['name']}", flush=True)
            if not found:
                faults.append(f"{guard['name']}: it was taken away and no test of {guard['tests']} failed")
    for fault in faults:
        print(f"guards.py: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
