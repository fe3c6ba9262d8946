"""What counts for relevance, and how much: the same in every engine."""

import math

from indexer.fields import Text

BOOSTS = {Text.TITLE: 4.0, Text.QUESTION: 1.2, Text.ANSWER: 1.0}
"""How much a word in each text weighs."""

NAME_WEIGHT = 2.0
"""How much a word weighs that stands in a name: whoever asks or answers."""

LESSER = 0.6
"""How much a word weighs that is only part of a compound, beside one that stands by itself."""

SATURATION = 1.2
"""BM25's k1: how little more a word counts that stands in a question again."""

LENGTH_MATTERS = 0.75
"""BM25's b: how much longer texts are held against what stands in them."""

FIRST = 1_000.0
"""What comes first gains more than any query gives by its words."""

PREFERRED = 0.25
"""The share of its score that a question gains by each thing that is preferred."""

RANKED_AGAIN = 300
"""The best questions by their words, among which what is preferred is looked for."""

SCORED_ROWS = 12
"""Of the rows of a word those that most questions hold, as many as this, are counted where they stand by an engine that
looks for each by itself; the others, as most of a prefix and of the compounds are, count the same wherever they do."""


def rarity_of(found: int, count: int) -> float:
    """How much a word counts that so many of a number of questions have."""
    return math.log(1 + (max(count - found, 0) + 0.5) / (found + 0.5))


def saturated(weight: float) -> float:
    """What BM25 makes of a word that weighs so much, beside one that weighs 1."""
    return weight * (1 + SATURATION) / (weight + SATURATION)
