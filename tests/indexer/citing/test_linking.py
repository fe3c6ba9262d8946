"""Which question a citation is linked to, and when it is not: a wrong link is worse than none."""

from collections.abc import Sequence
from datetime import date

import pytest

from indexer.citing import Citing, Held, Links, Unlinked, Where, citations_in
from indexer.query import Names

JAN, AN = "Jan Jansen", "An De Wit"
BRAL, PEETERS = "Hilde Bral", "Ben Peeters"


def held(question_id: int, number: int, asked_on: date, asker: str = JAN, minister: str = BRAL) -> Held:
    office = "Vlaams minister van Welzijn" if minister == BRAL else "Vlaams minister van Onderwijs"
    return Held(question_id, number, "2023-2024", asked_on, date(2024, 6, 1), asker, minister, office)


CITING = held(1, 600, date(2024, 5, 2))
HELD = (
    CITING,
    held(2, 322, date(2024, 3, 4)),
    held(3, 322, date(2024, 3, 4), AN, PEETERS),
    held(4, 40, date(2024, 3, 4), AN, PEETERS),
    held(5, 40, date(2023, 10, 2)),
    held(6, 50, date(2024, 5, 6)),
    held(7, 12, date(2024, 3, 4)),
    held(8, 323, date(2024, 3, 5), AN, PEETERS),
)


def meant(
    text: str, where: Where = "answer", questions: Sequence[Held] = HELD, citing: Held = CITING
) -> int | Unlinked:
    """What the only citation of a text means."""
    askers, ministers = Names({one.asker for one in questions}), Names({one.minister for one in questions})
    links = Links(
        questions,
        lambda words: askers.called(words) or askers.ending(words),
        lambda words: ministers.called(words) or ministers.ending(words),
    )
    [mention] = citations_in(text)
    return links.meant(mention.cited, Citing(CITING, where, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SV nr. 323 van 5 maart 2024", 8, id="only one has the number and the day"),
        pytest.param("SV nr. 322 van 4 maart 2024", Unlinked.SEVERAL, id="two have both"),
        pytest.param("SV nr. 322 van 4 maart 2024 van Jan Jansen", 2, id="the asker decides"),
        pytest.param("SV nr. 322 van 4 maart 2024 van mevrouw De Wit", 3, id="also by the last name"),
        pytest.param("SV nr. 322 van 4 maart 2024 van Mia Maes", Unlinked.NOT_HELD, id="of somebody else"),
        pytest.param("SV nr. 322 van 4 maart 2024 aan minister Peeters", 3, id="the minister decides"),
        pytest.param("SV nr. 322 van 4 maart 2024 aan de minister van Onderwijs", 3, id="the office decides"),
        pytest.param("Minister Ben Peeters zei het (SV nr. 322 van 4 maart 2024)", 3, id="the sentence does"),
        pytest.param("mijn antwoord op SV nr. 322 van 4 maart 2024", 2, id="whose answer it is decides"),
        pytest.param("uw schriftelijke vraag nr. 322 van 4 maart 2024", 2, id="whose question it is decides"),
        pytest.param("SV nr. 322 van 5 maart 2024", Unlinked.NOT_HELD, id="another day"),
        pytest.param("SV nr. 323 van 5 maart 2024 (2022-2023)", Unlinked.NOT_HELD, id="another session year besides"),
        pytest.param("SV nr. 40 (2023-2024)", Unlinked.SEVERAL, id="number and session year"),
        pytest.param("SV nr. 40 (2023-2024) aan minister Peeters", 4, id="number, session year and minister"),
        pytest.param("mijn antwoord op SV nr. 40 (2023-2024)", 5, id="the one who answers"),
        pytest.param("schriftelijke vraag nr. 323", Unlinked.UNDATED, id="a number alone"),
        pytest.param("SV nr. 50 van 6 mei 2024", 6, id="asked before the answer"),
        pytest.param("SV nr. 600 van 2 mei 2024", Unlinked.ITSELF, id="itself"),
        pytest.param("SV nr. 323 van 5 maart 2024 (Vragen en Antwoorden, Kamer)", Unlinked.ELSEWHERE, id="elsewhere"),
        pytest.param("www.vlaamsparlement.be/schriftelijke-vragen/8", 8, id="an address"),
        pytest.param("www.vlaamsparlement.be/schriftelijke-vragen/9", Unlinked.NOT_HELD, id="of none"),
    ],
)
def test_a_citation_in_an_answer(text: str, expected: int | Unlinked) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mijn vraag nr. 322 van 4 maart", 2, id="a day without its year, of the asker"),
        pytest.param("uw antwoord op vraag nr. 322 van 4 maart 2024", 2, id="answered by who is asked"),
        pytest.param("SV nr. 50 van 6 mei 2024", Unlinked.NOT_HELD, id="not asked yet"),
        pytest.param("mijn vraag nr. 323 van 5 maart 2024", Unlinked.NOT_HELD, id="of somebody else"),
    ],
)
def test_a_citation_in_a_question(text: str, expected: int | Unlinked) -> None:
    assert meant(text, "question") == expected


def test_nothing_is_linked_where_a_question_that_is_not_held_may_be_meant() -> None:
    """Between 322 and 324 of the other minister, asked on one day, there is a 323 of that day."""
    gap = (CITING, held(2, 323, date(2024, 3, 4)), *(held(9 + n, n, date(2024, 3, 4), AN, PEETERS) for n in (322, 324)))
    assert meant("SV nr. 323 van 4 maart 2024", questions=gap) == Unlinked.UNSURE
    assert meant("SV nr. 323 van 4 maart 2024 aan minister Bral", questions=gap) == 2
    full = (*gap, held(20, 323, date(2024, 3, 1), AN, PEETERS))
    assert meant("SV nr. 323 van 4 maart 2024", questions=full) == 2


def test_a_session_year_and_an_asker_are_not_enough_where_another_minister_may_have_the_number() -> None:
    gap = (CITING, held(2, 323, date(2024, 3, 4)), held(3, 400, date(2024, 4, 4), AN, PEETERS))
    assert meant("SV nr. 323 (2023-2024) van Jan Jansen", questions=gap) == Unlinked.UNSURE
    assert (
        meant("SV nr. 323 (2023-2024) van Jan Jansen", questions=(*gap, held(4, 323, date(2024, 3, 4), AN, PEETERS)))
        == 2
    )


def test_what_is_held_without_day_minister_or_asker_is_no_hindrance() -> None:
    bare = Held(2, 323, "2023-2024", None, None, "", "", "")
    early = Held(3, 324, "2023-2024", date.min, None, "", "", "")
    assert meant("SV nr. 323 van 4 maart 2024", questions=(CITING, bare, early)) == Unlinked.NOT_HELD
    assert meant("SV nr. 324 van 1 januari 0001", questions=(CITING, bare, early)) in (3, Unlinked.UNSURE)
    assert meant("SV nr. 323 (2023-2024) aan minister Bral", questions=(CITING, bare)) == Unlinked.NOT_HELD
