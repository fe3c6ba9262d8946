"""What files and pages are asked, and what they must be (contract, sections 4 and 5)."""

from collections.abc import Iterator

from crawler.check.earlier import Earlier
from crawler.check.finding import CannotAsk, Finding, differs, fits, learned
from crawler.check.reply import Reply, headers_said
from crawler.parliament.opendata import question_facts
from crawler.parliament.page import parse_page
from crawler.parliament.records import FileLink
from crawler.parliament.search import search_facts
from crawler.parliament.shapes import NotUnderstood

_KINDS = (
    (b"PK\x03\x04", "a zip, or Word or Excel in one"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "RTF"),
)


def ask_file(earlier: Earlier) -> str:
    """The file of the newest question that has one."""
    link = _newest_file(earlier)
    return earlier.addresses.file(link.pfile, link.url)


def read_file(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether the first bytes are those of a document, and what the server calls it."""
    if reply.status != 200:
        raise NotUnderstood(f"HTTP {reply.status}")
    if reply.is_html:
        raise NotUnderstood("HTML with status 200 instead of a document")
    kind = _kind(reply.body)
    if kind is None:
        raise NotUnderstood(f"no kind of document that is known: it begins with {reply.body[:12]!r}")
    named = reply.headers.get("content-type")
    yield fits(f"{len(reply.body):,} bytes, {kind}; the content type is {named!r}")
    if kind == "PDF" and b"%%EOF" not in reply.body[-1024:]:
        yield learned("the PDF has no end (%%EOF)")
    yield headers_said(reply)


def ask_page(earlier: Earlier) -> str:
    """The page of the newest question."""
    return earlier.addresses.page(earlier.newest_questions()[0])


def read_page(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether our reader finds in the page what the search says."""
    if reply.status != 200:
        raise NotUnderstood(f"HTTP {reply.status}")
    facts = parse_page(reply.body, reply.url, reply.content_type)
    if reply.url != reply.asked:
        yield learned(f"redirects to {reply.url}")
    question = earlier.newest_questions()[0]
    known = search_facts(earlier.hits().get(question, []))
    names = ("number", "session_year", "title", "asker", "minister", "asked_on", "answered_on", "files")
    shown = [name for name in names if getattr(facts, name)]
    lacking = [name for name in names if name not in shown and getattr(known, name)]
    yield (differs if len(lacking) > len(shown) else learned)(
        f"our reader finds {', '.join(shown)}" + (f"; not {', '.join(lacking)}" if lacking else "")
    )
    if facts.number is not None and known.number is not None and facts.number != known.number:
        yield differs(f"the page of question {question} says number {facts.number}, the search {known.number}")
    else:
        yield fits(f"the page of question {question} is understood")


def _newest_file(earlier: Earlier) -> FileLink:
    records, hits = earlier.records(), earlier.hits()
    for question in earlier.newest_questions():
        sources = [question_facts(records[question], earlier.config.opendata_url)] if question in records else []
        for facts in [*sources, search_facts(hits.get(question, []))]:
            for link in facts.files:
                if not link.is_attachment:
                    return link
    raise CannotAsk("not asked: no question names a file")


def _kind(body: bytes) -> str | None:
    if b"%PDF-" in body[:1024]:
        return "PDF"
    return next((kind for start, kind in _KINDS if body.startswith(start)), None)
