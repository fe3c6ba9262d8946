"""One check of the services from beginning to end, in this process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.check.finding import Reported, shorten
from crawler.check.spider import ContractCheck
from crawler.config import CrawlConfig
from crawler.errors import Interrupted
from crawler.run import run_spider

# That of a list of a hundred is longer, and tells no more; the JSON has it whole.
_LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything that was found, and with how many requests."""

    findings: tuple[Reported, ...]
    requests: int

    def count(self, kind: str) -> int:
        """How many findings are of that kind."""
        return sum(finding.kind == kind for finding in self.findings)


def check(config: CrawlConfig, progress: Callable[[int, int], None] | None = None) -> CheckReport:
    """Ask the services what the probes ask. Nothing is written.

    Once a process. Raises SiteUnreachable where nothing answers, Interrupted when somebody stops it.
    """
    findings: list[Reported] = []
    crawler = run_spider(ContractCheck, config, findings.append, progress=progress)
    spider, stats = crawler.spider, crawler.stats
    assert isinstance(spider, ContractCheck)
    if spider.error:
        raise spider.error
    if stats.get_value("finish_reason") != "finished":
        raise Interrupted("stopped before everything was asked; nothing is kept of a check, so begin again")
    return CheckReport(tuple(findings), stats.get_value("downloader/request_count", 0))


def lines(report: CheckReport) -> Iterator[str]:
    """The report for a terminal: a line a finding, and one that sums up."""
    for finding in report.findings:
        where = (
            f" ({shorten(finding.address, _LONGEST_ADDRESS)})" if finding.kind == "differs" and finding.address else ""
        )
        yield f"{finding.kind:<7}  {finding.probe}: {finding.said}{where}"
    fit, differ, new, skipped = (report.count(kind) for kind in ("fits", "differs", "learned", "skipped"))
    yield f"{report.requests} requests: {fit} as expected, {differ} different, {new} learned, {skipped} not asked"
