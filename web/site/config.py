"""What differs from one site to another."""

from dataclasses import dataclass

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """What differs from one site to another.

    `allowed_hosts` are the names under which the site may be asked for ("*" for any). `contact` is a mail or web
    address for visitors. `demo` says on every page that the questions are invented.
    """

    title: str = "Vraagbaak"
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    contact: str | None = None
    demo: bool = False
