"""What can go wrong between the archive and an answer.

IndexerError
├── CorpusMissing     there is no corpus yet
├── CorpusDamaged     the file is not a corpus, or not a whole one
├── ReaderMissing     this machine lacks what reading a kind of file needs
├── IndexMissing      there is no index yet
├── IndexDamaged      the index cannot be read
├── IndexOutdated     the index was made by another version
├── EngineUnavailable the servers that keep an index cannot be used now, or how to reach them is not set right
├── BuildFailed       an index was built and did not pass its checks; the one before is still served
├── ExportRefused     this export cannot be made as asked
├── ImportRefused     a file that is no dump of questions, or not the one its manifest describes
├── ClusterFailed     the machines that were to read files cannot be reached, are gone, or may not read
├── LibraryMissing    a format or an engine needs a library that is not installed
├── Busy              another run is writing the same corpus or index
└── QueryRefused      a query that would cost too much; `reason` says which bound it broke

Each message is one sentence for the person at the keyboard: what is wrong, and what to do.
"""

from typing import Literal

RefusalReason = Literal[
    "too_long",  # more characters than a query may have
    "too_many_terms",  # more words than a query may have
    "too_deep",  # brackets nested too deep
    "too_broad",  # a wildcard, range or fuzzy word stands for too many words
    "too_common",  # an exact word stands in too many questions to look it up in each
    "too_far",  # a page beyond the deepest that may be asked for
    "too_slow",  # the search was stopped at its time limit
]


class IndexerError(Exception):
    """Base of every error this package raises on purpose."""


class CorpusMissing(IndexerError):
    """There is no corpus yet."""


class CorpusDamaged(IndexerError):
    """The file is not a corpus, or not a whole one."""


class ReaderMissing(IndexerError):
    """This machine lacks what reading a kind of file needs."""


class IndexMissing(IndexerError):
    """There is no index yet."""


class IndexDamaged(IndexerError):
    """The index cannot be read."""


class IndexOutdated(IndexerError):
    """The index was made by another version of the engine, the schema or the analysis."""


class EngineUnavailable(IndexerError):
    """The servers that keep an index cannot be used now, or how to reach them is not set right."""


class BuildFailed(IndexerError):
    """A new index did not pass its checks; the one before is still served."""


class ExportRefused(IndexerError):
    """This export cannot be made as asked."""


class ImportRefused(IndexerError):
    """A file that is no dump of questions, or not the one its manifest describes."""


class ClusterFailed(IndexerError):
    """The machines that were to read files cannot be reached, are gone, or may not read."""


class LibraryMissing(IndexerError):
    """A format or an engine needs a library that is not installed."""


class Busy(IndexerError):
    """Another run is writing the same corpus or index."""


class QueryRefused(IndexerError):
    """A query was bounded before it ran. `limit` is the bound, `term` the word it concerns, where there is one."""

    def __init__(self, reason: RefusalReason, message: str, *, limit: int | None = None, term: str | None = None):
        super().__init__(message)
        self.reason: RefusalReason = reason
        self.limit = limit
        self.term = term
