"""Feeds are Atom that any reader takes, whatever the questions hold, with ids that stay."""

from datetime import UTC, date, datetime

from lxml import etree

from tests.support.factory import make_question
from tests.support.serving import bare_question, hostile_questions, whole_question
from web.site.feeds import Entry, atom, question_entry

_BUILT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
_NAMES = {"a": "http://www.w3.org/2005/Atom"}


def _feed(*entries: Entry, site: str = "https://vragen.example", path: str = "/?q=fiets") -> etree._Element:
    written = atom(entries, site=site, path=path, title="Vragen met fiets", built=_BUILT)
    return etree.fromstring(written)


def _texts(feed: etree._Element, path: str) -> list[str]:
    return [str(found) for found in feed.xpath(path, namespaces=_NAMES)]


def test_a_feed_says_what_it_is_and_where() -> None:
    feed = _feed(question_entry(whole_question()))
    assert _texts(feed, "a:title/text()") == ["Vragen met fiets"]
    assert _texts(feed, "a:link[@rel='self']/@href") == ["https://vragen.example/?q=fiets&format=atom"]
    assert _texts(feed, "a:link[@rel='alternate']/@href") == ["https://vragen.example/?q=fiets"]
    assert _texts(feed, "a:entry/a:link/@href") == ["https://vragen.example/vragen/1809299"]
    assert _texts(feed, "a:author/a:name/text()") == ["Vlaams Parlement"]
    assert _texts(_feed(path="/themas/fiets"), "a:link[@rel='self']/@href") == [
        "https://vragen.example/themas/fiets?format=atom"
    ]


def test_ids_are_those_of_the_thing_and_not_of_the_host() -> None:
    here = _feed(question_entry(whole_question()))
    there = _feed(question_entry(whole_question()), site="http://127.0.0.1:8000")
    assert _texts(here, "//a:id/text()") == _texts(there, "//a:id/text()")
    # Written out: readers keep these for years, and would show everything anew if they changed.
    assert _texts(here, "//a:id/text()") == [
        "urn:uuid:fabd8421-72fb-587b-bb56-3fb03734462f",
        "urn:uuid:7582e7e4-f1fc-59f1-9764-12af0f6ffb97",
    ]
    assert _texts(_feed(path="/?q=bus"), "a:id/text()") != _texts(here, "a:id/text()")


def test_entries_of_one_address_have_ids_of_their_own() -> None:
    twice = [Entry("/vragen/1", "Een", _BUILT, key=f"/vragen/1#{day}") for day in ("2024-01-01", "2024-02-01")]
    assert len(set(_texts(_feed(*twice), "a:entry/a:id/text()"))) == 2


def test_a_question_is_updated_when_it_is_answered_or_published() -> None:
    asked = make_question(1, asked_on=date(2024, 3, 4), answered_on=None, published_on=None)
    answered = make_question(2, asked_on=date(2024, 3, 4), answered_on=date(2024, 3, 25), published_on=None)
    feed = _feed(question_entry(asked), question_entry(answered))
    assert _texts(feed, "a:entry/a:updated/text()") == ["2024-03-04T00:00:00Z", "2024-03-25T00:00:00Z"]
    assert _texts(feed, "a:entry/a:published/text()") == ["2024-03-04T00:00:00Z"] * 2
    assert _texts(feed, "a:updated/text()") == ["2024-03-25T00:00:00Z"]


def test_an_empty_feed_was_updated_when_the_index_was_built() -> None:
    assert _texts(_feed(), "a:updated/text()") == ["2024-01-02T03:04:05Z"]


def test_a_question_of_which_nothing_is_known_is_an_entry_too() -> None:
    feed = _feed(question_entry(bare_question()))
    assert _texts(feed, "a:entry/a:title/text()") == ["Zonder titel"]
    assert _texts(feed, "a:entry/a:updated/text()")


def test_hostile_texts_stay_text() -> None:
    questions = [*hostile_questions(), make_question(9, title="Nul\0, bel\x07, wees \ud800 en \ufffe")]
    feed = _feed(*map(question_entry, questions))
    titles = _texts(feed, "a:entry/a:title/text()")
    assert titles[:-1] == [question.title for question in hostile_questions()]
    assert titles[-1] == "Nul\ufffd, bel\ufffd, wees \ufffd en \ufffd"
    assert {element.tag for element in feed.iter()} <= {
        "{http://www.w3.org/2005/Atom}" + name
        for name in (
            "feed", "entry", "id", "title", "updated", "published", "link", "author", "name", "rights", "generator",
            "category", "summary",
        )
    }  # fmt: skip
