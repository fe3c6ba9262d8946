"""Makes written questions for tests; the people in them are invented."""

from datetime import UTC, date, datetime
from typing import Any

from indexer.question import Asker, Minister, WrittenQuestion


def make_question(question_id: int = 1_800_001, **fields: Any) -> WrittenQuestion:
    """A whole, answered question with that id; `fields` replace any field of it.

    `asker="Voornaam Naam"`, `minister="Voornaam Naam"` and `party="Naam"` are accepted as short forms.
    """
    party = fields.pop("party", "Groene Lijst")
    values: dict[str, Any] = {
        "id": question_id,
        "number": 100 + question_id % 900,
        "session_year": "2023-2024",
        "legislature": "2019-2024",
        "title": "Wachtlijsten in de jeugdhulp",
        "subject": None,
        "themes": ("Jeugd", "Welzijn"),
        "asker": "Lotte Verdonck",
        "minister": "Bram Hellemans",
        "asked_on": date(2024, 3, 4),
        "answered_on": date(2024, 3, 29),
        "published_on": date(2024, 4, 2),
        "on_time": True,
        "answer_kind": "Antwoord",
        "question": "Hoeveel kinderen staan op de wachtlijst van de jeugdhulp?",
        "answer": "Op 31 december 2023 stonden 2.133 kinderen en jongeren op de wachtlijst.",
        "parts": (),
        "tables": (),
        "asked_together": (),
        "documents": (),
        "text_status": "complete",
        "notes": (),
        "page_url": f"https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/{question_id}",
        "pdf_url": f"https://docs.vlaamsparlement.be/pfile?id={question_id + 100_000}",
        "opendata_url": f"https://ws.vlpar.be/e/opendata/schv/{question_id}",
        "crawled_at": datetime(2024, 4, 3, 2, 0, tzinfo=UTC),
    } | fields
    if isinstance(values["asker"], str):
        values["asker"] = Asker(id=_person_id(values["asker"]), name=values["asker"], party=party)
    if isinstance(values["minister"], str):
        values["minister"] = Minister(
            id=_person_id(values["minister"]), name=values["minister"], title="Vlaams minister van Welzijn"
        )
    return WrittenQuestion(**values)


def _person_id(name: str) -> int:
    """The same name always has the same id."""
    return 1_000 + sum(ord(letter) * (place + 1) for place, letter in enumerate(name))
