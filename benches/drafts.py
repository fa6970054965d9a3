#!/usr/bin/env python3
"""Drafts judged by a running platform, one payment a request, nothing stored: what a verdict takes.

    mingzhang demo --payments 1000000 --keep big          (prints the address and the password)
    python3 benches/drafts.py --password PASSWORD

Drafts are payments of the officer's county under new voucher numbers. First one client asks 300 times, then
50 clients ask at once. Only Python's own library.
"""

import argparse
import asyncio
import gzip
import json
import random
import re
import time
import urllib.parse

from pages import Client, told

COLUMNS = (
    "voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee payee_type purpose"
).split()


async def token(client, password, title):
    """A token of the officer's post that may judge drafts."""
    _, page = await client.text("/tokens")
    post = re.search(r'<select[^>]*name="post".*?<option value="([^"]+)"', page, re.S)[1]
    uses = re.findall(r'type="checkbox"[^>]*value="([^"]+)"', page)
    uses = uses or re.findall(r'value="([^"]+)"[^>]*type="checkbox"', page)
    name = re.search(r'name="([^"]+)"[^>]*type="checkbox"|type="checkbox"[^>]*name="([^"]+)"', page)
    form = [("title", title), ("post", post), ("password", password), ("days", "30")]
    form += [(name[1] or name[2], use) for use in uses]
    _, headers, body = await client.ask("POST", "/tokens", urllib.parse.urlencode(form).encode())
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    secret = re.search(r"mz_[A-Za-z0-9_-]+", body.decode())
    if not secret:
        raise SystemExit("no token was made: " + re.sub(r"<[^>]+>|\s+", " ", body.decode())[:600])
    return secret[0]


async def judged(client, secret, row, number):
    draft = {name: str(row[name]) for name in COLUMNS if row.get(name) not in (None, "")}
    draft["voucher_no"] = f"D{number:08}"
    body = json.dumps({"table": "payments", "rows": [draft]}).encode()
    start = time.perf_counter()
    status, answer = await client.json("/api/v1/verdicts", secret, body)
    spent = time.perf_counter() - start
    if status != 200:
        raise SystemExit(f"{status}: {answer[:400]}")
    return spent, json.loads(answer)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="http://127.0.0.1:8080")
    parser.add_argument("--password", required=True)
    parser.add_argument("--officer", default="c-fund")
    parser.add_argument("--drafts", type=int, default=300)
    parser.add_argument("--clients", type=int, default=50)
    asked = parser.parse_args()
    address = urllib.parse.urlsplit(asked.address)
    client = Client(address.hostname, address.port or 80)
    await client.sign_in(asked.officer, asked.password)
    # A token may ask a hundred times a second.
    secrets = [await token(client, asked.password, f"bench {n}") for n in range(4)]
    _, page = await client.text("/api/v1/payments?rows=1000&sort=-amount")
    rows = json.loads(page)["rows"]
    random.seed(1)
    number, times, found = 0, [], 0
    for _ in range(asked.drafts):
        spent, said = await judged(client, secrets[number % 4], random.choice(rows), number)
        number, found = number + 1, found + sum(said["counts"].values())
        times.append(spent)
        await asyncio.sleep(0.002)
    print(f"{'verdicts':<26} {'asked':>6} {'median':>8} {'95 %':>8} {'99 %':>8} {'most':>8}   ms")
    told("one client", times)
    print(f"{found} findings")
    times = []

    async def work(which):
        own = Client(address.hostname, address.port or 80)
        for turn in range(12):
            await asyncio.sleep(random.uniform(0.5, 1.5))
            spent, _ = await judged(own, secrets[which % 4], random.choice(rows), which * 100 + turn)
            times.append(spent)

    await asyncio.gather(*(work(which) for which in range(asked.clients)))
    told(f"{asked.clients} clients", times)


asyncio.run(main())
