"""Questions of few words and plans over them, so that words meet, and stand next to each other, often."""

import random
from datetime import date, timedelta

from hypothesis import strategies as st

from indexer import dutch
from indexer.engines import Filters
from indexer.fields import ATTACHMENT, NO, TABLE, YES, Facet, Number, Text
from indexer.query.plan import (
    All,
    Any,
    AtLeast,
    Everything,
    First,
    Ids,
    Near,
    Plan,
    Prefer,
    Rows,
    Span,
    Values,
    Without,
)
from indexer.question import WrittenQuestion
from tests.support.factory import make_question

WORDS = (
    "de", "het", "wachtlijst", "school", "bus", "vzw", "covid-19", "covid19", "CD&V", "zo'n", "2.133", "bus-bus",
    "jeugd", "bus-jeugd",
)  # fmt: skip
THEMES = ("Jeugd", "Welzijn", "Wonen", "Mobiliteit")
NAMES = ("An Deckers", "Bert Maes", "Lotte Wouters")
FIRST_DAY = date(2020, 1, 1)


def questions(count: int, seed: int = 1, first_id: int = 1) -> list[WrittenQuestion]:
    """Questions with these ids; of each anything may be missing."""
    rng = random.Random(seed)

    def text(longest: int) -> str | None:
        return " ".join(rng.choices(WORDS, k=rng.randrange(longest))) or None

    def day() -> date | None:
        return FIRST_DAY + timedelta(days=rng.randrange(40)) if rng.random() < 0.9 else None

    return [
        make_question(
            first_id + number,
            number=rng.choice((None, rng.randrange(30))),
            title=text(4),
            question=text(12),
            answer=text(40),
            themes=tuple(rng.choices(THEMES, k=rng.randrange(3))),
            asker=rng.choice((None, *NAMES)),
            minister=rng.choice((None, *NAMES)),
            party=rng.choice((None, "A", "B")),
            session_year=rng.choice((None, "2019-2020")),
            asked_on=day(),
            answered_on=day(),
            published_on=None,
        )
        for number in range(count)
    ]


_WORDS = st.sampled_from((*WORDS, "nergens"))
_DAYS = st.integers(0, 40).map(lambda days: (FIRST_DAY + timedelta(days=days)).toordinal())
_VALUES = {
    Facet.THEME: THEMES,
    Facet.MINISTER: NAMES,
    Facet.ASKER: NAMES,
    Facet.PARTY: ("A", "B"),
    Facet.SESSION_YEAR: ("2019-2020",),
    Facet.LEGISLATURE: ("2019-2024",),
    Facet.ANSWERED: (YES, NO),
    Facet.ON_TIME: (YES, NO),
    Facet.ANSWER_KIND: ("Antwoord",),
    Facet.CONTENT: (TABLE, ATTACHMENT),
    Facet.OFFICE: ("Vlaams minister van Welzijn",),
}


def _values_of(facet: Facet) -> st.SearchStrategy[Values]:
    return st.frozensets(st.sampled_from((*_VALUES[facet], "Nee"))).map(lambda chosen: Values(facet, chosen))


VALUES = st.sampled_from(Facet).flatmap(_values_of)
SPANS = st.builds(
    Span,
    st.sampled_from(Number),
    st.none() | st.integers(-1, 60) | _DAYS,
    st.none() | st.integers(-1, 60) | _DAYS,
)
_ROWS_OF_TERMS = st.lists(st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), max_size=3).map(
    lambda texts: tuple(dict.fromkeys(row for text in texts for row in dutch.sequences(text)))
)
_TEXTS = st.sets(st.sampled_from(Text), min_size=1).map(lambda texts: tuple(sorted(texts)))
ROWS = st.builds(Rows, _ROWS_OF_TERMS, _TEXTS, st.lists(VALUES, max_size=2).map(tuple), _ROWS_OF_TERMS)
IDS = st.builds(Ids, st.frozensets(st.integers(0, 130), max_size=20))
NEAR = st.builds(Near, st.lists(_ROWS_OF_TERMS, min_size=1, max_size=3).map(tuple), st.integers(0, 8), _TEXTS)
PLANS: st.SearchStrategy[Plan] = st.recursive(
    st.just(Everything()) | VALUES | SPANS | ROWS | NEAR | IDS,
    lambda plans: st.one_of(
        st.lists(plans, max_size=3).map(lambda children: All(tuple(children))),
        st.lists(plans, max_size=3).map(lambda children: Any(tuple(children))),
        plans.map(Without),
        st.builds(First, plans, plans),
        st.builds(AtLeast, st.lists(plans, max_size=3).map(tuple), st.integers(1, 3)),
        st.builds(Prefer, plans, st.lists(NEAR, max_size=2).map(tuple)),
    ),
    max_leaves=8,
)
FILTERS = st.builds(
    lambda values, spans: Filters({one.facet: one.any_of for one in values}, tuple(spans)),
    st.lists(VALUES, max_size=2),
    st.lists(SPANS, max_size=2),
)
