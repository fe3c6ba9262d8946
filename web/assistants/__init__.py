"""The questions for assistants (Model Context Protocol): what they may ask, and what they are given to quote.

It needs a library that comes with an extra: nothing but `load` may be imported where that may be missing.
"""

from importlib import import_module
from types import ModuleType

from indexer.errors import LibraryMissing

_LIBRARY = "mcp"


def load() -> ModuleType:
    """The module of the server. Raises LibraryMissing."""
    try:
        return import_module(f"{__name__}.server")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != _LIBRARY:
            raise
        raise LibraryMissing(
            'to serve assistants (MCP) a library is needed: install it with pip install "vraagbaak[mcp]"'
        ) from error
