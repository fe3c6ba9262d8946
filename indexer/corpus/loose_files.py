"""Files that stand in no archive -> what the extraction makes of them, read by the same workers."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.corpus.workers import Extracted, FileToRead, Readers
from indexer.extraction import Anchors, Reading, Texts

_IN_FLIGHT = 4
"""Files a worker that are read ahead."""


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file, how its reading went and what it holds."""

    path: Path
    reading: Reading
    texts: Texts

    @property
    def is_read(self) -> bool:
        """Whether it gave any text."""
        return self.reading.status in ("read", "partial")

    def as_json(self) -> dict[str, Any]:
        """The fields as a dump has them (docs/schema.md), as far as a file can tell."""
        return {
            "file": str(self.path),
            "status": self.reading.status,
            "format": str(self.reading.format),
            "pages": self.reading.pages,
            "question": self.texts.question,
            "answer": self.texts.answer,
            "parts": [part.model_dump(mode="json") for part in self.texts.parts],
            "tables": [table.model_dump(mode="json") for table in self.texts.tables],
            "footnotes": [footnote.model_dump(mode="json") for footnote in self.texts.footnotes],
            "answer_kind": self.texts.answer_kind,
            "minister_title": self.texts.office,
            "notes": list(self.reading.notes),
        }


def read_loose_files(paths: Iterable[Path], anchors: Anchors, readers: Readers) -> Iterator[LooseFile]:
    """What each file gives, in their order; some of them are read ahead. It raises for no file."""
    ahead: deque[tuple[Path, Callable[[], Extracted]]] = deque()
    for path in paths:
        ahead.append((path, readers.read([FileToRead(path, None, None)], anchors)))
        if len(ahead) > _IN_FLIGHT * readers.workers:
            yield _finish(*ahead.popleft(), anchors, readers)
    while ahead:
        yield _finish(*ahead.popleft(), anchors, readers)


def _finish(path: Path, wait: Callable[[], Extracted], anchors: Anchors, readers: Readers) -> LooseFile:
    extracted = wait()
    if extracted.readings[0].is_only_an_attachment:
        extracted = readers.read([FileToRead(path, None, path.name)], anchors)()
    return LooseFile(path, extracted.readings[0], extracted.texts)


def why_not(path: Path) -> str | None:
    """Why there is no file to read at this path, None where there is one."""
    if path.is_dir():
        return "it is a folder: name the files in it"
    if not path.exists():
        return "there is no such file"
    return None if path.is_file() else "it is no ordinary file"
