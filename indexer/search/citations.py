"""What a question cites, and what cites it, with the questions themselves."""

from dataclasses import dataclass

from indexer.citing import Cited, Unlinked, Where
from indexer.index import OpenGeneration
from indexer.question import WrittenQuestion


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation: its words, the sentence around them, in which text and part they stand, what they say of the question
    they mean.

    `question` is the one at the other end: of what is cited the question that is meant, None where that is not sure
    (`unlinked` says why); of what cites the question that does.
    """

    words: str
    sentence: str
    text: Where
    part: str | None
    said: Cited
    question: WrittenQuestion | None
    unlinked: Unlinked | None


def cites(generation: OpenGeneration, question_id: int) -> tuple[Citation, ...]:
    """All citations in the texts of a question, in their order."""
    found = generation.citations.of(question_id)
    questions = {cited: generation.records.get(cited) for cited in {one.cited for one in found if one.cited}}
    return tuple(
        Citation(one.words, one.sentence, one.text, one.part, one.said, questions.get(one.cited or 0), one.unlinked)
        for one in found
    )


def cited_by(generation: OpenGeneration, question_id: int) -> tuple[Citation, ...]:
    """The citations that mean a question, those of the newest question first."""
    found = generation.citations.to(question_id)
    questions = {citing: generation.records.get(citing) for citing in {one.citing for one in found}}
    return tuple(
        Citation(one.words, one.sentence, one.text, one.part, one.said, questions[one.citing], None) for one in found
    )
