"""The page of a question."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from indexer.history.versions import Revision
from indexer.question import WrittenQuestion
from indexer.search import Citation, Marks, SimilarQuestions
from web.questions.beside import beside
from web.questions.bibliography import in_words
from web.questions.citing import linking, references
from web.questions.clocks import clocks_of
from web.questions.contents import contents, opening
from web.questions.footnotes import noted_texts
from web.questions.linked_data import qa_page
from web.questions.marking import Marking
from web.questions.notes import in_dutch
from web.questions.pairs import openings, pairs
from web.questions.prose import Block, blocks, runs
from web.questions.referring import referred
from web.questions.tables import QuestionTables
from web.questions.versions import versions_of
from web.site.address import SearchAddress
from web.site.templates import Templates
from web.site.wording import citation

_DESCRIPTION = 300
"""Letters of the description of a page: search engines show fewer still."""


def question_page(
    templates: Templates,
    question: WrittenQuestion,
    came_from: SearchAddress,
    similar: SimilarQuestions,
    today: date,
    *,
    address: str,
    revisions: Sequence[Revision] = (),
    cites: Sequence[Citation] = (),
    cited_by: Sequence[Citation] = (),
    marks: Marks | None = None,
) -> str:
    """The page of a question at an absolute address, as it stands today. `came_from` is the search it was found with,
    `similar` what is like it, `revisions` how it changed at the source, `cites` and `cited_by` its citations and those
    of it, `marks` what to mark in its texts."""
    question_text, answer_text = noted_texts(question)
    tables = QuestionTables(question.tables, (question.question or "", question.answer or ""))
    paired, opened = pairs(question), openings(question)

    def text_runs(text: str) -> Sequence[Sequence[Block]]:
        return runs(blocks(text, tables))

    return templates.write(
        "questions/question.html",
        question=question,
        clocks=clocks_of(question, today),
        contents=contents(question, paired, opened),
        pairs=paired,
        openings=opened,
        question_text=question_text,
        answer_text=answer_text,
        runs=text_runs,
        beside=partial(beside, tables=tables),
        referred=partial(referred, known={part.label for part in question.parts}),
        marking=Marking(marks or Marks(), linking(cites)),
        page_address=address,
        cited_as=in_words(question, address, today),
        description=description(question),
        linked_data=qa_page(question, address),
        cites=references(cites),
        cited_by=references(cited_by),
        tables=tables.views,
        loose_tables=tables.loose,
        notes=[in_dutch(note) for note in question.notes],
        came_from=came_from,
        similar=similar,
        versions=versions_of(revisions),
        opening=opening,
    )


def description(question: WrittenQuestion) -> str:
    """What the page is, in a line for search engines: which question, and how the answer begins."""
    begins = opening(question.answer or question.question or "", _DESCRIPTION)
    return f"{citation(question)} {begins}".strip()
