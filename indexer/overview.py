"""What is held, stage by stage: the figures of `vraagbaak status`."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from crawler.archive import Archive, ArchiveMissing, ArchiveSummary
from indexer.corpus.completeness import Completeness, Series, ranges
from indexer.corpus.store import Corpus
from indexer.errors import CorpusMissing, IndexMissing, IndexOutdated, LibraryMissing
from indexer.index import FollowedIndex, IndexInfo
from indexer.terminal.archive import archive_lines

_NOTE_KINDS = 12
"""How many kinds of note are shown, the most frequent first."""


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """The corpus in figures: questions, its revision, what is held and missing of each minister's session year, and the
    quality of the texts: questions by status, numbered parts and how many have their answer, tables, and notes by kind
    (figures in them as #); and its bytes on the disk."""

    questions: int
    revision: int
    statuses: dict[str, int]
    series: tuple[Series, ...]
    parts: int
    parts_answered: int
    tables: int
    notes: dict[str, int]
    bytes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The three stages, None for one that has not been made yet; the size of the index; when they were looked at.

    `index_unusable` says why this program cannot use an index that there is: another version made it, or an engine that
    is not installed. Then `index` is None too.
    """

    archive: ArchiveSummary | None
    corpus: CorpusSummary | None
    index: IndexInfo | None
    index_unusable: str | None
    index_bytes: int
    looked_at: datetime


def overview(archive: Path, corpus: Path, index: Path) -> Overview:
    """Look at all three stages. Raises ArchiveDamaged, CorpusDamaged or IndexDamaged."""
    info, unusable = _index(index)
    return Overview(_archive(archive), _corpus(corpus), info, unusable, _bytes(index.rglob("*")), datetime.now(UTC))


def lines(found: Overview) -> Iterator[str]:
    """The overview as lines of plain text, the figures with separators of thousands."""
    if found.archive is None:
        yield "archive  none yet: run `vraagbaak crawl`"
    else:
        yield from archive_lines(found.archive, found.looked_at)
    if found.corpus is None:
        yield "corpus   none yet: run `vraagbaak extract`"
    else:
        c = found.corpus
        yield f"corpus   {c.questions:,} questions, revision {c.revision:,}"
        for name, count in c.statuses.items():
            yield f"         {count:>9,}  {_share(count, c.questions):>7}  {name}"
        if c.parts:
            answered = _share(c.parts_answered, c.parts)
            yield f"         {c.parts:>9,}  numbered parts, {answered} of them with their answer"
        yield f"         {c.tables:>9,}  tables"
        yield from (f"         {count:>9,}  questions with the note: {note}" for note, count in c.notes.items())
        yield from _series_lines(c.series, found.archive.listed_years if found.archive else ())
    if found.index_unusable:
        yield f"index    {found.index_unusable}"
    elif found.index is None:
        yield "index    none yet: run `vraagbaak index`"
    else:
        i = found.index
        behind = found.corpus.revision - i.corpus_revision if found.corpus else 0
        state = "up to date" if behind == 0 else f"{behind:,} changes behind the corpus: run `vraagbaak index`"
        yield f"index    {i.questions:,} questions, {i.engine}, built {i.built_at}, {state}"
    yield from _disk_lines(found)


def _archive(folder: Path) -> ArchiveSummary | None:
    try:
        with Archive.open(folder) as archive:
            return archive.summary()
    except ArchiveMissing:
        return None


def _corpus(path: Path) -> CorpusSummary | None:
    try:
        with Corpus.open(path) as corpus:
            return _summary(corpus, _bytes(path.parent.glob(f"{path.name}*")))
    except CorpusMissing:
        return None


def _summary(corpus: Corpus, size: int) -> CorpusSummary:
    statuses: Counter[str] = Counter()
    completeness = Completeness()
    notes: Counter[str] = Counter()
    questions = parts = answered = tables = 0
    for question in corpus:
        questions += 1
        statuses[question.text_status] += 1
        completeness.add(question)
        parts += len(question.parts)
        answered += sum(part.answer is not None for part in question.parts)
        tables += len(question.tables)
        notes.update({_kind(note) for note in question.notes})
    return CorpusSummary(
        questions,
        corpus.revision,
        dict(statuses.most_common()),
        completeness.series(),
        parts,
        answered,
        tables,
        dict(notes.most_common(_NOTE_KINDS)),
        size,
    )


def _series_lines(series: Sequence[Series], listed_years: Sequence[str]) -> Iterator[str]:
    """A line for each session year, and below it one for each minister with numbers missing or files that lack.

    A number that is not held is missing only where the search listed the whole year; elsewhere nobody asked for it.
    """
    if series:
        yield "         session year       held  expected   missing  without a file"
    for year, group in groupby(series, key=lambda one: one.session_year):
        members = list(group)
        held, without_file = sum(one.held for one in members), sum(one.without_file for one in members)
        expected, missing = sum(one.expected for one in members), sum(len(one.missing) for one in members)
        known = [f"{expected:,}", f"{missing:,}"] if year in listed_years else ["?", "?"]
        yield f"         {year:<12} {held:>10,} {known[0]:>9} {known[1]:>9} {without_file:>15,}"
        for one in members:
            lacking = []
            if one.missing and year in listed_years:
                numbers = textwrap.shorten(ranges(one.missing), 60, placeholder=" ...")
                lacking.append(f"{len(one.missing):,} missing ({numbers})")
            if one.without_file:
                lacking.append(f"{one.without_file:,} without a file")
            if lacking:
                yield f"           {one.minister}: {'; '.join(lacking)}"
    if any(one.session_year not in listed_years for one in series):
        yield "         ?: not known, as the search was not asked for that whole year"


def _kind(note: str) -> str:
    """A note without what differs from one file to the next: its figures, and the details in brackets or behind."""
    return re.sub(r"\d+", "#", re.sub(r"\s*\(.*\)|: .*", "", note))


def _index(folder: Path) -> tuple[IndexInfo | None, str | None]:
    """What the index says of itself, or why it cannot be used; neither where there is none."""
    try:
        with closing(FollowedIndex(folder)) as index, index.reading() as generation:
            return generation.info, None
    except IndexMissing:
        return None, None
    except (IndexOutdated, LibraryMissing) as error:
        return None, str(error)


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %"


def _disk_lines(found: Overview) -> Iterator[str]:
    sizes: dict[str, int] = {}
    if found.archive:
        sizes |= {"files": found.archive.file_bytes, "catalogue": found.archive.catalogue_bytes}
    if found.corpus:
        sizes["corpus"] = found.corpus.bytes
    if found.index or found.index_unusable:
        sizes["index"] = found.index_bytes
    if sizes:
        parts = ", ".join(f"{name} {_megabytes(size)}" for name, size in sizes.items())
        yield f"disk     {_megabytes(sum(sizes.values()))}: {parts}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _bytes(paths: Iterable[Path]) -> int:
    """How large these files are together; one that an update takes away meanwhile counts for nothing."""
    total = 0
    for path in paths:
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
