"""An import takes every whole question of a dump, once, and refuses what is no dump before it writes anything."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.corpus.dump import MAX_LINE
from indexer.corpus.importing import IMPORTED, ImportReport, import_dump
from indexer.corpus.store import Corpus, Made
from indexer.errors import Busy, ImportRefused
from indexer.export import ExportFormat, export
from indexer.export.manifest import manifest_of
from indexer.extraction import EXTRACTION_VERSION
from indexer.index.build import build_index
from indexer.locking import only_writer
from indexer.question import AskedTogether, Document, Footnote, Part, Table, WrittenQuestion
from indexer.search import SearchRequest, open_search
from tests.support.factory import make_question

FULL = make_question(
    1,
    title="Élan — ‘haken’ \u2028 en 😀",
    parts=(Part(label="1", question="Hoeveel?", answer=None), Part(label="2", question="Waar?", answer="Daar.")),
    tables=(Table(part=None, caption="Aantal", page=2, rows=(("Jaar", "Aantal"), ("2023", "")), doubt="cut off"),),
    footnotes=(Footnote(mark="1", text="Cijfers van maart.", part="2"),),
    asked_together=(AskedTogether(minister="Nele Brans", number=256),),
    documents=(
        Document(
            pfile=7,
            url="https://docs.vlaamsparlement.be/pfile?id=7",
            filename="a.pdf",
            media_type="application/pdf",
            role="question_and_answer",
            sha256="0" * 64,
            bytes=30_000,
            pages=3,
        ),
    ),
    notes=("blz. 2 is een scan",),
)
EMPTY = make_question(
    2,
    **dict.fromkeys(("number", "session_year", "legislature", "title", "asker", "minister", "asked_on", "on_time")),
    themes=(),
    question=None,
    answer=None,
    text_status="missing",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "data" / "corpus.sqlite"


def held(corpus: Path) -> list[WrittenQuestion]:
    with Corpus.open(corpus) as store:
        return list(store)


def dump_of(path: Path, *questions: WrittenQuestion) -> Path:
    format = ExportFormat.PARQUET if path.suffix == ".parquet" else ExportFormat.JSONL
    export(questions, path, format)
    return path


def write_lines(path: Path, *lines: str | bytes) -> Path:
    path.write_bytes(b"".join(line.encode() + b"\n" if isinstance(line, str) else line + b"\n" for line in lines))
    return path


@pytest.mark.parametrize("name", ["alles.jsonl", "alles.parquet"])
def test_an_export_after_an_import_gives_the_same_bytes(name: str, tmp_path: Path, corpus: Path) -> None:
    questions = [FULL, EMPTY, *(make_question(number) for number in range(3, 1_203))]
    first = dump_of(tmp_path / "eerst.jsonl", *questions)
    report = import_dump(dump_of(tmp_path / name, *reversed(questions)), corpus)
    assert report == ImportReport(read=1_202, changed=1_202, unchanged=0, older=0, skipped=0)
    assert held(corpus) == questions
    with Corpus.open(corpus) as store:
        export(store, tmp_path / "weer.jsonl", ExportFormat.JSONL)
    assert (tmp_path / "weer.jsonl").read_bytes() == first.read_bytes()


@pytest.mark.parametrize("name", ["oud.jsonl", "oud.parquet"])
def test_a_dump_from_before_footnotes_and_doubt_is_read(name: str, tmp_path: Path, corpus: Path) -> None:
    question = make_question(1, tables=(Table(part=None, caption=None, page=2, rows=(("Jaar", "Aantal"),)),))
    record = question.model_dump(exclude={"footnotes": True, "tables": {"__all__": {"doubt"}}})
    if name.endswith(".jsonl"):
        write_lines(tmp_path / name, json.dumps(record, default=str))
    else:
        pq, pa = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
        pq.write_table(pa.Table.from_pylist([record]), tmp_path / name)
    import_dump(tmp_path / name, corpus)
    assert held(corpus) == [question]


def test_a_question_that_is_held_is_updated_and_never_doubled(tmp_path: Path, corpus: Path) -> None:
    import_dump(dump_of(tmp_path / "a.jsonl", make_question(1), make_question(2)), corpus)
    changed = make_question(2, title="Anders")
    report = import_dump(dump_of(tmp_path / "b.jsonl", changed, make_question(3), make_question(1)), corpus)
    assert (report.changed, report.unchanged) == (2, 1)
    assert held(corpus) == [make_question(1), changed, make_question(3)]


def test_what_was_crawled_later_is_not_overwritten(tmp_path: Path, corpus: Path) -> None:
    newer = make_question(1, title="Nieuw", crawled_at=datetime(2025, 1, 1, tzinfo=UTC))
    import_dump(dump_of(tmp_path / "a.jsonl", newer), corpus)
    report = import_dump(dump_of(tmp_path / "b.jsonl", make_question(1, title="Oud")), corpus)
    assert (report.changed, report.older) == (0, 1)
    assert held(corpus) == [newer]


def test_an_imported_question_is_stamped_so_that_the_archive_replaces_it(tmp_path: Path, corpus: Path) -> None:
    made = Made("a" * 64, EXTRACTION_VERSION)
    with Corpus.create(corpus) as store:
        store.put(make_question(1), made)
        store.put(make_question(2), made)
    import_dump(dump_of(tmp_path / "a.jsonl", make_question(1), make_question(2, title="Anders")), corpus)
    with Corpus.open(corpus) as store:
        assert store.made() == {1: made, 2: IMPORTED}


def test_a_bad_line_is_named_and_the_rest_is_kept(tmp_path: Path, corpus: Path) -> None:
    whole = make_question(1).model_dump_json()
    record = json.loads(whole)
    dump = write_lines(
        tmp_path / "a.jsonl",
        b"\xef\xbb\xbf" + whole.encode(),
        whole[:200],
        "",
        json.dumps(record | {"id": 2, "text_status": "great"}),
        json.dumps(record | {"id": "3"}),
        json.dumps({name: value for name, value in record.items() if name != "answer"}),
        json.dumps(record | {"colour": "red"}),
        json.dumps(record | {"id": 2**70}),
        whole.encode().replace(b"jeugdhulp", b"jeugd\xffhulp"),
        '{"title": "' + "x" * MAX_LINE + '"}',
        make_question(9).model_dump_json(),
    )
    told: list[tuple[int, str]] = []
    report = import_dump(dump, corpus, skipped=lambda number, reason: told.append((number, reason)))
    assert [number for number, _ in told] == [2, 4, 5, 6, 7, 8, 9, 10]
    assert (report.read, report.changed, report.skipped) == (10, 2, 8)
    assert [question.id for question in held(corpus)] == [1, 9]
    reasons = dict(told)
    assert "text_status" in reasons[4]
    assert "answer: Field required" in reasons[6]
    assert "colour" in reasons[7]
    assert all(len(reason.splitlines()) == 1 and len(reason) < 200 for reason in reasons.values())


def test_numbers_of_64_bits_go_all_the_way_and_others_are_bad_lines(tmp_path: Path, corpus: Path) -> None:
    record = json.loads(FULL.model_dump_json())
    largest = 2**63 - 1
    dump = write_lines(
        tmp_path / "a.jsonl",
        json.dumps(record | {"number": 3_000_000_000}),
        json.dumps(record | {"id": largest, "number": largest, "asker": record["asker"] | {"id": largest}}),
        json.dumps(record | {"id": -7}),
        json.dumps(record | {"id": 3, "number": 2**63}),
        json.dumps(record | {"id": 4, "asker": record["asker"] | {"id": -1}}),
        json.dumps(record | {"id": 10**20}),
        json.dumps(record | {"id": 5, "title": "half \ud800"}),
    )
    told: list[int] = []
    report = import_dump(dump, corpus, skipped=lambda number, _: told.append(number))
    assert (report.changed, told) == (2, [3, 4, 5, 6, 7])
    build_index(corpus, tmp_path / "index")
    with closing(open_search(tmp_path / "index")) as engine:
        found = engine.get(largest)
        assert found is not None
        assert found.number == largest
        assert [hit.question.id for hit in engine.search(SearchRequest("nummer:3000000000")).hits] == [1]
        assert engine.get(10**20) is None
    for format in ExportFormat:
        assert export(held(corpus), tmp_path / f"all.{format}", format).count == 2


def test_a_bad_row_of_parquet_is_named(tmp_path: Path, corpus: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    dump = dump_of(tmp_path / "a.parquet", *(make_question(number) for number in range(1, 6)))
    manifest_of(dump).unlink()
    table = pq.read_table(dump)
    place = table.schema.get_field_index("text_status")
    pq.write_table(table.set_column(place, "text_status", [["complete", None, "complete", "?", "complete"]]), dump)
    told: list[int] = []
    import_dump(dump, corpus, skipped=lambda number, _: told.append(number))
    assert told == [2, 4]
    assert [question.id for question in held(corpus)] == [1, 3, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"\x1f\x8b\x08" + b"\0" * 100, "gzip", id="gzip"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "Excel", id="xlsx"),
        pytest.param(b"SQLite format 3\0" + b"\0" * 100, "SQLite", id="sqlite"),
        pytest.param(b"id,number,title\r\n1,2,drie\r\n", "no questions", id="csv"),
        pytest.param(b'[{"id": 1}]', "no questions", id="json that is no lines"),
        pytest.param(b'{"id": 1, "name": "x"}\n' * 5, "no questions", id="lines about something else"),
        pytest.param(b"\0\1\2" * 1000, "no questions", id="noise"),
        pytest.param(b"[" * 100_000, "no questions", id="deep"),
        pytest.param(b"PAR1" + b"\0" * 100 + b"PAR1", "damaged", id="parquet that is damaged"),
        pytest.param(b"PAR1", "damaged", id="parquet that is cut off"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line(
    content: bytes, words: str, tmp_path: Path, corpus: Path
) -> None:
    (tmp_path / "dump").write_bytes(content)
    with pytest.raises(ImportRefused, match=words) as refusal:
        import_dump(tmp_path / "dump", corpus)
    assert len(str(refusal.value).splitlines()) == 1
    assert not corpus.exists()


def test_parquet_of_something_else_is_refused(tmp_path: Path, corpus: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    pa = pytest.importorskip("pyarrow")
    pq.write_table(pa.table({"id": [1], "title": ["x"]}), tmp_path / "dump")
    with pytest.raises(ImportRefused, match="no column number"):
        import_dump(tmp_path / "dump", corpus)
    assert not corpus.exists()


def test_a_dump_that_is_not_there_is_named(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(ImportRefused, match=r"weg\.jsonl"):
        import_dump(tmp_path / "weg.jsonl", corpus)


def test_an_empty_dump_is_an_empty_corpus(tmp_path: Path, corpus: Path) -> None:
    assert import_dump(dump_of(tmp_path / "a.jsonl"), corpus) == ImportReport(0, 0, 0, 0, 0)
    assert held(corpus) == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_dump_that_its_manifest_does_not_describe_is_refused(name: str, tmp_path: Path, corpus: Path) -> None:
    dump = dump_of(tmp_path / name, make_question(1))
    content = dump.read_bytes()
    dump.write_bytes(content.replace(b"2023-2024", b"2023-2025"))
    with pytest.raises(ImportRefused, match="sha256"):
        import_dump(dump, corpus)
    dump.write_bytes(content)
    manifest = json.loads(manifest_of(dump).read_text())
    manifest_of(dump).write_text(json.dumps(manifest | {"schema_version": 99}))
    with pytest.raises(ImportRefused, match="schema version 99"):
        import_dump(dump, corpus)
    manifest_of(dump).write_text("{")
    with pytest.raises(ImportRefused, match="manifest"):
        import_dump(dump, corpus)
    assert not corpus.exists()
    manifest_of(dump).unlink()
    assert import_dump(dump, corpus).changed == 1


def test_an_import_waits_for_nobody(tmp_path: Path, corpus: Path) -> None:
    dump = dump_of(tmp_path / "a.jsonl", make_question(1))
    with only_writer(corpus), pytest.raises(Busy):
        import_dump(dump, corpus)


def test_a_killed_import_leaves_whole_questions_and_the_next_completes_it(tmp_path: Path, corpus: Path) -> None:
    questions = [make_question(number, answer="woord " * 200) for number in range(1, 4_001)]
    dump = dump_of(tmp_path / "a.jsonl", *questions)
    script = (
        "import sys\nfrom pathlib import Path\nfrom indexer.corpus.importing import import_dump\n"
        "import_dump(Path(sys.argv[1]), Path(sys.argv[2]), progress=lambda done, total: print(done, flush=True))\n"
    )
    running = subprocess.Popen([sys.executable, "-c", script, str(dump), str(corpus)], stdout=subprocess.PIPE)
    assert running.stdout
    committed = int(running.stdout.readline())
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    before = held(corpus)
    assert committed <= len(before) < len(questions)
    assert before == questions[: len(before)]
    report = import_dump(dump, corpus)
    assert (report.unchanged, report.changed) == (len(before), len(questions) - len(before))
    assert held(corpus) == questions
