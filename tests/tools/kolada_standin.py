#!/usr/bin/env python3
"""A Kolada v3 of our own on loopback, for tests and the demo; its figures are those of kolada_figures.py.

    python3 kolada_standin.py [--port N] [--today YYYY-MM-DD] [--verbose]

Prints "listening on http://127.0.0.1:PORT/v3" once it listens; --port 0 takes a free port. It answers as public clients
describe api.kolada.se/v3: {values, count, next_url, previous_url}, `count` = items of this page, at most 5,000 items a
page, at most 25 ids a path segment (422), 410 under /v2, and 200 with an empty list for unknown ids and for a misspelt
query parameter of the data queries.

Control:
  PUT /_today {"date": "2026-05-05", "client_day": "2026-05-06"}   what the source knows from now on; client_day is the
        client's day of the move (default: this machine's), which is what from_date is compared with
  POST /_faults [{"kind": K, "every": N, "times": M, "path": "part of the URL"}, …]   DELETE /_faults
        every Nth matching answer (default 1), at most M times (default: always); the first rule that fits counts.
        K: broken with "field" (next_url title id status body reason location content-type) and "text" (of broken_text.py),
        status-500 status-503 rate-limit html truncate reset stall cycle foreign relative long-link empty garbage-status
        text-values (every fifth object's values as "12,3"; a catalogue's first id as 7)
        all-text (every object's values so) lost-zero (every fifth object's area without its first 0)
  GET /_stats {requests, bytes, largest, faults, today}   faults: those that changed an answer (cycle, foreign and
        relative need a next page, empty and garbage-status need values)
"""
from __future__ import annotations

import argparse
import datetime
import functools
import gzip
import http.server
import json
import select
import socket
import struct
import threading
import urllib.parse

from broken_text import broken_texts
from kolada_figures import Figures

PAGE = 5000
IDS_IN_SEGMENT = 25
STALL_SECONDS = 20
FAULTS = {"broken", "status-500", "status-503", "rate-limit", "html", "truncate", "reset", "stall", "cycle", "foreign", "relative", "long-link",
          "empty", "garbage-status", "text-values", "all-text", "lost-zero"}
BROKEN = "<broken>"
#: the parameters of the data queries, and the segment that each replaces
PARAMETERS = {"kpi_id": "kpi", "municipality_id": "municipality", "ou_id": "ou", "year": "year"}
COMMON_PARAMETERS = {"page", "per_page", "from_date", "region_type"}


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, detail):
        super().__init__(detail)
        self.status, self.detail = status, detail


class Source:
    """The figures as served on the source's day, and what was served before."""

    def __init__(self, today: str):
        self.figures = Figures()
        self.today = today
        self.moves = [("", today)]  # (the client's day of the move, the source's day from then on)
        self.figures.values(today)

    def move(self, today: str, client_day: str):
        self.moves.append((client_day, today))
        self.today = today

    def day_served_before(self, client_day: str) -> str:
        return [day for moved, day in self.moves if moved < client_day][-1]

    def rows(self, chosen: dict[str, set[str]], since: str | None, units: bool) -> list[dict]:
        before = None if since is None else self.day_served_before(since)
        return self.rows_between(self.today, before, tuple((name, frozenset(ids)) for name, ids in chosen.items()), units)

    @functools.lru_cache(maxsize=256)  # each page of a query, and each run of a test, requests the same rows again
    def rows_between(self, today: str, before: str | None, selection: tuple, units: bool) -> list[dict]:
        chosen = dict(selection)
        place_name = "ou" if units else "municipality"
        owners = {u["id"]: u["municipality"] for u in self.figures.units}

        def wanted(key):
            name, place, year = key
            if units and "municipality" in chosen and owners[place] not in chosen["municipality"]:
                return False
            return all(value in chosen[segment]
                       for segment, value in (("kpi", name), (place_name, place), ("year", str(year)))
                       if segment in chosen)

        def known(day):
            found = dict(self.figures.values(day, units))
            for group in chosen.get("municipality", ()) if not units else ():
                if group.startswith("G"):
                    found.update(self.figures.group_values(day, group))
            return {key: rows for key, rows in found.items() if wanted(key)}

        now = known(today)
        if before is not None:
            now = changes(known(before), now)
        return [{"values": rows, "kpi": name, "period": year, place_name: place}
                for (name, place, year), rows in now.items()]


def changes(before: dict, now: dict) -> dict:
    """What differs; a value that is gone is sent once more, flagged."""
    out = {}
    for key in now.keys() | before.keys():
        rows, old = now.get(key, []), before.get(key, [])
        if rows == old:
            continue
        genders = {row["gender"] for row in rows}
        gone = [dict(row, value=None, count=0, status="", isdeleted=True) for row in old if row["gender"] not in genders]
        out[key] = rows + gone
    return out


class Faults:
    def __init__(self):
        self.lock = threading.Lock()
        self.rules: list[dict] = []

    def set(self, rules):
        if not isinstance(rules, list) or any(rule.get("kind") not in FAULTS for rule in rules):
            raise Refused(400, f"a list of {{kind, every, times, path}}; kinds: {', '.join(sorted(FAULTS))}")
        with self.lock:
            self.rules = [dict(rule, met=0, done=0) for rule in rules]

    def next(self, url: str) -> dict | None:
        with self.lock:
            for rule in self.rules:
                if rule.get("path", "") not in url:
                    continue
                rule["met"] += 1
                spent = rule.get("times") is not None and rule["done"] >= rule["times"]
                if spent or rule["met"] % rule.get("every", 1):
                    continue
                rule["done"] += 1
                return rule
        return None


def with_broken(field: str, page: dict) -> dict:
    """BROKEN is a placeholder for the bytes."""
    if field == "next_url":
        return {**page, "next_url": "http://elsewhere.example/" + BROKEN}
    first, rest = page["values"][:1], page["values"][1:]
    if field == "status" and first and "values" in first[0]:
        return {**page, "values": [{**first[0], "values": [{**row, "status": BROKEN} for row in first[0]["values"]]}, *rest]}
    return {**page, "values": [{**item, field: BROKEN} for item in first] + rest}


def bent(fault: str, page: dict, host: str, own_path: str) -> dict | None:
    """The page as the fault leaves it; None where it has nothing to bend."""
    link, values = page["next_url"], page["values"]
    if fault in ("cycle", "foreign", "relative"):
        if link is None:
            return None
        parts = urllib.parse.urlsplit(link)
        other = {"cycle": f"http://{host}{own_path}",
                 "foreign": parts._replace(netloc="kolada.example:1").geturl(),
                 "relative": parts._replace(scheme="", netloc="").geturl()}
        return {**page, "next_url": other[fault]}
    if fault == "long-link":  # well-formed, and longer than an error shows
        return {**page, "next_url": "http://kolada.example:1/o" + "å" * 300}
    if fault == "empty":
        return {**page, "values": [], "count": 0, "next_url": None} if values else None
    if fault == "garbage-status":
        if not values or "period" not in values[0]:
            return None
        spoilt = [{**row, "status": "Kaffepaus"} for row in values[0]["values"]]
        return {**page, "values": [{**values[0], "values": spoilt}, *values[1:]]}
    if fault == "lost-zero":
        if not values or "municipality" not in values[0] or "period" not in values[0]:
            return None
        return {**page, "values": [{**item, "municipality": item["municipality"].removeprefix("0")} if at % 5 == 0 else item
                                   for at, item in enumerate(values)]}
    if fault in ("text-values", "all-text"):
        if not values:
            return None
        if "period" not in values[0]:
            return {**page, "values": [{**values[0], "id": 7}, *values[1:]]}
        return {**page, "values": [{**item, "values": [{**row, "value": "12,3"} for row in item["values"]]} if at % 5 == 0 or fault == "all-text"
                                   else item for at, item in enumerate(values)]}
    return page


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def log_message(self, *words):
        if self.server.verbose:
            super().log_message(*words)

    # --- the API ------------------------------------------------------------------------------------------------
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/_stats":
            return self.answer_json(200, self.server.stats())
        self.server.count(requests=1)
        try:
            page = self.page(path, urllib.parse.parse_qs(query, keep_blank_values=True))
        except Refused as refused:
            return self.answer_json(refused.status, {"detail": refused.detail})
        rule = self.server.faults.next(self.path)
        fault = rule and rule["kind"]
        if fault == "broken":
            self.server.count(faults=1)
            return self.answer_broken(page, rule["field"], broken_texts()[rule["text"]])
        if fault:
            page_bent = bent(fault, page, self.headers.get("Host", ""), self.path)
            if page_bent is None:
                fault = None
            else:
                page = page_bent
                self.server.count(faults=1)
        self.answer_page(page, fault)

    def page(self, path: str, query: dict[str, list[str]]) -> dict:
        if path.startswith("/v2"):
            raise Refused(410, "Gone")
        if not path.startswith("/v3/"):
            raise Refused(404, "Not Found")
        size, number = (self.whole_number(query, name, default) for name, default in (("per_page", PAGE), ("page", 1)))
        if not 1 <= size <= PAGE or number < 1:
            raise Refused(422, [{"loc": ["query"], "msg": "page or per_page out of range"}])
        segments = [urllib.parse.unquote(part) for part in path[len("/v3/"):].split("/") if part]
        if any(segment.count(",") >= IDS_IN_SEGMENT for segment in segments):
            raise Refused(422, [{"loc": ["path"], "msg": f"at most {IDS_IN_SEGMENT} ids"}])
        items = self.items(segments, query)
        first = (number - 1) * size

        def link(to: int) -> str:
            rest = [(name, value) for name, values in query.items() if name not in ("page", "per_page") for value in values]
            words = urllib.parse.urlencode([*rest, ("page", to), ("per_page", size)])
            return f"http://{self.headers.get('Host')}{path}?{words}"

        values = items[first:first + size]
        return {"values": values, "count": len(values),
                "next_url": link(number + 1) if len(items) > first + size else None,
                "previous_url": link(number - 1) if number > 1 else None}

    @staticmethod
    def whole_number(query: dict, name: str, default: int) -> int:
        text = query.get(name, [str(default)])[0]
        if not text.isdigit():
            raise Refused(422, [{"loc": ["query", name], "msg": "not a whole number"}])
        return int(text)

    def items(self, segments: list[str], query: dict[str, list[str]]) -> list[dict]:
        source = self.server.source
        figures = source.figures
        catalogues = {"kpi": lambda: figures.catalogue(source.today), "kpi_groups": lambda: figures.kpi_groups,
                      "municipality": lambda: figures.areas, "municipality_groups": lambda: figures.groups,
                      "ou": lambda: figures.units}
        what, *rest = segments or [""]
        if what in ("data", "oudata"):
            return self.data(what == "oudata", rest, query)
        if what not in catalogues or len(rest) > 1:
            raise Refused(404, "Not Found")
        items = catalogues[what]()
        if rest:
            ids = rest[0].split(",")
            return [item for item in items if item["id"] in ids]
        if title := query.get("title", [""])[0].casefold():
            items = [item for item in items if title in item["title"].casefold()]
        if what == "municipality" and (kind := query.get("region_type", [""])[0]):
            items = [item for item in items if item["type"] == kind]
        if what == "ou" and (owners := query.get("municipality", [""])[0]):
            items = [item for item in items if item["municipality"] in owners.split(",")]
        return items

    def data(self, units: bool, segments: list[str], query: dict[str, list[str]]) -> list[dict]:
        chosen: dict[str, set[str]] = {}
        if segments:
            names = segments[::2]
            if len(segments) % 2 or len(names) < 2 or not set(names) <= {"kpi", "municipality", "year", "ou"}:
                raise Refused(404, "Not Found")
            chosen = {name: set(ids.split(",")) for name, ids in zip(names, segments[1::2])}
        else:
            if not query.keys() <= PARAMETERS.keys() | COMMON_PARAMETERS:
                return []
            chosen = {PARAMETERS[name]: set(values) for name, values in query.items() if name in PARAMETERS}
            if not chosen:
                return []
        if not all(year.isdigit() for year in chosen.get("year", ())):
            raise Refused(400, "year")
        since = query.get("from_date", [None])[0]
        if since is not None:
            self.checked_day(since)
        return self.server.source.rows(chosen, since, units)

    @staticmethod
    def checked_day(text) -> str:
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except (TypeError, ValueError):
            raise Refused(422, [{"msg": "not a day: YYYY-MM-DD"}]) from None

    # --- control ------------------------------------------------------------------------------------------------
    def control(self, path: str, act):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if self.path != path:
                raise Refused(404, "Not Found")
            self.answer_json(200, act(json.loads(body or b"null")))
        except Refused as refused:
            self.answer_json(refused.status, {"detail": refused.detail})

    def do_POST(self):
        def act(rules):
            self.server.faults.set(rules)
            return {"faults": len(rules)}
        self.control("/_faults", act)

    def do_DELETE(self):
        def act(_):
            self.server.faults.set([])
            return {"faults": 0}
        self.control("/_faults", act)

    def do_PUT(self):
        def act(body):
            day = self.checked_day(body.get("date"))
            client_day = self.checked_day(body.get("client_day", datetime.date.today().isoformat()))
            self.server.source.move(day, client_day)
            return {"today": day}
        self.control("/_today", act)

    # --- answers ------------------------------------------------------------------------------------------------
    def answer_json(self, status: int, body, headers: dict[str, str] | None = None):
        self.answer(status, "application/json", json.dumps(body, ensure_ascii=False).encode(), headers or {})

    def answer_page(self, page: dict, fault: str | None):
        if fault == "reset":
            # Nothing sent, and a hard close: the client sees "connection reset by peer".
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return None
        if fault == "stall" and select.select([self.connection], [], [], STALL_SECONDS)[0]:
            self.close_connection = True  # the client has given up
            return None
        if fault in ("status-500", "status-503"):
            return self.answer_json(int(fault[-3:]), {"detail": "fault"})
        if fault == "rate-limit":
            return self.answer_json(429, {"detail": "Too Many Requests"}, {"Retry-After": "1"})
        if fault == "html":
            return self.answer(200, "text/html; charset=utf-8", "<html><body>Planerat underhåll</body></html>".encode(), {})
        body = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
        return self.answer(200, "application/json", body, {}, cut=fault == "truncate")

    def answer_broken(self, page: dict, field: str, text: bytes):
        """By hand: no library sends such bytes."""
        head = text.replace(b"\r", b"").replace(b"\n", b"")
        status = {"reason": b"404 " + head, "location": b"302 Found", "body": b"500 Error"}.get(field, b"200 OK")
        lines = [b"HTTP/1.1 " + status, b"content-type: " + (head if field == "content-type" else b"application/json")]
        if field == "location":
            lines.append(b"location: http://elsewhere.example/" + head)
        body = text
        if field in ("next_url", "title", "id", "status"):
            body = json.dumps(with_broken(field, page)).encode().replace(BROKEN.encode(), text)
        lines += [b"content-length: %d" % len(body), b"connection: close", b"", body]
        self.close_connection = True
        self.wfile.write(b"\r\n".join(lines))

    def answer(self, status: int, media_type: str, body: bytes, headers: dict[str, str], cut: bool = False):
        if len(body) > 1024 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            headers = {**headers, "Content-Encoding": "gzip"}
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if cut:
            self.wfile.write(body[:len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)
        if not self.path.startswith("/_"):
            self.server.count(bytes=len(body), largest=len(body))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, source: Source, verbose: bool):
        super().__init__(("127.0.0.1", port), Handler)
        self.source, self.verbose = source, verbose
        self.faults = Faults()
        self._lock = threading.Lock()
        self._stats = {"requests": 0, "bytes": 0, "largest": 0, "faults": 0}

    def count(self, requests: int = 0, bytes: int = 0, largest: int = 0, faults: int = 0):
        with self._lock:
            self._stats["requests"] += requests
            self._stats["bytes"] += bytes
            self._stats["faults"] += faults
            self._stats["largest"] = max(self._stats["largest"], largest)

    def stats(self) -> dict:
        with self._lock:
            return dict(self._stats, today=self.source.today)

    def handle_error(self, request, client_address):
        if self.verbose:
            super().handle_error(request, client_address)  # a client that hangs up is no news


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8601, help="0: a free one")
    parser.add_argument("--today", default="9999-12-31", help="the source's day, YYYY-MM-DD; default: all is known")
    parser.add_argument("--verbose", action="store_true", help="log requests")
    arguments = parser.parse_args()
    server = Server(arguments.port, Source(datetime.date.fromisoformat(arguments.today).isoformat()), arguments.verbose)
    print(f"listening on http://127.0.0.1:{server.server_port}/v3", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
