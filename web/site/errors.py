"""What can keep the site from answering.

WebError
├── BadAddress      a search address holds something that is not a date, a page or an order
├── NotOffered      a page is asked for in a form that it does not have
└── CannotListen    the host or the port cannot be used

The sentences of BadAddress and NotOffered are Dutch, for the visitor; that of CannotListen is for the person at the
keyboard.
"""

from collections.abc import Mapping, Sequence


class WebError(Exception):
    """Base of every error this package raises on purpose."""


class BadAddress(WebError):
    """Parts of a search address that cannot be: `problems` maps each parameter to a sentence about it."""

    def __init__(self, problems: Mapping[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class NotOffered(WebError):
    """A form that this page does not have; `offered` are those that it has."""

    def __init__(self, chosen: str, offered: Sequence[str]):
        super().__init__(f"De vorm “{chosen[:40]}” is er hier niet. Kies uit {', '.join(offered)}.")
        self.offered = tuple(offered)


class CannotListen(WebError):
    """The host or the port cannot be used."""
