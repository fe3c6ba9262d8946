"""The engines as tests take them: those that need no server, and the one that needs a cluster, where there is one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from indexer.engines import LOCAL, Engine, engine_named
from indexer.engines.opensearch.settings import PREFIX
from indexer.errors import LibraryMissing


@contextmanager
def engine_for(name: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine, with a cluster of three nodes where it needs one. Skips where one of them is not to be had."""
    try:
        engine = engine_named(name)
    except LibraryMissing as error:
        pytest.skip(str(error))
    if name in LOCAL:
        yield engine
        return
    with reaching(*request.getfixturevalue("nodes").urls, shards=3):
        yield engine


@contextmanager
def reaching(*urls: str, **settings: object) -> Iterator[None]:
    """The settings of the environment name this cluster."""
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patched.delenv(name)
        for name, value in ({"urls": " ".join(urls)} | settings).items():
            patched.setenv(PREFIX + name.upper(), str(value))
        yield
