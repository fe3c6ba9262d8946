"""How the site says things in Dutch: dates, numbers, sizes, states of a text, and why a query was refused."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from indexer import dutch
from indexer.dutch import dates
from indexer.dutch.dates import day_in_dutch
from indexer.errors import QueryRefused
from indexer.fields import ATTACHMENT, NO, TABLE, YES, Facet
from indexer.question import Document, WrittenQuestion
from indexer.search import Match

BELGIUM = ZoneInfo("Europe/Brussels")

_MEDIA_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/zip": "ZIP",
    "application/rtf": "RTF",
    "text/html": "HTML",
}

ROLES = {
    "question_and_answer": "Vraag en antwoord",
    "question": "Vraag",
    "answer": "Antwoord",
    "attachment": "Bijlage",
}

_FACET_VALUES = {
    (Facet.ANSWERED, YES): "Beantwoord",
    (Facet.ANSWERED, NO): "Nog niet beantwoord",
    (Facet.ON_TIME, YES): "Op tijd",
    (Facet.ON_TIME, NO): "Te laat",
    (Facet.CONTENT, TABLE): "Met tabel",
    (Facet.CONTENT, ATTACHMENT): "Met bijlage",
}

LESSER_MATCHES = {
    Match.CORRECTED: ("Vragen met een verbeterd woord", "Een vraag met een verbeterd woord"),
    Match.SOME: ("Deze vragen bevatten niet alle woorden", "Deze vraag bevat niet alle woorden"),
}
"""What stands over the questions that do not match all that was typed: over several, and over one."""

BADGES = {
    "withdrawn": "ingetrokken",
    "partial": "tekst onvolledig",
    "no_answer": "nog geen antwoord",
    "scanned": "alleen als scan",
    "recognised": "herkend uit een scan",
    "unreadable": "bestand onleesbaar",
    "missing": "geen bestand",
}

TEXT_STATUS = {
    "withdrawn": "De vraag is ingetrokken: er komt geen antwoord meer.",
    "partial": "Een deel van de tekst kon niet uit het document gelezen worden. Lees er het document zelf op na.",
    "no_answer": "Deze vraag is nog niet beantwoord, of het antwoord is nog niet gepubliceerd.",
    "scanned": "Het document bestaat uit beelden zonder tekst. Je kunt het lezen, maar niet doorzoeken.",
    "recognised": (
        "Het document is een scan. De tekst hieronder is er automatisch uit herkend en kan fouten bevatten: "
        "vergelijk met het document zelf voor je iets overneemt."
    ),
    "unreadable": "Het document is beschadigd, vergrendeld of geen document. De tekst kon er niet uit gelezen worden.",
    "missing": "Bij deze vraag is geen document gevonden. Alleen de gegevens van de vraag zijn bekend.",
}


def text_state(question: WrittenQuestion) -> str:
    """The text status; "recognised" for a scan whose text was read from its images, "withdrawn" for a question that
    the source says was taken back before it was answered."""
    if not question.answer and "ingetrokken" in (question.answer_kind or "").lower():
        return "withdrawn"
    if question.text_status == "scanned" and (question.question or question.answer):
        return "recognised"
    return question.text_status


def answer_state(question: WrittenQuestion) -> str:
    """What became of a question, in a few words: `Beantwoord op 29 maart 2024`, `Nog geen antwoord`."""
    state = text_state(question)
    if state in ("no_answer", "withdrawn", "missing"):
        return BADGES[state].capitalize()
    answered = question.answer_kind or "Beantwoord"
    if question.answered_on:
        answered += f" op {day_in_dutch(question.answered_on)}"
    return f"{answered} ({BADGES[state]})" if state in BADGES else answered


def facet_value(facet: Facet, value: str) -> str:
    """A value of a facet as people say it: `Te laat` for `nee`."""
    return _FACET_VALUES.get((facet, value), value)


def has_only_stop_words(query: str) -> bool:
    """Whether a query holds words, and only such as stand in nearly every text."""
    stops = [token.stop for token in dutch.tokens(query)]
    return bool(stops) and all(stops)


def typed_date(text: str) -> str:
    """A day of a search address in Dutch, or what was typed where it is no day."""
    try:
        return day_in_dutch(date.fromisoformat(text))
    except ValueError:
        return text


def typed_period(text: str) -> str:
    """A year, a month or a day of a search address in Dutch: `in maart 2023`; "" where it is none."""
    try:
        return dates.in_dutch(*dates.period(text))
    except ValueError:
        return ""


def dutch_number(number: int) -> str:
    """1.234"""
    return f"{number:,}".replace(",", ".")


def share(part: int, whole: int) -> str:
    """87 %; of nothing a dash"""
    return f"{round(100 * part / whole)} %" if whole else "–"


def moment(instant: datetime) -> str:
    """3 april 2024 om 4.05 uur, as clocks in Belgium have it."""
    there = instant.astimezone(BELGIUM)
    return f"{day_in_dutch(there.date())} om {there.hour}.{there.minute:02} uur"


def questions(count: int) -> str:
    """1 vraag, 1.234 vragen"""
    return "1 vraag" if count == 1 else f"{dutch_number(count)} vragen"


def surname(name: str) -> str:
    """A name without its first word."""
    return name.partition(" ")[2] or name


def listed(names: Sequence[str]) -> str:
    """1; 1 en 2; 1, 2 en 3"""
    return " en ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def file_size(size: int) -> str:
    """870 bytes, 30 kB or 1,4 MB"""
    if size < 1_000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 1_000_000:
        return f"{round(size / 1_000)} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def file_kind(document: Document) -> str:
    """PDF, 3 pagina’s, 30 kB: as much of it as is known."""
    facts = [_MEDIA_TYPES.get(document.media_type or "", document.media_type or "")]
    if document.pages is not None:
        facts.append("1 pagina" if document.pages == 1 else f"{document.pages} pagina’s")
    if document.bytes is not None:
        facts.append(file_size(document.bytes))
    return ", ".join(filter(None, facts))


def is_web_address(url: str | None) -> bool:
    """Whether it may become a link: a `javascript:` address from a source never does."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def citation(question: WrittenQuestion) -> str:
    """How to cite a question; what is not known is left out."""
    cited = "Vlaams Parlement, schriftelijke vraag"
    if question.number is not None:
        cited += f" nr. {question.number}"
    if question.session_year:
        cited += f" ({question.session_year})"
    if question.asker:
        cited += f" van {question.asker.name}"
    if question.minister:
        cited += f" aan {question.minister.name}"
    if question.asked_on:
        cited += f", gesteld op {day_in_dutch(question.asked_on)}"
    if question.answered_on:
        cited += f", beantwoord op {day_in_dutch(question.answered_on)}"
    if question.title:
        cited += f": “{question.title}”"
    return cited + "."


def refusal(refused: QueryRefused) -> str:
    """Why a query was not run, and what to do."""
    limit = dutch_number(refused.limit) if refused.limit is not None else None
    at_most = f": hoogstens {limit}" if limit else ""
    word = f"“{refused.term}”" if refused.term else "Een deel van je zoekopdracht"
    match refused.reason:
        case "too_long":
            return f"Je zoekopdracht telt te veel tekens{at_most}. Zoek met de belangrijkste woorden."
        case "too_many_terms":
            return f"Je zoekopdracht telt te veel woorden{at_most}. Zoek met de belangrijkste woorden."
        case "too_deep":
            return "Je zoekopdracht heeft te veel haakjes in elkaar. Schrijf ze eenvoudiger."
        case "too_broad":
            return f"{word} staat voor te veel verschillende woorden. Schrijf er meer letters van."
        case "too_common":
            return f"{word} staat in te veel vragen om na te gaan hoe het er geschreven is. Zoek zonder het teken =."
        case "too_far":
            return f"Zo ver bladeren kan niet{at_most}. Maak de zoekopdracht smaller met een filter of een datum."
        case "too_slow":
            return (
                "Deze zoekopdracht duurde te lang en is gestopt. Zoek met meer of langere woorden, of kies een filter."
            )
