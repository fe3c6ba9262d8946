"""What the words around a citation say of it: whose question it is called, and whether it is of another parliament."""

import re
from typing import Any

from indexer.citing.shapes import KIND

_OWN = re.compile(r"\b(?P<whose>mijn|uw)\s+(?:zeer\s+)?(?:(?!administratie)[^\W\d_]+e\s+){0,3}$", re.IGNORECASE)
_ANSWER = re.compile(
    r"\b(?P<whose>mijn|uw)\s+(?:[^\W\d_]+\s+)?antwoord(?:en)?\s+(?:van\s+[\w\s]{1,20}\s)?op\s+(?:[^\W\d_]+\s+){0,4}$",
    re.IGNORECASE,
)

ELSEWHERE = re.compile(
    r"\b(?:[Kk]amer(?:lid|leden|commissie|vraag|vragen)|Kamer(?!\s+(?:van\s+[Kk]oophandel|voor\s))|Senaat|[Ss]enator(?:en)?"
    r"|CR[IA]V|CRABV|QRVA|[Ss]taatssecretaris|[Ee]erste\s?minister|[Pp]remier|[Ff]ederaal\s+(?:niveau|parlement)"
    r"|[Ff]ederale?\s+(?:vice|minister|parlement|volksvertegenwoordig|collega|schriftelijke|vra(?:ag|gen)\b)\w*"
    r"|(?:Brussels?e?|Waalse?|Europees|Europese|Nederlandse?)\s+(?:Hoofdstedelijke?\s+)?(?:Parlement|Raad|parlementslid"
    r"|volksvertegenwoordiger|minister)|[Gg]emeenteraad\w*|[Pp]rovincieraad\w*)"
)
"""What says that a question is one of another parliament or council."""
_PUBLISHED_ELSEWHERE = re.compile(r"Antwoorden,\s*(?:Kamer|Senaat)|Verslag,\s*(?:Kamer|Senaat)|CR[IA]V\b|QRVA\b")

_BEFORE, _NEAR, _FAR = 100, 50, 250
"""Characters before a citation and after it, in its sentence, that may say so; and where its place of publication may
stand."""


def said_around(line: str, start: int, end: int) -> dict[str, Any]:
    """What stands around the citations from `start` to `end`, as fields of `Cited`."""
    before = line[max(0, start - _BEFORE) : start]
    sentence = re.split(r"[.?!;]\s", before)[-1]
    after = re.split(r"[.?!;](?:\s|$)", line[end : end + _FAR], maxsplit=1)[0]
    # What stands behind another citation is said of that one.
    far = after[: max(other.start(), _NEAR)] if (other := KIND.search(after)) else after
    own, answer = _OWN.search(before), _ANSWER.search(before)
    is_elsewhere = ELSEWHERE.search(sentence) or ELSEWHERE.search(after[:_NEAR]) or _PUBLISHED_ELSEWHERE.search(far)
    return {
        "whose": own["whose"].lower() if own else "",
        "whose_answer": answer["whose"].lower() if answer else "",
        **({"elsewhere": True} if is_elsewhere else {}),
    }
