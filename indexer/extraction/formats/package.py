"""ZIP files and the XML inside them, opened with suspicion: nothing grows, nothing is fetched, no name is used."""

import posixpath
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from indexer.extraction.formats.problems import Unreadable

MAX_UNPACKED = 200_000_000
"""No file may unpack to more bytes than this, all its members together."""
MAX_MEMBERS = 5_000
_MAX_XML = 50_000_000
"""One part of a document: its tree takes some ten times as much memory."""

_ENCRYPTED = 0x1


class Package:
    """The members of a ZIP file, each read at most to the size that is left of MAX_UNPACKED."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Raises Unreadable where the directory of the ZIP is damaged, or promises too much."""
        self._kind = kind
        self._left = MAX_UNPACKED
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self.members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(f"the {kind} is damaged: {error}") from error
        if len(self.members) > MAX_MEMBERS:
            raise Unreadable(f"the {kind} holds {len(self.members)} files, more than the {MAX_MEMBERS} that are safe")
        if sum(info.file_size for info in self.members) > MAX_UNPACKED:
            raise Unreadable(f"the {kind} would unpack to more than {MAX_UNPACKED // 1_000_000} MB")

    def read(self, member: zipfile.ZipInfo | str, limit: int = MAX_UNPACKED) -> bytes:
        """The bytes of a member. Raises KeyError where there is none, Unreadable where it cannot be unpacked."""
        info = self._zip.getinfo(member) if isinstance(member, str) else member
        limit = min(limit, self._left)
        if is_encrypted(info):
            raise Unreadable(f"the {self._kind} is protected with a password")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(f"the {self._kind} is damaged: {error}") from error
        except RuntimeError as error:  # how zipfile reports a method that it cannot undo
            raise Unreadable(f"the {self._kind} cannot be unpacked: {error}") from error
        if len(data) > limit:
            raise Unreadable(f"the {self._kind} holds a part of more than {limit // 1_000_000} MB")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> tuple[etree._Element, str | None] | None:
        """The root of an XML part and what is wrong with it, None where there is no such part.

        Of damaged XML the part before and after the damage is kept. Raises Unreadable where nothing can be read.
        """
        try:
            data = self.read(name, _MAX_XML)
        except KeyError:
            return None
        return self._parse(data, name)

    def _parse(self, data: bytes, name: str) -> tuple[etree._Element, str | None]:
        problem = None
        try:
            root = etree.fromstring(data, _parser(recover=False))
        except (etree.XMLSyntaxError, ValueError) as error:
            problem = f"a part of the {self._kind} is damaged and may be missing: {error}"
            try:
                root = etree.fromstring(data, _parser(recover=True))
            except (etree.XMLSyntaxError, ValueError):
                root = None
        if root is None:
            raise Unreadable(f"the {self._kind} is damaged: {posixpath.basename(name)} is not XML")
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"the {self._kind} declares entities, which no word processor does")
        return root, problem

    def related(self, part: str) -> dict[str, str]:
        """The parts that a part refers to inside the file: the last word of the relation's type -> name."""
        folder, name = posixpath.split(part)
        try:
            found = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        except Unreadable:  # the parts have usual names besides
            found = None
        targets: dict[str, str] = {}
        for relation in found[0] if found else ():
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if relation.get("TargetMode") != "External" and kind and target:
                inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                targets.setdefault(kind.rsplit("/", 1)[-1], inside)
        return targets


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _ENCRYPTED)


def _parser(*, recover: bool) -> etree.XMLParser:
    # libxml2's own limits stay on (huge_tree): 256 levels deep, 10 MB a text, entities that do not multiply.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover, huge_tree=False)


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and the like.

    The same elements come in two namespaces, of transitional and of strict documents (ISO/IEC 29500).
    """
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along this path of local names."""
    for name in path:
        if node is None:
            return None
        node = next((inner for inner in node if local_name(inner) == name), None)
    return node


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if node is None:
        return None
    return next((str(text) for key, text in node.attrib.items() if str(key).rpartition("}")[2] == name), None)


def number(node: etree._Element | None, name: str = "val") -> int | None:
    """An attribute that is a whole number; None where it is missing or something else."""
    text = value(node, name)
    try:
        return int(text) if text and len(text) < 12 else None
    except ValueError:
        return None


def is_on(node: etree._Element | None) -> bool:
    """Whether a switch such as `<w:vanish/>` is there and not turned off."""
    return node is not None and value(node) not in ("0", "false", "off")
