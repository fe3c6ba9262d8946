"""What a crawl counts."""

from crawler.archive.writer import Stored
from crawler.tally import Tally


def test_failures_in_a_row_end_with_a_success_of_their_kind_only() -> None:
    tally = Tally()
    assert [tally.suffered("file", "1"), tally.suffered("details", "2"), tally.suffered("file", "3")] == [1, 2, 3]
    tally.succeeded("search")
    assert len(tally.failed_in_a_row) == 3
    tally.succeeded("file")
    assert tally.failed_in_a_row == [("details", "2")]
    assert tally.suffered("details", "4") == 2


def test_what_is_stored_and_doubted_adds_up() -> None:
    tally = Tally()
    tally.records += Stored(50, doubted=2)
    tally.records += Stored(1)
    assert (tally.records, tally.hits) == (Stored(51, doubted=2), Stored())


def test_two_crawls_share_nothing() -> None:
    one, other = Tally(), Tally()
    one.met.add(1)
    one.suffered("file", "1")
    assert (other.met, other.failed_in_a_row) == (set(), [])
