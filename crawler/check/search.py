"""What the document search is asked, and what its answers must be (contract, section 2)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any, Literal

from crawler.check.earlier import EVERYTHING, FIRST_YEARS, MONTH, Earlier, published_on
from crawler.check.finding import (
    CannotAsk,
    Finding,
    NotNeeded,
    count,
    differs,
    examples,
    fits,
    json_type,
    learned,
)
from crawler.check.hits import check_hits, what_dates_mean, what_hits_tell
from crawler.check.reply import Reply, content_type, data_in, headers_said, refusal
from crawler.parliament.addresses import PAGE_SIZE, RESULT_LIMIT, Addresses, Query
from crawler.parliament.search import SearchPage, parse_search
from crawler.parliament.shapes import NotUnderstood, values
from crawler.plan.scope import FIRST_DAY as FIRST_KNOWN_DAY

Way = Literal[1, 2, 3]

# Few enough to be paged through to the end, late enough to hold something (contract, 2.3 and 7).
_FIRST_YEARS_END = date(2002, 12, 31)


def ask_everything(earlier: Earlier) -> str:
    """All questions, the newest page."""
    return earlier.addresses.search(_everything(earlier), 1)


def read_everything(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Shape, tags, order, and how much there is."""
    page, data = _page(reply), data_in(reply)
    rows = _rows(data)
    yield content_type(reply)
    if page.count == 0:
        yield differs("the search finds no written question at all")
        return
    yield from _size(page)
    yield from check_hits(page, rows)
    yield learned(f"{count(page.count, 'hit')} since {FIRST_KNOWN_DAY}")
    yield from _types(data)
    yield from what_dates_mean(page, rows)
    themes = page.facets.get("thema", ())
    others = examples(sorted(page.facets), most=12) or "none"
    yield learned(f"facets: {others}; themes in them: {len(themes)}" + (f": {examples(themes, 60)}" if themes else ""))
    yield headers_said(reply)


def ask_month(earlier: Earlier) -> str:
    """The 31 days up to the newest publication."""
    return earlier.addresses.search(_month(earlier), 1)


def read_month(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether the window is kept, and what the hits of a month are."""
    page = _page(reply)
    since, until = earlier.newest_month()
    yield from _size(page)
    yield from check_hits(page, _rows(data_in(reply)))
    outside = [hit.question for hit in page.hits if (on := published_on(hit)) and not since <= on <= until]
    if outside:
        yield differs(f"{len(outside)} hits were published outside {since}..{until}: {examples(outside)}")
    elif page.hits:
        yield fits(f"all hits were published in {since}..{until}, as asked")
    yield from what_hits_tell(page.hits)


def ask_way(way: Way) -> Callable[[Earlier], str]:
    """The same month, selected in another way (contract, 2.2)."""

    def ask(earlier: Earlier) -> str:
        if way == earlier.config.selection:
            raise NotNeeded
        other = Addresses(earlier.config.model_copy(update={"selection": way}))
        return other.search(_month(earlier), 1)

    return ask


def read_way(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether another way of selecting gives the same questions as the way of the crawl."""
    other = _page(reply)
    yield from check_hits(other, _rows(data_in(reply))) if other.dropped else ()
    if MONTH not in earlier.replies:
        yield learned(
            f"{count(other.count, 'hit')} of {count(len(_questions(other, date.min)), 'question')} on the page"
        )
        return
    own = earlier.page(MONTH)
    if own.count != other.count:
        yield learned(f"{count(other.count, 'hit')}, not {own.count} as way {earlier.config.selection}")
    else:
        yield learned(f"as many hits as way {earlier.config.selection}: {own.count}")
    # Of the last day on a full page the rest may be on the next, so it is not compared.
    since = max(_first_whole_day(own), _first_whole_day(other))
    ours, theirs = _questions(own, since), _questions(other, since)
    if not ours | theirs:
        yield learned("the questions cannot be compared: one day fills the page")
    elif ours == theirs:
        yield learned(f"the same {count(len(ours), 'question')} as way {earlier.config.selection}" + _from(since))
    else:
        yield learned(
            f"other questions than way {earlier.config.selection}{_from(since)}: "
            f"only here {examples(theirs - ours) or 'none'}; only there {examples(ours - theirs) or 'none'}"
        )


def ask_past_end(earlier: Earlier) -> str:
    """The page after the last of the month."""
    pages = ceil(earlier.page(MONTH).count / PAGE_SIZE)
    return earlier.addresses.search(_month(earlier), pages + 1)


def read_past_end(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """What comes after the last page."""
    if refused := refusal(reply):
        yield learned(f"refused: {refused}")
        return
    page = _page(reply)
    if page.rows:
        yield learned(f"{count(page.rows, 'hit')} again")
    elif "result" in data_in(reply):
        yield learned(f"an empty `result`, with `count` {page.count}")
    else:
        yield learned(f"no `result`, with `count` {page.count}")


def ask_larger_page(earlier: Earlier) -> str:
    """One hit more than a page may hold."""
    return earlier.addresses.search(_everything(earlier), 1, PAGE_SIZE + 1)


def read_larger_page(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether more than 100 hits a page are refused, or cut to 100."""
    if refused := refusal(reply):
        yield learned(f"max={PAGE_SIZE + 1} is refused: {refused}")
        return
    page = _page(reply)
    if page.count <= PAGE_SIZE:
        yield learned(f"max={PAGE_SIZE + 1} is not refused; with {page.count} hits it cannot be seen whether it counts")
    elif page.rows > PAGE_SIZE:
        yield learned(f"max={PAGE_SIZE + 1} gives {page.rows} hits: pages may be larger")
    else:
        yield learned(f"max={PAGE_SIZE + 1} is cut to {page.rows} hits")


def ask_beyond_limit(earlier: Earlier) -> str:
    """The page after the 10,000th hit."""
    there = earlier.page(EVERYTHING).count
    if there <= RESULT_LIMIT:
        raise CannotAsk(f"not asked: there are only {there} hits, so nothing lies beyond {RESULT_LIMIT:,}")
    return earlier.addresses.search(_everything(earlier), RESULT_LIMIT // PAGE_SIZE + 1)


def read_beyond_limit(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether anything can be had beyond the limit that one client found."""
    if refused := refusal(reply):
        yield learned(f"refused: {refused}")
        return
    rows = _page(reply).rows
    yield learned(f"{count(rows, 'more hit')}" if rows else "nothing is given, without a refusal")


def ask_first_years(earlier: Earlier) -> str:
    """The oldest years, to learn how many pages they have."""
    if earlier.page(EVERYTHING).count <= RESULT_LIMIT:
        raise NotNeeded
    return earlier.addresses.search(_first_years(earlier), 1)


def read_first_years(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """How much there is in the oldest years."""
    yield learned(f"{count(_page(reply).count, 'hit')} published until {_FIRST_YEARS_END}")


def ask_first_day(earlier: Earlier) -> str:
    """The last page of the oldest years, or of everything where that can be paged through."""
    probe, query = FIRST_YEARS, _first_years(earlier)
    if earlier.page(EVERYTHING).count <= RESULT_LIMIT:
        probe, query = EVERYTHING, _everything(earlier)
    there = earlier.page(probe).count
    if not 0 < there <= RESULT_LIMIT:
        raise CannotAsk(f"not asked: {there} hits until {_FIRST_YEARS_END} have no last page that can be had")
    return earlier.addresses.search(query, ceil(there / PAGE_SIZE))


def read_first_day(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """When separate records begin, and whether the oldest have the same shape."""
    page = _page(reply)
    days = [on for hit in page.hits if (on := published_on(hit))]
    if not days:
        yield differs("the last page gives no hit with a date of publication")
        return
    yield learned(f"the first day of publication with hits is {min(days)}")
    yield from check_hits(page, _rows(data_in(reply)))


def _page(reply: Reply) -> SearchPage:
    data = data_in(reply)
    if isinstance(data, dict) and "result" in data and "count" not in data:
        raise NotUnderstood("`count` is absent")
    return parse_search(reply.body, reply.url, reply.content_type)


def _rows(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict) and "result" not in data and len(data) == 1:
        data = next(iter(data.values()))
    listed = values(data.get("result")) if isinstance(data, dict) else []
    return [row for row in listed if isinstance(row, dict)]


def _size(page: SearchPage) -> Iterator[Finding]:
    expected = min(page.count, PAGE_SIZE)
    if page.rows != expected:
        yield differs(
            f"a page of {PAGE_SIZE} holds {page.rows} hits where {expected} were expected (`count` {page.count})"
        )


def _types(data: Any) -> Iterator[Finding]:
    if isinstance(data, dict):
        named = [f"`{name}` is a {json_type(data[name])}" for name in ("count", "lastindex") if name in data]
        yield learned(", ".join(named or ["`count` and `lastindex` are wrapped"]))


def _everything(earlier: Earlier) -> Query:
    return Query(FIRST_KNOWN_DAY, earlier.today)


def _month(earlier: Earlier) -> Query:
    since, until = earlier.newest_month()
    return Query(since, until)


def _first_years(earlier: Earlier) -> Query:
    return replace(_everything(earlier), until=_FIRST_YEARS_END)


def _first_whole_day(page: SearchPage) -> date:
    days = sorted({on for hit in page.hits if (on := published_on(hit))})
    if page.count <= page.rows or not days:
        return date.min
    return days[1] if len(days) > 1 else date.max


def _questions(page: SearchPage, since: date) -> set[int]:
    return {hit.question for hit in page.hits if (on := published_on(hit)) and on >= since}


def _from(since: date) -> str:
    return f", published since {since}" if since > date.min else ""
