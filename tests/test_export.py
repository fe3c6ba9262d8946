"""An export holds every field of every question, and appears only when it is whole."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from factory import make_question

from indexer.export import CSV_COLUMNS, ExportFormat, export, harmless
from indexer.question import Table, WrittenQuestion

FIELDS = [
    *("id", "number", "session_year", "legislature", "title", "subject", "themes", "asker", "minister"),
    *("asked_on", "answered_on", "published_on", "on_time", "answer_kind", "question", "answer", "parts", "tables"),
    *("asked_together", "documents", "text_status", "notes", "page_url", "pdf_url", "opendata_url", "crawled_at"),
]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_json_lines_hold_the_record_as_it_is(tmp_path: Path) -> None:
    questions = [make_question(1, subject=None), make_question(2, title="Élan")]
    target = tmp_path / "out.jsonl"
    assert export(questions, target, ExportFormat.JSONL) == 2
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [list(json.loads(line)) for line in lines] == [FIELDS, FIELDS]
    assert [WrittenQuestion.model_validate_json(line) for line in lines] == questions
    record = json.loads(lines[0])
    assert record["subject"] is None
    assert record["asked_on"] == "2024-03-04"
    assert record["crawled_at"] == "2024-04-03T02:00:00Z"


def test_csv_holds_the_same_fields_flattened(tmp_path: Path) -> None:
    table = Table(part="1", caption=None, page=2, rows=(("Jaar", "Aantal"), ("2023", "2.133")))
    question = make_question(
        1, themes=("Sport", "Jeugd"), tables=(table,), on_time=None, answer="Ja.\n\nNee, toch niet."
    )
    target = tmp_path / "out.csv"
    export([question], target, ExportFormat.CSV)
    [row] = rows_of(target)
    assert list(row) == list(CSV_COLUMNS)
    assert row["themes"] == "Sport; Jeugd"
    assert row["on_time"] == ""
    assert (row["asker_name"], row["minister_title"]) == ("Lotte Verdonck", "Vlaams minister van Welzijn")
    assert row["answer"] == "Ja.\n\nNee, toch niet."
    assert json.loads(row["tables"])[0]["rows"][1] == ["2023", "2.133"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_can_be_run_as_a_formula(tmp_path: Path, start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    assert harmless(text) == "'" + text
    target = tmp_path / "out.csv"
    export([make_question(1, title=text, themes=(text,), asker=text)], target, ExportFormat.CSV)
    [row] = rows_of(target)
    assert [row[name] for name in ("title", "themes", "asker_name")] == ["'" + text] * 3


def test_an_export_that_breaks_off_leaves_what_stood_there(tmp_path: Path) -> None:
    def breaking() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        raise RuntimeError("the source broke off")

    target = tmp_path / "out.jsonl"
    target.write_text("the export of yesterday\n")
    with pytest.raises(RuntimeError):
        export(breaking(), target, ExportFormat.JSONL)
    assert target.read_text() == "the export of yesterday\n"
    assert list(tmp_path.iterdir()) == [target]


def test_without_a_target_the_export_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    export([make_question(1)], None, ExportFormat.JSONL)
    assert json.loads(capsys.readouterr().out)["id"] == 1
