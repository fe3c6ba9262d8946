"""What a question cites and what cites it, on its page: links in its text, and a list of each below it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.citing import Cited, citations_in
from indexer.question import WrittenQuestion
from indexer.search import Citation
from web.questions.marking import Link, Links, no_links
from web.site.links import fragment


@dataclass(frozen=True, slots=True)
class Reference:
    """Another question that is cited or that cites, once: the sentence of its first citation, and where on the page of
    the question that cites this stands."""

    question: WrittenQuestion
    sentence: str
    at: str


def references(citations: Iterable[Citation]) -> tuple[Reference, ...]:
    """The questions at the other end of citations, in their order, each once; without those that are not linked."""
    found: dict[int, Reference] = {}
    for one in citations:
        if one.question:
            found.setdefault(one.question.id, Reference(one.question, one.sentence, fragment(one.part)))
    return tuple(found.values())


def ids(citations: Iterable[Citation]) -> tuple[int, ...]:
    """The ids of the same questions."""
    return tuple(reference.question.id for reference in references(citations))


def linking(cites: Iterable[Citation]) -> Links:
    """What finds the citations of a text that are linked, each with the page of the question that it cites. What means
    two questions on one page is no link."""
    targets = _targets(cites)

    def links(text: str) -> Iterator[Link]:
        return (Link(start, end, f"/vragen/{target}") for start, end, target in _places(text, targets))

    return links if targets else no_links


def _targets(cites: Iterable[Citation]) -> Mapping[Cited, int]:
    meant: dict[Cited, set[int]] = {}
    for one in cites:
        meant.setdefault(one.said, set()).add(one.question.id if one.question else 0)
    return {said: target for said, targets in meant.items() for target in targets if len(targets) == 1 and target}


def _places(text: str, targets: Mapping[Cited, int]) -> Iterator[tuple[int, int, int]]:
    """Where the citations of a text stand, and which question each means: not of a range, which means several."""
    found: dict[tuple[int, int], list[int | None]] = {}
    for start, end, cited in _mentions(text):
        found.setdefault((start, end), []).append(targets.get(cited))
    for (start, end), [target, *others] in found.items():
        if target and not others:
            yield start, end, target


def _mentions(text: str) -> Iterator[tuple[int, int, Cited]]:
    """The citations of a text, which may be an item of a list: its bullet is not in it."""
    found = [(one.start, one.end, one.cited) for one in citations_in(text)]
    bullet = "- "
    yield from found or (
        (one.start - len(bullet), one.end - len(bullet), one.cited) for one in citations_in(bullet + text, listed=True)
    )
