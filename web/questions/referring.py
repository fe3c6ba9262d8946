"""Answers that do no more than refer to another answer of the same question: `Zie antwoord op vraag 1.`"""

import re
from collections.abc import Collection, Sequence

from web.questions.pairs import Section

_LONGEST = 200
"""Letters of an answer that may do nothing but refer: a longer one says something of its own."""

_REFERS = re.compile(r"\b(?:zie|cf\.?|verwij(?:s|zen|st|zing)|idem)\b", re.IGNORECASE)
_LABEL = r"(?:\d{1,2}|[a-z])(?:[.)°]|\b)"
_WHERE = re.compile(
    rf"""
    \b(?:antwoord(?:en)?|(?:deel)?vra(?:ag|gen)|punt(?:en)?)\s+
    (?:(?:op|bij|onder|van|in|de|het|(?:deel)?vra(?:ag|gen)|punt(?:en)?)\s+){{0,4}}
    (?P<labels>{_LABEL}(?:(?:\s*,\s*|\s+en\s+){_LABEL}){{0,5}})
    (?!\s*(?:van|\(|\d|/))
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What follows a label tells another question, which has a number, a day or a session year: `vraag 12 van 3 mei`."""


def referred(answers: Sequence[Section], known: Collection[str]) -> tuple[str, ...]:
    """The parts to whose answers these refer without an answer of their own, of those that are known."""
    found: list[str] = []
    own = {label for answer in answers for label in answer.labels}
    for answer in answers:
        if len(answer.text) <= _LONGEST and _REFERS.search(answer.text):
            for where in _WHERE.finditer(answer.text):
                found += re.findall(r"\d+|\b[a-z]\b", where["labels"].lower().replace(" en ", " , "))
    return tuple(label for label in dict.fromkeys(found) if label in known and label not in own)
