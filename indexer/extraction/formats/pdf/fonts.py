"""How wide the letters of a font are: what pypdf knows of it, by the characters that it gives."""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pypdf._codecs import encoding_dict_from_named_encoding
from pypdf._text_extraction import _text_extractor
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


# pypdf reads each font of a page anew, asks it for the width of a letter wherever that is printed, and builds a table
# of Windows' characters for every page: a sixth of the time that a document takes.
_read_anew = Font.from_font_resource
_known_fonts: ContextVar[dict[int, tuple[DictionaryObject, Font]] | None] = ContextVar("_known_fonts", default=None)


@contextmanager
def each_read_once() -> Iterator[None]:
    """While this lasts, pypdf reads each font once, and not again for every page that uses it."""
    token = _known_fonts.set({})
    try:
        yield
    finally:
        _known_fonts.reset(token)


def _read_once(font: DictionaryObject) -> Font:
    known = _known_fonts.get()
    if known is None:
        return _read_anew(font)
    if id(font) not in known:
        found = _read_anew(font)
        found.get_text_width = functools.cache(found.get_text_width)  # type: ignore[method-assign]
        known[id(font)] = (font, found)  # with the dictionary, so that no other gets its id
    return known[id(font)][1]


_encoding_known = functools.cache(encoding_dict_from_named_encoding)


def _encoding_once(encoding: str) -> dict[int, str]:
    return encoding_dict_from_named_encoding(encoding) if _known_fonts.get() is None else _encoding_known(encoding)


Font.from_font_resource = staticmethod(_read_once)  # type: ignore[method-assign, assignment]
_text_extractor.encoding_dict_from_named_encoding = _encoding_once  # type: ignore[attr-defined]


def _read(font: Any) -> Font | None:
    if not isinstance(font, DictionaryObject) or font.get("/Subtype") in _GUESS:
        return None
    try:
        return Font.from_font_resource(font)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged fonts make pypdf raise any class; the widths are then guessed
        return None
