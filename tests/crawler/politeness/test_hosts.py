"""How long a host is left alone, and which addresses its name may stand for."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError
from twisted.internet.testing import MemoryReactor

from crawler.politeness.hosts import PublicResolver, retry_after
from tests.support.clocks import Clock


@pytest.mark.parametrize(("header", "wanted"), [(b"120", 120), (b"Wed, 21 Oct 2015 07:28:00 GMT", 0)])
def test_retry_after_is_read_as_seconds_or_as_a_date(header: bytes, wanted: float) -> None:
    assert retry_after(header) == wanted


def test_retry_after_at_a_moment_to_come_is_the_time_until_then(clock: Clock) -> None:
    moment = format_datetime(clock.at + timedelta(seconds=90), usegmt=True)
    assert retry_after(moment.encode()) == 90


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
