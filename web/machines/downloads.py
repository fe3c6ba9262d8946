"""What can be taken along whole: files that `vraagbaak export` wrote into a folder, each with its manifest."""

from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from indexer.export.manifest import Manifest, manifest_of

PATH = "/downloads"
FILE = "/downloads/{name}"

MEDIA_TYPES = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
_ANY = "application/octet-stream"
_MANIFESTS = "*.manifest.json"


class Dump(Manifest):
    """A file that can be taken along, and where it and its manifest are."""

    path: str
    manifest_path: str

    @property
    def media_type(self) -> str:
        """What kind of file it is."""
        return MEDIA_TYPES.get(self.format, _ANY)


class Downloads(BaseModel):
    """What can be taken along."""

    dumps: tuple[Dump, ...] = Field(description="De nieuwste eerst")


def dumps(folder: Path | None) -> tuple[Dump, ...]:
    """The dumps in a folder, the newest first. What has no manifest is none, nor one that is just being replaced."""
    if folder is None:
        return ()
    found = (_dump(folder, path) for path in folder.glob(_MANIFESTS))
    return tuple(sorted((dump for dump in found if dump), key=lambda dump: (dump.made, dump.file), reverse=True))


def file_named(folder: Path | None, name: str) -> tuple[Path, str, str] | None:
    """The file of a dump, or of its manifest: where it is, its media type, and what tells it from one that replaces
    it. None for anything else, whatever is in the folder."""
    for dump in dumps(folder):
        assert folder is not None
        if name == dump.file:
            return folder / name, dump.media_type, dump.sha256
        if name == manifest_of(Path(dump.file)).name:
            return folder / name, "application/json", f"{dump.sha256}-manifest"
    return None


def _dump(folder: Path, manifest: Path) -> Dump | None:
    try:
        read = Manifest.model_validate_json(manifest.read_bytes())
        file = folder / read.file
        if file.name != read.file or manifest_of(file) != manifest or file.stat().st_size != read.bytes:
            return None
    except (OSError, ValidationError):
        return None
    return Dump(**dict(read), path=f"{PATH}/{file.name}", manifest_path=f"{PATH}/{manifest.name}")
