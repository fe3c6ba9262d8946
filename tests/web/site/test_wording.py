"""How the site says things in Dutch."""

from typing import get_args

import pytest

from indexer.errors import QueryRefused, RefusalReason
from indexer.question import Document, TextStatus
from tests.support.factory import make_question
from web.site import wording


@pytest.mark.parametrize(
    ("size", "expected"), [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (30_400, "30 kB"), (1_449_000, "1,4 MB")]
)
def test_sizes_are_rounded_to_what_a_reader_wants_to_know(size: int, expected: str) -> None:
    assert wording.file_size(size) == expected


def test_numbers_are_written_the_dutch_way() -> None:
    assert wording.questions(1) == "1 vraag"
    assert wording.questions(1_234_567) == "1.234.567 vragen"


@pytest.mark.parametrize("reason", get_args(RefusalReason))
@pytest.mark.parametrize("limit", [None, 10_000])
@pytest.mark.parametrize("term", [None, "a*"])
def test_every_refusal_has_a_whole_sentence_that_says_what_to_do(
    reason: RefusalReason, limit: int | None, term: str | None
) -> None:
    sentence = wording.refusal(QueryRefused(reason, "in English", limit=limit, term=term))
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "English" not in sentence


@pytest.mark.parametrize("status", [status for status in get_args(TextStatus) if status != "complete"])
def test_every_state_of_a_text_but_complete_is_explained(status: TextStatus) -> None:
    assert wording.BADGES[status]
    assert wording.TEXT_STATUS[status].endswith(".")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.vlaamsparlement.be/x", True),
        ("http://127.0.0.1:8700/pfile?id=1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//elders.example/x", False),
        ("https:///pad", False),
        ("https://[kapot", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, expected: bool) -> None:
    assert wording.is_web_address(url) is expected


def test_a_citation_leaves_out_what_is_not_known() -> None:
    question = make_question(1, number=322, title="Fietspaden", answered_on=None)
    assert wording.citation(question) == (
        "Vlaams Parlement, schriftelijke vraag nr. 322 (2023-2024) van Lotte Verdonck aan Bram Hellemans, "
        "gesteld op 4 maart 2024: “Fietspaden”."
    )
    bare = make_question(
        1, number=None, session_year=None, asker=None, minister=None, asked_on=None, answered_on=None, title=None
    )
    assert wording.citation(bare) == "Vlaams Parlement, schriftelijke vraag."


def test_a_file_is_described_by_what_is_known_of_it() -> None:
    known = Document(
        pfile=1, url="x", filename=None, media_type="application/pdf", role="question", sha256=None, bytes=1, pages=1
    )
    assert wording.file_kind(known) == "PDF, 1 pagina, 1 byte"
    unknown = known.model_copy(update={"media_type": None, "bytes": None, "pages": None})
    assert wording.file_kind(unknown) == ""
