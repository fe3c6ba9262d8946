"""What can keep the site from answering.

WebError
├── BadAddress      a search address holds something that is not a date, a page or an order
└── CannotListen    the host or the port cannot be used

The sentences of BadAddress are Dutch, for the visitor; that of CannotListen is for the person at the keyboard.
"""

from collections.abc import Mapping


class WebError(Exception):
    """Base of every error this package raises on purpose."""


class BadAddress(WebError):
    """Parts of a search address that cannot be: `problems` maps each parameter to a sentence about it."""

    def __init__(self, problems: Mapping[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class CannotListen(WebError):
    """The host or the port cannot be used."""
