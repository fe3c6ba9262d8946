"""How wide the letters of a font are: what pypdf knows of it, by the characters that it gives."""

from collections.abc import Iterable
from typing import Any

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from indexer.extraction.text.measure import width_of

_THOUSAND = 1000.0
_GUESS = {"/Type3"}
"""Fonts whose widths are in units of their own."""


class _Widths(dict[str, float]):
    """The width of each character, with one for those that the font does not tell of."""

    def __init__(self, known: Iterable[tuple[str, float]], default: float) -> None:
        super().__init__(known)
        self._default = default

    def __missing__(self, character: str) -> float:
        return self._default


class Letters:
    """The letters of a font: their widths, in thousandths of its size, and which bytes stand for a space.

    Guessed where the font does not say.
    """

    def __init__(self, font: Font | None) -> None:
        self.space = 250.0
        self._widths: _Widths | None = None
        self._spaces: frozenset[bytes] = frozenset((b" ",))
        if font is None:
            return
        known, names = font.character_widths, font.character_map
        is_simple = isinstance(font.encoding, dict)
        codes = (
            [(chr(code), names.get(name, name)) for code, name in font.encoding.items()]
            if isinstance(font.encoding, dict)
            else list(names.items())
        )
        widths = {character: known[code] for code, character in codes if code in known} or known
        self._widths = _Widths(widths.items(), known.get("default", 0.0))
        spaces = [code for code, character in codes if character in (" ", "\u00a0") and len(code) == 1]
        self._spaces = frozenset(code.encode("latin-1" if is_simple else "utf-16-be", "replace") for code in spaces)
        self.space = font.space_width or self.space

    def width(self, text: str) -> float:
        """The width of a text in thousandths of the size of its letters."""
        if self._widths is None:
            return width_of(text, _THOUSAND)
        return sum(map(self._widths.__getitem__, text))

    def ends_in_space(self, shown: bytes | str) -> bool:
        """Whether a string of a content stream ends in a space."""
        if isinstance(shown, str):
            return shown.endswith(" ")
        return shown[-1:] in self._spaces or shown[-2:] in self._spaces


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Letters]] = {}  # with the font, so that no other gets its id

    def letters(self, font: Any) -> Letters:
        """The widths of a font, of which pypdf gives the dictionary, or None."""
        known = self._known.get(id(font))
        if known is None:
            known = self._known[id(font)] = (font, Letters(_read(font)))
        return known[1]


def _read(font: Any) -> Font | None:
    if not isinstance(font, DictionaryObject) or font.get("/Subtype") in _GUESS:
        return None
    try:
        return Font.from_font_resource(font)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged fonts make pypdf raise any class; the widths are then guessed
        return None
