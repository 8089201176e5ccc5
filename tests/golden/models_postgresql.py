#!/usr/bin/env python3
"""The same models and cases on PostgreSQL: a server of its own in a temporary folder, on a Unix socket only.

Numbers are compared as numbers (PostgreSQL prints 2 where DuckDB prints 2.0). Exit code 77 when PostgreSQL is not
installed."""
import csv
import glob
import io
import math
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
CASES = os.path.join(ROOT, "tests", "golden", "models")


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(found[-1]) if found else None


def as_owner(command):
    """PostgreSQL refuses to run as root."""
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] + command if os.geteuid() == 0 else command


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def same(expected, got):
    if expected == got or {"t": "true", "f": "false"}.get(got) == expected:
        return True
    try:
        return math.isclose(float(expected), float(got), rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False


def run_case(psql, case):
    models = sorted(glob.glob(os.path.join(ROOT, "transforms", "models", "*.sql")))
    script = "drop schema if exists core, meta, session, mart cascade;\n" + read(CASES, "prelude.sql")
    for model in models:
        script += f"create view mart.{os.path.basename(model)[:-4]} as\n{read(model)};\n"
    script += read(CASES, case, "input.sql")
    subprocess.run(psql + ["-q", "-v", "ON_ERROR_STOP=1"], input="set client_min_messages = warning;\n" + script, text=True,
                   check=True)
    answer = subprocess.run(psql + ["-q", "--csv", "-P", "null=NULL"], input=read(CASES, case, "query.sql") + ";",
                            text=True, check=True, capture_output=True).stdout
    expected = list(csv.reader(io.StringIO(read(CASES, case, "expected.csv"))))
    got = list(csv.reader(io.StringIO(answer)))
    assert len(expected) == len(got), f"{case}: {len(expected)} rows expected, {len(got)} came"
    for wanted, row in zip(expected, got):
        assert len(wanted) == len(row) and all(map(same, wanted, row)), f"{case}:\n expected {wanted}\n got      {row}"


def main():
    folder = programs()
    if folder is None:
        print("PostgreSQL is not installed")
        return 77
    place = tempfile.mkdtemp(prefix="sluss_models_")
    if os.geteuid() == 0:
        os.chown(place, pwd.getpwnam("postgres").pw_uid, -1)
    data = os.path.join(place, "data")
    control = as_owner([os.path.join(folder, "pg_ctl"), "-D", data])
    try:
        subprocess.run(as_owner([os.path.join(folder, "initdb"), "-D", data, "-A", "trust", "-U", "sluss", "-E", "UTF8",
                                 "--locale=C.UTF-8", "--no-sync"]), check=True, stdout=subprocess.DEVNULL, cwd=place)
        subprocess.run(control + ["-o", f"-k {place} -h '' -F -c jit=off", "-l", os.path.join(place, "log"), "-w", "start"], check=True,
                       stdout=subprocess.DEVNULL, cwd=place)
        psql = ["psql", "-h", place, "-U", "sluss", "-d", "postgres", "-X"]
        cases = sorted(entry for entry in os.listdir(CASES) if os.path.isdir(os.path.join(CASES, entry)))
        for case in cases:
            run_case(psql, case)
        print(f"{len(cases)} cases hold on PostgreSQL")
    finally:
        subprocess.run(control + ["-m", "immediate", "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place)
        shutil.rmtree(place, ignore_errors=True)
    return 0


sys.exit(main())
