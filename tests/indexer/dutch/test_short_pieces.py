import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dutch import short_pieces
from indexer.dutch.short_pieces import LONGEST, ShortPieces, cut, keys_of

ALPHABET = "abcé€\U0001f600.-\x00\u00a0"


@given(st.lists(st.text(alphabet=ALPHABET + " \n", max_size=60), max_size=5))
def test_texts_are_cut_at_their_spaces_and_line_ends(texts: list[str]) -> None:
    found = cut(texts)
    pieces = list(found.pieces(np.arange(len(found.starts))))
    expected = [[piece for piece in text.replace("\n", " ").split(" ") if piece] for text in texts]
    assert pieces == [piece for some in expected for piece in some]
    assert found.ends.tolist() == [sum(map(len, expected[: at + 1])) for at in range(len(texts))]


@given(
    st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=24), unique=True),
    st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=24)),
)
def test_a_short_piece_has_the_number_it_was_given_and_no_other_has_one(held: list[str], others: list[str]) -> None:
    table = ShortPieces()
    keys = keys_of(cut([" ".join(held)]))
    assert table.look_up(keys)[1].tolist() == list(range(len(held)))
    table.put(keys, np.arange(len(held)), np.arange(len(held), dtype=np.uint32))
    asked = [*others, *held]
    numbers, missing = table.look_up(keys_of(cut([" ".join(asked)])))
    has_number = [piece in held and len(piece.encode()) <= LONGEST for piece in asked]
    assert missing.tolist() == [at for at, one in enumerate(has_number) if not one]
    assert [int(numbers[at]) for at, one in enumerate(has_number) if one] == [
        held.index(piece) for piece, one in zip(asked, has_number, strict=True) if one
    ]


@pytest.mark.parametrize("short", ["a" * LONGEST, "gezondheidszorg", "abcdefghijklmé"])
@pytest.mark.parametrize("more", ["a", "beroepen", "é", "\x00"])
def test_a_long_piece_is_not_the_short_one_that_it_begins_with(short: str, more: str) -> None:
    assert len(short.encode()) == LONGEST
    table = ShortPieces()
    table.put(keys_of(cut([short])), np.array([0]), np.array([7], np.uint32))
    numbers, missing = table.look_up(keys_of(cut([f"{short}{more} {short}"])))
    assert (missing.tolist(), int(numbers[1])) == ([0], 7)


def test_pieces_that_want_the_same_slot_are_told_apart() -> None:
    pieces = [f"p{number}" for number in range(50_000)]
    keys = keys_of(cut([" ".join(pieces)]))
    assert len(set(keys.slots.tolist())) < len(pieces)
    table = ShortPieces()
    for some in np.array_split(np.arange(len(pieces)), 7):
        table.put(keys, some, np.arange(len(pieces), dtype=np.uint32))
    numbers, missing = table.look_up(keys)
    assert numbers.tolist() == list(range(len(pieces)))
    assert not len(missing)


def test_pieces_for_which_there_is_no_room_stay_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_pieces, "_MOST", 3)
    table = ShortPieces()
    keys = keys_of(cut(["a b c d e"]))
    numbers = np.arange(5, dtype=np.uint32)
    table.put(keys, np.array([0, 1, 2]), numbers)
    table.put(keys, np.array([3, 4]), numbers)
    found, missing = table.look_up(keys)
    assert (found[:3].tolist(), missing.tolist()) == ([0, 1, 2], [3, 4])
