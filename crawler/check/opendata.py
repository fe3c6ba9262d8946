"""What open data is asked, and what its answers must be (contract, section 3)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.check.earlier import Earlier
from crawler.check.finding import CannotAsk, Finding, NotNeeded, count, differs, examples, fits, learned, shorten
from crawler.check.records import check_records
from crawler.check.reply import Reply, content_type, data_in, headers_said, refusal
from crawler.parliament.opendata import parse_member, parse_questions, party_on, question_facts
from crawler.parliament.shapes import NotUnderstood, values

_LIST = 100
_NO_QUESTION = 999_999_999


def ask_list(earlier: Earlier) -> str:
    """The newest questions, up to a hundred of them."""
    return earlier.addresses.details(earlier.newest_questions()[:_LIST])


def ask_batch(earlier: Earlier) -> str:
    """As many as the crawl asks at once, where a hundred could not be had."""
    newest, batch = earlier.newest_questions(), earlier.config.batch
    if earlier.records() or len(newest) <= batch:
        raise NotNeeded
    return earlier.addresses.details(newest[:batch])


def read_list(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """How many are given, and what their records are."""
    asked = [int(number) for number in parse_qs(urlsplit(reply.asked).query)["id"][0].split(",")]
    if refused := refusal(reply):
        if len(asked) <= earlier.config.batch:
            raise NotUnderstood(f"a list of {len(asked)} ids is refused: {refused}")
        yield learned(f"a list of {len(asked)} ids is refused: {refused}")
        return
    data, records = data_in(reply), parse_questions(reply.body, reply.content_type)
    yield content_type(reply)
    yield _how_many(asked, list(records))
    if strangers := records.keys() - set(asked):
        yield differs(f"questions that were not asked for: {examples(sorted(strangers))}")
    if wanted := {question: record for question, record in records.items() if question in asked}:
        yield learned(f"records are given as {_wrapping(data)}")
        yield from check_records(wanted, earlier.hits(), reply.url)


def ask_question(earlier: Earlier) -> str:
    """The newest question that a list gave."""
    return earlier.addresses.detail(_newest_record(earlier))


def read_question(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether its record is the one of the list, and what the headers are."""
    data_in(reply)
    yield content_type(reply)
    question = _newest_record(earlier)
    records = parse_questions(reply.body, reply.content_type)
    if list(records) != [question]:
        yield differs(f"asked for question {question}, given {examples(records) or 'none'}")
    elif question in earlier.records():
        record, listed = records[question], earlier.records()[question]
        other = [key for key in (record | listed) if record.get(key) != listed.get(key)]
        if other:
            yield learned(f"its record differs from that in the list: {examples(other, 8)}")
        else:
            yield fits("its record is the same as in the list")
    yield headers_said(reply)


def ask_oldest(earlier: Earlier) -> str:
    """The oldest question that is known."""
    return earlier.addresses.detail(_oldest(earlier))


def read_default_format(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """What comes where no format is asked for, and in which charset."""
    refused = refusal(reply)
    if refused:
        yield learned(f"refused: {refused}")
        return
    data_in(reply)
    is_xml = reply.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    yield learned(
        f"{'XML' if is_xml else 'JSON'}, content type {reply.headers.get('content-type')!r}; "
        f"charset {reply.charset or 'not named'}; the bytes {_charset(reply.body)}"
    )
    question = _oldest(earlier)
    records = parse_questions(reply.body, reply.content_type)
    if question not in records:
        yield differs(f"asked for question {question}, given {examples(records) or 'none'}")
        return
    known = question_facts(records[question])
    shown = [known.number, known.title, known.asker, known.asked_on]
    yield (
        fits("its record can be read")
        if None not in shown
        else learned(
            f"the oldest question, {question}, lacks something: number, title, asker and date asked are {shown}"
        )
    )


def ask_unknown(earlier: Earlier) -> str:
    """A question that cannot be."""
    return earlier.addresses.detail(_NO_QUESTION)


def read_unknown(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """What an id that does not exist gives."""
    said = " ".join(reply.body[:200].decode("utf-8", errors="replace").split())
    how = f"HTTP {reply.status}, {reply.media_type or 'no content type'}, {shorten(said)!r}"
    if reply.status >= 500 or reply.status == 429:
        raise NotUnderstood(f"HTTP {reply.status}")
    if reply.is_html and reply.status < 400:
        yield differs(f"HTML with status {reply.status}: {shorten(said)!r}")
    elif reply.status < 400 and _records_in(reply):
        yield differs(f"an id that cannot be gives a record: {how}")
    else:
        yield learned(how)


def ask_member(earlier: Earlier) -> str:
    """The asker of the newest question."""
    return earlier.addresses.member(_asker(earlier)[0])


def read_member(reply: Reply, earlier: Earlier) -> Iterator[Finding]:
    """Whether the member's record tells the party on the day of the question."""
    data_in(reply)
    yield content_type(reply)
    member = parse_member(reply.body, reply.content_type)
    _, question = _asker(earlier)
    facts = question_facts(earlier.records()[question])
    party = party_on(member, facts.asked_on)
    periods = count(len(values(member.get("lidmaatschap"))), "period")
    if party is None:
        yield differs(f"'lidmaatschap' ({periods}) tells no party on {facts.asked_on}, when {question} was asked")
        return
    yield fits(f"'lidmaatschap' ({periods}) tells the party on the day of question {question}: {party!r}")
    own = facts.asker.party if facts.asker else None
    if own:
        agree = "also says" if own == party else "says otherwise:"
        yield learned(f"the record of the question {agree} {own!r}")


def _how_many(asked: list[int], received: list[int]) -> Finding:
    missing = [question for question in asked if question not in received]
    said = f"a list of {count(len(asked), 'id')}: gave {len(asked) - len(missing)}"
    if len(missing) == len(asked):
        return differs(f"{said}, so none of those that the search found")
    return learned(said + (f"; not given: {examples(missing)}" if missing else ""))


def _wrapping(data: Any) -> str:
    """`items[].schriftelijke-vraag`: the way down to a record."""
    if isinstance(data, list):
        return "[]" + _inner(data[0] if data else None)
    if isinstance(data, dict) and "id" not in data:
        name = next(iter(data), "")
        value = data.get(name)
        return f"{name}[]{_inner(value[0])}" if isinstance(value, list) and value else f"{name}{_inner(value)}"
    return "the record itself"


def _inner(value: Any) -> str:
    return f".{next(iter(value))}" if isinstance(value, dict) and "id" not in value and value else ""


def _charset(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "are not UTF-8"
    return "are ASCII only" if body.isascii() else "are UTF-8"


def _records_in(reply: Reply) -> bool:
    try:
        return bool(parse_questions(reply.body, reply.content_type))
    except NotUnderstood:
        return False


def _newest_record(earlier: Earlier) -> int:
    listed = earlier.records()
    newest = earlier.newest_questions()
    return next((question for question in newest if question in listed), newest[0])


def _oldest(earlier: Earlier) -> int:
    return min(earlier.hits(), default=0) or earlier.newest_questions()[-1]


def _asker(earlier: Earlier) -> tuple[int, int]:
    """The id of a member, and the question that this member asked. Raises CannotAsk."""
    for question, record in earlier.records().items():
        asker = question_facts(record).asker
        if asker and asker.id is not None:
            return asker.id, question
    raise CannotAsk("not asked: no record of open data gives the id of an asker")
