"""What of a PDF could not be read: what pypdf says, and what it does not say.

A text that is silently lost is the worst fault, because nobody looks for it. Its signs: streams whose checksum is
wrong, pages with almost no letters, characters without a name, and letters that make no words or no language.
"""

import re
from collections import Counter

from indexer.extraction.formats.pdf.runs import MAX_CHARACTERS, MAX_PAGES, MAX_SECONDS, Pdf
from indexer.extraction.formats.problems import Scanned, Unreadable

_FEW_PAINTED, _FEW_READ = 200, 0.3
"""A page whose text has less than this share of the bytes that it prints as text has lost some: two bytes may be one
letter, and fewer have no meaning."""
_FEW_LETTERS = 20
"""Fewer letters a page than this, where a text layer is declared, means that the text was lost on the way."""
_MANY_UNKNOWN = 0.02
"""More replacement characters among the letters than this means that the text is not what was printed."""
_TOKENS_LOOKED_AT, _FEW_CHARACTERS, _LONG_TOKEN = 20_000, 200, 60
_FEW_WORDS = 0.6
"""Less than this share of words and figures among the characters: good documents have more than 0.95."""
_WORD_OR_FIGURE = re.compile(
    r"""[\W_]*(?:
        [^\W\d_]+(?:['’./&+-]\(?[^\W\d_]+\)?)*\d{0,3}   # a word, a compound, a name with an apostrophe
      | \d[\d.,:/x-]*(?:e|de|ste|[%€])?                # a figure, a date, a time
    )?[\W_]*""",
    re.VERBOSE,
)
_LOOKED_AT, _LETTERS_FOR_A_LANGUAGE = 20_000, 200
_COMMON_WORDS = re.compile(
    r"\b(?:de|het|een|en|van|in|is|dat|op|te|voor|met|niet|aan|om|als|bij|door|die|the|of|and|to|le|la|les|et|der|das|und)\b",
    re.IGNORECASE,
)
_FEW_COMMON_WORDS = 0.01
"""Fewer common words a letter than this are a sign of loss: good documents have more than 0.04."""
_VOWELS = frozenset("aeiouyàáâäèéêëìíîïòóôöùúûüœæ")
_FEW_VOWELS = 0.3
"""A smaller share of vowels among Latin letters: good documents have more than 0.38."""
_LAST_LATIN = "\u024f"


def losses_of(pdf: Pdf) -> tuple[str, ...]:
    """What is lost of a PDF, a sentence for each loss; none where all of it was read.

    Raises Unreadable where there is no text at all, and Scanned where that is because its pages are images.
    """
    notes = _page_notes(pdf)
    text = " ".join(run.text for page in pdf.pages for run in page.runs)
    letters = sum(map(str.isalpha, text))
    if _is_scan(pdf, letters):
        raise Scanned(*notes, "the pages are images without text", pages=pdf.page_count, is_cut=pdf.is_cut)
    if letters == 0:
        has_layer = any(page.has_fonts for page in pdf.pages)
        why = ["the file has a text layer, but it yields no letters"] if has_layer else notes or ["the pages are empty"]
        raise Unreadable(*(notes if has_layer else ()), *why, pages=pdf.page_count, is_cut=pdf.is_cut)
    return (*notes, *_silent_losses(pdf, text, letters))


def remarks_of(pdf: Pdf) -> tuple[str, ...]:
    """What of a PDF is not in the text although nothing of its pages is lost."""
    return tuple(
        f"page {page.number} of {pdf.page_count} has {page.unread} "
        f"{'annotations' if page.unread > 1 else 'annotation'} with text that is not printed on it"
        for page in pdf.pages
        if page.unread
    )


def _is_scan(pdf: Pdf, letters: int) -> bool:
    """Whether the pages are images with no more text than a stamp, and nothing says that there was more."""
    if any(page.failure or page.is_damaged or page.undecoded for page in pdf.pages):
        return False
    if letters == 0:
        return any(page.has_images for page in pdf.pages)
    return letters < _FEW_LETTERS * len(pdf.pages) and all(page.has_images for page in pdf.pages)


def _page_notes(pdf: Pdf) -> list[str]:
    count = pdf.page_count or 0
    notes = [f"page {page.number} of {count} could not be read: {page.failure}" for page in pdf.pages if page.failure]
    if len(pdf.pages) < count:
        notes.append(
            f"only the first {len(pdf.pages)} of {count} pages were read: a document may have {MAX_PAGES} pages and "
            f"{MAX_CHARACTERS} characters, and take {MAX_SECONDS:g} s of the processor's time"
        )
    if damaged := [str(page.number) for page in pdf.pages if page.is_damaged and not page.failure]:
        where = f"pages {', '.join(damaged[:5])}" if len(damaged) > 1 else f"page {damaged[0]}"
        more = f" and {len(damaged) - 5} more" if len(damaged) > 5 else ""
        notes.append(f"the data of {where}{more} of {count} is damaged: text may have been lost")
    if not pdf.is_whole:
        notes.append("the end of the file is missing: text may have been lost")
    return notes


def _silent_losses(pdf: Pdf, text: str, letters: int) -> list[str]:
    """What pypdf does not report: pages that should have text and give almost none, and letters that say nothing."""
    losses = []
    if letters < _FEW_LETTERS * len(pdf.pages) and any(page.has_fonts for page in pdf.pages):
        losses.append(f"only {letters} letters on {len(pdf.pages)} pages: most of the text could not be read")
    for page in pdf.pages:
        letters_of = sum(len(run.text) for run in page.runs)
        if page.painted > _FEW_PAINTED and letters_of < _FEW_READ * page.painted and not page.failure:
            where = f"page {page.number} of {pdf.page_count}"
            losses.append(f"{where} prints {page.painted} characters, and only {letters_of} were read")
        if page.has_images and not page.runs and not page.failure:
            losses.append(f"page {page.number} of {pdf.page_count} is an image without text")
    if noise := _noise(text) or _no_language(text):
        losses.append(noise)
    undecoded = sum(page.undecoded for page in pdf.pages)
    if undecoded > _MANY_UNKNOWN * letters:
        losses.append(f"{undecoded} characters could not be decoded")
    return losses


def _noise(text: str) -> str | None:
    """What is wrong with a text whose fonts could not be decoded: it is made of characters, but not of words."""
    tokens = text.split()[:_TOKENS_LOOKED_AT]
    total = sum(map(len, tokens))
    if total < _FEW_CHARACTERS:
        return None
    words = sum(
        len(token) * times
        for token, times in Counter(tokens).items()
        if len(token) <= _LONG_TOKEN and (token.isalpha() or _WORD_OR_FIGURE.fullmatch(token))
    )
    if words >= _FEW_WORDS * total:
        return None
    return f"only {100 * words // total} % of the text looks like words: its letters may not be what is printed"


def _no_language(text: str) -> str | None:
    """What is wrong with a text whose letters were exchanged for others: words, but of no language.

    A list of names has no common words either, but it has vowels.
    """
    text = text[:_LOOKED_AT].casefold()
    if sum(map(text.count, "aeiou")) >= _FEW_VOWELS * (len(text) - text.count(" ")):
        return None  # whichever of its other characters are letters
    letters = "".join(filter(str.isalpha, text))
    latin = len(letters) if letters.isascii() else sum(map(_LAST_LATIN.__ge__, letters))
    if latin < _LETTERS_FOR_A_LANGUAGE or 2 * latin < len(letters):
        return None
    vowels = sum(map(letters.count, _VOWELS))
    if vowels >= _FEW_VOWELS * latin or len(_COMMON_WORDS.findall(text)) >= _FEW_COMMON_WORDS * latin:
        return None
    return "the text has the words of no language: its letters may not be what is printed"
