"""A ZIP that holds the files of one question -> those files, the question's before the answer's."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, replace
from typing import Literal

from indexer.extraction.formats.kinds import Format, sniff
from indexer.extraction.formats.package import Package, is_encrypted
from indexer.extraction.formats.problems import Unreadable

InnerRole = Literal["question", "answer", "text", "attachment"]

MAX_FILES = 100
_MAX_RATIO = 200
_SMALL = 1_000_000
"""Below this size no ratio of packing is suspicious: a drawing of one colour packs very well."""

_ROLES: tuple[tuple[InnerRole, re.Pattern[str]], ...] = (
    ("attachment", re.compile(r"^(?:bijl|annex)")),
    ("answer", re.compile(r"(?<![a-z])(?:antw|ant(?![a-z]))")),  # antw.088.docx, Antwoord op vraag 12.pdf
    ("question", re.compile(r"(?<![a-z])(?:vrg|vr(?![a-z])|vraag|sv(?![a-z]))")),  # vrg.088.doc
    ("attachment", re.compile(r"bijlage|annex")),
)
_DOCUMENTS = (Format.PDF, Format.DOCX, Format.OLE, Format.RTF, Format.ODT)


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file of a ZIP. `name` is the last part of its path there, only to be shown.

    The role is what the name promises; `text` is that of a document whose name says nothing: it may hold both.
    """

    name: str
    data: bytes
    role: InnerRole


@dataclass(frozen=True, slots=True)
class Unzipped:
    """The files of a ZIP: question, answer, other texts, attachments. `losses` says which could not be unpacked."""

    files: tuple[InnerFile, ...]
    losses: tuple[str, ...] = ()


def unzip(data: bytes) -> Unzipped:
    """The files in a ZIP. Raises Unreadable where it is damaged, unsafe, or none of its files can be read."""
    package = Package(data, "ZIP file")
    if len(package.members) > MAX_FILES:
        raise Unreadable(f"the ZIP file holds {len(package.members)} files, more than the {MAX_FILES} that are read")
    if any(_is_bomb(info) for info in package.members):
        raise Unreadable("the ZIP file would unpack to far more than it holds")
    files: list[InnerFile] = []
    losses: list[str] = []
    for info in package.members:
        name = _shown(info.filename)
        if _is_hidden(info.filename):
            continue
        if is_encrypted(info):
            losses.append(f"{name} in the ZIP file is protected with a password")
            continue
        try:
            inner = package.read(info)
        except Unreadable as error:
            losses.append(f"{name} in the ZIP file could not be read: {error}")
            continue
        kind = sniff(inner)
        if kind is Format.ZIP:
            losses.append(f"{name} in the ZIP file is a ZIP file itself, which was not opened")
        elif kind is not Format.EMPTY:
            files.append(InnerFile(name, inner, _role(name, kind)))
    if not files:
        raise Unreadable(*(losses or ["the ZIP file is empty"]))
    return Unzipped(tuple(sorted(_settled(files), key=_order)), tuple(losses))


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(info.compress_size, 1)


def _shown(path: str) -> str:
    return "".join(c for c in posixpath.basename(path.replace("\\", "/")) if c.isprintable())[:200] or "a file"


def _is_hidden(path: str) -> bool:
    """What systems add of their own: `__MACOSX/._antw.088.docx`, `.DS_Store`, `Thumbs.db`."""
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")) or parts[-1].lower() == "thumbs.db"


def _role(name: str, kind: Format) -> InnerRole:
    if kind not in _DOCUMENTS:
        return "attachment"
    return next((role for role, pattern in _ROLES if pattern.search(name.lower())), "text")


def _settled(files: list[InnerFile]) -> list[InnerFile]:
    """Where the names give a question and an answer, the rest are attachments; where there would be nothing but
    attachments, its documents are texts.
    """
    roles = {file.role for file in files}
    if roles >= {"question", "answer"}:
        return [replace(file, role="attachment") if file.role == "text" else file for file in files]
    if roles == {"attachment"}:
        return [replace(file, role="text") if sniff(file.data) in _DOCUMENTS else file for file in files]
    return files


def _order(file: InnerFile) -> tuple[int, str]:
    return ("question", "answer", "text", "attachment").index(file.role), file.name.lower()
