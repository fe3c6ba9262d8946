"""What every room of the site is given."""

from dataclasses import dataclass

from starlette.requests import Request

from indexer.search import SearchService
from web.site.config import SiteConfig
from web.site.here import site_of
from web.site.problems import Problems
from web.site.templates import Templates


@dataclass(frozen=True, slots=True)
class Site:
    """One site: the questions, the templates that show them, and what differs from other sites."""

    search: SearchService
    config: SiteConfig
    templates: Templates
    problems: Problems

    @classmethod
    def over(cls, search: SearchService, config: SiteConfig) -> "Site":
        """The site over an index that is open."""
        templates = Templates(config)
        return cls(search, config, templates, Problems(templates))

    def address(self, request: Request) -> str:
        """Where the site is, without a slash at the end."""
        return site_of(request, self.config.public_url)
