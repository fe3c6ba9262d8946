"""What follows where few questions match all that was asked: those with most of the words, and what each lacks."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indexer.engines import Filters
from indexer.engines.protocol import Check
from indexer.fields import Order
from indexer.index import OpenGeneration
from indexer.query import plan
from indexer.query.plan import Plan
from indexer.query.tree import And, Fuzzy, Nearby, Node, Phrase, Prefix, Wildcard, Word
from indexer.query.typed import typed
from indexer.search.asking import is_known, lowered

_LOOKED_AT = 200
"""The best questions by relevance, of which those with most words come first."""


@dataclass(frozen=True, slots=True)
class Partly:
    """A question that matches some of the words, how well, and what it lacks."""

    id: int
    score: float
    missing: tuple[str, ...]


def may_be_missing(tree: Node) -> tuple[Node, ...]:
    """The words and phrases that a question may lack: two or more that were typed side by side, without a field."""
    if not isinstance(tree, And):
        return ()
    words = tuple(dict.fromkeys(child for child in tree.children if _is_free(child)))
    return words if len(words) > 1 else ()


def partly_matching(
    tree: Node, generation: OpenGeneration, filters: Filters, check: Check, said: Mapping[Node, str]
) -> tuple[Partly, ...]:
    """The best questions with at least half of the words of a tree that any has, but not all that it asks: those with
    more words first, then by relevance. Where none has half, as of a whole letter, those with any by relevance. Names,
    days, exclusions and groups of it hold for all of them.

    `said` has what was typed for words of it that are corrected. Raises QueryRefused.
    """
    words = may_be_missing(tree)
    if not words:
        return ()
    assert isinstance(tree, And)
    plans = {word: lowered(word, generation) for word in words}
    always = [lowered(child, generation) for child in tree.children if child not in plans]
    known = tuple(wanted for wanted in plans.values() if is_known(wanted, generation))
    if not known:
        return ()
    half = math.ceil(len(known) / 2)
    for fewest in dict.fromkeys((half, 1)):
        wanted = plan.All((plan.AtLeast(known, fewest), *always))
        found = generation.engine.find(wanted, filters, Order.RELEVANCE, range(_LOOKED_AT), (), check)
        if found.ids:
            break
    lacking = _lacking(plans, generation, found.ids, said, check)
    partly = [
        Partly(question_id, score, lacking[question_id])
        for question_id, score in zip(found.ids, found.scores, strict=True)
        if lacking[question_id]
    ]
    return tuple(sorted(partly, key=lambda one: len(one.missing)) if fewest == half else partly)


def _lacking(
    plans: Mapping[Node, Plan], generation: OpenGeneration, ids: Collection[int], said: Mapping[Node, str], check: Check
) -> dict[int, tuple[str, ...]]:
    """What each of these questions lacks, in the order of the words."""
    lacking: dict[int, tuple[str, ...]] = dict.fromkeys(ids, ())
    for word, wanted in plans.items():
        check()
        name = said.get(word) or typed(word)
        for question_id in set(ids) - generation.engine.holding(wanted, ids):
            if name not in lacking[question_id]:  # of a compound that was taken apart, both parts have its name
                lacking[question_id] += (name,)
    return lacking


def _is_free(node: Node) -> bool:
    return isinstance(node, Word | Phrase | Nearby | Prefix | Wildcard | Fuzzy) and node.field is None
