"""What an answer of the services turns out to be, in words for the person at the keyboard."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fits", "differs", "learned", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reply shows.

    fits: as the contract says. differs: against the contract, or of no use to our parsers. learned: a fact that the
    contract does not know (its section 11). skipped: it could not be asked.
    """

    kind: Kind
    said: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding, with the probe that found it, the section of the contract, and the address that was asked."""

    probe: str
    section: str
    address: str | None
    kind: Kind
    said: str


class CannotAsk(Exception):
    """A probe cannot be asked; the message says why."""


class NotNeeded(Exception):
    """A probe has nothing to ask, since an earlier one showed it already."""


def fits(said: str) -> Finding:
    """As the contract says."""
    return Finding("fits", said)


def differs(said: str) -> Finding:
    """Against the contract, or of no use to our parsers."""
    return Finding("differs", said)


def learned(said: str) -> Finding:
    """A fact that the contract does not know."""
    return Finding("learned", said)


def count(number: int, noun: str) -> str:
    """`1 hit`, `2 hits`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tally(values: Iterable[object], most: int = 12) -> str:
    """`'Antwoord' (41), 'Bijlage' (2)`: each value and how often it is there, the most frequent first."""
    counts = Counter(f"{value!r}" for value in values).most_common()
    rest = f", and {len(counts) - most} more" if len(counts) > most else ""
    return (", ".join(f"{shorten(value)} ({count})" for value, count in counts[:most]) or "none") + rest


def examples(values: Iterable[object], most: int = 3) -> str:
    """`9900001, 9900002, 9900003 and 4 more`."""
    listed = [shorten(str(value)) for value in dict.fromkeys(values)]
    rest = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + rest


def shorten(text: str, most: int = 100) -> str:
    """The text, or its beginning where it is long."""
    return text if len(text) <= most else text[:most] + "…"


def json_type(value: object) -> str:
    """What JSON calls the type of a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    names = ((str, "string"), (int | float, "number"), (list, "list"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")
