#!/usr/bin/env python3
"""Times `mingzhang check` side by side with DuckDB running hand-written SQL of the same rules. See README.md."""
import argparse
import collections
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
AS_OF = "2020-12-31"


def rules_of(text):
    """The `-- rule: ID` sections of screening.sql: rule → SELECT that gives the number of findings."""
    found = collections.OrderedDict()
    for part in text.split("-- rule: ")[1:]:
        name, query = part.split("\n", 1)
        found[name.strip()] = query.strip().rstrip(";")
    return found


def run(command, **options):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, **options)
    spent = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit("%s\n%s" % (command, done.stderr.decode(errors="replace")))
    return spent, done.stdout


def duckdb_script(folder):
    text = (HERE / "screening.sql").read_text()
    text = text.replace("{d}", str(folder)).replace("{as_of}", AS_OF)
    return text.replace("{workdays}", str(ROOT / "policies/xinjiang-2019/workdays.csv"))


def duckdb_once(folder):
    """One run in a process of its own, as `check` is; prints rule → count."""
    program = (
        "import duckdb, json, sys\n"
        "text = sys.stdin.read(); head, *parts = text.split('-- rule: ')\n"
        "db = duckdb.connect(); db.execute('SET threads = 2'); db.execute(head)\n"
        "print(json.dumps({p.split(chr(10), 1)[0].strip(): db.execute(p.split(chr(10), 1)[1]).fetchone()[0] for p in parts}))\n"
    )
    spent, out = run([sys.executable, "-c", program], input=duckdb_script(folder).encode())
    return spent, json.loads(out)


def check_once(binary, folder, rules, threads=2, output=None):
    command = [binary, "check", str(folder), "--as-of", AS_OF, "--format", "csv", "--threads", str(threads)]
    for rule in rules:
        command += ["--rule", rule]
    spent, out = run(command)
    if output is not None:
        output.append(out)
    return spent


def counts(binary, folder, rules):
    command = [binary, "check", str(folder), "--as-of", AS_OF, "--format", "json"]
    for rule in rules:
        command += ["--rule", rule]
    _, out = run(command)
    return collections.Counter(f["rule"] for f in json.loads(out)["findings"])


def simulate(binary, folder, payments):
    run([binary, "simulate", str(folder), "--seed", "1", "--payments", str(payments)])
    return folder


def peak_kib(binary, folder):
    """Peak resident memory of one run of the whole pack."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    check_once(binary, folder, [])
    return max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def median_ratio(rounds, first, second):
    """Medians of two measurements taken in turn, and the median of their ratios."""
    pairs = [(first(), second()) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def report(name, result):
    print("%-44s %8.3f s %8.3f s   ratio %.3f" % ((name,) + result), flush=True)


def compare_findings(binary, folder, rules):
    ours, (_, theirs) = counts(binary, folder, rules), duckdb_once(folder)
    differ = {r: (ours.get(r, 0), theirs[r]) for r in rules if ours.get(r, 0) != theirs[r]}
    print("findings agree" if not differ else "findings DIFFER (check, SQL): %s" % differ)


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


def more(binary, top, folder, rules, rounds, payments):
    whole = lambda: check_once(binary, folder, [])
    report("whole pack / DuckDB's twenty rules", median_ratio(rounds, whole, lambda: duckdb_once(folder)[0]))
    small = simulate(binary, top / "small", payments // 10)
    report("a tenth of the payments", median_ratio(rounds, lambda: check_once(binary, small, rules), lambda: duckdb_once(small)[0]))
    report("one thread / two threads", median_ratio(rounds, lambda: check_once(binary, folder, rules, 1), lambda: check_once(binary, folder, rules, 2)))
    gb = rewrite(folder, top / "gb", lambda data: data.decode().encode("gb18030"))
    report("GB18030 / UTF-8", median_ratio(rounds, lambda: check_once(binary, gb, rules), lambda: check_once(binary, folder, rules)))
    bad = rewrite(folder, top / "bad", spoil)
    report("1 % bad rows / clean", median_ratio(rounds, lambda: check_once(binary, bad, rules), lambda: check_once(binary, folder, rules)))
    outputs = []
    for threads in (1, 2):
        check_once(binary, folder, [], threads, outputs)
    print("same bytes on one and two threads:", outputs[0] == outputs[1])
    print("peak memory, whole pack: %.0f bytes a payment" % (peak_kib(binary, folder) * 1024 / payments))
    large = simulate(binary, top / "large", payments * 5)
    report("five times the payments", median_ratio(max(1, rounds // 2), lambda: check_once(binary, large, rules), lambda: check_once(binary, folder, rules)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--more", action="store_true")
    options = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = str(target / "release" / "mingzhang")
    rules = list(rules_of((HERE / "screening.sql").read_text()))
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        folder = simulate(binary, top / "set", options.payments)
        size = (folder / "payments.csv").stat().st_size / 1e6
        print("%d payments, %.0f MB, %d rules" % (options.payments, size, len(rules)))
        compare_findings(binary, folder, rules)
        report("check / DuckDB", median_ratio(options.rounds, lambda: check_once(binary, folder, rules), lambda: duckdb_once(folder)[0]))
        if options.more:
            more(binary, top, folder, rules, options.rounds, options.payments)


if __name__ == "__main__":
    main()
