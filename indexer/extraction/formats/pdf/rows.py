"""Runs of text -> the lines that a reader sees, by where they stand: one baseline is one line.

The order and the line breaks of the file say nothing: programs print what stands at the top last, a bold text twice
and a first letter by itself.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.text.characters import BULLETS
from indexer.extraction.text.lines import Line
from indexer.extraction.text.measure import width_of

Row = tuple[Run, ...]
"""The runs of one baseline, from left to right."""

_ONE_LINE = 0.3
"""Baselines closer than this share of the letters' size are one."""
_SAME_LINE = 0.5
_SAME_PLACE = 2.0
"""A text that is printed again at most this many points away is printed twice."""
_SMALL, _SHORT = 0.85, 4
"""The largest size of a raised run, compared with the one it hangs on, and the most letters it has."""
_HIGHEST, _LOWEST = 0.75, -0.35
"""How far it stands above or below the line, compared with its letters."""
_TOUCHES = 0.3
_RAISED, _HANGS = 0.15, 4.0
"""How far the raised mark of a footnote stands before its text at most, in sizes of the letters."""
_MARK = re.compile(r"\(?\d{1,3}\)?|\*{1,3}|†")
_SPACE = 0.15
"""A gap wider than this share of the letters' size is a space."""
_BACK = 0.5
"""A run that begins so far before the end of the one to its left was not printed after it."""
_LONE_BULLETS = frozenset((*BULLETS, "o", "-", "–", "—"))
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def settled(runs: Sequence[Run]) -> list[Run]:
    """The runs of a page, each once, and raised or lowered ones beside the run they hang on, at its height.

    They are marked: what they are is for the footnotes to say.
    """
    found = _each_once(run for run in runs if run.text.strip())
    hanging = _hanging(found)
    if not hanging:
        return found
    before: dict[int, list[Run]] = {}
    after: dict[int, list[Run]] = {}
    for run in found:
        if id(run) in hanging:
            host, is_before = hanging[id(run)]
            moved = run._replace(y=host.y, raised=True, follows=not is_before)
            (before if is_before else after).setdefault(id(host), []).append(moved)
    return [
        one
        for run in found
        if id(run) not in hanging
        for one in (*before.get(id(run), ()), run, *after.get(id(run), ()))
    ]


def _each_once(runs: Iterable[Run]) -> list[Run]:
    seen: dict[tuple[str, int, int], list[Run]] = {}
    texts: set[str] = set()
    result = []
    for run in runs:
        text = run.text.strip()
        column, row = int(run.x // _SAME_PLACE), int(run.y // _SAME_PLACE)
        near = _SAME_PLACE if len(text) > 2 else min(_SAME_PLACE, 0.1 * run.size)
        if text in texts and any(
            abs(other.x - run.x) <= near and abs(other.y - run.y) <= near and abs(other.size - run.size) < 1
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((text, column + dx, row + dy), ())
        ):
            continue
        texts.add(text)
        seen.setdefault((text, column, row), []).append(run)
        result.append(run)
    return result


def _hanging(runs: Sequence[Run]) -> dict[int, tuple[Run, bool]]:
    """For each raised or lowered run the larger one that it touches, and whether it stands before that."""
    result: dict[int, tuple[Run, bool]] = {}
    largest = max((run.size for run in runs), default=0.0)
    short = [run for run in runs if not run.angle and run.size < _SMALL * largest and len(run.text.strip()) <= _SHORT]
    if not short:
        return result
    hosts = sorted((run for run in runs if not run.angle), key=lambda run: run.y)
    heights = [run.y for run in hosts]
    for run in short:
        first = bisect_left(heights, run.y - _HIGHEST * largest)
        for host in hosts[first : bisect_right(heights, run.y - _LOWEST * largest)]:
            is_near = _LOWEST * host.size <= run.y - host.y <= _HIGHEST * host.size
            if not is_near or run.size > _SMALL * host.size or id(host) in result:
                continue
            reach = _TOUCHES * host.size
            if abs(run.x - host.end) <= reach:
                result[id(run)] = (host, False)
                break
            if -reach <= host.x - run.end <= (_HANGS * host.size if _is_mark(run, host) else reach):
                nearest = result.get(id(run))
                if nearest is None or host.x < nearest[0].x:
                    result[id(run)] = (host, True)
    return result


def _is_mark(run: Run, host: Run) -> bool:
    """Whether a run before another one is the mark of a footnote: raised, a number or a star."""
    return run.y - host.y >= _RAISED * host.size and bool(_MARK.fullmatch(run.text.strip()))


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """The lines of a page from the top down. What is turned against the rest stands in lines of its own, last."""
    if len(runs) == 1:
        return [tuple(runs)]
    upright = [run for run in runs if run.angle == 0]
    order = {id(run): place for place, run in enumerate(runs)}
    rows: list[list[Run]] = []
    for run in sorted(upright, key=lambda run: -run.y):
        if rows and _is_one_line(rows[-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    found = [_left_to_right(row, order) for row in rows]
    return found + [(run,) for run in runs if run.angle]


def _is_one_line(row: Sequence[Run], run: Run) -> bool:
    largest = max(row, key=lambda other: other.size) if len(row) < 4 else row[0]
    apart = largest.y - run.y
    if apart > _ONE_LINE * max(min(run.size, largest.size), 1.0):
        return False
    # Two texts that are printed over each other are no line.
    return apart < _SAME_LINE or not any(
        other.y - run.y >= _SAME_LINE and run.x < other.end - run.size and other.x < run.end - run.size for other in row
    )


def _left_to_right(row: Sequence[Run], order: Mapping[int, int]) -> Row:
    """The runs of a line, those that follow another one with it: their own place is only reckoned."""
    if len(row) == 1:
        return tuple(row)
    chains: list[list[Run]] = []
    for run in sorted(row, key=lambda run: order[id(run)]):
        if chains and run.follows:
            chains[-1].append(run)
        else:
            chains.append([run])
    return tuple(run for chain in sorted(chains, key=lambda chain: chain[0].x) for run in chain)


def text_of(row: Sequence[Run]) -> str:
    """A line as text: a space where two runs do not touch. What is raised and explained nowhere stays raised."""
    text = ""
    last: Run | None = None
    for run in row:
        piece = run.text.translate(_SUPERSCRIPT) if run.raised and run.text.strip().isdecimal() else run.text
        if last is not None and not text.endswith(" ") and not piece.startswith(" ") and _are_apart(last, run):
            text += " "
        text += piece
        last = run
    return text


def _are_apart(left: Run, right: Run) -> bool:
    if right.raised:
        return False
    gap = right.x - left.end
    size = min(left.size, right.size) or max(left.size, right.size)
    if left.text.strip() in _LONE_BULLETS and right.x - left.x > width_of("m", size):
        return True
    if right.follows:
        return gap > _SPACE * size
    return gap > _SPACE * size or gap < -_BACK * size


def segments(row: Row, gap: float) -> list[Row]:
    """A line cut where nothing stands for at least `gap` times the size of its letters."""
    if len(row) == 1:
        return [row]
    cuts = []
    end = row[0].end
    for place in range(1, len(row)):
        run = row[place]
        if not run.follows and run.x - end > gap * max(run.size, row[place - 1].size):
            cuts.append(place)
        end = max(end, run.end)
    return [row[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(row)], strict=True)]


def line_of(row: Row, page: int) -> Line:
    """A line with its place; its size is that of its largest letters."""
    first = row[0]
    is_turned = first.angle != 0
    return Line(
        text_of(row).lstrip(),
        page,
        first.x,
        first.y,
        max([run.size for run in row if not run.raised or len(row) == 1]),
        end=first.x if is_turned else max([run.end for run in row]),
        whole=is_turned or first.whole,
        refers=tuple([number for run in row for number in run.refers]),
    )
