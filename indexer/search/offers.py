"""What to search for instead where nothing was found. Only searches that do find something are offered."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from indexer import dutch
from indexer.dutch import dates
from indexer.errors import QueryRefused
from indexer.query import Query
from indexer.query.tree import And, Node, Not, Or, Phrase, Prefix, Word
from indexer.query.typed import typed
from indexer.search.relaxing import may_be_missing
from indexer.search.results import Correction, Offer, OfferKind, SearchRequest, respelled

_MOST_FILTERS = 5
_MOST_WORDS = 5
_SHORTEST = 4
"""Letters of a word that is worth looking for alone."""

Total = Callable[[SearchRequest], int]
"""How many questions a request finds; raises QueryRefused."""

_Group = list[Offer]
"""Offers of which the first that finds something will do; their totals are not known yet."""


def offers(
    request: SearchRequest,
    query: Query,
    corrections: Sequence[Correction],
    alone: Collection[str] | None,
    total: Total,
) -> tuple[Offer, ...]:
    """Searches near to one that found nothing, as long as there is time to try them: what changes least comes first.

    `alone` are the words side by side without one of which something is found, where that is known.
    """
    return tuple(_made(request, query, corrections, alone, total))


def _made(
    request: SearchRequest,
    query: Query,
    corrections: Sequence[Correction],
    alone: Collection[str] | None,
    total: Total,
) -> Iterator[Offer]:
    tree = query.tree
    found = False
    near = (
        _spelled(request, corrections),
        _without_filters(request),
        _without_quotes(request, tree),
        _without_a_word(request, tree, alone),
        _plain(request, query),
    )
    try:
        for groups in near:
            for offer in _that_find(groups, total):
                found = True
                yield offer
        if not found:
            yield from _that_find(_one_word(request, tree), total)
    except _OutOfTime:
        return


class _OutOfTime(Exception):
    """There is no time to try more."""


def _that_find(groups: Iterable[_Group], total: Total) -> Iterator[Offer]:
    for group in groups:
        for offer in group:
            if found := _total(offer.request, total):
                yield replace(offer, total=found)
                break


def _total(request: SearchRequest, total: Total) -> int:
    try:
        return total(request)
    except QueryRefused as refused:
        if refused.reason == "too_slow":
            raise _OutOfTime from refused
        return 0


def _spelled(request: SearchRequest, corrections: Sequence[Correction]) -> Iterator[_Group]:
    """With the words corrected, as the query was typed otherwise."""
    query = respelled(request.query, corrections)
    if query != request.query:
        yield [Offer(OfferKind.SPELLED, query, replace(request, query=query, page=1), 0)]


def _plain(request: SearchRequest, query: Query) -> Iterator[_Group]:
    """As words, where more was read in it."""
    if query.understood or query.citation:
        yield [Offer(OfferKind.PLAIN, request.query, replace(request, plain=True, page=1), 0)]


def _without_filters(request: SearchRequest) -> Iterator[_Group]:
    """Without each filter, and without all."""
    groups: list[_Group] = []
    for facet, values in request.chosen.items():
        for value in values:
            chosen = {**request.chosen, facet: tuple(other for other in values if other != value)}
            groups.append([Offer(OfferKind.WITHOUT_FILTER, value, replace(request, chosen=chosen), 0, facet)])
    for since, until in ((request.since, None), (None, request.until)):
        if since or until:
            left = replace(request, since=request.since if until else None, until=request.until if since else None)
            groups.append([Offer(OfferKind.WITHOUT_FILTER, dates.in_dutch(since, until), left, 0)])
    yield from groups[:_MOST_FILTERS]
    if len(groups) > 1:
        yield [Offer(OfferKind.WITHOUT_FILTERS, "", _unfiltered(request), 0)]


def _without_quotes(request: SearchRequest, tree: Node) -> Iterator[_Group]:
    loose = _unquoted(tree)
    if loose != tree:
        yield _group(OfferKind.WITHOUT_QUOTES, typed(loose), request, loose)


def _without_a_word(request: SearchRequest, tree: Node, alone: Collection[str] | None) -> Iterator[_Group]:
    """Without each of what must all match; what is only excluded does not stay alone."""
    if not isinstance(tree, And):
        return
    hopeless = {word for word in may_be_missing(tree) if alone is not None and typed(word) not in alone}
    for child in tree.children[:_MOST_WORDS]:
        kept = tuple(other for other in tree.children if other != child)
        if any(not isinstance(other, Not) for other in kept):
            left = kept[0] if len(kept) == 1 else And(kept)
            group = _group(OfferKind.WITHOUT_WORD, typed(child), request, left)
            yield group[1:] if child in hopeless else group


def _one_word(request: SearchRequest, tree: Node) -> Iterator[_Group]:
    """Each word alone, wherever it stands; of a query of one word its beginning."""
    for word in list(dict.fromkeys(_words(tree)))[:_MOST_WORDS]:
        if Word(word) != tree:
            yield _group(OfferKind.ONLY_WORD, word, request, Word(word))
        else:
            beginning = typed(Prefix(word[: max(5, len(word) * 2 // 3)]))
            yield _asking(OfferKind.BEGINNING, beginning, request, beginning)


def _group(kind: OfferKind, subject: str, request: SearchRequest, tree: Node) -> _Group:
    return _asking(kind, subject, request, typed(tree))


def _asking(kind: OfferKind, subject: str, request: SearchRequest, query: str) -> _Group:
    """A search with other words; where that finds nothing, without filters too."""
    other = replace(request, query=query, page=1)
    everywhere = _unfiltered(other)
    return [Offer(kind, subject, one, 0) for one in ((other,) if other == everywhere else (other, everywhere))]


def _unfiltered(request: SearchRequest) -> SearchRequest:
    return replace(request, chosen={}, since=None, until=None, page=1)


def _unquoted(node: Node) -> Node:
    """A tree whose phrases are words side by side."""
    match node:
        case Phrase(text, field):
            return And(tuple(Word(word, field) for word in text.split()))
        case And(children):
            return And(tuple(part for child in children for part in _side_by_side(_unquoted(child))))
        case Or(children):
            return Or(tuple(map(_unquoted, children)))
    return node


def _side_by_side(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, And) else (node,)


def _words(node: Node) -> Iterator[str]:
    """The words that a tree asks for, but for those that it excludes and those that say little."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _words(child)
        case Word(text) | Phrase(text):
            for word in text.split():
                if len(word) >= _SHORTEST and not dutch.is_stop_word(word):
                    yield word
