"""What differs from one site to another."""

from dataclasses import dataclass
from pathlib import Path

LOOPBACK_ADDRESSES = ("127.0.0.1", "::1")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """What differs from one site to another.

    `allowed_hosts` are the names under which the site may be asked for ("*" for any). `contact` is a mail or web
    address for visitors. `demo` says on every page that the questions are invented. `proxies` are the addresses of
    reverse proxies that are believed when they say for whom they ask (X-Forwarded-For, X-Forwarded-Proto; "*" for any).
    `downloads` is a folder with dumps and their manifests, `metrics` whether anyone may read `/metrics`,
    `assistants` whether the site answers assistants at `/mcp`.
    `rate` is how many searches a second one visitor may ask of a process in the long run, 0 for as many as they like.
    `public_url` is where visitors find the site, without a slash at the end; without it a page names itself by the name
    under which it was asked.
    """

    title: str = "Vraagbaak"
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    contact: str | None = None
    demo: bool = False
    proxies: tuple[str, ...] = LOOPBACK_ADDRESSES
    rate: int = 5
    downloads: Path | None = None
    metrics: bool = False
    public_url: str | None = None
    assistants: bool = False
