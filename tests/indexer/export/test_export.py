"""An export holds every field of every question, and appears only when it is whole."""

import csv
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indexer.errors import ExportRefused, LibraryMissing
from indexer.export import Exported, ExportFormat, export, format_for, xlsx
from indexer.export.csv import harmless
from indexer.export.flat import COLUMNS
from indexer.export.manifest import check_manifest, manifest_of
from indexer.question import Footnote, Part, Table, WrittenQuestion
from tests.support.factory import make_question

FIELDS = [
    *("id", "number", "session_year", "legislature", "title", "subject", "themes", "asker", "minister"),
    *(
        "asked_on",
        "answered_on",
        "published_on",
        "on_time",
        "answer_kind",
        "question",
        "answer",
        "parts",
        "tables",
        "footnotes",
    ),
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
    assert (manifest["format"], manifest["query"], manifest["schema_version"]) == (format, "wachtlijst", 2)
    assert manifest["source"] == "Vlaams Parlement"
    assert manifest["licence"] == "Modellicentie Gratis Hergebruik Vlaanderen v1.0"
    assert manifest["file"] == target.name
    assert sorted(path.name for path in tmp_path.iterdir()) == [target.name, manifest_of(target).name]


# --- several exports to one target, and exports that are killed -----------------------------------------------------


def assert_whole(target: Path, count: int) -> None:
    """So many questions stand there with their own manifest, and nothing is left beside them."""
    manifest = check_manifest(target)
    assert manifest
    assert manifest.count == len(target.read_bytes().splitlines()) == count
    assert sorted(target.parent.iterdir()) == [target, manifest_of(target)]


def test_of_two_exports_at_once_the_last_to_be_complete_stands_with_its_manifest(tmp_path: Path) -> None:
    target = tmp_path / "alles.jsonl"
    begun, done = threading.Event(), threading.Event()

    def slow() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        begun.set()
        assert done.wait(60)
        yield make_question(2)

    other = threading.Thread(target=export, args=(slow(), target, ExportFormat.JSONL))

    def meanwhile() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        other.start()
        assert begun.wait(60)
        yield from map(make_question, range(2, 300))

    assert export(meanwhile(), target, ExportFormat.JSONL).count == 299
    manifest = check_manifest(target)
    assert manifest
    assert manifest.count == len(target.read_bytes().splitlines()) == 299
    done.set()
    other.join()
    assert_whole(target, 2)


def test_many_exports_at_once_leave_one_of_them_whole(tmp_path: Path) -> None:
    target = tmp_path / "alles.jsonl"
    counts = range(1, 9)
    ready = threading.Barrier(len(counts))

    def run(count: int) -> None:
        for _ in range(5):
            ready.wait(60)
            export(map(make_question, range(1, count + 1)), target, ExportFormat.JSONL)

    threads = [threading.Thread(target=run, args=(count,)) for count in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_whole(target, len(target.read_bytes().splitlines()))


def killed(target: Path, where: str) -> None:
    """Export 9 questions in a process that is killed when it gets there."""
    program = f"""
import os, signal
from pathlib import Path
from tests.support.factory import make_question
from indexer.export import ExportFormat, export

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def questions():
    for number in range(1, 10):
        yield make_question(number)
        if number == 5 and {where!r} == "writing":
            die()

replace = Path.replace

def replace_and_die(part, target):
    if not target.name.endswith("manifest.json") and {where!r} == "before the first rename":
        die()
    replace(part, target)
    die()

if {where!r} != "writing":
    Path.replace = replace_and_die
export(questions(), Path({str(target)!r}), ExportFormat.JSONL)
"""
    root = Path(__file__).parents[3]
    paths = os.pathsep.join([str(root), str(root / "tests")])
    ended = subprocess.run([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": paths}, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("where", "stands"), [("writing", 2), ("before the first rename", 2), ("between the two renames", 9)]
)
def test_a_killed_export_leaves_no_manifest_of_another_file_and_the_next_one_heals(
    where: str, stands: int, tmp_path: Path
) -> None:
    target = tmp_path / "alles.jsonl"
    export(map(make_question, (1, 2)), target, ExportFormat.JSONL)
    killed(target, where)
    assert len(target.read_bytes().splitlines()) == stands
    manifest = check_manifest(target)  # which raises where the two do not agree
    assert (manifest is None) == (where != "writing")
    assert [path for path in tmp_path.iterdir() if path.suffix == ".part"]
    export(map(make_question, (1, 2, 3)), target, ExportFormat.JSONL)
    assert_whole(target, 3)


def test_what_others_write_or_own_is_not_taken_for_left_behind(tmp_path: Path) -> None:
    other, hidden = tmp_path / "a.jsonl", tmp_path / ".a.mijn.part"
    hidden.write_text("not ours\n")

    def exporting_the_same() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        for name in ("a", "a.jsonl", "b"):
            export([make_question(2)], tmp_path / name, ExportFormat.JSONL)
        yield make_question(3)

    assert export(exporting_the_same(), other, ExportFormat.JSONL).count == 2
    manifest = check_manifest(other)
    assert manifest
    assert manifest.count == 2
    assert hidden.read_text() == "not ours\n"


def test_a_file_that_came_meanwhile_stays_where_nobody_agreed_to_overwrite_it(tmp_path: Path) -> None:
    target = tmp_path / "alles.jsonl"

    def meanwhile() -> Iterator[WrittenQuestion]:
        yield make_question(1)
        export(map(make_question, (1, 2)), target, ExportFormat.JSONL)

    with pytest.raises(ExportRefused, match="exists already"):
        export(meanwhile(), target, ExportFormat.JSONL, replace=False)
    assert_whole(target, 2)


@pytest.mark.parametrize("format", ExportFormat)
def test_an_export_may_be_read_by_whom_the_umask_lets(format: ExportFormat, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        export([make_question(1)], tmp_path / "alles", format)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o640}


# --- where it goes, and in what format ------------------------------------------------------------------------------


def name_too_long(folder: Path) -> Path:
    return folder / ("x" * 250 + ".csv")


def folder_missing(folder: Path) -> Path:
    return folder / "geen" / "x.csv"


def file_as_folder(folder: Path) -> Path:
    (folder / "x").touch()
    return folder / "x" / "x.csv"


def no_ordinary_file(folder: Path) -> Path:
    os.mkfifo(folder / "x.csv")
    return folder / "x.csv"


@pytest.mark.parametrize("place", [name_too_long, folder_missing, file_as_folder, no_ordinary_file])
def test_a_target_that_cannot_be_is_named_and_not_the_file_beside_it(
    place: Callable[[Path], Path], tmp_path: Path
) -> None:
    target = place(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises((ExportRefused, OSError)) as refused:
        export([make_question(1)], target, ExportFormat.CSV)
    said = str(refused.value)
    assert str(target) in said or str(target.parent) in said
    assert ".part" not in said
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "given", "format"),
    [
        (None, None, "jsonl"),
        (None, "csv", "csv"),
        ("alles", None, "jsonl"),
        ("alles", "xlsx", "xlsx"),
        ("alles.jsonl", None, "jsonl"),
        ("alles.ndjson", None, "jsonl"),
        ("alles.csv", None, "csv"),
        ("alles.XLSX", None, "xlsx"),
        ("alles.parquet", None, "parquet"),
        ("alles.sqlite", None, "sqlite"),
        ("alles.db", "sqlite", "sqlite"),
        ("2024.1.csv", "csv", "csv"),
        ("alles.txt", "csv", "csv"),
    ],
)
def test_the_format_follows_the_name_of_the_file(name: str | None, given: str | None, format: str) -> None:
    assert format_for(Path(name) if name else None, ExportFormat(given) if given else None) == format


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("alles.xlsx", "jsonl", ("alles.xlsx", "xlsx", "jsonl", "--format")),
        ("alles.csv", "parquet", ("alles.csv", "parquet")),
        ("alles.db", "csv", ("alles.db", "sqlite", "csv")),
        ("alles.docx", None, ("alles.docx", ".xlsx", "--format")),
        ("alles.json", None, ("alles.json", ".jsonl")),
    ],
)
def test_a_name_that_says_another_format_or_none_is_refused(
    name: str, given: str | None, words: tuple[str, ...]
) -> None:
    with pytest.raises(ExportRefused) as refused:
        format_for(Path(name), ExportFormat(given) if given else None)
    assert [word for word in words if word not in str(refused.value)] == []


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
    assert sheets["deelvragen"][1:] == [[1, "1", "Hoeveel?", "Twee."], [1, "2", "Waar?", None]]
    assert sheets["tabellen"][1:] == [
        [1, 1, "1", "Aantal", 2, None, 1, "Jaar", "Aantal"],
        [1, 1, "1", "Aantal", 2, None, 2, "2023", "2.133"],
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


def test_the_sheets_of_a_workbook_can_be_read_and_sifted_as_they_open(tmp_path: Path) -> None:
    table = Table(part=None, caption=None, page=None, rows=(("Jaar", "x" * 300), ("2023", "12")))
    question = make_question(1, title="Een titel van 39 letters die breder is.", tables=(table,), themes=())
    export([question], tmp_path / "out.xlsx", ExportFormat.XLSX)
    book = load_workbook(tmp_path / "out.xlsx")
    for sheet in book:
        names = [cell.value for cell in sheet[1]]
        headed = sum(name is not None for name in names)
        assert all(cell.font.bold for cell in sheet[1][:headed])
        assert not any(cell.font.bold for row in sheet.iter_rows(min_row=2) for cell in row)
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, headed).coordinate}"
        assert sheet.freeze_panes == "A2"
    widths = {cell.value: book["vragen"].column_dimensions[cell.column_letter].width for cell in book["vragen"][1]}
    assert 39 <= widths["title"] <= 41
    assert len("session_year") + 2 <= widths["session_year"] <= len("session_year") + 5
    assert max(dimension.width for sheet in book for dimension in sheet.column_dimensions.values()) <= 62


def test_csv_can_have_another_separator(tmp_path: Path) -> None:
    question = make_question(1, title="Een; twee, drie", themes=("Jeugd", "Zorg; welzijn"))
    export([question], tmp_path / "out.csv", ExportFormat.CSV, separator=";")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        [row] = csv.DictReader(lines, delimiter=";")
    assert (row["id"], row["title"], row["themes"]) == ("1", "Een; twee, drie", "Jeugd; Zorg; welzijn")
    with pytest.raises(ExportRefused, match="jsonl has no separator"):
        export([question], tmp_path / "out.jsonl", ExportFormat.JSONL, separator=";")
    assert not (tmp_path / "out.jsonl").exists()


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
            tables=(Table(part=None, caption=None, page=2, rows=(("Jaar", "Aantal"), ("2023", "2.133")), doubt="cut"),),
            footnotes=(Footnote(mark="*", text="Per 1 maart.", part="1"),),
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
        assert db.execute("SELECT doubt FROM tables").fetchall() == [("cut",)]
        assert db.execute("SELECT mark, text, part FROM footnotes").fetchall() == [("*", "Per 1 maart.", "1")]
        assert db.execute("SELECT rowid FROM questions_fts WHERE questions_fts MATCH 'groeit'").fetchall() == [(1,)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_without_a_target_the_export_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    export([make_question(1)], None, ExportFormat.JSONL)
    assert json.loads(capsys.readouterr().out)["id"] == 1
