"""Telling a record that lost something from one that changed.

A service that goes wrong gives emptier records than before. Such a record is kept but does not count until a
later crawl says the same, so that nothing held is overwritten by something worse.
"""

from collections.abc import Iterable
from dataclasses import fields

from crawler.parliament.facts import Facts

_WORDS = {
    "number": "number",
    "session_year": "session year",
    "asked_on": "day of asking",
    "answered_on": "day of answering",
    "published_on": "day of publication",
    "on_time": "being in time",
    "answer_kind": "kind of answer",
    "page_url": "address of its page",
    "opendata_url": "address of its open data",
}


def lost_fields(before: Facts, after: Facts) -> tuple[str, ...]:
    """The names of the facts that a source gave before and gives no longer."""
    names = (field.name for field in fields(Facts) if field.name != "notes")
    return tuple(name for name in names if _is_given(getattr(before, name)) and not _is_given(getattr(after, name)))


def doubt(lost: Iterable[str]) -> str:
    """Why a record is not believed yet, for the person at the keyboard."""
    named = ", ".join(_WORDS.get(name, name) for name in lost)
    return f"the record has lost its {named}: what was held counts until another crawl, a day later, finds the same"


def _is_given(value: object) -> bool:
    return value not in (None, ())
