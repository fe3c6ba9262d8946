"""Figures: what is counted of questions, by whom, to whom, about what and when."""

from datetime import date

import pytest

from indexer.figures.counting import Counting
from indexer.figures.facts import fact_of
from indexer.figures.models import Figures, Profile, ProfileKind, Spread
from indexer.figures.slugs import slug
from indexer.figures.waiting import WaitingRequest, waiting
from indexer.question import Minister, WrittenQuestion
from tests.support.factory import make_question

UNANSWERED = {"answered_on": None, "answer": None, "on_time": None, "published_on": None}


def profiles(*questions: WrittenQuestion) -> dict[tuple[str, str], Profile]:
    found = Counting(map(fact_of, questions)).profiles()
    return {(profile.kind.value, profile.slug): profile for profile in found}


def figures(*questions: WrittenQuestion) -> dict[str | None, Figures]:
    return {one.session_year: one for one in Counting(map(fact_of, questions)).figures()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hümeyra Aydoğan-Pauwels", "humeyra-aydogan-pauwels"),
        ("Koen D'Hoossche", "koen-d-hoossche"),
        ("CD&V", "cd-v"),
        ("sp·a", "sp-a"),
        ("2023-2024", "2023-2024"),
        ("../../etc", "etc"),
        ("…", ""),
    ],
)
def test_a_slug_is_made_of_the_name_alone(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_every_kind_of_name_has_a_profile() -> None:
    held = profiles(make_question(1))
    assert set(held) == {
        ("minister", "bram-hellemans"), ("asker", "lotte-verdonck"), ("party", "groene-lijst"), ("theme", "jeugd"),
        ("theme", "welzijn"), ("session_year", "2023-2024"),
    }  # fmt: skip
    asker = held["asker", "lotte-verdonck"]
    assert [(tally.name, tally.slug, tally.questions) for tally in asker.themes] == [
        ("Jeugd", "jeugd", 1),
        ("Welzijn", "welzijn", 1),
    ]
    assert asker.askers == ()
    assert (asker.first_asked, asker.last_asked) == (date(2024, 3, 4), date(2024, 3, 4))


def test_an_outcome_is_the_parliaments_word_or_else_what_the_days_say() -> None:
    minister = profiles(
        make_question(1),
        make_question(2, on_time=False),
        make_question(3, on_time=None),
        make_question(4, on_time=None, answered_on=date(2024, 7, 5)),
        make_question(5, on_time=None, answered_on=None),
        make_question(6, **UNANSWERED),
    )["minister", "bram-hellemans"]
    assert (minister.questions, minister.answered, minister.waiting) == (6, 5, 1)
    assert (minister.on_time, minister.late) == (2, 2), "of the fifth nobody knows"
    (year,) = minister.years
    assert year.model_dump() == {
        "period": "2023-2024", "asked": 6, "answered": 5, "on_time": 2, "late": 2, "waiting": 1,
    }  # fmt: skip
    assert [(month.period, month.asked) for month in minister.months] == [("2024-03", 6)]


def test_spellings_that_share_a_slug_share_a_profile_under_the_most_frequent() -> None:
    held = profiles(make_question(1, party="cd&v"), make_question(2, party="CD&V"), make_question(3, party="CD&V"))
    party = held["party", "cd-v"]
    assert (party.name, party.names, party.questions) == ("CD&V", ("CD&V", "cd&v"), 3)
    assert [tally.name for tally in held["theme", "jeugd"].parties] == ["CD&V"]


def test_themes_that_share_a_slug_count_a_question_once() -> None:
    assert profiles(make_question(1, themes=("Jeugd", "jeugd")))["theme", "jeugd"].questions == 1


def test_a_name_without_letters_has_no_profile() -> None:
    assert ("theme", "") not in profiles(make_question(1, themes=("…",)))


def test_days_to_answer_are_a_spread() -> None:
    days = [make_question(number, answered_on=date(2024, 3, 4 + number)) for number in range(1, 22)]
    assert profiles(*days)["theme", "jeugd"].spread == Spread(count=21, p10=3, p25=4, p50=9, p75=12, p90=14)
    assert profiles(make_question(1, **UNANSWERED))["theme", "jeugd"].spread is None


def test_the_offices_of_a_minister_come_in_the_order_held() -> None:
    def asked(number: int, title: str | None, on: date) -> WrittenQuestion:
        return make_question(number, minister=Minister(id=1, name="Bram Hellemans", title=title), asked_on=on)

    minister = profiles(
        asked(1, "Vlaams minister van Wonen", date(2023, 5, 1)),
        asked(2, "Vlaams minister van Zorg", date(2021, 5, 1)),
        asked(3, "Vlaams minister van Wonen", date(2024, 5, 2)),
        asked(4, None, date(2024, 5, 2)),
    )["minister", "bram-hellemans"]
    assert [(office.title, office.first, office.last, office.questions) for office in minister.offices] == [
        ("Vlaams minister van Zorg", date(2021, 5, 1), date(2021, 5, 1), 1),
        ("Vlaams minister van Wonen", date(2023, 5, 1), date(2024, 5, 2), 2),
    ]


def test_the_most_frequent_of_another_kind_are_tallied_and_every_party_of_an_asker() -> None:
    names = [f"{number % 30:02}" for number in range(61)]
    held = profiles(
        *(make_question(place, themes=(f"Thema {name}",), party=f"Lijst {name}") for place, name in enumerate(names))
    )
    asker = held["asker", "lotte-verdonck"]
    assert [(tally.name, tally.questions) for tally in asker.themes[:2]] == [("Thema 00", 3), ("Thema 01", 2)]
    assert (len(asker.themes), len(asker.parties)) == (20, 30)


def test_figures_are_those_of_all_and_of_each_year_with_names_in_alphabetical_order() -> None:
    found = figures(
        make_question(1, minister="Zoë Aerts", session_year="2022-2023"),
        make_question(2, minister="Éva Maes"),
        make_question(3, minister="Zoë Aerts", session_year=None),
    )
    assert set(found) == {None, "2022-2023", "2023-2024"}
    assert [(row.name, row.asked) for row in found[None].ministers] == [("Éva Maes", 1), ("Zoë Aerts", 2)]
    assert [row.name for row in found["2022-2023"].ministers] == ["Zoë Aerts"]
    assert found[None].publishing == Spread(count=3, p10=1, p25=1, p50=1, p75=1, p90=1)


def test_figures_do_not_depend_on_the_order_of_the_questions() -> None:
    questions = [make_question(number, party=f"Lijst {number % 3}", on_time=bool(number % 2)) for number in range(9)]
    assert profiles(*questions) == profiles(*reversed(questions))
    assert figures(*questions) == figures(*reversed(questions))


def test_no_questions_have_figures_too() -> None:
    (nothing,) = figures().values()
    assert (nothing.asked, nothing.spread, nothing.first_asked, nothing.years) == (0, None, None, ())


TODAY = date(2024, 6, 3)
WAITING = [
    fact_of(question)
    for question in (
        make_question(1, asked_on=date(2024, 1, 8), **UNANSWERED),
        make_question(2, asked_on=date(2024, 3, 4), minister="Eva Maes", party="CD&V", **UNANSWERED),
        make_question(3, asked_on=date(2024, 5, 28), themes=("Zorg",), **UNANSWERED),
        make_question(4, asked_on=None, **UNANSWERED),
    )
]


def test_waiting_questions_have_their_working_days() -> None:
    found = waiting(WAITING, WaitingRequest(), TODAY)
    assert [(one.id, one.days, one.counted, one.late) for one in found.questions] == [
        (1, 101, 92, True), (2, 61, 52, True), (3, 4, 1, False), (4, None, None, False),
    ]  # fmt: skip
    assert (found.total, found.late) == (4, 2)


@pytest.mark.parametrize(
    ("kind", "of", "ids"),
    [
        (ProfileKind.MINISTER, "eva-maes", [2]),
        (ProfileKind.PARTY, "cd-v", [2]),
        (ProfileKind.THEME, "zorg", [3]),
        (ProfileKind.THEME, "nergens", []),
    ],
)
def test_waiting_questions_are_narrowed_by_a_slug(kind: ProfileKind, of: str, ids: list[int]) -> None:
    found = waiting(WAITING, WaitingRequest({kind: of}), TODAY)
    assert [one.id for one in found.questions] == ids
    assert found.total == len(ids)


def test_late_ones_alone_may_be_asked_for_and_a_page_of_them() -> None:
    assert [one.id for one in waiting(WAITING, WaitingRequest(late_only=True), TODAY).questions] == [1, 2]
    second = waiting(WAITING, WaitingRequest(page=2, per_page=3), TODAY)
    assert [one.id for one in second.questions] == [4]
    assert second.total == 4
    assert len(waiting(WAITING, WaitingRequest(per_page=None), TODAY).questions) == 4


def test_what_can_be_chosen_keeps_the_other_choices() -> None:
    found = waiting(WAITING, WaitingRequest({ProfileKind.MINISTER: "eva-maes"}), TODAY)
    assert [(tally.name, tally.questions) for tally in found.ministers] == [("Bram Hellemans", 3), ("Eva Maes", 1)]
    assert [(tally.name, tally.questions) for tally in found.parties] == [("CD&V", 1)]
