"""The page of a question on the site, for questions of which open data has nothing (contract, 5).

The site's HTML is not stable, so nothing here depends on classes or nesting: labels beside values, statuses beside
dates, headings and links are found wherever they stand.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from parsel import Selector

from crawler.parliament.addresses import pfile_of
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import ANSWERED, ASKED, date_of, in_time
from crawler.parliament.shapes import NotUnderstood, day, last_first, text
from crawler.parliament.sieve import Sieve
from crawler.records import FileLink, Person

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
_FILENAME = re.compile(r"[\w.()-]+\.(?:pdf|docx?|rtf|odt|zip|xlsx?)\b", re.IGNORECASE)
_MEMBER = re.compile(r"/volksvertegenwoordigers/([0-9]+)")


def parse_page(body: bytes, url: str) -> Facts:
    """Read the page of a question. Raises NotUnderstood if it is not one."""
    # Named a page, or parsel takes what looks like JSON for that.
    page = Selector(text=body.decode("utf-8", errors="replace") or "<html/>", type="html", base_url=url)
    title = text(page.xpath("normalize-space(//h1)").get())
    # Not only in <body>: where a page leaves out that tag, libxml2 takes what follows <title> for a part of the head.
    said = " ".join(page.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::title)]").getall())
    if not title or "schriftelijke vraag" not in said.casefold():
        raise NotUnderstood("not the page of a written question")
    pairs = list(_pairs(page))
    fields: dict[str, Selector] = {}
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


def _pairs(page: Selector) -> Iterator[tuple[str, Selector]]:
    """What stands beside what: terms and descriptions, first and second cells, `label: value` in one element."""
    for term in page.xpath("//dt"):
        # A term may have several descriptions: all up to the next term.
        terms_before = len(term.xpath("preceding-sibling::dt")) + 1
        for description in term.xpath(f"following-sibling::dd[count(preceding-sibling::dt) = {terms_before}]"):
            yield _label(term), description
    for row in page.xpath("//tr[count(td | th) >= 2]"):
        cells = row.xpath("td | th")
        yield _label(cells[0]), cells[1]
    for line in page.xpath("//li | //p | //div[not(.//div or .//p or .//ul)]"):
        label, colon, value = _raw(line).partition(":")
        if colon and value and len(label) <= 60:
            yield label.strip(), line


def _label(cell: Selector) -> str:
    return _raw(cell).rstrip(": ")


def _said(cell: Selector | None) -> str | None:
    """The text of an element; without its label where that stands in the same element."""
    if cell is None:
        return None
    said = _raw(cell)
    label, colon, value = said.partition(":")
    return text(value if colon and label.strip().casefold() in _LABELS else said)


def _raw(cell: Selector) -> str:
    return " ".join(" ".join(cell.xpath(".//text()").getall()).split())


def _themes(cell: Selector) -> tuple[str, ...]:
    linked = [theme for link in cell.xpath(".//a | .//li") if (theme := text(link.xpath("string()").get()))]
    listed = linked or [part.strip() for part in re.split(r"[,;|]", _said(cell) or "")]
    return tuple(theme for theme in listed if theme)


def _person(cell: Selector | None, sieve: Sieve, whose_id: str) -> Person | None:
    """`An Peeters (Partij)`; the number of the member is in the link to the member's page."""
    said = _said(cell)
    if cell is None or not said:
        return None
    named = _PARTY.match(said)
    member = _MEMBER.search(" ".join(cell.xpath(".//a/@href").getall()))
    name = last_first(named[1] if named else said)
    if not name:
        return None
    return Person(sieve.number(whose_id, member[1] if member else None), name, named[2] if named else None)


def _files(page: Selector, url: str, sieve: Sieve) -> Iterator[FileLink]:
    seen = set()
    for link in page.xpath("//a[contains(@href, 'pfile')]"):
        try:
            address = urljoin(url, link.xpath("@href").get() or "")
        except ValueError:
            continue  # no address at all
        # A page links to much else, also to other hosts: only what looks like a file is worth a word.
        found = sieve.file(address) if pfile_of(address) else None
        if found is None or found[0] in seen:
            continue
        seen.add(found[0])
        around = text(link.xpath("string(ancestor::*[self::li or self::tr or self::p][1])").get()) or ""
        yield FileLink(
            pfile=found[0],
            url=found[1],
            filename=name[0] if (name := _FILENAME.search(around)) else None,
            is_attachment="bijlage" in around.casefold(),
        )
