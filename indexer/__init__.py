"""From the archive to the corpus to the index, and every question put to it."""
