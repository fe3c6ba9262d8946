"""All that a search finds, as a file to take along."""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

from fastapi.responses import Response, StreamingResponse

from indexer.export import csv, jsonl, xlsx
from indexer.figures.slugs import slug
from indexer.question import WrittenQuestion
from web.site import wording
from web.site.errors import BadAddress
from web.site.formats import MEDIA_TYPES, Form, attached

TAKEN = {Form.CSV: "CSV", Form.XLSX: "Excel", Form.JSONL: "JSON Lines"}
"""The forms of a file, as the page names them."""

MOST_IN_WORKBOOK = 5_000
"""Questions in a workbook, which is made whole before its first byte is sent."""

_CHUNK = 64 * 1024
_MOST_OF_NAME = 60


def takeable(total: int) -> dict[Form, str]:
    """The forms in which that many questions can be taken, as the page names them."""
    return {form: name for form, name in TAKEN.items() if form is not Form.XLSX or total <= MOST_IN_WORKBOOK}


def check_fits(total: int) -> None:
    """Raises BadAddress for more questions than a workbook may hold."""
    if total > MOST_IN_WORKBOOK:
        most = wording.questions(MOST_IN_WORKBOOK)
        raise BadAddress(
            {
                "format": f"Een Excel-bestand kan hier hoogstens {most} bevatten. "
                "Maak de zoekopdracht smaller, of neem ze mee als CSV of JSON Lines."
            }
        )


def taken(form: Form, found: Iterator[WrittenQuestion], query: str, *, head: bool) -> Response:
    """The questions as a file, sent as it is read; for a HEAD without what it holds.

    Raises QueryRefused where the search is.
    """
    first = list(islice(found, 1))  # what is refused is refused before an answer begins
    questions = chain(first, found)
    content: Iterable[bytes]
    if head:
        content = ()
    elif form is Form.XLSX:
        content = _pieces(_workbook(questions))
    else:
        lines = chain([csv.BOM], csv.lines(questions)) if form is Form.CSV else jsonl.lines(questions)
        content = _joined(lines)
    return StreamingResponse(iter(content), media_type=MEDIA_TYPES[form], headers=attached(f"{_name(query)}.{form}"))


def _name(query: str) -> str:
    words = slug(query).encode("ascii", "ignore").decode()[:_MOST_OF_NAME].strip("-")
    return f"vraagbaak-{words}" if words else "vraagbaak"


def _joined(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in pieces of some size: sending each by itself takes longer than making it."""
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line.encode(errors="replace"))
        size += len(waiting[-1])
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _workbook(questions: Iterable[WrittenQuestion]) -> IO[bytes]:
    """A workbook, in a file that is gone once it is closed."""
    file = tempfile.NamedTemporaryFile(prefix="vraagbaak-", suffix=".xlsx")  # noqa: SIM115 - whoever sends it closes it
    try:
        xlsx.write(questions, Path(file.name))
    except BaseException:
        file.close()
        raise
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece
