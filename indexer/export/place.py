"""A file appears under its name only when it is whole and on the disk.

Each export writes to a file of its own, beside its target and locked while it lives: several may write to one target,
and what a killed one has left is told from what is still being written.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.disk import hold


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty file beside `target` to write to. What is left of it in the end is taken away.

    An OSError that concerns it names the target: nobody knows the other name.
    """
    _remove_leftovers(target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = _locked(part)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)
            os.close(descriptor)
    except OSError as error:
        if str(error.filename) == str(part):
            error.filename = str(target)
        raise


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other export is putting its files in place in this folder, and keep others waiting."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks lock no folders: better an export than none
            hold(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)


def _locked(part: Path) -> int:
    """Make the file and lock it. Between the two another export may take it for left behind: then once more."""
    while True:
        # Made as an ordinary file is: who may read the export is for the umask to say.
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        hold(descriptor, wait=True)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)


def _remove_leftovers(target: Path) -> None:
    """Take away what killed exports to this target have left: files that nobody holds locked."""
    ours = re.compile(re.escape(f".{target.name}.") + r"([0-9a-f]{8}\.)?part")
    for path in target.parent.glob(".*.part"):
        if ours.fullmatch(path.name):
            with suppress(OSError):  # another export may do the same, or the file belongs to somebody else
                _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        hold(descriptor)
        path.unlink()
    finally:
        os.close(descriptor)
