"""Writes a generation: an index of its own, filled anew, or cloned from the one before and changed.

A build that was killed leaves an index that nobody reads. The next build of the same generation goes on with it: what
it holds as it would be sent again is not sent, and what it holds beside that goes away.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch

from indexer.engines.opensearch import generations
from indexer.engines.opensearch.bulk import Bulk, Line, deleted, indexed
from indexer.engines.opensearch.cluster import Cluster, connected
from indexer.engines.opensearch.schema import DIGEST, WRITING, entry, mapping, settings
from indexer.engines.protocol import Batch
from indexer.engines.streams import Streams
from indexer.errors import BuildFailed, EngineUnavailable
from indexer.fields import Number

Analysed = list[Line]
"""Questions as they are sent."""

_FINISHED = "index.blocks.write"
"""Set once nothing more is written into an index: so it can be cloned, and is taken for whole."""

_PAGE = 10_000
_COPIES_SECONDS = 600
"""How long a build waits for the copies of an index. It is whole without them, but the death of a node is none."""


class Analyser:
    """The Maker of what is written here."""

    def __init__(self) -> None:
        self._streams = Streams(WRITING)

    def add(self, batch: Batch) -> Iterator[Analysed]:
        """Questions as lines of a bulk request: whoever sends them has nothing more to do with them."""
        texts = self._streams.of(batch)
        lines = []
        for question, *streams in zip(batch.questions, *texts.values(), strict=True):
            digest, held = entry(question, dict(zip(texts, streams, strict=True)))
            lines.append(indexed(question.id, digest, held))
        yield lines

    def finish(self) -> tuple[()]:
        """Nothing waits."""
        return ()


def write(generation: Path, base: Path | None, gone: Collection[int], made: Iterable[Analysed]) -> None:
    """Index questions beside those of the base less what is gone, or alone. Raises EngineUnavailable or BuildFailed."""
    cluster = connected()
    try:
        name = generations.index_name(cluster, generation)
        before = generations.read(base).index if base else None
        with cluster.asking(before or name) as client:
            held = _clone(client, cluster, before, name) if before else _begin(client, cluster, name)
        sent = _fill(cluster, name, held, gone, made)
        with cluster.asking(name) as client:
            expected = sent + (_kept(client, before, gone) if before else 0)
            _finish(client, cluster, name, expected)
            said = client.info()["cluster_name"]
            generations.write(generation, generations.Held(said, name, _routings(client, name)))
    finally:
        cluster.close()


def _begin(client: OpenSearch, cluster: Cluster, name: str) -> Mapping[int, str]:
    """An index to fill, and the digests of the questions that it holds already."""
    shards = cluster.settings.shards
    if client.indices.exists(index=name):
        if _can_go_on(client, name, shards):
            client.indices.refresh(index=name)
            return _digests(client, name)
        client.indices.delete(index=name)
    body = {"settings": {"index": settings(shards)}, "mappings": mapping()}
    _check_place(cluster, name, client.indices.create(index=name, body=body))
    return {}


def _can_go_on(client: OpenSearch, name: str, shards: int) -> bool:
    """Whether an index is one that was begun as one would be begun now, and not finished."""
    held: dict[str, str] = client.indices.get_settings(index=name, flat_settings=True)[name]["settings"]
    same = client.indices.get_mapping(index=name)[name]["mappings"].get("_meta") == mapping()["_meta"]
    return bool(same) and held.get(_FINISHED) != "true" and held["index.number_of_shards"] == str(shards)


def _clone(client: OpenSearch, cluster: Cluster, before: str, name: str) -> Mapping[int, str]:
    """An index that holds what the one before does: its files are the same, as far as the disk can."""
    client.indices.delete(index=name, ignore_unavailable=True)
    changed = {"index.number_of_replicas": 0, "index.refresh_interval": "-1", _FINISHED: False}
    _check_place(cluster, name, client.indices.clone(index=before, target=name, body={"settings": changed}))
    return {}


def _check_place(cluster: Cluster, name: str, said: Mapping[str, Any]) -> None:
    """Raises EngineUnavailable where no node took a new index."""
    if not said["shards_acknowledged"]:
        raise EngineUnavailable(
            f"no node of OpenSearch at {cluster.settings.said} has room for the index {name}: look at "
            "/_cluster/allocation/explain, mostly a disk is too full; then run the same command again"
        )


def _fill(cluster: Cluster, name: str, held: Mapping[int, str], gone: Collection[int], made: Iterable[Analysed]) -> int:
    """Send what is not held yet, after what goes away; how many questions were made."""
    sent = 0
    strays = set(held)
    with Bulk(cluster, name) as bulk:
        for question_id in gone:
            bulk.add(deleted(question_id))
    with Bulk(cluster, name) as bulk:
        for lines in made:
            for line in lines:
                sent += 1
                strays.discard(line.id)
                if held.get(line.id) != line.digest:
                    bulk.add(line)
        for question_id in strays:
            bulk.add(deleted(question_id))
    return sent


def _kept(client: OpenSearch, before: str, gone: Collection[int]) -> int:
    """How many questions of an index are not gone."""
    lost = sorted(gone)
    parts = [lost[start : start + _PAGE] for start in range(0, len(lost), _PAGE)]
    found = (client.count(index=before, body={"query": {"terms": {Number.ID: part}}})["count"] for part in parts)
    every: int = client.count(index=before)["count"]
    return every - sum(map(int, found))


def _finish(client: OpenSearch, cluster: Cluster, name: str, expected: int) -> None:
    """Make an index ready to be read: all there, counted, copied and written to no more."""
    client.indices.refresh(index=name)
    held = client.count(index=name)["count"]
    if held != expected:
        raise BuildFailed(
            f"the new index is not served, because it holds {held} questions and not {expected}: run the same command "
            "again, which sends what is missing"
        )
    client.indices.flush(index=name, wait_if_ongoing=True)
    changed = {
        "index.number_of_replicas": cluster.settings.replicas,
        "index.refresh_interval": None,
        "index.translog.durability": None,
        _FINISHED: True,
    }
    client.indices.put_settings(index=name, body=changed)
    _wait_for_copies(client, cluster, name)


def _wait_for_copies(client: OpenSearch, cluster: Cluster, name: str) -> None:
    """Wait until each shard has its copies, as far as there are nodes for them."""
    end = time.monotonic() + _COPIES_SECONDS
    nodes = client.cluster.health()["number_of_data_nodes"]
    wanted = min(cluster.settings.replicas, nodes - 1)
    while time.monotonic() < end:
        shards = client.cat.shards(index=name, format="json", h="shard,state")
        started = sum(shard["state"] == "STARTED" for shard in shards)
        if started >= len({shard["shard"] for shard in shards}) * (1 + wanted):
            return
        time.sleep(0.2)


def _digests(client: OpenSearch, name: str) -> dict[int, str]:
    """The digests of all questions that an index holds."""
    held: dict[int, str] = {}
    asked: dict[str, Any] = {
        "size": _PAGE,
        "sort": [{Number.ID: "asc"}],
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": [DIGEST],
    }
    while hits := client.search(index=name, body=asked, allow_partial_search_results=False)["hits"]["hits"]:
        held |= {hit["sort"][0]: hit["fields"][DIGEST][0] for hit in hits}
        asked["search_after"] = hits[-1]["sort"]
    return held


def _routings(client: OpenSearch, name: str) -> tuple[str, ...]:
    """A routing that leads to each shard."""
    held = client.indices.get_settings(index=name, flat_settings=True)[name]["settings"]
    found: dict[int, str] = {}
    for routing in map(str, count()):
        if len(found) == int(held["index.number_of_shards"]):
            return tuple(found.values())
        ((shard, *_),) = client.search_shards(index=name, routing=routing)["shards"]
        found.setdefault(shard["shard"], routing)
    raise AssertionError
