"""The labels of numbered paragraphs, one grammar for whoever reads them: `1.`, `1 en 2.`, `[1]`, `Vr. 1:`, `A.`, `i)`,
`Antwoord op vraag 1`, `Wat de eerste vraag betreft`.

It knows texts only, and nothing of the formats they come from, so that the site can use it too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

Kind = Literal["number", "roman", "small roman", "capital", "letter"]

PROSE = "prose"
"""The style of a label that is part of a sentence (`Wat vraag 1 betreft, verwijs ik ...`): it stays in the text."""
COUNTING = "counting"
"""The style of `Ten eerste: ...`, which may as well count arguments: whoever asks decides."""

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NAMES: dict[Kind, Sequence[str]] = {
    "roman": _ROMANS,
    "small roman": tuple(numeral.lower() for numeral in _ROMANS),
    "capital": ascii_uppercase,
    "letter": ascii_lowercase,
}
_INSERTED = ("bis", "ter", "quater", "quinquies")
"""What is put between two numbers: `1bis` stands between 1 and 2."""

_NUMBER = rf"\d{{1,2}}(?!\d)(?:\s?(?-i:{'|'.join(_INSERTED)})\b)?"
_RANGE_WORD = r"tot\ (?:en\ )?met|tot|à|t\.?\s?e\.?\s?m\.?|t/m|t\.?m\.|[-–]"
_AND = rf"(?:(?:,\s*)?(?:en/of|en(?:\ ook)?|et|alsook|of)\b|,|;|&|\+|/|{_RANGE_WORD})"
_WORDS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
_RANKS = (
    *("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"),
    *("elfde", "twaalfde"),
)
_VALUES = {word: value for words in (_WORDS, _RANKS) for value, word in enumerate(words, 1)} | {"één": 1, "eén": 1}
_WORD = rf"(?:één|eén|{'|'.join(_WORDS)})(?!\w)"
_ORDINAL = rf"(?:{'|'.join(_RANKS)}|\d{{1,2}}\ ?(?:ste|de|e))"
_TOPIC = r"(?:(?:deel-?|sub-?)?vra(?:ag|gen)|vr\.|antwoord(?:en)?|antw\.|punt(?:en)?|onderde(?:el|len))"
_ABOUT = (
    r"(?:(?:(?:als|in|gezamenlijk)\ )?antwoord(?:en)?\ (?:op|bij|voor)|antwoord(?:en)?|(?:voor\ )?wat(?:\ betreft)?|op"
    r"|bij|voor|over|qua|rond|inzake|betreffende|aangaande|omtrent|met\ betrekking\ tot|m\.?b\.?t\.?"
    r"|in\ verband\ met|i\.?v\.?m\.?|ten\ aanzien\ van|t\.?a\.?v\.?)"
)
_TEXT_FOLLOWS = r"(?=\s|$|[^\W\d_]|[-–\"'“”„«‘’(*\[…])"
_ENDS = rf"(?:\s?[.):/–-]+{_TEXT_FOLLOWS}|(?=\s?[a-z][.):])|(?=\ [A-ZÀ-Þ\"“])|$)"


def _several(name: str) -> str:
    """This name, or a list of them: `1, 2 en 3`, `1. t.e.m. 3`, `V1-V3`, `1. 2.`."""
    between = rf"[.)°/\]]?\s*{_AND}\s*(?:(?:de\ )?{_TOPIC}\s*|[VAQ]\.?(?=\d))?[(\[]?"
    return rf"{name}(?:(?:{between}|[.)]\ (?=\d{{1,2}}[.)]\s)){name}){{0,14}}"


_NUMBERS = _several(_NUMBER)
_ASKED = (
    rf"(?:{_TOPIC}\ ?(?:nrs?\.?\ ?|nummers?\ )?(?:(?P<word>{_WORD})|[(\[]?(?P<numbers>{_NUMBERS})[)\]]?)"
    rf"|(?P<ordinals>{_several(_ORDINAL)})\ {_TOPIC})"
)
_WORDED = re.compile(
    rf"(?:-\ )?(?i:(?:{_ABOUT}\ )?(?:(?:de|uw|het)\ )?{_ASKED}(?:\ (?:betreft|aangaat))?){_ENDS}", re.VERBOSE
)
_AD = re.compile(rf"(?:-\ )?(?i:ad)\.?\ (?P<numbers>{_NUMBERS}){_ENDS}", re.VERBOSE)
_REGARDING = re.compile(
    # Wat vraag 1 betreft, verwijs ik ...
    rf"(?i:{_ABOUT}\ (?:(?:de|uw|het)\ )?{_ASKED}\ (?:betreft|aangaat)(?=,?\ ))",
    re.VERBOSE,
)
_REPLYING = re.compile(
    # `Op de eerste vraag kan ik ...`, but not `Op vraag 2 van de heer Peeters`.
    rf"(?i:{_ABOUT}\ (?:(?:de|uw)\ )?(?:deel-?|sub-?)?(?:vra(?:ag|gen)\ \(?(?P<numbers>{_NUMBERS})\)?"
    rf"|(?P<ordinals>{_several(_ORDINAL)})\ (?:deel-?|sub-?)?vra(?:ag|gen)))(?=,?\ (?!van\b|uit\b|nrs?\b)[a-zà-ÿ])",
    re.VERBOSE,
)
_SHORT = re.compile(
    # V1: | A. 2. | Vr. 3) | Antw. 4 - | Q5
    rf"(?:-\ )?(?:(?:[VAQ]|(?i:vr|antw))\.?\ ?(?P<numbers>{_NUMBERS})\s?[.):/–-]+{_TEXT_FOLLOWS}"
    rf"|(?:[VQ]|(?i:vr|antw))\.?\ ?(?P<bare>{_NUMBERS})(?:(?=\ [A-ZÀ-Þ])|$))",
    re.VERBOSE,
)
_RANGED = re.compile(
    # 1 t.e.m. 3 De gemeenten ...
    rf"(?:-\ )?(?P<numbers>{_NUMBER}\s?(?:tot\ en\ met|t\.?\ ?e\.?\ ?m\.?|t/m)\s?{_NUMBER})(?=\ [A-ZÀ-Þ\"“])",
    re.VERBOSE,
)
_COUNTING = re.compile(rf"(?:-\ )?ten\ (?P<ordinals>{_ORDINAL})(?:\s?:|(?=,))", re.VERBOSE | re.IGNORECASE)
_NUMBERED = re.compile(
    rf"""(?:-\ )?(?:(?P<hash>\#)\s?|(?P<open>[(\[]|(?i:nrs?\.?|n[°º])\ ?)\s?)?(?P<numbers>{_NUMBERS})
    (?:\s?(?P<close>[.)°/:\]]+)(?:-(?=\s|$))?{_TEXT_FOLLOWS}|\s?[-–:](?=\s+[^\s\d]|$)|(?=\s?[a-z][.):])
    |(?(hash)(?=\ [A-ZÀ-Þ])|(?!))|$)""",
    re.VERBOSE,
)
_STEPPED = re.compile(r"(?:- )?(?P<numbers>\d{1,2})\.1[.)]?(?=\s+[A-ZÀ-Þ])")
"""`2.1 Hoeveel`: where no `2.` stands above it, it begins part 2."""
_GLUED = re.compile(
    rf"(?P<before>[.?!:;])[)\"”»]*\s*(?P<numbers>{_NUMBERS})(?P<close>[.)/])(?=(?P<next>\s*\S{{1,4}}|\s*$))", re.VERBOSE
)
"""A number inside a paragraph, after the end of a sentence."""

_WORD_ENDS = r"(?!\w)"
_SINGLE: dict[Kind, str] = {"roman": "[IVX]{1,5}", "small roman": "[ivx]{1,5}", "capital": "[A-Z]", "letter": "[a-z]"}
_NAMED = {
    kind: re.compile(
        rf"(?:-\ )?(?i:(?:{_ABOUT}\ )?(?:de\ )?(?P<topic>{_TOPIC})\ )?[(\[]?"
        rf"(?P<numbers>{_several(f'(?:{name}){_WORD_ENDS}')})"
        r"(?:[.):\]/]+(?=\s|[A-ZÀ-Þ]|$)|\ [-–](?=\ \S)|(?(topic)$|(?!)))",
        re.VERBOSE,
    )
    for kind, name in _SINGLE.items()
}

_WORDY = (
    *((_WORDED, "word"), (_AD, "word"), (_SHORT, "word"), (_RANGED, "word"), (_COUNTING, COUNTING)),
    *((_REGARDING, PROSE), (_REPLYING, PROSE)),
)
"""Labels with words, and the style of each."""
_TOKENS: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(rf"(?P<number>\d+)\s?(?P<inserted>{'|'.join(_INSERTED)})?"),
    **{kind: re.compile(rf"(?<!\w)(?P<number>{name})(?!\w)") for kind, name in _SINGLE.items()},
}

# A longer word with a stop is the end of a sentence.
_ITEM = re.compile(r"(?P<label>(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)])(?:\s+(?P<text>\S.*))?", re.DOTALL)
_LINE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}\.?[a-z]\)?[.)]?(?=\s)|[a-z][.)]|\(?[ivx]{1,4}\)|[\[(]\d{1,2}[\])])"
    r"(?=\s|[A-ZÀ-Þ]|$)"
)

_SUB_LETTER = re.compile(r"\s?(?P<letter>[a-z])[.):]|(?P<bare>[a-z])(?=\s)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_AMOUNT = re.compile(r"\s?\d{3}(?:\.\d{3}|,\d)")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:nrs?|blz|pp?|pag|artt?|st|dr|mr|resp|ca|cf|vgl|bv|hfdst|afd|lid|tel|punt|vraag|K\.B|M\.B)\.$",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(_RANGE_WORD, re.IGNORECASE | re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Label:
    """A number, or several, printed at `start` of a text; what it numbers begins at `end`.

    Letters and Roman numerals count from 1. `inserted` are names such as `1bis`. `style` tells the labels of one list
    from those of another. `leads` says that it begins the paragraph, `lower` that a small letter follows: both tell how
    sure it is. `block` is for callers with several texts.
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    style: str
    leads: bool = True
    lower: bool = False
    inserted: tuple[str, ...] = ()
    block: int = 0

    def names(self, kind: Kind) -> tuple[str, ...]:
        """What it numbers, as labels of this kind print it."""
        return (*(printed(number, kind) for number in self.numbers), *self.inserted)


def labels_in(text: str, kind: Kind, block: int = 0) -> Iterator[Label]:
    """Everything in a paragraph that may be a label of this kind, in order."""
    if kind == "number":
        yield from _numbers_in(text, block)
        return
    match = _NAMED[kind].match(text)
    if match and (numbers := _read(match["numbers"], kind)[0]):
        yield Label(0, match.end(), numbers, "word" if match["topic"] else kind, block=block)


def item(text: str) -> tuple[str, str] | None:
    """The label that hangs before a paragraph of a list (`1.`, `2.1)`, `a.`) and what follows it; None without one."""
    match = _ITEM.fullmatch(text)
    return (match["label"], match["text"] or "") if match else None


def begins_line(text: str) -> bool:
    """Whether a line begins with something that may number a paragraph."""
    return bool(_LINE.match(text) or _WORDED.match(text) or _AD.match(text) or _SHORT.match(text))


def unlabelled(text: str) -> str:
    """A paragraph without the number, the letter or the dash before it."""
    kinds: tuple[Kind, ...] = ("number", "letter")
    leading = (label for kind in kinds for label in labels_in(text, kind) if label.leads)
    label = next(leading, None)
    return (text[label.end :] if label else text.removeprefix("- ")).lstrip()


def printed(number: int, kind: Kind) -> str:
    """A number as labels of this kind print it."""
    return str(number) if kind == "number" else _NAMES[kind][number - 1]


def _numbers_in(text: str, block: int) -> Iterator[Label]:
    leading = _leading(text, block)
    if leading:
        yield leading
    for match in _GLUED.finditer(text, leading.end if leading else 0):
        numbers, inserted = _read(match["numbers"])
        sentence_end = match.end("before")
        is_sure = _may_be_glued(match) and not _ABBREVIATED.search(text, max(0, sentence_end - 12), sentence_end)
        if (numbers or inserted) and is_sure:
            lower = match["next"].lstrip()[:1].islower()
            yield Label(
                match.start("numbers"), match.end("close"), numbers, match["close"], False, lower, inserted, block
            )


def _may_be_glued(match: re.Match[str]) -> bool:
    """Whether what follows a number inside a paragraph looks like the start of a part: a capital, a year, nothing."""
    before, after = match["before"], match["next"].lstrip()
    if not after:
        return before != ";"
    if after[0].islower():
        return before in ":;"
    return after[0].isupper() or (match["next"][0].isspace() and before not in ":;" and bool(_YEAR.match(after)))


def _leading(text: str, block: int) -> Label | None:
    for pattern, style in _WORDY:
        if (match := pattern.match(text)) and any(found := _counted(match)):
            is_part_of_sentence = style == PROSE or text.startswith(",", match.end())
            end = 0 if is_part_of_sentence else match.end()
            return Label(0, end, found[0], style, inserted=found[1], block=block)
    match = _STEPPED.match(text) or _NUMBERED.match(text)
    if not match or _AMOUNT.match(text, match.end()):
        return None
    numbers, inserted = _read(match["numbers"])
    if not (numbers or inserted):
        return None
    if match.re is _STEPPED:
        return Label(0, match.start("numbers"), numbers, "step", block=block)
    sub = _SUB_LETTER.match(text, match.end())
    if sub and (sub["letter"] or sub["bare"]) != "a":
        return None
    style = (match["close"] or match["hash"] or match["open"] or "")[:1]
    return Label(0, match.end(), numbers, style, inserted=inserted, block=block)


def _counted(match: re.Match[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    groups = match.groupdict()
    if groups.get("word"):
        return (_VALUES[groups["word"].lower()],), ()
    if groups.get("ordinals"):
        return _read(re.sub(_ORDINAL, _as_number, groups["ordinals"], flags=re.IGNORECASE | re.VERBOSE))
    return _read(groups["numbers"] or groups["bare"])


def _as_number(match: re.Match[str]) -> str:
    digits = re.match(r"\d+", match[0])
    return digits[0] if digits else str(_VALUES[match[0].lower()])


def _read(text: str, kind: Kind = "number") -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The numbers of a label, ranges filled in, and the names put between them; none where they do not rise."""
    numbers: list[int] = []
    inserted: list[str] = []
    place = last = 0
    for match in _TOKENS[kind].finditer(text):
        if kind == "number":
            number = int(match["number"])
            if match["inserted"]:
                if number < last:
                    return (), ()
                inserted.append(match["number"] + match["inserted"].lower())
                last = number
                continue
        else:
            if match["number"] not in _NAMES[kind]:
                return (), ()
            number = _NAMES[kind].index(match["number"]) + 1
        if number <= (numbers[-1] if numbers else last):
            return (), ()
        if numbers and _FOLLOWED.search(text, place, match.start()):
            numbers += range(numbers[-1] + 1, number)
        numbers.append(number)
        place, last = match.end(), number
    return tuple(numbers), tuple(inserted)
