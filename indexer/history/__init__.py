"""What changed at the source, with the differences of the texts."""
