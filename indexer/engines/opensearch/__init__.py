"""The engine beyond one machine: OpenSearch, a cluster of servers; its client is installed with the extra of its name."""

from indexer.engines.opensearch.engine import OpenSearchEngine

ENGINE = OpenSearchEngine()
