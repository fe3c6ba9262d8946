"""Many visitors at once: what one finds is no other's business."""

import http.client
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from urllib.parse import quote

import pytest

from tests.support.factory import make_question
from tests.support.serving import build_site_index, served_index

VISITORS = 32
FIRSTS = ["".join(letters) for letters in product("bdfgk", "aeiou", "k")]
"""Each stands before a word in the texts, so that all are compounds that hardly anybody has met."""

FORMS = {
    "fietspad": ("fietspaden", "fietspad"),
    "vergunning": ("vergunningen", "vergunning"),
    "school": ("scholen", "school"),
    "gemeente": ("gemeenten", "gemeentes"),
}
"""A word as it stands in the texts, and as visitors search for it."""


def _stands_in(place: int) -> range:
    """The questions in which the words with one of the FIRSTS stand."""
    return range(place % 7 + 1, 61, place % 7 + 1)


TOTALS = {
    first + form: len(_stands_in(place))
    for place, first in enumerate(FIRSTS)
    for forms in FORMS.values()
    for form in forms
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    texts = {
        number: [first + word for place, first in enumerate(FIRSTS) if number in _stands_in(place) for word in FORMS]
        for number in range(1, 61)
    }
    questions = [make_question(number, answer=" ".join(words)) for number, words in texts.items()]
    with served_index(build_site_index(tmp_path_factory.mktemp("visitors"), questions)) as url:
        yield url


def test_visitors_at_once_find_what_each_would_find_alone(site: str, eager_threads: None) -> None:
    searches = random.Random(1).sample(list(TOTALS), len(TOTALS)) * 2
    with ThreadPoolExecutor(VISITORS) as visitors:
        answers = visitors.map(lambda first: _search(site, searches[first::VISITORS]), range(VISITORS))
        assert [wrong for answer in answers for wrong in _wrong(answer)] == []
    assert _wrong(_search(site, list(TOTALS))) == [], "nothing wrong is remembered"


def _wrong(answer: dict[str, tuple[int, int | None]]) -> list[tuple[str, tuple[int, int | None]]]:
    return [(query, found) for query, found in answer.items() if found != (200, TOTALS[query])]


def _search(site: str, queries: list[str]) -> dict[str, tuple[int, int | None]]:
    """Status and total of every search of a visitor."""
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    found = {}
    for query in queries:
        connection.request("GET", f"/?q={quote(query)}&format=json")
        answer = connection.getresponse()
        body = answer.read()
        found[query] = (answer.status, json.loads(body)["total"] if answer.status == 200 else None)
    connection.close()
    return found
