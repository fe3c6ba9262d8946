"""What an answer says is read in the encoding that it has, and where that is not sure a word is said of it."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.encoding import decoded
from crawler.parliament.page import parse_page
from crawler.parliament.search import parse_search
from crawler.parliament.shapes import decode
from tests.support.crawling import crawl, held
from tests.support.parliament_stub import Parliament, Question, answers, forever

TITLE = "Café Zoë – coördinatie van “reünies” in Leuven"
LATIN = TITLE.replace("–", "-").replace("“", '"').replace("”", '"')
HTML = "<html><head>{}</head><body><p>Schriftelijke vraag 12 (2020-2021)</p><h1>{}</h1>"
URL = "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/1"
META, PRAGMA = "<meta charset={}>", '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize(
    ("encoding", "header", "meta", "doubt"),
    [
        pytest.param("utf-8", None, "", None, id="UTF-8, unnamed"),
        pytest.param("utf-8", "utf-8", "", None, id="UTF-8, header"),
        pytest.param("cp1252", "windows-1252", "", None, id="cp1252, header"),
        pytest.param("cp1252", "ISO-8859-1", "", None, id="cp1252 called ISO-8859-1, as browsers take it"),
        pytest.param("cp1252", None, META.format("windows-1252"), None, id="cp1252, meta"),
        pytest.param("cp1252", None, PRAGMA.format("iso-8859-1"), None, id="cp1252, pragma"),
        pytest.param("utf-8", "utf-8", META.format("iso-8859-1"), None, id="the header before the meta"),
        pytest.param("utf-8-sig", "iso-8859-1", "", None, id="the mark before the header"),
        pytest.param("utf-16", None, "", None, id="UTF-16 with a mark"),
        pytest.param("utf-16", "utf-8", "", None, id="UTF-16 with a mark, called UTF-8"),
        pytest.param("utf-16-le", "utf-16le", "", None, id="UTF-16LE, header"),
        pytest.param("cp1252", None, "", "it does not say its encoding and was read as cp1252", id="cp1252, unnamed"),
        pytest.param("cp1252", "utf-8", "", "it is called utf-8 and was read as cp1252", id="cp1252 called UTF-8"),
        pytest.param("cp1252", "nonsense", "", "it does not say its encoding and was read as cp1252", id="no encoding"),
        pytest.param("utf-8", "iso-8859-1", "", "it is called cp1252 and was read as utf-8", id="UTF-8 called Latin"),
        pytest.param("utf-16-le", None, "", "it does not say its encoding and was read as utf-16-le", id="UTF-16LE"),
        pytest.param("utf-16-be", "utf-16", "", "it is called utf-16 and was read as utf-16-be", id="UTF-16, no mark"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_has(
    encoding: str, header: str | None, meta: str, doubt: str | None
) -> None:
    body = HTML.format(meta, TITLE).encode(encoding)
    content_type = f"text/html; charset={header}" if header else "text/html"
    assert parse_page(body, URL, content_type).title == TITLE
    assert decoded(body, content_type).doubt == doubt


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252", "utf-16", "utf-16-le", "utf-32-be"])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "written",
    [f'{{"titel": "{LATIN.replace(chr(34), "")}"}}', f"<vraag><titel>{LATIN.replace(chr(34), '')}</titel></vraag>"],
)
def test_data_are_read_in_the_encoding_that_they_have(encoding: str, named: bool, written: str) -> None:
    content_type = f"application/json; charset={encoding}" if named else None
    assert decode(written.encode(encoding), content_type) == {"titel": LATIN.replace('"', "")}


def test_xml_may_say_its_encoding_itself() -> None:
    written = f"<?xml version='1.0' encoding='ISO-8859-15'?><vraag><titel>{TITLE[:8]} €</titel></vraag>"
    assert decode(written.encode("iso-8859-15")) == {"titel": f"{TITLE[:8]} €"}


def test_what_only_has_letters_of_ascii_is_never_in_doubt() -> None:
    for header in (None, "text/html; charset=iso-8859-1", "application/json; charset=UTF-16"):
        assert decoded(b'{"count": 0}', header).doubt is None


@given(
    st.binary(), st.sampled_from(["", "utf-16", "utf-8-sig", "cp1252", "hex", "idna", "undefined", "unicode_escape"])
)
def test_any_bytes_have_a_text(body: bytes, name: str) -> None:
    assert isinstance(decoded(body, f"text/html; charset={name}").text, str)
    assert isinstance(decoded(codecs.BOM_UTF16_LE + body, None).text, str)


def test_a_question_whose_answers_are_in_doubt_says_so(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, title=LATIN), Question(2, title=LATIN))
    parliament.not_in_opendata = {1}
    page = parliament.page(parliament.questions[1]).encode("cp1252")
    parliament.faults["schriftelijke-vragen/1"] = forever(answers(200, page, "text/html"))
    assert crawl(tmp_path, parliament)["failures"] == []
    with held(tmp_path) as archive:
        assert archive.question(1).record.title == LATIN
        assert archive.question(1).record.notes == ("page: it does not say its encoding and was read as cp1252",)
        assert archive.question(2).record.notes == ()


def test_an_answer_keeps_what_its_header_says_of_its_encoding(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, title=TITLE))
    kind = "application/json; charset=windows-1252"
    record = str(parliament.record(parliament.questions[1])).replace("'", '"').encode("cp1252")
    parliament.faults["schv/1"] = forever(answers(200, record, kind))
    assert crawl(tmp_path, parliament, {"links": ["1"]})["failures"] == []
    with held(tmp_path) as archive:
        assert (archive.question(1).record.title, archive.question(1).record.notes) == (TITLE, ())
    assert parse_search(b'{"count": "0", "x": "Caf\xe9"}', "", kind).count == 0
