"""Questions and results as plain text for a terminal."""

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from indexer.question import WrittenQuestion
from indexer.search import Hit, Marked, Match, Offer, OfferKind, SearchPage, SimilarQuestions

if TYPE_CHECKING:  # it brings the readers of all formats, which a search can do without
    from indexer.corpus.loose_files import LooseFile

WIDTH = 100


def question_lines(question: WrittenQuestion) -> Iterator[str]:
    """A whole question: its facts, its text, its files and what is to be known of them."""
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
            yield from ("", heading, "", *_wrapped(text))
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
            yield from ("", f"{question.id}  {question.title or '(no title)'}", _indented_reference(question))
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


def file_lines(found: "LooseFile") -> Iterator[str]:
    """What was read of a file: its text, its parts and tables, and what is to be known of them."""
    yield str(found.path)
    pages = f", {found.reading.pages} pages" if found.reading.pages is not None else ""
    yield f"{'status:':<11}{found.reading.status} ({found.reading.format}{pages})"
    texts = found.texts
    for name, value in (("minister:", texts.office), ("kind:", texts.answer_kind)):
        if value:
            yield f"{name:<11}{value}"
    for heading, text in (("VRAAG", texts.question), ("ANTWOORD", texts.answer)):
        if text:
            yield from ("", heading, "", *_wrapped(text))
    for part in texts.parts:
        yield from ("", f"DEELVRAAG {part.label}", "", *_wrapped(part.question), "")
        yield from _wrapped(part.answer) if part.answer else ("(no answer with this number)",)
    for table in texts.tables:
        where = [f"part {table.part}" if table.part else "", f"page {table.page}" if table.page else ""]
        yield from ("", ", ".join(filter(None, ["TABEL", *where])))
        yield from filter(None, (table.caption, table.doubt))
        yield from ("\t".join(row) for row in table.rows)
    if found.reading.notes:
        yield ""
    for note in found.reading.notes:
        yield f"note: {note}"
    yield ""


def result_lines(page: SearchPage) -> Iterator[str]:
    """A page of results: how the query was read, how much was found, the hits with their best passage, and what to
    search for instead where there is none."""
    of_all = [hit for hit in page.hits if hit.match is Match.ALL]
    shown = f"{len(of_all):,} of " if len(of_all) < page.total else ""
    count = f"{shown}{page.total:,} question{'' if page.total == 1 else 's'}"
    yield f"{count} for: {page.reading}" if page.reading else count
    if page.literal:
        yield "(the query could not be read as it stands, so its words were searched as they are)"
    if page.understood:
        yield "(--plain searches for the words as they stand)"
    for match, hits in groupby(page.hits, key=lambda hit: hit.match):
        if match is Match.CORRECTED:
            yield from ("", f"with words corrected{_corrections(page)}:")
        elif match is Match.SOME:
            yield from ("", f"with most of the words{_corrections(page)}:")
        for hit in hits:
            yield ""
            yield from _hit_lines(hit)
    if page.offers:
        yield from ("", "other searches:")
    for offer in page.offers:
        yield f"  {_offer(offer)}: {offer.total:,}"


_OFFERS = {
    OfferKind.WITHOUT_FILTER: "without the filter {}",
    OfferKind.WITHOUT_FILTERS: "without filters",
    OfferKind.WITHOUT_WORD: "without {}: {query}",
    OfferKind.ONLY_WORD: "only {}",
    OfferKind.WITHOUT_QUOTES: "without quotes: {query}",
    OfferKind.SPELLED: "spelled {}",
    OfferKind.BEGINNING: "words that begin so: {}",
    OfferKind.PLAIN: "as plain words: --plain {}",
}


def _offer(offer: Offer) -> str:
    return _OFFERS[offer.kind].format(offer.subject, query=offer.request.query)


def _corrections(page: SearchPage) -> str:
    instead = ", ".join(f"{one.instead} for {one.typed}" for one in page.corrections)
    return f" ({instead})" if instead else ""


def _hit_lines(hit: Hit) -> Iterator[str]:
    yield f"{hit.question.id}  {_plain(hit.title) or '(no title)'}"
    yield _indented_reference(hit.question)
    if hit.missing:
        yield f"    without: {', '.join(hit.missing)}"
    for snippet in hit.snippets[:1]:
        part = f"{snippet.part}. " if snippet.part else ""
        yield from textwrap.wrap(
            part + " ".join(_plain(snippet.text).split()), WIDTH, initial_indent="    ", subsequent_indent="    "
        )
    if hit.question.page_url:
        yield f"    {hit.question.page_url}"


def _indented_reference(question: WrittenQuestion) -> str:
    return f"    {_reference(question)}, {question.asked_on or 'no date'}"


def _reference(question: WrittenQuestion) -> str:
    number = f"nr. {question.number}" if question.number is not None else "no number"
    asker = question.asker.name if question.asker else "unknown"
    party = f" ({question.asker.party})" if question.asker and question.asker.party else ""
    minister = question.minister.name if question.minister else "unknown"
    return f"{number} ({question.session_year or 'no session year'}), {asker}{party} to {minister}"


def _plain(marked: Marked) -> str:
    return "".join(piece.text for piece in marked)


def _wrapped(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        indent = "  " if line.startswith("- ") else ""
        yield from textwrap.wrap(line, WIDTH, subsequent_indent=indent) or [""]
