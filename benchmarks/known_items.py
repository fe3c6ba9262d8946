"""Known-item searches: what somebody may type who looks for one question that is surely there.

They are made from whatever questions are given, by kind, from means that hold for any archive: the words of a text,
their other forms, the parts of compounds, slips of the keyboard. The words of a search tell its question apart from
nearly all others, and no other question has its title.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from benchmarks.vocabulary import Vocabulary, plain, text_of, words_in, words_of
from indexer.dutch import STOP_WORDS
from indexer.question import WrittenQuestion

_ALIKE = 3
"""How many questions may have all words of a search: more, and nobody could know which is meant."""
_LISTED = 10
"""How many questions a citation may name: it is found where it is among them."""
_SHORTEST = 5
_COMMON_SHARE = 0.1
"""Words that stand in more of the questions than this are none that people pick."""
_PASSAGE = 400  # characters from which the words of one search come
_TRIES = 12

# Words that are not part of something longer, with a hyphen, an apostrophe or a figure.
_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]+(?![\w'’-]|\.\w)")
_SEVERAL_WORDS = re.compile(r"(?<![\w'’.-])[^\W\d_]+(?: [^\W\d_]+){4,}(?![\w'’-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905

_ASKED = (
    "hoeveel {} zijn er in {}",
    "hoe zit het met {} van {}",
    "wat is er gedaan aan {} en {}",
    "waarom is er geen {} voor {}",
    "welke {} zijn er bij {}",
    "wanneer komt er {} in {}",
    "is er {} door {}?",
    "hoeveel {} waren er met {} per {}",
    "wat zegt de minister over {} en {}?",
)
_NAMED = ("vragen van {name} over {words}", "{name} {words}", "vraag {name} {words}")
_NAMED_MINISTER = ("minister {name} {words}", "minister {name} over {words}", "{name} {words}")
_CITED_BY_YEAR = (
    "nr. {number} ({year})", "{number} ({year})", "SV {number} {year}", "SV nr. {number} ({year})",
    "schriftelijke vraag nr. {number} ({year})", "vraag {number} {year}",
)  # fmt: skip
_CITED_BY_DAY = (
    "schriftelijke vraag nr. {number} van {day}", "Schriftelijke vraag nr. {number} van {asker} van {day}",
    "SV {number} van {day}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A search, what it stands for, and the id of the question that it must find."""

    kind: str
    query: str
    wanted: int


def known_items(questions: Sequence[WrittenQuestion], per_kind: int, seed: int) -> list[KnownItem]:
    """As many searches of each kind as asked for, or as the questions give."""
    maker = _Maker(questions)
    titles = Counter(tuple(words_of(question.title or "")) for question in questions)
    targets = [one for one in questions if titles[tuple(words_of(one.title or ""))] == 1]
    items: list[KnownItem] = []
    for kind, make in KINDS.items():
        rng = random.Random(f"{seed} {kind}")  # a kind more leaves the others as they are
        made = ((make(maker, rng, target), target) for target in rng.sample(targets, len(targets)))
        items += islice((KnownItem(kind, query, target.id) for query, target in made if query), per_kind)
    return items


class _Maker:
    """Makes searches for one question. Each method gives None where the question has nothing for its kind."""

    def __init__(self, questions: Sequence[WrittenQuestion]) -> None:
        self._vocabulary = Vocabulary(questions)
        self._common = max(10, int(len(questions) * _COMMON_SHARE))
        self._questions = questions
        self._by_year = Counter((one.number, one.session_year) for one in questions)
        self._by_day = Counter((one.number, one.asked_on) for one in questions)
        self._of_person: defaultdict[str, set[int]] = defaultdict(set)
        for one in questions:
            for person in (one.asker, one.minister):
                if person:
                    self._of_person[person.name].add(one.id)
        self._text = {one.id: f" {' '.join(words_of(text_of(one)))} " for one in questions}

    def title_words(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """Words of the title as they stand."""
        return self._some(rng, _WORD.findall(target.title or ""), rng.randint(2, 4))

    def text_words(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """Rarer words of one passage."""
        return self._some(rng, _passage(rng, target), rng.randint(2, 4))

    def word_forms(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """The same, each in another form that stands elsewhere and not in this question."""
        held = words_in(target)
        passage = [word for word in _passage(rng, target) if self._forms_outside(word, held)]
        words = (self._some(rng, passage, rng.randint(2, 4)) or "").split()
        if not words or len(self._vocabulary.holding_forms(map(plain, words))) > _ALIKE:
            return None
        return " ".join(rng.choice(self._forms_outside(word, held)) for word in words)

    def compound_parts(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """The first or the last part of a compound, and a word or two besides."""
        held = words_in(target)

        def typed(compound: str, first: str, last: str) -> tuple[str, set[int]] | None:
            parts = [part for part in (self._vocabulary.unlinked(first) or "", last) if len(part) >= _SHORTEST]
            part = rng.choice(parts) if parts else ""
            return (part, self._vocabulary.holding_part(part)) if self._is_picked(part) and part not in held else None

        return self._with_compound(rng, target, rng.randint(1, 2), typed)

    def written_apart(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """A compound cut in two, by a space or a hyphen, and perhaps a word besides."""
        held = words_in(target)

        def typed(compound: str, first: str, last: str) -> tuple[str, set[int]] | None:
            apart = first + rng.choice(" -") + last
            return None if {first, last} <= held else (apart, self._vocabulary.holding([compound]))

        return self._with_compound(rng, target, rng.randint(0, 1), typed)

    def typing_errors(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """Two or three words, one of them with a slip."""
        words = (self._some(rng, _passage(rng, target), rng.randint(2, 3)) or "").split()
        long = [at for at, word in enumerate(words) if len(word) >= 6]
        if not long:
            return None
        at = rng.choice(long)
        wrong = _misspelt(rng, words[at].lower())
        if plain(wrong) in self._vocabulary:
            return None
        return " ".join([*words[:at], wrong, *words[at + 1 :]])

    def one_too_many(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """Words of the question, and one that is not in it; no question has them all."""
        words = (self._some(rng, _passage(rng, target), rng.randint(2, 4)) or "").split()
        elsewhere = [word for word in _passage(rng, rng.choice(self._questions)) if self._is_picked(plain(word))]
        if not words or not elsewhere:
            return None
        other = rng.choice(elsewhere)
        if plain(other) in words_in(target) or self._vocabulary.holding(map(plain, [*words, other])):
            return None
        words.insert(rng.randrange(len(words) + 1), other)
        return " ".join(words)

    def natural_question(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """A question in a whole sentence."""
        sentence = rng.choice(_ASKED)
        things = [word for word in _passage(rng, target) if not self._vocabulary.is_verb(plain(word))]
        words = self._some(rng, things, sentence.count("{}"))
        return words and sentence.format(*words.split())

    def phrase(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """A few words in a row, in quotes."""
        rows = _SEVERAL_WORDS.findall(f"{target.question}\n{target.answer}")
        for _ in range(_TRIES if rows else 0):
            words = rng.choice(rows).split()
            length = rng.randint(3, 5)
            at = rng.randrange(len(words) - length + 1)
            row = [plain(word) for word in words[at : at + length]]
            holding = (self._text[one] for one in self._vocabulary.holding(row))
            if any(map(self._is_picked, row)) and sum(f" {' '.join(row)} " in text for text in holding) <= _ALIKE:
                return f'"{" ".join(words[at : at + length])}"'
        return None

    def names(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """Who asked or was asked, and a word or two of what about."""
        person, shapes = rng.choice([(target.asker, _NAMED), (target.minister, _NAMED_MINISTER)])
        if not person:
            return None
        words = self._some(rng, _passage(rng, target), rng.randint(1, 2), self._of_person[person.name])
        if not words:
            return None
        name = person.name.partition(" ")[2] if rng.random() < 0.7 else person.name
        return rng.choice(shapes).format(name=name or person.name, words=words)

    def citation(self, rng: random.Random, target: WrittenQuestion) -> str | None:
        """The number with the session year or the day, as people write it down."""
        ways: list[tuple[str, ...]] = []
        if target.session_year and self._by_year[target.number, target.session_year] <= _LISTED:
            ways.append(_CITED_BY_YEAR)
        if target.asker and target.asked_on and self._by_day[target.number, target.asked_on] <= _LISTED:
            ways.append(_CITED_BY_DAY)
        if target.number is None or not ways:
            return None
        return rng.choice(rng.choice(ways)).format(
            number=target.number,
            year=target.session_year,
            day=_in_words(target.asked_on) if target.asked_on else "",
            asker=target.asker.name if target.asker else "",
        )

    def _some(
        self, rng: random.Random, passage: Sequence[str], count: int, among: set[int] | None = None
    ) -> str | None:
        """Some of these words, in their order, that tell their question apart, from all others or among some."""
        words = list({plain(word): word for word in passage if self._is_picked(plain(word))}.values())
        for _ in range(_TRIES if len(words) >= count else 0):
            chosen = [words[at] for at in sorted(rng.sample(range(len(words)), count))]
            if 2 * sum(self._vocabulary.is_verb(plain(word)) for word in chosen) > count:
                continue  # people name things
            holding = self._vocabulary.holding(map(plain, chosen))
            if 0 < len(holding if among is None else holding & among) <= _ALIKE:
                return " ".join(chosen)
        return None

    def _with_compound(self, rng: random.Random, target: WrittenQuestion, besides: int, typed: "_Typed") -> str | None:
        """What is typed for a compound of the question, and some words besides."""
        passage = [plain(word) for word in _passage(rng, target)]
        compounds = [(word, *halves[0]) for word in passage if len(halves := self._vocabulary.halves(word)) == 1]
        for _ in range(_TRIES if compounds else 0):
            compound, first, last = rng.choice(compounds)
            words = sorted({one for one in passage if self._is_picked(one)} - {compound})
            words = [word for word in words if not self._vocabulary.is_verb(word)]
            found = typed(compound, first, last)
            if found is None or len(words) < besides:
                continue
            part, meant = found
            chosen = rng.sample(words, besides)
            if len(meant & self._vocabulary.holding(chosen) if chosen else meant) <= _ALIKE:
                chosen.insert(rng.randrange(len(chosen) + 1), part)
                return " ".join(chosen)
        return None

    def _forms_outside(self, word: str, held: set[str]) -> list[str]:
        return [form for form in self._vocabulary.other_forms(plain(word)) if form not in held]

    def _is_picked(self, word: str) -> bool:
        return (
            len(word) >= _SHORTEST
            and word.isalpha()
            and word not in STOP_WORDS
            and self._vocabulary.frequency(word) <= self._common
        )


_Typed = Callable[[str, str, str], tuple[str, set[int]] | None]
"""A compound and its halves -> what is typed for it, and the questions that may be meant by that."""

KINDS: dict[str, Callable[[_Maker, random.Random, WrittenQuestion], str | None]] = {
    "words of the title": _Maker.title_words,
    "words of a passage": _Maker.text_words,
    "other word forms": _Maker.word_forms,
    "parts of compounds": _Maker.compound_parts,
    "compounds apart": _Maker.written_apart,
    "typing errors": _Maker.typing_errors,
    "one word too many": _Maker.one_too_many,
    "natural questions": _Maker.natural_question,
    "phrases": _Maker.phrase,
    "names": _Maker.names,
    "citations": _Maker.citation,
}
"""How the searches of each kind are made."""


def _passage(rng: random.Random, target: WrittenQuestion) -> list[str]:
    """The whole words of one passage of question or answer."""
    text = rng.choice([one for one in (target.question, target.answer) if one] or [""])
    at = rng.randrange(max(1, len(text) - _PASSAGE))
    return _WORD.findall(text, text.find(" ", at) + 1 if at else 0, at + _PASSAGE)


def _misspelt(rng: random.Random, word: str) -> str:
    """A word with one slip: two letters swapped, one dropped, doubled or exchanged."""
    at = rng.randrange(len(word) - 1)
    before, one, after = word[:at], word[at], word[at + 1 :]
    return rng.choice(
        [
            before + after[0] + one + after[1:],
            before + after,
            before + one + one + after,
            before + rng.choice(_LETTERS) + after,
        ]
    )


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
