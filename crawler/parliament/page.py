"""The page of a question on the site, for questions of which open data has nothing (contract, 5).

The site's HTML is not stable, so nothing here depends on classes or nesting: labels beside values, statuses beside
dates, headings and links are found wherever they stand.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import cast
from urllib.parse import urljoin

from lxml import etree

from crawler.parliament.addresses import pfile_of
from crawler.parliament.encoding import decoded
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import ANSWERED, ASKED, date_of, in_time
from crawler.parliament.records import FileLink, Person
from crawler.parliament.shapes import NotUnderstood, day, last_first, text
from crawler.parliament.sieve import Sieve

_LABELS = {
    "thema": "thema",
    "thema's": "thema",
    "vraagsteller": "vraagsteller",
    "vraagstellers": "vraagsteller",
    "gesteld door": "vraagsteller",
    "indiener": "vraagsteller",
    "van": "vraagsteller",
    "minister": "minister",
    "bevraagde minister": "minister",
    "gesteld aan": "minister",
    "aan": "minister",
    "nummer": "nummer",
    "nr": "nummer",
    "vraagnummer": "nummer",
    "zittingsjaar": "zittingsjaar",
    "legislatuur": "legislatuur",
    "onderwerp": "onderwerp",
    "soort antwoord": "soort antwoord",
    "datum": "gesteld",
    "datum vraag": "gesteld",
    "publicatiedatum": "publicatiedatum",
}
_WHICH = re.compile(r"schriftelijke\s+vraag\s+(?:nr\.?\s*)?([0-9]{1,5})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)-((?:19|20)\d\d)\b")
_PARTY = re.compile(r"^(.*?)\s*\(([^()]+)\)$")
# Only from the beginning of a word: else every letter of a long one would be tried.
_FILENAME = re.compile(r"(?<![\w.()-])[\w.()-]+\.(?:pdf|docx?|rtf|odt|zip|xlsx?)\b", re.IGNORECASE)
_MEMBER = re.compile(r"/volksvertegenwoordigers/([0-9]+)")

_TAGS = {"html", "head", "body", "h1", "dt", "dd", "tr", "td", "th", "li", "p", "div", "ul", "a"}
_SILENT = {"script", "style", "title"}
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What lxml takes for no text."""
PAGE_LIMIT = 2 * 1024 * 1024
"""Bytes above which no page is asked for: a page of the site has a tenth of that."""
_PIECE = 16 * 1024
_MOST, _DEEPEST = 50_000, 128
"""Elements of a page, and inside each other; pages have some thousands, and thirty."""
_LONGEST, _MOST_PIECES = 2000, 100
"""Characters of the text of an element that are looked at. Else the work would grow with the square of nested ones."""


def parse_page(body: bytes, url: str, content_type: str | None = None) -> Facts:
    """Read the page of a question, with the Content-Type that it came with. Raises NotUnderstood if it is not one."""
    page = _tree(decoded(body, content_type).text)
    said = " ".join(_texts(page))
    heading = next(page.iter("h1"), None)
    title = None if heading is None else text(re.sub(r"[ \t\r\n]+", " ", "".join(_texts(heading))))
    if not title or "schriftelijke vraag" not in said.casefold():
        raise NotUnderstood("not the page of a written question")
    pairs = list(_pairs(page))
    fields: dict[str, etree._Element] = {}
    for label, value in pairs:
        if name := _LABELS.get(label.casefold()):
            fields.setdefault(name, value)
    steps = [(label, day(_said(value))) for label, value in pairs]
    sieve = Sieve("page", url)
    number, year = _WHICH.search(said), _YEAR.search(said)
    return Facts(
        number=sieve.number("number", _said(fields.get("nummer"))) or (int(number[1]) if number else None),
        session_year=_said(fields.get("zittingsjaar")) or (year[0] if year else None),
        legislature=_said(fields.get("legislatuur")),
        title=title,
        subject=_said(fields.get("onderwerp")),
        themes=tuple(
            dict.fromkeys(
                theme for label, value in pairs if _LABELS.get(label.casefold()) == "thema" for theme in _themes(value)
            )
        ),
        asker=_person(fields.get("vraagsteller"), sieve, "the asker's id"),
        minister=_person(fields.get("minister"), sieve, "the minister's id"),
        asked_on=date_of(steps, ASKED) or day(_said(fields.get("gesteld"))),
        answered_on=date_of(steps, ANSWERED),
        published_on=day(_said(fields.get("publicatiedatum"))),
        on_time=in_time(label for label, on in steps if on),
        answer_kind=_said(fields.get("soort antwoord")),
        files=tuple(_files(page, url, sieve)),
        page_url=sieve.address(url),
        notes=sieve.notes,
    )


class _Builder:
    """Builds the tree of a page out of what tells something: addresses are its only attributes, tags that mean nothing
    here are `span`, scripts and the like are left out. `too_much` says why it gave up, None where it did not."""

    def __init__(self) -> None:
        self.too_much: str | None = None
        self._tree = etree.TreeBuilder()
        self._count = 0
        self._depth = 0
        self._silent = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        self._count += 1
        self._depth += 1
        self._silent += tag in _SILENT
        if self._depth > _DEEPEST:
            self.too_much = f"the page has more than {_DEEPEST} elements inside each other"
        elif self._count > _MOST:
            self.too_much = f"the page has more than {_MOST:,} elements"
        if self.too_much:
            return
        address = attrib.get("href") if tag == "a" else None
        self._tree.start(_known(tag), {} if address is None else {"href": _NO_TEXT.sub("", address)})

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._silent -= tag in _SILENT
        if not self.too_much:
            self._tree.end(_known(tag))

    def data(self, data: str) -> None:
        """Text in an element."""
        if not self._silent and not self.too_much:
            self._tree.data(_NO_TEXT.sub(" ", data))

    def close(self) -> etree._Element:
        """The whole page."""
        return self._tree.close()


def _known(tag: str) -> str:
    return tag if tag in _TAGS else "span"


def _tree(written: str) -> etree._Element:
    """The tree of a page. Raises NotUnderstood."""
    # Not parsel: its work grows with the square of the attributes of an element, and of elements inside each other.
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8")  # type: ignore[arg-type]  # the stubs want more than lxml
    body = written.encode("utf-8", "replace")  # half a surrogate pair has no place in it
    try:
        # Piece by piece, as libxml2 does not stop by itself where the builder gives up.
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
            if builder.too_much:
                raise NotUnderstood(builder.too_much)
        page: etree._Element = parser.close()
    except etree.XMLSyntaxError as error:
        raise NotUnderstood("not the page of a written question") from error
    return page


def _pairs(page: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """What stands beside what: terms and descriptions, first and second cells, `label: value` in one element."""
    terms: dict[etree._Element, str] = {}
    for element in page.iter("dt", "dd"):
        around = element.getparent()
        assert around is not None  # libxml2 puts everything into <html>
        if element.tag == "dt":
            terms[around] = _label(element)
        elif around in terms:
            # A term may have several descriptions: all up to the next term.
            yield terms[around], element
    for row in page.iter("tr"):
        cells = list(islice(row.iterchildren("td", "th"), 2))
        if len(cells) == 2:
            yield _label(cells[0]), cells[1]
    outer = _outer_divisions(page)
    for line in page.iter("li", "p", "div"):
        if line not in outer:
            label, colon, value = _raw(line).partition(":")
            if colon and value and len(label) <= 60:
                yield label.strip(), line


def _outer_divisions(page: etree._Element) -> set[etree._Element]:
    """The divisions that hold lines of their own."""
    outer: set[etree._Element] = set()
    for line in page.iter("div", "p", "ul"):
        for around in line.iterancestors("div"):
            if around in outer:
                break
            outer.add(around)
    return outer


def _label(cell: etree._Element) -> str:
    return _raw(cell).rstrip(": ")


def _said(cell: etree._Element | None) -> str | None:
    """The text of an element; without its label where that stands in the same element."""
    if cell is None:
        return None
    said = _raw(cell)
    label, colon, value = said.partition(":")
    return text(value if colon and label.strip().casefold() in _LABELS else said)


def _raw(cell: etree._Element) -> str:
    return " ".join(" ".join(_pieces(cell)).split())


def _texts(element: etree._Element) -> Iterator[str]:
    return cast("Iterator[str]", element.itertext())


def _pieces(cell: etree._Element) -> Iterator[str]:
    """The texts in an element, from the first on."""
    left = _LONGEST
    for piece in islice(_texts(cell), _MOST_PIECES):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            break


def _themes(cell: etree._Element) -> tuple[str, ...]:
    linked = [theme for link in cell.iterdescendants("a", "li") if (theme := text("".join(_pieces(link))))]
    listed = linked or [part.strip() for part in re.split(r"[,;|]", _said(cell) or "")]
    return tuple(theme for theme in listed if theme)


def _person(cell: etree._Element | None, sieve: Sieve, whose_id: str) -> Person | None:
    """`An Peeters (Partij)`; the number of the member is in the link to the member's page."""
    said = _said(cell)
    if cell is None or not said:
        return None
    named = _PARTY.match(said)
    member = _MEMBER.search(" ".join(link.get("href", "") for link in cell.iterdescendants("a")))
    name = last_first(named[1] if named else said)
    if not name:
        return None
    return Person(sieve.number(whose_id, member[1] if member else None), name, named[2] if named else None)


def _files(page: etree._Element, url: str, sieve: Sieve) -> Iterator[FileLink]:
    seen = set()
    for link in page.iter("a"):
        try:
            address = urljoin(url, link.get("href", ""))
        except ValueError:
            continue  # no address at all
        # A page links to much else, also to other hosts: only what looks like a file is worth a word.
        file = sieve.file(address) if pfile_of(address) else None
        if file is None or file[0] in seen:
            continue
        seen.add(file[0])
        line = next(link.iterancestors("li", "tr", "p"), None)
        around = "" if line is None else text("".join(_pieces(line))) or ""
        yield FileLink(
            pfile=file[0],
            url=file[1],
            filename=name[0] if (name := _FILENAME.search(around)) else None,
            is_attachment="bijlage" in around.casefold(),
        )
