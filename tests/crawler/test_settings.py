"""Scrapy is set to be polite, and trusts nobody."""

import re

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler.config import CrawlConfig
from crawler.settings import (
    DOWNLOADER_MIDDLEWARES,
    EXTENSIONS,
    ITEM_PIPELINES,
    TWISTED_DNS_RESOLVER,
    settings_for,
    user_agent,
)


def test_scrapy_is_polite_and_its_unsafe_defaults_are_closed() -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(settings_for(CrawlConfig(pause=1.5, contact="desk@example.org", max_bytes=2048)))
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert 1.5 < settings.getfloat("DOWNLOAD_DELAY") == settings.getfloat("AUTOTHROTTLE_START_DELAY") < 1.6
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings.getint("DOWNLOAD_MAXSIZE") == 2048
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("COOKIES_ENABLED")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert settings["USER_AGENT"].startswith("Vraagbaak/")
    assert "desk@example.org" in settings["USER_AGENT"]


def test_without_a_pause_nothing_makes_one() -> None:
    """Scrapy would count many requests as begun without any delay, and adapt its pauses to slow replies."""
    settings = settings_for(CrawlConfig(pause=0))
    assert not settings["AUTOTHROTTLE_ENABLED"]
    assert 0 < settings["DOWNLOAD_DELAY"] <= 0.001


def test_who_asks_is_always_said() -> None:
    assert re.fullmatch(r"Vraagbaak/\S+ \(written questions .*; contact: not given\)", user_agent(None))


def test_everything_that_the_settings_name_is_there() -> None:
    named = [TWISTED_DNS_RESOLVER, *DOWNLOADER_MIDDLEWARES, *EXTENSIONS, *ITEM_PIPELINES]
    assert all(callable(load_object(path)) for path in named)
