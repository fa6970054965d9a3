#!/usr/bin/env python3
"""A region imported and screened, beside the bare load of the same rows into the same tables.

    python3 benches/import.py --payments 200000                      (SQLite)
    python3 benches/import.py --payments 200000 --postgres           (a PostgreSQL cluster of its own, too)

One run after the other, in turn: `mingzhang import` of the files into a fresh database, which screens them, too;
then the rows that came of it, into fresh tables with the same columns, constraints
and indexes, by the quickest way that a plain client has (SQLite: prepared insertions of many rows in one
transaction; PostgreSQL: COPY of files). Only the loading is timed, not the reading of the rows. Rows a second, and the ratio.
"""

import argparse
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Rows of one insertion: more gain nothing, single ones take a quarter longer.
TOGETHER = 200


def run(command, **more):
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    if done.returncode > 1:
        raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
    return time.perf_counter() - start, done.stdout


def taken_in(binary, data, address, key):
    """Seconds of the import with its screening. The tables are there before, as they are for the bare load."""
    run([binary, "admin", "migrate", "--database", address, "--key", key])
    spent, _ = run([binary, "import", data, "--database", address, "--key", key, "--today", "2020-12-31"])
    return spent


def bare_sqlite(source, target):
    """Seconds of the bare load, and how many rows it were."""
    reads = sqlite3.connect(source)
    writes = sqlite3.connect(target, isolation_level=None)
    made = reads.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    tables = [name for kind, name, _ in made if kind == "table" and not name.startswith("sqlite_")]
    for kind in ("table", "index"):
        for _, _, sql in (one for one in made if one[0] == kind and not one[1].startswith("sqlite_")):
            writes.execute(sql)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -131072", "foreign_keys = ON"):
        writes.execute(f"PRAGMA {pragma}")
    spent, count = 0.0, 0
    start = time.perf_counter()
    writes.execute("BEGIN IMMEDIATE")
    spent += time.perf_counter() - start
    for table in tables:
        rows = reads.execute(f'SELECT * FROM "{table}"')
        one = "(" + ", ".join("?" * len(rows.description)) + ")"
        while chunk := rows.fetchmany(TOGETHER):
            values = [value for row in chunk for value in row]
            insertion = f'INSERT INTO "{table}" VALUES ' + ", ".join([one] * len(chunk))
            start = time.perf_counter()
            writes.execute(insertion, values)
            spent += time.perf_counter() - start
            count += len(chunk)
    start = time.perf_counter()
    writes.execute("COMMIT")
    spent += time.perf_counter() - start
    return spent, count


class Cluster:
    """A PostgreSQL of this run, as Debian installs it."""

    def __init__(self, folder):
        found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()
        self.bin = pathlib.Path(found or "/usr/lib/postgresql/15/bin")
        self.folder, self.port = folder / "postgres", 54391
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder.mkdir()
        if self.user:
            shutil.chown(self.folder, "postgres")
            os.chmod(folder, 0o755)
        self.tool("initdb", "-D", self.folder, "-A", "trust", "-U", "bench", "--no-sync", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.tool("pg_ctl", "-D", self.folder, "-o", options, "-l", self.folder / "log", "-w", "start")

    def tool(self, name, *arguments):
        return run([*self.user, self.bin / name, *arguments])

    def address(self, name):
        return f"postgres://bench@127.0.0.1:{self.port}/{name}"

    def make(self, name):
        self.tool("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "bench", name)
        return self.address(name)

    def sql(self, name, text):
        return self.tool("psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", self.address(name), "-c", text)

    def stop(self):
        self.tool("pg_ctl", "-D", self.folder, "-m", "immediate", "stop")


def bare_postgres(cluster, source, target):
    """The same with COPY, the tables in an order in which each finds those that it refers to."""
    cluster.make(target)
    dump = cluster.folder / "schema.sql"
    cluster.tool("pg_dump", "-s", "-d", cluster.address(source), "-f", dump)
    cluster.tool("psql", "-X", "-q", "-d", cluster.address(target), "-f", dump)
    _, listed = cluster.sql(
        source, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    tables, script, count = listed.split(), [], 0
    for table in tables:
        file = cluster.folder / f"{table}.copy"
        cluster.sql(source, f"COPY \"{table}\" TO '{file}'")
        script.append(f"COPY \"{table}\" FROM '{file}';")
        count += int(cluster.sql(source, f'SELECT COUNT(*) FROM "{table}"')[1])
    # What a row refers to may come later: constraints are checked all the same, when their triggers fire.
    order = cluster.folder / "load.sql"
    first = ["imports", "forms", "people", "posts", "attachments", "screenings", "warnings"]
    script.sort(key=lambda line: next((at for at, name in enumerate(first) if f'"{name}"' in line), 99))
    order.write_text("BEGIN;\n" + "\n".join(script) + "\nCOMMIT;\n")
    spent, _ = cluster.tool("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", cluster.address(target), "-f", order)
    return spent, count


def told(engine, whole, bare, count):
    print(
        f"{engine:<12} {count:>9} rows · import with screening {whole:.1f} s = {count / whole:,.0f} rows/s · "
        f"bare load {bare:.1f} s = {count / bare:,.0f} rows/s · ratio {bare / whole:.2f}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--no-sqlite", action="store_true")
    parser.add_argument("--bin", type=pathlib.Path)
    parser.add_argument("--dir", type=pathlib.Path, help="where the files go; a folder for the time of the run")
    asked = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = asked.bin or target / "release/mingzhang"
    if not asked.bin:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(dir=asked.dir) as folder:
        folder = pathlib.Path(folder)
        run([binary, "simulate", folder / "data", "--payments", asked.payments])
        cluster = Cluster(folder) if asked.postgres else None
        try:
            for turn in range(asked.rounds):
                if not asked.no_sqlite:
                    source = folder / f"a{turn}.db"
                    done = taken_in(binary, folder / "data", source, folder / f"a{turn}.key")
                    told("SQLite", done, *bare_sqlite(source, folder / f"b{turn}.db"))
                if cluster:
                    address = cluster.make(f"a{turn}")
                    done = taken_in(binary, folder / "data", address, folder / f"p{turn}.key")
                    told("PostgreSQL", done, *bare_postgres(cluster, f"a{turn}", f"b{turn}"))
        finally:
            if cluster:
                cluster.stop()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"most memory of one process: {most / 1024:.0f} MB")


if __name__ == "__main__":
    main()
