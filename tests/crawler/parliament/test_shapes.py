"""Irregular shapes are read as the regular ones."""

import contextlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.shapes import (
    NotUnderstood,
    checksum,
    day,
    decode,
    filename_in,
    integer,
    last_first,
    repeated_keys,
    text,
    truth,
    values,
)
from tests.support.work import assert_linear


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2031-01-20T00:00:59+0100", date(2031, 1, 20), id="winter time"),
        pytest.param("2031-07-01T00:00:00+0200", date(2031, 7, 1), id="summer time"),
        pytest.param("2031-06-30T23:00:00+0100", date(2031, 7, 1), id="midnight in summer, written in winter time"),
        pytest.param("2031-01-19T23:30:00Z", date(2031, 1, 20), id="UTC before midnight"),
        pytest.param("2026-03-29T02:30:00+01:00", date(2026, 3, 29), id="the hour that does not exist"),
        pytest.param("2026-10-25T00:30:00+0200", date(2026, 10, 25), id="the night of two hours"),
        pytest.param("2031-01-20T12:00:00", date(2031, 1, 20), id="without offset"),
        pytest.param("2031-01-20", date(2031, 1, 20), id="ISO"),
        pytest.param("20/01/2031", date(2031, 1, 20), id="slashes"),
        pytest.param("20-1-2031", date(2031, 1, 20), id="dashes"),
        pytest.param("op 12 maart 2024 om 10 uur", date(2024, 3, 12), id="words"),
        pytest.param(["2031-01-20"], date(2031, 1, 20), id="in a list"),
        pytest.param("31/02/2031", None, id="no such day"),
        pytest.param("0001-01-01T00:00:00+2300", None, id="before all days"),
        pytest.param("12 brumaire 2024", None, id="no such month"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
        pytest.param({"datum": "2031-01-20"}, None, id="an object"),
    ],
)
def test_a_day_is_the_calendar_day_in_belgium(written: Any, expected: date | None) -> None:
    assert day(written) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("J", True), ("ja", True), ("true", True), ("Tijdig", True), (1, True), (["N"], False),
     (False, False), ("nee", False), ("False", False), ("Laattijdig", False), ("niet tijdig", False),
     (None, None), ("", None), ("misschien", None), ({}, None)],
)  # fmt: skip
def test_yes_and_no_come_in_many_forms(value: Any, expected: bool | None) -> None:
    assert truth(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, 12), ("12", 12), (" 12 ", 12), (["12", "13"], 12), (True, None), ("12a", None), (None, None),
     ("-3", None), ("9" * 5000, None), ("١٢", None), (-7, None), (2**63 - 1, 2**63 - 1), (2**63, None),
     ("9223372036854775807", 2**63 - 1), ("9223372036854775808", None)],
)  # fmt: skip
def test_whole_numbers_come_as_numbers_or_strings(value: Any, expected: int | None) -> None:
    assert integer(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("  Sp·a –  cd&v ", "Sp·a –  cd&v", id="inner spaces stay"),
        pytest.param("een\r\n  twee\tdrie", "een twee drie", id="one line"),
        pytest.param("a\x00b\u202ec\ud800d", "abcd", id="nothing that harms"),
        pytest.param("cafe\u0301", "cafe\u0301", id="accents"),
        pytest.param([None, "", "x"], "x", id="the first that is there"),
        pytest.param(True, None, id="no text"),
        pytest.param(" \n", None, id="empty"),
    ],
)
def test_text_is_one_harmless_line(value: Any, expected: str | None) -> None:
    assert text(value) == expected


def test_one_several_or_none_are_a_list() -> None:
    assert [values(value) for value in (None, "", [], "a", ["a", None, "b"], {"a": 1})] == [
        [], [], [], ["a"], ["a", "b"], [{"a": 1}],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Peeters, An", "An Peeters"), ("Van den Bossche, Björn", "Björn Van den Bossche"), ("An Peeters", "An Peeters"),
     ("A, b, c", "A, b, c"), ("Peeters,", "Peeters"), (None, None)],
)  # fmt: skip
def test_the_first_name_comes_first(name: str | None, expected: str | None) -> None:
    assert last_first(name) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [('inline; filename="antw.088.docx"', "antw.088.docx"), ('attachment; filename="../../etc/passwd"', "passwd"),
     ("inline", None), ("inline; filename*=UTF-8''caf%C3%A9.pdf", "café.pdf"), (None, None),
     ("inline; filename*0*=x''a; filename*=b", None), ("inline; filename*=undefined''a.pdf", None),
     ("inline; filename*=idna''a%FF.pdf", None)],
)  # fmt: skip
def test_a_file_name_has_no_folders(header: str | None, expected: str | None) -> None:
    assert filename_in(header) == expected


def test_xml_gives_the_same_data_as_json() -> None:
    xml = "<?xml version='1.0'?><schv><id>7</id><themas><thema>A</thema><thema>B &amp; C</thema></themas><x/></schv>"
    assert decode(xml.encode()) == {"id": "7", "themas": {"thema": ["A", "B & C"]}, "x": ""}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"<html><body>Onderhoud</body></html>", "HTML", id="HTML"),
        pytest.param(b"\xef\xbb\xbf\n<!DOCTYPE html><p>x", "HTML", id="HTML with a mark"),
        pytest.param(b"no data found", "begins with 'no data found'", id="text"),
        pytest.param(b'{"id": 1', "not JSON", id="cut JSON"),
        pytest.param(b"<a><b></a>", "XML", id="broken XML"),
        pytest.param(b"[" * 100_000, "not JSON", id="nested too deep"),
        pytest.param(
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "document type",
            id="XML with entities",
        ),
    ],
)
def test_what_is_not_data_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        decode(body)


def test_numbers_that_are_not_whole_stay_as_they_are_written() -> None:
    body = b'{"a": 1e999, "b": 1.50, "c": NaN, "d": [-Infinity, 2], "e": %s}' % (b"9" * 5_000)
    assert decode(body) == {"a": "1e999", "b": "1.50", "c": None, "d": [None, 2], "e": "9" * 5_000}


def test_a_key_that_is_given_twice_has_all_its_values_and_is_known() -> None:
    found = decode(b'{"a": "x", "b": [1, 2], "a": null, "c": {"d": 1, "d": 2}, "b": 3, "a": "y", "e": ["z"]}')
    assert found == {"a": ["x", "y"], "b": [1, 2, 3], "c": {"d": [1, 2]}, "e": ["z"]}
    assert text(found["a"]) == "x"
    assert repeated_keys(found) == ("a", "b", "d")
    assert repeated_keys(decode(b"<a><b>1</b><b>2</b></a>")) == ()


@pytest.mark.parametrize("deep", [b"[" * 5_000 + b"]" * 5_000, b'{"x": ' * 5_000 + b"1" + b"}" * 5_000])
def test_what_is_nested_too_deep_is_left_out_and_the_rest_is_read(deep: bytes) -> None:
    found = decode(b'{"a": %s, "b": ["]]", {"c": "\\"["}]}' % deep)
    assert found["b"] == ["]]", {"c": '"['}]
    assert len(checksum(found)) == 64


def test_half_of_a_surrogate_pair_has_a_checksum_and_no_place_in_a_text() -> None:
    found = decode(rb'{"titel": "a\ud800b", "\udfff": "\ud83d\ude00"}')
    assert text(found["titel"]) == "ab"
    assert checksum(found) != checksum(found | {"titel": "ab"})


def test_an_old_encoding_is_read() -> None:
    assert decode('{"naam": "Daniëls"}'.encode("cp1252")) == {"naam": "Daniëls"}


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda size: text(" " * size + "x\0"), id="a title of spaces"),
        pytest.param(lambda size: day("1 " + "a " * size), id="a day of words"),
        pytest.param(lambda size: filename_in("inline; filename=" + ";" * (size // 4)), id="a header"),
        pytest.param(lambda size: decode(b"<a>" + b"<b>1</b>" * size + b"</a>"), id="XML of many elements"),
        pytest.param(lambda size: decode(b'{"a": %s}' % (b"[" * size)), id="JSON that only begins"),
        pytest.param(lambda size: decode(b"{" + b'"a": 1, ' * size + b'"b": 2}'), id="JSON that repeats a key"),
        pytest.param(lambda size: decode(b"<a " + b"b='' " * size), id="XML that only begins"),
    ],
)
def test_the_work_of_a_value_grows_with_its_size_and_not_with_its_square(read: Callable[[int], object]) -> None:
    def tolerantly(size: int) -> None:
        with contextlib.suppress(NotUnderstood):
            read(size)

    assert_linear(lambda: tolerantly(8_000), lambda: tolerantly(64_000))


@given(st.binary())
def test_any_bytes_are_data_or_refused(body: bytes) -> None:
    with contextlib.suppress(NotUnderstood):
        decode(body)


@given(st.text())
def test_any_text_is_a_day_or_none(written: str) -> None:
    found = day(written)
    assert found is None or isinstance(found, date)
