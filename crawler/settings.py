"""Scrapy's settings: politeness and plumbing. What depends on the configuration is in `settings_for`."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.config import CrawlConfig, load_config
from crawler.errors import CrawlerError

BOT_NAME = "vraagbaak"
SPIDER_MODULES = ["crawler.spiders", "crawler.check.spider"]
NEWSPIDER_MODULE = "crawler.spiders"

# Polite: one request at a time to a host, robots.txt obeyed, slower when the host is.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# More than that only wait in the downloader, from where they go out also when the crawl is to stop.
CONCURRENT_REQUESTS = 8
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "application/json",
    "Accept-Language": "nl",
    # What the standard library can tell to be whole.
    "Accept-Encoding": "gzip, deflate",
}

# Scrapy's defaults trust the network and whoever is on this machine; these do not.
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.politeness.hosts.PublicResolver"
COOKIES_ENABLED = False
REFERER_ENABLED = False
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_WARNSIZE = 0

# A request that used all its time is not repeated within the run; everything else that may pass is.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"

# The archive knows what was asked for; Scrapy need not.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
JOBDIR = None
# Compiles the callback's source for every response; the callbacks here return nothing from generators.
WARN_ON_GENERATOR_RETURN_VALUE = False

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.politeness.hosts.AllowedHosts": 50,
    "crawler.politeness.allowance.Allowance": 840,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.hosts.Robots": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.politeness.hosts.Redirects": 600,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.politeness.compression.Compression": 590,
}
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
    "crawler.politeness.hosts.HostPause": 0,
    "crawler.progress.Progress": 0,
}
ITEM_PIPELINES = {"crawler.pipelines.Check": 100, "crawler.pipelines.Keep": 200}
# One after the other, so that a window is finished only after its pages are stored.
CONCURRENT_ITEMS = 1

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s: %(message)s"
STATS_DUMP = False

# Without any delay Scrapy counts a request as begun only after it took the next one from its queue, and so opens many
# at once whatever the limit. A millisecond after the start of a request is over before its reply comes.
_SHORTEST_DELAY = 0.001
# Seconds by which a pause is longer than was asked for, as the network may bring two requests closer together.
_MARGIN = 0.03


def config_of(settings: BaseSettings) -> CrawlConfig:
    """The configuration that a run was given, or the environment's. Raises UsageError."""
    try:
        config: CrawlConfig = settings.get("CRAWL_CONFIG") or load_config()
    except CrawlerError as error:
        raise UsageError(str(error), print_help=False) from error
    return config


def settings_for(config: CrawlConfig) -> dict[str, Any]:
    """The settings that depend on the configuration, and the configuration itself."""
    delay = config.pause + _MARGIN if config.pause else _SHORTEST_DELAY
    return {
        "CRAWL_CONFIG": config,
        "USER_AGENT": user_agent(config.contact),
        "DOWNLOAD_DELAY": delay,
        # It makes pauses as long as replies take, also where none were asked for.
        "AUTOTHROTTLE_ENABLED": config.pause > 0,
        "AUTOTHROTTLE_START_DELAY": delay,
        "DOWNLOAD_TIMEOUT": config.time_limit,
        "DOWNLOAD_MAXSIZE": config.max_bytes,
        "RETRY_TIMES": config.retries,
        "LOG_LEVEL": config.log_level,
    }


def user_agent(contact: str | None) -> str:
    """Who is asking, and where to complain."""
    try:
        own = version("vraagbaak")
    except PackageNotFoundError:
        own = "dev"
    return f"Vraagbaak/{own} (written questions of the Flemish Parliament; contact: {contact or 'not given'})"
