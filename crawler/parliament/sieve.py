"""What a source may say of a question: numbers that can be, addresses of the parliament. The rest is left out."""

import re
from collections.abc import Iterable
from typing import Any

from crawler.parliament.addresses import pfile_of
from crawler.parliament.hosts import names_a_host, official
from crawler.parliament.shapes import integer, text

_FILE_ID = re.compile(r"/pfile\?(?:[^#]*&)?id=(-?[0-9]+)(?:[&#]|$)")
_LONGEST = 24
"""Characters of an impossible number that a note repeats."""


class Sieve:
    """Lets through what can be, of one source of one question; `notes` say what it kept back.

    `source` names it in the notes, `came_from` is the address of its reply.
    """

    def __init__(self, source: str, came_from: str):
        self._source = source
        self._came_from = came_from
        self._foreign: set[str] = set()
        self._said: list[str] = []

    def number(self, what: str, value: Any) -> int | None:
        """A number or an id, None where there is none that can be."""
        number = integer(value)
        written = text(value) or ""
        if number is None and re.fullmatch(r"[+-]?\d+", written):
            shown = written if len(written) <= _LONGEST else written[:_LONGEST] + "…"
            self._said.append(f"{what} {shown} is impossible and was left out")
        return number

    def address(self, url: str | None) -> str | None:
        """An address as it may be published, None for one on another host than the parliament's."""
        if not url:
            return None
        address = official(url, self._came_from)
        if address is None and names_a_host(url):
            self._foreign.add(url)
        return address

    def file(self, url: str | None) -> tuple[int, str] | None:
        """The number of the file that an address names, and its public address, also where only a part is given."""
        address = self.address(url)
        if not url or (address is None and names_a_host(url)):
            return None
        pfile = pfile_of(url)
        if pfile is None and (written := _FILE_ID.search(url)):
            self.number("a file's id", written[1])
        return (pfile, address or f"https://docs.vlaamsparlement.be/pfile?id={pfile}") if pfile else None

    def repeated(self, keys: Iterable[str]) -> None:
        """Keys that an object gives more than once, which JSON leaves open."""
        if named := ", ".join(dict.fromkeys(keys)):
            self._said.append(f"{named} given more than once: the first value counts, lists are joined")

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, each once."""
        said = list(self._said)
        if self._foreign:
            links = "a link" if len(self._foreign) == 1 else f"{len(self._foreign)} links"
            said.append(f"{links} to hosts that are not the parliament's left out")
        return tuple(dict.fromkeys(f"{self._source}: {note}" for note in said))
