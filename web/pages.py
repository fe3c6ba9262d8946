"""The pages: what each shows, worked out as plain data, and the templates that write it as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.dutch.dates import day_in_dutch
from indexer.fields import field_of
from indexer.question import WrittenQuestion, is_official
from indexer.search import MAX_RESULTS, Facet, FacetCount, IndexInfo, SearchPage, SimilarQuestions, respelled
from web import wording
from web.address import ORDERS, SearchAddress
from web.chips import chips
from web.examples import examples, surname
from web.footnotes import noted_texts
from web.offers import excluding, others
from web.pairs import openings, pairs
from web.prose import blocks, loose_tables, rows_text
from web.suggest import opensearch_description
from web.timeline import timeline

STATIC = Path(__file__).parent / "static"

_VALUES_IN_SIGHT = 8
# A page with a thousand links helps nobody; the rest is found by typing the name.
_VALUES_LISTED = 16
_ASCENDING = (Facet.ANSWERED, Facet.ON_TIME)
_DESCENDING = (Facet.SESSION_YEAR, Facet.LEGISLATURE, Facet.CONTENT)
"""The facets whose values stand in the order of the values themselves, however often each occurs."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet, and the address where it is chosen, or no longer is."""

    value: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class FacetList:
    """A facet as it is shown: some values in sight, some folded away, some left out."""

    label: str
    parameter: str
    in_sight: tuple[FacetLink, ...]
    folded: tuple[FacetLink, ...]
    left_out: int

    @property
    def folded_is_chosen(self) -> bool:
        """Whether a value that is folded away is chosen, so that the list has to be open."""
        return any(link.chosen for link in self.folded)


@dataclass(frozen=True, slots=True)
class Paging:
    """Where this page stands; in `pages` None is a gap. `cut_off` says that there is more than can be paged through."""

    current: int
    last: int
    pages: tuple[int | None, ...]
    cut_off: bool


class Pages:
    """The templates of one site, ready to be filled in."""

    def __init__(self, title: str, contact: str | None, demo: bool):
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
        )
        environment.filters.update(
            date=day_in_dutch,
            typed_date=wording.typed_date,
            number=wording.dutch_number,
            questions=wording.questions,
            file_kind=wording.file_kind,
            citation=wording.citation,
            listed=wording.listed,
            blocks=blocks,
            text_state=wording.text_state,
            surname=surname,
        )
        environment.tests["web_address"] = wording.is_web_address
        # A demo is crawled from a sample, which stands in for the parliament.
        environment.tests["official"] = wording.is_web_address if demo else is_official
        environment.globals.update(
            site_title=title,
            contact=contact,
            demo=demo,
            stylesheet=_static("style.css"),
            script=_static("suggest.js"),
            badges=wording.BADGES,
            text_status=wording.TEXT_STATUS,
            roles=wording.ROLES,
            search_for=_search_for,
            fragment=_fragment,
            orders=tuple(ORDERS.items()),
            lesser_matches=tuple(wording.LESSER_MATCHES.items()),
        )
        for template in environment.list_templates():
            environment.get_template(template)  # so that no visitor waits for one, nor meets one that cannot be opened
        self._environment = environment
        self._title = title

    def results(self, address: SearchAddress, page: SearchPage) -> str:
        """The search page with what was found, and other searches to try where that is nothing."""
        return self._write(
            "search.html",
            address=address,
            page=page,
            problems={},
            chips=chips(address),
            corrected=respelled(address.query, page.corrections),
            only_stop_words=wording.has_only_stop_words(address.query),
            timeline=timeline(address, page.request, page.months),
            facets=_facet_lists(address, page.facets),
            offers=others(address, page),
            excluding=excluding(page),
            paging=_paging(page),
        )

    def refused(self, address: SearchAddress, problems: Mapping[str, str]) -> str:
        """The search page with the form as it was filled in, and what is wrong with it."""
        return self._write(
            "search.html",
            address=address,
            page=None,
            problems=problems,
            chips=chips(address),
            timeline=None,
            facets=(),
        )

    def question(self, question: WrittenQuestion, came_from: SearchAddress, similar: SimilarQuestions) -> str:
        """The page of a question. `came_from` is the search it was found with, `similar` what is like it."""
        texts = (question.question or "", question.answer or "")
        question_text, answer_text = noted_texts(question)
        return self._write(
            "question.html",
            question=question,
            pairs=pairs(question),
            openings=openings(question),
            question_text=question_text,
            answer_text=answer_text,
            tables_in_text={rows_text(table.rows): table.doubt for table in question.tables},
            loose_tables=loose_tables(question.tables, *texts),
            came_from=came_from,
            similar=similar,
            address=SearchAddress(),
        )

    def help(self, newest: SearchPage) -> str:
        """How to search. The names and the number in its examples are those of the newest questions."""
        return self._write("help.html", address=SearchAddress(), examples=examples(newest))

    def about(self, info: IndexInfo) -> str:
        """What this site is."""
        return self._write("about.html", address=SearchAddress(), info=info)

    def problem(self, title: str, sentence: str, number: int) -> str:
        """A page that says why there is no other, and how to search for that number of a question instead."""
        return self._write("problem.html", address=SearchAddress(), title=title, sentence=sentence, number=number)

    def opensearch(self, site: str) -> str:
        """The site described for browsers that search it; `site` is its address without a slash at the end."""
        return self._write("opensearch.xml", **opensearch_description(self._title, site))

    def _write(self, template: str, **context: object) -> str:
        return self._environment.get_template(template).render(context)


def _static(name: str) -> str:
    """The address of a static file, which changes when its content does."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _search_for(parameter: str, value: str) -> str:
    """The address of the search for one value of a facet."""
    return "/?" + urlencode({parameter: value})


def _fragment(part: str | None) -> str:
    """Where the page of a question shows that sub-question."""
    return f"#v{quote(part)}" if part else ""


def _facet_lists(address: SearchAddress, facets: Mapping[Facet, tuple[FacetCount, ...]]) -> tuple[FacetList, ...]:
    return tuple(
        _facet_list(address, facet, facets.get(facet, ()))
        for facet in Facet
        if facets.get(facet) or address.chosen(facet)
    )


def _facet_list(address: SearchAddress, facet: Facet, counts: tuple[FacetCount, ...]) -> FacetList:
    # A chosen value stays in the list when nothing has it, or there would be no way to take it off here.
    missing = set(address.chosen(facet)) - {count.value for count in counts}
    counts += tuple(FacetCount(value, 0, True) for value in address.chosen(facet) if value in missing)
    shown = _in_order(facet, counts)
    listed = [count for place, count in enumerate(shown) if place < _VALUES_LISTED or count.chosen]
    hrefs = address.hrefs_choosing(facet, [count.value for count in listed])
    links = [
        FacetLink(
            wording.facet_value(facet, count.value),
            count.count,
            count.chosen,
            address.dropping(facet, count.value).href() if count.chosen else href,
        )
        for count, href in zip(listed, hrefs, strict=True)
    ]
    # Folding one or two values away costs more than it saves.
    edge = _VALUES_IN_SIGHT if len(links) > _VALUES_IN_SIGHT + 2 else len(links)
    return FacetList(
        field_of(facet).label,
        field_of(facet).dutch,
        tuple(links[:edge]),
        tuple(links[edge:]),
        len(shown) - len(links),
    )


def _in_order(facet: Facet, counts: tuple[FacetCount, ...]) -> list[FacetCount]:
    """Years newest first, and yes before no; of the others the chosen first, then as they came."""
    if facet in _ASCENDING or facet in _DESCENDING:
        return sorted(counts, key=lambda count: count.value, reverse=facet in _DESCENDING)
    return sorted(counts, key=lambda count: not count.chosen)


def _paging(page: SearchPage) -> Paging:
    needed = max(1, -(-page.total // page.request.per_page))
    deepest = MAX_RESULTS // page.request.per_page
    last = min(needed, deepest)
    current = page.request.page
    near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
    pages: list[int | None] = []
    for number in sorted(near):
        if pages and pages[-1] is not None and number > pages[-1] + 1:
            pages.append(None)
        pages.append(number)
    return Paging(current, last, tuple(pages), needed > deepest)
