"""What a page draws with: its content, forms, fonts and images; and whether their bytes are still what was written.

pypdf repairs a compressed stream as well as it can and does not tell what fell out. A Flate stream ends with a
checksum of its data (RFC 1950), so a second look at the bytes shows every stream that was cut or changed.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, NullObject, PdfObject, StreamObject

_MAX_OBJECTS = 2_000
"""The most objects of a page that are looked at: the pages of a document have some tens."""
_MAX_BYTES = 50_000_000
"""Data past this is not looked at."""
_FONT_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class Holdings:
    """Whether a page has images and fonts, and whether any of its streams is damaged."""

    has_images: bool = False
    has_fonts: bool = False
    is_damaged: bool = False


class ResourceReader:
    """Looks at what the pages of one document hold; a stream that they share is looked at once."""

    def __init__(self) -> None:
        self._sound: dict[int, bool] = {}
        self._sound_fonts: dict[int, bool] = {}

    def holdings(self, page: PageObject) -> Holdings:
        """What this page holds. May raise anything where the page is damaged."""
        forms, fonts, has_images = _drawn(page)
        sound = [self._is_sound(stream) for stream in (*_contents(page), *forms)]
        sound += [self._is_sound_font(font) for font in fonts]
        return Holdings(has_images, bool(fonts), not all(sound))

    def _is_sound_font(self, font: DictionaryObject) -> bool:
        if id(font) not in self._sound_fonts:
            self._sound_fonts[id(font)] = all(map(self._is_sound, _streams_of(font)))
        return self._sound_fonts[id(font)]

    def _is_sound(self, stream: PdfObject) -> bool:
        key = id(stream)  # pypdf keeps every object it has read, so no other takes its place
        if key not in self._sound:
            self._sound[key] = isinstance(stream, StreamObject) and _is_whole(stream)
        return self._sound[key]


def _is_whole(stream: StreamObject) -> bool:
    packed = stream._data  # the bytes as they stand in the file: pypdf shows them no other way
    kind = stream.get("/Filter")
    first = kind[0] if isinstance(kind, ArrayObject) and kind else kind
    if first != "/FlateDecode" or not packed:
        return True
    inflater = zlib.decompressobj()
    try:
        inflater.decompress(packed, _MAX_BYTES)
    except zlib.error:
        return False
    return inflater.eof or bool(inflater.unconsumed_tail)


def _contents(page: PageObject) -> Iterator[PdfObject]:
    """The streams of the content, a NullObject for one that is gone."""
    found = _get(page, "/Contents")
    if isinstance(found, ArrayObject):
        yield from (_resolved(entry) for entry in found[:_MAX_OBJECTS])
    elif found is not None:
        yield found


def _drawn(page: PageObject) -> tuple[list[DictionaryObject], list[DictionaryObject], bool]:
    """The forms and the fonts of a page and of its forms, and whether there are images."""
    forms: list[DictionaryObject] = []
    fonts: dict[int, DictionaryObject] = {}
    has_images = False
    seen = {id(page)}
    waiting: list[DictionaryObject] = [page]
    while waiting and len(seen) < _MAX_OBJECTS:
        resources = _dictionary(waiting.pop(), "/Resources")
        fonts |= {id(font): font for font in _entries(resources, "/Font")}
        for drawn in _entries(resources, "/XObject"):
            if drawn.get("/Subtype") == "/Image":
                has_images = True
            elif id(drawn) not in seen:
                seen.add(id(drawn))
                forms.append(drawn)
                waiting.append(drawn)
    return forms, list(fonts.values()), has_images


def _streams_of(font: DictionaryObject) -> Iterator[PdfObject]:
    """The streams of a font: its table to Unicode and its program."""
    if isinstance(table := _get(font, "/ToUnicode"), StreamObject):
        yield table
    inner = _get(font, "/DescendantFonts")
    described = _resolved(inner[0]) if isinstance(inner, ArrayObject) and inner else font
    if isinstance(described, DictionaryObject):
        descriptor = _dictionary(described, "/FontDescriptor")
        yield from (found for name in _FONT_PROGRAMS if (found := _get(descriptor, name)) is not None)


def _entries(resources: DictionaryObject, name: str) -> list[DictionaryObject]:
    found = [_resolved(entry) for entry in list(_dictionary(resources, name).values())[:_MAX_OBJECTS]]
    return [entry for entry in found if isinstance(entry, DictionaryObject)]


def _dictionary(holder: DictionaryObject, name: str) -> DictionaryObject:
    found = _get(holder, name)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _get(holder: DictionaryObject, name: str) -> PdfObject | None:
    """An entry, or None where there is none."""
    entry = holder.get(name)
    return None if entry is None else _resolved(entry)


def _resolved(entry: PdfObject) -> PdfObject:
    """What a reference points to: a NullObject where that is gone."""
    found = entry.get_object()
    return NullObject() if found is None else found
