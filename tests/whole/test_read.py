"""`vraagbaak read`: what the extraction makes of any file, without an archive; a bad file is one line."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.support.commands import vraagbaak
from tests.support.doc_files import Paragraph, make_doc

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample" / "files"
TEXT = (
    *("SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "aan JAN JANSSENS", "Speelpleinen – Verlichting"),
    *("1. Hoeveel lampen zijn er?", "2. Wat kosten ze?", "JAN JANSSENS", "VLAAMS MINISTER VAN SPORT"),
    *("ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS", "1. Er zijn er tien.", "2. Tien euro."),
)


@pytest.fixture
def doc(tmp_path: Path) -> Path:
    file = tmp_path / "vraag.doc"
    file.write_bytes(make_doc([Paragraph(text) for text in TEXT]))
    return file


def test_a_file_is_printed_with_its_texts_parts_and_status(doc: Path) -> None:
    done = vraagbaak("read", doc)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("status:    read", "VRAAG", "ANTWOORD", "DEELVRAAG 2", "Wat kosten ze?", "Tien euro."):
        assert words in done.stdout


def test_each_file_is_one_line_of_json(doc: Path) -> None:
    table = SAMPLE / "9799310.xlsx"
    done = vraagbaak("read", "--json", doc, table)
    assert done.returncode == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["file"], first["status"], first["notes"]) == (str(doc), "read", [])
    assert first["answer"] == "1. Er zijn er tien.\n\n2. Tien euro."
    assert [part["answer"] for part in first["parts"]] == ["Er zijn er tien.", "Tien euro."]
    assert second["file"] == str(table)
    assert second["tables"][0]["rows"]


def test_what_is_known_of_a_question_tells_its_header_from_its_text(doc: Path) -> None:
    without, known = (
        json.loads(vraagbaak("read", "--json", doc, *options).stdout)["question"]
        for options in (
            [],
            [
                "--number",
                "12",
                "--title",
                "Speelpleinen - Verlichting",
                "--asker",
                "An Peeters",
                "--minister",
                "Jan Janssens",
            ],
        )
    )
    assert known == "1. Hoeveel lampen zijn er?\n\n2. Wat kosten ze?"
    assert without == f"Speelpleinen – Verlichting\n\n{known}"


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_read(doc: Path, tmp_path: Path) -> None:
    broken, values = tmp_path / "kapot.pdf", tmp_path / "lijst.csv"
    broken.write_bytes(b"%PDF-1.7 niets")
    values.write_text("Stad;Aantal\nGent;7\n", encoding="utf-8")
    done = vraagbaak("read", broken, tmp_path / "weg.pdf", tmp_path, doc, values)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert sorted(line.split(": ")[1] for line in lines) == sorted(map(str, (broken, tmp_path / "weg.pdf", tmp_path)))
    assert "Tien euro." in done.stdout
    assert re.search("^Gent +7$", done.stdout, re.MULTILINE)


def test_nothing_is_written(doc: Path, tmp_path: Path) -> None:
    vraagbaak("read", doc, "--json", env={**os.environ, "VRAAGBAAK_DATA": str(tmp_path / "data")})
    assert [path.name for path in tmp_path.iterdir()] == ["vraag.doc"]
