"""Names of the archive, dates and small operators, read among the words of a query.

They are read only where the words around them say so, or where they can hardly be anything else: `Pas` and `groen` are
words, `vragen van Pas`, `fractie Groen` and `N-VA` are not.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from indexer import dutch
from indexer.dutch import dates
from indexer.fields import Facet, Number
from indexer.query import operators
from indexer.query.names import name_key
from indexer.query.people import Found, People, word_at
from indexer.query.tree import And, Named, Node, Not, Or, Period, Phrase, Word, joined
from indexer.query.vocabulary import Vocabulary

_QUESTIONS = frozenset({"vraag", "vragen"})
_ASKED = frozenset({"gesteld", "gestelde", "gevraagd"})
_ASKERS = frozenset({"vraagsteller", "volksvertegenwoordiger", "parlementslid"})
_MINISTERS = frozenset({"minister", "ministerpresident", "viceministerpresident", "staatssecretaris"})
_OFFICES = (("van",), ("voor",), ("bevoegd", "voor"), ("belast", "met"))
_PARTIES = frozenset({"fractie", "partij"})
_CALLED = {"thema": Facet.THEME, "zittingsjaar": Facet.SESSION_YEAR, "legislatuur": Facet.LEGISLATURE}
_PARTY_ENDING = "-fractie"

_FIRST_OF_DAYS = frozenset({"in", "op", "van", "vanaf", "sinds", "tussen"})
_LONGEST_DAYS = 10
"""Words of a span of days: van 1 maart 2019 tot en met 3 april 2020."""
_YEARS = range(1950, 2100)
"""Other numbers after `in` are no years."""

_Read = tuple[list[Node], int]
"""What was read at a place, and the place after its last word."""


def understood(tree: Node, vocabulary: Vocabulary) -> Node:
    """The tree with what is understood in its words; the same tree where that is nothing."""
    return _Understanding(People(vocabulary)).read(tree)


class _Understanding:
    def __init__(self, people: People) -> None:
        self._people = people

    def read(self, node: Node) -> Node:
        """A node with what is understood in it."""
        match node:
            case And(children):
                return self._all(children)
            case Or(children):
                return joined(Or, map(self.read, children))
            case Not(child):
                return Not(self.read(child))
            case Word() if operators.is_plain_word(node):
                return self._all((node,))
        return node

    def _all(self, children: Iterable[Node]) -> Node:
        nodes: list[Node] = []
        for is_plain, group in groupby(self._with_names_of_fields(list(children)), key=operators.is_plain_word):
            if is_plain:
                nodes += self._among([node.text for node in group if isinstance(node, Word)])
            else:
                nodes += map(self.read, group)
        return joined(And, operators.read(nodes))

    def _with_names_of_fields(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """What must all match, with names of several words read after a field: `minister:De Man`."""
        at = 0
        while at < len(nodes):
            node, found = nodes[at], None
            if isinstance(node, Word) and isinstance(node.field, Facet) and not node.exact:
                words = [
                    each.text for each in takewhile(operators.is_plain_word, nodes[at + 1 :]) if isinstance(each, Word)
                ]
                is_person = node.field in (Facet.ASKER, Facet.MINISTER)
                found = (self._people.person if is_person else self._people.whole)(node.field, [node.text, *words], 0)
            if found and found[1] > 1:
                yield found[0]
                at += found[1]
            else:
                yield node
                at += 1

    def _among(self, words: Sequence[str]) -> list[Node]:
        """Words that stand next to each other, with what is understood in them."""
        nodes: list[Node] = []
        asked = False  # whether the words speak of questions, so that a day is that of a question
        days: list[tuple[int, Node, Node]] = []
        at = 0
        while at < len(words):
            if found := self._after_name(nodes[-1] if nodes else None, words, at):
                nodes += found[0]
            elif found := self._questions(words, at):
                asked = True
                nodes += found[0]
            elif (found := self._named(words, at)) or (found := _certain_days(words, at)):
                nodes += found[0]
            elif found := _days(words, at):
                days.append((len(nodes), found[0][0], joined(And, map(Word, words[at : found[1]]))))
                nodes += found[0]
            else:
                nodes.append(Word(words[at]))
            at = found[1] if found else at + 1
        if not asked and any(operators.is_plain_word(node) and not operators.is_small_word(node) for node in nodes):
            for place, period, as_words in days:
                nodes[place] = Or((period, _without_small_words(as_words)))
        return nodes

    def _questions(self, words: Sequence[str], at: int) -> _Read | None:
        """`vragen van Berta Pas`, `vragen aan minister Geerts`, `van Pas aan Geerts`, `Pas aan Geerts`."""
        end = _after_questions(words, at)
        said = end > at
        asker: Found | None = None
        if word_at(words, end) in ("van", "door"):
            asker = self._asker(words, end + 1)
        elif said:
            return _one(self._to(words, end))
        else:
            asker = self._people.person(Facet.ASKER, words, at)
        return _one(asker) if asker and (said or self._to(words, asker[1])) else None

    def _after_name(self, before: Node | None, words: Sequence[str], at: int) -> _Read | None:
        """What goes on after a name: `van Pas aan Geerts`, `van Pas of De Man`, `N-VA en Groen`."""
        if not isinstance(before, Named):
            return None
        if before.field is Facet.ASKER and (minister := self._to(words, at)):
            return _one(minister)
        if word_at(words, at) not in ("en", "of"):
            return None
        alike = {Facet.ASKER: self._asker, Facet.MINISTER: self._asked, Facet.PARTY: self._people.party}
        another = alike[before.field](words, at + 1) if before.field in alike else None
        return ([Word(words[at]), another[0]], another[1]) if another else None

    def _to(self, words: Sequence[str], at: int) -> Found | None:
        """`aan Geerts`, `aan de minister van Onderwijs`."""
        return self._asked(words, at + 1) if word_at(words, at) == "aan" else None

    def _asked(self, words: Sequence[str], at: int) -> Found | None:
        return self._minister(words, at) or self._people.person(Facet.MINISTER, words, at)

    def _asker(self, words: Sequence[str], at: int) -> Found | None:
        # Of the same words rather a party, which has them as its whole name.
        found = (self._people.party(words, at), self._people.person(Facet.ASKER, words, at))
        return max(filter(None, found), key=lambda one: one[1], default=None)

    def _minister(self, words: Sequence[str], at: int) -> Found | None:
        """`minister Jambaer`, `de minister van Justitie`, `minister bevoegd voor Onderwijs`."""
        at += word_at(words, at) == "de"
        if name_key(words[at : at + 1]) not in _MINISTERS:
            return None
        if named := self._people.person(Facet.MINISTER, words, at + 1):
            return named
        for before in _OFFICES:
            end = at + 1 + len(before)
            if tuple(word.lower() for word in words[at + 1 : end]) == before:
                return self._people.office(words, end)
        return None

    def _named(self, words: Sequence[str], at: int) -> _Read | None:
        word = word_at(words, at)
        found: Found | None = None
        if word in _ASKERS:
            found = self._people.person(Facet.ASKER, words, at + 1)
        elif word in _PARTIES:
            found = self._people.party(words, at + 1 + (word_at(words, at + 1) == "van"))
        elif word in _CALLED:
            found = self._people.whole(_CALLED[word], words, at + 1)
        elif word.endswith(_PARTY_ENDING):
            found = self._people.whole(Facet.PARTY, [word.removesuffix(_PARTY_ENDING)], 0)
            found = (found[0], at + 1) if found else None
        return _one(found or self._minister(words, at)) or self._whole_name(words, at)

    def _whole_name(self, words: Sequence[str], at: int) -> _Read | None:
        """A whole name of a person, who may be spoken of as well, or of a party that is no ordinary word."""
        for facet in (Facet.ASKER, Facet.MINISTER):
            person = self._people.whole(facet, words, at)
            if person and person[1] > at + 1:
                return [joined(Or, map(Phrase, sorted(person[0].values)))], person[1]
        party = self._people.whole(Facet.PARTY, words, at)
        if party and (
            party[1] > at + 1 or not (_is_in_dictionary(words[at]) or all(map(_is_ordinary, party[0].values)))
        ):
            return _one(party)
        return None


def _one(found: Found | None) -> _Read | None:
    return ([found[0]], found[1]) if found else None


def _certain_days(words: Sequence[str], at: int) -> _Read | None:
    """Days that are said to be those of questions: `vragen sinds 2020`, `vraag van 4 maart 2024`, `gesteld in 2020`,
    `beantwoord in 2020`."""
    end = _after_questions(words, at)
    answered = word_at(words, end) == "beantwoord"
    end += answered
    if end == at:
        return None
    field = Number.ANSWERED_ON if answered else Number.ASKED_ON
    meant = ("in", "op") if word_at(words, end) in ("van", "uit") else ()
    readings = (words, *([*words[:end], said, *words[end + 1 :]] for said in meant))
    return next(filter(None, (_days(reading, end, field) for reading in readings)), None)


def _days(words: Sequence[str], at: int, field: Number = Number.ASKED_ON) -> _Read | None:
    """`in 2020`, `op 4 maart 2024`, `sinds maart 2019`, `tussen 2019 en 2021`, `van 2019 tot 2021`."""
    first = word_at(words, at)
    if first not in _FIRST_OF_DAYS:
        return None
    for end in range(min(len(words), at + _LONGEST_DAYS), at + 1, -1):
        try:
            since, until = dates.span(" ".join(words[at:end]).lower())
        except ValueError:
            continue
        fits = {"op": since == until, "in": since != until}.get(first, True)
        if fits and all(day.year in _YEARS for day in (since, until) if day):
            return [Period(field, since, until)], end
    return None


def _after_questions(words: Sequence[str], at: int) -> int:
    """The place after words that speak of questions: `schriftelijke vragen`, `vraag gesteld`, `gesteld`."""
    at += word_at(words, at) == "schriftelijke" and word_at(words, at + 1) in _QUESTIONS
    at += word_at(words, at) in _QUESTIONS
    return at + (word_at(words, at) in _ASKED)


def _is_in_dictionary(word: str) -> bool:
    """Whether it is typed as a word that any text may have: spa, and not SPA or sp.a."""
    return _is_ordinary(word) and dutch.fold(word) in dutch.DICTIONARY


def _without_small_words(node: Node) -> Node:
    match node:
        case And(children):
            return joined(And, (child for child in children if not operators.is_small_word(child)))
    return node


def _is_ordinary(name: str) -> bool:
    """Whether a name may be a word of any text: Groen, and not N-VA, cd&v or PVDA."""
    return name.isalpha() and sum(map(str.isupper, name)) < 2
