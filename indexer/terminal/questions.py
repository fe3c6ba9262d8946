"""Questions as plain text for a terminal."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from indexer.question import Table, WrittenQuestion
from indexer.search import SimilarQuestions
from indexer.terminal.tables import table_lines

if TYPE_CHECKING:  # it brings the readers of all formats, which a search can do without
    from indexer.corpus.loose_files import LooseFile

WIDTH = 100
"""Of running text, at most."""


def question_lines(question: WrittenQuestion, columns: int | None = None) -> Iterator[str]:
    """A whole question: its facts, its text with its tables, its files and what is to be known of them.

    `columns` is how wide the terminal is: nothing is wider, but in a terminal too narrow for any text; None where it is
    written to no terminal, so that tables are as wide as they need.
    """
    yield question.title or "(no title)"
    yield _reference(question)
    for name, value in (
        ("asked", question.asked_on),
        ("answered", question.answered_on),
        ("published", question.published_on),
        ("themes", ", ".join(question.themes)),
        ("text", question.text_status.replace("_", " ")),
        ("page", question.page_url),
    ):
        if value:
            yield f"{name + ':':<11}{value}"
    for heading, text in (("VRAAG", question.question), ("ANTWOORD", question.answer)):
        if text:
            yield from ("", heading, "", *_text_lines(text, question.tables, columns))
    for table in _loose_tables(question):
        yield from ("", *_described(table), *table_lines(table.rows, columns, has_header=table.has_header))
    if question.documents:
        yield ""
    for document in question.documents:
        size = f"{document.bytes:,} bytes" if document.bytes is not None else "not held"
        yield f"file {document.pfile}: {document.filename or 'unnamed'}, {document.role.replace('_', ' ')}, {size}"
    for note in question.notes:
        yield f"note: {note}"
    yield ""
    yield "Source: Vlaams Parlement"


def similar_lines(found: SimilarQuestions) -> Iterator[str]:
    """What is like a question: the same one put to other ministers, later ones about the same, and earlier ones."""
    for heading, questions in (
        ("THE SAME QUESTION TO OTHER MINISTERS", found.elsewhere),
        ("LATER, ABOUT THE SAME", found.later),
        ("EARLIER, ABOUT THE SAME", found.earlier),
    ):
        if questions:
            yield heading
        for question in questions:
            yield from ("", f"{question.id}  {question.title or '(no title)'}", indented_reference(question))
        if questions:
            yield ""
    for other in found.not_held:
        yield f"also put to {other.minister} as nr. {other.number}, which the index does not hold"
    if found == SimilarQuestions():
        yield "Nothing like it was found."


def similar_json(found: SimilarQuestions) -> dict[str, list[Any]]:
    """The same as whole records."""
    return {
        "elsewhere": [question.model_dump(mode="json") for question in found.elsewhere],
        "not_held": [other.model_dump(mode="json") for other in found.not_held],
        "earlier": [question.model_dump(mode="json") for question in found.earlier],
        "later": [question.model_dump(mode="json") for question in found.later],
    }


def file_lines(found: "LooseFile", columns: int | None = None) -> Iterator[str]:
    """What was read of a file: its text, its parts and tables, and what is to be known of them. `columns` as above."""
    yield str(found.path)
    pages = f", {found.reading.pages} pages" if found.reading.pages is not None else ""
    yield f"{'status:':<11}{found.reading.status} ({found.reading.format}{pages})"
    texts = found.texts
    for name, value in (("minister:", texts.office), ("kind:", texts.answer_kind)):
        if value:
            yield f"{name:<11}{value}"
    for heading, text in (("VRAAG", texts.question), ("ANTWOORD", texts.answer)):
        if text:
            yield from ("", heading, "", *_text_lines(text, texts.tables, columns))
    for part in texts.parts:
        yield from ("", f"DEELVRAAG {part.label}", "", *_text_lines(part.question, texts.tables, columns), "")
        answer = part.answer
        yield from _text_lines(answer, texts.tables, columns) if answer else ("(no answer with this number)",)
    for table in texts.tables:
        yield from ("", *_described(table), *table_lines(table.rows, columns, has_header=table.has_header))
    if found.reading.notes:
        yield ""
    for note in found.reading.notes:
        yield f"note: {note}"
    yield ""


def indented_reference(question: WrittenQuestion) -> str:
    """Which question it is, as it stands below a title."""
    return f"    {_reference(question)}, {question.asked_on or 'no date'}"


def _reference(question: WrittenQuestion) -> str:
    number = f"nr. {question.number}" if question.number is not None else "no number"
    asker = question.asker.name if question.asker else "unknown"
    party = f" ({question.asker.party})" if question.asker and question.asker.party else ""
    minister = question.minister.name if question.minister else "unknown"
    return f"{number} ({question.session_year or 'no session year'}), {asker}{party} to {minister}"


def _described(table: Table) -> Iterator[str]:
    """What stands above a table that stands by itself."""
    where = [f"part {table.part}" if table.part else "", f"page {table.page}" if table.page else ""]
    yield ", ".join(filter(None, ["TABEL", *where]))
    yield from filter(None, (table.caption, table.doubt))


def _loose_tables(question: WrittenQuestion) -> Iterator[Table]:
    """The tables that stand in neither text: those of attachments."""
    texts = f"{question.question or ''}\n\n{question.answer or ''}"
    return (table for table in question.tables if table.text not in texts)


def _text_lines(text: str, tables: Sequence[Table], columns: int | None) -> Iterator[str]:
    """A text, wrapped, with the rows of its tables below each other."""
    headless = {table.text for table in tables if not table.has_header}
    for is_table, lines in groupby(text.split("\n"), key=lambda line: "\t" in line):
        if is_table:
            rows = list(lines)
            has_header = "\n".join(rows) not in headless
            yield from table_lines([row.split("\t") for row in rows], columns, has_header=has_header)
        else:
            yield from _wrapped(lines, min(WIDTH, columns or WIDTH))


def _wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        indent = "  " if line.startswith("- ") else ""
        yield from textwrap.wrap(line, width, subsequent_indent=indent) or [""]
