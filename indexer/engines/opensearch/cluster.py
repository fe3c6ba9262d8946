"""The cluster as it is asked: the client, and what its errors mean in one line."""

import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
)
from opensearchpy.exceptions import ConnectionError as NotReached

from indexer.engines.opensearch.settings import PREFIX, OpenSearchSettings, load_settings
from indexer.errors import EngineUnavailable, IndexDamaged, QueryRefused

_Read = TypeVar("_Read")

_OLDEST = 2
"""The first version of OpenSearch that is known to do."""

_MOST_TRIES = 3
"""How often a request is repeated at other nodes at least."""

_POOL = 32
"""Connections to a node that are kept open: a site answers so many visitors at once."""

_LEFT_ALONE = 30
"""Seconds that a node which did not answer is not asked again; longer each time that it does not."""

_PAUSES = (0.0, 0.1, 0.3, 1.0)
"""Seconds until what a dying node took with it is asked again: the others need a moment to know."""

_LOST = re.compile(
    "node_(disconnected|not_connected|closed)|connect_transport|no_shard_available|search_context_missing"
    "|unavailable_shards|cluster_manager_not_discovered"
)
_BLOCKED = "cluster_block_exception"
_FULL = re.compile("disk usage exceeded|read-only-allow-delete|create-index blocked")

# What it logs of a request that failed is what is raised too, in many lines.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


class Cluster:
    """A cluster that can be asked. Threads may share it."""

    def __init__(self, settings: OpenSearchSettings) -> None:
        self.settings = settings
        self.client = _client(settings)

    @contextmanager
    def asking(self, index: str | None = None) -> Iterator[OpenSearch]:
        """The client; what it raises in the block is raised as EngineUnavailable, IndexDamaged where there is no such
        index, or QueryRefused where a search was given up. What only a fault of ours brings about stays what it is."""
        try:
            yield self.client
        except OpenSearchException as error:
            meant = _meant(error, self.settings, index)
            if meant is None:
                raise
            raise meant from None  # the client's error may hold what was sent

    def read(self, index: str, ask: Callable[[OpenSearch], _Read]) -> _Read:
        """What `ask` reads of an index. What a node took with it as it died is asked again, where other nodes have a
        copy. Raises as `asking` does."""
        with self.asking(index) as client:
            for pause in _PAUSES:
                try:
                    return ask(client)
                except TransportError as error:
                    if not _LOST.search(str(error.info)):
                        raise
                    sleep(pause)
            return ask(client)

    def close(self) -> None:
        """Close all connections."""
        self.client.close()


def connected() -> Cluster:
    """The cluster of the settings. Raises EngineUnavailable where it cannot be reached, or is none of a version that
    is known."""
    cluster = Cluster(load_settings())
    try:
        with cluster.asking() as client:
            said = client.info()
        _check_version(said, cluster.settings)
    except BaseException:
        cluster.close()
        raise
    return cluster


def _client(settings: OpenSearchSettings) -> OpenSearch:
    given: dict[str, Any] = {}
    if settings.user and settings.password:
        given["http_auth"] = (settings.user, settings.password.get_secret_value())
    if settings.api_key:
        given["headers"] = {"authorization": f"ApiKey {settings.api_key.get_secret_value()}"}
    if any(url.startswith("https:") for url in settings.urls):
        given["ssl_context"] = _certificates(settings)
    return OpenSearch(
        list(settings.urls),
        timeout=settings.request_seconds,
        max_retries=max(_MOST_TRIES, len(settings.urls)),
        retry_on_timeout=True,
        dead_timeout=_LEFT_ALONE,
        pool_maxsize=_POOL,
        **given,
    )


def _certificates(settings: OpenSearchSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or error
        raise EngineUnavailable(f"{PREFIX}CA: {settings.ca} holds no certificates ({reason})") from None
    if not settings.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _check_version(said: Any, settings: OpenSearchSettings) -> None:
    version = said.get("version") if isinstance(said, dict) else None
    held = version if isinstance(version, dict) else {}
    number = str(held.get("number", ""))
    first = number.partition(".")[0]
    if held.get("distribution") == "opensearch" and first.isdecimal() and int(first) >= _OLDEST:
        return
    what = f"{held.get('distribution') or 'Elasticsearch'} {number}" if number else "something else"
    raise EngineUnavailable(f"at {settings.said} answers {what}: OpenSearch {_OLDEST} or newer is needed")


def _meant(error: OpenSearchException, settings: OpenSearchSettings, index: str | None) -> Exception | None:
    """What an error of the client means to whoever runs the program; None for one that is a fault of ours."""
    said = settings.said
    match error:
        case SSLError():
            return EngineUnavailable(
                f"the certificate of {said} is not trusted ({_reason(error)}): name the file with its authority in "
                f"{PREFIX}CA"
            )
        case ConnectionTimeout():
            return EngineUnavailable(
                f"OpenSearch at {said} did not answer in time: look whether it is overloaded, and try again"
            )
        case NotReached():
            return EngineUnavailable(
                f"no node of OpenSearch answers at {said}: start the cluster, or name other nodes with --opensearch"
            )
        case SerializationError():
            return EngineUnavailable(f"at {said} answers something else than OpenSearch: name other nodes")
        case TransportError():
            return _meant_by(error, settings, index)
    return None


def _meant_by(error: TransportError, settings: OpenSearchSettings, index: str | None) -> Exception | None:
    said, kind, reason = settings.said, error.error, _reason(error)
    if _BLOCKED in (kind, reason) or "blocked by" in reason:
        if _FULL.search(reason):
            return EngineUnavailable(
                f"the disks of OpenSearch at {said} are full, and it takes nothing more ({reason}): free some room, "
                "and run the same command again"
            )
        return EngineUnavailable(
            f"OpenSearch at {said} is read-only ({reason}): take that block away, and run the same command again"
        )
    if isinstance(error, AuthenticationException):
        return EngineUnavailable(
            f"OpenSearch at {said} refuses the user or the key (401): set {PREFIX}USER and {PREFIX}PASSWORD, or "
            f"{PREFIX}API_KEY"
        )
    if error.status_code == 403:
        return EngineUnavailable(f"OpenSearch at {said} does not let this user or key do that (403): {reason}")
    if isinstance(error, NotFoundError) and kind == "index_not_found_exception":
        return IndexDamaged(
            f"OpenSearch at {said} has no index {index or ''}: name the cluster that has it, or run "
            "`vraagbaak index --full`"
        )
    if "task_cancelled" in kind or "cancelled" in reason:
        return QueryRefused(
            "too_slow",
            f"the search was stopped after {settings.search_seconds:g} seconds: use fewer or rarer words",
            limit=round(settings.search_seconds),
        )
    if error.status_code in (429, 502, 503, 504):
        return EngineUnavailable(f"OpenSearch at {said} cannot answer now ({reason}): try again in a while")
    return None


def _reason(error: TransportError) -> str:
    """Why, as the cluster says it, on one line."""
    reason: object = None
    info = error.info
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        causes = info["error"].get("root_cause") or [info["error"]]
        reason = causes[0].get("reason") or causes[0].get("type") or info["error"].get("reason")
    elif isinstance(info, Exception):
        reason = getattr(info, "reason", None) or info
    return " ".join(str(reason or error.error).split())[:300]
