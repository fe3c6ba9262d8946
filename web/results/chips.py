"""The filters of a search that are on, each with the search without it."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.fields import Facet, field_of
from web.site import wording
from web.site.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the search where it is off."""

    label: str
    value: str
    without: SearchAddress


def chips(address: SearchAddress) -> tuple[Chip, ...]:
    """The filters of a search, in the order of the page."""
    return tuple(_chips(address))


def _chips(address: SearchAddress) -> Iterator[Chip]:
    for facet in Facet:
        for value in address.chosen(facet):
            yield Chip(field_of(facet).label, wording.facet_value(facet, value), address.dropping(facet, value))
    if address.since and address.since == address.until and (period := wording.typed_period(address.since)):
        yield Chip("Gesteld", period, address.between("", ""))
        return
    if address.since:
        yield Chip("Vanaf", wording.typed_date(address.since_shown), address.between("", address.until))
    if address.until:
        yield Chip("Tot en met", wording.typed_date(address.until_shown), address.between(address.since, ""))
