"""What Tantivy holds of a question: the fields of its index, and a question as the values that go into them.

A term is a sign and a word of our own analysis. The two terms of a hyphenated word's first part, that part and the
whole, are written as one word with signs in capitals (`Xcovid19Xcovid`), and cut apart where the text goes into the
index: so both stand at the same place, and what stands next to each other is the same as in every other engine. Words
without a capital, as nearly all are, Tantivy passes over quickly.
"""

from collections.abc import Iterable, Mapping

import orjson
import tantivy

from indexer.engines.columns import MONTH
from indexer.engines.streams import Writing
from indexer.fields import Facet, Number, Order, Text

SCHEMA_VERSION = 2
"""Raised with every change to the fields or to what they hold: an index of another version is made again."""

KEYS = {Order.NEWEST: tantivy.Order.Desc, Order.OLDEST: tantivy.Order.Asc, Order.WAITING: tantivy.Order.Asc}
"""The orders that have a field of their own with what questions are sorted by, and the direction of each."""

_SIGN = "x"
_CUT_HERE = "X"  # in no term: they have no capitals
_TERMS, _VALUE = "terms", "value"


def schema() -> tantivy.Schema:
    """The fields, all of which can be asked for, and of which all but the texts are columns."""
    builder = tantivy.SchemaBuilder()
    for number in Number:
        builder.add_integer_field(number, indexed=number is Number.ID, fast=True)
    for key in (*KEYS, MONTH):
        builder.add_integer_field(key, fast=True)
    for text in Text:
        builder.add_text_field(text, stored=True, tokenizer_name=_TERMS)
    for facet in Facet:
        builder.add_text_field(facet, tokenizer_name=_VALUE, fast=True, index_option="basic")
    return builder.build()


def entry(held: Mapping[str, int | str | list[str]]) -> str:
    """A question as it is given to an index, by field. JSON goes from process to process and into Tantivy in far less
    time than the values one by one."""
    return orjson.dumps(held, option=orjson.OPT_NON_STR_KEYS).decode()


def register_analyzers(index: tantivy.Index, words: Iterable[str] = ()) -> None:
    """Have an index cut texts at their spaces, and hyphenated words into these terms.

    What is added next is cut so: a segment that is begun keeps the analyzers that it began with.
    """
    terms = sorted(_CUT_HERE + word for word in words)
    cutting = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    cutting = cutting.filter(tantivy.Filter.split_compound(terms)).filter(tantivy.Filter.lowercase())
    index.register_tokenizer(_TERMS, cutting.build())
    whole = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).build()
    index.register_tokenizer(_VALUE, whole)
    index.register_fast_field_tokenizer(_VALUE, whole)


def term_of(word: str) -> str:
    """A term of a plan as the index holds it."""
    return _SIGN + word


def hyphenated(stream: str) -> set[str]:
    """The terms of a text that stand at the same place as another."""
    return {rest.partition(" ")[0] for rest in stream.split(_CUT_HERE)[1:]}


def places(stream: str, terms: set[str]) -> dict[str, set[int]]:
    """Where these terms stand in a text."""
    held: dict[str, set[int]] = {}
    words = stream.split()
    for place, word in enumerate(words):
        if word in terms:
            held.setdefault(word, set()).add(place)
    if _CUT_HERE in stream:
        for place, word in enumerate(words):
            if word.startswith(_CUT_HERE):
                for term in map(term_of, word.split(_CUT_HERE)[1:]):
                    if term in terms:
                        held.setdefault(term, set()).add(place)
    return held


WRITING = Writing(term_of, lambda whole, first: f"{_CUT_HERE}{whole}{_CUT_HERE}{first}")
"""How the terms of a text are written here."""
