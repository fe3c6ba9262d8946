"""A tree as it could be typed reads as the same tree again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields import Facet, Number, Text
from indexer.query import parse
from indexer.query.tree import And, Fuzzy, Nearby, Node, Not, Numbers, Or, Period, Phrase, Prefix, Wildcard, Word
from indexer.query.typed import typed


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("wachtlijst en jeugdhulp", "wachtlijst jeugdhulp", id="without stop words"),
        pytest.param("bus OF tram gratis", "(bus OF tram) gratis", id="a group"),
        pytest.param('"De Lijn" -tram', '"De Lijn" NIET tram', id="a phrase, and what is excluded"),
        pytest.param("NOT (bus OR tram)", "NIET (bus OF tram)", id="an excluded group"),
        pytest.param("titel:wacht* minister:jambon", "titel:wacht* minister:jambon", id="fields"),
        pytest.param("datum:2023-04", "datum:[2023-04-01 TOT 2023-04-30]", id="a month"),
        pytest.param("gepubliceerd:[TO 2023]", "gepubliceerd:[TOT 2023-12-31]", id="days with an open beginning"),
        pytest.param("nummer:[7 TO]", "nummer:[7 TOT]", id="numbers with an open end"),
        pytest.param("nummer:322", "nummer:322", id="a number"),
        pytest.param('="De Lijn" =bussen', '="De Lijn" =bussen', id="exactly"),
        pytest.param('"bus tram"~5 buss~ *bus b?s', '"bus tram"~5 buss~ *bus b?s', id="near, alike and with signs"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_query_can_be_typed_again(query: str, text: str) -> None:
    assert typed(parse(query).tree) == text


_WORDS = st.sampled_from(["wachtlijst", "covid-19", "auto's", "n.v", "50.000", "bus"])
_FIELDS = st.sampled_from([None, Text.TITLE, Text.ANSWER, Facet.MINISTER, Facet.THEME])
_DAYS = st.dates(date(1995, 1, 1), date(2030, 1, 1))
_TREES: st.SearchStrategy[Node] = st.recursive(
    st.builds(Word, _WORDS, _FIELDS)
    | st.builds(Word, st.just("bus"), st.just(None), st.just(True))
    | st.just(Nearby("bus tram", 3))
    | st.just(Wildcard("*bus"))
    | st.just(Fuzzy("buss"))
    | st.builds(Prefix, st.sampled_from(["wacht", "bus"]), _FIELDS)
    | st.builds(Phrase, st.lists(_WORDS, min_size=2, max_size=3).map(" ".join), _FIELDS)
    | st.builds(lambda since, days: Period(Number.ASKED_ON, since, days), _DAYS, st.none())
    | st.builds(lambda until: Period(Number.PUBLISHED_ON, None, until), _DAYS)
    | st.builds(Numbers, st.integers(0, 9), st.none()),
    lambda trees: st.one_of(
        trees.filter(lambda tree: not isinstance(tree, Not)).map(Not),
        st.lists(trees, min_size=2, max_size=3).map(lambda children: _flat(And, children)),
        st.lists(trees, min_size=2, max_size=3).map(lambda children: _flat(Or, children)),
    ),
    max_leaves=6,
)


def _flat(group: type[And] | type[Or], children: list[Node]) -> Node:
    """As the parser joins: groups of a kind are one."""
    return group(tuple(one for child in children for one in (child.children if isinstance(child, group) else (child,))))


@given(_TREES)
def test_what_is_typed_for_a_tree_reads_as_that_tree(tree: Node) -> None:
    assert parse(typed(tree)).tree == tree
