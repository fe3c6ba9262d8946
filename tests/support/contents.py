"""What an index holds of some texts whatever its engine, on a real disk, for tests that need no engine."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.index.contents import Contents, ContentsVocabulary, writing_contents
from indexer.index.gathering import gathered_of
from indexer.query import lower, parse
from indexer.question import WrittenQuestion
from indexer.search.patterns import Pattern, patterns_of
from tests.support.factory import make_question


@contextmanager
def contents_of(*questions: WrittenQuestion) -> Iterator[Contents]:
    """The contents of an index of these questions."""
    with tempfile.TemporaryDirectory() as folder:
        with writing_contents(Path(folder), None) as writer:
            for _ in writer.putting(gathered_of(questions)):
                pass
        with closing(Contents(Path(folder))) as contents:
            yield contents


def wanted(query: str, *texts: str) -> tuple[Pattern, ...]:
    """What a query marks in an index of these texts."""
    with contents_of(*(make_question(number, answer=text) for number, text in enumerate(texts))) as contents:
        return patterns_of(lower(parse(query), ContentsVocabulary(contents)), contents.lexicon)
