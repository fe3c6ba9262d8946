"""Searching an index: the service that site, command line and exports ask, and the results it gives."""

from indexer.fields import Facet, Order
from indexer.index import IndexInfo
from indexer.search.changes import SourceChange, SourceChanges
from indexer.search.citations import Citation
from indexer.search.marking import Marks
from indexer.search.results import (
    FEW,
    MAX_PER_PAGE,
    MAX_RESULTS,
    Correction,
    FacetCount,
    Hit,
    Marked,
    Match,
    Offer,
    OfferKind,
    Piece,
    SearchPage,
    SearchRequest,
    Snippet,
    respelled,
)
from indexer.search.service import SearchService, open_search
from indexer.search.similar import SimilarQuestions
from indexer.search.suggest import MAX_SUGGESTIONS, Suggestion, SuggestionKind

__all__ = [
    "FEW",
    "MAX_PER_PAGE",
    "MAX_RESULTS",
    "MAX_SUGGESTIONS",
    "Citation",
    "Correction",
    "Facet",
    "FacetCount",
    "Hit",
    "IndexInfo",
    "Marked",
    "Marks",
    "Match",
    "Offer",
    "OfferKind",
    "Order",
    "Piece",
    "SearchPage",
    "SearchRequest",
    "SearchService",
    "SimilarQuestions",
    "Snippet",
    "SourceChange",
    "SourceChanges",
    "Suggestion",
    "SuggestionKind",
    "open_search",
    "respelled",
]
