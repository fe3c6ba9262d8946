"""The templates that write pages as HTML, with what all of them share."""

from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.dutch.dates import day_in_dutch
from indexer.question import is_official
from web.site import wording
from web.site.address import SearchAddress
from web.site.config import SiteConfig
from web.site.here import here
from web.site.links import ROOMS, anchor, fragment, profile_of, search_for

STATIC = Path(__file__).parents[1] / "static"
_TEMPLATES = Path(__file__).parents[1] / "templates"


class Templates:
    """The templates of one site, ready to be filled in."""

    def __init__(self, config: SiteConfig) -> None:
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
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
            text_state=wording.text_state,
            surname=wording.surname,
            moment=wording.moment,
            answer_state=wording.answer_state,
        )
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        environment.tests["web_address"] = wording.is_web_address
        # A demo is crawled from a sample, which stands in for the parliament.
        environment.tests["official"] = wording.is_web_address if config.demo else is_official
        environment.globals.update(
            site_title=config.title,
            contact=config.contact,
            demo=config.demo,
            stylesheet=_static("style.css"),
            script=_static("suggest.js"),
            copy_script=_static("copy.js"),
            badges=wording.BADGES,
            text_status=wording.TEXT_STATUS,
            roles=wording.ROLES,
            rooms=ROOMS,
            share=wording.share,
            search_for=search_for,
            profile_of=profile_of,
            anchor=anchor,
            fragment=fragment,
        )
        for template in environment.list_templates():
            environment.get_template(template)  # so that no visitor waits for one, nor meets one that cannot be opened
        self._environment = environment

    def write(self, template: str, **context: object) -> str:
        """A page. `address` is the search that the form at its top starts from: none where nothing is said. `room` is
        the address of the room that it stands in, where the menu has it. `here` is where the page is."""
        shared = {"address": SearchAddress(), "room": None, "here": here()}
        return self._environment.get_template(template).render(shared | context)


def _static(name: str) -> str:
    """The address of a static file, which changes when its content does."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
