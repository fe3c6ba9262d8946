"""Words that stand near each other come first: what a plan prefers."""

from itertools import pairwise

from indexer.fields import Text
from indexer.query.plan import All, Near, Plan, Prefer, Rows

DISTANCE = 8
"""Places between the first and the last of words that count as near: those of a sentence of some length."""

_MOST_WORDS = 6
_MOST_ROWS = 3
"""Of a word: a prefix that stands for many is not looked for again."""


def near_first(plan: Plan) -> Plan:
    """The same plan, where questions in which its words, as they follow each other, stand near come first."""
    if not isinstance(plan, All):
        return plan
    texts = tuple(Text)
    words = [
        word.rows
        for word in plan.children
        if isinstance(word, Rows) and word.texts == texts and 0 < len(word.rows) <= _MOST_ROWS
    ]
    pairs = tuple(Near(pair, DISTANCE, texts) for pair in pairwise(words[:_MOST_WORDS]))
    return Prefer(plan, pairs) if pairs else plan
