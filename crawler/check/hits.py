"""What every hit of the search must tell (contract, 2.4 to 2.6)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from crawler.check.earlier import published_on
from crawler.check.finding import Finding, count, differs, examples, fits, learned, tally
from crawler.parliament.facts import LEGISLATURES
from crawler.parliament.search import SearchHit, SearchPage
from crawler.parliament.shapes import day, integer, text, values

NEEDED = ("soort", "nummer", "zittingsjaar", "vraagsteller", "minister", "publicatiedatum", "opendata", "document")
"""The metatags that the crawl lives on."""

_DATES = ("publicatiedatum", "themadatum", "statusdatumSchvBeantwoord", "eerstepublicatie")
_NAMES = ("vraagsteller", "minister")


def check_hits(page: SearchPage, rows: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Findings about a page of results and its rows as they came."""
    if not rows:
        return
    if not page.hits:
        yield differs(f"none of {len(rows)} hits is a written question with an id: {_kinds(rows)}")
        return
    if page.dropped:
        yield learned(f"{page.dropped} of {len(rows)} hits are no written question and are left out: {_kinds(rows)}")
    yield from _tags(page)
    yield from _ids(page)
    yield from _values(page.hits)


def _tags(page: SearchPage) -> Iterator[Finding]:
    shown = count(len(page.hits), "hit")
    absent = {name: sum(name not in hit.tags for hit in page.hits) for name in NEEDED}
    if not any(absent.values()):
        yield fits(f"{shown} of {page.count}, each with all {len(NEEDED)} tags that the crawl needs")
        return
    for name, missing in absent.items():
        if missing:
            said = f"the tag {name!r} is absent in {missing} of {shown}"
            yield differs(said) if _most(missing, page) else learned(said)
    if not any(_most(missing, page) for missing in absent.values()):
        yield fits(f"{shown} of {page.count}, most with all {len(NEEDED)} tags that the crawl needs")


def _most(some: int, page: SearchPage) -> bool:
    return 2 * some > len(page.hits)


def _ids(page: SearchPage) -> Iterator[Finding]:
    if differing := [hit.key for hit in page.hits if hit.ids_differ]:
        yield differs(f"`id`, `url` and `opendata` name different questions in {_of(differing, page.hits)}")
    else:
        yield fits("`id`, `url` and `opendata` name the same question in each hit")


def _values(hits: Sequence[SearchHit]) -> Iterator[Finding]:
    """Whether names, dates, numbers and years are written as our parsers read them."""
    wrong = []
    for name in _NAMES:
        odd = [value for hit in hits for value in hit.tags.get(name, ()) if value.count(",") != 1]
        wrong += [f"{name!r} is not 'Lastname, Firstname' in {_of(odd, hits)}"] if odd else []
    for name in _DATES:
        odd = [value for hit in hits for value in hit.tags.get(name, ()) if day(value) is None]
        wrong += [f"{name!r} is no date that can be read in {_of(odd, hits)}"] if odd else []
    numbers = [value for hit in hits for value in hit.tags.get("nummer", ()) if integer(value) is None]
    wrong += [f"'nummer' is no number in {_of(numbers, hits)}"] if numbers else []
    years = [value for hit in hits for value in hit.tags.get("zittingsjaar", ()) if not _is_session_year(value)]
    wrong += [f"'zittingsjaar' is not like 2023-2024 in {_of(years, hits)}"] if years else []
    unknown = [value for hit in hits for value in hit.tags.get("legislatuur", ()) if value not in LEGISLATURES]
    wrong += [f"'legislatuur' is one that we do not know in {_of(unknown, hits)}"] if unknown else []
    yield from map(differs, wrong)
    if not wrong:
        yield fits("names, dates, numbers, session years and legislatures are written as expected")
    if several := [hit.question for hit in hits for name in _NAMES if len(hit.tags.get(name, ())) > 1]:
        yield learned(f"several askers or ministers in one hit: {examples(several)}")


def what_hits_tell(hits: Sequence[SearchHit]) -> Iterator[Finding]:
    """Facts about the hits of a month."""
    questions = {hit.question for hit in hits}
    by_question = f"{count(len(hits), 'hit')} of {count(len(questions), 'question')}"
    if len(questions) == len(hits):
        yield learned(f"one hit a question: {by_question}")
    else:
        yield learned(f"more than one hit a question: {by_question}")
    unanswered = {hit.question for hit in hits if not hit.answered}
    if unanswered:
        share = f"{len(unanswered)} of {count(len(questions), 'question')}"
        yield learned(
            f"unanswered questions are in the search: {share} without a date of answer: {examples(unanswered)}"
        )
    else:
        yield learned("every question has a date of answer: none that is unanswered is in the search")
    for name in ("documenttype", "mimetype", "status"):
        yield learned(f"values of the tag {name!r}: {tally(_all(hits, name))}")


def what_dates_mean(page: SearchPage, rows: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Order, and how the dates of a hit relate."""
    days = [published for hit in page.hits if (published := published_on(hit))]
    if len(set(days)) > 1:
        newest_first = days == sorted(days, reverse=True)
        yield learned(
            f"the hits {'are' if newest_first else 'are not'} in the order of 'publicatiedatum', newest first"
        )
    if page.hits and page.rows == len(page.hits):
        dated = [(day(row.get("date")), published_on(hit)) for row, hit in zip(rows, page.hits, strict=True)]
        same = sum(top is not None and top == published for top, published in dated)
        yield learned(f"`date` of the hit is the day of 'publicatiedatum' in {same} of {len(dated)} hits")
    changed = _all(page.hits, "last_modified")
    written = f"there is a tag 'last_modified', like {changed[0]!r}" if changed else "there is no tag 'last_modified'"
    yield learned(written)


def _is_session_year(value: str) -> bool:
    match = re.fullmatch(r"(\d{4})-(\d{4})", value)
    return bool(match) and int(value[5:]) == int(value[:4]) + 1


def _kinds(rows: Sequence[dict[str, Any]]) -> str:
    """Values of `soort`, straight from the rows: also of those that are no written question."""
    kinds = []
    for row in rows:
        metatags = row.get("metatags")
        listed = values(metatags.get("metatag")) if isinstance(metatags, dict) else []
        kinds += [text(tag.get("value")) for tag in listed if isinstance(tag, dict) and tag.get("name") == "soort"]
    return f"'soort' is {tally(kinds)}"


def _all(hits: Sequence[SearchHit], name: str) -> list[str]:
    return [value for hit in hits for value in hit.tags.get(name, ())]


def _of(odd: Sequence[object], hits: Sequence[SearchHit]) -> str:
    return f"{len(odd)} of {len(hits)} hits: {examples(map(repr, odd))}"
