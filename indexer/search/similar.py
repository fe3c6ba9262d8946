"""Questions like a question: the same one put to other ministers, and those whose texts speak of the same."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from indexer import dutch
from indexer.engines import Filters
from indexer.errors import QueryRefused
from indexer.fields import Facet, Number, Order, Text
from indexer.index import OpenGeneration
from indexer.query.plan import All, AtLeast, Plan, Rows, Span, Values, Without
from indexer.query.plan import Any as AnyOf
from indexer.question import AskedTogether, WrittenQuestion
from indexer.search.deadline import Deadline

_SECONDS = 1.0
"""That looking for similar questions may take; what was not found by then is not shown."""

_TERMS = 14
"""The most telling terms of a question, by which others are looked for."""

_LEAST = 3
"""Of those terms, that a similar question must have; one that its title has too counts twice."""

_LEAST_SCORE = 0.2
"""The share of the question's own relevance, for its own terms, that a similar question must reach: below it, what the
questions of 2017 were compared with by eye was about something else more often than not."""

_TITLE_COUNTS = 3.0
"""How often in the text a word of the title counts as standing."""

_RAREST = 3
"""Questions in which a term counts as standing at least: rarer ones are not more telling, only rarer."""

_TOO_FREQUENT = 0.15
"""Terms that more than this share of all questions have tell nothing, and take the longest to look for."""

_DAYS = 7
"""Within which the same question is put to other ministers."""

_DAYS_TOGETHER = 60
"""Within which a question that the record names as put to others too is found by its number there."""

_SAME = 0.7
"""The share of the words of two titles, or of two texts, that makes them the same question."""

_READ = 20
"""Questions that are read to see whether they are the same."""


@dataclass(frozen=True, slots=True)
class SimilarQuestions:
    """What is like a question.

    `elsewhere` is the same question put to other ministers, `not_held` what the record says of others that are not in
    the index. `earlier` and `later` are questions about the same, the most alike first, by the day they were asked: a
    question of the same day or without one counts as earlier.
    """

    elsewhere: tuple[WrittenQuestion, ...] = ()
    not_held: tuple[AskedTogether, ...] = ()
    earlier: tuple[WrittenQuestion, ...] = ()
    later: tuple[WrittenQuestion, ...] = ()


def similar(generation: OpenGeneration, question: WrittenQuestion, limit: int) -> SimilarQuestions:
    """Questions like this one, which the index holds: at most `limit` that are similar, and the same elsewhere."""
    end = Deadline(_SECONDS)
    elsewhere: tuple[WrittenQuestion, ...] = ()
    alike: tuple[WrittenQuestion, ...] = ()
    try:
        telling = _telling_terms(generation, question)
        elsewhere = tuple(_elsewhere(generation, question, telling, end))
        alike = tuple(_alike(generation, question, telling, limit, elsewhere, end))
    except QueryRefused:
        pass  # the time is up
    held = {(other.minister.name, other.number) for other in elsewhere if other.minister}
    return SimilarQuestions(
        elsewhere,
        tuple(other for other in question.asked_together if (other.minister, other.number) not in held),
        tuple(other for other in alike if not _is_later(other, question)),
        tuple(other for other in alike if _is_later(other, question)),
    )


def _telling_terms(generation: OpenGeneration, question: WrittenQuestion) -> tuple[str, ...]:
    """The terms that tell this question from others (tf-idf), the most telling first.

    Of terms that no other question has only those of the title: they say how much of it the others lack.
    """
    title, text = set(_terms(question.title)), Counter(_terms(question.question))
    questions = generation.info.questions
    weights = {}
    for term, spellings in generation.lexicon.spellings(title | text.keys()).items():
        count = sum(spelling.questions for spelling in spellings)
        if count <= max(_RAREST, questions * _TOO_FREQUENT) and (count > 1 or term in title):
            frequency = _TITLE_COUNTS * (term in title) + min(text[term], 4) ** 0.7
            weights[term] = frequency * math.log(1 + questions / max(count, _RAREST))
    return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:_TERMS])


def _terms(text: str | None) -> Iterator[str]:
    for token in dutch.tokens(text or ""):
        if not (token.stop or token.joined or token.word.isdecimal() or len(token.word) < 2):
            yield token.term


def _alike(
    generation: OpenGeneration,
    question: WrittenQuestion,
    telling: Sequence[str],
    limit: int,
    elsewhere: Collection[WrittenQuestion],
    end: Deadline,
) -> Iterator[WrittenQuestion]:
    """Questions about the same, the most alike first; of one that was put to several ministers the best."""
    title = set(_terms(question.title))
    anywhere = (Rows(((term,),), tuple(Text)) for term in telling)
    in_title = (Rows(((term,),), (Text.TITLE,)) for term in telling if term in title)
    plan = AtLeast((*anywhere, *in_title), _LEAST)
    window = range(1 + len(elsewhere) + 3 * limit)
    found = generation.engine.find(plan, Filters(), Order.RELEVANCE, window, (), end.check)
    if not found.ids:
        return
    # Of many that are as like it as itself, it may stand beyond the window: then the first is the measure.
    own = dict(zip(found.ids, found.scores, strict=True)).get(question.id, found.scores[0])
    known = {question.id, *(other.id for other in elsewhere)}
    asked = {_asked(other) for other in (question, *elsewhere)}
    for question_id, score in zip(found.ids, found.scores, strict=True):
        if limit == 0 or score < own * _LEAST_SCORE:
            return
        other = generation.records.get(question_id)
        if other and question_id not in known and _asked(other) not in asked:
            asked.add(_asked(other))
            yield other
            limit -= 1


def _asked(question: WrittenQuestion) -> object:
    """What is the same of one question that was put to several ministers; of one without an asker nothing is."""
    if not question.asker or not question.title:
        return question.id
    return question.asker.name, dutch.fold(question.title), question.asked_on


def _elsewhere(
    generation: OpenGeneration, question: WrittenQuestion, telling: Sequence[str], end: Deadline
) -> Iterator[WrittenQuestion]:
    """The same question to other ministers, the newest first: what the record names, and what is the same by itself."""
    named = [
        All((Values(Facet.MINISTER, frozenset({other.minister})), Span(Number.NUMBER, other.number, other.number)))
        for other in question.asked_together
    ]
    plans: list[Plan] = []
    day = question.asked_on.toordinal() if question.asked_on else None
    if named and day is not None:
        plans.append(All((Span(Number.ASKED_ON, day - _DAYS_TOGETHER, day + _DAYS_TOGETHER), AnyOf(tuple(named)))))
    if question.asker and question.minister and day is not None and telling:
        words = tuple(Rows(((term,),), (Text.TITLE, Text.QUESTION)) for term in telling)
        plans.append(
            All(
                (
                    Values(Facet.ASKER, frozenset({question.asker.name})),
                    Span(Number.ASKED_ON, day - _DAYS, day + _DAYS),
                    Without(Values(Facet.MINISTER, frozenset({question.minister.name}))),
                    AtLeast(words, math.ceil(len(words) / 2)),
                )
            )
        )
    if not plans:
        return
    found = generation.engine.find(AnyOf(tuple(plans)), Filters(), Order.NEWEST, range(_READ), (), end.check)
    for question_id in found.ids:
        other = generation.records.get(question_id)
        if other and other.id != question.id and (_is_named(other, question) or _is_same(other, question)):
            yield other


def _is_named(other: WrittenQuestion, question: WrittenQuestion) -> bool:
    """Whether the record of a question names the other as put to another minister together with it."""
    if other.asker != question.asker and other.asker and question.asker and other.asker.name != question.asker.name:
        return False
    return any(
        other.minister and (other.minister.name, other.number) == (named.minister, named.number)
        for named in question.asked_together
    )


def _is_same(other: WrittenQuestion, question: WrittenQuestion) -> bool:
    """Whether a question of the same asker to another minister has nearly the same title or text."""
    if not other.minister or not question.minister or other.minister.name == question.minister.name:
        return False
    return any(
        _overlap(one, another) >= _SAME
        for one, another in ((question.title, other.title), (question.question, other.question))
    )


def _overlap(one: str | None, another: str | None) -> float:
    """The share of the words of two texts that both have."""
    words, others = set(_terms(one)), set(_terms(another))
    return len(words & others) / len(words | others) if words or others else 0.0


def _is_later(other: WrittenQuestion, question: WrittenQuestion) -> bool:
    return bool(other.asked_on and question.asked_on and other.asked_on > question.asked_on)
