"""The stage from archive to corpus: over a real crawl of the sample, with real worker processes."""

import hashlib
import os
import re
import shutil
import sqlite3
import zlib
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from crawler.archive import Archive, ArchiveMissing
from crawler.sample.questions import SampleQuestion, read_sample
from indexer.corpus.extract import extract
from indexer.corpus.store import Corpus
from indexer.corpus.workers import FileToRead, Limits, Readers
from indexer.errors import Busy
from indexer.extraction import OCR_NOTE, Anchors, missing_for_ocr
from indexer.locking import only_writer
from indexer.question import WrittenQuestion

QUESTIONS = read_sample().questions
ANCHORS = Anchors(1, "Titel", None, "An Peeters", "Jan Janssens")


@pytest.fixture(scope="module")
def corpus(sample_data: Path) -> dict[int, WrittenQuestion]:
    with Corpus.open(sample_data / "corpus.sqlite") as found:
        return {question.id: question for question in found}


@pytest.fixture
def data(sample_data: Path, tmp_path: Path) -> Path:
    """The sample's archive in a folder of its own."""
    shutil.copytree(sample_data / "archive", tmp_path / "archive")
    return tmp_path


def stored(path: Path, data: bytes, attachment: str | None = None) -> FileToRead:
    path.write_bytes(data)
    return FileToRead(path, hashlib.sha256(data).hexdigest(), attachment)


@pytest.mark.parametrize("wanted", QUESTIONS, ids=lambda question: str(question.id))
def test_every_question_of_the_sample_arrives_with_its_metadata(
    corpus: dict[int, WrittenQuestion], wanted: SampleQuestion
) -> None:
    found = corpus[wanted.id]
    assert found.asker is not None
    assert found.minister is not None
    assert {
        "number": found.number,
        "session_year": found.session_year,
        "legislature": found.legislature,
        "title": found.title,
        "themes": found.themes,
        "asker": (found.asker.id, found.asker.name, found.asker.party),
        "minister": found.minister.name,
        "asked_on": found.asked_on,
        "answered_on": found.answered_on,
        "published_on": found.published_on,
        "text_status": found.text_status,
    } == {
        "number": wanted.number,
        "session_year": wanted.session_year,
        "legislature": wanted.legislature,
        "title": wanted.title,
        "themes": wanted.themes,
        "asker": (found.asker.id, wanted.asker.name, wanted.asker.party_on(wanted.asked_on)),
        "minister": wanted.minister.name,
        "asked_on": wanted.asked_on,
        "answered_on": wanted.answered_on,
        "published_on": wanted.published_on,
        "text_status": wanted.text_status,
    }


def test_every_question_that_is_not_whole_says_why(corpus: dict[int, WrittenQuestion]) -> None:
    silent = [q.id for q in corpus.values() if q.text_status not in ("complete", "no_answer") and not q.notes]
    assert silent == []


def test_the_documents_of_a_question_are_listed_with_their_role(corpus: dict[int, WrittenQuestion]) -> None:
    roles = {document.role for question in corpus.values() for document in question.documents}
    assert {"question_and_answer", "question", "attachment"} <= roles
    held = [document for question in corpus.values() for document in question.documents if document.sha256]
    assert all(document.bytes for document in held)


def test_the_sheets_of_an_attached_workbook_are_tables_of_the_question(corpus: dict[int, WrittenQuestion]) -> None:
    attached = next(question.attachment for question in QUESTIONS if question.attachment)
    owner = next(question.id for question in QUESTIONS if question.attachment)
    table = corpus[owner].tables[-1]
    assert table.rows == attached.table.rows
    assert (table.part, table.page) == (None, None)
    assert (table.caption or "").startswith(attached.filename)


def test_a_second_run_has_nothing_to_do_and_all_changes_nothing(data: Path) -> None:
    first = extract(data / "archive", data / "corpus.sqlite")
    again = extract(data / "archive", data / "corpus.sqlite")
    everything = extract(data / "archive", data / "corpus.sqlite", everything=True)
    assert (first.extracted, first.changed) == (len(QUESTIONS), len(QUESTIONS))
    assert (again.extracted, again.changed) == (0, 0)
    assert (everything.extracted, everything.changed) == (len(QUESTIONS), 0)


def test_what_an_older_extraction_made_is_extracted_again(data: Path) -> None:
    extract(data / "archive", data / "corpus.sqlite")
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        connection.execute("UPDATE question SET extraction = 0 WHERE id = ?", [QUESTIONS[3].id])
    connection.close()
    assert extract(data / "archive", data / "corpus.sqlite").extracted == 1


def test_an_archived_file_that_rotted_is_noted_and_takes_nothing_with_it(data: Path) -> None:
    with Archive.open(data / "archive") as archive:
        victim = archive.question(QUESTIONS[0].id)
        path = archive.file_path(victim.files[0].sha256 or "")
    rotten = bytearray(path.read_bytes())
    rotten[100] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(rotten)
    report = extract(data / "archive", data / "corpus.sqlite")
    assert report.extracted == len(QUESTIONS)
    with Corpus.open(data / "corpus.sqlite") as corpus:
        question = corpus.get(QUESTIONS[0].id)
    assert question is not None
    assert question.text_status == "unreadable"
    assert "checksum" in question.notes[0]


def test_progress_is_told_for_every_question(data: Path) -> None:
    steps: list[tuple[int, int]] = []
    extract(data / "archive", data / "corpus.sqlite", progress=lambda done, total: steps.append((done, total)))
    assert steps == [(done, len(QUESTIONS)) for done in range(1, len(QUESTIONS) + 1)]


def test_two_runs_at_once_do_not_mix(data: Path) -> None:
    with only_writer(data / "corpus.sqlite"), pytest.raises(Busy):
        extract(data / "archive", data / "corpus.sqlite")


def test_a_missing_archive_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="vraagbaak crawl"):
        extract(tmp_path / "archive", tmp_path / "corpus.sqlite")
    assert not (tmp_path / "corpus.sqlite").exists()


def test_a_scan_is_read_when_asked_and_what_was_read_stays(data: Path) -> None:
    if lacking := missing_for_ocr():
        assert not os.environ.get("CI"), lacking
        pytest.skip(lacking)
    scan = next(question for question in QUESTIONS if question.file == "scan")
    extract(data / "archive", data / "corpus.sqlite")
    report = extract(data / "archive", data / "corpus.sqlite", ocr=True)
    assert (report.extracted, report.changed) == (1, 1)
    assert report.statuses == {"scanned and read": 1}
    with Corpus.open(data / "corpus.sqlite") as corpus:
        read = corpus.get(scan.id)
    assert read is not None
    assert read.text_status == "scanned"
    assert read.notes[0] == OCR_NOTE
    wanted = re.findall(r"\w+", " ".join(part for part in scan.answer if isinstance(part, str)))
    found = re.findall(r"\w+", read.answer or "")
    assert SequenceMatcher(None, wanted, found, autojunk=False).ratio() > 0.9
    extract(data / "archive", data / "corpus.sqlite", everything=True)
    with Corpus.open(data / "corpus.sqlite") as corpus:
        assert corpus.get(scan.id) == read


def endless_pdf() -> bytes:
    """A small PDF that keeps its reader busy for minutes: 2,000 pages share one stream of very many operators."""
    stream = zlib.compress(b"BT /F 1 Tf " + b"(a) Tj 1 0 Td " * 100_000 + b"ET")
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(400))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 400 /Kids [" + kids + b"] >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"]
        * 400,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + (b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out)))
    )


def test_a_file_that_takes_too_long_is_stopped_and_noted(tmp_path: Path) -> None:
    with Readers(1, Limits(seconds=3)) as readers:
        slow = readers.read([stored(tmp_path / "slow", endless_pdf())], ANCHORS)
        quick = readers.read([stored(tmp_path / "quick", b"<html>")], ANCHORS)
        assert slow().readings[0].notes == ("reading the file took longer than 3 s and was stopped",)
        assert quick().readings[0].notes == ("the file is not a document but a web page",)


def test_a_file_that_takes_too_long_leaves_the_others_of_its_question(tmp_path: Path) -> None:
    question = QUESTIONS[0]
    sound = stored(tmp_path / "sound", (read_sample().files / f"{question.pfile}.pdf").read_bytes())
    slow = stored(tmp_path / "slow", endless_pdf(), attachment="traag.pdf")
    anchors = Anchors(question.number, question.title, None, question.asker.name, question.minister.name)
    with Readers(1, Limits(seconds=2)) as readers:
        found = readers.read([sound, slow], anchors)()
    assert found.texts.answer is not None
    assert [reading.status for reading in found.readings] == ["read", "unreadable"]


def test_a_file_that_wants_too_much_memory_is_refused_it_and_noted(tmp_path: Path) -> None:
    greedy = stored(tmp_path / "greedy", b"%PDF-1.4\n" + b" " * (700 << 20))
    with Readers(1, Limits(memory=600 << 20)) as readers:
        [reading] = readers.read([greedy], ANCHORS)().readings
    assert reading.status == "unreadable"
    assert reading.notes == ("reading the file takes more than 600 MiB of memory",)
