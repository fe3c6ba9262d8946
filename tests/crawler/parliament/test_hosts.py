"""Which addresses are the parliament's."""

import pytest

from crawler.parliament.hosts import official
from tests.support.records import ELSEWHERE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.vlaamsparlement.be/x?y#z", "https://www.vlaamsparlement.be/x?y#z"),
        ("http://docs.vlaamsparlement.be:80/pfile?id=1", "https://docs.vlaamsparlement.be/pfile?id=1"),
        ("https://WS.vlpar.be:443/x", "https://ws.vlpar.be/x"),
        ("http://127.0.0.1:8700/x", "http://127.0.0.1:8700/x"),
        *((other, None) for other in ELSEWHERE),
    ],
)
def test_only_addresses_of_the_parliament_or_of_what_stands_in_for_it_are_official(
    url: str, expected: str | None
) -> None:
    assert official(url, "http://127.0.0.1:8700/e/opendata/schv/1") == expected


def test_without_a_stand_in_nothing_on_this_machine_is_official() -> None:
    assert official("http://127.0.0.1:8700/x") is None
