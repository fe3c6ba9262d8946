"""A table of a question at an address of its own: as a page, as JSON and as files."""

from indexer.export.rows import as_csv, as_xlsx
from indexer.question import Table, WrittenQuestion
from web.questions.tables import table_view
from web.site.formats import Form
from web.site.templates import Templates

PATH = "/vragen/{question_id}/tabellen/{number}"


class TableJson(Table):
    """A table of a question, and where it is from."""

    question: int
    number: int
    path: str


def table_page(templates: Templates, question: WrittenQuestion, number: int) -> str:
    """The page of the table with that number, which the question has."""
    view = table_view(question.tables[number - 1], number)
    return templates.write("questions/table.html", question=question, table=view)


def table_json(question: WrittenQuestion, number: int) -> TableJson:
    """The table with that number, as the record has it."""
    return TableJson(
        **dict(question.tables[number - 1]),
        question=question.id,
        number=number,
        path=PATH.format(question_id=question.id, number=number),
    )


def table_file(question: WrittenQuestion, number: int, form: Form) -> bytes:
    """The table with that number as a file in that form: CSV or XLSX."""
    table = question.tables[number - 1]
    if form is Form.CSV:
        return as_csv(table.rows)
    return as_xlsx(table.rows, name=table.caption or f"Tabel {number}", has_header=table.has_header)


def file_name(question: WrittenQuestion, number: int, form: Form) -> str:
    """What a browser calls the file."""
    return f"vraag-{question.id}-tabel-{number}.{form}"
