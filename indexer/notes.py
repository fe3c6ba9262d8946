"""The notes of a question, read back: what kind each is, what it is about, and the figures in it.

The stages before write a note as an English sentence (docs/schema.md). A page that says it in another language, or
counts its kind, needs to know what it says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice


class NoteKind(StrEnum):
    """What a note says; the values are keys that a machine may count on."""

    NO_ANSWER = "no_answer"
    NO_QUESTION = "no_question"
    NO_FILE = "no_file"
    NOT_FETCHED = "not_fetched"
    NOT_A_DOCUMENT = "not_a_document"
    OTHER_KIND = "other_kind"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    PART_DAMAGED = "part_damaged"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_TEXT = "no_text"
    NO_LETTERS = "no_letters"
    SCANNED = "scanned"
    RECOGNISED = "recognised"
    PAGE_NOT_RECOGNISED = "page_not_recognised"
    RECOGNISING_STOPPED = "recognising_stopped"
    IMAGES_UNREADABLE = "images_unreadable"
    IMAGE_PAGE = "image_page"
    PAGE_UNREADABLE = "page_unreadable"
    PAGES_DAMAGED = "pages_damaged"
    PAGES_LEFT_OUT = "pages_left_out"
    END_MISSING = "end_missing"
    FEW_LETTERS = "few_letters"
    CHARACTERS_UNREAD = "characters_unread"
    CHARACTERS_UNKNOWN = "characters_unknown"
    NO_WORDS = "no_words"
    LIST_NUMBERS = "list_numbers"
    ASIDES_UNREAD = "asides_unread"
    FILE_TAKEN_IN = "file_taken_in"
    TABLE_IN_DOUBT = "table_in_doubt"
    TABLE_CUT = "table_cut"
    FOOTNOTE_LOOSE = "footnote_loose"
    NOT_PRINTED = "not_printed"
    OTHER_TITLE = "other_title"
    NO_HEADER_BLOCK = "no_header_block"
    FILE_IN_ZIP_UNREADABLE = "file_in_zip_unreadable"
    ZIP_IN_ZIP = "zip_in_zip"
    STOPPED = "stopped"
    TOO_MUCH_MEMORY = "too_much_memory"
    READER_ENDED = "reader_ended"
    NOT_OPENED = "not_opened"
    NOT_AS_STORED = "not_as_stored"
    FAULT = "fault"
    IMPOSSIBLE_NUMBER = "impossible_number"
    GIVEN_TWICE = "given_twice"
    FOREIGN_LINKS = "foreign_links"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was read. `kind` is None where nothing is known of it, as of one that somebody else wrote.

    `about` is the attachment or the file inside a ZIP that it is about, or the source of the records, as written;
    `is_of_earlier_text` says that the text shown is an earlier run's, because of this. `details` are the figures and
    names in it.
    """

    text: str
    kind: NoteKind | None = None
    about: str | None = None
    is_of_earlier_text: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


_SAYINGS: tuple[tuple[NoteKind, str], ...] = (
    (NoteKind.NO_ANSWER, r"no answer was found in the document"),
    (NoteKind.NO_QUESTION, r"no question was found in the document"),
    (NoteKind.NO_FILE, r"the records name no file"),
    (NoteKind.NOT_FETCHED, r"file (?P<file>\d+) was not fetched: (?P<why>.+)"),
    (NoteKind.NOT_A_DOCUMENT, r"the file is not a document but an? (?P<format>.+)"),
    (NoteKind.OTHER_KIND, r"the file is an old Office file, but holds no Word document"),
    (NoteKind.OTHER_KIND, r"the file is an old .+, which cannot be read"),
    (NoteKind.OTHER_KIND, r"the file was made by a Word that cannot be read: .+"),
    (NoteKind.PROTECTED, r"(?P<name>.+) in the ZIP file is protected with a password"),
    (NoteKind.PROTECTED, r"the (?P<what>.+) is (?:protected|locked) with a password"),
    (NoteKind.PROTECTED, r"the (?P<what>file) is locked in a way that cannot be undone .+"),
    (NoteKind.FILE_IN_ZIP_UNREADABLE, r"(?P<name>.+) in the ZIP file could not be read: .+"),
    (NoteKind.ZIP_IN_ZIP, r"(?P<name>.+) in the ZIP file is a ZIP file itself, which was not opened"),
    (NoteKind.ZIP_IN_ZIP, r"a ZIP file inside a ZIP file is not opened"),
    (
        NoteKind.PAGES_DAMAGED,
        r"the data of pages? (?P<pages>\d+(?:, \d+)*)(?: and (?P<more>\d+) more)? of \d+ is damaged: .+",
    ),
    (NoteKind.DAMAGED, r"the (?P<what>table of values) is damaged: .+"),
    (NoteKind.DAMAGED, r"the (?P<what>.+?) is damaged(?:: .+| \(.+\))"),
    (NoteKind.DAMAGED, r"the (?P<what>.+?) (?:declares entities, which no .+ does|cannot be unpacked: .+)"),
    (NoteKind.PART_DAMAGED, r"a part of the (?P<what>.+?) is damaged and may be missing: .+"),
    (NoteKind.EMPTY, r"the pages are empty"),
    (NoteKind.EMPTY, r"the (?P<what>.+) is empty"),
    (
        NoteKind.TOO_LARGE,
        r"the (?P<what>.+?) (?:holds \d+ files, more than the \d+ that are (?:read|safe)|is too large to be read)",
    ),
    (NoteKind.TOO_LARGE, r"the (?P<what>.+?) would unpack to (?:far more than it holds|more than \d+ MB)"),
    (NoteKind.TOO_LARGE, r"the (?P<what>.+?) holds a part of more than \d+ MB"),
    (NoteKind.SCANNED, r"the pages are images without text|the .+ holds pictures without text"),
    (NoteKind.NO_TEXT, r"the (?P<what>.+) holds no text"),
    (NoteKind.NO_LETTERS, r"the file has a text layer, but it yields no letters"),
    (NoteKind.RECOGNISED, r"the text was recognised from images \(OCR\): .+"),
    (NoteKind.PAGE_NOT_RECOGNISED, r"page (?P<page>\d+) of \d+: no text could be recognised"),
    (NoteKind.RECOGNISING_STOPPED, r"page (?P<page>\d+) of \d+: recognising it was stopped after \S+ s"),
    (NoteKind.IMAGES_UNREADABLE, r"the images could not be read: .+"),
    (NoteKind.IMAGE_PAGE, r"page (?P<page>\d+) of \d+ is an image without text"),
    (NoteKind.PAGE_UNREADABLE, r"page (?P<page>\d+) of \d+ could not be read: .+"),
    (NoteKind.PAGES_LEFT_OUT, r"only the first (?P<read>\d+) of (?P<all>\d+) (?:scanned )?pages were read(?:: .+)?"),
    (NoteKind.END_MISSING, r"the end of the file is missing: text may have been lost"),
    (NoteKind.FEW_LETTERS, r"only (?P<read>\d+) letters on (?P<all>\d+) pages: .+"),
    (NoteKind.CHARACTERS_UNREAD, r"only (?P<read>\d+) of (?P<all>\d+) characters were found: .+"),
    (
        NoteKind.CHARACTERS_UNREAD,
        r"page (?P<page>\d+) of \d+ prints (?P<all>\d+) characters, and only (?P<read>\d+) were read",
    ),
    (
        NoteKind.CHARACTERS_UNKNOWN,
        r"some characters of the plain text could not be read|\d+ characters could not be decoded",
    ),
    (NoteKind.NO_WORDS, r"only \d+ % of the text looks like words: .+|the text has the words of no language: .+"),
    (NoteKind.LIST_NUMBERS, r"the numbers of lists (?:may be|are) missing: .+"),
    (NoteKind.ASIDES_UNREAD, r"the (?P<asides>.+) of the old Word file were not read"),
    (NoteKind.ASIDES_UNREAD, r"the (?P<asides>footnotes|endnotes|text boxes) may be missing: .+"),
    (NoteKind.FILE_TAKEN_IN, r"the Word document takes in another file, which was not read"),
    (NoteKind.TABLE_IN_DOUBT, r"a table on page (?P<page>\S+) may be incomplete: (?P<doubt>.+)"),
    (NoteKind.TABLE_CUT, r"the table was read in part: .+"),
    (NoteKind.TABLE_CUT, r"the sheet (?P<sheet>.*) was read in part: .+"),
    (NoteKind.FOOTNOTE_LOOSE, r"footnote (?P<mark>.+) stands at the end: its mark was not found in the text"),
    (
        NoteKind.NOT_PRINTED,
        r"page (?P<page>\d+) of \d+ has (?P<count>\d+) annotations? with text that is not printed on it",
    ),
    (NoteKind.OTHER_TITLE, r"the title of the record does not stand in the document"),
    (NoteKind.NO_HEADER_BLOCK, r"the question has no header block"),
    (
        NoteKind.STOPPED,
        r"reading the file (?:was stopped after \S+ s on the clock|took longer than \S+ s and was stopped)",
    ),
    (NoteKind.TOO_MUCH_MEMORY, r"reading the file takes more than \d+ MiB of memory"),
    (NoteKind.READER_ENDED, r"reading the file ended the reader \(.+\)"),
    (NoteKind.NOT_OPENED, r"the file could not be opened: .+"),
    (NoteKind.NOT_AS_STORED, r"the archived file is not what was stored: its checksum differs"),
    (
        NoteKind.FAULT,
        r"the (?:file|question) could not be (?:read|put together), through a fault of the (?:reader|extraction): .+",
    ),
    (NoteKind.IMPOSSIBLE_NUMBER, r"(?P<fact>.+) (?P<number>[+-]?\d+…?) is impossible and was left out"),
    (NoteKind.GIVEN_TWICE, r"(?P<names>.+) given more than once: the first value counts, lists are joined"),
    (NoteKind.FOREIGN_LINKS, r"(?P<count>a link|\d+ links) to hosts that are not the parliament's left out"),
    (NoteKind.ENCODING, r"it (?:is called .+|does not say its encoding) and was read as (?P<encoding>\S+)"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _SAYINGS)
_OF_EARLIER_TEXT = "the text is that of an earlier run: "
_LONGEST, _MOST_COLONS = 2_000, 10
"""Of a note that is read, and of the name in it: an imported dump may hold any."""
_ABOUT = re.compile(r"(attachment \d+|open data|page|search): (.+)", re.DOTALL)


def read_note(text: str) -> Note:
    """What a note says. Nothing raises; one that is not known has no kind."""
    if len(text) > _LONGEST:
        return Note(text)
    rest = text.removeprefix(_OF_EARLIER_TEXT)
    is_of_earlier_text = rest != text
    about: list[str] = []
    if found := _ABOUT.fullmatch(rest):
        about.append(found[1])
        rest = found[2]
    kind, details = _told(rest)
    # A file inside a ZIP may have any name, so each colon may end it.
    for colon in islice(re.finditer(": ", rest), _MOST_COLONS) if kind is None else ():
        kind, details = _told(rest[colon.end() :])
        if kind:
            about.append(rest[: colon.start()])
            break
    return Note(text, kind, ", ".join(about) or None, is_of_earlier_text, details)


def _told(text: str) -> tuple[NoteKind | None, Mapping[str, str]]:
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            return kind, {name: value for name, value in found.groupdict().items() if value is not None}
    return None, {}
