"""The embedded engine that is always there: Whoosh's segments, with posting lists that are read and written whole."""

from indexer.engines.whoosh.engine import WhooshEngine

ENGINE = WhooshEngine()
