"""How wide the letters of a font are: what pypdf knows of it, by the characters that it gives."""

from typing import Any

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from indexer.extraction.text.measure import width_of

_THOUSAND = 1000.0
_GUESS = {"/Type3"}
"""Fonts whose widths are in units of their own."""


class Letters:
    """The widths of a font's letters in thousandths of its size; guessed where the font does not say."""

    def __init__(self, font: Font | None) -> None:
        self._widths: dict[str, float] = {}
        self._default = 0.0
        self.space = 250.0
        if font is None:
            return
        known, names = font.character_widths, font.character_map
        if isinstance(font.encoding, dict):
            codes = ((chr(code), names.get(name, name)) for code, name in font.encoding.items())
        else:
            codes = iter(names.items())
        self._widths = {character: known[code] for code, character in codes if code in known}
        self._default = known.get("default", 0.0)
        if not self._widths:
            self._widths = known
        self.space = font.space_width or self.space

    def width(self, text: str) -> float:
        """The width of a text in thousandths of the size of its letters."""
        if not self._default and not self._widths:
            return width_of(text, _THOUSAND)
        widths, default = self._widths, self._default
        return float(sum([widths.get(character, default) for character in text]))


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
