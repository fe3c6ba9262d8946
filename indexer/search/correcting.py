"""Words that no text has, and what to search for instead: the word that was meant, or the parts of a compound."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from indexer import dutch
from indexer.engines import Filters
from indexer.fields import Facet, Order
from indexer.index import OpenGeneration
from indexer.query.plan import Plan
from indexer.query.tree import And, Node, Or, Phrase, Word, joined
from indexer.search.asking import is_known, lowered
from indexer.search.results import Correction

_MOST_TRIED = 3
"""How many words are tried instead of one."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A tree with other words; `typed` says for each of these what stood there."""

    tree: Node
    corrections: tuple[Correction, ...]
    typed: Mapping[Node, str]


def corrected(tree: Node, generation: OpenGeneration) -> Iterator[Corrected]:
    """A tree with the words that no text has corrected, the likeliest first; nothing where there is none to correct."""
    instead = {word: tuple(_instead(word, generation)) for word in _unknown(tree, generation)}
    for at in range(max(map(len, instead.values()), default=0)):
        chosen = {word: others[min(at, len(others) - 1)] for word, others in instead.items() if others}
        yield Corrected(
            _with(tree, chosen),
            tuple(Correction(word.text, " ".join(other)) for word, other in chosen.items()),
            {replace(word, text=text): word.text for word, other in chosen.items() for text in other},
        )


def _unknown(node: Node, generation: OpenGeneration) -> Iterator[Word]:
    """The words of a tree that no text and no name has, nor any form or compound of them; those in quotes by
    themselves. What is excluded needs no correction."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _unknown(child, generation)
        case Phrase(text, field, False) if not isinstance(field, Facet):
            for word in text.split():
                yield from _unknown(Word(word, field), generation)
        case Word(text, field, False) if not isinstance(field, Facet) and text.replace("-", "").isalpha():
            wanted = lowered(node, generation)
            if not is_known(wanted, generation) or ("-" in text and not _is_found(wanted, generation)):
                yield node


def _is_found(wanted: Plan, generation: OpenGeneration) -> bool:
    """Whether any question has it: the parts of a word with a hyphen may be known, and not stand next to each other."""
    return bool(generation.engine.find(wanted, Filters(), Order.NEWEST, range(0), (), lambda: None).total)


def _instead(word: Word, generation: OpenGeneration) -> Iterator[tuple[str, ...]]:
    """What may have been meant: words of the lexicon, then the parts of a compound, where texts have all of them.

    A word of the dictionary is no mistake, though no text has it: who asks for rain does not mean reasons.
    """
    folded = dutch.fold(word.text)
    if folded not in dutch.DICTIONARY:
        yield from ((other,) for other in generation.lexicon.corrections(word.text, _MOST_TRIED))
    parts = tuple(folded.split("-")) if "-" in folded else generation.parts.parts_of(folded)
    if any(token.stop for token in dutch.tokens(" ".join(parts))):
        return
    if parts and all(is_known(lowered(Word(part, word.field), generation), generation) for part in parts):
        yield parts


def _with(node: Node, instead: Mapping[Word, tuple[str, ...]]) -> Node:
    match node:
        case And(children):
            return joined(And, (_with(child, instead) for child in children))
        case Or(children):
            return joined(Or, (_with(child, instead) for child in children))
        case Phrase(text, field, False):
            words = (instead.get(Word(word, field), (word,)) for word in text.split())
            return replace(node, text=" ".join(part for word in words for part in word))
        case Word(_, field) if node in instead:
            return joined(And, [Word(text, field) for text in instead[node]])
    return node
