"""The replies to earlier probes, for those that ask on."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from crawler.check.finding import CannotAsk
from crawler.check.reply import Reply
from crawler.config import CrawlConfig
from crawler.limits import LAST_YEAR
from crawler.parliament.addresses import Addresses
from crawler.parliament.opendata import Fragment, parse_questions
from crawler.parliament.search import SearchHit, SearchPage, parse_search
from crawler.parliament.shapes import day

EVERYTHING = "search, everything"
MONTH = "search, one month"
FIRST_YEARS = "search, first years"
FIRST_DAY = "search, first day"
LIST = "open data, a list of 100"
BATCH = "open data, a list as the crawl asks"
QUESTION = "open data, one question"

_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Earlier:
    """The replies that could be read, by the name of their probe."""

    config: CrawlConfig
    today: date
    replies: dict[str, Reply] = field(default_factory=dict)

    @property
    def addresses(self) -> Addresses:
        """The addresses to ask."""
        return Addresses(self.config)

    def need(self, probe: str) -> Reply:
        """The reply to an earlier probe. Raises CannotAsk."""
        if probe not in self.replies:
            raise CannotAsk(f"not asked: it needs the answer to {probe!r}")
        return self.replies[probe]

    def page(self, probe: str) -> SearchPage:
        """The page of results that an earlier probe was given. Raises CannotAsk."""
        reply = self.need(probe)
        return parse_search(reply.body, reply.url, reply.content_type)

    def newest_month(self) -> tuple[date, date]:
        """The first and the last of the 31 days up to the newest publication, or up to today where that is not known.

        Up to a year where so little was published that the newest page of hits has room for it.
        """
        hits = self.page(EVERYTHING).hits if EVERYTHING in self.replies else ()
        days = [published for hit in hits if (published := published_on(hit))] or [self.today]
        newest_day = max(days)
        return min(newest_day - _MONTH, max(min(days), newest_day - LAST_YEAR)), newest_day

    def newest_questions(self) -> list[int]:
        """The ids of the newest questions, the newest first. Raises CannotAsk."""
        page = self.page(EVERYTHING if EVERYTHING in self.replies else MONTH)
        ids = list(dict.fromkeys(hit.question for hit in page.hits))
        if not ids:
            raise CannotAsk("not asked: the search gives no id of a question")
        return ids

    def hits(self) -> dict[int, list[SearchHit]]:
        """Every hit that was given, by question."""
        by_question: dict[int, dict[str, SearchHit]] = {}
        for probe in (EVERYTHING, MONTH, FIRST_DAY):
            for hit in self.page(probe).hits if probe in self.replies else ():
                by_question.setdefault(hit.question, {})[hit.key] = hit
        return {question: list(hits.values()) for question, hits in by_question.items()}

    def records(self) -> dict[int, Fragment]:
        """The records of questions that open data gave in lists."""
        return {
            question: record
            for probe in (LIST, BATCH)
            if (reply := self.replies.get(probe)) and reply.status < 300
            for question, record in parse_questions(reply.body, reply.content_type).items()
        }


def published_on(hit: SearchHit) -> date | None:
    """The day of publication that a hit tells."""
    return day(hit.tags.get("publicatiedatum", (None,))[0])
