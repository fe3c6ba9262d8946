"""The page of what changed at the source, worked out as plain data, and its feed."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.search import SourceChange, SourceChanges
from web.figures.paging import PAGE
from web.questions.versions import Said, path_to, said
from web.site.feeds import Entry
from web.site.templates import Templates

PATH = "/wijzigingen"
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A change and where the page of its question shows it, in Dutch."""

    change: SourceChange
    href: str
    said: tuple[Said, ...]


def changes_page(templates: Templates, found: SourceChanges, page: int) -> str:
    """A page of the list, counted from 1."""
    pages = max(1, -(-found.total // PER_PAGE))
    return templates.write(
        "figures/changes.html",
        found=found,
        listed=[_listed(change) for change in found.changes],
        page=page,
        pages=pages,
        start=PER_PAGE * (page - 1) + 1,
        before=href(page - 1) if 1 < page <= pages else None,
        after=href(page + 1) if page < pages else None,
        first=PATH,
        json=f"{href(page)}{'&' if page > 1 else '?'}format=json",
        atom=f"{PATH}?format=atom",
    )


def href(page: int) -> str:
    """The address of a page of the list."""
    return f"{PATH}?{PAGE}={page}" if page > 1 else PATH


def entries(found: SourceChanges) -> Iterator[Entry]:
    """The changes as entries of a feed; one whose time is not known has no place in it."""
    for change in found.changes:
        if change.seen_at:
            listed = _listed(change)
            yield Entry(
                path=listed.href,
                title=f"Gewijzigd: {change.title or 'Zonder titel'}",
                updated=change.seen_at,
                published=change.seen_at,
                summary="\n".join(map(str, listed.said)),
                authors=tuple(name for name in (change.asker, change.minister) if name),
            )


def _listed(change: SourceChange) -> Listed:
    return Listed(change, path_to(change.question, change.revision), tuple(map(said, change.changes)))
