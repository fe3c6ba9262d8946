"""Whoosh's third format of a segment, but for its posting lists: here each stands whole in the file, as three arrays.

Whoosh writes and reads postings one by one, some 5 µs each; an array of them takes one call. All else is Whoosh's: the
table of terms, the columns, the deletions and the table of contents.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound
from whoosh.system import pack_ushort

from indexer.engines.whoosh.schema import INDEX_NAME, schema

Integers = NDArray[np.integer[Any]]

_MAGIC = b"VBpl"
_KINDS = 3
"""Bytes before the three arrays of a posting list: of which kind their numbers are."""
_BIG_ENDIAN = ">i8"  # Whoosh's columns are


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


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own, with our posting lists."""

    def field_writer(self, storage: Any, segment: Any) -> "FieldWriter":
        return FieldWriter(self, storage, segment)


class FieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes the terms of a segment, field by field."""

    def __init__(self, codec: Codec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._fields = schema()
        self._postfile.write(_MAGIC)

    def add_field(self, name: str, tables: Iterable[PostingTable]) -> None:
        """Write all terms of a field, which come in their order."""
        self.start_field(name, self._fields[name])
        for table in tables:
            self._add_terms(table)
        self.finish_field()

    def _add_terms(self, table: PostingTable) -> None:
        arrays = [_narrow(values) for values in table.postings]
        documents, counts, places = arrays
        kinds = "".join(values.dtype.char for values in arrays).encode()
        prefix, file, index = pack_ushort(self._fieldid), self._postfile, self._tindex
        most = np.maximum.reduceat(counts, table.first_posting[:-1]).tolist()
        postings, words = table.first_posting.tolist(), table.first_place.tolist()
        at = file.tell()
        for number, term in enumerate(table.terms):
            first, last = postings[number], postings[number + 1]
            start, end = words[number], words[number + 1]
            block = b"".join(
                (kinds, documents[first:last].tobytes(), counts[first:last].tobytes(), places[start:end].tobytes())
            )
            file.write(block)
            info = W3TermInfo(
                weight=end - start,
                df=last - first,
                maxweight=most[number],
                minid=int(documents[first]),
                maxid=int(documents[last - 1]),
            )
            info.set_extent(at, len(block))
            index.add(prefix + term.encode(), info.to_bytes())
            at += len(block)


class SegmentReader:
    """A segment, open for reading: posting lists as views of the file, columns as arrays. One thread at a time."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.size: int = segment.doc_count_all()
        self.live: NDArray[np.bool_] = np.ones(self.size, bool)
        self.live[list(segment.deleted_docs())] = False
        self._storage = storage
        self._segment = segment
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        path = Path(storage.folder, segment.make_filename(codec.POSTS_EXT))
        self._file: NDArray[np.uint8] = np.asarray(np.memmap(path, mode="r", dtype=np.uint8))

    def postings(self, field: str, term: str) -> Postings | None:
        """The posting list of a term, deleted questions included; None where the segment does not hold the term."""
        try:
            return self._postings(self._terms.term_info(field, term.encode()))
        except TermNotFound:
            return None

    def terms(self, field: str) -> Iterator[tuple[str, Postings]]:
        """Every term of a field with its posting list."""
        for (name, term), info in self._terms.items_from(field, b""):
            if name != field:
                return
            yield term.decode(), self._postings(info)

    def column(self, name: str) -> NDArray[np.int64]:
        """A number for every question, deleted ones included."""
        with self._storage.open_file(Codec.column_filename(self._segment, name)) as file:
            return np.frombuffer(file.read(), _BIG_ENDIAN).astype(np.int64)

    def close(self) -> None:
        """Release the files. The map of the posting lists goes with the last array that was read from it."""
        self._terms.close()
        self._file = np.empty(0, np.uint8)

    def _postings(self, info: Any) -> Postings:
        at, _ = info.extent()
        kinds = [np.dtype(chr(kind)) for kind in self._file[at : at + _KINDS]]
        found = info.doc_frequency()
        documents, at = self._array(kinds[0], at + _KINDS, found)
        counts, at = self._array(kinds[1], at, found)
        places, _ = self._array(kinds[2], at, int(counts.sum()))
        return Postings(documents, counts, places)

    def _array(self, kind: np.dtype[Any], at: int, length: int) -> tuple[Integers, int]:
        """Numbers of that kind, and where they end."""
        end = at + length * kind.itemsize
        return self._file[at:end].view(kind), end


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
    with storage.create_file(Codec.column_filename(segment, name)) as file:
        file.write(values.astype(_BIG_ENDIAN).tobytes())


def new_segment(storage: Any, size: int) -> Any:
    """A segment of that number of questions, which has no files yet."""
    segment = Codec().new_segment(storage, INDEX_NAME)
    segment.set_doc_count(size)
    return segment


def _narrow(values: Integers) -> Integers:
    """The same numbers in as few bytes each as they fit in."""
    return values.astype(np.min_scalar_type(int(values.max())))
