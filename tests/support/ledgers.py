"""Fills an archive without a network: what the services would have said is stored as a crawl stores it."""

import json
from typing import Any

from crawler.archive.backlog import Backlog
from crawler.archive.listings import Listings
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger, Stored
from crawler.parliament.addresses import Query
from crawler.parliament.opendata import parse_questions, read_detail
from crawler.parliament.search import SearchHit, parse_search, read_hits
from crawler.reply import Reply
from tests.support.parliament_stub import Parliament, Question

PDF = b"%PDF-1.7\n...\n%%EOF\n"
PARLIAMENT = Parliament(base="https://ws.vlpar.be")


def answer(value: Any, url: str = "https://ws.vlpar.be/x", **headers: str) -> Reply:
    """An answer with those bytes, or with that value as JSON."""
    return Reply(url, value if isinstance(value, bytes) else json.dumps(value).encode(), **headers)


def searched(*questions: Question) -> tuple[Reply, tuple[SearchHit, ...]]:
    """What the search answers of these questions, and its hits: one for each of their files."""
    rows = [
        PARLIAMENT.hit(question, pfile)
        for question in questions
        for pfile in (*question.main_files, *question.attachments)
    ]
    found = answer({"count": len(rows), "result": rows})
    return found, parse_search(found.body).hits


def store_search(ledger: Ledger, *questions: Question) -> tuple[SearchHit, ...]:
    """Store that the search gave these questions; returns its hits."""
    found, hits = searched(*questions)
    ledger.store_hits(found, read_hits(hits), backlog(ledger).due_among(hits))
    return hits


def store_details(ledger: Ledger, *questions: Question) -> None:
    """Store the open data of these questions."""
    store_records(ledger, *(PARLIAMENT.record(question) for question in questions))


def store_records(ledger: Ledger, *records: dict[str, Any]) -> Stored:
    """Store these records of open data; returns how many, and how many are doubted."""
    found = answer({"items": records})
    details = {question: read_detail(record, found.url) for question, record in parse_questions(found.body).items()}
    return ledger.store_details(found, details)


def backlog(ledger: Ledger, *, patient: bool = False) -> Backlog:
    """What a run has left to do."""
    return Backlog(ledger, patient=patient)


def listings(ledger: Ledger) -> Listings:
    """What was listed, with the usual limit."""
    return Listings(ledger, 0.05)


def listed(ledger: Ledger, window: Query) -> None:
    """That window was asked for, and gave a hit."""
    listings(ledger).finish(window, ("a hit",), 1)


def next_run(ledger: Ledger, scope: str = "{}") -> None:
    """The run is done, and another begins."""
    Runs(ledger).finish()
    Runs(ledger).begin(scope)
