"""The stand-in for the parliament with answers that no service should give: values that cannot be, broken bytes.

What is broken, and how, follows from the seed and from what is asked for; the same is broken the same way each time.
"""

import json
import random
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.support.parliament_stub import Parliament, Question

FOREIGN = ("https://www.vlaamsparlement.be@evil.example/pfile?id=77", "http://169.254.169.254/pfile?id=78")
"""Links that lead elsewhere."""


class Raw(str):
    """A value as it stands in the JSON, also where that is none."""


class Pairs(tuple[tuple[str, Any], ...]):
    """An object whose keys may come more than once."""


_NESTED = 40
_IMPOSSIBLE: tuple[Any, ...] = (
    *map(Raw, (r'"\ud800"', r'"a\udfffb \ud83d"', "NaN", "-Infinity", "1e999", "-1e999", "1.5", "-0", "9" * 5000)),
    *(Raw("[" * depth + "]" * depth) for depth in (_NESTED, 900, 960)),
    *(2**31, 2**63 - 1, 2**63, 2**64, -7, 0, "9223372036854775808", "-7", "9" * 30),
    *(None, True, False, [], {}, "", " ", [None], [[["x"]]], {"id": {"id": 1}}),
    *("\0", "a\0b\x1b[31m", "\u202eslecht", "\ufffe", "\x85\u2028regel", "x" * 70_000, "é" * 3_000, "<script>alert(1)"),
    *("0001-01-01", "9999-12-31T23:59:59-2300", "0000-00-00", "31 februari 2021", "2021-02-30T99:99:99+9999"),
    *(*FOREIGN, "javascript:alert(1)//pfile?id=79", "//evil.example/pfile?id=80", "https://[", "/pfile?id=81"),
    *("https://evil.example\\@docs.vlaamsparlement.be/pfile?id=82", "pfile?id=" + "9" * 20),
)  # fmt: skip


def to_json(value: Any) -> str:
    """JSON, or what looks like it, of plain values, Raw ones and Pairs."""
    match value:
        case Raw():
            return str(value)
        case Pairs():
            return "{" + ", ".join(f"{json.dumps(key)}: {to_json(one)}" for key, one in value) + "}"
        case dict():
            return to_json(Pairs(value.items()))
        case list():
            return "[" + ", ".join(map(to_json, value)) + "]"
        case _:
            return json.dumps(value)


def mutated(value: Any, chance: random.Random) -> Any:
    """The data with one thing in it that cannot be: a value, a key, a key given twice, one that is gone."""
    value = deepcopy(value)
    place = chance.choice(list(_places(value)) or [["only keys that are given twice"]])
    if isinstance(place, list):
        place[chance.randrange(len(place))] = chance.choice(_IMPOSSIBLE)
        return value
    key = chance.choice(list(place))
    match chance.randrange(6):
        case 0:
            del place[key]
        case 1:
            place[key] = [place[key], chance.choice(_IMPOSSIBLE)]
        case 2:
            place[chance.choice(("\ud800", "", "x" * 5_000, "id", "titel", "URL"))] = place.pop(key)
        case 3:
            pairs = [*place.items(), (key, chance.choice(_IMPOSSIBLE))]
            return _replaced(value, place, Pairs(chance.sample(pairs, len(pairs))))
        case _:
            place[key] = chance.choice(_IMPOSSIBLE)
    return value


def _places(value: Any) -> Any:
    """Every object and list in the data that holds something."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _places(inner)


def _replaced(value: Any, one: Any, other: Any) -> Any:
    if value is one:
        return other
    if isinstance(value, dict):
        return {key: _replaced(inner, one, other) for key, inner in value.items()}
    return [_replaced(inner, one, other) for inner in value] if isinstance(value, list) else value


def broken(body: bytes, chance: random.Random) -> bytes:
    """The bytes with bits flipped, cut short, or with parts moved, doubled or taken out; never none at all."""
    start, end = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    match chance.randrange(5):
        case 0:
            flipped = bytearray(body)
            for _ in range(chance.choice((1, 1, 4, 40))):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            return bytes(flipped)
        case 1:
            return body[:start] or body
        case 2:
            return body[:start] + body[end:] or body
        case 3:
            return body[:end] + body[start:]
        case _:
            return body[end:] + body[start:end] + body[:start]


@dataclass
class Odd(Parliament):
    """Says of some questions what it is told to: `records` and `hits` hold what is then said instead of the usual."""

    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    hits: dict[int, dict[str, Any]] = field(default_factory=dict)

    def record(self, q: Question) -> dict[str, Any]:
        """The open data of a question, with what was to be said."""
        return super().record(q) | self.records.get(q.id, {})

    def hit(self, q: Question, pfile: int) -> dict[str, Any]:
        """A row of the search, with what was to be said."""
        return super().hit(q, pfile) | self.hits.get(q.id, {})

    def written(self, value: Any, path: str) -> bytes:
        """The data of an answer, as JSON where it can be."""
        return to_json(value).encode()


@dataclass
class Hostile(Parliament):
    """Breaks what it says of every question with an odd id; `mutations` counts how often.

    With `bytes_too`, the bytes of records and of pages of such questions are broken as well, and every list is cut.
    """

    seed: int = 0
    bytes_too: bool = False
    mutations: int = 0

    def hit(self, q: Question, pfile: int) -> dict[str, Any]:
        """A row of the search; of an odd question, mostly broken."""
        return self._mutated(super().hit(q, pfile), "hit", q.id)

    def record(self, q: Question) -> dict[str, Any]:
        """The open data of a question."""
        return self._mutated(super().record(q), "record", q.id)

    def printed(self, q: Question) -> bytes:
        """The page of a question, broken in its bytes."""
        body = super().printed(q)
        for _ in range(q.id % 2):
            body = broken(body, self._chance("page", q.id))
            self.mutations += 1
        return body

    def written(self, value: Any, path: str) -> bytes:
        """JSON, or no longer."""
        if "/vv/" in path:
            value = self._mutated(value, "member", 1)
        body = to_json(value).encode()
        last = path.rpartition("/")[2]
        is_odd = last.isdecimal() and int(last) % 2
        if not (self.bytes_too and "/opendata/" in path and ("lijst" in last or is_odd)):
            return body
        self.mutations += 1
        return broken(body, self._chance("bytes", path)) if is_odd else body[: len(body) // 2]

    def _mutated(self, value: dict[str, Any], *what: object) -> dict[str, Any]:
        chance = self._chance(*what)
        for _ in range(chance.choice((1, 1, 2, 3)) if int(str(what[-1])) % 2 else 0):
            value = mutated(value, chance)
            self.mutations += 1
        return value

    def _chance(self, *what: object) -> random.Random:
        return random.Random(f"{self.seed} {what}")
