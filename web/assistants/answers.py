"""What an assistant is given: each question with how to cite it and where it stands, so that nothing is guessed."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from indexer.fields import Facet, Text
from indexer.question import Part, Table, WrittenQuestion
from indexer.search import FacetCount, Hit, Match, SearchPage
from web.site import wording
from web.site.links import fragment


class Source(BaseModel):
    """How to cite a question, and where it can be read."""

    id: int
    citation: str = Field(description="Cite the question so, word for word.")
    address: str | None = Field(description="Its page on this site; None where the site has no address.")
    official: str | None = Field(description="Its page at the Vlaams Parlement, which is the official source.")


class Passage(BaseModel):
    """Words of the source around what was searched for; quote these and no others."""

    where: Text
    part: str | None = Field(description="The sub-question in which it stands.")
    text: str


class Found(BaseModel):
    """A question that was found."""

    source: Source
    title: str | None
    asker: str | None
    party: str | None
    minister: str | None
    asked_on: date | None
    answered_on: date | None
    answered: bool
    match: Match = Field(description="Whether all words match, all with words corrected, or only some.")
    missing: tuple[str, ...] = Field(description="Words that it does not have.")
    passages: tuple[Passage, ...]


class Results(BaseModel):
    """A page of what was found, the address of the same search on the site, and how the query was read (in Dutch)."""

    total: int = Field(description="How many questions match all that was asked.")
    page: int
    next_page: int | None
    read_as: str
    corrected: dict[str, str] = Field(description="Words that no text has, and what was searched for instead.")
    address: str | None
    questions: tuple[Found, ...]


class WholeQuestion(BaseModel):
    """A question, whole or one of its parts. Where a part was asked for, the texts are those of that part."""

    source: Source
    title: str | None
    asker: str | None
    party: str | None
    minister: str | None
    office: str | None = Field(description="Of the minister, as the document words it.")
    themes: tuple[str, ...]
    asked_on: date | None
    answered_on: date | None
    part: str | None
    question: str | None
    answer: str | None
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    asked_together: tuple[str, ...] = Field(description="Other ministers who were asked the same.")
    caution: str | None = Field(description="What may be wrong or missing in the text (in Dutch): say so when quoting.")


class Counted(BaseModel):
    """A value and how many questions have it."""

    value: str
    questions: int


class Counts(BaseModel):
    """How many questions match, and how many of them have each value, the most frequent first."""

    total: int
    by: Facet
    values: tuple[Counted, ...]
    others: int = Field(description="How many values more there are.")
    read_as: str
    address: str | None
    source: str = "Vlaams Parlement, schriftelijke vragen, geteld door Vraagbaak"


def source_of(question: WrittenQuestion, site: str | None, part: str | None = None) -> Source:
    """How to cite a question, or a part of it; `site` is the site's address without a slash at the end."""
    cited = wording.citation(question)
    return Source(
        id=question.id,
        citation=f"{cited.removesuffix('.')}, deelvraag {part}." if part else cited,
        address=f"{site}/vragen/{question.id}{fragment(part)}" if site else None,
        official=question.page_url,
    )


def results(page: SearchPage, site: str | None, address: str) -> Results:
    """A page of results; `address` is that of the search, without the site's."""
    last = -(-page.total // page.request.per_page)
    return Results(
        total=page.total,
        page=page.request.page,
        next_page=page.request.page + 1 if page.request.page < last else None,
        read_as=page.reading,
        corrected={one.typed: one.instead for one in page.corrections},
        address=site + address if site else None,
        questions=tuple(_found(hit, site) for hit in page.hits),
    )


def whole(question: WrittenQuestion, site: str | None) -> WholeQuestion:
    """All of a question."""
    return _answered(
        question,
        site,
        None,
        question.question,
        question.answer,
        question.parts,
        question.tables,
    )


def part_of(question: WrittenQuestion, site: str | None, label: str) -> WholeQuestion | None:
    """One part of a question; None where it has no part of that label."""
    for one in question.parts:
        if one.label == label:
            tables = tuple(table for table in question.tables if table.part == label)
            return _answered(question, site, label, one.question, one.answer, (), tables)
    return None


def counts(
    page: SearchPage, by: Facet, values: Iterable[FacetCount], most: int, site: str | None, address: str
) -> Counts:
    """How many questions have each value of a facet, at most so many of them."""
    counted = sorted(values, key=lambda one: (-one.count, one.value))
    return Counts(
        total=page.total,
        by=by,
        values=tuple(Counted(value=one.value, questions=one.count) for one in counted[:most]),
        others=max(0, len(counted) - most),
        read_as=page.reading,
        address=site + address if site else None,
    )


def _found(hit: Hit, site: str | None) -> Found:
    question = hit.question
    part = hit.snippets[0].part if hit.snippets else None
    return Found(
        source=source_of(question, site, part),
        title=question.title,
        asker=question.asker.name if question.asker else None,
        party=question.asker.party if question.asker else None,
        minister=question.minister.name if question.minister else None,
        asked_on=question.asked_on,
        answered_on=question.answered_on,
        answered=question.is_answered,
        match=hit.match,
        missing=hit.missing,
        passages=tuple(
            Passage(where=one.source, part=one.part, text="".join(piece.text for piece in one.text))
            for one in hit.snippets
        ),
    )


def _answered(
    question: WrittenQuestion,
    site: str | None,
    part: str | None,
    asked: str | None,
    answer: str | None,
    parts: tuple[Part, ...],
    tables: tuple[Table, ...],
) -> WholeQuestion:
    return WholeQuestion(
        source=source_of(question, site, part),
        title=question.title,
        asker=question.asker.name if question.asker else None,
        party=question.asker.party if question.asker else None,
        minister=question.minister.name if question.minister else None,
        office=question.minister.title if question.minister else None,
        themes=question.themes,
        asked_on=question.asked_on,
        answered_on=question.answered_on,
        part=part,
        question=asked,
        answer=answer,
        parts=parts,
        tables=tables,
        asked_together=tuple(f"{one.minister} (nr. {one.number})" for one in question.asked_together),
        caution=wording.TEXT_STATUS.get(wording.text_state(question)),
    )
