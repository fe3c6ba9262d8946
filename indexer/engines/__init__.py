"""The search engines, each behind the protocol. Nothing outside names one."""

from importlib import import_module

from indexer.engines.protocol import Check, Engine, Filters, Found, OpenIndex

ENGINES = ("whoosh", "tantivy")
"""The names of all engines. Each is a package here, whose ENGINE is imported when it is asked for."""

DEFAULT = "whoosh"

__all__ = ["DEFAULT", "ENGINES", "Check", "Engine", "Filters", "Found", "OpenIndex", "engine_named"]


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises ValueError for one that there is not."""
    if name not in ENGINES:
        raise ValueError(f"there is no engine {name!r}: choose from {', '.join(ENGINES)}")
    engine: Engine = import_module(f"{__name__}.{name}").ENGINE
    return engine
