"""The form by which all forms of a Dutch word are found: `bedrag` for bedragen, `betalen` for betaald.

The lemma of a word comes from simplemma's dictionary of Dutch. It gives each form one lemma, and where a form belongs
to a noun and to a verb that may be either: the rules here make the forms of a noun meet. A word that the dictionary
does not have is taken as an inflected form of one it has, then as a compound that ends in one, and else by spelling.
"""

import threading
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache

from indexer.dutch.letters import fold

_VOWELS = "aeiou"
_SHORTEST_TAIL = 5
"""Letters of the last part of a compound whose first part is no word of the dictionary."""
_SHORTEST_PART = 3
_REMEMBERED = 20_000
"""Words of the dictionary with their bases: most of those that are met, in 3 MB."""
_SHORTEST_PARTICIPLE = 7
_INFLECTED = ("d", "e", "en", "s", "t")
"""What an inflected form may end in."""
_UNSTRESSED = ("be", "er", "her", "ont", "ver")
"""What a verb may begin with whose participle has no ge-."""
# What the dictionary takes for the past of lijden, and for ships.
_MEANT_HERE = {"leden": "lid", "schepen": "schepen"}


class Dictionary:
    """The lemmas of folded words. It is read when the first word is looked up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: tuple[Mapping[str, str], Mapping[str, str]] | None = None
        self._words: frozenset[str] | None = None

    def get(self, word: str) -> str | None:
        """The lemma of a folded word."""
        if self._words is not None and word not in self._words:
            return None
        dictionary, folded = self._read or self._opened()
        found = dictionary.get(word) or folded.get(word)
        if found is None or (found.isascii() and found.isalpha() and found.islower()):
            return found
        # Verbs with a loose first part are written so: uit_voeren. And e-mail is found as it is written as one.
        return "".join(filter(str.isalnum, fold(found))) or None

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    @property
    def held(self) -> Container[str]:
        """The folded words: all of them where they are there already."""
        return self if self._words is None else self._words

    @property
    def words(self) -> frozenset[str]:
        """Every folded word, inflected ones included: some 40 MB, for those who look up very many. Once they are there,
        it takes little time to see that a word is none of them."""
        if self._words is None:
            dictionary, folded = self._read or self._opened()
            self._words = frozenset((*dictionary, *folded))
        return self._words

    def _opened(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        # Only here: whoever folds words or reads dates needs none of it.
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory

        with self._lock:
            if self._read is None:
                dictionary = DefaultDictionaryFactory().get_dictionary("nl")
                unlike = (word for word in dictionary if not (word.isascii() and word.islower()))
                self._read = dictionary, {fold(word): dictionary[word] for word in unlike}
            return self._read


DICTIONARY = Dictionary()
"""Of Dutch."""


def base_form(word: str) -> str:
    """What a folded word of letters is searched by."""
    return _known(word) or _inflected(word) or _compound(word) or _by_spelling(word)


def is_noun(word: str) -> bool:
    """Whether the dictionary has a folded word as a noun that has a diminutive: few others are taken for one."""
    return _is_common_noun(word)


def _known(word: str) -> str | None:
    """The base of a word that the dictionary has."""
    return _held(word) if word in DICTIONARY.held else None


@lru_cache(maxsize=_REMEMBERED)  # ends of compounds are met again and again
def _held(word: str) -> str | None:
    seen: list[str] = []
    while word not in seen:
        lemma = DICTIONARY.get(word)
        if lemma is None:
            return word if seen else None
        seen.append(word)
        word = _nearer(word, lemma)
    return min(seen[seen.index(word) :])


def _nearer(word: str, lemma: str) -> str:
    """The word itself where it is a base form, else one that is nearer to it."""
    if word in _MEANT_HERE:
        return _MEANT_HERE[word]
    if word.endswith("en") and (noun := _noun_of_plural(word, lemma)):
        return noun
    if lemma == word:
        declined = DICTIONARY.get(word + "e")
        return declined if declined and word == declined + "d" else _verb_of_participle(word) or word
    if _is_base_too(word, lemma):
        return word
    if word.endswith("e") and word != lemma + "de" and (_is_verb(lemma) or len(lemma) < len(word) - 1):
        # dove is of doven and of doof, belgische of belg and of belgisch.
        adjective = next(filter(DICTIONARY.get, _without_ending(word[:-1])), None)
        return adjective if adjective and _is_base(adjective) else lemma
    return lemma


def _noun_of_plural(word: str, lemma: str) -> str | None:
    """The noun of a plural on -en that may be a form of a verb too: verslagen is of verslaan and of verslag."""
    singulars = _singulars(word)
    if lemma == word:
        # Only where it is the noun beyond doubt: eisen, and not leveren, weten or haven.
        is_singular = DICTIONARY.get(word + "s") == word
        return None if is_singular else next(filter(_is_common_noun, (*singulars[:1], word[:-1])), None)
    if lemma == word[:-1] and DICTIONARY.get(word + "en") != word:
        # scholieren is of scholier, though there is a scholiere; riten is of rite.
        is_sure = _is_common_noun(lemma) or (word[-3] in "dt" and DICTIONARY.get(lemma + "s") == lemma)
        return lemma if is_sure else next(filter(_is_common_noun, singulars[:1]), lemma)
    if lemma in singulars and not _is_common_noun(word):
        return lemma
    if not _is_verb(lemma) or _is_strong_participle(word, lemma):
        return None
    return next(filter(_is_base, singulars), None)


def _is_base_too(word: str, lemma: str) -> bool:
    """Whether a form of another lemma is a base form too, for others are formed from it: fiets, cijfer, vals."""
    if _is_verb(lemma):
        if _is_weak_participle(word, lemma) or _is_strong_participle(word, lemma) or word == lemma + "d":
            return False
    elif DICTIONARY.get(word + "e") == word:
        return True
    return any(DICTIONARY.get(plural) == word for plural in _plurals(word))


def _is_verb(lemma: str) -> bool:
    return lemma.endswith("n")


def _is_weak_participle(word: str, verb: str) -> bool:
    """Whether it is the participle of a verb: betaald, vergund, gericht, toegepast."""
    if word[-1] not in "dt" or not verb.endswith("en"):
        return False
    stems = _without_ending(verb[:-2])
    at = word.find("ge")
    bare = word[:at] + word[at + 2 :] if at >= 0 and verb.startswith(word[:at]) else word
    # Of verplichten and richten the stem ends so by itself.
    return bare[:-1] in stems or (bare in stems and (bare != word or word.startswith(_UNSTRESSED)))


def _is_strong_participle(word: str, verb: str) -> bool:
    """Whether it is the participle of a verb that changes its vowel: genomen, besproken, and not gevallen."""
    if not word.endswith("en") or not _is_verb(verb) or word == verb:
        return False
    at = word.find("ge")
    if at >= 0 and verb.startswith(word[:at]) and not verb.startswith(word[: at + 2]):
        return not verb.endswith(word[at + 2 :])
    return len(word) == len(verb) and word[:3] == verb[:3]


def _is_base(word: str) -> bool:
    """Whether the dictionary has it as a base form."""
    lemma = DICTIONARY.get(word)
    return lemma is not None and (lemma == word or _is_base_too(word, lemma))


def _is_common_noun(word: str) -> bool:
    """Whether it is a noun that has a diminutive."""
    endings = ("je", "tje", "pje", word[-1] + "etje")
    return _is_base(word) and any(DICTIONARY.get(word + ending) == word for ending in endings)


def _verb_of_participle(word: str) -> str | None:
    """Of a participle that is no form of a verb in the dictionary, the verb: controleren of gecontroleerd."""
    at = word.find("ge")
    if at < 0 or word[-1] not in "dt" or len(word) < _SHORTEST_PARTICIPLE:
        return None
    verbs = (word[:at] + verb for verb in _plurals(word[at + 2 : -1]))
    return next((verb for verb in verbs if verb.endswith("en") and DICTIONARY.get(verb) == verb), None)


def _inflected(word: str) -> str | None:
    """The base of a word whose form without ending the dictionary has."""
    if not word.endswith(_INFLECTED):
        return None
    if verb := _verb_of_participle(word):
        return _known(verb)
    for one in _without_ending(word[:-1]) if word.endswith("e") else _singulars(word):
        if base := _known(one) or _verb_of_participle(one):
            return base
    return None


def _compound(word: str) -> str | None:
    """The base of a compound: its last part is inflected as it is by itself."""
    held = DICTIONARY.held
    for end in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, last = word[:end], word[end:]
        is_first_part = first in held or (first[-1] == "s" and first[:-1] in held)
        is_held = (is_first_part or len(last) >= _SHORTEST_TAIL) and last in held  # of most ends none of both holds
        base = (_held(last) if is_held else None) or (_inflected(last) if is_first_part else None)
        if base:
            return first + base
    return None


def _by_spelling(word: str) -> str:
    """A word that is in no dictionary, without the endings it may have."""
    while len(word) > _SHORTEST_PART + 1:
        if word.endswith("e"):
            word = _without_ending(word[:-1])[0]
        elif singulars := _singulars(word):
            word = singulars[0]
        else:
            break
    return word


def _singulars(word: str) -> list[str]:
    """What a word may be the regular plural of, the likeliest first."""
    if word.endswith("en") and len(word) > _SHORTEST_PART + 1:
        return _without_ending(word[:-2])
    if word.endswith("s") and len(word) > _SHORTEST_PART and word[-2] != "s":
        return [word[:-1]]
    return []


def _without_ending(beginning: str) -> list[str]:
    """How what stands before -e or -en is written by itself: buss, scholl and huiz as bus, school and huis."""
    found = [beginning]
    if len(beginning) > 2 and beginning[-1] not in _VOWELS:
        before, vowel, last = list(beginning[-3:])
        if vowel == last:
            found = [beginning[:-1]]
        elif vowel in "aeou" and before not in _VOWELS:
            found = [beginning[:-1] + vowel + last, beginning]
    hard = [one[:-1] + {"z": "s", "v": "f"}[one[-1]] for one in found if one[-1:] in ("z", "v")]
    return hard or found


def _plurals(word: str) -> Iterator[str]:
    """How the plural of a word may be written."""
    yield word + "s"
    if len(word) < _SHORTEST_PART or word.endswith("en"):
        return
    for one in (word, word[:-1] + {"s": "z", "f": "v"}.get(word[-1], word[-1])):
        yield one + "en"
        yield one + one[-1] + "en"
        if one[-2] == one[-3]:
            yield one[:-2] + one[-1] + "en"
