"""The folder of files beside the catalogue: each named by its sha256, written whole or not at all."""

import hashlib
import tempfile
from pathlib import Path

from crawler.disk import sync
from crawler.errors import ArchiveDamaged


class Files:
    """The folder of files: each named by its sha256, written whole or not at all."""

    def __init__(self, folder: Path):
        self._folder = folder / "files"

    def path(self, sha256: str) -> Path:
        """Where a file with that sha256 stands, or would stand."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise ArchiveDamaged(f"{sha256!r} is not the sha256 of a file")
        return self._folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises ArchiveDamaged."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"the file {path} is missing: run `vraagbaak crawl` to fetch it again") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveDamaged(f"the file {path} is not what was stored: remove it and run `vraagbaak crawl`")
        return data

    def write(self, data: bytes) -> str:
        """Store the bytes so that they survive a power cut, and return their sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.is_file() and path.stat().st_size == len(data):
            return sha256
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync(self._folder)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                sync(Path(part.name))
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        sync(path.parent)
        return sha256

    def remove_parts(self) -> None:
        """Remove what a killed crawl left half written."""
        for part in self._folder.glob("*/.part-*"):
            part.unlink(missing_ok=True)
