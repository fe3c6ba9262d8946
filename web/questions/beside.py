"""What stands beside a sub-question, and what is too wide to stand there."""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.question import Footnote
from web.questions.pairs import Section
from web.questions.prose import Block, blocks, runs
from web.questions.tables import QuestionTables


@dataclass(frozen=True, slots=True)
class Beside:
    """Texts that stand beside the question, each with its footnotes; or, `is_wide`, a table across both columns."""

    is_wide: bool
    texts: tuple[tuple[tuple[Block, ...], tuple[Footnote, ...]], ...]


def beside(answers: Iterable[Section], tables: QuestionTables) -> tuple[Beside, ...]:
    """The answers in their order, cut at the wide tables; what stands first and last is not wide."""
    pieces = [Beside(is_wide=False, texts=())]
    for answer in answers:
        found = runs(blocks(answer.text, tables))
        for place, run in enumerate(found, 1):
            notes = answer.notes if place == len(found) else ()
            is_wide = any(block.kind == "rows" and block.is_wide for block in run)
            _add(pieces, run, () if is_wide else notes, is_wide=is_wide)
            if is_wide and notes:
                _add(pieces, (), notes, is_wide=False)
    return (*pieces, Beside(is_wide=False, texts=())) if pieces[-1].is_wide else tuple(pieces)


def _add(pieces: list[Beside], run: tuple[Block, ...], notes: tuple[Footnote, ...], *, is_wide: bool) -> None:
    """Add to the last piece, where that stands in the same column."""
    if pieces[-1].is_wide or is_wide:
        pieces.append(Beside(is_wide=is_wide, texts=((run, notes),)))
    else:
        pieces[-1] = Beside(is_wide=False, texts=(*pieces[-1].texts, (run, notes)))
