"""The engine for large archives: Tantivy, which is written in Rust and installed with the extra of its name."""

from indexer.engines.tantivy.engine import TantivyEngine

ENGINE = TantivyEngine()
