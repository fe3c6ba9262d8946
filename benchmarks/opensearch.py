"""How quickly do servers take questions, and answer? The engine of servers beside its own client, and beside Tantivy.

    python -m benchmarks.opensearch                       2,000 generated questions, three nodes on this machine
    python -m benchmarks.opensearch --questions 20000
    python -m benchmarks.opensearch --corpus data/corpus.sqlite

The nodes are those of the tests (`make test-opensearch` builds them). The documents are made before the clock starts,
and are the same for all: ours goes through the `write` of the engine, the client's own helpers through `bulk` (a
connection) and `parallel_bulk` (as many as ours), into indices of the same fields; all end with what was sent refreshed
and flushed to disk. Each is done as often as `--rounds` says, in turn, and the quickest counts.

Exits with 1 where less than half of what the better helper reaches is reached.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk, parallel_bulk

from benchmarks.questions import generated_corpus
from benchmarks.served import ROOT
from indexer.corpus.store import Corpus
from indexer.dutch.pieces import Pieces
from indexer.engines import FOR_MANY, OF_SERVERS, batch_of, engine_named
from tests.support.engines import reaching
from tests.support.opensearch_nodes import WANTED, Cluster, cluster_of, why_not

LEAST = 0.5
"""Of what the better helper reaches."""

_CONNECTIONS = 4
_OURS = "vraagbaak"


def main() -> int:
    """Start nodes, send, search, print; returns the exit status."""
    options = _options()
    os.environ.setdefault(WANTED, "1")
    if reason := why_not():
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-") as folder, cluster_of(options.nodes) as cluster:
        place = Path(folder)
        corpus = options.corpus or generated_corpus(place / "corpus.sqlite", options.questions)
        with reaching(*cluster.urls, shards=3, replicas=0, connections=_CONNECTIONS):
            ratio = _bulk(cluster, place, corpus, options.rounds)
        sys.stdout.flush()
        with reaching(*cluster.urls, shards=3, replicas=1, connections=_CONNECTIONS):
            _search(corpus)
    return int(ratio < LEAST)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opensearch", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=2_000, help="how many to generate (default 2000)")
    parser.add_argument("--nodes", type=int, default=3, help="how many nodes to start (default 3)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is sent (default 3)")
    return parser.parse_args()


def _bulk(cluster: Cluster, place: Path, corpus: Path, rounds: int) -> float:
    """Send all questions in each of the ways; prints how many a second, and returns the ratio."""
    engine = engine_named(OF_SERVERS)
    lines = _made(corpus)
    documents = [_action(line.body) for some in lines for line in some]
    with closing(OpenSearch(list(cluster.urls), timeout=60)) as client:
        folder = place / "first"
        folder.mkdir()
        engine.write(folder, None, (), lines)
        (held,) = client.indices.get(index="vraagbaak-*").values()
        ways: dict[str, Callable[[int], None]] = {
            _OURS: lambda number: _write(place / f"round-{number}", lines),
            "bulk": lambda number: _helped(client, held, documents, f"bulk-{number}", many=False),
            "parallel_bulk": lambda number: _helped(client, held, documents, f"parallel-{number}", many=True),
        }
        seconds = {name: min(_seconds(way, number) for number in range(rounds)) for name, way in ways.items()}
    megabytes = sum(len(line.body) for some in lines for line in some) / 1e6
    print(f"{len(documents):,} questions ready to be sent, {megabytes:.0f} MB, {_CONNECTIONS} connections\n")
    for name, took in seconds.items():
        print(f"{name:<16}{len(documents) / took:>9.0f} questions a second{megabytes / took:>8.1f} MB/s")
    ratio = min(took for name, took in seconds.items() if name != _OURS) / seconds[_OURS]
    print(f"\n{ratio:.2f} of the better helper of its own client; {LEAST} is the least\n")
    return ratio


def _made(corpus: Path) -> list[Any]:
    """All questions as the engine's maker makes them."""
    maker, pieces = engine_named(OF_SERVERS).maker(corpus.parent), Pieces()
    with Corpus.open(corpus) as source:
        questions = list(source)
    return [
        made for at in range(0, len(questions), 100) for made in maker.add(batch_of(questions[at : at + 100], pieces))
    ]


def _action(body: bytes) -> dict[str, Any]:
    head, document = body.splitlines()
    return {"_id": json.loads(head)["index"]["_id"], "_source": json.loads(document)}


def _write(folder: Path, lines: Sequence[Any]) -> None:
    folder.mkdir()
    engine_named(OF_SERVERS).write(folder, None, (), lines)


def _helped(
    client: OpenSearch, held: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], name: str, *, many: bool
) -> None:
    """Send all with a helper of the client, into an index of the same fields."""
    kept = ("number_of_shards", "analysis", "similarity")
    settings = {"index": {key: held["settings"]["index"][key] for key in kept}}
    settings["index"] |= {"number_of_replicas": 0, "refresh_interval": "-1", "translog.durability": "async"}
    client.indices.create(index=name, body={"settings": settings, "mappings": held["mappings"]})
    actions = ({"_index": name, **one} for one in documents)
    if many:
        deque(parallel_bulk(client, actions, thread_count=_CONNECTIONS), maxlen=0)
    else:
        bulk(client, actions)
    client.indices.refresh(index=name)
    client.indices.flush(index=name, wait_if_ongoing=True)
    assert client.count(index=name)["count"] == len(documents)


def _seconds(way: Callable[[int], None], number: int) -> float:
    started = time.monotonic()
    way(number)
    return time.monotonic() - started


def _search(corpus: Path) -> None:
    """The benchmark of search with both engines."""
    command = [sys.executable, "-m", "benchmarks.search", "--corpus", str(corpus), "--engines", FOR_MANY, OF_SERVERS]
    subprocess.run(command, cwd=ROOT, check=False)


if __name__ == "__main__":
    sys.exit(main())
