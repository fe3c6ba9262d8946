"""The clocks of a question, and how they stand to what the parliament says."""

from datetime import date, timedelta

import pytest

from crawler.sample.questions import read_sample
from indexer.figures.clocks import Disagreement, answering_clock, clocks, disagreement, last_late_day
from indexer.figures.term import term_days
from tests.support.factory import make_question

TODAY = date(2024, 6, 3)


def test_a_question_has_a_clock_for_its_answer_and_one_for_its_publication() -> None:
    found = clocks(make_question(), TODAY)
    assert found.answering
    assert found.publishing
    assert (found.answering.since, found.answering.until) == (date(2024, 3, 4), date(2024, 3, 29))
    assert (found.answering.days, found.answering.counted, found.answering.norm) == (19, 15, 20)
    assert (found.publishing.days, found.publishing.norm) == (1, 15), "Easter Monday is a holiday"
    assert not found.answering.late
    assert not found.publishing.late


def test_the_clock_of_a_question_without_an_answer_runs() -> None:
    waiting = make_question(answered_on=None, published_on=None, answer=None, on_time=None)
    running = clocks(waiting, TODAY).answering
    assert running
    assert (running.until, running.days, running.counted, running.late) == (None, 61, 52, True)
    assert clocks(waiting, TODAY).publishing is None
    assert not clocks(waiting, date(2024, 4, 12)).answering.late  # type: ignore[union-attr]


def test_the_clock_of_an_answer_that_is_not_published_runs() -> None:
    running = clocks(make_question(published_on=None), TODAY).publishing
    assert running
    assert (running.until, running.late) == (None, True)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"asked_on": None}, id="not known when it was asked"),
        pytest.param({"answered_on": None}, id="answered nobody knows when"),
        pytest.param({"answered_on": date(2024, 3, 3)}, id="answered before it was asked"),
        pytest.param({"asked_on": date(1, 3, 4)}, id="asked in the year 1"),
        pytest.param({"answered_on": None, "answer": None, "asked_on": date(2030, 1, 1)}, id="asked tomorrow"),
    ],
)
def test_without_days_that_can_be_right_there_is_no_clock(fields: dict[str, object]) -> None:
    assert clocks(make_question(**fields), TODAY).answering is None


def test_recess_leaves_open_what_the_parliament_or_else_the_rules_decide() -> None:
    asked_on, answered_on = date(2023, 7, 5), date(2023, 9, 8)

    def late(on_time: bool | None) -> bool:
        clock = answering_clock(asked_on, answered_on, True, on_time, TODAY)
        assert clock
        assert clock.open
        assert (clock.days, clock.counted) == (44, 14)
        return clock.late

    assert (late(True), late(False), late(None)) == (False, True, False)


def test_what_the_days_decide_the_parliament_does_not_change_but_may_contradict() -> None:
    slow = answering_clock(date(2024, 2, 5), date(2024, 3, 29), True, True, TODAY)
    assert slow
    assert (slow.counted, slow.late, slow.open) == (35, True, False)
    assert disagreement(slow, True) is Disagreement.DAYS
    assert disagreement(slow, False) is disagreement(slow, None) is None
    over_ascension = answering_clock(date(2017, 5, 2), date(2017, 5, 31), True, False, TODAY)
    assert over_ascension
    assert (over_ascension.days, over_ascension.late) == (20, False)
    assert disagreement(over_ascension, False) is Disagreement.HOLIDAYS


def test_in_the_sample_clocks_and_parliament_agree_but_for_two_that_took_a_day_or_two_more_than_the_term() -> None:
    compared, differing = 0, {}
    for question in read_sample().questions:
        asked, answered, on_time = question.asked_on, question.answered_on, question.on_time
        clock = answering_clock(asked, answered, bool(answered), on_time, TODAY)
        if clock and clock.until and on_time is not None:
            compared += 1
            if found := disagreement(clock, on_time):
                differing[question.id] = (found, clock.counted)
    assert compared == 31
    assert differing == {9_900_003: (Disagreement.DAYS, 22), 9_900_029: (Disagreement.DAYS, 21)}


def test_the_last_day_of_which_the_term_has_passed() -> None:
    for today in (date(2024, 9, 2), date(2024, 1, 3), TODAY):
        last = last_late_day(today)
        assert term_days(last, today) > 20 >= term_days(last + timedelta(days=1), today)
