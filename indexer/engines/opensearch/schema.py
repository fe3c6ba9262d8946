"""What OpenSearch holds of a question: the fields of its index, and a question as the values that go into them.

The texts are sent as terms with spaces between them; the server cuts them apart again, and does nothing else. The two
terms of a hyphenated word's first part, the whole and that part, are sent as one (`covid19|covid`), which the server
makes two terms at one place: so what stands next to each other is the same as in every other engine.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

from indexer.dutch.pieces import Pieces, Terms
from indexer.engines.ranking import LENGTH_MATTERS, SATURATION
from indexer.fields import Facet, Number, Order, Text, number_of, values_of, waited
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 1
"""Raised with every change to the fields or to what they hold: an index of another version is made again."""

MONTH = "month"
"""The field with the month in which a question was asked, counted from the year 0."""

DIGEST = "digest"
"""The field with what tells a question as it is sent from any other: a build that goes on sends only what differs."""

KEYS = {Order.NEWEST: "desc", Order.OLDEST: "asc", Order.WAITING: "asc"}
"""The orders that have a field of their own with what questions are sorted by, and the direction of each."""

_JOINED = "|"  # in no term: they are letters, figures and hyphens
_LATEST = date.max.toordinal()
_SPREAD = 10 * _LATEST  # of what waited longest and shortest of one kind
_LONGEST = 8_000
"""Characters of a value: Lucene takes no term of more than 32,766 bytes."""

_ANALYSIS = {
    "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 1024}},
    "filter": {"parts": {"type": "pattern_capture", "preserve_original": False, "patterns": [f"([^{_JOINED}]+)"]}},
    "analyzer": {"terms": {"type": "custom", "tokenizer": "spaces", "filter": ["parts"]}},
}
_SIMILARITY = {"words": {"type": "BM25", "k1": SATURATION, "b": LENGTH_MATTERS, "discount_overlaps": False}}


def settings(shards: int) -> dict[str, Any]:
    """The settings of an index while it is filled: no copies, and nothing that can be searched before all is there."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "translog.durability": "async",
        "analysis": _ANALYSIS,
        "similarity": _SIMILARITY,
    }


def mapping() -> dict[str, Any]:
    """The fields. The questions themselves are not kept: records stand in the generation."""
    column = {"type": "long", "index": False}
    fields: dict[str, Any] = {number: {"type": "long"} for number in Number}
    fields |= dict.fromkeys(KEYS, column) | {MONTH: {"type": "integer", "index": False}}
    fields |= {text: {"type": "text", "analyzer": "terms", "similarity": "words"} for text in Text}
    fields |= {facet: {"type": "keyword", "ignore_above": _LONGEST} for facet in Facet}
    fields[DIGEST] = {"type": "keyword", "index": False}
    return {
        "dynamic": "strict",
        "_meta": {"schema_version": SCHEMA_VERSION},
        "_source": {"enabled": False},
        "properties": fields,
    }


def entry(question: WrittenQuestion, texts: Mapping[Text, str]) -> tuple[str, bytes]:
    """A question as it is sent, and the digest of that, which is in it."""
    held: dict[str, Any] = {facet: sorted(set(values)) for facet in Facet if (values := values_of(question, facet))}
    held |= {number: value for number in Number if (value := number_of(question, number)) is not None}
    asked_on, answered_on = number_of(question, Number.ASKED_ON), number_of(question, Number.ANSWERED_ON)
    kind, days = waited(asked_on, answered_on)
    held |= {Order.NEWEST: asked_on or 0, Order.OLDEST: asked_on or _LATEST + 1, Order.WAITING: kind * _SPREAD + days}
    if question.asked_on:
        held[MONTH] = 12 * question.asked_on.year + question.asked_on.month - 1
    held |= {text: words for text, words in texts.items() if words}
    body = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    digest = blake2b(body, digest_size=12).hexdigest()
    return digest, b'%s,"%s":"%s"}' % (body[:-1], DIGEST.encode(), digest.encode())


def first_of_month(month: int) -> date:
    """The first day of a month that the index counts."""
    year, number = divmod(month, 12)
    return date(year, number + 1, 1)


class Streams:
    """Texts as they are sent."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self._of_pieces: list[str] = []

    def of(self, numbers: Iterable[int]) -> str:
        """The terms of a text, in order."""
        self._of_pieces += map(_stream, self.pieces.terms[len(self._of_pieces) :])
        return " ".join(filter(None, map(self._of_pieces.__getitem__, numbers)))


def _stream(terms: Terms) -> str:
    """The terms of a piece."""
    words = []
    whole = ""
    for term, joined in terms:
        if joined:
            whole = term + _JOINED
        else:
            words.append(whole + term)
            whole = ""
    return " ".join(words)
