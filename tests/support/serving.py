"""The site over a real index on disk, served by a real server on loopback; for the tests of pages, JSON and browser."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from parsel import Selector

from indexer.index import build_index
from indexer.question import AskedTogether, Document, Part, Table, WrittenQuestion
from indexer.search import open_search
from tests.support.factory import make_question
from tests.support.generations import put_into
from web.app import create_app
from web.serve import listen, server_config, site_url
from web.site.config import SiteConfig


def build_site_index(folder: Path, questions: Iterable[WrittenQuestion]) -> Path:
    """An index over a corpus of these questions."""
    corpus_path, index = folder / "corpus.sqlite", folder / "index"
    put_into(corpus_path, questions)
    build_index(corpus_path, index)
    return index


@contextmanager
def served_index(index: Path, config: SiteConfig | None = None, send_buffer: int | None = None) -> Iterator[str]:
    """The site over an index, as the address where it answers. `send_buffer`: how many bytes of answers that nobody
    takes the system may hold for a connection."""
    with (
        closing(open_search(index)) as search,
        served_app(create_app(search, config or SiteConfig()), send_buffer, config) as url,
    ):
        yield url


@contextmanager
def served_app(app: FastAPI, send_buffer: int | None = None, config: SiteConfig | None = None) -> Iterator[str]:
    """An application in a server of its own, as the address where it answers."""
    with listen("127.0.0.1", 0) as listener:
        if send_buffer is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        server = uvicorn.Server(server_config(app, config or SiteConfig()))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 10
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.started
            yield site_url(listener)
        finally:
            server.should_exit = True
            thread.join(10)


def soon(check: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes true within so many seconds; a server that cannot be reached yet counts as not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if check():
                return True
        time.sleep(0.02)
    return False


def page_of(response: httpx.Response) -> Selector:
    """The HTML of an answer, to select from."""
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Selector(response.text)


def text_of(selector: Selector, css: str) -> str:
    """All text under the first match, with single spaces; "" where nothing matches."""
    return " ".join("".join(selector.css(css)[:1].css("*::text").getall()).split())


def many_questions() -> list[WrittenQuestion]:
    """45 questions about cycling of one party and minister, a day apart, the last one the newest."""
    return [
        make_question(
            2_000_000 + place,
            number=place,
            title=f"Veilige fietspaden in gemeente {place}",
            question="Hoeveel kilometer fietspad is er aangelegd?",
            answer="Er is 12 kilometer fietspad aangelegd.",
            themes=(f"Thema {place % 12:02}", "Mobiliteit"),
            asker=f"Vraagsteller {'ABCDE'[place % 5]}",
            party="Fietspartij" if place % 2 else "Wandelpartij",
            minister="Nora Wielaert",
            session_year="2022-2023" if place < 20 else "2023-2024",
            asked_on=date(2023, 1, 1) + timedelta(days=place),
            answered_on=date(2023, 3, 1) + timedelta(days=place),
            on_time=place % 3 != 0,
        )
        for place in range(1, 46)
    ]


def whole_question() -> WrittenQuestion:
    """A question that has everything a question can have."""
    return make_question(
        1_809_299,
        number=322,
        title="Wachtlijsten in de jeugdhulp - Stand van zaken",
        subject="Vervolg op vraag nr. 12",
        question="De wachtlijsten blijven lang.\n\nGraag had ik geweten:\n\n1. Hoeveel kinderen wachten?\n\n"
        "a) in 2022\n\nb) in 2023\n\n2. Wat doet de minister?",
        answer="Ik verwijs vooraf naar het jaarverslag.\n\n1. Op 31 december wachtten 2.133 kinderen.\n\n"
        "- West-Vlaanderen: 300\n- Oost-Vlaanderen: 400",
        parts=(
            Part(
                label="1",
                question="Hoeveel kinderen wachten?\n\na) in 2022\n\nb) in 2023",
                answer="Op 31 december wachtten 2.133 kinderen.\n\n- West-Vlaanderen: 300\n- Oost-Vlaanderen: 400",
            ),
            Part(label="2", question="Wat doet de minister?", answer=None),
        ),
        tables=(
            Table(
                part="1",
                caption="Wachtenden per provincie",
                page=2,
                rows=(
                    ("Provincie", *(str(year) for year in range(2005, 2024))),
                    ("Antwerpen", *(str(1_000 + year) for year in range(19))),
                    ("Limburg", *(str(2_000 + year) for year in range(19))),
                ),
            ),
            Table(part=None, caption=None, page=None, rows=(("Jaar", "Budget"), ("2023", "1.000 euro"))),
        ),
        asked_together=(AskedTogether(minister="Hanne Dockx", number=256),),
        documents=(
            Document(
                pfile=2_000_001,
                url="https://docs.vlaamsparlement.be/pfile?id=2000001",
                filename="een_heel_lange_bestandsnaam_zonder_enige_spatie_vraag_en_antwoord_322.pdf",
                media_type="application/pdf",
                role="question_and_answer",
                sha256="a" * 64,
                bytes=1_400_000,
                pages=3,
            ),
            Document(
                pfile=2_000_002,
                url="javascript:document.title='run'",
                filename="bijlage.xlsx",
                media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                role="attachment",
                sha256=None,
                bytes=20_480,
                pages=None,
            ),
        ),
    )


def bare_question(question_id: int = 1_700_000) -> WrittenQuestion:
    """A question of which nothing is known but its id."""
    unknown = dict.fromkeys(
        (
            "number", "session_year", "legislature", "title", "asker", "minister", "asked_on", "answered_on",
            "published_on", "on_time", "answer_kind", "question", "answer", "page_url", "pdf_url", "opendata_url",
        )
    )  # fmt: skip
    return make_question(question_id, themes=(), text_status="missing", **unknown)


HOSTILE_TEXTS = (
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "</title><script>document.title='run'</script>",
    "</textarea></style><svg onload=document.title='run'>",
    "' onfocus=document.title='run' autofocus tabindex=1 '",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "<!--<script>document.title='run'//-->",
    "&lt;script&gt;document.title='run'&lt;/script&gt;",
    "\u202edlof egnahc\u202c <b>vet</b>",
    "javascript:document.title='run'",
)


def hostile_questions() -> list[WrittenQuestion]:
    """Each of the hostile texts in every field that can hold text."""
    return [_hostile_question(3_000_000 + place, text) for place, text in enumerate(HOSTILE_TEXTS)]


def _hostile_question(question_id: int, text: str) -> WrittenQuestion:
    return make_question(
        question_id,
        title=f"Kwaadwillig {text}",
        asked_on=date(2021, 6, 1),
        subject=text,
        question=f"Kwaadwillig gevraagd {text}\n\n- {text}\n\n1. {text}",
        answer=f"Kwaadwillig geantwoord {text}",
        asker=text,
        party=text,
        minister=text,
        themes=(text, "Veiligheid"),
        session_year=text,
        legislature=text,
        answer_kind=text,
        parts=(Part(label=text, question=text, answer=text),),
        tables=(Table(part=None, caption=text, page=1, rows=((text, text), (text, text))),),
        asked_together=(AskedTogether(minister=text, number=1),),
        documents=(
            Document(
                pfile=1, url=text, filename=text, media_type=text, role="attachment", sha256=text, bytes=1, pages=1
            ),
        ),
        text_status="partial",
        notes=(text,),
        page_url=text,
        pdf_url=text,
        opendata_url=text,
    )
