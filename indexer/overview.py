"""What is held, stage by stage: the figures of `vraagbaak status`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive import Archive, ArchiveMissing, ArchiveSummary
from indexer.corpus import Corpus
from indexer.engine import IndexInfo
from indexer.engines import open_engine
from indexer.errors import CorpusMissing, IndexMissing


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """The corpus in figures: questions, its revision, and questions by text status and by session year."""

    questions: int
    revision: int
    statuses: dict[str, int]
    session_years: dict[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """The three stages; None for one that has not been made yet."""

    archive: ArchiveSummary | None
    corpus: CorpusSummary | None
    index: IndexInfo | None


def overview(archive: Path, corpus: Path, index: Path) -> Overview:
    """Look at all three stages. Raises ArchiveDamaged, CorpusDamaged, IndexDamaged or IndexOutdated."""
    return Overview(_archive(archive), _corpus(corpus), _index(index))


def lines(found: Overview) -> Iterator[str]:
    """The overview as lines of plain text, the figures with separators of thousands."""
    if found.archive is None:
        yield "archive  none yet: run `vraagbaak crawl`"
    else:
        a = found.archive
        size = f"{a.file_bytes / 1e6:,.1f} MB"
        yield f"archive  {a.questions:,} questions, {a.files:,} files ({size}), {_day(a.crawled_at)}"
        if a.files_missing or a.failures:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(a.failures.items()))
            yield f"         failed and kept for a retry: {kinds or 'nothing'}; files not held: {a.files_missing:,}"
    if found.corpus is None:
        yield "corpus   none yet: run `vraagbaak extract`"
    else:
        c = found.corpus
        yield f"corpus   {c.questions:,} questions, revision {c.revision:,}"
        yield from (f"         {status:<12} {count:>9,}" for status, count in c.statuses.items())
        yield from (f"         {year:<12} {count:>9,}" for year, count in c.session_years.items())
    if found.index is None:
        yield "index    none yet: run `vraagbaak index`"
    else:
        i = found.index
        behind = found.corpus.revision - i.corpus_revision if found.corpus else 0
        state = "up to date" if behind == 0 else f"{behind:,} changes behind the corpus: run `vraagbaak index`"
        yield f"index    {i.questions:,} questions, {i.engine}, built {i.built_at}, {state}"


def _archive(folder: Path) -> ArchiveSummary | None:
    try:
        with Archive.open(folder) as archive:
            return archive.summary()
    except ArchiveMissing:
        return None


def _corpus(path: Path) -> CorpusSummary | None:
    try:
        with Corpus.open(path) as corpus:
            statuses: Counter[str] = Counter()
            years: Counter[str] = Counter()
            for question in corpus:
                statuses[question.text_status] += 1
                years[question.session_year or "unknown"] += 1
            return CorpusSummary(
                len(corpus), corpus.revision, dict(statuses.most_common()), dict(sorted(years.items()))
            )
    except CorpusMissing:
        return None


def _index(folder: Path) -> IndexInfo | None:
    try:
        with closing(open_engine(folder)) as engine:
            info: IndexInfo = engine.info()
            return info
    except IndexMissing:
        return None


def _day(moment: datetime | None) -> str:
    return f"newest record {moment:%Y-%m-%d %H:%M} UTC" if moment else "nothing fetched yet"
