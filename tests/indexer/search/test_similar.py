"""Questions like a question, over a real index on disk."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from indexer.question import AskedTogether, WrittenQuestion
from indexer.search import SimilarQuestions, open_search
from indexer.search.service import SearchService
from tests.support.factory import make_question
from tests.support.serving import build_site_index

DRONES = "Hoeveel drones zet de politie in boven voetbalstadions, en wie bestuurt de toestellen?"
TREES = "Hoeveel bomen plantte het agentschap langs gewestwegen, en welke boomsoorten kozen de ambtenaren?"


def asked(question_id: int, title: str, question: str, day: date | None, **fields: object) -> WrittenQuestion:
    return make_question(question_id, title=title, question=question, asked_on=day, answer=None, **fields)


def fillers() -> list[WrittenQuestion]:
    """Questions about other things, each about its own, so that what two questions share tells something."""
    return [
        asked(
            1_000 + number,
            f"Onderwerp{number} en onderwerp{number + 1}",
            f"Wat doet de minister aan zaak{number}, en hoeveel kost dat het agentschap?",
            date(2015, 1, 1 + number % 28),
            asker=f"Vrager {number}",
        )
        for number in range(60)
    ]


QUESTIONS = [
    asked(
        1,
        "Inzet van drones boven voetbalstadions",
        DRONES,
        date(2020, 5, 4),
        number=10,
        asked_together=(
            AskedTogether(minister="Cas Dewit", number=77),
            AskedTogether(minister="Dora Smeets", number=78),
        ),
    ),
    # The record names it, whatever it says; its title is another, and it was registered weeks later.
    asked(2, "Onbemande toestellen", "Zie de vraag aan uw collega.", date(2020, 6, 2), number=77, minister="Cas Dewit"),
    # The same number and minister in another year: another question.
    asked(3, "Kosten van lesboeken", "Wat kosten lesboeken?", date(2018, 6, 2), number=77, minister="Cas Dewit"),
    # The same asker, title and week, another minister: the same question, though no record says so.
    asked(4, "Inzet van drones boven de voetbalstadions", DRONES, date(2020, 5, 6), minister="Ed Rooms"),
    # Another asker; and the same asker a year later.
    asked(5, "Drones boven een voetbalstadion", DRONES, date(2019, 1, 1), asker="Fien Claes"),
    asked(6, "Drones van de politie boven voetbalstadions", DRONES, date(2021, 5, 4)),
    # The same question of another asker to two ministers: one of them is enough.
    asked(7, "Politiedrones boven voetbalstadions", DRONES, date(2022, 5, 4), asker="Gust Lens", minister="Cas Dewit"),
    asked(8, "Politiedrones boven voetbalstadions", DRONES, date(2022, 5, 4), asker="Gust Lens", minister="Ed Rooms"),
    asked(9, "Bomen langs gewestwegen", TREES, date(2020, 5, 4)),
    asked(10, "Bomen langs gewestwegen: boomsoorten", TREES, None, asker="Fien Claes"),
    make_question(11, title=None, question=None, answer=None, asker=None, minister=None, asked_on=None, themes=()),
    asked(12, "Uniekwoord", "Onvindbaar vraagstuk.", date(2020, 1, 1)),
    *fillers(),
]


OTHERS = [
    asked(
        2_000 + number, f"Zaak{number}", f"Hoe staat het met dossier{number}?", date(2016, 1, 1), asker=f"Lid {number}"
    )
    for number in range(150)
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with closing(open_search(build_site_index(tmp_path_factory.mktemp("similar"), QUESTIONS))) as opened:
        yield opened


def like(service: SearchService, question_id: int, limit: int = 6) -> SimilarQuestions:
    found = service.similar(question_id, limit)
    assert found is not None
    return found


def ids(questions: tuple[WrittenQuestion, ...]) -> list[int]:
    return [question.id for question in questions]


def test_the_same_question_to_other_ministers_is_what_the_record_names_and_what_is_the_same(
    service: SearchService,
) -> None:
    found = like(service, 1)
    assert sorted(ids(found.elsewhere)) == [2, 4]
    assert found.not_held == (AskedTogether(minister="Dora Smeets", number=78),)


def test_it_is_found_from_the_other_side_too(service: SearchService) -> None:
    assert ids(like(service, 4).elsewhere) == [1]


def test_similar_questions_are_earlier_or_later_ones_and_none_stands_there_twice(service: SearchService) -> None:
    found = like(service, 1)
    assert ids(found.earlier) == [5]
    assert found.later[0].id == 6
    assert sorted(ids(found.later)) in ([6, 7], [6, 8])


def test_only_so_many_are_given(service: SearchService) -> None:
    for limit in (0, 1, 2):
        found = like(service, 1, limit)
        assert len(found.earlier) + len(found.later) == limit
        assert len(found.elsewhere) == 2


def test_a_question_without_a_day_counts_as_earlier(service: SearchService) -> None:
    assert ids(like(service, 9).earlier) == [10]
    assert ids(like(service, 10).earlier) == [9]


@pytest.mark.parametrize("question_id", [11, 12, 1_000])
def test_nothing_is_shown_rather_than_something_else(service: SearchService, question_id: int) -> None:
    assert like(service, question_id) == SimilarQuestions()


def test_of_a_question_that_is_not_there_nothing_is_known(service: SearchService) -> None:
    assert service.similar(999) is None
    assert service.similar(10**19) is None


def test_an_empty_neighbourhood_finds_nothing(tmp_path: Path) -> None:
    with closing(open_search(build_site_index(tmp_path, [QUESTIONS[0]]))) as alone:
        found = like(alone, 1)
    assert found == SimilarQuestions(not_held=QUESTIONS[0].asked_together)


def test_of_many_that_are_as_like_it_as_itself_some_are_shown(tmp_path: Path) -> None:
    many = [
        asked(number, "Drones boven voetbalstadions", DRONES, date(2020, 1, 1 + number), asker=f"Vrager {number}")
        for number in range(1, 29)
    ]
    with closing(open_search(build_site_index(tmp_path, [*many, *fillers(), *OTHERS]))) as opened:
        for question_id in (1, 28):
            found = like(opened, question_id)
            assert len(found.earlier) + len(found.later) == 6
