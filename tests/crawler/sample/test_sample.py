"""The sample keeps its promises, and its files can be printed again."""

import importlib.util
import io
import shutil
import sys
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from crawler.errors import CrawlerError
from crawler.sample import SampleMissing, SampleQuestion, read_sample
from crawler.sample.questions import Block, Table, parse_blocks, prose, tables

ROOT = Path(__file__).parents[3]
SAMPLE = read_sample()
QUESTIONS = {question.id: question for question in SAMPLE.questions}
WHOLE = [question for question in SAMPLE.questions if question.file == "whole"]

PARTIES = {"N-VA", "Vlaams Belang", "Vooruit", "cd&v", "Open Vld", "Groen", "PVDA", "Onafhankelijke"}
THEMES = {
    *("Armoedebeleid", "Begroting", "Brussel en de Vlaamse Rand", "Buitenlands Beleid", "Cultuur", "Dierenwelzijn"),
    *("Economie", "Energie", "Europese instellingen", "Financiën", "Gelijke Kansen", "Gezondheid", "Inburgering"),
    *("Internationaal Ondernemen", "Jeugdwerk", "Justitie", "Landbouw en Visserij", "Lokale Overheden", "Media"),
    *("Mobiliteit en Verkeer", "Natuur en Milieu", "Onderwijs en Vorming", "Onroerend Erfgoed", "Openbare werken"),
    *("Ontwikkelingssamenwerking", "Radicalisering", "Ruimtelijke ordening", "Sociale Economie", "Sport"),
    *("Staatshervorming en Communautaire Aangelegenheden", "Stedelijk beleid", "Toerisme", "Vlaams Parlement"),
    *("Vlaamse Administratie", "Vlaamse Regering", "Welzijn en Gezin", "Werk", "Wetenschap en Innovatie", "Wonen"),
}

# --- what is in it -------------------------------------------------------------------------------------------------


def test_every_way_a_file_can_end_is_there() -> None:
    assert Counter(question.text_status for question in SAMPLE.questions) == {
        "complete": 27,
        "unreadable": 2,
        "scanned": 1,
        "missing": 1,
        "no_answer": 1,
    }


def test_years_legislatures_and_kinds_of_answer_vary() -> None:
    assert {question.session_year for question in SAMPLE.questions} == {
        *("2021-2022", "2022-2023", "2023-2024", "2024-2025", "2025-2026"),
    }
    assert {question.legislature for question in SAMPLE.questions} == {"2019-2024", "2024-2029"}
    assert Counter(question.answer_kind for question in WHOLE) == {
        "Antwoord": 21,
        "Gecoördineerd antwoord": 1,
        "Verwijzend antwoord": 2,
        "Voorlopig antwoord": 1,
        "Aanvullend antwoord": 1,
        None: 2,
    }
    assert [question.on_time for question in SAMPLE.questions].count(False) == 3


@pytest.mark.parametrize("question", SAMPLE.questions, ids=lambda question: str(question.id))
def test_the_facts_of_a_question_agree(question: SampleQuestion) -> None:
    start = int(question.session_year[:4])
    assert question.session_year == f"{start}-{start + 1}"
    assert f"{start}-09" <= question.asked_on.isoformat() < f"{start + 1}-09"
    assert question.asked_on < (question.answered_on or question.published_on) <= question.published_on
    assert (question.answered_on is None) == (question.on_time is None)
    assert question.asker.party_on(question.asked_on) in PARTIES
    assert question.minister.office_on(question.asked_on)
    assert question.themes
    assert set(question.themes) <= THEMES
    if question.together:
        assert (question.minister.name, question.number) in question.together


def test_numbers_run_per_minister_and_year_and_ids_are_unique() -> None:
    keys = {(question.session_year, question.minister.name, question.number) for question in SAMPLE.questions}
    pfiles = [question.pfile for question in SAMPLE.questions] + [
        question.attachment.pfile for question in SAMPLE.questions if question.attachment
    ]
    assert len(keys) == len(QUESTIONS) == len(SAMPLE.questions)
    assert len(set(pfiles)) == len(pfiles)


def test_one_question_went_to_three_ministers() -> None:
    together = [question for question in SAMPLE.questions if question.together]
    assert len(together) == 3
    assert {(question.minister.name, question.number) for question in together} == set(together[0].together)
    assert len({question.question_text for question in together}) == 1


def test_a_member_changes_party_and_a_minister_changes_office() -> None:
    asked = [question for question in SAMPLE.questions if not question.asker.party_in_records]
    assert [question.asker.party_on(question.asked_on) for question in asked] == [
        "Open Vld",
        "Onafhankelijke",
        "Vooruit",
    ]
    offices: dict[str, set[str | None]] = {}
    for question in SAMPLE.questions:
        offices.setdefault(question.minister.name, set()).add(question.minister.office_on(question.asked_on))
    assert max(map(len, offices.values())) == 2


def test_texts_hold_what_makes_extraction_hard() -> None:
    blocks = [block for question in WHOLE for block in (*question.question, *question.answer)]
    paragraphs = [block for block in blocks if isinstance(block, str)]
    cells = [cell for table in tables(tuple(blocks)) for row in table.rows[1:] for cell in row]
    for start in ("1. ", "a) ", "- ", "1-3. "):
        assert any(paragraph.startswith(start) for paragraph in paragraphs), start
    assert any("veiligheids-, gezondheids- en woningkwaliteitsvereisten" in paragraph for paragraph in paragraphs)
    assert any("Zie antwoord op vraag" in paragraph for paragraph in paragraphs)
    assert any(not any(str(block).startswith("1. ") for block in question.question) for question in WHOLE)
    assert "" in cells


# --- how a text is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("een\ntwee\n\ndrie", ("een twee", "drie"), id="a blank line ends a paragraph"),
        pytest.param("een\n \t\n\n\ntwee", ("een", "twee"), id="blank lines may hold blanks"),
        pytest.param("- een\n- twee\n  drie", ("- een", "- twee drie"), id="a dash starts a bullet"),
        pytest.param("1. een-\ntwee", ("1. een- twee",), id="a dash at the end of a line stays"),
        pytest.param("| a | b |\n| | 1 |", (Table((("a", "b"), ("", "1"))),), id="bars make a table"),
        pytest.param("| a | b |\n| 1 | |", (Table((("a", "b"), ("1", ""))),), id="the last cell may be empty"),
    ],
)
def test_a_text_is_paragraphs_bullets_and_tables(text: str, blocks: tuple[Block, ...]) -> None:
    assert parse_blocks(text) == blocks


def test_paragraphs_have_a_blank_line_between_them_and_bullets_have_none() -> None:
    assert (
        prose(parse_blocks("1. een:\n\n- twee\n\n- drie\n- vier\n\nvijf"))
        == "1. een:\n\n- twee\n- drie\n- vier\n\nvijf"
    )


def test_tables_are_no_prose_and_have_as_many_cells_in_every_row() -> None:
    found = [table for question in SAMPLE.questions for table in tables(question.answer)]
    assert len(found) > 15
    assert all(len({len(row) for row in table.rows}) == 1 for table in found)
    assert all("|" not in (question.answer_text or "") for question in SAMPLE.questions)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda folder: shutil.rmtree(folder), "there is no sample in", id="no folder"),
        pytest.param(lambda folder: (folder / "people.toml").unlink(), "there is no sample in", id="no people"),
        pytest.param(
            lambda folder: (folder / "people.toml").write_text("[[people]]\nid = 1"), "'first_name'", id="no name"
        ),
        pytest.param(
            lambda folder: (folder / "people.toml").write_text("people = []"), "'Hümeyra Aydoğan-Pauwels'", id="nobody"
        ),
        pytest.param(
            lambda folder: (folder / "questions" / "9900001.toml").write_text("id ="), "cannot be read", id="not TOML"
        ),
        pytest.param(
            lambda folder: (folder / "questions" / "9900001.toml").write_text("id = 1"), "lacks 'pfile'", id="no key"
        ),
    ],
)
def test_a_sample_that_is_not_whole_says_so_in_one_line(tmp_path: Path, damage: Any, message: str) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(ROOT / "data" / "sample", folder)
    damage(folder)
    with pytest.raises(SampleMissing, match=message) as error:
        read_sample(folder)
    assert isinstance(error.value, CrawlerError)
    assert "\n" not in str(error.value)


# --- its files -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """data/sample/make.py as a module."""
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "data" / "sample" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    if not module.FONTS.is_dir():
        pytest.skip(f"the Liberation fonts are not in {module.FONTS}")
    return module


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def substance(data: bytes) -> object:
    """What a file says: other versions of the fonts, fpdf2 or zlib write other bytes, but nothing else."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}
    if data.startswith(b"%PDF"):
        return page_texts(data) if b"%%EOF" in data else "cut off"
    return data


@pytest.mark.parametrize("question", SAMPLE.questions, ids=lambda question: str(question.id))
def test_printing_again_gives_the_committed_file(question: SampleQuestion, make: ModuleType, tmp_path: Path) -> None:
    if question.file == "scan" and not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed")
    make.write_files(question, tmp_path)
    for path in tmp_path.iterdir():
        again, committed = path.read_bytes(), (SAMPLE.files / path.name).read_bytes()
        assert again == committed or substance(again) == substance(committed)


@pytest.mark.parametrize("id_", [9900002, 9900005, 9900010], ids=["sans and tables", "broken words", "attachment"])
def test_printing_twice_gives_the_same_bytes(id_: int, make: ModuleType, tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        make.write_files(QUESTIONS[id_], folder)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert len(one) == (2 if QUESTIONS[id_].attachment else 1)


def test_the_files_are_those_of_the_questions_and_small() -> None:
    suffixes = {"whole": ".pdf", "scan": ".pdf", "damaged": ".pdf", "html": ".html", "missing": None}
    named = {f"{question.pfile}{suffix}" for question in SAMPLE.questions if (suffix := suffixes[question.file])}
    named |= {f"{question.attachment.pfile}.xlsx" for question in SAMPLE.questions if question.attachment}
    assert {path.name for path in SAMPLE.files.iterdir()} == named
    sizes = {path.name: path.stat().st_size for path in SAMPLE.files.iterdir()}
    assert sum(sizes.values()) < 3_000_000
    scan = next(question for question in SAMPLE.questions if question.file == "scan")
    assert sizes[f"{scan.pfile}.pdf"] < 200_000


def test_layouts_print_running_heads_page_numbers_broken_words_and_long_offices() -> None:
    def lines(id_: int) -> list[list[str]]:
        pdf = (SAMPLE.files / f"{QUESTIONS[id_].pfile}.pdf").read_bytes()
        return [text.splitlines() for text in page_texts(pdf)]

    running = lines(9900021)
    assert [page[0] for page in running] == ["Vlaams Parlement - Schriftelijke vraag nr. 77 (2024-2025)"] * 3
    assert [page[-1] for page in running] == ["Pagina 1 van 3", "Pagina 2 van 3", "Pagina 3 van 3"]
    assert [page[-1] for page in lines(9900022)] == ["1", "2", "3"]
    broken = lines(9900005)
    assert "grondige renovatie of van sloop en vervangingsbouw. Volgens de sociale huisves-" in broken[0]
    assert any(line.startswith("tingsmaatschappijen is") for line in broken[0])
    assert lines(9900025)[0][4:8] == [
        "aan HADEWYCH GOETHALS-VAN DE VELDE",
        "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN",
        "BINNENLAND, STEDEN- EN PLATTELANDSBELEID, SAMENLEVEN, INTEGRATIE EN",
        "INBURGERING, BESTUURSZAKEN, SOCIALE ECONOMIE EN ZEEVISSERIJ",
    ]
