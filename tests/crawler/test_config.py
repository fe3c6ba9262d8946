"""Settings and scope: what is wrong is said in one line."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.error import DNSLookupError
from twisted.internet.testing import MemoryReactor

from crawler.config import CrawlConfig, load_config
from crawler.errors import BadScope, BadSetting
from crawler.plan.scope import CrawlScope
from crawler.politeness.hosts import PublicResolver, retry_after
from crawler.settings import settings_for

ROOT = Path(__file__).parents[2]


def test_one_site_stands_for_all_hosts() -> None:
    config = CrawlConfig(site="http://127.0.0.1:8700/")
    assert config.search_url == "http://127.0.0.1:8700/api/search/query"
    assert config.opendata_url == "http://127.0.0.1:8700/e/opendata"
    assert config.files_url == config.pages_url == "http://127.0.0.1:8700"


def test_the_environment_is_read_and_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_PAUSE", "2.5")
    monkeypatch.setenv("VRAAGBAAK_CONTACT", "desk@example.org")
    assert load_config().pause == 2.5
    assert load_config(pause=0.5, site=None).pause == 0.5
    assert load_config().contact == "desk@example.org"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PAUSE", "soon", "VRAAGBAAK_PAUSE cannot be 'soon': give a number from 0 up to 600"),
        ("PAUSE", "-1", "VRAAGBAAK_PAUSE cannot be '-1': give a number from 0 up to 600"),
        ("TIME_LIMIT", "0", "VRAAGBAAK_TIME_LIMIT cannot be '0': give a number above 0 up to 3600"),
        ("BATCH", "1.5", "VRAAGBAAK_BATCH cannot be '1.5': give a whole number from 1 up to 200"),
        ("MAX_REQUESTS", "x", "VRAAGBAAK_MAX_REQUESTS cannot be 'x': give a whole number from 1"),
        ("LOG_LEVEL", "loud", "VRAAGBAAK_LOG_LEVEL cannot be 'loud': give one of DEBUG, INFO, WARNING, ERROR"),
        ("QUIET_HOURS", "9", "VRAAGBAAK_QUIET_HOURS cannot be 9: quiet hours are two times of the day"),
        ("QUIET_HOURS", '{"a": 1}', "VRAAGBAAK_QUIET_HOURS cannot be {'a': 1}: quiet hours are two times of the day"),
        ("SITE", "http://[", "VRAAGBAAK_SITE cannot be 'http://[': 'http://[' is not an address"),
        ("SITE", "http://localhost:99999", "VRAAGBAAK_SITE cannot be 'http://localhost:99999'"),
        ("SITE", "http://a b", "VRAAGBAAK_SITE cannot be 'http://a b'"),
        ("SITE", "vlaamsparlement", "VRAAGBAAK_SITE cannot be 'vlaamsparlement'"),
        ("FILES_URL", "ftp://x", "VRAAGBAAK_FILES_URL cannot be 'ftp://x': 'ftp://x' is not an address"),
        ("CONTACT", "a\nX-Evil: 1", "VRAAGBAAK_CONTACT cannot be"),
        ("SELECTION", "4", "VRAAGBAAK_SELECTION cannot be '4': give one of 1, 2, 3"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"VRAAGBAAK_{name}", value)
    with pytest.raises(BadSetting) as caught:
        load_config()
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "gisteren"}, "'gisteren' is not a date: expected one like 2024-03-31"),
        ({"since": "2024-02-30"}, "'2024-02-30' is not a date"),
        ({"until": "20240131"}, "'20240131' is not a date"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "the crawl cannot run from 2024-02-01 until 2024-01-01"),
        ({"since": "2999-01-01"}, "nothing was published since 2999-01-01 yet"),
        ({"until": "1990-01-01"}, "nothing was published until 1990-01-01"),
        ({"session_years": ["2023"]}, "'2023' is no session year"),
        ({"session_years": ["2023-2025"]}, "'2023-2025' is no session year"),
        ({"session_years": ["1830-1831"]}, "'1830-1831' is no session year"),
        ({"links": ["1"], "themes": ["Sport"]}, "links name the questions themselves"),
    ],
)
def test_a_scope_that_cannot_be_is_named_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadScope) as caught:
        CrawlScope.parse(**given)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_the_whole_archive_is_the_scope_where_nothing_is_asked() -> None:
    (query,) = CrawlScope.parse().queries
    assert (query.since, query.session_year, query.theme) == (date(1995, 3, 1), None, None)
    assert query.until
    assert abs(query.until - datetime.now(UTC).date()) <= timedelta(days=1)


def test_years_and_themes_must_both_fit() -> None:
    scope = CrawlScope.parse(session_years=["2021-2022", "2022-2023"], themes=["Sport", " Wonen ", "Sport"])
    assert [(query.session_year, query.theme) for query in scope.queries] == [
        ("2021-2022", "Sport"), ("2021-2022", "Wonen"), ("2022-2023", "Sport"), ("2022-2023", "Wonen"),
    ]  # fmt: skip


@pytest.mark.parametrize(("header", "wanted"), [(b"120", 120), (b"Wed, 21 Oct 2015 07:28:00 GMT", 0)])
def test_retry_after_is_read_as_seconds_or_as_a_date(header: bytes, wanted: float) -> None:
    assert retry_after(header) == wanted


def test_retry_after_at_a_moment_to_come_is_the_time_until_then() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    seconds = retry_after(moment.encode())
    assert seconds is not None
    assert 60 <= seconds <= 90


@pytest.mark.parametrize("header", [None, b"", b"soon", b"-5", b"9" * 30, b"\xff"])
def test_a_senseless_retry_after_says_nothing(header: bytes | None) -> None:
    assert retry_after(header) is None


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1"])
def test_the_parliaments_names_may_not_stand_for_private_addresses(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = PublicResolver(MemoryReactor(), 10, 1.0)
    outcomes: list[Any] = []
    for name, stands_for in (("ws.vlpar.be", address), ("ws.vlpar.be", "193.53.1.1"), ("mirror.example.org", address)):
        monkeypatch.setitem(dnscache, name, stands_for)
        resolver.getHostByName(name).addBoth(outcomes.append)
    refused, *answered = outcomes
    assert refused.check(DNSLookupError)
    assert f"ws.vlpar.be stands for {address}" in str(refused.value)
    assert answered == ["193.53.1.1", address]


def test_reading_the_archive_does_not_need_scrapy() -> None:
    read = "import sys, crawler.archive.reader; sys.exit('scrapy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", read], cwd=ROOT, check=False).returncode == 0
