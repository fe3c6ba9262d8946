"""The searches of the benchmark of search: mixed ones, made from the questions themselves, and those made to hurt."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.vocabulary import text_of, words_in
from indexer.dutch import STOP_WORDS
from indexer.fields import Facet, values_of
from indexer.question import WrittenQuestion
from indexer.search import SearchRequest

_ROW = re.compile(r"(?<![\w'’.-])[^\W\d_]+(?: [^\W\d_]+)+(?![\w'’-])")
_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]{4,}(?![\w'’-]|\.\w)")
_PASSAGE = 300  # characters from which the words of one search come

# Made to hurt: each is to be answered or refused in time.
_SHORTEST = ("de", "het", "een", "van", "in", "op", "voor", "dat", "is", "te", "en", "aan", "met", "er", "zijn", "die")
_FREQUENT = ("minister", "gemeente", "vraag", "jaar", "aantal", "kinderen", "school", "stad")
DEADLY = (
    "*", "**", "a*", "*e*", "?*?*?*?", "[a TO z]", " ".join(["*e*"] * 20), "aaaa~4", "politie~3", "x:.*e.*e.*",
    "(" * 5_000, "a " * 2_000, "a " * 10_000, "w" * 1_000_000, " OF ".join(["a*"] * 16), "-" * 200, '"' * 255,
    " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"), "de het een van in op voor dat is te",
    " OF ".join(_SHORTEST), " OF ".join(f'"de {word}"' for word in _FREQUENT),
    '"' + "de " * 30 + '"', "-(de OF het OF een)", "NIET (NIET (NIET minister))", "datum:[0001 TO 9999]",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """One search, apart from how an engine writes it: words that must all occur, a row of words, or the beginning of
    one; and a value of a facet that must be chosen. Without either it finds everything, the newest first."""

    kind: str
    words: tuple[str, ...] = ()
    phrase: bool = False
    prefix: bool = False
    facet: Facet | None = None
    value: str = ""

    def request(self) -> SearchRequest:
        """The search as Vraagbaak is asked."""
        query = " ".join(self.words)
        query = f'"{query}"' if self.phrase else query + "*" if self.prefix else query
        return SearchRequest(query, {self.facet: (self.value,)} if self.facet else {})


def mixed_searches(questions: Sequence[WrittenQuestion], count: int, seed: int = 1) -> list[Search]:
    """So many searches in the proportions of `_MIX`, shuffled, from the words of these questions."""
    maker = _Maker(questions, random.Random(seed))
    made: list[Search] = []
    for make, share in _MIX:
        wanted = len(made) + round(count * share / 100)
        for _ in range(100 * wanted):
            if len(made) < wanted and (search := make(maker)):
                made.append(search)
    maker.rng.shuffle(made)
    return made


class _Maker:
    """Makes searches. Each method gives None where the question it came upon has nothing for its kind."""

    def __init__(self, questions: Sequence[WrittenQuestion], rng: random.Random) -> None:
        self.rng = rng
        self._questions = questions
        often = Counter(word for one in questions for word in words_in(one) if word.isalpha() and len(word) > 3)
        self._by_frequency = [word for word, _ in often.most_common() if word not in STOP_WORDS]

    def one_word(self) -> Search | None:
        """A word of any frequency: as many that stand in a tenth to a hundredth of the questions as rarer ones."""
        if not self._by_frequency:
            return None
        rank = int(len(self._by_frequency) ** self.rng.random()) - 1
        return Search("one word", (self._by_frequency[rank],))

    def two_words(self) -> Search | None:
        """Two words of one passage."""
        return self._of_passage("two words", 2)

    def three_words(self) -> Search | None:
        """Three."""
        return self._of_passage("three words", 3)

    def phrase(self) -> Search | None:
        """Two or three words in a row, which may begin or end with a stop word."""
        rows = _ROW.findall(text_of(self._question()))
        words = self.rng.choice(rows).split() if rows else []
        length = self.rng.randint(2, 3)
        at = self.rng.randrange(max(1, len(words) - length + 1))
        row = words[at : at + length]
        if len(row) < length or STOP_WORDS.issuperset(map(str.lower, row)):
            return None
        return Search("phrase", tuple(row), phrase=True)

    def prefix(self) -> Search | None:
        """The first letters of a word."""
        words = [word for word in self._passage(self._question()) if len(word) > 6]
        return (
            Search("beginning", (self.rng.choice(words)[: self.rng.randint(4, 6)].lower(),), prefix=True)
            if words
            else None
        )

    def filtered(self) -> Search | None:
        """A word or two, and a value of one of the facets of a question that has them."""
        question = self._question()
        words = self._some(question, self.rng.randint(1, 2))
        facet = self.rng.choice((Facet.THEME, Facet.MINISTER, Facet.SESSION_YEAR))
        values = values_of(question)[facet]
        return Search("with a filter", words, facet=facet, value=self.rng.choice(values)) if words and values else None

    def everything(self) -> Search | None:
        """No words, and a theme or not."""
        values = values_of(self._question())[Facet.THEME]
        if self.rng.random() < 0.5 or not values:
            return Search("no words")
        return Search("no words", facet=Facet.THEME, value=self.rng.choice(values))

    def _of_passage(self, kind: str, count: int) -> Search | None:
        words = self._some(self._question(), count)
        return Search(kind, words) if words else None

    def _some(self, question: WrittenQuestion, count: int) -> tuple[str, ...]:
        words = self._passage(question)
        return tuple(self.rng.sample(words, count)) if len(words) >= count else ()

    def _passage(self, question: WrittenQuestion) -> list[str]:
        text = text_of(question)
        at = self.rng.randrange(max(1, len(text) - _PASSAGE))
        found = _WORD.findall(text, text.find(" ", at) + 1 if at else 0, at + _PASSAGE)
        return sorted({word for word in found if word.lower() not in STOP_WORDS})

    def _question(self) -> WrittenQuestion:
        return self.rng.choice(self._questions)


_MIX: tuple[tuple[Callable[[_Maker], Search | None], int], ...] = (
    (_Maker.one_word, 30),
    (_Maker.two_words, 20),
    (_Maker.three_words, 15),
    (_Maker.phrase, 10),
    (_Maker.prefix, 8),
    (_Maker.filtered, 12),
    (_Maker.everything, 5),
)
"""How the searches of each kind are made, and what share of all they are, in percent."""
