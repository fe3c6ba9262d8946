"""The site described for browsers that search it (OpenSearch 1.1)."""

from web.site.templates import Templates

MEDIA_TYPE = "application/opensearchdescription+xml"
PATH = "/opensearch.xml"

_SHORT_NAME = 16
"""Letters that the name of a search engine may have, by the OpenSearch specification."""


def opensearch_description(templates: Templates, title: str, site: str) -> str:
    """The description; `site` is the site's address without a slash at the end."""
    return templates.write(
        "machines/opensearch.xml",
        short_name=title[:_SHORT_NAME],
        home=f"{site}/",
        results=f"{site}/?q={{searchTerms}}",
        suggestions=f"{site}/suggest?q={{searchTerms}}&format=opensearch",
        itself=site + PATH,
        icon=f"{site}/static/favicon.svg",
    )
