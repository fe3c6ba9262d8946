"""The notes of a question are said in Dutch, all of them."""

import pytest

from indexer.extraction.formats.kinds import Format
from indexer.notes import NoteKind, read_note
from tests.indexer.test_notes import sentences
from web.questions.notes import IN_SHORT, in_dutch

_ENGLISH = {"the", "was", "not", "were", "file", "page", "could", "may", "its"}


def test_every_note_that_the_code_writes_has_a_dutch_sentence() -> None:
    """One that has no kind fails in `tests/indexer/test_notes.py`; here each kind has its words."""
    written = {filled for _, variants in sentences() for filled in variants if read_note(filled).kind}
    assert len(written) > 80
    for note in written:
        said = in_dutch(note)
        assert said.endswith("."), note
        assert said[0].isupper(), note
        assert "{" not in said, note
        assert not _ENGLISH & set(said.lower().replace(",", " ").split()), said


def test_every_kind_can_be_said_without_its_details() -> None:
    assert IN_SHORT.keys() == set(NoteKind)
    assert len(set(IN_SHORT.values())) == len(NoteKind)


@pytest.mark.parametrize("kind", list(Format))
def test_what_is_no_document_is_named_in_dutch(kind: Format) -> None:
    assert "ander soort" not in in_dutch(f"the file is not a document but a {kind}")


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (
            "a table on page 4 may be incomplete: its first row may be no header",
            "Een tabel op bladzijde 4 is misschien niet volledig: de eerste rij is misschien geen kop.",
        ),
        (
            "attachment 1200: antw.12.docx: the Word document is damaged: Bad magic number for file header",
            "Bijlage 1200, antw.12.docx: het Word-document is beschadigd.",
        ),
        (
            "the data of pages 1, 2, 3, 4, 5 and 7 more of 40 is damaged: text may have been lost",
            "De gegevens van bladzijden 1, 2, 3, 4, 5 en 7 andere zijn beschadigd: er kan tekst ontbreken.",
        ),
        ("file 12 was not fetched: HTTP 404", "Bestand 12 kon niet worden opgehaald: het bestaat niet aan de bron."),
        ("file 12 was not fetched: HTTP 503", "Bestand 12 kon niet worden opgehaald: HTTP 503."),
        (
            "open data: number -7 is impossible and was left out",
            "In de open data: de bron geeft een onmogelijk nummer (-7), dat is weggelaten.",
        ),
        (
            "the text is that of an earlier run: reading the file takes more than 1024 MiB of memory",
            "De tekst is die van een eerdere verwerking. Het lezen van het bestand vroeg te veel geheugen.",
        ),
        (
            "antw.doc in the ZIP file is protected with a password",
            "Het bestand antw.doc in het ZIP-bestand is met een wachtwoord beveiligd.",
        ),
        (
            "page 3 of 9 prints 800 characters, and only 12 were read",
            "Van de 800 tekens van bladzijde 3 zijn er maar 12 gelezen.",
        ),
        (
            "page 1 of 2 has 1 annotation with text that is not printed on it",
            "Bladzijde 1 heeft 1 opmerking die er niet op gedrukt staat.",
        ),
    ],
)
def test_a_note_keeps_its_figures(note: str, sentence: str) -> None:
    assert in_dutch(note) == sentence


def test_what_somebody_else_wrote_is_quoted() -> None:
    assert in_dutch("checked by hand") == "Opmerking bij de verwerking, in het Engels: “checked by hand”"
