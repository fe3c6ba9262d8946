"""An archive that an older version made is brought up to date with all that it holds."""

import hashlib
import sqlite3
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, versions
from crawler.archive.catalogue import SCHEMA_VERSION
from crawler.archive.files import Files
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.errors import ArchiveDamaged
from crawler.parliament.addresses import Query
from crawler.parliament.opendata import digest
from crawler.plan.scope import CrawlScope, PastRun
from tests.support.ledgers import PARLIAMENT, PDF, answer, backlog, listings, searched, store_details, store_search
from tests.support.parliament_stub import Question

VERSION_1 = """
CREATE TABLE body (
    sha256 TEXT PRIMARY KEY,
    data BLOB NOT NULL,
    url TEXT NOT NULL,
    content_type TEXT
);
CREATE TABLE question (
    id INTEGER PRIMARY KEY,
    due INTEGER NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0,
    member INTEGER,
    checked_by INTEGER,
    crawled_at TEXT NOT NULL
);
CREATE INDEX question_due ON question (id) WHERE due;
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    question INTEGER NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL REFERENCES body,
    digest TEXT NOT NULL
);
CREATE INDEX record_question ON record (question, number);
CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    body TEXT REFERENCES body,
    digest TEXT,
    fetched_at TEXT
);
CREATE TABLE file (
    pfile INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    sha256 TEXT,
    bytes INTEGER,
    media_type TEXT,
    filename TEXT,
    is_document INTEGER,
    etag TEXT,
    last_modified TEXT,
    fetched_at TEXT
);
CREATE INDEX file_missing ON file (pfile) WHERE sha256 IS NULL OR NOT is_document;
CREATE TABLE question_file (
    question INTEGER NOT NULL,
    pfile INTEGER NOT NULL,
    PRIMARY KEY (question, pfile)
) WITHOUT ROWID;
CREATE TABLE failure (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    run INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
);
CREATE TABLE finished_window (
    run INTEGER NOT NULL REFERENCES run,
    query TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    finished_on TEXT NOT NULL
);
"""
QUESTION = Question(1, title="Changed since", files=(70, 71), party=None)
FETCHED = "2024-03-01T02:00:00+00:00"


@pytest.fixture
def old(folder: Path) -> Path:
    """An archive of version 1: a question found, fetched twice, one of its files held, and the run finished."""
    folder.mkdir()
    sha256 = Files(folder).write(PDF)
    found, hits = searched(QUESTION)
    before = PARLIAMENT.record(Question(1, files=(70, 71), party=None))
    now = PARLIAMENT.record(QUESTION)
    member = answer({"id": 9001, "naam": "Peeters", "lidmaatschap": {"fractie": "Linde", "datumVan": "2020-01-01"}})
    told = [("search", hit.key, found.body, hit.digest) for hit in hits]
    told += [("opendata", "", answer({"items": [record]}).body, digest(record)) for record in (before, now)]
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        catalogue.executescript(f"PRAGMA journal_mode = WAL; {VERSION_1} PRAGMA user_version = 1;")

        def insert(table: str, *values: object) -> None:
            marks = ", ".join("?" * len(values))
            catalogue.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)

        def body(data: bytes) -> str:
            insert("body", hashlib.sha256(data).hexdigest(), zlib.compress(data), "https://ws.vlpar.be/x", None)
            return hashlib.sha256(data).hexdigest()

        insert("question", 1, 0, 1, 9001, 1, FETCHED)
        for source, key, data, version in told:
            insert("record", None, 1, source, key, body(data), version)
        insert("member", 9001, body(member.body), "d", FETCHED)
        url = "https://docs.vlaamsparlement.be/pfile?id="
        insert("file", 70, f"{url}70", sha256, len(PDF), "application/pdf", "12.pdf", 1, '"e"', None, FETCHED)
        insert("file", 71, f"{url}71", None, None, None, None, None, None, None, None)
        insert("question_file", 1, 70)
        insert("question_file", 1, 71)
        insert("failure", "file", "71", "HTTP 404", 2, 1, FETCHED)
        insert("run", 1, str(CrawlScope()), FETCHED, FETCHED)
        insert("finished_window", 1, "everything", "2020-01-01", "2024-02-29", "2024-03-01")
    catalogue.close()
    return folder


def test_an_archive_of_version_1_keeps_all_that_it_holds(old: Path) -> None:
    with Ledger.open(old) as ledger:
        found = ledger.question(1)
        assert found.record.title == "Changed since"
        assert found.record.asker is not None
        assert found.record.asker.party == "Linde"
        assert found.record.published_on == date(2021, 3, 4)
        assert found.crawled_at == datetime(2024, 3, 1, 2, tzinfo=UTC)
        held, missing = found.files
        assert ledger.file_bytes(held.sha256 or "") == PDF
        assert (held.link.filename, held.media_type, held.failure) == ("12.pdf", "application/pdf", None)
        assert (missing.link.pfile, missing.sha256, missing.failure) == (71, None, "HTTP 404")
        assert ledger.summary().failures == {"file": 1}
        assert Runs(ledger).all() == [PastRun(1, CrawlScope(), datetime(2024, 3, 1, 2, tzinfo=UTC), True, False)]
        assert listings(ledger).covered(Query()) == [(date(2020, 1, 1), date(2024, 2, 29))]


def test_the_versions_of_before_have_no_day(old: Path) -> None:
    with Ledger.open(old) as ledger:
        store_details(ledger, Question(1, title="Changed after", files=(70, 71), party=None))
        found = list(versions(ledger, 1))
    titles = [version.question.record.title for version in found]
    assert (titles[0], titles[-2:]) == ("Speelplein - Verlichting", ["Changed since", "Changed after"])
    assert [version.seen_at is None for version in found] == [True] * (len(found) - 1) + [False]


def test_an_archive_of_version_1_is_crawled_on(old: Path) -> None:
    with Ledger.open(old) as ledger:
        Runs(ledger).begin("{}")
        assert ledger.run == 2
        assert [pfile for pfile, _ in backlog(ledger).due_files()] == [71]
        store_search(ledger, QUESTION)
        assert backlog(ledger).due_questions() == []
        assert listings(ledger).held(date(2021, 3, 4), date(2021, 3, 4)) == 2
        ledger.store_file(71, answer(PDF), None)
        assert not ledger.question(1).files[1].failure


def test_what_a_search_of_before_gave_counts_as_listed(old: Path) -> None:
    with Ledger.open(old) as ledger:
        Runs(ledger).begin("{}")
        assert backlog(ledger).due_unlisted() == []


def test_a_new_archive_has_the_same_tables_as_one_brought_up_to_date(old: Path, tmp_path: Path) -> None:
    def tables(folder: Path) -> dict[str, set[tuple[object, ...]]]:
        Ledger.open(folder).close()
        with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
            assert catalogue.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
            names = [row[0] for row in catalogue.execute("SELECT name FROM sqlite_master ORDER BY name")]
            return {
                name: {
                    (column, kind.upper(), required, default, key)
                    for _, column, kind, required, default, key in catalogue.execute(f"PRAGMA table_info({name})")
                }
                for name in names
            }

    assert tables(old) == tables(tmp_path / "new")


def test_who_only_reads_an_old_archive_is_told_what_to_do(old: Path) -> None:
    advice = (
        rf"has archive version 1, this program reads {SCHEMA_VERSION}: "
        "run `vraagbaak crawl` or `vraagbaak update`, which brings it up to date"
    )
    with pytest.raises(ArchiveDamaged, match=advice):
        Archive.open(old)
    Ledger.open(old).close()
    with Archive.open(old) as archive:
        assert len(archive) == 1


def test_bringing_up_to_date_is_all_or_nothing(old: Path) -> None:
    with sqlite3.connect(old / "catalogue.sqlite") as catalogue:
        catalogue.execute("CREATE TABLE surplus (odd)")  # the last that is made
    catalogue.close()
    with pytest.raises(ArchiveDamaged, match="cannot be read"):
        Ledger.open(old)
    with sqlite3.connect(old / "catalogue.sqlite") as catalogue:
        assert catalogue.execute("PRAGMA user_version").fetchone() == (1,)
        assert "doubted" not in str(catalogue.execute("SELECT sql FROM sqlite_master WHERE name = 'record'").fetchone())
