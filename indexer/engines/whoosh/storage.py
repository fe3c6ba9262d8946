"""The folder of a generation as Whoosh sees it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage


class Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder that knows which of its files are open: where something fails, Whoosh leaves them so."""

    def __init__(self, folder: str, files: list[Any] | None = None) -> None:
        super().__init__(folder)
        self._files: list[Any] = [] if files is None else files

    def create_file(self, name: str, *args: Any, **options: Any) -> Any:
        return self._known(super().create_file(name, *args, **options))

    def open_file(self, name: str, **options: Any) -> Any:
        return self._known(super().open_file(name, **options))

    def temp_storage(self, name: str | None = None) -> "Storage":
        return Storage(super().temp_storage(name).folder, self._files)

    def close_files(self) -> None:
        """Close what is still open."""
        for file in self._files:
            with suppress(OSError):  # a disk that is full stays full; the first error is the one to tell
                file.close()

    def _known(self, file: Any) -> Any:
        self._files[:] = [one for one in self._files if not one.closed] + [file.raw_file()]
        return file


@contextmanager
def files_closed(generation: Path) -> Iterator[Storage]:
    """The folder of a generation; whatever happens, no file of it is open afterwards."""
    storage = Storage(str(generation))
    try:
        yield storage
    finally:
        storage.close_files()
