"""Written questions that the texts of others cite: found in a text, and linked to the one that is meant where that is
sure. Pure functions: no SQL, no files."""

from indexer.citing.cited import Cited
from indexer.citing.finding import citations_in, sentence_around
from indexer.citing.group import Mention
from indexer.citing.linking import Citing, Held, Links, Unlinked, Where

__all__ = [
    "Cited",
    "Citing",
    "Held",
    "Links",
    "Mention",
    "Unlinked",
    "Where",
    "citations_in",
    "sentence_around",
]
