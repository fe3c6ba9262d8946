"""Citations of written questions in running text, as ministers and members write them."""

from datetime import date
from typing import Any

import pytest

from indexer.citing import Cited, citations_in, sentence_around

DAY = {"since": date(2024, 3, 4), "until": date(2024, 3, 4)}


def said(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The words of each citation, and what it says."""
    return [
        (text[mention.start : mention.end], mention.cited.model_dump(exclude_defaults=True))
        for mention in citations_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param(
            "Ik verwijs naar vraag nr. 322 van 4 maart 2024 van Jan Jansen over de jeugdhulp.",
            "vraag nr. 322 van 4 maart 2024 van Jan Jansen",
            {"number": 322, **DAY, "asker": "Jan Jansen"},
            id="number, day and asker",
        ),
        pytest.param("zie SV322 dd. 04/03/2024", "SV322 dd. 04/03/2024", {"number": 322, **DAY}, id="short"),
        pytest.param(
            "S.V. n°322 d.d. 4/3/24", "S.V. n°322 d.d. 4/3/24", {"number": 322, **DAY}, id="year of two figures"
        ),
        pytest.param(
            "(schriftelijke vraag nr. 322, 2023-2024)",
            "schriftelijke vraag nr. 322, 2023-2024",
            {"number": 322, "session_year": "2023-2024"},
            id="within brackets",
        ),
        pytest.param(
            "SV 2023-2024 nr. 322",
            "SV 2023-2024 nr. 322",
            {"number": 322, "session_year": "2023-2024"},
            id="session year first",
        ),
        pytest.param(
            "mijn vraag nr. 12 van 4 maart.",
            "vraag nr. 12 van 4 maart",
            {"number": 12, "day_of_year": (3, 4), "whose": "mijn"},
            id="day without its year",
        ),
        pytest.param(
            "mijn schriftelijke vraag van 4 maart 2024 over de jeugdhulp (nr. 322)",
            "schriftelijke vraag van 4 maart 2024 over de jeugdhulp (nr. 322)",
            {"number": 322, **DAY, "whose": "mijn"},
            id="number in brackets",
        ),
        pytest.param(
            "een schriftelijke vraag van Vlaams volksvertegenwoordiger An De Wit (vraag nr. 322 van 4 maart 2024)",
            "schriftelijke vraag van Vlaams volksvertegenwoordiger An De Wit (vraag nr. 322 van 4 maart 2024)",
            {"number": 322, **DAY, "asker": "An De Wit"},
            id="asker before brackets",
        ),
        pytest.param(
            "In uw antwoord op vraag nr. 322, gesteld door mevrouw De Wit op 4 maart 2024, leest men",
            "vraag nr. 322, gesteld door mevrouw De Wit op 4 maart 2024",
            {"number": 322, **DAY, "asker": "De Wit", "whose_answer": "uw"},
            id="your answer",
        ),
        pytest.param(
            "schriftelijke vraag nr. 322 (2023-2024) aan Vlaams minister Hilde Bral",
            "schriftelijke vraag nr. 322 (2023-2024) aan Vlaams minister Hilde Bral",
            {"number": 322, "session_year": "2023-2024", "minister": "Hilde Bral"},
            id="minister",
        ),
        pytest.param(
            "parlementaire vraag nr. 322 van 4 maart 2024 gesteld aan de minister van Welzijn",
            "parlementaire vraag nr. 322 van 4 maart 2024 gesteld aan de minister van Welzijn",
            {"number": 322, **DAY, "office": "Welzijn"},
            id="office",
        ),
        pytest.param(
            "vraag nr. 322 van Jan Jansen, An De Wit en Bo Maes van 4 maart 2024",
            "vraag nr. 322 van Jan Jansen, An De Wit en Bo Maes van 4 maart 2024",
            {"number": 322, **DAY, "asker": "Jan Jansen"},
            id="several askers",
        ),
        pytest.param(
            "SV nr. 322\t4 maart 2024\tJan", "SV nr. 322\t4 maart 2024", {"number": 322, **DAY}, id="row of a table"
        ),
        pytest.param(
            "1 Schriftelijke vraag nr.\xa0322 van 4\xa0maart 2024",
            "Schriftelijke vraag nr.\xa0322 van 4\xa0maart 2024",
            {"number": 322, **DAY},
            id="footnote with hard spaces",
        ),
        pytest.param(
            "Zie https://www.vlaamsparlement.be/nl/parlementaire-documenten/schriftelijke-vragen/1809299.",
            "https://www.vlaamsparlement.be/nl/parlementaire-documenten/schriftelijke-vragen/1809299",
            {"question_id": 1809299},
            id="address",
        ),
        pytest.param(
            "vraag nr. 322 van 4 maart 2024 (Vragen en Antwoorden, Kamer, 2023-2024, nr. 109)",
            "vraag nr. 322 van 4 maart 2024",
            {"number": 322, **DAY, "elsewhere": True},
            id="of the Chamber",
        ),
        pytest.param(
            "vraag nr. 322 van 4 maart 2024 en uw antwoord daarop over dit (Vragen en Antwoorden, Kamer, 2023, nr. 1)",
            "vraag nr. 322 van 4 maart 2024",
            {"number": 322, **DAY, "elsewhere": True},
            id="of the Chamber, said later",
        ),
        pytest.param(
            "Kamerlid Jan Jansen stelde schriftelijke vraag nr. 322 van 4 maart 2024",
            "schriftelijke vraag nr. 322 van 4 maart 2024",
            {"number": 322, **DAY, "elsewhere": True},
            id="of a member of the Chamber",
        ),
        pytest.param(
            "schriftelijke vraag nr. 322 van 4 maart 2024 in het Brussels Parlement",
            "schriftelijke vraag nr. 322 van 4 maart 2024",
            {"number": 322, **DAY, "elsewhere": True},
            id="of Brussels",
        ),
    ],
)
def test_a_citation_is_read(text: str, words: str, expected: dict[str, Any]) -> None:
    assert said(text) == [(words, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "vraag om uitleg nr. 2000 (2016-2017) van An De Wit",
        "vragen om uitleg nr. 12 en 13 van 4 maart 2024",
        "mondelinge vraag nr. 14343 van 4 maart 2024",
        "actuele vraag nr. 12 van 4 maart 2024",
        "prejudiciële vraag nr. 12 van 4 maart 2024",
        "Parl. St. Vl. Parl. 2018-19, nr. 1234/1",
        "stuk 123 (2019-2020) nr. 1",
        "het decreet van 3 mei 2019, nr. 12",
        "schriftelijke vraag over het decreet van 3 mei 2019 (Parl. St. Vl. Parl. 2018-19, nr. 12)",
        "vraag nr. 6-491 van 18 maart 2015",
        "het antwoord op vraag 3 en 4",
        "zie antwoord op vraag nr. 2",
        "de vraag van 12 inwoners in 2019",
        "vragen van 4 maart 2024",
        "artikel 29 Sv, nr. 12 van 4 maart 2024",
    ],
)
def test_what_is_no_written_question_is_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "de vragen nr. 12 en 13 van 4 maart 2024 van An De Wit",
            [
                ("vragen nr. 12", 12, "2024-03-04", "An De Wit"),
                ("13 van 4 maart 2024 van An De Wit", 13, "2024-03-04", "An De Wit"),
            ],
            id="what is said last is said of all",
        ),
        pytest.param(
            "vragen nr. 5 van 1 juni en nr. 7 van 3 juli 2018",
            [("vragen nr. 5 van 1 juni", 5, "2018-06-01", ""), ("nr. 7 van 3 juli 2018", 7, "2018-07-03", "")],
            id="the year too",
        ),
        pytest.param(
            "vraag nr. 5 van 1 juni 2018 (Jeugd) en 13 andere",
            [("vraag nr. 5 van 1 juni 2018", 5, "2018-06-01", "")],
            id="a number of something else",
        ),
        pytest.param(
            "De schriftelijke vragen:\n- nr. 5 van 1 juni 2018;\n- nr. 7 van 3 juli 2018.\nNr. 9 van 4 juli 2018.",
            [("nr. 5 van 1 juni 2018", 5, "2018-06-01", ""), ("nr. 7 van 3 juli 2018", 7, "2018-07-03", "")],
            id="a list of bullets",
        ),
        pytest.param(
            "vragen met nrs. 12 t.e.m. 14 van 4 maart 2024",
            [("vragen met nrs. 12 t.e.m. 14 van 4 maart 2024", number, "2024-03-04", "") for number in (12, 13, 14)],
            id="a range",
        ),
    ],
)
def test_several_numbers_are_several_citations(text: str, expected: list[tuple[str, int, str, str]]) -> None:
    found = [
        (text[one.start : one.end], one.cited.number, str(one.cited.since), one.cited.asker)
        for one in citations_in(text)
    ]
    assert found == expected


@pytest.mark.parametrize("word", ["vraag", "Vragen", "SV"])
@pytest.mark.parametrize(
    "between",
    [
        " ", ", ", " (", " – ", "/", ": ", " met ", " met als ", " onder ", " het ", " op 4 maart 2024 ",
        " van maart 2024 ", " maart 2024, ", " dd. 4/3/2024, ", " datum: 04.03.24 ", " ingediend 4 maart ",
        " gesteld van maart 2024 ", " (2023-2024) ", " uit het zittingsjaar 2023-2024 ", " in (2023/24), ",
        " van Jan Jansen ", " door collega Jan Jansen, ", " gesteld door Jan Jansen (", " aan minister Peeters ",
        " gericht aan u, ", " die gesteld aan de minister van Zorg ", " over de jeugdhulp (", " ter zake ( ",
        " van Jan Jansen, aan minister Peeters, uit 2023-2024, ",
    ],
)  # fmt: skip
def test_a_number_is_found_whatever_stands_before_it(word: str, between: str) -> None:
    text = f"Een regel over 12 vragen.\nIk verwijs naar {word}{between}nr. 322 van 4 maart 2024. Meer niet."
    assert [one.cited.number for one in citations_in(text)] == [322]


def test_a_day_that_is_none_is_not_read() -> None:
    assert said("schriftelijke vraag nr. 12 van 31 februari 2024") == [("schriftelijke vraag nr. 12", {"number": 12})]


def test_a_question_that_is_not_dated_is_known_as_such() -> None:
    assert not Cited(number=12, asker="Jan Jansen").is_dated
    assert Cited(number=12, day_of_year=(3, 4)).is_dated


def test_the_sentence_of_a_citation_is_shown_and_not_more() -> None:
    text = "Dit is anders. Ik verwijs naar SV 322 (2023-2024)\tvan mij.  Daarna niets."
    [mention] = citations_in(text)
    assert sentence_around(text, mention.start, mention.end) == "Ik verwijs naar SV 322 (2023-2024) van mij."
    long = "a " * 500 + "SV 322 (2023-2024)" + " b" * 500
    [mention] = citations_in(long)
    sentence = sentence_around(long, mention.start, mention.end)
    assert (sentence[:3], sentence[-3:]) == ("… a", "b …")
    assert len(sentence) < 500


@pytest.mark.parametrize("unit", ["vraag ", "vraag nr. 123 ", "vraag (", "a.", "schriftelijke ", "12, ", "Jan "])
def test_a_text_of_one_thing_over_and_over_is_read_through(unit: str) -> None:
    assert len(list(citations_in("vragen nr. 123 van " + unit * 20_000))) <= 20_001
