"""A question that changes at the source: every version is kept, and a reader is told what changed."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Archive, versions
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from indexer.corpus.histories import history
from indexer.history.text_diff import Piece, diff_lines, passages
from indexer.history.versions import Change, FileChange, Revision, TablesChange, compare
from indexer.question import Document, Table, WrittenQuestion
from indexer.terminal.history import history_lines
from tests.support.changed import NEW, OLD, crawled_twice
from tests.support.commands import vraagbaak
from tests.support.factory import make_question
from tests.support.ledgers import answer, store_details, store_records, store_search
from tests.support.parliament_stub import Parliament, Question, serving


@pytest.fixture(scope="module")
def parliament() -> Iterator[Parliament]:
    with serving(Parliament()) as served:
        yield served


@pytest.fixture(scope="module")
def changed(parliament: Parliament, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawled_twice(tmp_path_factory.mktemp("changed"), parliament)


# --- a crawl that found a change -------------------------------------------------------------------------------------


def test_what_changed_at_the_source_is_told_and_nothing_else(changed: Path) -> None:
    first, second = history(changed / "archive", 7)
    assert (first.title, first.files, first.changes) == ("Speelplein - Verlichting", 1, ())
    assert first.seen_at is not None
    assert second.seen_at is not None
    assert timedelta(days=7) < second.seen_at - first.seen_at < timedelta(days=8)
    title, themes, file, reply = second.changes
    assert title == Change(field="title", before="Speelplein - Verlichting", after="Speelplein - Lampen")
    assert themes == Change(field="themes", before="Sport, Jeugdwerk", after="Sport, Energie")
    assert isinstance(file, FileChange)
    assert file.pfile == 70
    assert isinstance(reply, Change)
    assert reply.field == "answer"
    assert "22 uur" in (reply.before or "")
    assert reply.after == (reply.before or "").replace("22 uur", "23 uur")


def test_the_bytes_of_the_old_file_can_still_be_read(changed: Path) -> None:
    (file,) = (change for change in history(changed / "archive", 7)[1].changes if isinstance(change, FileChange))
    assert file.before
    assert file.after
    with Archive.open(changed / "archive") as archive:
        assert archive.file_bytes(file.before.sha256 or "") == OLD
        assert archive.file_bytes(file.after.sha256 or "") == NEW


def test_a_question_that_did_not_change_has_one_version(changed: Path) -> None:
    assert len(history(changed / "archive", 8)) == 1


def test_the_last_version_is_what_the_corpus_holds(changed: Path) -> None:
    shown = json.loads(vraagbaak("show", "7", "--json", "--data", changed).stdout)
    last = history(changed / "archive", 7)[-1]
    assert last.title == shown["title"]
    assert isinstance(reply := last.changes[-1], Change)
    assert reply.after == shown["answer"]


def test_the_command_prints_a_history_that_can_be_read(changed: Path) -> None:
    done = vraagbaak("history", "7", "--data", changed)
    assert (done.returncode, done.stderr) == (0, "")
    moment = r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC"
    first, second, *told = done.stdout.splitlines()
    assert re.fullmatch(rf"{moment}  first seen: Speelplein - Verlichting \(1 file\)", first)
    assert re.fullmatch(moment, second)
    assert told[:2] == [
        "  title: Speelplein - Verlichting -> Speelplein - Lampen",
        "  themes: Sport, Jeugdwerk -> Sport, Energie",
    ]
    assert told[2] == f"  file 70: replaced ({len(OLD):,} -> {len(NEW):,} bytes)"
    assert told[3:] == [
        "  answer:",
        "      Er zijn 40 speelpleinen verlicht.",
        "    - De lampen branden tot 22 uur.",
        "    + De lampen branden tot 23 uur.",
        "      Dat blijft zo.",
    ]


def test_the_command_gives_the_same_as_json(changed: Path) -> None:
    done = vraagbaak("history", "7", "--json", "--data", changed)
    found = [Revision.model_validate(revision) for revision in json.loads(done.stdout)]
    assert found == history(changed / "archive", 7)


def test_an_id_that_is_not_held_is_one_clear_line(changed: Path) -> None:
    done = vraagbaak("history", "404", "--data", changed)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "there is no question 404 in the archive" in line


# --- what makes a version --------------------------------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "archive") as opened:
        Runs(opened).begin("{}")
        yield opened


def next_run(ledger: Ledger) -> None:
    Runs(ledger).finish()
    Runs(ledger).begin("{}")


def test_what_one_run_found_first_is_one_version(ledger: Ledger) -> None:
    question = Question(7, files=(70,))
    store_search(ledger, question)
    store_details(ledger, question)
    ledger.store_file(70, answer(OLD), None)
    next_run(ledger)
    later = replace(question, title="Anders")
    store_search(ledger, later)
    store_details(ledger, later)
    ledger.store_file(70, answer(NEW), None)
    first, second = versions(ledger, 7)
    assert (first.question.record.title, first.question.files[0].bytes) == (question.title, len(OLD))
    assert (second.question.record.title, second.question.files[0].bytes) == ("Anders", len(NEW))


def test_a_file_that_came_in_a_later_run_is_fetched_then(ledger: Ledger) -> None:
    store_details(ledger, Question(7, files=(70,)))
    next_run(ledger)
    ledger.store_file(70, answer(OLD, filename="12.pdf"), None)
    first, second = history(ledger.folder, 7)
    assert first.files == 1
    told = list(history_lines([first, second]))
    assert f"  file 70: fetched (12.pdf, {len(OLD):,} bytes)" in told
    assert "  text status: missing -> complete" in told
    assert "  answer: new (14 words)" in told


def test_a_file_held_for_another_question_is_no_version_of_one_not_known_yet(ledger: Ledger) -> None:
    store_details(ledger, Question(7, files=(70,)))
    ledger.store_file(70, answer(OLD), None)
    next_run(ledger)
    store_details(ledger, Question(8, files=(70,)))
    (version,) = versions(ledger, 8)
    assert version.question.record.title
    assert version.question.files[0].sha256


def test_a_record_that_lost_a_field_is_no_version_until_it_is_believed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + cls.ahead

    monkeypatch.setattr("crawler.clock.datetime", Clock)
    store_details(ledger, Question(7))
    next_run(ledger)
    store_details(ledger, Question(7, themes=()))
    assert len(history(ledger.folder, 7)) == 1
    next_run(ledger)
    Clock.ahead = timedelta(days=1)
    store_details(ledger, Question(7, themes=()))
    _, second = history(ledger.folder, 7)
    assert second.changes == (Change(field="themes", before="Sport, Jeugdwerk", after=None),)


def test_records_that_changed_in_nothing_that_is_shown_are_one_line(ledger: Ledger) -> None:
    store_details(ledger, Question(7))
    next_run(ledger)
    store_records(ledger, Parliament(base="https://ws.vlpar.be").record(Question(7)) | {"nieuw-veld": "x"})
    revisions = history(ledger.folder, 7)
    assert [revision.changes for revision in revisions] == [(), ()]
    assert list(history_lines(revisions))[1].endswith("UTC  records changed, nothing that is shown")


def test_a_question_that_is_not_held_is_a_key_error(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        history(ledger.folder, 404)


# --- two versions compared -------------------------------------------------------------------------------------------


def told(before: WrittenQuestion, after: WrittenQuestion) -> list[str]:
    """What a reader is told of a change."""
    moment = datetime(2026, 11, 24, 10, 12, tzinfo=UTC)
    first = Revision(seen_at=None, title=before.title, files=0, changes=())
    second = Revision(seen_at=moment, title=after.title, files=0, changes=compare(before, after))
    return list(history_lines([first, second]))[1:]


def document(pfile: int, sha256: str | None, size: int | None, filename: str | None = "12.pdf") -> Document:
    return Document(
        pfile=pfile,
        url="x",
        filename=filename,
        media_type=None,
        role="question_and_answer",
        sha256=sha256,
        bytes=size,
        pages=None,
    )


def table(*rows: tuple[str, ...], caption: str | None = None) -> Table:
    return Table(part=None, caption=caption, page=1, rows=rows)


def replaced(before: dict[str, Any], after: dict[str, Any]) -> tuple[WrittenQuestion, WrittenQuestion]:
    """Two versions with another file each, and these fields."""
    old, new = document(123, "a" * 64, 12_345), document(123, "b" * 64, 13_000)
    return make_question(documents=(old,), **before), make_question(documents=(new,), **after)


HEADER, GHENT, LIER = ("Stad", "2023"), ("Gent", "12"), ("Lier", "4")


def test_an_old_moment_is_unknown_and_a_title_that_is_missing_is_said() -> None:
    first = Revision(seen_at=None, title=None, files=2, changes=())
    assert list(history_lines([first])) == ["unknown  first seen: (no title) (2 files)"]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"asker": "Noor Claes"}, "asker: Lotte Verdonck (Groene Lijst) -> Noor Claes (Groene Lijst)"),
        ({"party": "Eik"}, "asker: Lotte Verdonck (Groene Lijst) -> Lotte Verdonck (Eik)"),
        ({"minister": None}, "minister: Bram Hellemans, Vlaams minister van Welzijn -> not given"),
        ({"answered_on": None}, "answered on: 2024-03-29 -> not given"),
        ({"on_time": False}, "on time: yes -> no"),
        ({"answer_kind": "Gecoördineerd antwoord"}, "answer kind: Antwoord -> Gecoördineerd antwoord"),
        ({"text_status": "no_answer"}, "text status: complete -> no answer"),
        ({"number": None}, "number: 201 -> not given"),
    ],
    ids=str,
)
def test_a_fact_is_told_in_a_line(fields: dict[str, Any], line: str) -> None:
    assert told(make_question(1_800_001, number=201), make_question(1_800_001, **{"number": 201} | fields)) == [
        "2026-11-24 10:12 UTC",
        f"  {line}",
    ]


def test_a_long_fact_stands_under_its_name() -> None:
    old, new = "Wachtlijsten " * 10, "Wachttijden " * 10
    lines = told(make_question(title=old.strip()), make_question(title=new.strip()))
    assert lines[1] == "  title:"
    assert [line[:6] for line in lines[2:]] == ["    - ", "    - ", "    + ", "    + "]
    assert max(map(len, lines)) <= 100


def test_what_says_nothing_to_a_reader_is_left_out() -> None:
    moved = make_question(
        page_url="https://elders.example", crawled_at=datetime(2025, 1, 1, tzinfo=UTC), notes=("a note",)
    )
    assert compare(make_question(), moved) == ()


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (("a" * 64, 12_345), ("b" * 64, 13_000), "replaced (12,345 -> 13,000 bytes)"),
        (("a" * 64, 12_345), ("b" * 64, 12_345), "replaced (other content, 12,345 bytes as before)"),
        ((None, None), ("b" * 64, 13_000), "fetched (12.pdf, 13,000 bytes)"),
        (None, ("b" * 64, 13_000), "added (12.pdf, 13,000 bytes)"),
        (None, (None, None), "added (12.pdf, not held)"),
        (("a" * 64, 12_345), None, "no longer named (12.pdf, 12,345 bytes)"),
        (("a" * 64, 12_345, "a.pdf"), ("a" * 64, 12_345, "b.pdf"), "renamed (a.pdf -> b.pdf)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_became_of_a_file_is_told(
    before: tuple[Any, ...] | None, after: tuple[Any, ...] | None, line: str
) -> None:
    old, new = (make_question(documents=(document(123, *held),) if held else ()) for held in (before, after))
    assert told(old, new)[1:] == [f"  file 123: {line}"]
    assert told(old, old)[0].endswith("nothing that is shown")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ([table(HEADER, GHENT)], [table(HEADER, ("Gent", "13"))], "1 cell changed"),
        ([table(HEADER, GHENT)], [table(HEADER, GHENT, LIER)], "1 row added"),
        ([table(HEADER, GHENT, LIER)], [table(HEADER, LIER)], "1 row removed"),
        ([table(HEADER, GHENT)], [table((*HEADER, "2024"), (*GHENT, "9"))], "2 cells changed"),
        ([table(HEADER)], [table(HEADER, caption="Per stad")], "1 cell changed"),
        ([], [table(HEADER, GHENT), table(LIER)], "2 tables added"),
        ([table(HEADER, GHENT), table(LIER)], [table(LIER)], "1 table removed"),
        (
            [table(HEADER, GHENT), table(LIER)],
            [table(("Stad", "2024"), GHENT, LIER)],
            "1 table removed, 1 row added, 1 cell changed",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_how_much_of_the_tables_changed_is_counted(before: list[Table], after: list[Table], line: str) -> None:
    old, new = replaced({"tables": tuple(before)}, {"tables": tuple(after)})
    assert isinstance(compare(old, new)[-1], TablesChange)
    assert told(old, new)[-1] == f"  tables: {line}"


def test_a_text_that_came_or_went_is_told_by_its_length() -> None:
    old, new = replaced({"question": None, "answer": "Ja."}, {"question": "Wie betaalt dat?", "answer": None})
    assert told(old, new)[2:] == ["  question: new (3 words)", "  answer: no longer there (1 word)"]


def test_texts_of_the_same_files_are_not_said_to_have_changed() -> None:
    same = (document(123, "a" * 64, 12_345),)
    cut = make_question(documents=same, answer="Ja.", tables=(table(HEADER),))
    assert compare(make_question(documents=same), cut) == ()


# --- two texts compared ----------------------------------------------------------------------------------------------


def test_one_word_does_not_mark_a_whole_paragraph() -> None:
    before = "Een. " * 20 + "Er zijn 40 lampen. Twee. " + "Drie. " * 20
    assert list(diff_lines(before.strip(), before.strip().replace("40", "41"), 80)) == [
        "  Een.",
        "- Er zijn 40 lampen.",
        "+ Er zijn 41 lampen.",
        "  Twee.",
    ]


def test_changes_far_apart_have_dots_between_them() -> None:
    before = "\n\n".join(f"Alinea {number}." for number in range(9))
    after = before.replace("Alinea 0.", "Eerste.").replace("Alinea 8.", "Laatste.")
    lines = ["- Alinea 0.", "+ Eerste.", "", "...", "", "- Alinea 8.", "+ Laatste."]
    assert [line.rstrip() for line in diff_lines(before, after, 80)] == lines


def test_a_long_sentence_is_wrapped_with_its_mark_on_every_line() -> None:
    lines = list(diff_lines("kort", "lang woord " * 30, 40))
    assert lines[0] == "- kort"
    assert len(lines) > 5
    assert all(line.startswith("+ ") and len(line) <= 40 for line in lines[1:])


def test_text_that_looks_like_a_mark_is_told_as_it_is() -> None:
    assert list(diff_lines("-- a\n@@ b", "++ a\n@@ b", 80)) == ["- -- a", "+ ++ a", "  @@ b"]


def test_the_number_of_a_paragraph_stays_with_it() -> None:
    assert list(diff_lines("1. Ja.\n12. Nee.", "1. Ja.\n12. Soms.", 80)) == ["  1. Ja.", "- 12. Nee.", "+ 12. Soms."]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert list(diff_lines("Zie vraag nr. 12 van vorig jaar.", "Zie vraag nr. 13 van vorig jaar.", 80)) == [
        "- Zie vraag nr. 12 van vorig jaar.",
        "+ Zie vraag nr. 13 van vorig jaar.",
    ]


def test_texts_that_are_only_set_differently_say_so() -> None:
    assert list(diff_lines("Een. Twee.", "Een.\nTwee.", 80)) == ["(only line breaks or spaces differ)"]


SENTENCES = st.lists(st.sampled_from(["Een.", "twee", "- drie", "Vier? ", "", "\n", "\n\n", "++", "..."]), max_size=12)


@given(SENTENCES, SENTENCES)
def test_a_difference_is_never_silent_and_equal_texts_have_none(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    lines = list(diff_lines(old, new, 80))
    assert bool(lines) == (old != new)
    added = [" ".join(line[2:].split()) for line in lines if line.startswith("+ ")]
    assert all(part in " ".join(new.split()) for part in added)


# --- differences for reading -----------------------------------------------------------------------------------------


def marked(before: str, after: str) -> list[str]:
    """The passages that changed, with what went in brackets and what came in braces."""
    signs = {"same": "{}", "gone": "[{}]", "new": "{{{}}}"}
    return [" ".join(signs[piece.kind].format(piece.text) for piece in passage) for passage in passages(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Tot 22 uur. Zo.", "Tot 23 uur. Zo.", ["Tot [22] {23} uur. Zo."]),
        ("Eerst. Dan.", "Eerst. Nog iets. Dan.", ["Eerst. {Nog iets.} Dan."]),
        ("Eerst. Weg. Dan.", "Eerst. Dan.", ["Eerst. [Weg.] Dan."]),
        ("", "Nieuw.", ["{Nieuw.}"]),
        (
            "Een zin over appels.",
            "Iets geheel anders dan dat.",
            ["[Een zin over appels.] {Iets geheel anders dan dat.}"],
        ),
        ("A.\n\nB.", "A. B.", []),
        ("Zelfde.", "Zelfde.", []),
        (
            "Eerst. B. C. D. E. F. Laatst.",
            "Begin. B. C. D. E. F. Slot.",
            ["[Eerst.] {Begin.} B.", "F. [Laatst.] {Slot.}"],
        ),
    ],
)
def test_what_changed_is_shown_with_a_sentence_around_it(before: str, after: str, expected: list[str]) -> None:
    assert marked(before, after) == expected


@given(
    st.lists(st.sampled_from(["Aap.", "Noot mies.", "Wim zus.", "Jet"])), st.lists(st.sampled_from(["Aap.", "Noot."]))
)
def test_what_came_and_what_stayed_make_the_new_text(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    for passage in passages(old, new):
        for text, kinds in ((old, ("same", "gone")), (new, ("same", "new"))):
            assert " ".join(piece.text for piece in passage if piece.kind in kinds) in text


def test_a_text_beyond_measure_is_replaced_as_a_whole() -> None:
    old, new = (" ".join(f"Zin {word} {number}." for number in range(2_000)) for word in ("een", "twee"))
    ((gone, came),) = passages(old, new)
    assert (gone, came) == (Piece("gone", old), Piece("new", new))
