"""What SQLite's error codes mean to the person at the keyboard: a disk that does not do its work, another program that
is writing, or (all others) a database that is damaged."""

import errno
import os
import sqlite3
from pathlib import Path

# A write that failed, and the memory that the readers of a database share: a file that could not grow.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
# Primary codes: they stand for all that begin with them, as SQLITE_IOERR for SQLITE_IOERR_SHMOPEN or _FSYNC.
_DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
# Of these the disk did what it was asked to; what it gave is wrong.
_DAMAGED = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_CORRUPTFS}
_A_LITTLE = 64 * 1024


def disk_error(error: sqlite3.Error, path: Path) -> OSError | None:
    """What is wrong with the disk under the database at `path`; None where the error has another cause.

    ENOSPC where the disk is full, else EIO.
    """
    code = _code(error)
    if code in _DAMAGED or _primary(code) not in {sqlite3.SQLITE_FULL, *_DISK}:
        return None
    if code in _FULL or _is_full(path.parent):
        return OSError(errno.ENOSPC, "no space left on the disk", str(path))
    return OSError(
        errno.EIO,
        f"the disk does not let it be opened, read or written ({error}): "
        "is the folder writable, and the disk neither full nor failing?",
        str(path),
    )


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program holds the database."""
    return _primary(_code(error)) in _BUSY


def _code(error: sqlite3.Error) -> int:
    # Python's own errors, as that of a text that is no UTF-8, have none.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)


def _primary(code: int) -> int:
    return code & 0xFF


def _is_full(folder: Path) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    # Some file systems count no files.
    return disk.f_bavail * disk.f_frsize < _A_LITTLE or (disk.f_files > 0 and disk.f_favail == 0)
