"""What can be set about a crawl: what is wrong is said in one line."""

from pathlib import Path

import pytest

from crawler.config import CrawlConfig, load_config
from crawler.errors import BadSetting

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
