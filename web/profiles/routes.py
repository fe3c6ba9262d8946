"""The pages of ministers, askers, parties, themes and session years."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from starlette.requests import Request

from indexer.figures.models import Profile, ProfileSummary
from indexer.question import WrittenQuestion
from web.profiles.kinds import KINDS, Kind
from web.profiles.page import NEWEST, profile_page, profiles_page, search_of
from web.profiles.table import profile_csv, profiles_csv
from web.site.feeds import ENTRIES, feed_response, question_entry
from web.site.formats import VARY, Form, form_of
from web.site.links import profile_path
from web.site.routing import get, json_answer
from web.site.site import Site

_LIST_FORMS = (Form.HTML, Form.JSON, Form.CSV)
_FORMS = (*_LIST_FORMS, Form.ATOM)


class Profiles(BaseModel):
    """All profiles of a kind, in the order of the alphabet."""

    profiles: tuple[ProfileSummary, ...]


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    for kind in KINDS:
        pages = _Profiles(site, kind)
        get(
            router,
            kind.path,
            pages.list,
            name=f"{kind.kind}_list",
            summary=kind.many,
            forms=_LIST_FORMS,
            model=Profiles,
        )
        get(
            router,
            kind.path + "/{slug}",
            pages.profile,
            name=f"{kind.kind}_profile",
            summary=kind.one,
            forms=_FORMS,
            model=Profile,
        )
    return router


class _Profiles:
    def __init__(self, site: Site, kind: Kind) -> None:
        self._site = site
        self._kind = kind

    def list(self, request: Request) -> Response:
        """All of a kind, in the order of the alphabet."""
        form = form_of(request, *_LIST_FORMS)
        profiles = self._site.search.profiles(self._kind.kind)
        if form is Form.JSON:
            return json_answer(Profiles(profiles=profiles), headers=VARY)
        if form is Form.CSV:
            return profiles_csv(self._kind, profiles)
        return HTMLResponse(profiles_page(self._site.templates, self._kind, profiles), headers=VARY)

    def profile(self, request: Request, slug: str) -> Response:
        """What is counted of one of them, and its newest questions."""
        form = form_of(request, *_FORMS)
        profile = self._site.search.profile(self._kind.kind, slug)
        if profile is None:
            sentence = f"“{slug[:60]}” kennen we niet bij de {self._kind.many.lower()}."
            return self._site.problems.answer(request, 404, "Deze pagina bestaat niet", sentence)
        if form is Form.JSON:
            return json_answer(profile, headers=VARY)
        if form is Form.CSV:
            return profile_csv(profile)
        if form is Form.ATOM:
            return feed_response(
                self._site,
                request,
                path=profile_path(profile.kind, profile.slug),
                title=f"{self._kind.one} {profile.name}",
                entries=map(question_entry, self._newest(profile, ENTRIES)),
            )
        page = profile_page(self._site.templates, profile, self._newest(profile, NEWEST))
        return HTMLResponse(page, headers=VARY)

    def _newest(self, profile: Profile, count: int) -> tuple[WrittenQuestion, ...]:
        request = replace(search_of(profile).request(), per_page=count)
        return tuple(hit.question for hit in self._site.search.search(request).hits)
