"""An export holds every field of every question, and appears only when it is whole."""

import csv
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from factory import make_question
from openpyxl import load_workbook

from indexer.errors import ExportRefused, LibraryMissing
from indexer.export import Exported, ExportFormat, export, xlsx
from indexer.export.csv import harmless
from indexer.export.flat import COLUMNS
from indexer.export.manifest import manifest_of
from indexer.question import Part, Table, WrittenQuestion

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
    assert export(questions, target, ExportFormat.JSONL).count == 2
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
    assert list(row) == list(COLUMNS)
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


@pytest.mark.parametrize("format", ExportFormat)
def test_an_export_that_breaks_off_leaves_what_stood_there(tmp_path: Path, format: ExportFormat) -> None:
    def breaking() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        raise RuntimeError("the source broke off")

    target = tmp_path / "out"
    target.write_text("the export of yesterday\n")
    with pytest.raises(RuntimeError):
        export(breaking(), target, format)
    assert target.read_text() == "the export of yesterday\n"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("format", ExportFormat)
def test_a_manifest_says_what_the_file_is(tmp_path: Path, format: ExportFormat) -> None:
    target = tmp_path / f"alles.{format}"
    export([make_question(1)], target, format)
    export([make_question(1), make_question(2)], target, format, query="wachtlijst")
    manifest = json.loads((tmp_path / f"alles.{format}.manifest.json").read_text(encoding="utf-8"))
    content = target.read_bytes()
    assert (manifest["count"], manifest["bytes"]) == (2, len(content))
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
    assert (manifest["format"], manifest["query"], manifest["schema_version"]) == (format, "wachtlijst", 1)
    assert manifest["source"] == "Vlaams Parlement"
    assert manifest["licence"] == "Modellicentie Gratis Hergebruik Vlaanderen v1.0"
    assert manifest["file"] == target.name
    assert sorted(path.name for path in tmp_path.iterdir()) == [target.name, manifest_of(target).name]


@pytest.mark.parametrize("format", [ExportFormat.XLSX, ExportFormat.PARQUET, ExportFormat.SQLITE])
def test_what_is_no_text_needs_a_file(format: ExportFormat) -> None:
    with pytest.raises(ExportRefused, match="--output"):
        export([make_question(1)], None, format)


def workbook(path: Path) -> dict[str, list[list[object]]]:
    with closing(load_workbook(path, read_only=True)) as book:
        return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets}


def test_a_workbook_holds_questions_parts_and_rows_of_tables(tmp_path: Path) -> None:
    question = make_question(
        1,
        parts=(Part(label="1", question="Hoeveel?", answer="Twee."), Part(label="2", question="Waar?", answer=None)),
        tables=(Table(part="1", caption="Aantal", page=2, rows=(("Jaar", "Aantal"), ("2023", "2.133"))),),
        asked_on=date(1899, 5, 4),
    )
    export([question], tmp_path / "a.xlsx", ExportFormat.XLSX)
    sheets = workbook(tmp_path / "a.xlsx")
    row = dict(zip(sheets["vragen"][0], sheets["vragen"][1], strict=True))
    assert (row["id"], row["on_time"], row["themes"], row["parts"]) == (1, True, "Jeugd; Welzijn", 2)
    assert str(row["answered_on"])[:10] == "2024-03-29"
    assert row["asked_on"] == "1899-05-04"
    assert sheets["deelvragen"][1:] == [[1, "1", "Hoeveel?", "Twee."], [1, "2", "Waar?"]]
    assert sheets["tabellen"][1:] == [
        [1, 1, "1", "Aantal", 2, 1, "Jaar", "Aantal"],
        [1, 1, "1", "Aantal", 2, 2, "2023", "2.133"],
    ]


def test_a_workbook_holds_no_formula_and_says_what_did_not_fit(tmp_path: Path) -> None:
    question = make_question(1, title="=1+1", subject="a\x01b\ud7ff", question="é" * 32_768, answer="😀" * 16_384)
    done = export([question, make_question(2)], tmp_path / "a.xlsx", ExportFormat.XLSX)
    with closing(load_workbook(tmp_path / "a.xlsx")) as book:
        sheet = book["vragen"]
        cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (cells["title"].value, cells["title"].data_type) == ("=1+1", "s")
    assert cells["subject"].value == "ab\ud7ff"
    assert cells["question"].value == "é" * 32_767
    assert cells["answer"].value == "😀" * 16_383
    assert done.notes[0] == "2 cells were cut: Excel holds 32,767 characters in one"
    assert done.notes[1] == "1 cells lost characters that Excel cannot hold"
    assert json.loads(manifest_of(tmp_path / "a.xlsx").read_text())["notes"] == list(done.notes)


def test_a_sheet_that_is_full_goes_on_in_a_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    done = export([make_question(number) for number in range(1, 6)], tmp_path / "a.xlsx", ExportFormat.XLSX)
    sheets = workbook(tmp_path / "a.xlsx")
    assert [row[0] for row in sheets["vragen"]] == ["id", 1, 2, 3]
    assert [row[0] for row in sheets["vragen 2"]] == ["id", 4, 5]
    assert done == Exported(5, ("vragen goes on over 2 sheets: Excel holds 4 rows on one",))


def test_parquet_holds_lists_and_objects_as_such(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    table = Table(part=None, caption=None, page=2, rows=(("Jaar", "Aantal"), ("2023", "")))
    questions = [make_question(1, tables=(table,), asker=None), *(make_question(number) for number in range(2, 1_102))]
    export(questions, tmp_path / "a.parquet", ExportFormat.PARQUET)
    read = pq.read_table(tmp_path / "a.parquet")
    assert read.schema.names == FIELDS
    types = {field.name: str(field.type) for field in read.schema}
    assert types["asked_on"] == "date32[day]"
    assert types["crawled_at"] == "timestamp[us, tz=UTC]"
    assert types["asker"].startswith("struct<id: int64, name: string, party: string>")
    first = read.slice(0, 1).to_pylist()[0]
    assert first["asker"] is None
    assert first["themes"] == ["Jeugd", "Welzijn"]
    assert first["tables"][0]["rows"] == [["Jaar", "Aantal"], ["2023", ""]]
    assert first["crawled_at"] == questions[0].crawled_at
    assert pq.read_metadata(tmp_path / "a.parquet").num_row_groups == 2


def test_without_its_library_parquet_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "indexer.export.parquet", raising=False)
    monkeypatch.delattr("indexer.export.parquet", raising=False)
    with pytest.raises(LibraryMissing, match=r'pip install "vraagbaak\[parquet\]"'):
        export([make_question(1)], tmp_path / "a.parquet", ExportFormat.PARQUET)


def test_the_database_has_plain_tables_with_keys_and_full_text(tmp_path: Path) -> None:
    questions = [
        make_question(
            1,
            answer="De wachtlijst van Ieper\0 groeit.",
            parts=(Part(label="1", question="Hoeveel?", answer=None),),
            tables=(Table(part=None, caption=None, page=2, rows=(("Jaar", "Aantal"), ("2023", "2.133"))),),
            notes=("een", "twee"),
        ),
        make_question(2, asker=None, minister=None, asked_on=None),
    ]
    export(questions, tmp_path / "a.sqlite", ExportFormat.SQLITE)
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as db:
        rows = db.execute("SELECT id, asker_name, asked_on, on_time FROM questions ORDER BY id").fetchall()
        assert rows == [(1, "Lotte Verdonck", "2024-03-04", 1), (2, None, None, 1)]
        assert db.execute("SELECT theme FROM themes WHERE question_id = 2 ORDER BY position").fetchall() == [
            ("Jeugd",),
            ("Welzijn",),
        ]
        assert db.execute("SELECT note FROM notes ORDER BY position").fetchall() == [("een",), ("twee",)]
        assert db.execute("SELECT label, question, answer FROM parts").fetchall() == [("1", "Hoeveel?", None)]
        assert json.loads(db.execute("SELECT rows FROM tables").fetchone()[0])[1] == ["2023", "2.133"]
        assert db.execute("SELECT rowid FROM questions_fts WHERE questions_fts MATCH 'groeit'").fetchall() == [(1,)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_without_a_target_the_export_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    export([make_question(1)], None, ExportFormat.JSONL)
    assert json.loads(capsys.readouterr().out)["id"] == 1
