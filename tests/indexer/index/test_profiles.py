"""Profiles, figures and waiting questions, out of a real index and through the service."""

from contextlib import closing
from datetime import date
from pathlib import Path

from indexer.figures.models import ProfileKind
from indexer.figures.waiting import WaitingRequest
from indexer.search import open_search
from tests.support.contents import contents_of
from tests.support.factory import make_question
from tests.support.serving import build_site_index

UNANSWERED = {"answered_on": None, "answer": None, "on_time": None, "published_on": None}
HELD = (
    make_question(1, minister="Zoë Aerts", asked_on=date(2024, 3, 5), **UNANSWERED),
    make_question(2, minister="Éva Maes", number=None, title=None, themes=()),
    make_question(3, minister="Bob Claes", asked_on=None, **UNANSWERED),
    make_question(4, minister="Zoë Aerts", asked_on=date(2024, 3, 4), themes=('Een "thema"\n',), **UNANSWERED),
)


def test_profiles_of_a_kind_come_in_alphabetical_order_with_what_a_list_shows() -> None:
    with contents_of(*HELD) as contents:
        found = contents.profiles.of_kind(ProfileKind.MINISTER)
        assert [(one.name, one.questions, one.answered, one.waiting) for one in found] == [
            ("Bob Claes", 1, 0, 1),
            ("Éva Maes", 1, 1, 0),
            ("Zoë Aerts", 2, 0, 2),
        ]
        assert (found[2].first_asked, found[2].last_asked) == (date(2024, 3, 4), date(2024, 3, 5))
        assert found[0].first_asked is None


def test_a_profile_comes_back_by_its_slug() -> None:
    with contents_of(*HELD) as contents:
        profile = contents.profiles.get(ProfileKind.MINISTER, "zoe-aerts")
        assert profile
        assert (profile.name, profile.questions) == ("Zoë Aerts", 2)
        assert contents.profiles.get(ProfileKind.ASKER, "zoe-aerts") is None
        assert contents.profiles.get(ProfileKind.MINISTER, "nergens") is None


def test_waiting_facts_come_longest_waiting_first_and_those_without_a_day_last() -> None:
    with contents_of(*HELD) as contents:
        waiting = contents.facts.waiting()
        assert [fact.id for fact in waiting] == [4, 1, 3]
        assert waiting[0].themes == ('Een "thema"\n',)


def test_the_service_answers_what_the_site_asks(tmp_path: Path) -> None:
    with closing(open_search(build_site_index(tmp_path, HELD))) as search:
        assert [one.slug for one in search.profiles(ProfileKind.PARTY)] == ["groene-lijst"]
        assert search.slug_of(ProfileKind.MINISTER, "ZOE AERTS") == "zoe-aerts"
        assert search.slug_of(ProfileKind.MINISTER, "Nergens") is None
        assert search.profile(ProfileKind.THEME, "jeugd")
        figures, year = search.figures(), search.figures("2023-2024")
        assert figures
        assert year
        assert (figures.asked, year.asked, year.session_year) == (4, 4, "2023-2024")
        assert search.figures("1999-2000") is None
        found = search.waiting(WaitingRequest({ProfileKind.MINISTER: "zoe-aerts"}), date(2024, 6, 3))
        assert [(one.id, one.days) for one in found.questions] == [(4, 61), (1, 60)]
