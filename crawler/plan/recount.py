"""Finding late arrivals: where the search counts more, or less, than is held of some days, those are listed again.

Not everything is published on the day that its record names. Counting costs a request; so all days are counted at
once, and only where the figures differ halves of them, down to the days that explain it.
"""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta

from crawler.parliament.addresses import Query
from crawler.plan.days import DAY
from crawler.plan.windows import Ask, Results, SearchFailed, WindowDone, WindowFailed, pages

_LISTED = 1_000
"""Up to this count the hits are listed rather than counted in halves."""
_ORIGIN = date(1995, 1, 1)

Held = Callable[[date, date], int]


async def recount(since: date, until: date, held: Held, ask: Ask) -> AsyncIterator[Results | WindowDone | WindowFailed]:
    """List the days between two on which the search counts other than `held` does. `ask` is that of discovery."""
    width = 1
    while _ORIGIN + timedelta(days=width) <= until:
        width *= 2
    blocks = [(_ORIGIN, width)]
    while blocks:
        start, width = blocks.pop()
        # The same blocks each time, whatever day it is: what was explained before need not be again.
        window = Query(max(start, since), min(start + timedelta(days=width) - DAY, until))
        if window.since is None or window.until is None or window.since > window.until:
            continue
        try:
            first = await ask(window, 1)
        except SearchFailed as error:
            yield WindowFailed(window, str(error))
            continue
        if first.page.count == held(window.since, window.until):
            continue
        if first.page.count <= _LISTED or window.since == window.until:
            async for event in pages(window, first, ask):
                yield event
            continue
        half = width // 2
        # Where one half holds none of these days, the other would only ask for the same ones again.
        while not window.since < start + timedelta(days=half) <= window.until:
            if start + timedelta(days=half) <= window.since:
                start += timedelta(days=half)
            half //= 2
        blocks += [(start, half), (start + timedelta(days=half), half)]
