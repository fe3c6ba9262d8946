"""One generation, open for reading: what its engine holds, and what every index holds."""

from contextlib import ExitStack, closing
from pathlib import Path

from indexer.dutch import ANALYSIS_VERSION
from indexer.engines import Engine, Filters, OpenIndex, engine_named
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.fields import Order
from indexer.index.completions import SUGGESTED, Values
from indexer.index.contents import Contents, ContentsVocabulary
from indexer.index.generations import REBUILD, IndexInfo, Stamp, read_stamp, unreadable, verify


class OpenGeneration:
    """An open generation. Threads may share it."""

    def __init__(self, name: str, info: IndexInfo, contents: Contents, engine: OpenIndex) -> None:
        self.info = info
        self.identity = f"{name} {info.built_at} {info.corpus_revision} {info.engine}"
        self.engine = engine
        self.records = contents.records
        self.lexicon = contents.lexicon
        self.parts = contents.parts
        self.statistics = contents.statistics
        self.titles = contents.titles
        self.words = contents.words
        self.facts = contents.facts
        self.profiles = contents.profiles
        self.citations = contents.citations
        self.revisions = contents.revisions
        self.completeness = contents.completeness
        self.values = {facet: Values(contents.statistics.counts(facet)) for facet in SUGGESTED}
        self.vocabulary = ContentsVocabulary(contents, lambda plan: list(engine.all_ids(plan, Filters(), Order.NEWEST)))
        self._contents = contents

    def close(self) -> None:
        """Release the files."""
        self.engine.close()
        self._contents.close()


def open_generation(folder: Path) -> OpenGeneration:
    """Check a generation and open it. Raises FileNotFoundError where it is gone, IndexDamaged or IndexOutdated."""
    stamp = read_stamp(folder)
    engine = engine_of(folder, stamp)
    verify(folder, stamp)
    return open_unchecked(folder, stamp.info, engine)


def open_unchecked(folder: Path, info: IndexInfo, engine: Engine) -> OpenGeneration:
    """Open a generation whose files are known to be whole. Raises as `open_generation` does."""
    with ExitStack() as opened:
        try:
            contents = opened.enter_context(closing(Contents(folder)))
            index = opened.enter_context(closing(engine.open(folder)))
        except OSError as error:
            if not folder.is_dir():
                raise FileNotFoundError(f"{folder} went away while it was opened") from error
            raise unreadable(folder, error) from error
        for held in (index.count(), contents.records.count()):
            if held != info.questions:
                raise IndexDamaged(f"{folder} holds {held} questions, its stamp says {info.questions}: {REBUILD}")
        generation = OpenGeneration(folder.name, info, contents, index)
        opened.pop_all()
        return generation


def engine_of(folder: Path, stamp: Stamp) -> Engine:
    """The engine that reads a generation. Raises IndexOutdated where it was made by another version of it."""
    made_by = stamp.info
    try:
        engine = engine_named(made_by.engine)
    except ValueError as error:
        raise IndexOutdated(f"{folder} cannot be read ({error}): {REBUILD}") from error
    if (made_by.schema_version, made_by.analysis_version) != (engine.schema_version, ANALYSIS_VERSION):
        raise IndexOutdated(f"{folder} was made by another version of this program: {REBUILD}")
    return engine
