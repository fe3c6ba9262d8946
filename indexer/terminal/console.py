"""Talking to the person at the keyboard: messages on standard error, results on standard output."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from indexer.export import already_there, check_target
from indexer.question import WrittenQuestion


class Refused(Exception):
    """What was asked for is not done; the message says why."""


@contextmanager
def progress_bar(doing: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on a terminal; elsewhere silence, as the summary follows."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(f"{doing:<11}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def counted(
    questions: Iterable[WrittenQuestion], total: int | None, progress: Callable[[int, int | None], None]
) -> Iterator[WrittenQuestion]:
    for done, question in enumerate(questions, 1):
        yield question
        progress(done, total)


def may_replace(target: Path | None, force: bool) -> bool:
    """Whether an export may take the place of a file: where one stands there, somebody has to say so."""
    if target is None or force:
        return force
    check_target(target)
    if not target.exists():
        return False
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise already_there(target)
    if not typer.confirm(f"{target} exists already: overwrite it?", err=True):
        raise Refused(f"{target} stays as it was")
    return True


def terminal_columns() -> int | None:
    """How wide the terminal is that results go to; None where they go elsewhere and COLUMNS does not say."""
    return shutil.get_terminal_size((0, 0)).columns or None


def say(line: str) -> None:
    """Tell the person what happened; standard output is kept for results."""
    print(line, file=sys.stderr, flush=True)


def announce(address: str) -> None:
    say(f"serving at {address} (stop with Ctrl-C)")


def print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
