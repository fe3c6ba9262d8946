"""Is anything lost when runs are killed? Every stage is killed at random moments and run to its end at last.

    python -m benchmarks.kills                                         the project's sample, 12 kills
    python -m benchmarks.kills --kills 30 --serve "python3 serve.py"   another server that knows --port

Archive, corpus, index, export and import must then equal those of one run that nobody disturbed: question for question
and file for file. Prints each difference, and ends with status 1 if there is one.
"""

import argparse
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.served import ROOT, served
from crawler.archive import Archive
from indexer.corpus.store import Corpus
from indexer.question import WrittenQuestion
from indexer.search import SearchRequest, open_search
from tests.support.ports import free_port

SAMPLE = f"{shlex.quote(sys.executable)} -m crawler.sample"
SHARES = {"crawl": 0.4, "extract": 0.2, "index": 0.2, "export": 0.1, "import": 0.1}
"""Of the kills, by stage."""
WORDS = ("vlaamse", "hoeveel", "onderwijs", "2018", "minister")
_STARTUP = 1.0
"""Seconds before a command does anything: most kills should come later."""
_ATTEMPTS = 3
"""So often a stage is started for each kill: it may come to its end before."""
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the stages of one run write, and the site that they crawl."""

    root: Path
    site: str

    def command(self, stage: str) -> list[str]:
        """The command of a stage."""
        data, export = str(self.root / "data"), str(self.root / "export.jsonl")
        words = {
            "crawl": ["crawl", "--data", data, "--site", self.site, "--pause", "0"],
            "extract": ["extract", "--data", data],
            "index": ["index", "--full", "--data", data],
            "export": ["export", "--data", data, "--output", export, "--force"],
            "import": ["import", export, "--data", str(self.root / "imported")],
        }
        return [sys.executable, "vraagbaak.py", *words[stage]]


class Unfinished(Exception):
    """A stage did not end as it should; the message says how."""


def run(folder: Folder, stage: str) -> float:
    """Run a stage to its end; returns how many seconds it took. Raises Unfinished."""
    started = time.monotonic()
    done = subprocess.run(folder.command(stage), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise Unfinished(f"{stage} ended with status {done.returncode}: {done.stderr}")
    return time.monotonic() - started


def run_killed(folder: Folder, stage: str, seconds: float, kills: int, chance: random.Random) -> int:
    """Start a stage and kill it, again and again, then run it to its end; returns how often it was killed.

    `seconds` is how long it takes undisturbed. It may come to its end before it was killed, and is then begun again.
    """
    killed = 0
    for _ in range(_ATTEMPTS * kills):
        if killed == kills:
            break
        longest = min(2 * (_STARTUP + seconds / kills), seconds)
        process = subprocess.Popen(
            folder.command(stage),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(chance.uniform(0.2, max(longest, 0.3)))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
    run(folder, stage)
    return killed


def differences(disturbed: Folder, clean: Folder) -> Iterator[str]:
    """What the one holds other than the other, a line a thing."""
    found, expected = contents(disturbed), contents(clean)
    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            yield f"{name}: {found.get(name)!r:.300} where it should be {expected.get(name)!r:.300}"
    yield from (f"left behind: {path}" for path in _leftovers(disturbed.root))


def contents(folder: Folder) -> Mapping[str, object]:
    """All that the stages have written, a name a thing, without the moments at which they ran."""
    data = folder.root / "data"
    held: dict[str, object] = {}
    with Archive.open(data / "archive") as archive:
        for question in archive.questions():
            key = question.record.id
            held[f"question {key} in the archive"] = replace(question, crawled_at=_ALWAYS)
            for file in question.files:
                if file.sha256:
                    held[f"file {file.link.pfile}"] = archive.file_bytes(file.sha256)
        for kind, key in archive.rows("SELECT kind, key FROM failure"):
            held[f"failure of {kind} {key}"] = True
    for path in (data / "archive" / "files").glob("*/*"):
        held[f"archived {path.name}"] = path.stat().st_size
    for name, corpus in (("corpus", data), ("import", folder.root / "imported")):
        with Corpus.open(corpus / "corpus.sqlite") as questions:
            held |= {f"question {question.id} in the {name}": _undated(question) for question in questions}
    with closing(open_search(data / "index")) as service:
        held |= {f"question {one.id} in the index": _undated(one) for one in service.matching(SearchRequest(query=""))}
        for word in WORDS:
            held[f"search for {word}"] = [one.id for one in service.matching(SearchRequest(query=word))]
    lines = (folder.root / "export.jsonl").read_bytes().splitlines()
    exported = [_undated(WrittenQuestion.model_validate_json(line)) for line in lines]
    return held | {f"line {number} of the export": question for number, question in enumerate(exported, 1)}


def _undated(question: WrittenQuestion) -> WrittenQuestion:
    return question.model_copy(update={"crawled_at": _ALWAYS})


def _leftovers(folder: Path) -> list[Path]:
    return [path for pattern in ("*.part", ".part-*", "*.new", "removed-*") for path in folder.rglob(pattern)]


def main() -> None:
    """Run everything twice, once undisturbed, and print what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--serve", metavar="COMMAND", default=SAMPLE, help="the server to crawl (default: the sample)")
    parser.add_argument("--kills", type=int, default=12, help="how often to kill in all (default 12)")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000), help="of the random moments")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="vraagbaak-kills-") as temporary:
        port, root = free_port(), Path(temporary)
        # The same port for both: to a crawl it is the same site.
        clean, disturbed = (Folder(root / name, f"http://127.0.0.1:{port}") for name in ("clean", "disturbed"))
        with served(given.serve, port, None):
            seconds = {stage: run(clean, stage) for stage in SHARES}
        total = 0
        with served(given.serve, port, None):
            for stage, share in SHARES.items():
                killed = run_killed(disturbed, stage, seconds[stage], max(1, round(share * given.kills)), chance)
                total += killed
                print(f"{stage:<8}{seconds[stage]:>8.1f} s undisturbed, killed {killed}x", flush=True)
        found = list(differences(disturbed, clean))
        for line in found:
            print(line)
        print(f"{total} kills, {len(found)} differences")
        sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
