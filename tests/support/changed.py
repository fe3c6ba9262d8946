"""A question that the parliament changes between two nightly runs, and the whole program run on it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fpdf import FPDF

from tests.support.commands import vraagbaak
from tests.support.parliament_stub import Parliament, Question

PUBLISHED = (datetime.now(UTC) - timedelta(days=10)).date()
ASKED = "Hoeveel speelpleinen zijn er verlicht? Tot hoe laat branden de lampen?"


def printed(title: str, reply: str) -> bytes:
    """The document of question 12, with this title and answer."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for text in (
        "SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "datum: 20 januari 2021",
        "aan JAN VAN DEN BOSSCHE", "VLAAMS MINISTER VAN SPORT", title, ASKED,
        "JAN VAN DEN BOSSCHE", "VLAAMS MINISTER VAN SPORT", "ANTWOORD",
        "op vraag nr. 12 van 20 januari 2021", "van AN PEETERS", reply,
    ):  # fmt: skip
        pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4)
    return bytes(pdf.output())


OLD = printed(
    "Speelplein - Verlichting", "Er zijn 40 speelpleinen verlicht. De lampen branden tot 22 uur. Dat blijft zo."
)
NEW = printed("Speelplein - Lampen", "Er zijn 40 speelpleinen verlicht. De lampen branden tot 23 uur. Dat blijft zo.")


def crawled_twice(data: Path, parliament: Parliament) -> Path:
    """The data folder after two nightly runs, a week apart: between them the parliament changed question 7, not 8."""
    first = Question(7, published=str(PUBLISHED), files=(70,))
    parliament.add(first, replace(first, id=8, files=(80,)))
    parliament.bodies |= {70: OLD, 80: OLD}
    update(data, parliament)
    with closing(sqlite3.connect(data / "archive/catalogue.sqlite")) as catalogue, catalogue:
        week = (datetime.now(UTC) - timedelta(days=7, hours=1)).isoformat(timespec="seconds")
        catalogue.execute("UPDATE file SET checked_at = ?", [week])
        catalogue.execute("UPDATE record SET seen_at = ?", [week])
    parliament.add(replace(first, title="Speelplein - Lampen", themes=("Sport", "Energie")))
    parliament.bodies[70] = NEW
    update(data, parliament)
    return data


def update(data: Path, parliament: Parliament) -> None:
    """A nightly run."""
    since = PUBLISHED - timedelta(days=5)
    done = vraagbaak("update", "--data", data, "--site", parliament.base, "--pause", "0", "--since", since)
    assert done.returncode == 0, done.stderr
