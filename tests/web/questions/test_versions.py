"""What changed in a question, in Dutch."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from indexer.history.versions import Change, FileChange, ListedChange, Revision, TablesChange, TextChange, compare
from indexer.question import Document
from tests.support.factory import make_question
from web.questions.versions import said, versions_of


def document(sha256: str | None = "a", size: int | None = 1_200, filename: str | None = "12.pdf") -> Document:
    return Document(
        pfile=70, url="x", filename=filename, media_type=None, role="attachment", sha256=sha256, bytes=size, pages=None
    )


def file(before: Document | None, after: Document | None) -> FileChange:
    return FileChange(pfile=70, before=before, after=after)


def tables(**counts: int) -> TablesChange:
    nothing = dict.fromkeys(("tables_added", "tables_removed", "rows_added", "rows_removed", "cells_changed"), 0)
    return TablesChange(**(nothing | counts))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change(field="title", before="Oud", after="Nieuw"), "Titel: Oud → Nieuw"),
        (
            Change(field="answered_on", before=None, after="2024-03-29"),
            "Beantwoord op: 29 maart 2024 (eerst niet gegeven)",
        ),
        (Change(field="themes", before="Sport", after=None), "Thema’s: niet meer gegeven (was Sport)"),
        (Change(field="on_time", before="yes", after="no"), "Op tijd beantwoord: ja → nee"),
        (
            Change(field="text_status", before="no answer", after="complete"),
            "Toestand van de tekst: zonder antwoord → volledig",
        ),
        (TextChange(field="answer", words_before=None, words_after=1), "Tekst van het antwoord: nieuw (1 woord)"),
        (
            TextChange(field="answer", words_before=1_200, words_after=None),
            "Tekst van het antwoord: niet meer aanwezig (was 1.200 woorden)",
        ),
        (
            TextChange(field="question", words_before=10, words_after=12),
            "Tekst van de vraag: gewijzigd (10 → 12 woorden)",
        ),
        (file(None, document()), "Bestand 12.pdf: toegevoegd (1 kB)"),
        (file(document(), None), "Bestand 12.pdf: wordt niet meer genoemd"),
        (file(document(filename=None), document()), "Bestand 12.pdf: heette eerst niets"),
        (file(document(None, None, None), document(filename=None)), "Bestand 70: nu opgehaald (1 kB)"),
        (file(document(), document("b", 2_300_000)), "Bestand 12.pdf: vervangen door een ander bestand (2,3 MB)"),
        (tables(tables_added=1, cells_changed=2), "Tabellen: 1 tabel erbij, 2 cellen gewijzigd"),
        (tables(), "Tabellen: anders ingedeeld"),
    ],
)
def test_a_change_is_said_in_a_line(change: ListedChange, sentence: str) -> None:
    assert str(said(change)) == sentence


def revisions(*fields: dict[str, Any], completes: bool = False) -> list[Revision]:
    versions = [make_question(documents=(document(str(place)),), **one) for place, one in enumerate(fields)]
    changes = [(), *(compare(before, after) for before, after in pairwise(versions))]
    seen = datetime(2026, 1, 5, tzinfo=UTC)
    return [Revision(seen_at=seen, title=None, files=1, changes=one, completes=completes) for one in changes]


def test_the_newest_version_comes_first_and_the_first_has_no_changes() -> None:
    newest, middle, first = versions_of(revisions({"title": "A"}, {"title": "B"}, {"answer": "Twaalf."}))
    assert [one.anchor for one in (newest, middle, first)] == ["versie-3", "versie-2", "versie-1"]
    assert first.changes == ()
    assert [one.name for one in middle.changes] == ["Titel", "Bestand 12.pdf"]


def test_a_text_that_is_only_set_differently_says_so() -> None:
    newest, _ = versions_of(revisions({"answer": "Een. Twee."}, {"answer": "Een.\n\nTwee."}))
    assert newest.changes[-1].how == "alleen anders ingedeeld in regels of alinea’s"


def test_what_a_crawl_only_completed_is_no_version_of_the_source() -> None:
    assert versions_of(revisions({"title": "A"}, {"title": "B"}, completes=True)) == ()
    assert versions_of([]) == ()
