"""The words that citations of questions are made of, whether one is typed into a search box or stands in a text."""

import re

FLAGS = re.IGNORECASE | re.ASCII

MARK = re.compile(r"(?:(?:nrs?|nos?|num)\b\.?:?|nummers?\b|n[°º]|#)\s*(?=\d)", re.IGNORECASE)
"""What says that a number follows: `nr.`, `nrs.`, `nummer`, `n°`, `#`. (`nummer:` is a field.)"""

NUMBER = re.compile(r"(?P<number>\d{1,8})(?![\w-]|[.,]\d)", FLAGS)
YEARS = re.compile(
    r"(?:(?:van|uit|in)\s+)?(?:(?:het\s+)?zittingsjaar\s+)?\(?(?P<first>\d{4})\s*[-/]\s*(?P<second>\d{4}|\d{2})(?![\w/.-]*\d)\)?",
    FLAGS,
)
_SURELY = r"(?:(?i:schriftelijke|schr\.|parlementaire)\s+){1,2}"
SURELY = re.compile(rf"(?<![\w-]){_SURELY}\Z")
"""What says of the word behind it that it is a written question."""
KIND = re.compile(
    # What it begins with is looked at first: so it takes half the time.
    rf"(?=[sSvVpP])(?<![\w-])(?P<kind>(?P<sure>{_SURELY}(?i:vra(?:ag|gen))"
    r"|SV(?:['’]?s)?|S\.V\.|SCHV)|(?i:vra(?:ag|gen)))(?:(?![\w-])|(?<=SV)(?=\d))(?!\s+(?:(?:om|tot)\s|en\s+(?i:antwoorden)))"
)
"""The word for a written question in running text; `sure` where it cannot be another one, or a part of one."""


def session_year(found: re.Match[str]) -> str | None:
    """The session year that `YEARS` found; None where its second year does not follow its first."""
    first, second = int(found["first"]), found["second"]
    if int(second) % 100 != (first + 1) % 100 or (len(second) == 4 and int(second) != first + 1):
        return None
    return f"{first}-{first + 1}"
