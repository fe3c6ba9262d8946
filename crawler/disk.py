"""The disk under the archive, the corpus, the index and the exports: one writer at a time, what is written is synced,
and a full disk is known from one that fails, from another program that is writing, and from damage."""

import errno
import fcntl
import os
import sqlite3
from pathlib import Path
from typing import BinaryIO

# --- locks -----------------------------------------------------------------------------------------------------------


class Held(Exception):
    """Another process holds a lock; the message is its number, as far as it is known."""


def lock(path: Path) -> BinaryIO:
    """Hold a lock file, made where there is none, until what is returned is closed. Raises Held at once.

    The kernel frees the lock when its holder dies, however it dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    try:
        hold(file.fileno())
    except BlockingIOError:
        holder = file.read(20).decode("ascii", "replace").strip() or "unknown"
        file.close()
        raise Held(holder) from None
    file.truncate(0)
    file.write(str(os.getpid()).encode("ascii"))
    return file


def hold(descriptor: int, *, wait: bool = False) -> None:
    """Lock an open file or folder until it is closed: wait for whoever holds it, or raise BlockingIOError."""
    fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- syncing -------------------------------------------------------------------------------------------------------


def sync(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- what is wrong ---------------------------------------------------------------------------------------------------

# A write that failed, and the memory that the readers of a database share: a file that could not grow.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
# Primary codes: they stand for all that begin with them, as SQLITE_IOERR for SQLITE_IOERR_SHMOPEN or _FSYNC.
_DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
# Of these the disk did what it was asked to; what it gave is wrong.
_DAMAGED = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_CORRUPTFS}
_A_LITTLE = 64 * 1024


def no_space(path: Path, more: str = "") -> OSError:
    """The error of a disk that is full; `more` says what is needed of it."""
    return OSError(errno.ENOSPC, f"{os.strerror(errno.ENOSPC)}{more}", str(path))


def is_full(error: OSError) -> bool:
    """Whether it is for want of space, on the disk or in what its user may fill of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def disk_error(error: sqlite3.Error, path: Path) -> OSError | None:
    """What is wrong with the disk under the database at `path`; None where the error has another cause.

    ENOSPC where the disk is full, else EIO.
    """
    code = _code(error)
    if code in _DAMAGED or _primary(code) not in {sqlite3.SQLITE_FULL, *_DISK}:
        return None
    if code in _FULL or _has_no_space(path.parent):
        return no_space(path)
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


def _has_no_space(folder: Path) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    # Some file systems count no files.
    return disk.f_bavail * disk.f_frsize < _A_LITTLE or (disk.f_files > 0 and disk.f_favail == 0)
