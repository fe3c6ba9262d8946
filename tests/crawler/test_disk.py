"""One writer holds a lock until it dies; a disk that does not do its work is told from damage."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.disk import Held, disk_error, hold, is_busy, is_full, lock, no_space, sync


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


def test_a_lock_is_held_by_one_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "made for it" / "lock"
    script = (
        "import pathlib, sys; from crawler.disk import lock\n"
        "held = lock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Held, match=f"^{holder.pid}$"):
        lock(path)
    holder.kill()
    holder.communicate()
    with lock(path):
        assert path.read_text() == str(os.getpid())
        with pytest.raises(Held, match=f"^{os.getpid()}$"):
            lock(path)
    lock(path).close()


def test_who_holds_a_lock_need_not_be_known(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("w") as file:
        hold(file.fileno())
        with pytest.raises(Held, match="unknown"):
            lock(path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_is_full_for_whoever_may_not_fill_more_of_it(code: int) -> None:
    assert is_full(OSError(code, os.strerror(code)))
    assert not is_full(OSError(errno.EIO, os.strerror(errno.EIO)))


def test_a_full_disk_says_what_is_needed_of_it(tmp_path: Path) -> None:
    full = no_space(tmp_path, ": 8 MB are needed")
    assert is_full(full)
    assert (full.strerror, full.filename) == ("No space left on device: 8 MB are needed", str(tmp_path))


def test_files_and_folders_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    (tmp_path / "file").write_bytes(b"x")
    sync(tmp_path / "file")
    sync(tmp_path)
    assert synced == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]
