"""The search engines, each behind the protocol. Nothing outside names one."""

from importlib import import_module

from indexer.engines.protocol import Batch, Check, Engine, Filters, Found, Maker, OpenIndex, batch_of
from indexer.errors import LibraryMissing

LOCAL = ("whoosh", "tantivy")
"""The names of the engines that keep all that they hold in the folder of the index."""

OF_SERVERS = "opensearch"
"""The name of the engine whose indices are kept by servers."""

ENGINES = (*LOCAL, OF_SERVERS)
"""The names of all engines. Each is a package here, whose ENGINE is imported when it is asked for; where that needs a
library which is not always installed, an extra of the same name brings it."""

DEFAULT = "whoosh"
FOR_MANY = "tantivy"
"""The engine for large archives."""

_LIBRARIES = {FOR_MANY: ("tantivy", "orjson"), OF_SERVERS: ("opensearchpy",)}
"""What the extra of an engine brings, by the names under which it is imported."""

MANY = 20_000
"""From so many questions on the engine for large archives is worth its installation."""

__all__ = [
    "DEFAULT",
    "ENGINES",
    "LOCAL",
    "OF_SERVERS",
    "Batch",
    "Check",
    "Engine",
    "Filters",
    "Found",
    "Maker",
    "OpenIndex",
    "advice",
    "batch_of",
    "engine_named",
]


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises ValueError for one that there is not, LibraryMissing for one that needs a library
    which is not installed."""
    if name not in ENGINES:
        raise ValueError(f"there is no engine {name!r}: choose from {', '.join(ENGINES)}")
    try:
        engine: Engine = import_module(f"{__name__}.{name}").ENGINE
    except ModuleNotFoundError as error:
        if error.name not in _LIBRARIES.get(name, ()):
            raise
        raise LibraryMissing(
            f'the engine {name} is not installed: install it with pip install "vraagbaak[{name}]"'
        ) from error
    return engine


def advice(name: str, questions: int) -> str | None:
    """What another engine would gain where an index has so many questions; None where it would gain little."""
    if name != DEFAULT or questions < MANY:
        return None
    return (
        f"over so many questions {FOR_MANY} serves a quarter sooner in half the memory, and is built sooner: "
        f'pip install "vraagbaak[{FOR_MANY}]", then vraagbaak index --engine {FOR_MANY}'
    )
