"""What does the nightly run ask for? Requests by kind of three runs of `vraagbaak update`, while the parliament grows.

    python -m benchmarks.update                               1,000 generated questions
    python -m benchmarks.update --serve "python3 serve.py"    another server that knows --port, --log and --until

The first run finds what was published until a day (--until), the second also what came later, the third nothing new.
The targets: at most 1.15 requests besides those for files a new question, and at most 0.05 requests besides those for
new files a question that was held already.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.served import GENERATED, Asked, served, vraagbaak
from tests.support.ports import free_port

KINDS = {
    "search": "/api/search/",
    "open data": "/e/opendata/schv/",
    "members": "/e/opendata/vv/",
    "files": "/pfile",
    "robots": "/robots.txt",
}
OTHER = "pages"


@dataclass(frozen=True, slots=True)
class Held:
    """How many questions and files the archive holds."""

    questions: int = 0
    files: int = 0

    @classmethod
    def by(cls, data: Path) -> "Held":
        """What the archive below a data folder holds."""
        archive = json.loads(vraagbaak("status", "--json", "--data", data))["archive"]
        return cls(archive["questions"], archive["files"])


def kind_of(path: str) -> str:
    """What a request is for."""
    return next((kind for kind, part in KINDS.items() if part in path.partition("?")[0]), OTHER)


def report(name: str, before: Held, after: Held, asked: Sequence[Asked]) -> None:
    """Print one run."""
    kinds = Counter(kind_of(one.path) for one in asked)
    counts = "".join(f"{kinds[kind]:>11,}" for kind in (*KINDS, OTHER))
    new = after.questions - before.questions
    a_new = _ratio(len(asked) - kinds["files"], new)
    a_held = _ratio(len(asked) - (after.files - before.files), before.questions)
    print(f"{name:<8}{before.questions:>9,}{new:>9,}{counts}{a_new:>17}{a_held:>18}", flush=True)


def _ratio(requests: int, questions: int) -> str:
    return f"{requests / questions:.3f}" if questions else "-"


def main() -> None:
    """Run the benchmark and print a line a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.update", description=__doc__.splitlines()[0])
    parser.add_argument("--serve", metavar="COMMAND", help="the server to crawl (default: the generated parliament)")
    parser.add_argument("--questions", type=int, default=1_000, help="how many to generate (default 1000)")
    parser.add_argument("--until", metavar="DATE", default="2018-06-30", help="what the first run sees (2018-06-30)")
    given = parser.parse_args()
    command: str = given.serve or f"{GENERATED} --questions {given.questions}"

    kinds = "".join(f"{kind:>11}" for kind in (*KINDS, OTHER))
    print(f"{'run':<8}{'held':>9}{'new':>9}{kinds}   a new question   a held question")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-")))
        port, data, before = free_port(), folder / "data", Held()
        for name, options in (("first", ("--until", given.until)), ("growth", ()), ("nothing", ())):
            # The same port each time: to a crawl it is the same site.
            with served(command, port, folder / f"{name}.jsonl", *options) as server:
                vraagbaak("update", "--data", data, "--site", server.site, "--pause", 0)
                after = Held.by(data)
                report(name, before, after, server.asked())
            before = after
    print("a new question: requests besides those for files, at most 1.15; a held one: besides new files, at most 0.05")


if __name__ == "__main__":
    main()
