"""The last part of the address of a minister, an asker, a party, a theme or a session year: made of the name alone, so
that an address survives a rebuild."""

import re
from functools import lru_cache

from indexer.dutch.letters import fold

_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def slug(name: str) -> str:
    """A name folded, its words joined by hyphens (`van-den-bossche`, `cd-v`); "" without a letter or a figure."""
    return _BETWEEN.sub("-", fold(name)).strip("-")
