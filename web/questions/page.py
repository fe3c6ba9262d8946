"""The page of a question."""

from indexer.question import WrittenQuestion
from indexer.search import SimilarQuestions
from web.questions.footnotes import noted_texts
from web.questions.pairs import openings, pairs
from web.questions.prose import blocks, loose_tables, rows_text
from web.site.address import SearchAddress
from web.site.templates import Templates


def question_page(
    templates: Templates, question: WrittenQuestion, came_from: SearchAddress, similar: SimilarQuestions
) -> str:
    """The page of a question. `came_from` is the search it was found with, `similar` what is like it."""
    texts = (question.question or "", question.answer or "")
    question_text, answer_text = noted_texts(question)
    return templates.write(
        "questions/question.html",
        question=question,
        blocks=blocks,
        pairs=pairs(question),
        openings=openings(question),
        question_text=question_text,
        answer_text=answer_text,
        tables_in_text={rows_text(table.rows): table.doubt for table in question.tables},
        loose_tables=loose_tables(question.tables, *texts),
        came_from=came_from,
        similar=similar,
    )
