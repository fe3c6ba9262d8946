"""What an index tells of the source: how questions changed, and what is held of what there should be."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.corpus.completeness import CompletenessReport
from indexer.corpus.source import SourceState
from indexer.corpus.store import Corpus, History, Made
from indexer.history.versions import Change, FileChange, Revision, TextChange, compare
from indexer.index import build_index
from indexer.notes import NoteKind
from indexer.question import Document, Part, Table, WrittenQuestion
from indexer.search import SearchService, open_search
from indexer.search.changes import SourceChanges
from tests.support.factory import make_question

MADE = Made("fingerprint", 1)
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.create(tmp_path / "corpus.sqlite") as opened:
        yield opened


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def history(*versions: WrittenQuestion, days: int = 0, completes: bool = False) -> History:
    """Versions that were seen a day apart."""
    changes = [(), *(compare(before, after) for before, after in pairwise(versions))]
    revisions = tuple(
        Revision(
            seen_at=START + timedelta(days=days + place),
            title=version.title,
            files=len(version.documents),
            changes=changed,
            completes=completes and place > 0,
        )
        for place, (version, changed) in enumerate(zip(versions, changes, strict=True))
    )
    return History(str(len(versions)), revisions)


def document(sha256: str | None) -> Document:
    return Document(
        pfile=70, url="x", filename="12.pdf", media_type=None, role="question_and_answer",
        sha256=sha256, bytes=1 if sha256 else None, pages=None,
    )  # fmt: skip


def source(*years: str) -> SourceState:
    return SourceState(
        listed_years=years, published_until=date(2026, 1, 5), without_details=0, files_missing=0, failures={},
        given_up=(), gone=(),
    )  # fmt: skip


def everything(index: Path) -> tuple[SourceChanges, CompletenessReport, dict[int, tuple[Revision, ...]]]:
    with closing(open_search(index)) as service:
        found = service.changes(1_000)
        return found, service.completeness(), {one.question: service.revisions(one.question) for one in found.changes}


@pytest.fixture
def service(corpus: Corpus, index: Path) -> Iterator[SearchService]:
    """Question 1 got another title and then an answer, question 2 never changed, and question 3 a file."""
    asked = make_question(1, number=1, answer=None, answered_on=None, documents=(document("a" * 64),))
    renamed = asked.model_copy(update={"title": "Anders"})
    answered = renamed.model_copy(
        update={"answer": "Er zijn er twaalf.", "answered_on": date(2024, 3, 29), "documents": (document("b" * 64),)}
    )
    corpus.put(answered, MADE, history(asked, renamed, answered))
    corpus.put(make_question(2, number=2), MADE)
    awaited = make_question(3, number=5, text_status="missing", question=None, answer=None, documents=(document(None),))
    fetched = make_question(3, number=5, documents=(document("c" * 64),))
    corpus.put(fetched, MADE, history(awaited, fetched, days=9))
    build_index(corpus.path, index)
    with closing(open_search(index)) as opened:
        yield opened


def test_the_revisions_of_a_question_are_those_of_the_corpus(service: SearchService, corpus: Corpus) -> None:
    assert service.revisions(1) == corpus.history(1)
    assert len(service.revisions(1)) == 3
    assert service.revisions(2) == ()
    assert service.revisions(404) == ()


def test_changes_are_listed_the_newest_first_with_their_question(service: SearchService) -> None:
    found = service.changes(10)
    assert [(one.question, one.revision, one.seen_at) for one in found.changes] == [
        (1, 2, START + timedelta(days=2)),
        (1, 1, START + timedelta(days=1)),
    ]
    answered, renamed = found.changes
    assert (renamed.title, renamed.number, renamed.minister) == ("Anders", 1, "Bram Hellemans")
    assert renamed.changes == (Change(field="title", before="Wachtlijsten in de jeugdhulp", after="Anders"),)
    day, file, text = answered.changes
    assert day == Change(field="answered_on", before=None, after="2024-03-29")
    assert isinstance(file, FileChange)
    assert text == TextChange(field="answer", words_before=None, words_after=4)


def test_a_file_that_was_only_fetched_later_is_no_change_of_the_source(service: SearchService) -> None:
    assert 3 not in {one.question for one in service.changes(10).changes}
    (change, *_) = service.revisions(3)[1].changes
    assert change.field == "text_status"


def test_what_a_run_had_left_is_no_change_of_the_source(corpus: Corpus, index: Path) -> None:
    known, detailed = make_question(1, themes=()), make_question(1)
    corpus.put(detailed, MADE, history(known, detailed, completes=True))
    build_index(corpus.path, index)
    assert everything(index)[0] == SourceChanges(total=0, changes=())


def test_changes_come_in_pages(service: SearchService) -> None:
    first, second = service.changes(1), service.changes(1, 1)
    assert (first.total, second.total) == (2, 2)
    assert (*first.changes, *second.changes) == service.changes(2).changes
    assert service.changes(1, 2).changes == ()


def test_what_is_missing_is_known_of_a_year_that_was_listed_whole(corpus: Corpus, index: Path) -> None:
    for number, year in ((1, "2023-2024"), (4, "2023-2024"), (2, "2022-2023")):
        corpus.put(make_question(number, number=number, session_year=year), MADE)
    corpus.put(make_question(9, number=None), MADE)
    corpus.put_source(source("2023-2024"))
    build_index(corpus.path, index)
    report = everything(index)[1]
    newest, older = report.coverage
    assert (newest.held, newest.expected, newest.missing, newest.missing_numbers) == (2, 4, 2, "2-3")
    assert (older.held, older.highest) == (1, 2)
    assert (older.expected, older.missing, older.missing_numbers) == (None, None, None)
    assert (report.unplaced, report.source) == (1, source("2023-2024"))


def test_without_an_archive_nobody_knows_what_is_missing(corpus: Corpus, index: Path) -> None:
    corpus.put(make_question(1, number=5), MADE)
    build_index(corpus.path, index)
    report = everything(index)[1]
    assert report.source is None
    assert [one.missing for one in report.coverage] == [None]


def test_how_sure_the_extraction_is_is_counted(corpus: Corpus, index: Path) -> None:
    table = Table(part=None, caption=None, page=1, rows=(("1",),), doubt="its first row may be no header")
    notes = ("page 1 of 3 is an image without text", "page 2 of 3 is an image without text", "met de hand nagekeken")
    parts = (Part(label="1", question="Hoeveel?", answer="Twaalf."), Part(label="2", question="Waar?", answer=None))
    corpus.put(make_question(1, parts=parts, tables=(table, table.model_copy(update={"doubt": None}))), MADE)
    corpus.put(make_question(2, notes=notes, text_status="partial"), MADE)
    build_index(corpus.path, index)
    sure = everything(index)[1].certainty
    assert (sure.parts, sure.parts_answered, sure.tables, sure.tables_in_doubt) == (2, 1, 2, 1)
    assert (sure.questions, sure.statuses) == (2, {"complete": 1, "partial": 1})
    assert sure.notes == {"": 1, NoteKind.IMAGE_PAGE: 1}


def test_an_incremental_build_tells_the_same_as_a_full_one(corpus: Corpus, index: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    held: dict[int, list[WrittenQuestion]] = {}
    for night in range(8):
        for _ in range(5):
            number = rng.randrange(1, 20)
            question = make_question(
                number,
                number=rng.randrange(1, 30),
                title=f"Titel {night}",
                answer=f"Antwoord {rng.randrange(3)}",
                text_status=rng.choice(("complete", "partial", "scanned")),
                minister=rng.choice(("Bram Hellemans", "Hanne Dockx")),
                documents=(document(f"{night}" * 64),),
            )
            held.setdefault(number, []).append(question)
            versions = held[number]
            corpus.put(question, MADE, history(*versions, days=number) if len(versions) > 1 else None)
        corpus.put_source(source(*(["2023-2024"] if night > 3 else [])))
        build_index(corpus.path, index)
    build_index(corpus.path, tmp_path / "full", full=True)
    told = everything(index)
    assert told[0].total > 10
    assert told == everything(tmp_path / "full")


def test_what_is_known_of_the_source_alone_makes_a_new_generation(corpus: Corpus, index: Path) -> None:
    corpus.put(make_question(1, number=2), MADE)
    corpus.put_source(source())
    build_index(corpus.path, index)
    corpus.put_source(source("2023-2024"))
    report = build_index(corpus.path, index)
    assert (report.full, report.indexed, report.total) == (False, 0, 1)
    assert [one.missing for one in everything(index)[1].coverage] == [1]
    again = build_index(corpus.path, index)
    assert again.generation == report.generation
