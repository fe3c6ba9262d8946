"""The first bytes decide what a file is."""

import pytest

from crawler.items import Failed, File, FinishedWindow
from crawler.parliament.addresses import Query
from crawler.pipelines import Check
from crawler.reply import Reply


def checked(body: bytes, **more: bool) -> object:
    return Check().process_item(File(7, Reply("https://docs.vlaamsparlement.be/pfile?id=7", body), **more))


@pytest.mark.parametrize(
    ("body", "odd"),
    [
        pytest.param(b"%PDF-1.7 ... %%EOF", None, id="PDF"),
        pytest.param(b"\r\n\x00 junk %PDF-1.4", None, id="PDF after junk, without its end"),
        pytest.param(b"PK\x03\x04...", None, id="Word, Excel or ZIP"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", None, id="old Office"),
        pytest.param(b"{\\rtf1 }", None, id="RTF"),
        pytest.param(b"<html>", "HTML instead of a document", id="HTML"),
        pytest.param(b"\xef\xbb\xbf \n<!doctype html>", "HTML instead of a document", id="HTML after a mark"),
        pytest.param(b"MZ\x90", "no known kind of document", id="a program"),
        pytest.param(b"x" * 2000 + b"%PDF-", "no known kind of document", id="PDF too late"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(body: bytes, odd: str | None) -> None:
    found = checked(body)
    assert isinstance(found, File)
    assert (found.odd, found.reply.body) == (odd, body)


def test_an_empty_file_is_a_failure() -> None:
    assert checked(b"") == Failed("file", "7", "the file is empty")


def test_a_pdf_without_end_on_a_connection_without_length_was_cut_off() -> None:
    assert checked(b"%PDF-1.7 ...", cut_off=True) == Failed("file", "7", "the answer was cut off")
    assert isinstance(checked(b"%PDF-1.7 %%EOF\n", cut_off=True), File)


def test_anything_but_a_file_passes() -> None:
    item = FinishedWindow(Query())
    assert Check().process_item(item) is item
