"""What a worker of a cluster does: it reads the files that come with a task, under the limits of local workers.

Nothing of a file is looked at in the worker itself: it hands the files to processes of its own (`workers.py`), so that
the worst of them ends one of those.
"""

import multiprocessing
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from distributed import get_worker

from indexer.corpus.workers import Extracted, FileToRead, Limits, Readers
from indexer.errors import ClusterFailed
from indexer.export.manifest import program_version
from indexer.extraction import EXTRACTION_VERSION, Anchors, Reading, missing_for_ocr

_LIBRARIES = ("pypdf", "cryptography", "lxml", "olefile", "openpyxl", "xlrd")
_FOR_SCANS = ("pillow",)

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a question as it is sent: its bytes, and what FileToRead says of it."""

    data: bytes
    sha256: str | None
    attachment: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """How files are to be read: the limits of each, whether scans are recognised, and by which versions."""

    limits: Limits
    ocr: bool
    versions: tuple[tuple[str, str], ...]


def versions(*, ocr: bool) -> tuple[tuple[str, str], ...]:
    """What decides on this machine how a file is read, by name."""
    libraries = (*_LIBRARIES, *(_FOR_SCANS if ocr else ()))
    return (
        ("vraagbaak", program_version()),
        ("extraction", str(EXTRACTION_VERSION)),
        ("Python", f"{sys.version_info.major}.{sys.version_info.minor}"),
        *((name, _version(name)) for name in libraries),
        *([("tesseract", _tesseract())] if ocr else []),
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _tesseract() -> str:
    if shutil.which("tesseract") is None:
        return "none"
    said = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False).stdout
    return said.partition("\n")[0].removeprefix("tesseract ")


@cache
def unfit(terms: Terms) -> str | None:
    """Why this worker may not read files on these terms, as what follows its address; None where it may."""
    own = dict(versions(ocr=terms.ocr))
    for name, wanted in terms.versions:
        if own.get(name) != wanted:
            return f"has {name} {own.get(name, 'none')}, and this run {wanted}: install the same versions on both"
    if multiprocessing.current_process().daemon:
        return (
            "may start no processes: start it with `dask worker --no-nanny`, or with "
            "DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment"
        )
    if terms.ocr and (lacking := missing_for_ocr()):
        return f"cannot read scans: {lacking}"
    return None


def read_sent(files: Sequence[SentFile], anchors: Anchors, terms: Terms) -> Extracted:
    """What the files of a question give. Raises ClusterFailed where this worker may not, or cannot, read any."""
    with _stored(files, terms) as stored:
        return _readers(terms).read(stored, anchors)()


def read_sent_alone(file: SentFile, anchors: Anchors | None, terms: Terms) -> Reading:
    """What one file gives, with its blocks. Raises ClusterFailed where this worker may not, or cannot, read any."""
    with _stored([file], terms) as [stored]:
        return _readers(terms).read_alone(stored, anchors)


@contextmanager
def _stored(files: Sequence[SentFile], terms: Terms) -> Iterator[list[FileToRead]]:
    """The files on the disk of this machine: read from there, they cost a reader the memory that they cost at home.

    What a worker that is killed leaves behind Dask clears away, as it stands in the worker's own folder.
    """
    worker = get_worker()
    if reason := unfit(terms):
        raise ClusterFailed(f"the worker {worker.address} {reason}")
    try:
        with TemporaryDirectory(dir=worker.local_directory) as folder:
            stored = [FileToRead(Path(folder) / str(at), one.sha256, one.attachment) for at, one in enumerate(files)]
            for target, file in zip(stored, files, strict=True):
                target.path.write_bytes(file.data)
            yield stored
    except OSError as error:
        raise ClusterFailed(
            f"the worker {worker.address} cannot keep files in {worker.local_directory}: {error.strerror}"
        ) from error


def _readers(terms: Terms) -> Readers:
    with _one_at_a_time:
        return _made_readers(terms)


@cache
def _made_readers(terms: Terms) -> Readers:
    """Kept for as long as the worker lives. Where it is killed, they end with the file that they are at."""
    return Readers(get_worker().state.nthreads, terms.limits, ocr=terms.ocr)
