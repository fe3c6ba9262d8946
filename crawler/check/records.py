"""What the records of questions in open data must tell (contract, 3.2)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.check.finding import Finding, differs, examples, fits, json_type, learned, tally
from crawler.parliament.addresses import pfile_of
from crawler.parliament.opendata import ANSWERED, ASKED, Fragment, question_facts
from crawler.parliament.search import SearchHit, search_facts
from crawler.parliament.shapes import day, mapping, text, truth, values

Records = Mapping[int, Fragment]

_KNOWN_KEYS = {
    "id", "vraagnummer", "zittingsjaar", "legislatuur", "titel", "onderwerp", "soort-antwoord", "tijdig", "thema",
    "themas", "vraagsteller", "minister", "contact", "procedureverloop", "bestand-ordered", "bijlage", "document",
    "filewebpath", "link", "publicatiedatum",
}  # fmt: skip
_KNOWN_STATUSES = {
    "Vraag gesteld aan de minister", "Tijdig beantwoord", "Laattijdig beantwoord", "Beantwoord", "Vraag ingediend",
    "Antwoord ontvangen", "Antwoord gepubliceerd",
}  # fmt: skip
_FILE_KEYS = ("bestand-ordered", "bestand", "document", "bijlage")


def check_records(records: Records, hits: Mapping[int, list[SearchHit]], came_from: str) -> Iterator[Finding]:
    """Findings about several records, which came from that address, and whether they agree with the hits of the same
    questions."""
    yield from _answers(records)
    yield from _procedure(records)
    yield from _people(records)
    yield from _files(records, came_from)
    yield from _agreement(records, hits)
    yield from _rest(records)


def _answers(records: Records) -> Iterator[Finding]:
    """`soort-antwoord` and `tijdig`: the contract knows neither values nor types."""
    kinds = _given(records, "soort-antwoord")
    yield learned(f"values of 'soort-antwoord': {_tally(records, kinds)}")
    if odd := {question: value for question, value in kinds.items() if text(value) is None}:
        yield differs(f"'soort-antwoord' is no text in {_of(odd, records)}")
    in_time = _given(records, "tijdig")
    types = " or ".join(sorted({json_type(value) for value in in_time.values()})) or "absent"
    yield learned(f"'tijdig' is {types}: {_tally(records, in_time)}")
    if odd := {question: value for question, value in in_time.items() if truth(value) is None}:
        yield differs(f"'tijdig' has {len(odd)} values that are not understood: {tally(odd.values())}")
    elif in_time:
        yield fits("every value of 'tijdig' is understood")


def _procedure(records: Records) -> Iterator[Finding]:
    steps = [
        (question, step)
        for question, record in records.items()
        for step in values(record.get("procedureverloop"))
        if isinstance(step, dict)
    ]
    statuses = [(question, status) for question, step in steps if (status := text(step.get("status")))]
    yield learned(f"statuses of 'procedureverloop': {tally(status for _, status in statuses)}")
    unknown = [status for _, status in statuses if not _is_known_status(status)]
    if unknown:
        yield differs(f"'procedureverloop' has statuses that we do not know: {tally(unknown)}")
    elif statuses:
        yield fits("every status is known")
    if odd := {question: step.get("datum") for question, step in steps if day(step.get("datum")) is None}:
        yield differs(f"a date of 'procedureverloop' cannot be read in {_of(odd, records)}")
    open_ = [question for question, record in records.items() if question_facts(record).answered_on is None]
    yield learned(f"no answer yet in {_of(open_, records)}" if open_ else "every record tells of an answer")
    never = [question for question, record in records.items() if question_facts(record).asked_on is None]
    yield from _mostly(never, records, "no step that says when it was asked")


def _people(records: Records) -> Iterator[Finding]:
    facts = {question: question_facts(record) for question, record in records.items()}
    yield from _mostly([q for q, known in facts.items() if known.asker is None], records, "no asker with a name")
    yield from _mostly([q for q, known in facts.items() if known.minister is None], records, "no minister with a name")
    with_party = [question for question, known in facts.items() if known.asker and known.asker.party]
    where = {
        f"{owner}.{inner}"
        for record in records.values()
        for owner in ("vraagsteller", "minister")
        for inner, person in (("fractie", mapping(record.get(owner))), ("contact.fractie", _contact(record, owner)))
        if person.get("fractie")
    }
    places = f", in {', '.join(sorted(where))}" if where else ""
    yield learned(f"the asker's party ('fractie') is in {len(with_party)} of {len(records)} records{places}")
    several = [q for q, record in records.items() if len(values(record.get("minister"))) > 1]
    listed = [q for q, record in records.items() if isinstance(record.get("minister"), list)]
    if several:
        yield learned(f"'minister' is a list of several in {_of(several, records)}; the crawl keeps the first")
    else:
        yield learned(f"'minister' is {'a list of one' if listed else 'never a list'}")


def _files(records: Records, came_from: str) -> Iterator[Finding]:
    shapes, unreadable = [], {}
    for question, record in records.items():
        for key in _FILE_KEYS:
            if record.get(key) in (None, "", [], {}):
                continue
            shapes.append(f"{key}: {json_type(record[key])}")
            for entry in values(record[key]):
                if not pfile_of(_address(entry)):
                    unreadable[question] = entry
    yield learned(f"files are named in {tally(shapes)}")
    if unreadable:
        yield differs(f"a file has no address with `pfile?id=` in {_of(unreadable, records)}")
    facts = {question: question_facts(record, came_from) for question, record in records.items()}
    main = {question for question, said in facts.items() if any(not link.is_attachment for link in said.files)}
    yield from _mostly(
        [question for question in records if question not in main], records, "no file that is the answer"
    )
    if main and not unreadable:
        yield fits(f"{len(main)} of {len(records)} records name a file that can be fetched")


def _agreement(records: Records, hits: Mapping[int, list[SearchHit]]) -> Iterator[Finding]:
    both = {question: record for question, record in records.items() if question in hits}
    agree = True
    for name, said in (("number", "nummer"), ("session_year", "zittingsjaar")):
        if odd := _disagreeing(both, hits, name):
            agree = False
            yield differs(f"open data and search give another {said!r} in {_of(odd, both)}")
    for name, said in (("asked_on", "date asked"), ("answered_on", "date answered")):
        if odd := _disagreeing(both, hits, name):
            yield learned(f"open data and search give another {said} in {_of(odd, both)}")
    for name, said in (("asker", "asker"), ("minister", "minister")):
        if odd := _disagreeing(both, hits, name):
            yield learned(f"open data and search name another {said} in {_of(odd, both)}")
    if both and agree:
        yield fits(f"open data and search agree on number and session year of {len(both)} questions")


def _disagreeing(records: Records, hits: Mapping[int, list[SearchHit]], name: str) -> dict[int, str]:
    """Where open data and the search both tell something, and not the same."""
    differing = {}
    for question, record in records.items():
        ours, theirs = (getattr(facts, name) for facts in (question_facts(record), search_facts(hits[question])))
        ours, theirs = getattr(ours, "name", ours), getattr(theirs, "name", theirs)
        if ours is not None and theirs is not None and ours != theirs:
            differing[question] = f"{ours} and {theirs}"
    return differing


def _rest(records: Records) -> Iterator[Finding]:
    """What else is there."""
    types = {key: {json_type(record[key]) for record in records.values() if key in record} for key in ("id", "thema")}
    yield learned("; ".join(f"`{key}` is {' or '.join(sorted(kinds)) or 'absent'}" for key, kinds in types.items()))
    unknown = [key for record in records.values() for key in record if key not in _KNOWN_KEYS]
    if unknown:
        yield learned(f"keys that the contract does not name: {tally(unknown)}")
    absent = [key for key in ("titel", "onderwerp", "thema") for record in records.values() if not record.get(key)]
    if absent:
        yield learned(f"absent or empty in some of {len(records)} records: {tally(absent)}")


def _is_known_status(status: str) -> bool:
    return status in _KNOWN_STATUSES or bool(ASKED.search(status) or ANSWERED.search(status))


def _contact(record: Fragment, owner: str) -> Fragment:
    return mapping(mapping(record.get(owner)).get("contact"))


def _address(entry: Any) -> str:
    if not isinstance(entry, dict):
        return text(entry) or ""
    return next((text(value) or "" for name, value in entry.items() if name.casefold() == "url"), "")


def _given(records: Records, key: str) -> dict[int, Any]:
    return {question: record[key] for question, record in records.items() if record.get(key) is not None}


def _tally(records: Records, values: Mapping[int, Any]) -> str:
    absent = len(records) - len(values)
    return tally(values.values()) + (f"; absent in {absent} of {len(records)}" if absent else "")


def _mostly(without: list[int], records: Records, said: str) -> Iterator[Finding]:
    """Against the contract where most records are so; a fact where some are."""
    if without:
        yield (differs if 2 * len(without) > len(records) else learned)(f"{said} in {_of(without, records)}")


def _of(odd: Mapping[int, object] | Iterable[int], records: Records) -> str:
    """`2 of 100: 9900001 ('x'), 9900002 ('y')`."""
    if isinstance(odd, Mapping):
        named = [f"{question} ({value!r})" for question, value in odd.items()]
    else:
        named = [str(question) for question in odd]
    return f"{len(named)} of {len(records)}: {examples(named)}"
