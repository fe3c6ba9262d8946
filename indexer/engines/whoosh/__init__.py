"""The embedded engine that is always there: Whoosh's index, read a block at a time."""
