"""Short pieces of texts with their numbers, very many of which are looked up at once: a dictionary for numpy.

The key of a piece of up to 15 bytes of UTF-8 is two numbers of 64 bits: its bytes, and in the last one how many it has.
All longer pieces have one key, which is never kept. Keys stand in a table of open addressing: each in the slot that its
hash says, or in the first free one behind that.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 15
"""Bytes of a short piece; some 3 of 100 are longer."""

_BITS = 19
_SLOTS = 1 << _BITS
"""Of a table, which takes 10 MB."""
_MOST = _SLOTS * 3 // 5
"""Pieces in a table: of more, looking for one would go from slot to slot."""

_WIDTH = 8
_LONGER = LONGEST + 1
"""The size in the key of all longer pieces."""
_SIZES = range(LONGEST + 1)
# Which bits of the first and of the last eight bytes belong to the key of each size: none to that of longer ones.
_FIRST = np.array([*((1 << 8 * min(size, _WIDTH)) - 1 for size in _SIZES), 0], np.uint64)
_LAST = np.array([*((1 << 8 * max(size - _WIDTH, 0)) - 1 for size in _SIZES), 0], np.uint64)
_SIZE_AT = np.uint64(8 * (_WIDTH - 1))
# Odd numbers without a pattern: the bits of what is multiplied by them spread upwards.
_SPREAD_FIRST, _SPREAD_LAST, _SPREAD = map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93))


class Cut(NamedTuple):
    """Texts cut at their spaces: all of them in UTF-8, where in it each piece begins, how many bytes it has, and how
    many pieces there are up to the end of each text."""

    written: bytes
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    ends: NDArray[np.intp]

    def pieces(self, which: NDArray[np.intp]) -> Iterator[str]:
        """These pieces as they are written."""
        for start, size in zip(self.starts[which].tolist(), self.sizes[which].tolist(), strict=True):
            yield self.written[start : start + size].decode()


class Keys(NamedTuple):
    """The keys of pieces and the slots that they want, and which pieces are short."""

    first: NDArray[np.uint64]
    last: NDArray[np.uint64]
    slots: NDArray[np.intp]
    are_short: NDArray[np.bool_]


def cut(texts: Iterable[str]) -> Cut:
    """Texts cut at spaces and line ends."""
    encoded = [text.encode() for text in texts]
    written = b"\n".join((*encoded, bytes(2 * _WIDTH)))  # as many may be read from where any piece begins
    letters = np.frombuffer(written, np.uint8)[: -2 * _WIDTH]
    spaces = np.flatnonzero((letters == ord(" ")) | (letters == ord("\n")))
    starts = np.append(0, spaces + 1)[:-1]
    sizes = spaces - starts
    held = sizes > 0
    starts, sizes = starts[held], sizes[held]
    ends = np.cumsum([len(text) + 1 for text in encoded], dtype=np.intp)
    return Cut(written, starts, sizes, np.searchsorted(starts, ends))


def keys_of(texts: Cut) -> Keys:
    """The keys of all pieces of texts."""
    eight = np.ndarray(len(texts.written) - _WIDTH + 1, "<u8", texts.written, strides=1)  # from each byte on
    sizes = np.minimum(texts.sizes, _LONGER)
    first = eight[texts.starts] & _FIRST[sizes]
    last = (eight[texts.starts + _WIDTH] & _LAST[sizes]) | (sizes.astype(np.uint64) << _SIZE_AT)
    slots = ((first * _SPREAD_FIRST) ^ (last * _SPREAD_LAST)) * _SPREAD >> np.uint64(64 - _BITS)
    return Keys(first, last, slots.astype(np.intp), texts.sizes <= LONGEST)


class ShortPieces:
    """The numbers of short pieces."""

    def __init__(self) -> None:
        self._first = np.zeros(_SLOTS, np.uint64)
        self._last = np.zeros(_SLOTS, np.uint64)  # of no piece it is 0
        self._numbers = np.zeros(_SLOTS, np.uint32)
        self._held = 0

    def look_up(self, keys: Keys) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
        """The number of each piece, and which ones have none here, among them all that are too long."""
        numbers = self._numbers[keys.slots]
        others = np.flatnonzero(~self._hold(keys.slots, keys.first, keys.last))
        slots = keys.slots[others]
        missing = [others[:0]]
        while len(others):
            free = self._last[slots] == 0
            missing.append(others[free])
            others, slots = others[~free], _next(slots[~free])
            found = self._hold(slots, keys.first[others], keys.last[others])
            numbers[others[found]] = self._numbers[slots[found]]
            others, slots = others[~found], slots[~found]
        return numbers, np.sort(np.concatenate(missing))

    def put(self, keys: Keys, which: NDArray[np.intp], numbers: NDArray[np.uint32]) -> None:
        """Keep the numbers of those of these pieces that are short: each once, and none that is there. Where there is
        no room for all they stay missing."""
        which = which[keys.are_short[which]]
        if self._held + len(which) > _MOST:
            return
        self._held += len(which)
        slots = keys.slots[which]
        while len(which):
            free = self._last[slots] == 0
            at, some = slots[free], which[free]
            self._first[at], self._last[at], self._numbers[at] = keys.first[some], keys.last[some], numbers[some]
            left = ~self._hold(slots, keys.first[which], keys.last[which])  # of several for a slot the last has it
            which, slots = which[left], _next(slots[left])

    def _hold(self, slots: NDArray[np.intp], first: NDArray[np.uint64], last: NDArray[np.uint64]) -> NDArray[np.bool_]:
        held: NDArray[np.bool_] = (self._last[slots] == last) & (self._first[slots] == first)
        return held


def _next(slots: NDArray[np.intp]) -> NDArray[np.intp]:
    return (slots + 1) % _SLOTS
