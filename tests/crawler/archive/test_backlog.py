"""What is asked for: what is new, what may have changed and what failed, each in its time."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crawler.archive.backlog import Backlog, FileCheck
from crawler.archive.retries import TRIES
from crawler.archive.writer import Ledger
from tests.support.clocks import Clock
from tests.support.ledgers import PDF, answer, backlog, next_run, searched, store_details, store_search
from tests.support.parliament_stub import Question


def fail(ledger: Ledger, times: int = 1, kind: str = "file", key: str = "70") -> None:
    """Let something fail in so many runs; another run has begun."""
    for _ in range(times):
        ledger.fail(kind, key, "HTTP 404")
        next_run(ledger)


# --- details -----------------------------------------------------------------------------------------


def test_details_are_old_after_so_long(clock: Clock, ledger: Ledger) -> None:
    hits = store_search(ledger, Question(1))
    store_details(ledger, Question(1))
    next_run(ledger)

    def due(older_than: timedelta | None) -> set[int]:
        return backlog(ledger).due_among(hits, older_than)

    clock.move(hours=20, seconds=-1)
    assert due(timedelta(hours=20)) == set()
    clock.move(seconds=1)
    assert due(timedelta(hours=20)) == {1}
    assert due(timedelta(days=29)) == set()
    assert due(None) == set()
    clock.move(days=-400)  # a clock set back makes nothing younger
    assert due(timedelta(days=29)) == {1}
    clock.move(days=400)
    store_details(ledger, Question(1))
    assert due(timedelta(hours=20)) == set()


def test_an_unanswered_question_is_asked_for_once_in_each_run(ledger: Ledger) -> None:
    hits = store_search(ledger, Question(1, answered=None))
    for _ in range(3):
        next_run(ledger)
        assert backlog(ledger).due_among(hits) == {1}
        store_details(ledger, Question(1, answered=None))
        assert backlog(ledger).due_among(hits) == set()


def test_a_new_hit_of_a_known_question_makes_it_due(ledger: Ledger) -> None:
    store_search(ledger, Question(1, files=(70,)))
    store_details(ledger, Question(1, files=(70,)))
    _, hits = searched(Question(1, files=(70,), attachments=(60,)))
    assert backlog(ledger).due_among(hits) == {1}


def test_due_questions_come_the_newest_first(ledger: Ledger) -> None:
    store_search(ledger, Question(3), Question(1), Question(2))
    assert backlog(ledger).due_questions() == [3, 2, 1]


def test_whether_a_run_has_fetched_a_question_is_known(ledger: Ledger) -> None:
    store_details(ledger, Question(1))
    first = ledger.run
    assert backlog(ledger).has_checked(1)
    next_run(ledger)
    assert not backlog(ledger).has_checked(1)
    assert backlog(ledger).has_checked(1, first)
    assert not backlog(ledger).has_checked(2, first)


@pytest.mark.parametrize(
    ("answered", "after"),
    [
        pytest.param(None, timedelta(hours=20), id="unanswered"),
        pytest.param("2021-02-14", timedelta(days=29), id="answered"),
    ],
)
def test_a_question_that_no_search_lists_is_asked_for_by_itself(
    clock: Clock, ledger: Ledger, answered: str | None, after: timedelta
) -> None:
    store_search(ledger, Question(1, answered=answered))
    store_details(ledger, Question(1, answered=answered), Question(2, answered=answered))
    ledger.fail("details", "3", "HTTP 404")  # never came: that is due anyway
    clock.move(seconds=after.total_seconds() - 1)
    assert backlog(ledger).due_unlisted() == []
    clock.move(seconds=1)
    assert backlog(ledger).due_unlisted() == [2]
    ledger.fail("details", "2", "HTTP 404")
    assert backlog(ledger).due_unlisted() == []
    next_run(ledger)
    assert backlog(ledger).due_unlisted() == [2]
    store_details(ledger, Question(2, answered=answered))
    assert backlog(ledger).due_unlisted() == []


# --- what failed -------------------------------------------------------------------------------------

Wanted = Callable[[Backlog], bool]
KINDS = [
    pytest.param("file", "70", lambda left: left.wants_file(70), id="file"),
    pytest.param("member", "9001", lambda left: left.wants_member(9001, None), id="member"),
    pytest.param("details", "7", lambda left: left.due_questions() == [7], id="details"),
]


@pytest.mark.parametrize(("kind", "key", "wanted"), KINDS)
def test_a_patient_run_leaves_alone_for_longer_and_longer_what_fails(
    clock: Clock, ledger: Ledger, kind: str, key: str, wanted: Wanted
) -> None:
    for pause in (0, 20, 40, 80, 160, 320, 640):
        ledger.fail(kind, key, "HTTP 404")
        assert not wanted(backlog(ledger, patient=True))
        next_run(ledger)
        if pause:
            clock.move(hours=pause, seconds=-1)
            assert not wanted(backlog(ledger, patient=True))
            assert wanted(backlog(ledger))
            clock.move(seconds=1)
        assert wanted(backlog(ledger, patient=True))


@pytest.mark.parametrize(("kind", "key", "wanted"), KINDS)
def test_what_failed_eight_times_is_parked(clock: Clock, ledger: Ledger, kind: str, key: str, wanted: Wanted) -> None:
    fail(ledger, TRIES - 1, kind, key)
    assert wanted(backlog(ledger))
    fail(ledger, 1, kind, key)
    clock.move(days=1_000)
    assert not wanted(backlog(ledger))
    assert not wanted(backlog(ledger, patient=True))


def test_a_question_that_is_asked_for_by_name_has_its_files_tried_whatever_failed(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)), Question(2, files=(71,)))
    for pfile in ("70", "71"):
        fail(ledger, TRIES, key=pfile)
    left = backlog(ledger, patient=True)
    assert left.due_files() == []
    assert left.due_files(1) == [(70, "https://ws.vlpar.be/files/pfile?id=70")]
    ledger.fail("file", "70", "HTTP 404")
    assert left.due_files(1) == []  # once in a run


def test_an_outage_costs_no_patience(ledger: Ledger) -> None:
    for _ in range(20):
        ledger.fail("file", "70", "HTTP 503")
        ledger.forgive([("file", "70")])
        next_run(ledger)
    assert backlog(ledger, patient=True).wants_file(70)


def test_files_come_the_newest_first_and_held_ones_not(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70, 71), attachments=(72,)))
    ledger.store_file(71, answer(PDF), None)
    assert [pfile for pfile, _ in backlog(ledger).due_files()] == [72, 70]


# --- files that may have changed ---------------------------------------------------------------------


def hold(ledger: Ledger, pfile: int, published: date, body: bytes = PDF) -> None:
    """Hold the file of a question that was published on that day."""
    question = Question(pfile + 1_000, published=str(published), files=(pfile,))
    store_search(ledger, question)
    ledger.store_file(pfile, answer(body, etag='"e"', last_modified="Thu, 04 Mar 2021 00:00:00 GMT"), None)


def to_check(ledger: Ledger, most: int = 100) -> list[int]:
    return [check.pfile for check in backlog(ledger, patient=True).files_to_check(most)]


def test_a_file_is_compared_with_what_the_server_said_of_it(clock: Clock, ledger: Ledger) -> None:
    hold(ledger, 70, clock.today)
    clock.move(days=7)
    assert backlog(ledger).files_to_check(1) == [
        FileCheck(70, "https://ws.vlpar.be/files/pfile?id=70", '"e"', "Thu, 04 Mar 2021 00:00:00 GMT")
    ]


@pytest.mark.parametrize(
    ("published", "pause"),
    [
        pytest.param(0, 7, id="today"),
        pytest.param(38, 7, id="45 days ago by then"),
        pytest.param(39, 29, id="46 days ago by then"),
        pytest.param(336, 29, id="a year ago by then"),
    ],
)
def test_recent_files_are_compared_each_week_and_others_each_month(
    clock: Clock, ledger: Ledger, published: int, pause: int
) -> None:
    hold(ledger, 70, clock.today - timedelta(days=published))
    clock.move(days=7)
    assert to_check(ledger) == ([70] if pause == 7 else [])
    clock.move(days=pause - 7, seconds=-1)
    assert to_check(ledger) == []
    clock.move(seconds=1)
    assert to_check(ledger) == [70]
    ledger.keep_file(70)
    assert to_check(ledger) == []


@pytest.mark.parametrize(("published", "wanted"), [(336, [70]), (337, [])], ids=["365 days ago", "366 days ago"])
def test_only_files_of_the_last_year_are_compared(
    clock: Clock, ledger: Ledger, published: int, wanted: list[int]
) -> None:
    hold(ledger, 70, clock.today - timedelta(days=published))
    clock.move(days=29)
    assert to_check(ledger) == wanted


def test_what_was_compared_longest_ago_comes_first(clock: Clock, ledger: Ledger) -> None:
    published = clock.today
    for pfile in (72, 70, 71):
        hold(ledger, pfile, published)
        clock.move(hours=1)
    clock.move(days=8)
    ledger.keep_file(72)
    clock.move(days=8)
    assert to_check(ledger) == [70, 71, 72]
    assert to_check(ledger, 2) == [70, 71]
    assert to_check(ledger, 0) == []


def test_a_file_of_several_questions_is_as_recent_as_the_newest(clock: Clock, ledger: Ledger) -> None:
    hold(ledger, 70, clock.today - timedelta(days=200))
    store_search(ledger, Question(2, published=str(clock.today), files=(70,)))
    clock.move(days=7)
    assert to_check(ledger) == [70]


def test_what_is_no_document_or_not_held_is_not_compared_but_fetched(clock: Clock, ledger: Ledger) -> None:
    store_search(ledger, Question(1, published=str(clock.today), files=(70, 71)))
    ledger.store_file(70, answer(b"<html>"), "HTML instead of a document")
    clock.move(days=8)
    next_run(ledger)
    assert to_check(ledger) == []
    assert [pfile for pfile, _ in backlog(ledger).due_files()] == [71, 70]


def test_a_comparison_that_fails_is_tried_less_and_less_often(clock: Clock, ledger: Ledger) -> None:
    hold(ledger, 70, clock.today)
    clock.move(days=8)
    ledger.store_file(70, answer(b"%PDF-1.7\n.."), None)
    assert to_check(ledger) == []
    for wanted in (True, True, False, True, False, False, False, True):
        next_run(ledger)
        assert (to_check(ledger) == [70]) is wanted
        if wanted:
            ledger.fail("recheck", "70", "HTTP 500")
        clock.move(days=1)
