"""The index: made from the corpus, generation beside generation, and open for whoever asks. Knows no engine by name."""

from indexer.index.build import BuildReport, build_index
from indexer.index.following import FollowedIndex
from indexer.index.generations import IndexInfo
from indexer.index.opened import OpenGeneration

__all__ = ["BuildReport", "FollowedIndex", "IndexInfo", "OpenGeneration", "build_index"]
