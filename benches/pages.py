#!/usr/bin/env python3
"""Readers at work on a running platform: what each page takes, with 50 officers at three levels.

    mingzhang demo --payments 1000000 --keep big          (prints the address and the password)
    python3 benches/pages.py --password PASSWORD

Each client signs in as an officer of a county, a prefecture or the region, and opens pages one after another
as people do: lists, filters, the next page, a record. Between two pages it rests (--rest seconds on average);
with `--rest 0` nobody rests, and the pages a second say how much the machine can do. Only Python's own library.
"""

import argparse
import asyncio
import gzip
import random
import re
import time
import urllib.parse
from collections import defaultdict

OFFICERS = ["c-fund", "p-fund", "fund"]

# What is opened: name and address. What begins with "~" is taken from the list named behind it.
LISTS = {
    "payments": "/payments",
    "payments, next page": "~next /payments",
    "payments of a year": "/payments?fiscal_year=2020",
    "payments, the largest": "/payments?sort=-amount",
    "payments of a county": "~county /payments",
    "payments of a month": "/payments?paid_on.from=2020-06-01&paid_on.to=2020-06-30",
    "payments, a word": "~any /payments?q=道路,2020年村道路,防渗渠,监理及检测费,喀拉皮羌村,莎车县,鸿运达,不存在的词",
    "payments, pinyin": "~any /payments?q=daolu,dl,fangshenqu,shache,kalapiqiang,hongyunda,jianlijijiance,zzzz",
    "payments, two words": "~any /payments?q=shache%20道路,2020年%20shuiliju,伽师%20zhiliang",
    "projects, pinyin": "~any /projects?q=daolu,shache,pengquan,jiashixian",
    "payments of a project": "~project /payments",
    "projects": "/projects",
    "projects, next page": "~next /projects",
    "projects of a year": "/projects?fiscal_year=2020",
    "allotments": "/allotments",
    "warnings": "/warnings",
    "warnings, next page": "~next /warnings",
    "warnings, red": "/warnings?lamp=red",
    "cases": "/cases",
    "today": "/",
    "overview": "/overview",
    "ledger": "/ledger",
    "register of warnings": "/registers/problems",
    "a payment": "~one /payments/",
    "a project": "~one /projects/",
    "an allotment": "~one /allotments/",
    "a warning": "~one /warnings/",
    "a case": "~one /cases/",
    "money and projects": "/projects/unmatched",
    "planned beside done": "/integration",
    "integration plans": "/integration-plans",
    "an integration plan": "~one /integration-plans/",
    "factor plans": "/factor-plans",
    "a factor plan": "~one /factor-plans/",
    "reconciliations": "/reconciliations",
    "a reconciliation": "~one /reconciliations/",
    "quarters": "/reconciliations/quarters",
    "hand-downs": "/hand-downs",
    "a hand-down": "~one /hand-downs/",
    "push lists": "/pushes",
    "a push list": "~one /pushes/",
    "what was pushed": "/push-items",
    "register of money": "/registers/money",
    "saved queries": "/saved",
    "regulations": "/policies",
    "a regulation": "~one /policies/",
    "statements": "/ledger/statements",
    "inquiries": "/inquiries",
    "an inquiry": "~one /inquiries/",
    "accountability": "/accountability",
    "imports": "/imports",
    "posts": "/posts",
    "targets": "/targets",
    "a target": "~one /targets/",
    "indicators": "/indicators",
    "monitoring": "/monitorings",
    "monitoring, next page": "~next /monitorings",
    "monitoring of a county": "~county /monitorings",
    "coverage of monitoring": "/monitorings/coverage",
    "evaluations": "/evaluations",
    "evaluations, next page": "~next /evaluations",
    "evaluations of a year": "/evaluations?fiscal_year=2020",
    "evaluations by unit": "/evaluated-units",
}

# Posts whose page of today is opened beside those of the officers.
POSTS = (
    "leader treasury budget agriculture business evaluation group supervision p-head p-business p-treasury "
    "p-performance p-group c-head c-business c-treasury c-performance c-group d-head d-officer u-officer evaluator"
).split()


class Client:
    """One browser: a connection that is kept, and a cookie."""

    def __init__(self, host, port):
        self.host, self.port, self.cookie = host, port, ""
        self.streams = None

    async def ask(self, method, path, body=b"", more=()):
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Sec-Fetch-Site: same-origin",
            "Accept-Encoding: gzip",
            f"Cookie: {self.cookie}",
            *more,
        ]
        if method == "POST" and not more:
            head += ["Content-Type: application/x-www-form-urlencoded"]
        if method == "POST":
            head += [f"Content-Length: {len(body)}"]
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = answer.split("\r\n")
        fields = [line.split(": ", 1) for line in lines[1:] if ": " in line]
        headers = {name.lower(): value for name, value in fields}
        for name, value in fields:
            if name.lower() == "set-cookie" and value.startswith(("session=", "__Host-session=")):
                self.cookie = value.split(";")[0]
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while (size := int((await reader.readline()).strip(), 16)) > 0:
                parts.append(await reader.readexactly(size))
                await reader.readline()
            await reader.readline()
            body = b"".join(parts)
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        return int(lines[0].split(" ")[1]), headers, body

    async def text(self, path):
        status, headers, body = await self.ask("GET", path)
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return status, body.decode("utf-8", "replace")

    async def json(self, path, secret, body):
        more = ["Content-Type: application/json", f"Authorization: Bearer {secret}"]
        status, headers, body = await self.ask("POST", path, body, more)
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return status, body.decode()

    async def sign_in(self, login, password):
        form = urllib.parse.urlencode({"login": login, "password": password}).encode()
        status, _, _ = await self.ask("POST", "/sign-in", form)
        if status != 303:
            raise SystemExit(f"{login} cannot sign in: {status}")


async def addresses(client):
    """Where each kind of page is for one officer; what there is none of is left out."""
    _, payments = await client.text("/payments?rows=20")
    project = re.search(r'href="/projects/([^"?/]+)"', payments)
    county = re.search(r'<option value="(\d{4}(?!00)\d\d)"', payments)
    found = {}
    for name, path in LISTS.items():
        kind, _, path = path.rpartition(" ") if path.startswith("~") else ("", "", path)
        if kind == "~next":
            _, page = await client.text(path)
            links = re.findall(r'href="([^"]*after=[^"]*)"', page)
            paths = [links[0].replace("&amp;", "&").replace("&#38;", "&")] if links else []
        elif kind == "~any":
            path, _, words = path.partition("=")
            paths = [f"{path}={urllib.parse.quote(word, safe='%')}" for word in words.split(",")]
        elif kind == "~county":
            paths = [f"{path}?county={county[1]}"] if county else []
        elif kind == "~project":
            paths = [f"{path}?project={project[1]}"] if project else []
        elif kind == "~one":
            _, page = await client.text(path.rstrip("/"))
            paths = sorted(set(re.findall(rf'href="({path}[^"?]+)"', page)))
        else:
            paths = [urllib.parse.quote(path, safe="/?&=.-")]
        paths = [one for one in paths if not one.endswith(("/new", "/quarters"))] or paths[:1]
        if paths and (await client.text(paths[0]))[0] == 200:
            found[name] = [(one, client.cookie) for one in paths]
    return found


async def work(client, paths, end, rest, took, failed):
    names = sorted(paths)
    while time.perf_counter() < end:
        name = random.choice(names)
        if rest:
            await asyncio.sleep(random.uniform(0.5, 1.5) * rest)
        path, client.cookie = random.choice(paths[name])
        start = time.perf_counter()
        status, _, _ = await client.ask("GET", path)
        took[name].append(time.perf_counter() - start)
        if status != 200:
            failed.append((name, status))


def told(name, times):
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    print(f"{name:<26} {len(times):>6} {at(0.5):>8.1f} {at(0.95):>8.1f} {at(0.99):>8.1f} {times[-1] * 1000:>8.1f}")


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="http://127.0.0.1:8080")
    parser.add_argument("--password", required=True)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rest", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--alone", action="store_true", help="one page after another, ten times each")
    asked = parser.parse_args()
    address = urllib.parse.urlsplit(asked.address)
    host, port = address.hostname, address.port or 80
    known, today = {}, []
    for login in POSTS:
        client = Client(host, port)
        await client.sign_in(login, asked.password)
        today.append(("/", client.cookie))
    for login in OFFICERS:
        client = Client(host, port)
        await client.sign_in(login, asked.password)
        known[login] = await addresses(client)
        known[login]["today of other posts"] = today
        if asked.alone:
            print(f"\n{login:<26} {'pages':>6} {'median':>8} {'95 %':>8} {'99 %':>8} {'most':>8}   ms")
            for name, paths in known[login].items():
                times = []
                for turn in range(10):
                    path, client.cookie = paths[turn % len(paths)]
                    start = time.perf_counter()
                    await client.ask("GET", path)
                    times.append(time.perf_counter() - start)
                told(name, times)
    if asked.alone:
        return
    took, failed, clients = defaultdict(list), [], []
    for number in range(asked.clients):
        clients.append((Client(host, port), known[OFFICERS[number % len(OFFICERS)]]))
    begin = time.perf_counter()
    end = begin + asked.seconds
    await asyncio.gather(*(work(c, p, end, asked.rest, took, failed) for c, p in clients))
    spent = time.perf_counter() - begin
    print(f"{'page':<26} {'pages':>6} {'median':>8} {'95 %':>8} {'99 %':>8} {'most':>8}   ms")
    for name in sorted(took):
        told(name, took[name])
    every = [one for times in took.values() for one in times]
    told("all", every)
    print(f"{len(every) / spent:.0f} pages a second, {len(failed)} failed {failed[:3]}")


if __name__ == "__main__":
    asyncio.run(main())
