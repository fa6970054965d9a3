#!/usr/bin/env python3
"""Times `mingzhang check` side by side with DuckDB running hand-written SQL of the same rules. See README.md."""
import argparse
import collections
import csv
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PACK = ROOT / "policies" / "xinjiang-2019"
AS_OF = "2020-12-31"
# Exit statuses of `check`: nothing red, something red.
FINDINGS = (0, 1)
TABLES = ("payments", "projects", "allotments", "fundings", "funds")


def parameters():
    """The dated values of the pack that have one value only: name → what its key says."""
    found = {}
    for file in sorted(PACK.glob("*.md")):
        for block in re.findall(r"```param\n(.*?)```", file.read_text(), re.S):
            param = tomllib.loads(block)
            (key, value), *others = param["values"][0].items()
            if len(param["values"]) == 1 and not others:
                found[param["name"]] = int(float(value) * 100) if key == "yuan" else value
    return found


def catalogue(folder):
    """Code and class of every fund, of the pack and of the data set."""
    funds = {f["code"]: f["class"] for f in tomllib.loads((PACK / "funds.toml").read_text())["fund"]}
    with open(folder / "funds.csv", newline="") as file:
        funds.update((row["code"], row["class"]) for row in csv.DictReader(file))
    return ", ".join("('%s', '%s')" % pair for pair in sorted(funds.items()))


def workdays():
    """The days that differ from Monday to Friday: day and whether it is worked."""
    lines = (PACK / "workdays.csv").read_text().split("\n")
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return ", ".join("(DATE '%s', %s)" % (row["date"], int(row["is_workday"] in ("1", "y"))) for row in rows)


def script(folder):
    """screening.sql with everything filled in."""
    values = parameters()
    values.update(folder=folder, as_of=AS_OF, workdays=workdays(), funds=catalogue(folder))
    values["split_days_before"] = values["split_days"] - 1

    def fill(match):
        name, words = match.groups()
        return "|".join(values[name]) if words else str(values[name][0] if isinstance(values[name], list) else values[name])

    return re.sub(r"\{(\w+)(\|words)?\}", fill, (HERE / "screening.sql").read_text())


def rules():
    return re.findall(r"^-- rule: (\S+)", (HERE / "screening.sql").read_text(), re.M)


def run(command, right=(0,), **options):
    """Seconds and output of a command that must end with one of these exit statuses."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, **options)
    spent = time.perf_counter() - start
    if done.returncode not in right:
        sys.exit("%s\n%s" % (command, done.stderr.decode(errors="replace")))
    return spent, done.stdout


DUCKDB = """
import duckdb, json, sys
head, *parts = sys.stdin.read().split("-- rule: ")
db = duckdb.connect()
db.execute("SET threads = 2; SET enable_progress_bar = false")
db.execute(head)
found = {}
for part in parts:
    name, query = part.split("\\n", 1)
    found[name.strip()] = db.execute(query).fetchall()
json.dump({name: sorted({row[0] for row in rows}) for name, rows in found.items()} if sys.argv[1:] else {}, sys.stdout)
"""


def duckdb_once(folder, show=False):
    """One run in a process of its own, as `check` is. With `show`: rule → subjects."""
    command = [sys.executable, "-c", DUCKDB] + ["show"] * show
    spent, out = run(command, input=script(folder).encode())
    return json.loads(out) if show else spent


def check_once(binary, folder, wanted, threads=2, output=None):
    command = [binary, "check", str(folder), "--as-of", AS_OF, "--format", "csv", "--threads", str(threads)]
    for rule in wanted:
        command += ["--rule", rule]
    spent, out = run(command, FINDINGS)
    if output is not None:
        output.append(out)
    return spent


def subjects(binary, folder, wanted):
    """What `check` finds: rule → subjects."""
    command = [binary, "check", str(folder), "--as-of", AS_OF, "--format", "json"]
    for rule in wanted:
        command += ["--rule", rule]
    _, out = run(command, FINDINGS)
    found = collections.defaultdict(set)
    for finding in json.loads(out)["findings"]:
        found[finding["rule"]].add(finding["subject"]["id"])
    return {rule: sorted(found[rule]) for rule in wanted}


def simulate(binary, folder, payments):
    """A region of that many payments; only the tables that the rules speak about are kept."""
    run([binary, "simulate", str(folder), "--seed", "1", "--payments", str(payments)])
    for file in folder.iterdir():
        if file.stem not in TABLES:
            file.unlink()
    return folder


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def peak_bytes(binary, folder):
    """Peak resident memory of one run of the whole pack; started by a small process, as a child counts its parent's memory."""
    command = [binary, "check", str(folder), "--as-of", AS_OF, "--format", "csv", "--output", os.devnull]
    return int(run([sys.executable, "-c", PEAK] + command)[1])


def median_ratio(rounds, first, second):
    """Medians of two measurements taken in turn, and the median of their ratios."""
    pairs = [(first(), second()) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def report(name, result):
    print("%-44s %8.3f s %8.3f s   ratio %.3f" % ((name,) + result), flush=True)


def compare_findings(binary, folder, wanted):
    """Rule by rule the same subjects; prints what differs."""
    ours, theirs = subjects(binary, folder, wanted), duckdb_once(folder, show=True)
    for rule in wanted:
        mine, other = set(ours[rule]), set(theirs[rule])
        verdict = "same" if mine == other else "DIFFER: only check %s, only SQL %s" % (sorted(mine - other)[:3], sorted(other - mine)[:3])
        print("%-28s %8d %8d  %s" % (rule, len(mine), len(other), verdict))
    return all(set(ours[rule]) == set(theirs[rule]) for rule in wanted)


def rewrite(folder, target, change):
    """A copy of a data set with its payments changed."""
    target.mkdir()
    for file in folder.iterdir():
        data = file.read_bytes()
        (target / file.name).write_bytes(change(data) if file.name == "payments.csv" else data)
    return target


def spoil(data):
    """Makes one row in a hundred unreadable: its amount."""
    lines = data.decode().split("\n")
    amount = lines[0].split(",").index("amount")
    for i in range(100, len(lines) - 1, 100):
        cells = lines[i].split(",")
        cells[amount] = "x" + cells[amount]
        lines[i] = ",".join(cells)
    return "\n".join(lines).encode()


def more(binary, top, folder, twenty, rounds, payments):
    whole = lambda: check_once(binary, folder, [])
    report("whole pack / DuckDB's twenty rules", median_ratio(rounds, whole, lambda: duckdb_once(folder)))
    small = simulate(binary, top / "small", payments // 10)
    report("a tenth of the payments", median_ratio(rounds, lambda: check_once(binary, small, twenty), lambda: duckdb_once(small)))
    report("one thread / two threads", median_ratio(rounds, lambda: check_once(binary, folder, twenty, 1), lambda: check_once(binary, folder, twenty, 2)))
    gb = rewrite(folder, top / "gb", lambda data: data.decode().encode("gb18030"))
    report("GB18030 / UTF-8", median_ratio(rounds, lambda: check_once(binary, gb, twenty), lambda: check_once(binary, folder, twenty)))
    bad = rewrite(folder, top / "bad", spoil)
    report("1 % bad rows / clean", median_ratio(rounds, lambda: check_once(binary, bad, twenty), lambda: check_once(binary, folder, twenty)))
    outputs = []
    for threads in (1, 2):
        check_once(binary, folder, [], threads, outputs)
    print("same bytes on one and two threads:", outputs[0] == outputs[1])
    print("peak memory, whole pack: %.0f bytes a payment" % (peak_bytes(binary, folder) / payments))
    large = simulate(binary, top / "large", payments * 5)
    report("five times the payments", median_ratio(max(1, rounds // 2), lambda: check_once(binary, large, twenty), lambda: check_once(binary, folder, twenty)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--more", action="store_true")
    options = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = str(target / "release" / "mingzhang")
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        folder = simulate(binary, top / "set", options.payments)
        size = (folder / "payments.csv").stat().st_size / 1e6
        twenty = rules()
        print("%d payments, %.0f MB, %d rules" % (options.payments, size, len(twenty)))
        if not compare_findings(binary, folder, twenty):
            sys.exit("check and SQL do not find the same")
        report("check / DuckDB", median_ratio(options.rounds, lambda: check_once(binary, folder, twenty), lambda: duckdb_once(folder)))
        if options.more:
            more(binary, top, folder, twenty, options.rounds, options.payments)


if __name__ == "__main__":
    main()
