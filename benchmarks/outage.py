"""Does a visitor notice that a node of OpenSearch dies? One of three is killed under a load, and comes back.

    python -m benchmarks.outage                                2,000 generated questions, 60 seconds
    python -m benchmarks.outage --corpus data/corpus.sqlite

The site has two worker processes and as many connections as is said, each of which asks for one search after the other,
nearly all of them new. After a quarter of the time the node is killed as a power cut would, after half of it started
again with the data that it has. What the dying node takes with it the site asks of the others, so nothing may fail.
Prints how many pages came and what failed, and ends with status 1 if anything did.
"""

import argparse
import os
import shlex
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from benchmarks.load import failures_in, load
from benchmarks.over_http import address_of
from benchmarks.questions import generated_corpus
from benchmarks.searches import mixed_searches
from benchmarks.served import served
from indexer.corpus.store import Corpus
from indexer.engines import OF_SERVERS
from indexer.index import build_index
from tests.support.engines import reaching
from tests.support.opensearch_nodes import WANTED, Cluster, cluster_of, why_not
from tests.support.ports import free_port

_NODES = 3
_SAMPLE = 3_000
_SEARCHES = 20_000


def main() -> int:
    """Start nodes, serve, ask, kill; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outage", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=2_000, help="how many to generate (default 2000)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to ask (default 60)")
    parser.add_argument("--connections", type=int, default=32, help="how many ask at a time (default 32)")
    given = parser.parse_args()
    os.environ.setdefault(WANTED, "1")
    if reason := why_not():
        sys.exit(reason)
    with (
        tempfile.TemporaryDirectory(prefix="vraagbaak-outage-") as name,
        cluster_of(_NODES) as cluster,
        reaching(*cluster.urls, shards=_NODES, replicas=1),
    ):
        data = Path(name)
        corpus = given.corpus or generated_corpus(data / "corpus.sqlite", given.questions)
        build_index(corpus, data / "index", engine=OF_SERVERS)
        with Corpus.open(corpus) as questions:
            searches = mixed_searches(list(islice(questions, _SAMPLE)), _SEARCHES)
        addresses = list(dict.fromkeys(map(address_of, searches)))
        serve = f"{shlex.quote(sys.executable)} vraagbaak.py serve --workers 2 --rate 0"
        with served(serve, free_port(), None, "--data", data) as site, ThreadPoolExecutor(1) as asking:
            coming = asking.submit(load, site.site, addresses, given.connections, given.seconds)
            _die_and_come_back(cluster, given.seconds)
            came = coming.result()
    times = sorted(milliseconds for some in came["times"].values() for milliseconds in some)
    failures = failures_in(came)
    print(f"{len(times):,} pages in {given.seconds:g} s, {statistics.median(times):,.0f} ms in the middle, ", end="")
    print(f"the slowest {times[-1]:,.0f} ms; {len(failures)} failed")
    print("\n".join(failures[:5]))
    return int(bool(failures))


def _die_and_come_back(cluster: Cluster, seconds: float) -> None:
    time.sleep(seconds / 4)
    cluster.kill(_NODES - 1)
    print("a node was killed")
    time.sleep(seconds / 4)
    cluster.restart(_NODES - 1)
    print("it is back")


if __name__ == "__main__":
    sys.exit(main())
