"""Parquet: the record as it is, lists and objects as list and struct columns."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.errors import LibraryMissing
from indexer.question import SCHEMA_VERSION, WrittenQuestion

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise LibraryMissing(
        'Parquet needs a library that is not installed: run `pip install "vraagbaak[parquet]"`'
    ) from None

UNREADABLE = (pa.ArrowException, OSError)
"""What reading a damaged file raises."""
ROWS_A_GROUP = 1_000

_TEXT = pa.string()
_WHOLE = pa.int64()


def _person(detail: str) -> pa.DataType:
    return pa.struct([("id", _WHOLE), ("name", _TEXT), (detail, _TEXT)])


SCHEMA = pa.schema(
    [
        pa.field("id", _WHOLE, nullable=False),
        ("number", _WHOLE),
        ("session_year", _TEXT),
        ("legislature", _TEXT),
        ("title", _TEXT),
        ("subject", _TEXT),
        ("themes", pa.list_(_TEXT)),
        ("asker", _person("party")),
        ("minister", _person("title")),
        ("asked_on", pa.date32()),
        ("answered_on", pa.date32()),
        ("published_on", pa.date32()),
        ("on_time", pa.bool_()),
        ("answer_kind", _TEXT),
        ("question", _TEXT),
        ("answer", _TEXT),
        ("parts", pa.list_(pa.struct([("label", _TEXT), ("question", _TEXT), ("answer", _TEXT)]))),
        (
            "tables",
            pa.list_(
                pa.struct(
                    [
                        ("part", _TEXT),
                        ("caption", _TEXT),
                        ("page", _WHOLE),
                        ("rows", pa.list_(pa.list_(_TEXT))),
                        ("doubt", _TEXT),
                    ]
                )
            ),
        ),
        ("footnotes", pa.list_(pa.struct([("mark", _TEXT), ("text", _TEXT), ("part", _TEXT)]))),
        ("asked_together", pa.list_(pa.struct([("minister", _TEXT), ("number", _WHOLE)]))),
        (
            "documents",
            pa.list_(
                pa.struct(
                    [
                        ("pfile", _WHOLE),
                        ("url", _TEXT),
                        ("filename", _TEXT),
                        ("media_type", _TEXT),
                        ("role", _TEXT),
                        ("sha256", _TEXT),
                        ("bytes", _WHOLE),
                        ("pages", _WHOLE),
                    ]
                )
            ),
        ),
        ("text_status", _TEXT),
        ("notes", pa.list_(_TEXT)),
        ("page_url", _TEXT),
        ("pdf_url", _TEXT),
        ("opendata_url", _TEXT),
        ("crawled_at", pa.timestamp("us", tz="UTC")),
    ],
    metadata={"vraagbaak.schema_version": str(SCHEMA_VERSION)},
)


def write(questions: Iterable[WrittenQuestion], path: Path) -> tuple[int, tuple[str, ...]]:
    """Write the questions in row groups; returns how many."""
    written = 0
    waiting = iter(questions)
    with path.open("wb") as out, pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        while rows := [_row(question) for question in islice(waiting, ROWS_A_GROUP)]:
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=SCHEMA))
            written += len(rows)
    return written, ()


def read(path: Path, rows_a_batch: int = 100) -> Iterator[dict[str, Any]]:
    """The rows of a dump as plain values, a few at a time. Raises one of UNREADABLE for a damaged file."""
    # Without these two settings a whole row group is read at once, and that may be the whole file.
    with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
        names = [name for name in SCHEMA.names if name in file.schema_arrow.names]
        for batch in file.iter_batches(rows_a_batch, columns=names, use_threads=False):
            yield from batch.to_pylist()


def count(path: Path) -> int:
    """How many rows a file has."""
    with pq.ParquetFile(path) as file:
        rows: int = file.metadata.num_rows
        return rows


def lacking(path: Path) -> list[str]:
    """The columns that every dump has and this file does not."""
    with pq.ParquetFile(path) as file:
        fields = WrittenQuestion.model_fields
        return [name for name in SCHEMA.names if fields[name].is_required() and name not in file.schema_arrow.names]


def _row(question: WrittenQuestion) -> dict[str, Any]:
    return question.model_dump() | {"crawled_at": question.crawled_at}
