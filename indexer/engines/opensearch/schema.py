"""What OpenSearch holds of a question: the fields of its index, and a question as the values that go into them.

The texts are sent as terms with spaces between them; the server cuts them apart again, and does nothing else. The two
terms of a hyphenated word's first part, the whole and that part, are sent as one (`covid19|covid`), which the server
makes two terms at one place: so what stands next to each other is the same as in every other engine.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from indexer.engines.columns import MONTH, columns
from indexer.engines.ranking import LENGTH_MATTERS, SATURATION
from indexer.engines.streams import Writing
from indexer.fields import Facet, Number, Order, Text
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 1
"""Raised with every change to the fields or to what they hold: an index of another version is made again."""

DIGEST = "digest"
"""The field with what tells a question as it is sent from any other: a build that goes on sends only what differs."""

KEYS = {Order.NEWEST: "desc", Order.OLDEST: "asc", Order.WAITING: "asc"}
"""The orders that have a field of their own with what questions are sorted by, and the direction of each."""

_JOINED = "|"  # in no term: they are letters, figures and hyphens
_LONGEST = 8_000
"""Characters of a value: Lucene takes no term of more than 32,766 bytes."""

WRITING = Writing(str, lambda whole, first: f"{whole}{_JOINED}{first}")
"""How the terms of a text are sent."""

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
    held = columns(question) | {text: words for text, words in texts.items() if words.strip()}
    body = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    digest = blake2b(body, digest_size=12).hexdigest()
    return digest, b'%s,"%s":"%s"}' % (body[:-1], DIGEST.encode(), digest.encode())
