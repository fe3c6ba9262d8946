"""An answer that only refers to another leads there; one that says something, or names another question, does not."""

import pytest

from web.questions.pairs import Section
from web.questions.referring import referred

KNOWN = ("1", "2", "3", "4", "a")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Zie antwoord op vraag 1.", ("1",)),
        ("Zie het antwoord op deelvraag 1.", ("1",)),
        ("Zie antwoord 2.", ("2",)),
        ("Zie vraag 1", ("1",)),
        ("Ik verwijs naar het antwoord op de vragen 1 en 2.", ("1", "2")),
        ("Hiervoor verwijs ik naar punt 1, 2 en 3.", ("1", "2", "3")),
        ("Idem antwoord a).", ("a",)),
        ("Zie hoger.", ()),
        ("Zie antwoord op vraag 4.", ()),
        ("Zie vraag 9.", ()),
        ("Zie schriftelijke vraag nr. 2 van 3 mei 2021.", ()),
        ("Zie vraag 2 van 3 mei 2021 van Jan Jansen.", ()),
        ("Zie vraag 1 (2023-2024).", ()),
        ("Zie vraag 2 345.", ()),
        ("De vraag 1 is gesteld.", ()),
        ("", ()),
        ("Zie antwoord op vraag 1. " + "Daarbij komt nog veel meer. " * 20, ()),
    ],
)
def test_an_answer_refers_to_the_parts_that_it_names(text: str, labels: tuple[str, ...]) -> None:
    assert referred((Section(("4",), text, "", 0),), KNOWN) == labels
