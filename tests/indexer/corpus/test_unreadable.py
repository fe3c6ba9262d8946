"""Whatever the files of one question do to their readers, the run goes on and nothing that was read is lost."""

import hashlib
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.sample.questions import read_sample
from indexer.corpus.extract import MOST_RUNS, ExtractReport, extract
from indexer.corpus.finishing import finished
from indexer.corpus.store import Corpus
from indexer.corpus.workers import Extracted, FileToRead, Limits, Readers
from indexer.extraction import Anchors
from indexer.question import WrittenQuestion
from tests.indexer.extraction.formats.test_docx import docx, p, zipped
from tests.indexer.extraction.test_awkward import SENTENCE, pages, shown
from tests.support.doc_files import Paragraph, make_doc
from tests.support.ledgers import answer, store_details, store_search
from tests.support.mutations import mutated, mutated_inside, unpacked
from tests.support.parliament_stub import Question

ANCHORS = Anchors(12, "Speelpleinen", None, None, None)
ASKED = rb"{\rtf1\ansi SCHRIFTELIJKE VRAAG\par nr. 12\par Speelpleinen\par Hoeveel speelpleinen zijn er?\par}"
ANSWERED = rb"{\rtf1\ansi ANTWOORD\par op vraag nr. 12 van 1 januari 2024\par Er zijn er tien.\par}"
DOC = make_doc([Paragraph("Er zijn er tien.")] * 20)
AT_ONCE = Limits(seconds=0.02)
"""Not enough of the processor's time for that many pages."""


def to_read(path: Path, data: bytes) -> FileToRead:
    return FileToRead(path, hashlib.sha256(data).hexdigest(), None)


def stored(path: Path, data: bytes) -> FileToRead:
    path.write_bytes(data)
    return to_read(path, data)


# --- a worker that dies --------------------------------------------------------------------------------------------


class Pipe:
    """A file whose reader waits for the test: it can be killed in the middle, or given the bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def kill_reader(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY)  # waits until somebody reads
        while readers := self._readers():  # a killed one holds the pipe until it is gone
            for reader in readers:
                os.kill(reader, signal.SIGKILL)
            time.sleep(0.01)
        os.close(descriptor)

    def _readers(self) -> set[int]:
        found = set()
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            with suppress(OSError):  # of another user, or of a process that has ended
                if link.readlink() == self.path:
                    found.add(int(link.parts[2]))
        return found - {os.getpid()}

    def give(self, data: bytes) -> None:
        self.path.write_bytes(data)


def test_a_worker_that_dies_once_loses_nothing(tmp_path: Path) -> None:
    pipe = Pipe(tmp_path / "answer")
    with Readers(1, Limits()) as readers:
        wait = readers.read([stored(tmp_path / "question", ASKED), to_read(pipe.path, ANSWERED)], ANCHORS)
        pipe.kill_reader()
        found = with_bytes(wait, pipe, ANSWERED)
    assert (found.texts.question, found.texts.answer) == ("Hoeveel speelpleinen zijn er?", "Er zijn er tien.")
    assert [reading.status for reading in found.readings] == ["read", "read"]
    assert found.failure is None


def test_a_worker_that_dies_once_on_a_lone_file_reads_it_then(tmp_path: Path) -> None:
    pipe = Pipe(tmp_path / "question")
    with Readers(1, Limits()) as readers:
        wait = readers.read([to_read(pipe.path, ASKED)], ANCHORS)
        pipe.kill_reader()
        found = with_bytes(wait, pipe, ASKED)
    assert found.texts.question == "Hoeveel speelpleinen zijn er?"


def test_a_file_on_which_every_worker_dies_leaves_the_others(tmp_path: Path) -> None:
    pipe = Pipe(tmp_path / "answer")
    with Readers(1, Limits()) as readers:
        wait = readers.read([stored(tmp_path / "question", ASKED), to_read(pipe.path, ANSWERED)], ANCHORS)
        pipe.kill_reader()
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(wait)
            pipe.kill_reader()
            found = waiting.result(60)
    assert (found.texts.question, found.texts.answer) == ("Hoeveel speelpleinen zijn er?", None)
    assert [reading.status for reading in found.readings] == ["read", "unreadable"]
    assert found.readings[1].notes == ("reading the file ended the reader (exit status -9)",)
    assert found.failure == "passing"


def with_bytes(wait: Callable[[], Extracted], pipe: Pipe, data: bytes) -> Extracted:
    """What a reading ends with that is given these bytes when it begins again."""
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait)
        pipe.give(data)
        return waiting.result(60)


# --- a reading that is cut short -----------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the archive of three questions, each with a file that can be read."""
    with Ledger.open(tmp_path / "archive") as ledger:
        Runs(ledger).begin("{}")
        for number in (1, 2, 3):
            hold(ledger, number, pages(shown(*[SENTENCE] * 30, b"nummer %d" % number), count=150))
        Runs(ledger).finish()
    return tmp_path


def hold(ledger: Ledger, number: int, file: bytes) -> None:
    question = Question(number)
    store_search(ledger, question)
    store_details(ledger, question)
    ledger.store_file(question.main_files[0], answer(file, "u", media_type="application/pdf"), None)


def run(data: Path, *, limits: Limits | None = None, everything: bool = False) -> ExtractReport:
    return extract(data / "archive", data / "corpus.sqlite", limits=limits, everything=everything, workers=1)


def question(data: Path, number: int) -> WrittenQuestion:
    with Corpus.open(data / "corpus.sqlite") as corpus:
        found = corpus.get(number)
    assert found
    return found


def test_what_was_cut_short_is_read_again_in_the_next_run(data: Path) -> None:
    first = run(data, limits=AT_ONCE)
    assert (first.statuses, first.unfinished) == ({"unreadable": 3}, 3)
    assert question(data, 2).notes == ("reading the file took longer than 0.02 s and was stopped",)
    again = run(data)
    assert (again.extracted, again.changed, again.unfinished) == (3, 3, 0)
    assert SENTENCE.decode() in (question(data, 2).question or "")
    assert run(data).extracted == 0


def test_a_hopeless_file_is_not_read_for_ever(data: Path) -> None:
    assert [run(data, limits=AT_ONCE).extracted for _ in range(MOST_RUNS + 2)] == [3] * MOST_RUNS + [0, 0]
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        connection.execute("UPDATE question SET extraction = 0 WHERE id = 2")
    connection.close()
    assert [run(data, limits=AT_ONCE).extracted for _ in range(MOST_RUNS + 1)] == [1] * MOST_RUNS + [0]


def test_what_was_read_stays_when_a_later_run_is_cut_short(data: Path) -> None:
    run(data)
    before = question(data, 1)
    run(data, limits=AT_ONCE, everything=True)
    kept = question(data, 1)
    assert (kept.question, kept.text_status) == (before.question, before.text_status)
    assert "the text is that of an earlier run: reading the file took longer" in kept.notes[-1]
    run(data, limits=AT_ONCE)
    assert question(data, 1) == kept
    assert run(data).extracted == 3
    assert question(data, 1) == before


def test_a_file_that_is_missing_for_a_night_takes_no_text_with_it(data: Path) -> None:
    run(data)
    before = question(data, 1)
    with Archive.open(data / "archive") as archive:
        path = archive.file_path(before.documents[0].sha256 or "")
    path.rename(path.with_suffix(".away"))
    assert run(data, everything=True).unfinished == 1
    assert question(data, 1).question == before.question
    path.with_suffix(".away").rename(path)
    assert run(data).extracted == 1
    assert question(data, 1) == before


def test_what_a_run_found_before_it_failed_is_kept(data: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(data / "archive", data / "corpus.sqlite", workers=1, progress=stop)
    assert run(data).extracted == 1


# --- files and records that fail everywhere ------------------------------------------------------------------------


def test_a_question_whose_records_cannot_be_stored_is_recorded_with_the_reason(data: Path) -> None:
    with Archive.open(data / "archive") as archive, Readers(1, Limits()) as readers:
        sound = archive.question(1)
        broken = replace(sound, record=replace(sound.record, title="half a character: \ud83d"))
        first, second = list(finished(archive, [broken, sound], readers))
    assert first.is_bare
    assert first.question.id == 1
    assert first.question.notes == (
        "the question could not be put together, through a fault of the extraction: PydanticSerializationError",
    )
    assert second.question.question


def test_damage_by_chance_ends_no_run_and_is_always_recorded(tmp_path: Path) -> None:
    files = read_sample().files
    printed = [(files / f"{pfile}.pdf").read_bytes() for pfile in (9800001, 9800016, 9800017)]
    packed = [
        (files / "9799310.xlsx").read_bytes(),
        zipped({"vrg.1.rtf": ASKED, "antw.1.doc": DOC}),
        docx(p("Hoeveel?") * 20),
    ]
    documents = [*printed, *map(unpacked, printed), *packed, DOC, ASKED, ANSWERED]
    chance = random.Random(1)
    damaged = [
        *(mutated(chance.choice(documents), documents, chance) for _ in range(250)),
        *(mutated_inside(chance.choice(packed), documents, chance) for _ in range(50)),
    ]
    with Readers(2, Limits()) as readers:
        waiting = [readers.read([stored(tmp_path / str(n), one)], ANCHORS) for n, one in enumerate(damaged)]
        found = [wait() for wait in waiting]
        sound = readers.read([stored(tmp_path / "sound", ASKED)], ANCHORS)()
    readings = [reading for one in found for reading in one.readings]
    assert len(readings) == len(damaged)
    assert [reading for reading in readings if reading.status != "read" and not reading.notes] == []
    assert [reading.notes for reading in readings if reading.failure] == []
    assert len({reading.status for reading in readings}) >= 3
    assert sound.texts.question == "Hoeveel speelpleinen zijn er?"
