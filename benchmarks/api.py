"""Holds the site against its own description (OpenAPI) with Schemathesis, until so many requests were made.

    python -m benchmarks.api [--requests 10000] [--corpus FILE]

Ends with status 1 at the first round in which an answer breaks the contract, and prints how to make it again.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.questions import generated_corpus
from benchmarks.served import ROOT, served
from indexer.index import build_index
from tests.support.ports import free_port

_CONFIG = ROOT / "tests" / "support" / "schemathesis.toml"
_QUESTIONS = 500
_EXAMPLES = 80
"""Requests that a round makes up for each address, about; it makes others besides."""


def main() -> None:
    """Rounds of generated requests, each from another seed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vraagbaak-api-") as name:
        folder = Path(name)
        corpus = given.corpus or generated_corpus(folder / "corpus.sqlite", _QUESTIONS)
        build_index(corpus, folder / "index")
        serve = f"{shlex.quote(sys.executable)} vraagbaak.py serve"
        port = free_port()
        made, seed = 0, 0
        with served(serve, port, None, "--data", folder) as site:
            while made < given.requests:
                seed += 1
                made += _round(site.site, seed, folder)
                print(f"{made:,} requests, none breaks the contract", flush=True)


def _round(site: str, seed: int, folder: Path) -> int:
    """How many requests a round made. Ends the program where an answer breaks the contract."""
    report = folder / "report.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_CONFIG), "--no-color", "run"]
    options = ["--max-examples", str(_EXAMPLES), "--seed", str(seed), "--report-json-path", str(report)]
    done = subprocess.run(
        [*command, f"{site}/openapi.json", *options], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    made: int = json.loads(report.read_text(encoding="utf-8"))["test_cases"]["generated"]
    return made


if __name__ == "__main__":
    main()
