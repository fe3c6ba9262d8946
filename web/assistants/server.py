"""The MCP server: the tools that an assistant may use, over stdio or at an address of the site."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.requests import Request
from starlette.routing import BaseRoute

from indexer.errors import IndexerError, QueryRefused
from indexer.fields import COUNTED, Facet
from indexer.search import SearchService, SuggestionKind
from web.assistants import answers
from web.assistants.answers import Counts, Results, WholeQuestion
from web.site import wording
from web.site.address import SearchAddress
from web.site.errors import BadAddress

PATH = "/mcp"

_PER_PAGE = 10
_VALUES = 50
_MAX_BODY = 64 * 1024
_SAFE = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Written questions of members of the Vlaams Parlement (Flemish Parliament) with the answers of ministers; all "
    "texts are Dutch, so search in Dutch. Every answer has its source: cite it with `citation` and give `address` (or "
    "`official`). Quote only what a tool returned; read the question before saying what a minister answered. A total "
    "counts what this archive holds. A tool that finds no such name says which names there are."
)

_Query = Annotated[
    str,
    Field(
        description='Dutch words; all must match, in any form. "a phrase", a OR b, NOT c, begin*, titel:woord, '
        "nummer:322. Empty finds every question."
    ),
]
_Minister = Annotated[str | None, Field(description="Name of the minister who was asked, first name first.")]
_Asker = Annotated[str | None, Field(description="Name of the member who asked, first name first.")]
_Party = Annotated[str | None, Field(description="Party of the member who asked.")]
_Theme = Annotated[str | None, Field(description="Theme of the parliament, as `counts` by theme lists them.")]
_Year = Annotated[str | None, Field(description="Session year, as 2023-2024.", pattern=r"^\d{4}-\d{4}$")]
_Since = Annotated[str | None, Field(description="Asked on this day or later: 2023-12-31, 2023-12 or 2023.")]
_Until = Annotated[str | None, Field(description="Asked on this day or before: 2023-12-31, 2023-12 or 2023.")]
_Answered = Annotated[bool | None, Field(description="Only with an answer, or only without one.")]
_Sort = Annotated[
    str,
    Field(
        description="relevantie, nieuwste, oudste or wachttijd (longest wait first); empty: by relevance.",
        pattern="^(relevantie|nieuwste|oudste|wachttijd|)$",
    ),
]

_SUGGESTED = {
    Facet.MINISTER: SuggestionKind.MINISTER,
    Facet.ASKER: SuggestionKind.ASKER,
    Facet.PARTY: SuggestionKind.PARTY,
    Facet.THEME: SuggestionKind.THEME,
}


class _Tools:
    """What an assistant may ask. What it reads of each tool is its description and that of its parameters."""

    def __init__(self, search: SearchService, address: Callable[[Request | None], str | None]) -> None:
        self._search = search
        self._address = address

    def search(
        self,
        ctx: Context,
        query: _Query = "",
        minister: _Minister = None,
        asker: _Asker = None,
        party: _Party = None,
        theme: _Theme = None,
        session_year: _Year = None,
        since: _Since = None,
        until: _Until = None,
        answered: _Answered = None,
        sort: _Sort = "",
        page: Annotated[int, Field(ge=1, description=f"Page of {_PER_PAGE} questions, from 1.")] = 1,
    ) -> Results:
        """Find written questions, with passages to quote, how to cite each and where it stands."""
        chosen = self._chosen(minister, asker, party, theme, session_year, answered)
        asked = _asked(query, chosen, since, until, sort=sort, page=str(page), per_page=str(_PER_PAGE))
        with _refusals():
            found = self._search.search(asked.request())
        return answers.results(found, self._site(ctx), asked.at_page(page).href())

    def question(
        self,
        ctx: Context,
        id: Annotated[int, Field(ge=0, description="The id that `search` gives.")],
        part: Annotated[str | None, Field(description="Label of one sub-question, as `parts` lists them.")] = None,
    ) -> WholeQuestion:
        """Read one written question with its answer: whole, or one of its numbered sub-questions."""
        with _refusals():
            found = self._search.get(id)
        if found is None:
            raise ToolError(f"There is no question with id {id}: take the id of one that `search` found.")
        if part is None:
            return answers.whole(found, self._site(ctx))
        answer = answers.part_of(found, self._site(ctx), part)
        if answer is None:
            labels = ", ".join(one.label for one in found.parts) or "none"
            raise ToolError(f"Question {id} has no part {part!r}. Its parts: {labels}.")
        return answer

    def counts(
        self,
        ctx: Context,
        by: Annotated[Facet, Field(description="What to count by.")],
        query: _Query = "",
        minister: _Minister = None,
        asker: _Asker = None,
        party: _Party = None,
        theme: _Theme = None,
        session_year: _Year = None,
        since: _Since = None,
        until: _Until = None,
        answered: _Answered = None,
    ) -> Counts:
        """Count written questions by minister, asker, party, theme, session year and so on: of all, or of a search."""
        if by not in COUNTED:
            raise ToolError(f"Questions are not counted by {by}. Choose from {', '.join(COUNTED)}.")
        chosen = self._chosen(minister, asker, party, theme, session_year, answered)
        asked = _asked(query, chosen, since, until, per_page="1")
        with _refusals():
            found = self._search.search(asked.request())
        values = found.facets.get(by, ())
        return answers.counts(found, by, values, _VALUES, self._site(ctx), _asked(query, chosen, since, until).href())

    def _site(self, ctx: Context) -> str | None:
        return self._address(ctx.request_context.request)

    def _chosen(
        self,
        minister: str | None,
        asker: str | None,
        party: str | None,
        theme: str | None,
        session_year: str | None,
        answered: bool | None,
    ) -> dict[Facet, str]:
        """The values to choose. Raises ToolError for a name that no question has, with those that are like it."""
        given = {Facet.MINISTER: minister, Facet.ASKER: asker, Facet.PARTY: party, Facet.THEME: theme}
        chosen = {facet: self._known(facet, value) for facet, value in given.items() if value}
        if session_year:
            chosen[Facet.SESSION_YEAR] = session_year
        if answered is not None:
            chosen[Facet.ANSWERED] = "ja" if answered else "nee"
        return chosen

    def _known(self, facet: Facet, value: str) -> str:
        with _refusals():
            named = [one.text for one in self._search.suggest(value, 20) if one.kind is _SUGGESTED[facet]]
            if value in named or self._search.search(_asked("", {facet: value}).request()).total:
                return value
        if len(named) == 1 and named[0].casefold() == value.casefold():
            return named[0]
        like = f"Meant may be: {'; '.join(named)}." if named else f"Use `counts` by {facet} to see all."
        raise ToolError(f"No question has the {facet} {value!r}. {like}")


def assistants_server(
    search: SearchService, *, title: str, address: Callable[[Request | None], str | None]
) -> MCPServer[Any]:
    """The server over an index that is open. `address` gives the site's address, without a slash at the end, for a
    request over HTTP or for none; None where it has no address."""
    server: MCPServer[Any] = MCPServer(title, instructions=_INSTRUCTIONS, log_level="WARNING", subscriptions=False)
    tools = _Tools(search, address)
    for tool in (tools.search, tools.question, tools.counts):
        server.add_tool(tool, annotations=_SAFE)
    return server


def http_routes(server: MCPServer[Any]) -> tuple[list[BaseRoute], Callable[[], AbstractAsyncContextManager[None]]]:
    """The routes at PATH, and what has to run for as long as they are served.

    Each request stands by itself, so that any worker can answer it. Names of hosts are checked by the site, for this
    address as for the others; and any page may read what anybody may.
    """
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_MAX_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return list(app.routes), server.session_manager.run


def _asked(
    query: str, chosen: Mapping[Facet, str], since: str | None = None, until: str | None = None, **more: str
) -> SearchAddress:
    days = {"since": since or "", "until": until or ""}
    facets = {facet.value: (value,) for facet, value in chosen.items()}
    return SearchAddress.model_validate({"query": query} | days | facets | more)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what cannot be asked, and what cannot be answered now, into a sentence for the assistant."""
    try:
        yield
    except BadAddress as error:
        raise ToolError(str(error)) from error
    except QueryRefused as error:
        raise ToolError(wording.refusal(error)) from error
    except IndexerError as error:
        raise ToolError("The index cannot be read at the moment: try again in some minutes.") from error
