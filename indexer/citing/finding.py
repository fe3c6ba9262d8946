"""Citations in running text: `mijn schriftelijke vraag nr. 460 van 3 februari 2017`, `vragen nr. 12 en 13 (2023-2024)`,
`SV 2019-2020 nr. 123 van Jan Jansen aan minister Peeters`, the address of a question.

Decrees and parliamentary documents are not called questions and are not found. Oral questions and requests for
explanations (`vragen om uitleg`) are passed over; questions of other parliaments are found and marked.
"""

import re
from collections.abc import Iterator

from indexer.citing.cited import Cited
from indexer.citing.group import BEGINS, Group, Mention
from indexer.citing.shapes import KIND, SURELY
from indexer.dutch import lower_case

_NOT_WRITTEN = re.compile(
    r"\b(?:mondelinge?|actuele|dringende|prejudici[eë]le)\s+(?:(?:en|of)\s+\w+\s+|parlementaire\s+)?$", re.IGNORECASE
)
_INTRODUCTION = 250
"""Characters before a list that may say that it is one of written questions."""
_INTRODUCES = re.compile(r"schriftelijke\s+vragen\b.*:\s*$", re.IGNORECASE)
_LISTED = re.compile(r"\s*[-•*–]\s+(?=nr|n[°º])", re.IGNORECASE)

_ADDRESS = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:\w{1,20}\.){0,3}(?:vlaamsparlement|vlpar)\.be/(?:[\w-]{1,40}/){0,5}"
    r"(?:schriftelijke-vragen|schv)/(?P<id>\d{1,18})(?!\d)[\w/=&%?#-]*",
    re.ASCII,
)
_FIGURE = re.compile("[0-9]")
"""One of which is in every citation."""
_ROOM = re.compile("/(?:schriftelijke-vragen|schv)/")
"""What is in every address of a question."""
_SHORT = re.compile(r"S(?:V|\.V\.|CHV)")
"""What is in every short word for a question."""
_WORD = "vra"
"""What the other words begin with."""
_MAY_CITE = re.compile(
    # What it begins with is found quickly; what stands before it is looked at behind it.
    rf"vra(?:ag|gen)\b(?<![\w-]vraag)(?<![\w-]vragen)(?:{BEGINS}|(?<=vragen)[^\n]{{0,{_INTRODUCTION}}}:\s*$)",
    re.MULTILINE,
)
"""What is in every line that cites, or introduces a list, and has neither: such a word in lower case and what follows
it. Of the lines with such a word it passes over nine out of ten."""
_BEFORE_WORD = 60
"""Characters before a word for a question, in which stands what says that it is a written one."""
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ0-9)\]\"”’][.?!])\s+(?=[A-ZÀ-Þ\"“‘-])|\n+|;")
_BESIDE = 200
"""Characters of a sentence on either side of a citation."""


def citations_in(text: str, *, listed: bool = False) -> Iterator[Mention]:
    """The citations of written questions in a text, in its order. A citation stands within one line. `listed`: it
    begins with bullets (`- nr. 12 van ...`) of a list that is said to be one of written questions."""
    text = text.replace("\xa0", " ")
    small = lower_case(text)
    passes_over = not (_SHORT.search(text) or _ROOM.search(text))
    start = 0
    while start <= len(text):
        if passes_over and not listed:
            if not (found := _MAY_CITE.search(small, start)):
                return
            start = text.rfind("\n", start, found.start()) + 1 or start
        end = text.find("\n", start)
        line = text[start:] if end < 0 else text[start:end]
        goes_on = listed and bool(not line.strip() or _LISTED.match(line))
        listed = goes_on or _introduces(line)
        if _FIGURE.search(line):
            for mention in sorted((*_addresses(line), *_read(line, listed)), key=lambda one: one.start):
                yield Mention(start + mention.start, start + mention.end, mention.cited)
        start += len(line) + 1


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which a citation stands, its white space plain; what is too long is cut."""
    first, last = max(0, start - _BESIDE), min(len(text), end + _BESIDE)
    *_, begin = first, *(found.end() for found in _SENTENCE_END.finditer(text, first, start))
    after = _SENTENCE_END.search(text, end, last)
    stop = after.start() if after else last
    is_cut_before, is_cut_after = begin == first > 0, stop == last < len(text)
    return ("… " if is_cut_before else "") + " ".join(text[begin:stop].split()) + (" …" if is_cut_after else "")


def _introduces(line: str) -> bool:
    """Whether citations stand in the lines below."""
    return line.rstrip().endswith(":") and bool(_INTRODUCES.search(line[-_INTRODUCTION:]))


def _addresses(line: str) -> Iterator[Mention]:
    for found in _ADDRESS.finditer(line) if _ROOM.search(line) else ():
        yield Mention(*found.span(), Cited(question_id=int(found["id"])))


def _read(line: str, listed: bool) -> Iterator[Mention]:
    at = 0
    if listed and (begins := _LISTED.match(line)):
        group = Group(line, begins.end(), begins.end(), sure=True, several=False)
        yield from group.read()
        at = group.at
    while found := _next_kind(line, at):
        at = found.end()
        if not _NOT_WRITTEN.search(line, max(0, found.start() - 40), found.start()):
            several = found["kind"].lower().endswith(("vragen", "s"))
            group = Group(line, found.start(), found.end(), sure=bool(found["sure"]), several=several)
            yield from group.read()
            at = group.at


def _next_kind(line: str, at: int) -> re.Match[str] | None:
    """The next word for a question. Where there is no short one it is looked for where there can be one: to look
    everywhere takes ten times as long."""
    if _SHORT.search(line):
        return KIND.search(line, at)
    small = lower_case(line)
    place = small.find(_WORD, at)
    while place >= 0:
        surely = SURELY.search(line, max(at, place - _BEFORE_WORD), place)
        found = (KIND.match(line, surely.start()) if surely else None) or KIND.match(line, place)
        if found:
            return found
        place = small.find(_WORD, place + len(_WORD))
    return None
