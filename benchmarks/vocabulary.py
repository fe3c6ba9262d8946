"""The words of a corpus: in which questions each stands, its other forms, and what compounds are made of.

Nothing here asks the analysis that is measured: forms come from rules of spelling and a dictionary of lemmas.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from indexer.dutch import STOP_WORDS
from indexer.question import WrittenQuestion

_RUN = re.compile(r"[^\W_]+")
_VOWELS = "aeiou"
_SHORTEST_PART, _SHORTEST_TAIL = 4, 5
_PARTICLES = frozenset(
    "achter boven buiten langs samen tegen terug verder vooruit vooral weder zonder eerst extra laatst".split()  # noqa: SIM905
)


def plain(word: str) -> str:
    """A word in small letters without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(one))


def words_of(text: str) -> list[str]:
    """The plain words of a text, in order."""
    return [plain(word) for word in _RUN.findall(text)]


class Vocabulary:
    """What can be asked of the words of some questions. All words are plain ones."""

    def __init__(self, questions: Iterable[WrittenQuestion]) -> None:
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        for question in questions:
            for word in words_in(question):
                self._holding[word].add(question.id)
        self._dictionary: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary("nl")
        self._forms: defaultdict[str, set[str]] = defaultdict(set)
        for word in filter(str.isalpha, self._holding):
            self._forms[self._lemma(word)].add(word)

    def __contains__(self, word: str) -> bool:
        return word in self._holding

    def frequency(self, word: str) -> int:
        """In how many questions it stands."""
        return len(self._holding.get(word, ()))

    def holding(self, words: Iterable[str]) -> set[int]:
        """The questions in which all of these words stand."""
        found = sorted((self._holding.get(word, set()) for word in words), key=len)
        return set.intersection(*found) if found else set()

    def holding_forms(self, words: Iterable[str]) -> set[int]:
        """The questions in which each of these words stands in one form or another."""
        each = [
            set().union(*(self._holding.get(form, set()) for form in (word, *self.other_forms(word)))) for word in words
        ]
        return set.intersection(*each) if each else set()

    def holding_part(self, part: str) -> set[int]:
        """The questions with a word that begins or ends with this."""
        words = (word for word in self._holding if word.startswith(part) or word.endswith(part))
        return set().union(*(self._holding[word] for word in words))

    def is_verb(self, word: str) -> bool:
        """Whether the lemma of a word has the form of a verb on -t, or a loose first part."""
        lemma = self._dictionary.get(word, word)
        stems = _at_end(lemma.removesuffix("en")) if lemma.endswith("en") else []
        return "_" in lemma or any(self._dictionary.get(stem + "t") == lemma for stem in stems)

    def other_forms(self, word: str) -> list[str]:
        """What else of the regular forms of its lemma the corpus has."""
        lemma = self._lemma(word)
        regular = _regular_forms(lemma)
        if word not in regular:
            return []
        return sorted((self._forms[lemma] & regular) - {word})

    def halves(self, compound: str) -> list[tuple[str, str]]:
        """The two parts of a compound as they are written, the first with the letters that link them; each cut that is
        possible."""
        if self.is_verb(compound):
            return []
        cuts = range(_SHORTEST_PART, len(compound) - _SHORTEST_TAIL + 1)
        pairs = ((compound[:at], compound[at:]) for at in cuts)
        return [(first, last) for first, last in pairs if self.is_part(last) and self.unlinked(first)]

    def unlinked(self, first: str) -> str | None:
        """The first part of a compound without the letters that link it: `arbeid` of `arbeids`."""
        ends = (first, first.removesuffix("s"), first.removesuffix("en"), first.removesuffix("e"))
        return next((one for one in ends if len(one) >= _SHORTEST_PART and self.is_part(one)), None)

    def is_part(self, word: str) -> bool:
        """Whether it may be part of a compound: known to corpus and dictionary, neither particle nor verb."""
        known = word in self._holding and word in self._dictionary
        return known and not (word in STOP_WORDS or word in _PARTICLES or self.is_verb(word))

    def _lemma(self, word: str) -> str:
        """From the dictionary; of a compound that is not in it, from its longest tail that is."""
        for at in (0, *range(3, len(word) - 3)):
            if lemma := self._dictionary.get(word[at:]):
                return word[:at] + lemma
        return word


def text_of(question: WrittenQuestion) -> str:
    """Title, question and answer."""
    return "\n".join(filter(None, (question.title, question.question, question.answer)))


def words_in(question: WrittenQuestion) -> set[str]:
    """The plain words of a question, each once."""
    return set(words_of(text_of(question)))


def _regular_forms(lemma: str) -> frozenset[str]:
    """A lemma with its plural and its -e, or the forms of a weak verb; more than there are."""
    forms = {lemma, *(one + ending for one in _before_vowel(lemma) for ending in ("en", "e")), lemma + "s"}
    if lemma.endswith("heid"):
        forms.add(lemma.removesuffix("heid") + "heden")
    if lemma.endswith("e"):
        forms.add(lemma + "n")
    if lemma.endswith("en"):
        for stem in _at_end(lemma.removesuffix("en")):
            endings = ("", "t", "d", "te", "de", "ten", "den")
            forms |= {before + stem + ending for before in ("", "ge") for ending in endings}
    return frozenset(forms)


def _before_vowel(word: str) -> list[str]:
    """How a word may be written before -e and -en: school as `schol`, bus as `buss`, huis as `huiz`."""
    found = [word]
    if len(word) > 2 and word[-1] not in _VOWELS:
        if word[-2] == word[-3] and word[-2] in _VOWELS:
            found = [word[:-2] + word[-1]]
        elif word[-2] in _VOWELS and word[-3] not in _VOWELS:
            found.append(word + word[-1])
    return found + [one[:-1] + {"s": "z", "f": "v"}[one[-1]] for one in found if one[-1] in "sf"]


def _at_end(stem: str) -> list[str]:
    """How the stem of a verb may be written at the end of a word: `hal` as haal, `pakk` as pak, `reiz` as reis."""
    found = [stem]
    if len(stem) > 2 and stem[-1] not in _VOWELS:
        if stem[-1] == stem[-2]:
            found = [stem[:-1]]
        elif stem[-2] in "aeou" and stem[-3] not in _VOWELS:
            found.append(stem[:-1] + stem[-2] + stem[-1])
    return found + [one[:-1] + {"z": "s", "v": "f"}[one[-1]] for one in found if one[-1:] in ("z", "v")]
