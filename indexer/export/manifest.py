"""The manifest beside an export: what the file is, where it comes from, and how to know that it is whole."""

import hashlib
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.errors import ImportRefused
from indexer.question import SCHEMA_VERSION

SOURCE = "Vlaams Parlement"
LICENCE = "Modellicentie Gratis Hergebruik Vlaanderen v1.0"


class Manifest(BaseModel):
    """What is said of an export. `query` is None where it holds everything; `notes` say what was cut or left out."""

    model_config = ConfigDict(frozen=True)

    file: str
    format: str
    schema_version: int
    count: int
    bytes: int
    sha256: str
    query: str | None = None
    notes: tuple[str, ...] = ()
    source: str = SOURCE
    licence: str = LICENCE
    made: datetime
    program: str


def manifest_of(export: Path) -> Path:
    """Where the manifest of an export stands."""
    return export.with_name(export.name + ".manifest.json")


def describe(part: Path, name: str, *, format: str, count: int, notes: tuple[str, ...], query: str | None) -> Manifest:
    """The manifest of a file that is written, but not yet under its name."""
    return Manifest(
        file=name,
        format=format,
        schema_version=SCHEMA_VERSION,
        count=count,
        bytes=part.stat().st_size,
        sha256=sha256_of(part),
        query=query,
        notes=notes,
        made=datetime.now(UTC).replace(microsecond=0),
        program=f"vraagbaak {program_version()}",
    )


def check_manifest(dump: Path) -> Manifest | None:
    """The manifest beside a dump, None where there is none. Raises ImportRefused where the two do not agree."""
    path = manifest_of(dump)
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise ImportRefused(f"{path} is not a whole manifest: get it again with its dump, or take it away") from error
    if manifest.schema_version > SCHEMA_VERSION:
        raise ImportRefused(
            f"{dump} has schema version {manifest.schema_version}, this program reads {SCHEMA_VERSION}: "
            "use a newer version of vraagbaak"
        )
    if manifest.bytes != dump.stat().st_size or manifest.sha256 != sha256_of(dump):
        raise ImportRefused(
            f"{dump} is not the file that {path.name} describes (size or sha256 differ): get both again, "
            "or take the manifest away if you changed the file yourself"
        )
    return manifest


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def program_version() -> str:
    """The version of this program that is installed; `unknown` where it runs from a clone that is not."""
    try:
        return version("vraagbaak")
    except PackageNotFoundError:  # run from a clone, not installed
        return "unknown"
