"""Suggestions for who is typing, as the search box of the site and that of a browser ask for them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from indexer.search import Suggestion, SuggestionKind
from web.site import wording
from web.site.address import SearchAddress

_LABELS = {
    SuggestionKind.MINISTER: "Minister",
    SuggestionKind.ASKER: "Vraagsteller",
    SuggestionKind.PARTY: "Fractie",
    SuggestionKind.THEME: "Thema",
    SuggestionKind.WORD: "Zoek",
    SuggestionKind.TITLE: "Vraag",
}


class SuggestedItem(BaseModel):
    """One suggestion: what it is, in code and in Dutch, its text, how many questions have it (a word alone: as it is
    written here; its search finds other forms and compounds too), and where it leads."""

    kind: SuggestionKind
    label: str
    text: str
    questions: int | None
    path: str


class Suggested(BaseModel):
    """What was typed, and what may be meant by it, the most likely first."""

    q: str = Field(description="Wat er getypt is")
    suggestions: tuple[SuggestedItem, ...]


def suggested(typed: str, suggestions: Sequence[Suggestion]) -> Suggested:
    """Suggestions in the shape of this site."""
    items = (
        SuggestedItem(kind=one.kind, label=_LABELS[one.kind], text=one.text, questions=one.questions, path=_path(one))
        for one in suggestions
    )
    return Suggested(q=typed, suggestions=tuple(items))


def opensearch_suggestions(typed: str, suggestions: Sequence[Suggestion], site: str) -> list[Any]:
    """Suggestions as browsers want them: what was typed, completions, descriptions and addresses."""
    return [
        typed,
        [one.text for one in suggestions],
        [_described(one) for one in suggestions],
        [site + _path(one) for one in suggestions],
    ]


def _path(suggestion: Suggestion) -> str:
    if suggestion.question_id is not None:
        return f"/vragen/{suggestion.question_id}"
    if facet := suggestion.kind.facet:
        return SearchAddress().choosing(facet, suggestion.text).href()
    return "/?" + urlencode({"q": suggestion.text})


def _described(suggestion: Suggestion) -> str:
    label = _LABELS[suggestion.kind]
    # A word finds more questions than are counted of it: those with its other forms, and with its compounds.
    if suggestion.kind.facet is None or suggestion.questions is None:
        return label
    return f"{label}: {wording.questions(suggestion.questions)}"
