"""The engine beyond one machine: OpenSearch, a cluster of servers. The extra of its name brings its client."""

from indexer.engines.opensearch.engine import OpenSearchEngine

ENGINE = OpenSearchEngine()
