"""Which addresses are the parliament's own (contract, 10.4). Knows nothing else of this program."""

import re
from urllib.parse import urlsplit, urlunsplit

_DOMAINS = ("vlaamsparlement.be", "vlpar.be")
# Stricter than a parser: browsers and libraries differ over what `@`, `\` and a port in the name of a host mean.
_PLAIN_HOST = re.compile(r"[a-z0-9.-]+(?::(?P<port>\d+))?", re.ASCII | re.IGNORECASE)
_USUAL_PORTS = {"http": (None, "80"), "https": (None, "443")}


def is_parliament(url: str) -> bool:
    """Whether an address is on one of the parliament's own hosts."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in _DOMAINS)


def official(url: str, came_from: str = "") -> str | None:
    """An address as it may be followed and published: https on the parliament's hosts, None for any other host.

    `came_from` is the address of the reply that names it: what stands in for the parliament's hosts (a sample, a
    mirror) may name its own.
    """
    try:
        parts, own = urlsplit(url), urlsplit(came_from)
    except ValueError:
        return None
    plain = _PLAIN_HOST.fullmatch(parts.netloc)
    if plain is None or parts.scheme not in _USUAL_PORTS:
        return None
    if is_parliament(url) and plain["port"] in _USUAL_PORTS[parts.scheme]:
        return urlunsplit(parts._replace(scheme="https", netloc=parts.hostname or ""))
    return url if (parts.scheme, parts.netloc) == (own.scheme, own.netloc) else None


def names_a_host(url: str) -> bool:
    """Whether an address is more than a path on a host that it leaves to the reader."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc or "\\" in url)
