"""What SQLite says of a disk that does not do its work is told from damage."""

import errno
import sqlite3
from pathlib import Path

import pytest

from crawler.disk import disk_error, is_busy


def error(name: str) -> sqlite3.OperationalError:
    """What SQLite raises with that code."""
    raised = sqlite3.OperationalError("disk I/O error")
    raised.sqlite_errorcode = getattr(sqlite3, name)
    return raised


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"])
def test_what_could_not_grow_means_a_full_disk(tmp_path: Path, name: str) -> None:
    found = disk_error(error(name), tmp_path / "x.sqlite")
    assert found is not None
    assert (found.errno, found.filename) == (errno.ENOSPC, str(tmp_path / "x.sqlite"))


@pytest.mark.parametrize(
    "name",
    [
        "SQLITE_CANTOPEN",
        "SQLITE_CANTOPEN_DIRTYWAL",
        "SQLITE_IOERR",
        "SQLITE_IOERR_FSYNC",
        "SQLITE_IOERR_LOCK",
        "SQLITE_IOERR_READ",
        "SQLITE_IOERR_SHMMAP",
        "SQLITE_IOERR_SHMOPEN",
        "SQLITE_IOERR_TRUNCATE",
        "SQLITE_PERM",
        "SQLITE_READONLY",
        "SQLITE_READONLY_CANTINIT",
        "SQLITE_READONLY_DIRECTORY",
    ],
)
def test_a_disk_that_cannot_be_used_is_named(tmp_path: Path, name: str) -> None:
    found = disk_error(error(name), tmp_path / "x.sqlite")
    assert found is not None
    assert found.errno == errno.EIO
    assert "is the folder writable, and the disk neither full nor failing?" in found.strerror


@pytest.mark.parametrize(
    "name",
    [
        "SQLITE_CORRUPT",
        "SQLITE_CORRUPT_INDEX",
        "SQLITE_ERROR",
        "SQLITE_IOERR_CORRUPTFS",
        "SQLITE_IOERR_DATA",
        "SQLITE_IOERR_SHORT_READ",
        "SQLITE_NOTADB",
    ],
)
def test_damage_is_no_fault_of_the_disk(tmp_path: Path, name: str) -> None:
    assert disk_error(error(name), tmp_path / "x.sqlite") is None
    assert not is_busy(error(name))


def test_an_error_of_python_itself_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    raised = sqlite3.OperationalError("Could not decode to UTF-8 column")
    assert disk_error(raised, tmp_path / "x.sqlite") is None
    assert not is_busy(raised)


@pytest.mark.parametrize("name", ["SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"])
def test_another_program_that_writes_is_told_apart(tmp_path: Path, name: str) -> None:
    assert is_busy(error(name))
    assert disk_error(error(name), tmp_path / "x.sqlite") is None
