"""What a Prometheus server reads of the site: requests, how long they take, and how old the data are."""

import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.errors import IndexerError
from indexer.search import SearchService
from web.site.caching import UNKEPT
from web.site.routing import get

PATH = "/metrics"
MEDIA_TYPE = "text/plain; version=0.0.4"

TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes count together. It has to be set before any of them loads this."""

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_NOWHERE = "(none)"


class Metrics:
    """The counts of one process, or with TOGETHER of all of them."""

    def __init__(self, search: SearchService) -> None:
        counted = CollectorRegistry()
        labels = ("address", "status")
        self._requests = Counter("vraagbaak_requests", "Requests answered.", labels, registry=counted)
        self._seconds = Histogram(
            "vraagbaak_request_seconds",
            "Seconds until the answer was sent.",
            ("address",),
            registry=counted,
            buckets=_BUCKETS,
        )
        self._registry = counted
        if folder := os.environ.get(TOGETHER):
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry, folder)  # type: ignore[no-untyped-call]
        self._registry.register(_OfIndex(search))

    def saw(self, address: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(address, str(status)).inc()
        self._seconds.labels(address).observe(seconds)

    def written(self) -> bytes:
        """All counts in the text format of Prometheus."""
        return generate_latest(self._registry)


class _OfIndex(Collector):
    """What the index holds and how old it is, at the moment it is asked."""

    def __init__(self, search: SearchService) -> None:
        self._search = search

    def collect(self) -> Iterator[Metric]:
        try:
            info = self._search.info()
        except IndexerError:
            yield GaugeMetricFamily("vraagbaak_index_up", "Whether the index can be read.", 0)
            return
        built = datetime.fromisoformat(info.built_at)
        age = (datetime.now(UTC) - built).total_seconds()
        yield GaugeMetricFamily("vraagbaak_index_up", "Whether the index can be read.", 1)
        yield GaugeMetricFamily("vraagbaak_questions", "Questions in the index.", info.questions)
        yield GaugeMetricFamily("vraagbaak_index_built_seconds", "When the index was made.", built.timestamp())
        yield GaugeMetricFamily("vraagbaak_index_age_seconds", "How long ago the index was made.", age)
        yield GaugeMetricFamily("vraagbaak_corpus_revision", "Of the corpus that is in it.", info.corpus_revision)
        named = GaugeMetricFamily("vraagbaak_index_info", "Which index it is.", labels=("generation", "engine"))
        named.add_metric((self._search.generation(), info.engine), 1)
        yield named


class Measured:
    """Counts every request by the pattern of its address, the status and the time it took."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Sequence[APIRoute]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            self._metrics.saw(_pattern(scope["path"], self._routes), status, time.perf_counter() - started)


def _pattern(path: str, routes: Sequence[APIRoute]) -> str:
    """The pattern of an address, one for all questions; one name for all that are none."""
    if path.startswith("/static/"):
        return "/static"
    return next((route.path for route in routes if route.path_regex.match(path)), _NOWHERE)


def routes(metrics: Metrics) -> APIRouter:
    """The address where they are read."""

    def read() -> Response:
        """All counts, in the text format of Prometheus."""
        return Response(metrics.written(), headers=UNKEPT, media_type=MEDIA_TYPE)

    router = APIRouter()
    get(router, PATH, read, media_type="text/plain", summary="Hoe het met de site gaat, voor Prometheus")
    return router
