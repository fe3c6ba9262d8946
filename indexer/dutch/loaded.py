"""Reads the dictionary, and all its words, when it is imported: for processes from which others are forked."""

from indexer.dutch.forms import DICTIONARY

DICTIONARY.words  # noqa: B018
