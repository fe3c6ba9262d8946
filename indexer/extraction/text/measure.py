"""How wide a text is, without asking its font: enough to tell a full line from a short one, and a gap from a space."""

_NARROW, _WIDE = frozenset("iljtfrI.,:;'!|()[] ’‘"), frozenset("mwMW—%@")


def width_of(text: str, size: float) -> float:
    """The width of a text in points, as a common proportional font would print it: good to some five per cent."""
    units = sum(0.28 if c in _NARROW else 0.83 if c in _WIDE else 0.64 if c.isupper() else 0.51 for c in text)
    return units * size
