"""A generation opened for reading: its segments, and what is needed of every question at once, in memory.

A set of questions is one whole number with a bit for each: sets are joined, cut and counted at the speed of the
machine, which makes counting every value of every facet cheap. Questions are numbered through all segments.
"""

import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any

from whoosh.columns import NumericColumn

from indexer import dutch
from indexer.engine import Facet, IndexInfo
from indexer.engines.whoosh.postings import Block, blocks
from indexer.engines.whoosh.schema import ABSENT, DATE_FIELDS, LENGTH, TEXT_FIELDS, places_in, schema
from indexer.engines.whoosh.storage import files_closed
from indexer.question import WrittenQuestion

_ONES = bytes([49 if byte else 48 for byte in range(256)])
_FLAGS = bytes([byte == 49 for byte in range(256)])

# BM25F: how much a hit in each text weighs, and how much longer texts are held against it.
BOOSTS = {"title": 4.0, "question": 1.2, "answer": 1.0}
_LENGTH_MATTERS = 0.75


class Snapshot:
    """An open generation. Threads may share it; reading posting lists and records goes one at a time."""

    def __init__(self, generation: Path, info: IndexInfo) -> None:
        self.info = info
        self._lock = threading.Lock()
        with ExitStack() as opened:
            storage = opened.enter_context(files_closed(generation))
            self._reader = storage.open_index(schema=schema()).reader()
            self._load()
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Release the files."""
        self._reader.close()
        self._opened.close()

    def _load(self) -> None:
        """Read what is needed of every question at once, and open what a search reads from."""
        # Without a segment Whoosh gives a stand-in that is no segment either.
        self._segments: list[tuple[Any, int]] = [
            (reader, base) for reader, base in self._reader.leaf_readers() if reader.segment() is not None
        ]
        self.size: int = self._reader.doc_count_all()
        self.all = self._undeleted()
        self.ids = self._column("id")
        self._by_id = {self.ids[document]: document for document in self.listed(self.all)}
        self.numbers = self._column("number")
        self.dates = {name: self._column(name) for name in DATE_FIELDS}
        self.facets = {facet: self._values(facet.value) for facet in Facet}
        self.norms = {field: self._norms(field) for field in TEXT_FIELDS}
        self.count = self.all.bit_count()
        # The place of every question by the day it was asked, the id deciding between equals; without a day, last.
        days, ids = self.dates["asked_on"], self.ids
        self.newness = self._places(lambda document: (-days[document], -ids[document]))
        self.oldness = self._places(lambda document: (days[document] == ABSENT, days[document], ids[document]))
        self.value_terms = {
            facet: {value: tuple(dutch.tokens(value)) for value in values} for facet, values in self.facets.items()
        }
        """For every value of every facet its words, so that a part of a name finds it."""
        for reader, _ in self._segments:
            reader.stored_fields(0)  # Whoosh opens the file of the records no sooner

    # Sets of questions

    def flags(self, documents: int) -> bytes:
        """A set as one byte a question."""
        return bin(documents)[:1:-1].encode().translate(_FLAGS).ljust(self.size, b"\0")

    def documents(self, flags: "bytes | bytearray") -> int:
        """One byte a question as a set."""
        return int(flags.translate(_ONES)[::-1], 2) if flags else 0

    def listed(self, documents: int) -> list[int]:
        """A set as numbers, ascending."""
        return list(compress(range(self.size), self.flags(documents)))

    def of_numbers(self, numbers: Iterable[int]) -> int:
        """The set of these numbers of questions."""
        flags = bytearray(self.size)
        for number in numbers:
            flags[number] = 1
        return self.documents(flags)

    def between(self, column: "array[int]", low: int | None, high: int | None) -> int:
        """The questions with a value in a column, from and up to; those without a value never."""
        least = max(low or 0, ABSENT + 1)
        most = high if high is not None else max(column, default=ABSENT)
        return self.documents(bytes(least <= value <= most for value in column))

    def in_period(self, field: str, since: date | None, until: date | None) -> int:
        """The questions with a date in a span of days, both inclusive; those without a date never."""
        return self.between(
            self.dates[field], since.toordinal() if since else None, until.toordinal() if until else None
        )

    def _places(self, key: "Callable[[int], tuple[int, ...]]") -> "array[int]":
        """For every question its place in that order."""
        places = array("q", bytes(8 * self.size))
        for place, document in enumerate(sorted(range(self.size), key=key)):
            places[document] = place
        return places

    # What Whoosh holds

    def postings(self, field: str, term: str, check: Callable[[], None]) -> Iterator[tuple[int, Block]]:
        """The posting list of a term, block by block, each with the number its segment begins at.

        `check` is called at every block, and ends the reading by raising.
        """
        for reader, base in self._segments:
            found = []
            with self._lock:
                for block in blocks(reader, field, term):
                    check()
                    found.append(block)
            for block in found:
                yield base, block

    def places(self, field: str, term: str, wanted: bytes, check: Callable[[], None]) -> dict[int, "array[int]"]:
        """Where a term stands in each wanted question."""
        found: dict[int, array[int]] = {}
        for reader, base in self._segments:
            flags = bytearray(wanted[base : base + reader.doc_count_all()])
            with self._lock:
                for ids, _, values in blocks(reader, field, term, wanted=flags):
                    check()
                    assert values is not None
                    found.update(
                        (base + number, places_in(value))
                        for number, value in zip(ids, values, strict=True)
                        if flags[number]
                    )
        return found

    def frequency(self, field: str, term: str) -> int:
        """How many questions hold a term, deleted ones included."""
        with self._lock:
            return sum(reader.doc_frequency(field, term) for reader, _ in self._segments)

    def terms(self, field: str, prefix: str, limit: int) -> set[str]:
        """The terms of a field that begin so; once there are more than the limit, it stops."""
        found: set[str] = set()
        wanted = prefix.encode()
        for reader, _ in self._segments:
            with self._lock:
                for name, term in reader.terms_from(field, wanted):
                    if name != field or not term.startswith(wanted) or len(found) > limit:
                        break
                    found.add(term.decode())
        return found

    def question(self, document: int) -> WrittenQuestion:
        """The record of a question."""
        with self._lock:
            record = self._reader.stored_fields(document)["record"]
        return WrittenQuestion.model_validate_json(record)

    def document(self, question_id: int) -> int | None:
        """The number of the question with that id."""
        return self._by_id.get(question_id)

    def _undeleted(self) -> int:
        flags = bytearray(b"\1" * self.size)
        for reader, base in self._segments:
            for number in reader.segment().deleted_docs():
                flags[base + number] = 0
        return self.documents(flags)

    def _column(self, field: str) -> "array[int]":
        """A number for every question. Whole columns at once: through Whoosh it would be a file access a question."""
        values = array("q")
        for reader, base in self._segments:
            column = reader.column_reader(field, translate=False)
            if isinstance(column, NumericColumn.Reader):  # otherwise no question of the segment has a value
                values.extend(iter(column._dbfile.get_array(column._basepos, column._typecode, column._count)))
            values.extend([ABSENT] * (base + reader.doc_count_all() - len(values)))
        return values

    def _values(self, field: str) -> dict[str, int]:
        """Every value of a field with the questions that have it."""
        numbers: dict[str, list[int]] = {}
        for reader, base in self._segments:
            for term in list(reader.lexicon(field)):
                found = numbers.setdefault(term.decode(), [])
                for ids, *_ in blocks(reader, field, term.decode()):
                    found.extend(base + number for number in ids)
        values = {value: self.of_numbers(found) & self.all for value, found in numbers.items()}
        return {value: documents for value, documents in values.items() if documents}

    def _norms(self, field: str) -> "array[float]":
        """What a hit in this text of each question weighs: its boost, less in texts longer than the average."""
        lengths = self._column(field + LENGTH)
        average = (sum(lengths) / len(lengths) if lengths else 0) or 1
        boost = BOOSTS[field]
        return array("f", (boost / (1 - _LENGTH_MATTERS + _LENGTH_MATTERS * length / average) for length in lengths))
