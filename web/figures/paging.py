"""Which page of a list an address asks for."""

import re

from web.site.errors import BadAddress

PAGE = "pagina"
_PAGE = re.compile("[1-9][0-9]{0,5}")


def page_number(typed: str) -> int:
    """The number of the page; the first where nothing is typed. Raises BadAddress."""
    if typed and not _PAGE.fullmatch(typed):
        raise BadAddress({PAGE: f"“{typed[:40]}” is geen paginanummer. De eerste pagina is 1."})
    return int(typed or 1)
