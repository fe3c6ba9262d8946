"""The folder of an index: whole generations side by side, and a pointer to the one that is served.

    index/
        current.json            names the generation that is served and the one before it
        generation-<n>/         an engine's files, questions.sqlite and stamp.json

A generation never changes once the pointer names it. The pointer changes by one atomic rename, so a reader finds the
old index or the new one, whole.
"""

import json
import shutil
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.disk import sync
from indexer.errors import IndexDamaged, IndexMissing

POINTER = "current.json"
STAMP = "stamp.json"
_PREFIX = "generation-"
_REMOVED = "removed-"
REBUILD = "run `vraagbaak index --full`"
"""What to do where an index cannot be used."""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What made an index, from which revision of the corpus, and how much it holds."""

    engine: str
    schema_version: int
    analysis_version: int
    corpus_revision: int
    questions: int
    built_at: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation is: made by what, from which corpus and which revision of it, and a checksum of every file."""

    info: IndexInfo
    corpus: str
    files: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished generation: its folder, and what it is."""

    folder: Path
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Pointer:
    """The generation that is served and the one before it; both are names of folders."""

    current: str
    previous: str | None


def read_pointer(index: Path) -> Pointer:
    """Which generation is served. Raises IndexMissing or IndexDamaged."""
    try:
        values = json.loads((index / POINTER).read_text(encoding="utf-8"))
        return Pointer(current=_generation_name(values["current"]), previous=values["previous"])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"there is no index at {index}: run `vraagbaak index` first") from error
    except OSError as error:
        raise unreadable(index / POINTER, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{index / POINTER} cannot be read ({error}): {REBUILD}") from error


def swap(index: Path, generation: Path) -> None:
    """Serve that generation from now on, and keep the one served until now."""
    try:
        previous: str | None = read_pointer(index).current
    except (IndexMissing, IndexDamaged):
        previous = None
    pointer = Pointer(generation.name, previous)
    temporary = index / (POINTER + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(pointer), file)
    sync(temporary)
    temporary.replace(index / POINTER)
    sync(index)


def new_generation(index: Path) -> Path:
    """A new empty folder for a generation, readable by its owner alone: an engine's files may hold pickles."""
    numbers = [int(path.name.removeprefix(_PREFIX)) for path in _generations(index)]
    index.mkdir(mode=0o700, exist_ok=True)
    generation = index / f"{_PREFIX}{max(numbers, default=0) + 1}"
    generation.mkdir(mode=0o700)
    return generation


def discard(index: Path, generation: Path) -> None:
    """Remove a generation that did not come to be served; one that the pointer names already is left."""
    try:
        served = read_pointer(index).current
    except (IndexMissing, IndexDamaged):
        served = None
    if generation.name != served:
        shutil.rmtree(generation, ignore_errors=True)


def remove_others(index: Path) -> None:
    """Remove every generation but the one served and the one before: older ones, and what killed builds left."""
    try:
        pointer = read_pointer(index)
        keep = {pointer.current, pointer.previous}
    except IndexMissing:
        keep = set()
    except IndexDamaged:
        return  # better a folder too many than the only whole generation
    for generation in _generations(index):
        if generation.name not in keep:
            # Out of the way first, in one step: a reader then finds no generation, never half of one.
            generation.rename(index / (_REMOVED + generation.name))
    for removed in index.glob(_REMOVED + "*"):
        shutil.rmtree(removed, ignore_errors=True)


def write_stamp(
    folder: Path, info: IndexInfo, corpus: str, base: Generation | None = None, linked: Collection[str] = ()
) -> Stamp:
    """Stamp a finished generation and force every file of it to disk.

    `linked` names files that are the base's own. Only those are not read again, and only where they are the same file.
    """
    paths = sorted(folder.iterdir())
    same = [path for path in paths if base and path.name in linked and path.samefile(base.folder / path.name)]
    known = base.stamp.files if base else {}
    files = {path.name: known[path.name] for path in same} | dict(_checksums(set(paths).difference(same)))
    for path in paths:
        sync(path)
    stamp = Stamp(info, corpus, dict(sorted(files.items())))
    path = folder / STAMP
    path.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    sync(path)
    sync(folder)
    return stamp


def read_stamp(folder: Path) -> Stamp:
    """The stamp of a generation. Raises FileNotFoundError where the generation is gone, or IndexDamaged."""
    try:
        values = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return Stamp(IndexInfo(**values["info"]), str(values["corpus"]), dict(values["files"]))
    except FileNotFoundError:
        if folder.is_dir():
            raise IndexDamaged(f"{folder} has no stamp: {REBUILD}") from None
        raise
    except OSError as error:
        raise unreadable(folder / STAMP, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"the stamp of {folder} cannot be read ({error}): {REBUILD}") from error


def verify(folder: Path, stamp: Stamp) -> None:
    """Compare every file with its checksum. An engine that unpickles a flipped bit may do anything, so this is first.

    Raises FileNotFoundError where the generation vanished meanwhile, or IndexDamaged.
    """
    try:
        for name, checksum in _checksums(folder / name for name in stamp.files):
            if checksum != stamp.files[name]:
                raise IndexDamaged(f"{folder / name} is damaged: {REBUILD}")
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise
        raise IndexDamaged(f"{error.filename} is missing: {REBUILD}") from None
    except OSError as error:
        raise unreadable(Path(error.filename or folder), error) from error


def unreadable(path: Path, error: Exception) -> IndexDamaged:
    """What to say of a part of an index that the system does not give: the index itself may be whole."""
    reason = error.strerror if isinstance(error, OSError) else error
    return IndexDamaged(f"{path} cannot be read ({reason}): try again; if that does not help, {REBUILD}")


def _generations(index: Path) -> list[Path]:
    return [path for path in index.glob(_PREFIX + "*") if path.is_dir() and path.name.removeprefix(_PREFIX).isdecimal()]


def _generation_name(name: str) -> str:
    if not name.startswith(_PREFIX) or not name.removeprefix(_PREFIX).isdecimal():
        raise ValueError(f"{name!r} is not the name of a generation")
    return name


def _checksums(paths: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """The name and the checksum of each file, the largest first: threads read them side by side. Raises OSError."""
    largest_first = sorted(paths, key=lambda path: path.stat().st_size, reverse=True)
    with ThreadPoolExecutor() as threads:
        yield from zip((path.name for path in largest_first), threads.map(_checksum, largest_first), strict=True)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
    return checksum
