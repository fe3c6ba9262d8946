"""What is asked of a finished generation before it is served."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from indexer import dutch
from indexer.engines import Engine, Filters
from indexer.errors import IndexerError
from indexer.fields import Number, Order, Text
from indexer.index.generations import IndexInfo
from indexer.index.opened import OpenGeneration, open_unchecked
from indexer.query.plan import All, Rows, Span
from indexer.question import WrittenQuestion


def faults_of(folder: Path, info: IndexInfo, engine: Engine, probes: Iterable[WrittenQuestion]) -> list[str]:
    """What is wrong with a generation: a wrong count, a probe that it does not give back or does not find."""
    try:
        with closing(open_unchecked(folder, info, engine)) as generation:
            return [f"question {probe.id} {fault}" for probe in probes if (fault := _fault(generation, probe))]
    except (IndexerError, OSError) as error:
        return [f"cannot be opened: {error}"]


def _fault(generation: OpenGeneration, question: WrittenQuestion) -> str | None:
    held = generation.records.get(question.id)
    if held is None:
        return "is missing"
    if held != question:
        return "is not the one of the corpus"
    word = next((token for token in dutch.tokens(question.title or "") if not token.stop), None)
    rows = (Rows(((word.term,),), (Text.TITLE,)),) if word else ()
    plan = All((Span(Number.ID, question.id, question.id), *rows))
    if generation.engine.find(plan, Filters(), Order.NEWEST, range(1), (), lambda: None).total == 1:
        return None
    return f"is not found by {word.word!r}, a word of its title" if word else "is not found"
