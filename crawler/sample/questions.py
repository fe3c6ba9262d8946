"""The sample as written in data/sample: invented people, and questions with their answers, one TOML file each.

The texts are the single source: the files of the sample are printed from them (data/sample/make.py), the server
answers with them, and `question_text` and `answer_text` say what a right extraction of a file gives back.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from crawler.errors import CrawlerError

SAMPLE_FOLDER = Path(__file__).parents[2] / "data" / "sample"

FileState = Literal["whole", "scan", "damaged", "html", "missing"]
Shape = Literal[
    "numbers as strings",  # ids and numbers in quotes, yes and no as J and N
    "single values",  # one value where a list is usual
    "file as string",  # bestand-ordered is the address itself
    "octet-stream",  # a PDF under a media type that does not say so
    "found twice",  # the search also gives the dossier without its file
    "no open data",  # open data does not know it: only search and the page do
    "no subject",  # onderwerp and tijdig are absent
]


_BETWEEN_BULLETS = re.compile(r"^(- .*)\n\n(?=- )", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"\n(?:[ \t]*\n)+|\n(?=- )")


class SampleMissing(CrawlerError):
    """data/sample is not there, or not whole."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a text: rows of cells, the header first."""

    rows: tuple[tuple[str, ...], ...]


Block = str | Table
Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Term:
    """What someone was in a period: a member of a party, or a minister with an office. `until` is included."""

    since: date
    until: date | None
    what: str

    def holds(self, day: date) -> bool:
        """Whether the day falls in the period."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """An invented member or minister."""

    id: int
    first_name: str
    last_name: str
    parties: tuple[Term, ...]
    offices: tuple[Term, ...]
    party_in_records: bool

    @property
    def name(self) -> str:
        """First name first."""
        return f"{self.first_name} {self.last_name}"

    def party_on(self, day: date) -> str | None:
        """The party on that day."""
        return next((term.what for term in self.parties if term.holds(day)), None)

    def office_on(self, day: date) -> str | None:
        """The office on that day, as a letterhead words it, but in sentence case."""
        return next((term.what for term in self.offices if term.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A spreadsheet beside the answer."""

    pfile: int
    title: str
    filename: str
    table: Table


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """One written question of the sample. `together` holds every minister asked the same, this one included."""

    id: int
    pfile: int
    number: int
    session_year: str
    title: str
    subject: str | None
    themes: tuple[str, ...]
    asker: SamplePerson
    minister: SamplePerson
    asked_on: date
    answered_on: date | None
    published_on: date
    on_time: bool | None
    answer_kind: str | None
    together: tuple[tuple[str, int], ...]
    question: tuple[Block, ...]
    answer: tuple[Block, ...]
    file: FileState
    attachment: Attachment | None
    shapes: frozenset[Shape]
    layout: Mapping[str, Any]

    @property
    def legislature(self) -> str:
        """The legislature of the session year."""
        return "2019-2024" if self.session_year < "2024" else "2024-2029"

    @property
    def filename(self) -> str:
        """What the parliament calls the file of question and answer."""
        return f"{self.session_year}-{self.number}.pdf"

    @property
    def text_status(self) -> str:
        """The `text_status` that a right extraction ends with."""
        if self.file == "whole":
            return "complete" if self.answered_on else "no_answer"
        return {"scan": "scanned", "damaged": "unreadable", "html": "unreadable", "missing": "missing"}[self.file]

    @property
    def question_text(self) -> str | None:
        """The question as a right extraction gives it, without its tables; None where the file holds no text."""
        return prose(self.question) if self.file == "whole" else None

    @property
    def answer_text(self) -> str | None:
        """The answer as a right extraction gives it, without its tables; None where there is none to read."""
        return prose(self.answer) if self.file == "whole" and self.answer else None


@dataclass(frozen=True, slots=True)
class Sample:
    """The people and questions of data/sample, and the folder with the files."""

    people: tuple[SamplePerson, ...]
    questions: tuple[SampleQuestion, ...]
    files: Path


def prose(blocks: tuple[Block, ...]) -> str:
    """The paragraphs of a text with a blank line between them, none between bullets; tables are left out."""
    return _BETWEEN_BULLETS.sub(r"\1\n", "\n\n".join(block for block in blocks if isinstance(block, str)))


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    """The tables of a text, in order."""
    return [block for block in blocks if isinstance(block, Table)]


def read_sample(folder: Path = SAMPLE_FOLDER) -> Sample:
    """Read people.toml and questions/*.toml. Raises SampleMissing."""
    paths = sorted((folder / "questions").glob("*.toml"))
    if not paths or not (folder / "people.toml").is_file():
        raise SampleMissing(f"there is no sample in {folder}: run from a whole copy of the project")
    people = _built(folder / "people.toml", lambda entry: tuple(map(_person, entry["people"])))
    by_name = {person.name: person for person in people}
    questions = tuple(_built(path, lambda entry: _question(entry, by_name)) for path in paths)
    return Sample(people, questions, folder / "files")


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and tables of a text.

    A blank line ends a paragraph, a line that begins with `- ` starts a new one, and lines between bars
    (`| Jaar | Aantal |`) are the rows of a table.
    """
    blocks: list[Block] = []
    for chunk in _PARAGRAPH_END.split(text.strip()):
        lines = [line.strip() for line in chunk.splitlines()]
        blocks.append(_table(lines) if lines[0].startswith("|") else " ".join(lines))
    return tuple(blocks)


def _table(lines: list[str]) -> Table:
    return Table(tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines))


def _built(path: Path, build: Callable[[dict[str, Any]], Built]) -> Built:
    try:
        return build(tomllib.loads(path.read_text(encoding="utf-8")))
    except KeyError as error:
        raise SampleMissing(f"{path} lacks {error}, or names it where people.toml does not") from error
    except (OSError, ValueError) as error:
        raise SampleMissing(f"{path} cannot be read: {error}") from error


def _person(entry: dict[str, Any]) -> SamplePerson:
    return SamplePerson(
        id=entry["id"],
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        parties=tuple(Term(term["since"], term.get("until"), term["party"]) for term in entry.get("parties", [])),
        offices=tuple(Term(term["since"], term.get("until"), term["office"]) for term in entry.get("offices", [])),
        party_in_records=entry.get("party_in_records", True),
    )


def _question(entry: dict[str, Any], people: Mapping[str, SamplePerson]) -> SampleQuestion:
    attachment = entry.get("attachment")
    return SampleQuestion(
        id=entry["id"],
        pfile=entry["pfile"],
        number=entry["number"],
        session_year=entry["session_year"],
        title=entry["title"],
        subject=entry.get("subject"),
        themes=tuple(entry["themes"]),
        asker=people[entry["asker"]],
        minister=people[entry["minister"]],
        asked_on=entry["asked_on"],
        answered_on=entry.get("answered_on"),
        published_on=entry["published_on"],
        on_time=entry.get("on_time"),
        answer_kind=entry.get("answer_kind"),
        together=tuple((each["minister"], each["number"]) for each in entry.get("together", [])),
        question=parse_blocks(entry["question"]) if "question" in entry else (),
        answer=parse_blocks(entry["answer"]) if "answer" in entry else (),
        file=entry.get("file", "whole"),
        attachment=_attachment(attachment) if attachment else None,
        shapes=frozenset(entry.get("shapes", [])),
        layout=entry.get("layout", {}),
    )


def _attachment(entry: dict[str, Any]) -> Attachment:
    return Attachment(entry["pfile"], entry["title"], entry["filename"], _table(entry["table"].strip().splitlines()))
