"""Whoosh's third format of a segment, but for its terms and posting lists: here they are arrays of all terms together.

Whoosh looks up terms and reads postings one by one; here the lists of hundreds of terms take one call. All else is
Whoosh's: the columns, the deletions and the table of contents.

Terms of a field are numbered in their order. Of each field a segment has, in its file of terms: `hashes`, ascending,
and `numbers`, the number of the term of each; `text`, all terms in UTF-8, and `ends`, where each ends in it; `postings`
and `occurrences`, where the lists of each term begin. In its file of postings: `documents`, `counts` and `places`.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage

from indexer.engines.whoosh.schema import INDEX_NAME

Integers = NDArray[np.integer[Any]]
Hashes = NDArray[np.uint64]

_MAGIC = b"VBarrays"
_ALIGNED = 8
_LENGTH = np.dtype("<u8")
"""What ends a file of arrays: how many bytes its list of them takes."""
_BIG_ENDIAN = ">i8"  # Whoosh's columns are
_HASHED = 50_000
"""Terms whose hashes are remembered."""


class Postings(NamedTuple):
    """The posting list of a term: the numbers of the questions that hold it, ascending, how often each does, and the
    places where it stands, those of one question after those of another."""

    documents: Integers
    counts: Integers
    places: Integers


class PostingTable(NamedTuple):
    """The posting lists of many terms, one after the other. Those of term `i` begin at `first_posting[i]` and
    `first_place[i]`; both end with what all of them count."""

    terms: Sequence[str]
    first_posting: Integers
    first_place: Integers
    postings: Postings


class SegmentWriter:
    """Writes the terms of a segment, field by field."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._terms = _ArrayWriter(storage.create_file(segment.make_filename(W3Codec.TERMS_EXT)))
        self._postings = _ArrayWriter(storage.create_file(segment.make_filename(W3Codec.POSTS_EXT)))

    def add_field(self, field: str, tables: Iterable[PostingTable]) -> None:
        """Write all terms of a field, which come in their order."""
        terms: list[str] = []
        sizes: list[Integers] = []  # of each table: how many postings each term has
        lengths: list[Integers] = []  # and how many places
        parts: list[list[Integers]] = []
        for table in tables:
            terms += table.terms
            sizes.append(np.diff(table.first_posting))
            lengths.append(np.diff(table.first_place))
            parts.append([_narrow(values) for values in table.postings])
        encoded = [term.encode() for term in terms]
        hashes = np.fromiter(map(hash_of, terms), np.uint64, len(terms))
        order = np.argsort(hashes)
        self._terms.add(field, "hashes", hashes[order])
        self._terms.add(field, "numbers", order.astype(np.uint32))
        self._terms.add(field, "text", np.frombuffer(b"".join(encoded), np.uint8))
        self._terms.add(field, "ends", np.cumsum([0, *map(len, encoded)]))
        self._terms.add(field, "postings", np.cumsum(np.concatenate([[0], *sizes])))
        self._terms.add(field, "occurrences", np.cumsum(np.concatenate([[0], *lengths])))
        for name, values in zip(Postings._fields, zip(*parts, strict=True) if parts else [[]] * 3, strict=True):
            self._postings.add(field, name, np.concatenate([np.empty(0, np.uint8), *values]))

    def close(self) -> None:
        """End the files."""
        self._terms.close()
        self._postings.close()


class SegmentReader:
    """A segment, open for reading. Threads may share it."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.size: int = segment.doc_count_all()
        self.live: NDArray[np.bool_] = np.ones(self.size, bool)
        self.live[list(segment.deleted_docs())] = False
        self._storage = storage
        self._segment = segment
        self._terms = _arrays(Path(storage.folder, segment.make_filename(W3Codec.TERMS_EXT)))
        self._postings = _arrays(Path(storage.folder, segment.make_filename(W3Codec.POSTS_EXT)))

    def postings(self, field: str, term: str) -> Postings | None:
        """The posting list of a term, deleted questions included; None where the segment does not hold the term."""
        numbers = self._numbers(field, hashes_of((term,)))
        return self._list(field, int(numbers[0])) if len(numbers) else None

    def together(self, field: str, hashes: Hashes) -> tuple[Integers, Integers]:
        """The postings of all terms with these hashes, list after list: the questions, and how often each holds one."""
        numbers = self._numbers(field, hashes)
        starts, ends = (self._terms[field, "postings"][numbers + at].astype(np.int64) for at in (0, 1))
        lengths = ends - starts
        # Where each list begins in the file less where it begins among those that are asked for.
        offsets = starts - (np.cumsum(lengths) - lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(offsets, lengths)
        return self._postings[field, "documents"][places], self._postings[field, "counts"][places]

    def terms(self, field: str) -> Iterator[tuple[str, Postings]]:
        """Every term of a field with its posting list."""
        text, ends = self._terms[field, "text"].tobytes(), self._terms[field, "ends"].tolist()
        for number, (start, end) in enumerate(pairwise(ends)):
            yield text[start:end].decode(), self._list(field, number)

    def column(self, name: str) -> NDArray[np.int64]:
        """A number for every question, deleted ones included."""
        with self._storage.open_file(W3Codec.column_filename(self._segment, name)) as file:
            return np.frombuffer(file.read(), _BIG_ENDIAN).astype(np.int64)

    def close(self) -> None:
        """Release the files. The maps of them go with the last array that was read from them."""
        self._terms, self._postings = {}, {}

    def _numbers(self, field: str, hashes: Hashes) -> Integers:
        """The numbers of the terms with these hashes, of those that the segment holds."""
        held = self._terms[field, "hashes"]
        if not len(held):
            return np.empty(0, np.int64)
        at = np.minimum(np.searchsorted(held, hashes), len(held) - 1)
        numbers: Integers = self._terms[field, "numbers"][at[held[at] == hashes]].astype(np.int64)
        return numbers

    def _list(self, field: str, number: int) -> Postings:
        first, last = self._terms[field, "postings"][number : number + 2]
        start, end = self._terms[field, "occurrences"][number : number + 2]
        documents, counts, places = (self._postings[field, name] for name in Postings._fields)
        return Postings(documents[first:last], counts[first:last], places[start:end])


@lru_cache(maxsize=_HASHED)
def hash_of(term: str) -> int:
    """What a term is looked up by. Of a million terms two have the same hash in one of 30 million archives."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def hashes_of(terms: Collection[str]) -> Hashes:
    """The hashes of terms."""
    return np.fromiter(map(hash_of, terms), np.uint64, len(terms))


class _ArrayWriter:
    """Writes arrays into a file, one after the other, and last which there are."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._file.write(_MAGIC)
        self._held: list[tuple[str, str, str, int, int]] = []

    def add(self, field: str, name: str, values: Integers) -> None:
        """Write an array of whole numbers of at least 0, in as few bytes each as they fit in."""
        narrow = values if values.dtype == np.uint64 else _narrow(values)
        self._align()
        self._held.append((field, name, narrow.dtype.str, self._file.tell(), len(narrow)))
        self._file.write(narrow.tobytes())

    def close(self) -> None:
        """Write which arrays there are, and end the file."""
        listed = json.dumps(self._held).encode()
        self._file.write(listed + np.array(len(listed), _LENGTH).tobytes())
        self._file.close()

    def _align(self) -> None:
        self._file.write(bytes(-self._file.tell() % _ALIGNED))


def _arrays(path: Path) -> dict[tuple[str, str], Integers]:
    """The arrays of a file by field and name, as views of it. Raises ValueError where it is none, or OSError."""
    held: NDArray[np.uint8] = np.asarray(np.memmap(path, mode="r", dtype=np.uint8))
    size = int(held[-_LENGTH.itemsize :].view(_LENGTH)[0])
    listed = json.loads(held[-_LENGTH.itemsize - size : -_LENGTH.itemsize].tobytes())
    return {
        (field, name): held[at : at + length * np.dtype(kind).itemsize].view(kind)
        for field, name, kind, at, length in listed
    }


class Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder; leaving it closes what is still open, as Whoosh does not where something fails."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._files: list[IO[bytes]] = []

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        return self._remembered(super().create_file(name, *args, **options))

    def open_file(self, name: str, **options: Any) -> Any:
        return self._remembered(super().open_file(name, **options))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            with suppress(OSError):  # a disk that is full stays full; the first error is the one that counts
                file.close()

    def _remembered(self, file: Any) -> Any:
        self._files = [one for one in self._files if not one.closed] + [file.raw_file()]
        return file


def write_column(storage: Any, segment: Any, name: str, values: Integers) -> None:
    """Write a number for every question of a segment."""
    with storage.create_file(W3Codec.column_filename(segment, name)) as file:
        file.write(values.astype(_BIG_ENDIAN).tobytes())


def new_segment(storage: Any, size: int) -> Any:
    """A segment of that number of questions, which has no files yet."""
    segment = W3Codec().new_segment(storage, INDEX_NAME)
    segment.set_doc_count(size)
    return segment


def _narrow(values: Integers) -> Integers:
    """The same numbers in as few bytes each as they fit in."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
