"""What a question cites and what cites it, on its page: links in its text, and a list of each below it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from indexer.citing import Cited, citations_in
from indexer.question import WrittenQuestion
from indexer.search import Citation
from web.questions.inline import Inline, TextPiece, plain
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


def linking(cites: Iterable[Citation], inline: Inline = plain) -> Inline:
    """Cuts a text at the citations in it that are linked, each piece of which leads to the question that is cited, and
    its pieces as `inline` does. What means two questions on one page is no link."""
    targets = _targets(cites)
    if not targets:
        return inline

    def cut(text: str) -> Iterator[TextPiece]:
        at = 0
        for start, end, target in _places(text, targets):
            yield from inline(text[at:start])
            yield from (replace(piece, href=f"/vragen/{target}") for piece in inline(text[start:end]))
            at = end
        if at < len(text) or not text:
            yield from inline(text[at:])

    return cut


def _targets(cites: Iterable[Citation]) -> Mapping[Cited, int]:
    meant: dict[Cited, set[int]] = {}
    for one in cites:
        meant.setdefault(one.said, set()).add(one.question.id if one.question else 0)
    return {said: target for said, targets in meant.items() for target in targets if len(targets) == 1 and target}


def _places(text: str, targets: Mapping[Cited, int]) -> Iterator[tuple[int, int, int]]:
    """Where the citations of a text stand, and which question each means: not of a range, which means several."""
    found: dict[tuple[int, int], list[int | None]] = {}
    for mention in citations_in(text):
        found.setdefault((mention.start, mention.end), []).append(targets.get(mention.cited))
    for (start, end), [target, *others] in found.items():
        if target and not others:
            yield start, end, target
