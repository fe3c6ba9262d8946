"""A page turned so that most of its text runs from left to right: tables are often printed sideways."""

from collections import Counter
from collections.abc import Sequence

from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.rules import Rule


def upright(
    runs: Sequence[Run], rules: Sequence[Rule], width: float, height: float
) -> tuple[tuple[Run, ...], tuple[Rule, ...], tuple[float, float]]:
    """The runs, the rules, the width and the height of a page as it is read, given the sheet it is printed on."""
    letters: Counter[int] = Counter()
    for run in runs:
        letters[run.angle] += len(run.text)
    quarters = letters.most_common(1)[0][0] if letters else 0
    if not quarters:
        return tuple(runs), tuple(rules), (width, height)

    def turned(x: float, y: float) -> tuple[float, float]:
        if quarters == 1:
            return y, width - x
        return (width - x, height - y) if quarters == 2 else (height - y, x)

    def turned_run(run: Run) -> Run:
        x, y = turned(run.x, run.y)
        return run._replace(x=x, y=y, angle=(run.angle - quarters) % 4)

    def turned_rule(rule: Rule) -> Rule:
        (x0, y0), (x1, y1) = turned(rule.x0, rule.y0), turned(rule.x1, rule.y1)
        return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    return (
        tuple(turned_run(run) for run in runs),
        tuple(map(turned_rule, rules)),
        (width, height) if quarters == 2 else (height, width),
    )
