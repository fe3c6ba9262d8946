"""The page of a question."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from indexer.history.versions import Revision
from indexer.question import WrittenQuestion
from indexer.search import SimilarQuestions
from web.questions.beside import beside
from web.questions.clocks import clocks_of
from web.questions.contents import contents, opening
from web.questions.footnotes import noted_texts
from web.questions.inline import Inline, plain
from web.questions.notes import in_dutch
from web.questions.pairs import openings, pairs
from web.questions.prose import Block, blocks, runs
from web.questions.tables import QuestionTables
from web.questions.versions import versions_of
from web.site.address import SearchAddress
from web.site.templates import Templates


def question_page(
    templates: Templates,
    question: WrittenQuestion,
    came_from: SearchAddress,
    similar: SimilarQuestions,
    today: date,
    revisions: Sequence[Revision] = (),
    inline: Inline = plain,
) -> str:
    """The page of a question. `came_from` is the search it was found with, `similar` what is like it, `revisions` how
    it changed at the source, `inline` what cuts its running text into pieces, to mark some and to link others."""
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
        inline=inline,
        tables=tables.views,
        loose_tables=tables.loose,
        notes=[in_dutch(note) for note in question.notes],
        came_from=came_from,
        similar=similar,
        versions=versions_of(revisions),
        opening=opening,
    )
