"""Every note that the code can write is read back: its kind, what it is about, its figures."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from indexer.extraction.formats.kinds import Format
from indexer.notes import Note, NoteKind, read_note

ROOT = Path(__file__).parents[2]
WRITERS = (
    *sorted((ROOT / "indexer" / "extraction").rglob("*.py")),
    *(ROOT / "indexer" / "corpus" / f"{name}.py" for name in ("extract", "finishing", "workers")),
    *(ROOT / "crawler" / "parliament" / f"{name}.py" for name in ("sieve", "encoding")),
)
"""What writes notes."""

NO_NOTES = {
    # Pieces of a note, and names in one.
    "attachment {}: {}",
    "page {} of {}",
    " and {} more",
    "is called {}",
    "a file's id",
    "exit status {}",
    "old Excel workbook",
    "does not say its encoding",
    "its header is one of single letters, as a header printed upright gives",
    "it is cut off at the edge of the page",
    "it was stopped after {} s",
    "recognising it was stopped after",
    "the text is that of an earlier run: ",
    "OpenDocument file, neither a text nor a spreadsheet",
    "file of an unknown kind",
    "numbers of lists",
    "table of values (CSV)",
    "old Office document (DOC or XLS)",
    "scanned and read",
    # What the person at the keyboard reads.
    "reading scans needs Pillow: install vraagbaak[ocr]",
    "reading scans needs Tesseract: install the packages tesseract-ocr and tesseract-ocr-nld",
    "Tesseract lacks its Dutch data: install the package tesseract-ocr-nld",
}
FILLED = {
    "holds": ("numbers of lists", "footnotes"),
    "called": ("is called latin-1",),
    "kind": ("Word document",),
    "links": ("2 links",),
    "more": ("",),
    "where": ("page 3", "page 3 of 9"),
    "OCR_CUT": ("recognising it was stopped after",),
}
"""What may stand in a note for these names; figures for all others."""


def sentences() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every string of the code that may be a note, as a template and with its gaps filled, in each way that may be."""
    for path in WRITERS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {
            node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
        }
        for node in ast.walk(tree):
            if node in docstrings or node in inner:
                continue
            if isinstance(node, ast.JoinedStr):
                yield _template(node), _filled(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, (node.value,)


def _template(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _filled(node: ast.JoinedStr) -> tuple[str, ...]:
    pieces = [(str(part.value),) if isinstance(part, ast.Constant) else _gap(part) for part in node.values]
    return tuple("".join(chosen) for chosen in product(*pieces))


def _gap(part: ast.expr) -> tuple[str, ...]:
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Constant):
        return (str(value.body.value),)
    return FILLED.get(ast.unparse(value).rpartition(".")[2], ("7",))


def is_english(template: str) -> bool:
    """Whether it has three words and none of the signs of a pattern."""
    words = [word for word in template.split(" ") if re.search("[A-Za-z]|{}", word)]
    return not re.search(r"[\\<>|*^$\n]", template) and len(words) >= 3


def test_every_note_that_the_code_writes_has_a_kind() -> None:
    found = [(template, filled) for template, filled in sentences() if is_english(template)]
    assert len(found) > 80
    unknown = {template for template, filled in found if not any(map(kind_of, filled))}
    assert unknown - NO_NOTES - set(Format) == set(), "give each a kind in indexer/notes.py"
    assert NO_NOTES - unknown == set(), "these are not written any more"


def test_every_kind_is_one_that_the_code_writes() -> None:
    assert {kind_of(filled) for _, variants in sentences() for filled in variants} - {None} == set(NoteKind)


def kind_of(text: str) -> NoteKind | None:
    return read_note(text).kind


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "attachment 1200: antw.12.docx: the Word document is damaged: Bad magic number for file header",
            (NoteKind.DAMAGED, "attachment 1200, antw.12.docx", {"what": "Word document"}),
        ),
        (
            "bijlage: deel 2.doc: page 3 of 8 is an image without text",
            (NoteKind.IMAGE_PAGE, "bijlage: deel 2.doc", {"page": "3"}),
        ),
        ("open data: number -7 is impossible and was left out", (NoteKind.IMPOSSIBLE_NUMBER, "open data", None)),
        (
            "the data of pages 1, 2, 3, 4, 5 and 7 more of 40 is damaged: text may have been lost",
            (NoteKind.PAGES_DAMAGED, None, {"pages": "1, 2, 3, 4, 5", "more": "7"}),
        ),
        (
            "antw.1.docx in the ZIP file could not be read: the ZIP file is damaged: x",
            (NoteKind.FILE_IN_ZIP_UNREADABLE, None, None),
        ),
        ("wat een ander schreef: niets", (None, None, {})),
    ],
)
def test_a_note_says_what_it_is_about(
    text: str, note: tuple[NoteKind | None, str | None, dict[str, str] | None]
) -> None:
    found = read_note(text)
    assert (found.kind, found.about) == note[:2]
    assert note[2] is None or found.details == note[2]


def test_a_note_of_an_earlier_text_is_the_note_that_kept_it() -> None:
    found = read_note("the text is that of an earlier run: reading the file takes more than 1024 MiB of memory")
    assert (found.kind, found.is_of_earlier_text) == (NoteKind.TOO_MUCH_MEMORY, True)


def test_a_note_without_end_is_not_read() -> None:
    text = "a: " * 100_000
    assert read_note(text) == Note(text)
