"""What an index holds of citations, and that it follows the questions that come and go."""

from datetime import date
from pathlib import Path

from indexer.citing import Unlinked
from indexer.corpus.store import Corpus, Made
from indexer.index import build_index
from indexer.index.citations import Citation
from indexer.question import Footnote, Part, Table, WrittenQuestion
from indexer.search import open_search
from tests.support.contents import contents_of
from tests.support.factory import make_question

CITED = make_question(1, number=460, session_year="2022-2023", asked_on=date(2023, 2, 3), answered_on=date(2023, 3, 3))
SAYS = "Zie vraag nr. 460 van 3 februari 2023 van Lotte Verdonck."
CITING = make_question(2, number=12, answer=SAYS)


def citations_of(question: WrittenQuestion, *others: WrittenQuestion) -> list[Citation]:
    with contents_of(question, *others) as contents:
        return contents.citations.of(question.id)


def test_what_cites_and_what_is_cited_know_each_other() -> None:
    with contents_of(CITING, CITED) as contents:
        [citation] = contents.citations.of(2)
        assert contents.citations.to(1) == [citation]
        assert contents.citations.of(1) == contents.citations.to(2) == []
    assert (citation.citing, citation.cited, citation.text, citation.part) == (2, 1, "answer", None)
    assert (citation.words, citation.sentence) == ("vraag nr. 460 van 3 februari 2023 van Lotte Verdonck", SAYS)


def test_a_citation_that_is_not_sure_is_kept_with_why() -> None:
    [citation] = citations_of(make_question(2, answer="Zie schriftelijke vraag nr. 460."), CITED)
    assert (citation.cited, citation.unlinked) == (None, Unlinked.UNDATED)


def test_footnotes_and_tables_are_read_too_and_nothing_twice() -> None:
    in_text = Table(part=None, caption=None, page=1, rows=(("SV", "Datum"), ("SV 460", "3 februari 2023")))
    attached = Table(part=None, caption=None, page=None, rows=(("Vraag",), ("Zie SV nr. 460 van 03/02/2023",)))
    question = make_question(
        2,
        answer="SV\tDatum\nSV 460\t3 februari 2023\n\n1 Zie SV 460 (2022-2023).",
        tables=(in_text, attached),
        footnotes=(Footnote(mark="1", text="Zie SV 460 (2022-2023).", part="2"),),
    )
    found = citations_of(question, CITED)
    assert [(one.words, one.part) for one in found] == [
        ("SV 460 3 februari 2023", None),
        ("SV 460 (2022-2023)", "2"),
        ("SV nr. 460 van 03/02/2023", None),
    ]


def test_the_part_in_which_a_citation_stands_is_known() -> None:
    parts = (Part(label="1", question="Hoeveel?", answer="Geen."), Part(label="2", question="Waarom?", answer=SAYS))
    question = make_question(2, question="1. Hoeveel?\n\n2. Waarom?", answer=f"1. Geen.\n\n2. {SAYS}", parts=parts)
    assert [one.part for one in citations_of(question, CITED)] == ["2"]


def test_an_index_that_followed_changes_links_as_one_made_at_once(tmp_path: Path) -> None:
    rival = make_question(3, number=460, asker="Lotte Verdonck", minister="Els Rombouts", asked_on=CITED.asked_on)
    steps = [
        ([CITING], [None]),
        ([CITED], [1]),
        ([rival], [None]),
        ([rival.model_copy(update={"number": 461})], [1]),
        ([CITED.model_copy(update={"number": 459})], [None]),
        ([CITED, CITING.model_copy(update={"answer": f"{SAYS} {SAYS}"})], [1, 1]),
    ]
    for changed, expected in steps:
        with Corpus.create(tmp_path / "corpus.sqlite") as corpus, corpus.batch():
            for question in changed:
                corpus.put(question, Made("test", 1))
        followed = build_index(tmp_path / "corpus.sqlite", tmp_path / "followed")
        build_index(tmp_path / "corpus.sqlite", tmp_path / "anew", full=True)
        found = []
        for folder in ("followed", "anew"):
            search = open_search(tmp_path / folder)
            found.append([(search.cites(number), search.cited_by(number)) for number in (1, 2, 3)])
            search.close()
        assert found[0] == found[1]
        assert [one.question.id if one.question else None for one in found[0][1][0]] == expected
    assert not followed.full
