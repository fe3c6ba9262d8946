"""The terms of an index: in how many questions each stands in each text, over all shards."""

from collections.abc import Iterable, Mapping
from typing import Any

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.generations import Held
from indexer.engines.ranking import rarity_of
from indexer.errors import EngineUnavailable
from indexer.fields import Text

_MOST = 200_000
"""Terms whose counts are remembered: some tens of megabytes."""

_TRIES = 3

_ASKED = "docs.error,docs.term_vectors.*.field_statistics.doc_count,docs.term_vectors.*.terms.*.doc_freq"


class Statistics:
    """Counts of terms, as the cluster was asked for them; an index that is read never changes. Threads may share it."""

    def __init__(self, cluster: Cluster, held: Held) -> None:
        self._cluster = cluster
        self._held = held
        self._counts: dict[str, Mapping[Text, int]] = {}
        self._documents = dict.fromkeys(Text, 0)

    def learn(self, terms: Iterable[str]) -> None:
        """Ask for all terms at once that are not known."""
        new = sorted({term for term in terms if term not in self._counts})
        if not new:
            return
        words = " ".join(new)
        asked = {"doc": dict.fromkeys(Text, words), "term_statistics": True, "offsets": False, "positions": False}
        shards = [{"_index": self._held.index, "routing": routing, **asked} for routing in self._held.routings]
        found = [one.get("term_vectors", {}) for one in self._answers(shards)]
        if len(self._counts) > _MOST:
            self._counts = {}
        self._documents = {
            text: sum(shard.get(text, {}).get("field_statistics", {}).get("doc_count", 0) for shard in found)
            for text in Text
        }
        held = {text: [shard.get(text, {}).get("terms", {}) for shard in found] for text in Text}
        self._counts |= {
            term: {text: sum(terms.get(term, {}).get("doc_freq", 0) for terms in held[text]) for text in Text}
            for term in new
        }

    def count(self, text: Text, term: str) -> int:
        """How many questions have a term in a text."""
        if term not in self._counts:
            self.learn([term])
        return self._counts[term][text]

    def rarity(self, text: Text, term: str) -> float:
        """How much a term counts in a text by itself: as OpenSearch reckons it."""
        return rarity_of(self.count(text, term), self._documents[text])

    def _answers(self, shards: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What each shard says. One that has just lost a node may have to be asked again."""
        for _ in range(_TRIES):
            docs: list[dict[str, Any]] = self._cluster.read(
                self._held.index,
                lambda client: client.mtermvectors(
                    body={"docs": shards},
                    params={"filter_path": _ASKED, "request_timeout": self._cluster.settings.patience},
                ),
            ).get("docs", [])
            if len(docs) == len(shards) and not any("error" in one for one in docs):
                return docs
        raise EngineUnavailable(
            f"a part of {self._held.index} in OpenSearch at {self._cluster.settings.said} cannot be asked: look after "
            "its nodes"
        )
