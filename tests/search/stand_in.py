"""A server on this machine that answers as the four sources do, with bytes of their captures.

Faults are put before it: the answer to the n-th question of a path is replaced by another.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

CAPTURES = Path(__file__).parent / "captures"
TOO_OFTEN = (
    b'{"error":"API rate limit exceeded","api-key":"k3y-0f-s0meb0dy","count":"4","limit":"3"}'
)


@cache
def capture(name: str) -> bytes:
    return (CAPTURES / name).read_bytes()


@dataclass(frozen=True)
class Reply:
    """An answer; ``cut_after`` sends so many bytes of it and breaks the connection."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None


@dataclass
class Fault:
    """From its n-th question on, so many questions of a path are answered otherwise."""

    path: str
    reply: Reply | Callable[[Reply], Reply]
    first: int = 1
    times: int = 1


@dataclass
class StandIn:
    """What is on the server, what it was asked, and what goes wrong."""

    records: dict[str, bytes] = field(default_factory=dict)  # PubMed identifier → its element
    entered: dict[str, date] = field(default_factory=dict)
    europe: list[dict] = field(default_factory=list)
    studies: list[dict] = field(default_factory=list)
    works: list[dict] = field(default_factory=list)
    cited: list[dict] = field(default_factory=list)  # works of Crossref that are asked for by DOI
    page_size: int = 1000
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    address: str = ""

    def answer(self, path: str, parameters: dict[str, str]) -> Reply:
        self.asked.append((path, parameters))
        nth = sum(asked == path for asked, _ in self.asked)
        reply = getattr(self, f"_{path.replace('.fcgi', '')}")(parameters)
        for fault in self.faults:
            if fault.path == path and fault.first <= nth < fault.first + fault.times:
                reply = fault.reply(reply) if callable(fault.reply) else fault.reply
        return reply

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)

    # PubMed

    def _einfo(self, parameters) -> Reply:
        return Reply(
            b'<?xml version="1.0" encoding="UTF-8" ?><eInfoResult><DbInfo><DbName>pubmed</DbName>'
            b"<LastUpdate>2026/11/30 03:42</LastUpdate></DbInfo></eInfoResult>"
        )

    def _esearch(self, parameters) -> Reply:
        keys = [key for key in self.records if self._within(key, parameters)]
        start, most = int(parameters["retstart"]), int(parameters["retmax"])
        if not keys:
            return Reply(capture("pubmed_esearch8.xml"))
        listed = "".join(f"<Id>{key}</Id>\n" for key in keys[start : min(start + most, 9999)])
        text = capture("pubmed_esearch1.xml").decode()
        text = re.sub(r"<IdList>.*</IdList>", f"<IdList>\n{listed}</IdList>", text, flags=re.S)
        text = text.replace("<Count>63<", f"<Count>{len(keys)}<")
        return Reply(text.encode())

    def _within(self, key: str, parameters) -> bool:
        if "mindate" not in parameters:
            return True
        first, last = (
            date(*map(int, parameters[name].split("/"))) for name in ("mindate", "maxdate")
        )
        return first <= self.entered[key] <= last

    def _efetch(self, parameters) -> Reply:
        head = capture("pubmed_pubmed1.xml").split(b"<PubmedArticle>")[0]
        wanted = [self.records[k] for k in parameters["id"].split(",") if k in self.records]
        return Reply(head + b"\n".join(wanted) + b"\n</PubmedArticleSet>\n")

    # The others

    def _search(self, parameters) -> Reply:
        if not self.europe:
            answer = json.loads(capture("europepmc_search_no_results.json"))
        else:
            answer = json.loads(capture("europepmc_search_cancer.json"))
            first = int(parameters["cursorMark"].replace("*", "0"))
            answer["hitCount"] = len({item.get("id") for item in self.europe})
            answer["resultList"]["result"] = self.europe[first : first + self.page_size]
            answer["nextCursorMark"] = str(min(first + self.page_size, len(self.europe)))
        answer["request"]["queryString"] = parameters["query"]
        return Reply(json.dumps(answer, ensure_ascii=False).encode())

    def _version(self, parameters) -> Reply:
        return Reply(b'{"apiVersion":"2.0.5","dataTimestamp":"2026-11-30T09:00:05"}')

    def _studies(self, parameters) -> Reply:
        first = int(parameters.get("pageToken", "0"))
        answer: dict = {"studies": self.studies[first : first + self.page_size]}
        if not first:
            answer["totalCount"] = len(self.studies)
        if first + self.page_size < len(self.studies):
            answer["nextPageToken"] = str(first + self.page_size)
        return Reply(json.dumps(answer).encode())

    def _work(self, parameters) -> Reply:
        work = next((w for w in self.cited if w["DOI"].lower() == parameters["doi"].lower()), None)
        if work is None:
            (unknown,) = json.loads(capture("crossref_unknown_doi.json"))
            return Reply(unknown["body"].encode(), unknown["status"]["code"])
        return Reply(json.dumps({"status": "ok", "message": work}).encode())

    def _updates(self, parameters) -> Reply:
        wanted = {part.removeprefix("updates:") for part in parameters["filter"].split(",")}
        found = [
            work
            for work in self.cited
            if any(told["DOI"].lower() in wanted for told in work.get("update-to") or [])
        ]
        answer = json.loads(capture("crossref_works.json"))
        answer["message"] |= {"items": found, "total-results": len(found)}
        return Reply(json.dumps(answer).encode())

    def _works(self, parameters) -> Reply:
        # Its cursor is the same on every page; the server remembers how far it was read.
        pages = [p for path, p in self.asked if path == "works"]
        starts = [n for n, p in enumerate(pages) if p["cursor"] == "*"]
        first = (len(pages) - 1 - starts[-1]) * self.page_size
        answer = json.loads(capture("crossref_works.json"))
        answer["message"]["items"] = self.works[first : first + self.page_size]
        answer["message"]["total-results"] = len(self.works)
        headers = (("x-rate-limit-limit", "5"), ("x-rate-limit-interval", "1s"))
        return Reply(json.dumps(answer).encode(), headers=headers)


def captured_records() -> dict[str, bytes]:
    """Elements of the captured records of PubMed, by identifier."""
    found = {}
    for name in ("notices", "pubmed1", "pubmed2", "pubmed6", "pubmed7"):
        raw = capture(f"pubmed_{name}.xml")
        for element in re.findall(rb"<PubmedArticle>.*?</PubmedArticle>", raw, re.S):
            found[re.search(rb"<PMID[^>]*>(\d+)", element)[1].decode()] = element
    return found


def many_records(count: int) -> dict[str, bytes]:
    """A captured record so many times, each with an identifier and a title of its own."""
    (element,) = re.findall(
        rb"<PubmedArticle>(?:(?!</PubmedArticle>).)*12091962.*?</PubmedArticle>",
        capture("pubmed_pubmed1.xml"),
        re.S,
    )
    element = re.sub(rb"<MeshHeadingList>.*</MeshHeadingList>", b"", element, flags=re.S)
    return {
        str(10**6 + n): element.replace(b"12091962", str(10**6 + n).encode()).replace(
            b"The treatment of", f"Number {n} of".encode()
        )
        for n in range(count)
    }


def spread(records: dict[str, bytes], first: date, last: date) -> dict[str, date]:
    """A day for each record, evenly from the first to the last."""
    days = (last - first).days
    return {
        key: first + timedelta(days=days * n // max(1, len(records) - 1))
        for n, key in enumerate(records)
    }


def full() -> StandIn:
    """A server with the captured records of every source."""
    records = captured_records()
    return StandIn(
        records=records,
        entered=spread(records, date(2020, 1, 1), date(2026, 11, 1)),
        europe=json.loads(capture("europepmc_search_cancer.json"))["resultList"]["result"],
        studies=json.loads(capture("clinicaltrials_studies.json")),
        works=json.loads(capture("crossref_works.json"))["message"]["items"],
        cited=json.loads(capture("crossref_notices.json")),
    )


class serve:  # noqa: N801  (used as a function)
    """Within it a stand-in answers; it says where in its ``address``."""

    def __init__(self, stand_in: StandIn):
        self.stand_in = stand_in

    def __enter__(self) -> StandIn:
        stand_in = self.stand_in

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                asked = urlsplit(self.path)
                self._reply(asked.path, asked.query)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                self._reply(urlsplit(self.path).path, body)

            def _reply(self, path: str, query: str):
                stand_in.agents.add(self.headers["user-agent"])
                parameters = dict(parse_qsl(query))
                if path.startswith("/works/"):
                    path, parameters = "work", {"doi": unquote(path.removeprefix("/works/"))}
                elif path == "/works" and parameters.get("filter", "").startswith("updates:"):
                    path = "updates"
                reply = stand_in.answer(path.rpartition("/")[2], parameters)
                self.send_response(reply.status)
                self.send_header("content-length", str(len(reply.body)))
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body[: reply.cut_after])
                if reply.cut_after is not None:
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        stand_in.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return stand_in

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
