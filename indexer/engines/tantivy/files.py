"""The files of an index of Tantivy: which there are, linked from one folder to another, and what its errors mean."""

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexDamaged

CONTENTS = "meta.json"
"""Tantivy's table of contents: its segments and what is deleted of them."""

_KINDS = (".term", ".idx", ".pos", ".fast", ".fieldnorm", ".store")
"""The files that each segment has. Tantivy takes one without places for one of texts without words."""

_MANAGED = ".managed.json"
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")
_OS_ERROR = re.compile(r"\(os error (\d+)\)|\bcode: (\d+)")
_FULL = re.compile("No space left|StorageFull|FileTooLarge|File too large")


def segment_files(folder: Path) -> list[str]:
    """The names of the files of all segments, in no order. Raises FileNotFoundError, or ValueError, KeyError or
    TypeError where something is damaged."""
    contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    segments = {str(segment["segment_id"]).replace("-", "") for segment in contents["segments"]}
    names = [path.name for path in folder.iterdir() if path.name.partition(".")[0] in segments]
    if missing := {segment + kind for segment in segments for kind in _KINDS}.difference(names):
        raise ValueError(f"{min(missing)} is missing")
    return names


def link(folder: Path, other: Path) -> list[str]:
    """Have an index in another folder too: the files of its segments, which never change, are hard links. Their
    names."""
    names = segment_files(folder)
    for name in names:
        try:
            os.link(folder / name, other / name)
        except OSError:  # a file system without hard links
            shutil.copy2(folder / name, other / name)
    shutil.copy2(folder / CONTENTS, other / CONTENTS)
    # Tantivy removes what it has merged only of the files that it is said to manage.
    (other / _MANAGED).write_text(json.dumps([*names, CONTENTS]), encoding="utf-8")
    return names


def point_to(folder: Path, other: Path) -> None:
    """Make another folder, which points to the files of an index."""
    other.mkdir()
    for name in (*segment_files(folder), CONTENTS):
        (other / name).symlink_to((folder / name).resolve())


def remove_marks(folder: Path) -> None:
    """Remove what Tantivy needs of a folder only while it writes there."""
    for name in (_MANAGED, *_LOCKS):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def os_errors(folder: Path) -> Iterator[None]:
    """What the system refused is an OSError, though Tantivy says it in words."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        if code := _code_of(str(error)):
            raise OSError(code, os.strerror(code), str(folder)) from error
        raise


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """What Tantivy says of files that it cannot read as IndexDamaged, or OSError where the system does not give one."""
    try:
        with os_errors(folder):
            yield
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{folder} cannot be read ({error}): run `vraagbaak index --full`") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexDamaged(f"{folder} cannot be read ({error}): run `vraagbaak index --full`") from error


def _code_of(message: str) -> int | None:
    if _FULL.search(message):
        return errno.ENOSPC
    found = _OS_ERROR.search(message)
    return int(found[1] or found[2]) if found else None
