"""A small stand-in for the parliament's services: it speaks the contract's shapes, and misbehaves where tests ask."""

import hashlib
import json
import os
import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.sample import loopback

Fault = Callable[["Handler"], None]

MODIFIED = "Thu, 04 Mar 2021 00:00:00 GMT"
"""When every file was last changed."""


@dataclass
class Question:
    """An invented question, answered or not."""

    id: int
    published: str = "2021-03-04"
    title: str = "Speelplein - Verlichting"
    themes: tuple[str, ...] = ("Sport", "Jeugdwerk")
    answered: str | None = "2021-02-14"
    party: str | None = "Linde"
    files: tuple[int, ...] = ()
    attachments: tuple[int, ...] = ()

    @property
    def main_files(self) -> tuple[int, ...]:
        return self.files or (self.id + 5_000_000,)


@dataclass
class Parliament:
    """The services, what they know, what they were asked, and how they misbehave.

    `faults` maps a part of an address to what happens instead of an answer, once for each entry or `forever`;
    `reshape` maps one to a function that changes the data of its answers.
    """

    questions: dict[int, Question] = field(default_factory=dict)
    bodies: dict[int, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    not_in_lists: set[int] = field(default_factory=set)
    not_in_opendata: set[int] = field(default_factory=set)
    reshape: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    largest_page: int | None = None
    robots: bytes = b"User-agent: *\nDisallow: /admin/\n"
    asked: list[tuple[float, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    base: str = ""

    def add(self, *questions: Question) -> None:
        self.questions |= {question.id: question for question in questions}

    def paths(self, part: str = "") -> list[str]:
        return [path for _, path in self.asked if part in path]

    def body(self, pfile: int) -> bytes:
        return self.bodies.get(pfile, b"%PDF-1.7\n" + str(pfile).encode() + b"\n%%EOF\n")

    def written(self, value: Any, path: str) -> bytes:
        """The data of an answer as JSON."""
        return json.dumps(value, ensure_ascii=False).encode()

    def printed(self, q: Question) -> bytes:
        """The page of a question as it is sent."""
        return self.page(q).encode()

    # --- answers ---------------------------------------------------------------------------------

    def search(self, query: str, page: int, size: int) -> dict[str, Any]:
        size = min(size, self.largest_page or size)
        found = sorted(self.questions.values(), key=lambda question: (question.published, question.id), reverse=True)
        if window := re.search(r"daterange:([\d-]*)\.\.([\d-]*)", query):
            found = [q for q in found if (window[1] or "0") <= q.published <= (window[2] or "9")]
        if theme := re.search(r"inmeta:thema=([^+&]+)", query):
            found = [q for q in found if theme[1] in q.themes]
        hits = [(q, pfile) for q in found for pfile in (*q.main_files, *q.attachments)]
        shown = hits[(page - 1) * size : page * size]
        themes = sorted({theme for q in self.questions.values() for theme in q.themes})
        return {
            "count": str(len(hits)),
            "firstindex": str((page - 1) * size + 1),
            "lastindex": str((page - 1) * size + len(shown)),
            "result": [self.hit(*hit) for hit in shown],
            "facet_category": [{"name": "Thema", "facet": [{"name": theme} for theme in themes]}],
        }

    def hit(self, q: Question, pfile: int) -> dict[str, Any]:
        tags = [
            ("soort", "SCHV"), ("nummer", "12"), ("zittingsjaar", "2020-2021"), ("vraagsteller", "Peeters, An"),
            ("minister", "Van den Bossche, Jan"), *(("thema", theme) for theme in q.themes), ("titel", q.title),
            ("themadatum", "2021-01-20"), ("publicatiedatum", q.published),
            ("documenttype", "Bijlage" if pfile in q.attachments else "Antwoord"),
            ("opendata", f"{self.base}/e/opendata/schv/{q.id}"), ("document", f"{self.base}/files/pfile?id={pfile}"),
        ]  # fmt: skip
        if q.answered:
            tags.append(("statusdatumSchvBeantwoord", q.answered))
        return {
            "id": f"http://be.vlp.feed/{q.id}/pfls/{pfile}",
            "url": f"{self.base}/parlementaire-documenten/schriftelijke-vragen/{q.id}",
            "metatags": {"metatag": [{"name": name, "value": value} for name, value in tags]},
        }

    def record(self, q: Question) -> dict[str, Any]:
        steps = [{"status": "Vraag gesteld aan de minister", "datum": "2021-01-20T00:00:59+0100"}]
        if q.answered:
            steps.append({"status": "Tijdig beantwoord", "datum": f"{q.answered}T00:00:59+0100"})
        asker: dict[str, Any] = {"id": 9001, "voornaam": "An", "naam": "Peeters"}
        if q.party:
            asker["fractie"] = {"id": 3, "naam": q.party}
        return {
            "id": q.id, "vraagnummer": 12, "zittingsjaar": "2020-2021", "titel": q.title, "thema": list(q.themes),
            "vraagsteller": asker, "minister": {"id": 9002, "voornaam": "Jan", "naam": "Van den Bossche"},
            "procedureverloop": steps,
            "bestand-ordered": [{"URL": f"{self.base}/files/pfile?id={pfile}"} for pfile in q.main_files],
            "bijlage": [{"url": f"{self.base}/pfile?id={pfile}", "titel": "Tabel"} for pfile in q.attachments],
        }  # fmt: skip

    def page(self, q: Question) -> str:
        links = "".join(f'<li><a href="/files/pfile?id={pfile}">Download pdf</a></li>' for pfile in q.main_files)
        return (
            f"<html><body><p>Schriftelijke vraag 12 (2020-2021)</p><h1>{q.title}</h1><dl><dt>Vraagsteller</dt>"
            f"<dd><a href='/nl/volksvertegenwoordigers/9001'>An Peeters (Linde)</a></dd><dt>Minister</dt>"
            f"<dd>Jan Van den Bossche</dd></dl><table><tr><td>Vraag gesteld aan de minister</td><td>20 januari 2021"
            f"</td></tr><tr><td>Laattijdig beantwoord</td><td>14/02/2021</td></tr></table><ul>{links}</ul>"
        )


class Handler(loopback.Handler):
    """Answers one request, or does what a fault says."""

    parliament: Parliament

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server looks for
        p = self.parliament
        p.asked.append((time.monotonic(), self.path))
        p.headers.append(dict(self.headers))
        for part, faults in p.faults.items():
            if part in self.path and faults:
                fault = faults[0] if getattr(faults[0], "forever", False) else faults.pop(0)
                return fault(self)
        return self.answer()

    def answer(self) -> None:
        p, url = self.parliament, urlsplit(self.path)
        if url.path == "/robots.txt":
            return self.send(200, p.robots, "text/plain")
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path.startswith("/api/search/query/"):
            query = unquote(url.path.removeprefix("/api/search/query/"))
            return self.send_json(p.search(query, int(given["page"]), int(given["max"])))
        if url.path == "/e/opendata/schv/lijst":
            ids = [int(one) for one in given["id"].split(",")]
            known = [p.questions[one] for one in ids if one in p.questions.keys() - p.not_in_lists - p.not_in_opendata]
            return self.send_json({"items": [{"schriftelijke-vraag": p.record(q)} for q in known]})
        number = int(match[1]) if (match := re.search(r"/(\d+)$", url.path)) else int(given.get("id", 0))
        if "/opendata/schv/" in url.path and number in p.questions.keys() - p.not_in_opendata:
            return self.send_json(p.record(p.questions[number]))
        if "/opendata/vv/" in url.path:
            periods = [
                {
                    "datumVan": "2019-06-18T00:00:00+0200",
                    "datumTot": "2021-01-19T00:00:00+0100",
                    "fractie": {"naam": "Eik"},
                },
                {"datumVan": "2021-01-20T00:00:00+0100", "datumTot": None, "fractie": {"naam": "Linde"}},
            ]
            return self.send_json({"id": number, "voornaam": "An", "naam": "Peeters", "lidmaatschap": periods})
        if url.path in ("/pfile", "/files/pfile"):
            return self.send_file(p.body(number))
        if "/schriftelijke-vragen/" in url.path and number in p.questions:
            return self.send(200, p.printed(p.questions[number]), "text/html; charset=utf-8")
        return self.send(404, b"<h1>Niet gevonden</h1>", "text/html")

    def send_json(self, value: Any) -> None:
        for part, change in self.parliament.reshape.items():
            if part in self.path:
                value = change(value)
        self.send(200, self.parliament.written(value, self.path), "application/json;charset=UTF-8")

    def send_file(self, body: bytes) -> None:
        """The bytes, or 304 for whoever holds them already: an ETag counts before a date (RFC 9110, 13.2.2)."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": MODIFIED}
        known = self.headers.get("If-None-Match")
        if known == etag or (known is None and self.headers.get("If-Modified-Since") == MODIFIED):
            return self.send(304, b"", "application/pdf", headers)
        return self.send(200, body, "application/pdf", headers)


def answers(status: int, body: bytes = b"", kind: str = "text/html", **headers: str) -> Fault:
    """Answer this instead."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(status, body, kind, sent)


def forever(fault: Fault) -> list[Fault]:
    """The same fault each time."""

    # Another function: the same fault may happen just once in another test.
    def always(handler: Handler) -> None:
        fault(handler)

    always.forever = True  # type: ignore[attr-defined]
    return [always]


def cut_off(handler: Handler) -> None:
    """Promise more bytes than come."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"%PDF-1.7 cut")
    handler.close_connection = True


def reset(after: bytes = b"") -> Fault:
    """Break the connection off (RST), before an answer or after the first bytes of one."""

    def fault(handler: Handler) -> None:
        if after:
            handler.send_response(200)
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
            handler.wfile.write(after)
            time.sleep(0.05)  # a reset would overtake them
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(handler.connection.detach())
        handler.close_connection = True

    return fault


def trickle(handler: Handler) -> None:
    """A byte now and then, without end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path


@contextmanager
def serving(parliament: Parliament, certificate: Path | None = None) -> Iterator[Parliament]:
    """Serve it on loopback, over TLS with a certificate; `parliament.base` is the address."""
    handler = type("BoundHandler", (Handler,), {"parliament": parliament})
    with loopback.Server(handler, certificate=certificate) as server, loopback.in_thread(server) as parliament.base:
        yield parliament
