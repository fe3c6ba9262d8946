"""A parliament in a process of its own for the benchmarks, and what it was asked."""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATED = f"{shlex.quote(sys.executable)} -m benchmarks.parliament"
"""The command that serves the generated parliament."""

_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it: when, for what, with which status, and how many were open with it."""

    at: float
    path: str
    status: int
    together: int


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers at `site` and logs what it is asked."""

    site: str
    log: Path | None

    def asked(self) -> list[Asked]:
        """Every request so far, in the order of their log."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log and self.log.exists() else []
        found = map(json.loads, lines)
        return [Asked(one["t"], one["path"], one["status"], one["open"]) for one in found]


@contextmanager
def served(command: str, port: int, log: Path | None, *options: object) -> Iterator[Served]:
    """Run the command with `--port`, these options, and `--log` unless that is None, until the block ends."""
    words = [*shlex.split(command), "--port", port, *(("--log", log) if log else ()), *options]
    server = subprocess.Popen([str(word) for word in words], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(server, port)
        yield Served(f"http://127.0.0.1:{port}", log)
    finally:
        server.terminate()
        server.wait()


def vraagbaak(*arguments: object) -> str:
    """What a command of Vraagbaak prints, with its default settings."""
    return run([sys.executable, "vraagbaak.py", *map(str, arguments)])


def run(command: Sequence[str]) -> str:
    """What a command prints. Status 1 is one of its ends: a server may have things that fail on purpose."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("VRAAGBAAK_")}
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _wait_until_it_listens(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit(f"the server does not listen on port {port}: run its command by itself to see why")
