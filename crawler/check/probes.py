"""What the services are asked, in order: what matters most to a crawl comes first (contract, section 11)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.check import opendata, search, sites
from crawler.check.earlier import BATCH, EVERYTHING, FIRST_DAY, FIRST_YEARS, LIST, MONTH, QUESTION, Earlier
from crawler.check.finding import Finding
from crawler.check.reply import Reply


@dataclass(frozen=True, slots=True)
class Probe:
    """One request: `ask` gives its address and raises CannotAsk or NotNeeded; `read` says what the reply tells.

    `read` raises NotUnderstood for a reply that is of no use. `accept` is the format that is asked for, None for no
    such header at all; `section` is where the contract says what to expect.
    """

    name: str
    section: str
    ask: Callable[[Earlier], str]
    read: Callable[[Reply, Earlier], Iterator[Finding]]
    accept: str | None = "application/json"


PROBES = (
    Probe(EVERYTHING, "2.4", search.ask_everything, search.read_everything),
    Probe(MONTH, "2.5", search.ask_month, search.read_month),
    Probe(LIST, "3.2", opendata.ask_list, opendata.read_list),
    Probe(BATCH, "3.1", opendata.ask_batch, opendata.read_list),
    Probe("search, past the last page", "2.3", search.ask_past_end, search.read_past_end),
    Probe("search, 101 hits a page", "2.1", search.ask_larger_page, search.read_larger_page),
    Probe("search, beyond 10,000", "2.3", search.ask_beyond_limit, search.read_beyond_limit),
    Probe("search, way 1", "2.2", search.ask_way(1), search.read_way),
    Probe("search, way 2", "2.2", search.ask_way(2), search.read_way),
    Probe("search, way 3", "2.2", search.ask_way(3), search.read_way),
    Probe(QUESTION, "3.2", opendata.ask_question, opendata.read_question),
    Probe("open data, an unknown id", "3.3", opendata.ask_unknown, opendata.read_unknown),
    Probe("open data, a member", "3.1", opendata.ask_member, opendata.read_member),
    Probe(FIRST_YEARS, "7", search.ask_first_years, search.read_first_years),
    Probe(FIRST_DAY, "7", search.ask_first_day, search.read_first_day),
    Probe(
        "open data, the oldest without Accept", "3.3", opendata.ask_oldest, opendata.read_default_format, accept=None
    ),
    Probe("file of a question", "4", sites.ask_file, sites.read_file, accept="*/*"),
    Probe("page of a question", "5", sites.ask_page, sites.read_page, accept="text/html"),
)
