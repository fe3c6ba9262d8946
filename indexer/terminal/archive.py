"""The archive's part of `vraagbaak status`, as lines of plain text."""

import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from crawler.archive import ArchiveSummary, ParkedFailure, RunSummary

_WIDTH = 100
_LABEL = 20
_MOST_PARKED = 20
_KINDS = {
    "scope": "scope that cannot be",
    "search": "search",
    "hit": "hit of the search",
    "details": "question",
    "member": "member",
    "file": "file",
    "recheck": "recheck of a file",
}
"""What the archive calls a failure, in words that can be counted."""


def archive_lines(found: ArchiveSummary, looked_at: datetime) -> Iterator[str]:
    """The figures of the archive as they were at that moment, which tells how old things are."""
    not_held = f", {counted(found.files_missing, 'file')} not held" if found.files_missing else ""
    odd = f" ({found.files_no_document:,} of them no document)" if found.files_no_document else ""
    yield f"archive  {counted(found.questions, 'question')}, {counted(found.files, 'file')}{odd}{not_held}"
    if found.stopped:
        yield from _row("STOPPED EARLY", found.stopped)
    newest = found.crawled_at
    yield from _row(
        "newest record", f"{minute(newest)}, {ago(looked_at - newest)}" if newest else "nothing fetched yet"
    )
    if found.published_until:
        yield from _row("published until", f"{found.published_until}, {_days_ago(found.published_until, looked_at)}")
    if found.last_finished:
        yield from _row("last finished run", _run(found.last_finished))
    for run in found.unfinished:
        yield from _row("unfinished run", _run(run))
    if found.unfinished:
        yield from _row("", "the next `vraagbaak update` goes on with what is unfinished")
    yield from _failures(found)
    if found.gone_documents:
        documents, questions = counted(found.gone_documents, "document"), counted(len(found.gone_questions), "question")
        yield from _row("no longer listed", f"by the search: {documents} of {questions}; what is held of them stays")


def ago(age: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    if age < timedelta(minutes=-5):
        return "in the future: is the clock right?"
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if age >= length:
            return f"{counted(age // length, unit)} ago"
    return "just now"


def minute(moment: datetime) -> str:
    """A moment of the archive, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def counted(count: int, what: str) -> str:
    """`1 file`, `1,200 files`, `2 rechecks of a file`."""
    noun, _, rest = what.partition(" ")
    plural = noun if count == 1 else f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{count:,} {plural} {rest}".rstrip()


def _failures(found: ArchiveSummary) -> Iterator[str]:
    parked = Counter(one.kind for one in found.parked)
    if again := Counter(found.failures) - parked:
        yield from _row("failed, tried again", _by_kind(again))
    if parked:
        yield from _row("failed, given up", _by_kind(parked))
        for one in islice(found.parked, _MOST_PARKED):
            yield from _row("", _parked(one), "  ")
        if len(found.parked) > _MOST_PARKED:
            yield from _row("", f"and {len(found.parked) - _MOST_PARKED:,} more: `vraagbaak status --json` has all")
        yield from _row("", "to try a question and its files again: `vraagbaak crawl --link ID`")
    if found.oldest_failure:
        yield from _row("oldest failure", minute(found.oldest_failure))


def _by_kind(counts: Counter[str]) -> str:
    return ", ".join(counted(count, _KINDS.get(kind, kind)) for kind, count in sorted(counts.items()))


def _parked(one: ParkedFailure) -> str:
    of = f" of question {one.question}" if one.question is not None and one.kind != "details" else ""
    return f"{one.kind} {one.key}{of}: {one.reason}"


def _run(run: RunSummary) -> str:
    return f"{run.asked}, begun {minute(run.started_at)}"


def _days_ago(day: date, looked_at: datetime) -> str:
    days = (looked_at.astimezone(ZoneInfo("Europe/Brussels")).date() - day).days
    return "today" if days == 0 else ago(timedelta(days=days))


def _row(label: str, text: str, indent: str = "") -> Iterator[str]:
    """A figure with its label, wrapped in the column of figures."""
    margin = " " * (9 + _LABEL + 1)
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"{'':9}{label:<{_LABEL}} {indent}",
        subsequent_indent=margin + indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
