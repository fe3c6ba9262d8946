"""The site: pages and JSON over the index, in Dutch, without scripts."""
