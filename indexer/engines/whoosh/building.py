"""Gathers questions as arrays of numbers, and writes them as a segment: sorted in one go, not posting by posting."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.dutch.pieces import Pieces
from indexer.engines.protocol import Batch
from indexer.engines.whoosh.codec import (
    Integers,
    Postings,
    PostingTable,
    SegmentReader,
    SegmentWriter,
    Storage,
    new_segment,
    write_column,
)
from indexer.engines.whoosh.schema import ABSENT, length_of
from indexer.fields import Facet, Number, Text, number_of, values_of

MAX_TERMS = 4_000_000
"""Words of a segment: with some 20 bytes each while they are sorted, what bounds the memory of a build."""

_SORTED_AT_ONCE = 1_000_000

_Field = Text | Facet


class _Occurrences(NamedTuple):
    """Where terms stand: for each time one does its number in the vocabulary, the question, and the place in it."""

    terms: Integers
    documents: Integers
    places: Integers


class SegmentBuilder:
    """Questions on their way into a segment: first those that are taken from other segments, then new ones."""

    def __init__(self) -> None:
        self._vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
        self._codes = _Codes(Pieces(), self._vocabulary)
        self._numbers = {number: array("q") for number in Number}
        self._lengths = {text: array("q") for text in Text}
        self._taken: dict[_Field, list[_Occurrences]] = {field: [] for field in (*Text, *Facet)}
        self._streams: dict[_Field, _Stream] = {field: _Stream() for field in (*Text, *Facet)}
        self._terms = 0
        self._first_new = 0

    def __len__(self) -> int:
        return len(self._numbers[Number.ID])

    @property
    def is_full(self) -> bool:
        """Whether it is time to write it."""
        return self._terms >= MAX_TERMS

    def add(self, batch: Batch) -> None:
        """Add questions."""
        if batch.pieces is not self._codes.pieces:
            self._codes = _Codes(batch.pieces, self._vocabulary)
        for text in Text:
            for numbers in batch.texts[text]:
                codes = map(self._codes.__getitem__, numbers)
                length = self._streams[text].add(chain.from_iterable(codes))
                self._lengths[text].append(length)
                self._terms += length
        for question in batch.questions:
            for number, column in self._numbers.items():
                value = number_of(question, number)
                column.append(ABSENT if value is None else value)
            for facet, values in values_of(question).items():
                self._streams[facet].add(2 * self._vocabulary[value] for value in sorted(values))

    def take(self, reader: SegmentReader) -> None:
        """Add the questions of a segment that are not deleted. New ones come after all of these."""
        new = (len(self) + np.cumsum(reader.live) - 1).astype(np.uint32)
        for number, column in self._numbers.items():
            column.extend(reader.column(number)[reader.live].tolist())
        for text, lengths in self._lengths.items():
            taken = reader.column(length_of(text))[reader.live].tolist()
            lengths.extend(taken)
            self._terms += sum(taken)
        for field, pieces in self._taken.items():
            if held := list(reader.terms(field)):
                terms = np.array([self._vocabulary[term] for term, _ in held], np.uint32)
                lists = [postings for _, postings in held]
                documents, counts, places = (np.concatenate(parts) for parts in zip(*lists, strict=True))
                of_term = np.repeat(terms, [len(postings.places) for postings in lists])
                of_document = np.repeat(documents, counts)
                kept = reader.live[of_document]
                pieces.append(_Occurrences(of_term[kept], new[of_document[kept]], places[kept]))
        self._first_new = len(self)

    def write(self, storage: Any) -> Any:
        """Write what was gathered as a segment, and give that back."""
        segment = new_segment(storage, len(self))
        for number, column in self._numbers.items():
            write_column(storage, segment, number, np.array(column))
        for text, lengths in self._lengths.items():
            write_column(storage, segment, length_of(text), np.array(lengths))
        terms = sorted(self._vocabulary)
        order = np.empty(len(terms), np.uint32)
        order[[self._vocabulary[term] for term in terms]] = np.arange(len(terms))
        writer = SegmentWriter(storage, segment)
        for field in (*Text, *Facet):
            writer.add_field(field, _posting_tables(terms, order, self._occurrences(field)))
        writer.close()
        return segment

    def _occurrences(self, field: _Field) -> _Occurrences:
        pieces = [*self._taken.pop(field), self._streams.pop(field).occurrences(self._first_new)]
        return pieces[0] if len(pieces) == 1 else _Occurrences(*map(np.concatenate, zip(*pieces, strict=True)))


class Built(NamedTuple):
    """A segment, and the folder with its files."""

    segment: Any
    folder: Path


class SegmentMaker:
    """The Maker of segments in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._builder = SegmentBuilder()

    def add(self, batch: Batch) -> Iterator[Built]:
        """A segment whenever enough questions are gathered for one."""
        self._builder.add(batch)
        if self._builder.is_full:
            yield self._built()

    def finish(self) -> Iterator[Built]:
        """A segment of those that are left."""
        if len(self._builder):
            yield self._built()

    def _built(self) -> Built:
        with Storage(self._folder) as storage:
            segment = self._builder.write(storage)
        self._builder = SegmentBuilder()
        return Built(segment, self._folder)


class _Codes(dict[int, tuple[int, ...]]):
    """The terms of each piece of text as codes: twice the number of the term, and one more for the whole of a
    hyphenated word, which takes no place of its own."""

    def __init__(self, pieces: Pieces, vocabulary: defaultdict[str, int]) -> None:
        self.pieces = pieces
        self._vocabulary = vocabulary

    def __missing__(self, number: int) -> tuple[int, ...]:
        codes = self[number] = tuple(2 * self._vocabulary[term] + joined for term, joined in self.pieces.terms[number])
        return codes


class _Stream:
    """The codes of a field, question after question, and how many each has."""

    def __init__(self) -> None:
        self._codes = array("I")
        self._lengths = array("I")

    def add(self, codes: Iterable[int]) -> int:
        before = len(self._codes)
        self._codes.extend(codes)
        self._lengths.append(len(self._codes) - before)
        return self._lengths[-1]

    def occurrences(self, first: int) -> _Occurrences:
        """Where the terms stand; the questions are numbered on from `first`."""
        codes, lengths = (np.frombuffer(numbers, np.uint32) for numbers in (self._codes, self._lengths))
        joined = (codes & 1).astype(np.uint8)
        # Places are counted on through all questions, and then from where each begins.
        places = np.cumsum(1 - joined, dtype=np.uint32)
        places += joined
        begins = np.cumsum(lengths) - lengths
        filled = lengths > 0
        places -= np.repeat(places[begins[filled]], lengths[filled])
        documents = np.repeat(np.arange(first, first + len(lengths), dtype=np.uint32), lengths)
        return _Occurrences(codes >> 1, documents, places)


def _posting_tables(terms: list[str], order: NDArray[np.uint32], found: _Occurrences) -> Iterator[PostingTable]:
    """The posting lists of what was found, in the order of their terms, in tables of some size.

    `order` is the place of every number of the vocabulary among the terms.
    """
    of_term = order[found.terms]
    ends = np.cumsum(np.bincount(of_term, minlength=len(terms)))
    cuts = np.searchsorted(ends, np.arange(0, len(of_term), _SORTED_AT_ONCE)).tolist()
    for first, end in pairwise([*cuts, len(terms)]):
        chosen = np.flatnonzero((of_term >= first) & (of_term < end))
        if len(chosen):
            yield _sorted(terms, _Occurrences(of_term[chosen], found.documents[chosen], found.places[chosen]))


def _sorted(terms: list[str], found: _Occurrences) -> PostingTable:
    # One sort of whole numbers: what stands first of a term comes first, as questions and places were gathered so.
    keys = found.terms.astype(np.int64) << 32 | np.arange(len(found.terms))
    keys.sort()
    of_term, order = keys >> 32, keys & 0xFFFFFFFF
    documents, places = found.documents[order], found.places[order]
    new_term = np.append(True, of_term[1:] != of_term[:-1])
    first_place = np.flatnonzero(new_term)
    starts = np.flatnonzero(np.append(True, documents[1:] != documents[:-1]) | new_term)
    return PostingTable(
        [terms[number] for number in of_term[first_place].tolist()],
        np.append(np.flatnonzero(new_term[starts]), len(starts)),
        np.append(first_place, len(places)),
        Postings(documents[starts], np.diff(starts, append=len(places)), places),
    )
