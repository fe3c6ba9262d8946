"""What the hosts ask of a crawler: robots.txt, and being left alone for a while (contract, 3.3 and 9)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from protego import Protego

from crawler.check.finding import Finding, differs, fits, learned, shorten
from crawler.check.reply import Reply
from crawler.config import CrawlConfig
from crawler.parliament.addresses import Addresses, Query
from crawler.settings import user_agent


def read_robots(reply: Reply, config: CrawlConfig) -> Iterator[Finding]:
    """What a robots.txt forbids of the addresses that a crawl asks, and the pause it wants."""
    if reply.status >= 400:
        yield learned(f"there is none (HTTP {reply.status}): everything may be asked")
        return
    if reply.is_html:
        yield learned("it is HTML, which forbids nothing")
        return
    written = reply.body.decode("utf-8", errors="replace")
    rules, agent = Protego.parse(written), user_agent(config.contact)
    ours = _addresses(config, reply.url)
    forbidden = [what for what, url in ours.items() if not rules.can_fetch(url, agent)]
    if forbidden:
        yield differs(f"it forbids {', '.join(forbidden)}: {_in_one_line(written)}")
    elif ours:
        yield fits(f"it forbids nothing that a crawl asks of this host ({', '.join(ours)})")
    delay = rules.crawl_delay(agent)
    if delay is None:
        yield learned("it asks for no crawl-delay")
    elif delay <= config.pause:
        yield fits(f"its crawl-delay of {delay:g} s is kept by our pause of {config.pause:g} s")
    else:
        yield learned(f"its crawl-delay of {delay:g} s is longer than our pause of {config.pause:g} s: it will be kept")


def read_limits(replies: Sequence[Reply]) -> Iterator[Finding]:
    """The answers that asked to be left alone; these were asked again."""
    counts = Counter((reply.status, reply.headers.get("retry-after")) for reply in replies)
    for (status, wait), count in counts.items():
        yield learned(f"HTTP {status}, {count}x, " + (f"with Retry-After: {wait}" if wait else "without Retry-After"))


def _addresses(config: CrawlConfig, robots: str) -> dict[str, str]:
    """An address of each kind that a crawl asks of the host of that robots.txt."""
    addresses = Addresses(config)
    each = {
        "search": addresses.search(Query(), 1),
        "lists of questions": addresses.details([1, 2]),
        "questions": addresses.detail(1),
        "members": addresses.member(1),
        "files": addresses.file(1, "/files/pfile?id=1"),
        "pages": addresses.page(1),
    }
    host = urlsplit(robots).netloc
    return {what: url for what, url in each.items() if urlsplit(url).netloc == host}


def _in_one_line(written: str) -> str:
    return shorten(" | ".join(line.strip() for line in written.splitlines() if line.strip()), 300)
