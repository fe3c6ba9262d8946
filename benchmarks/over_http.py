"""How long the site takes for a result page, over HTTP with `vraagbaak serve` in a process of its own."""

import http.client
import shlex
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.measured import timed
from benchmarks.searches import Search
from benchmarks.served import served
from tests.support.ports import free_port
from web.site.address import SearchAddress


def times(data: Path, searches: Sequence[Search]) -> list[float]:
    """Milliseconds until the whole page is there, for each search, one after the other over one connection.

    Ends the program where the site answers anything but a page, with results or with why it does not search so.
    """
    addresses = [address_of(search) for search in searches]
    serve = f"{shlex.quote(sys.executable)} vraagbaak.py serve"
    port = free_port()
    with served(serve, port, None, "--data", data):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _get(connection, "/?q=minister")  # what is read once is not timed
        return [timed(partial(_get, connection, address)) for address in addresses]


def address_of(search: Search) -> str:
    """The address of a search on the site."""
    request = search.request()
    chosen = {facet.value: values for facet, values in request.chosen.items()}
    return SearchAddress.model_validate({"query": request.query, **chosen}).href()


def _get(connection: http.client.HTTPConnection, address: str) -> None:
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (http.client.OK, http.client.BAD_REQUEST):
        sys.exit(f"the site answers {answer.status} to {address}")
