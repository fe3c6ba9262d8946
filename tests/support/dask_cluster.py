"""A real Dask cluster on loopback: a scheduler and workers, each a process of its own that can be killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.support.commands import ROOT
from tests.support.serving import soon


class DaskCluster:
    """A scheduler, and the workers that were started for it."""

    def __init__(self, folder: Path, stack: ExitStack, protocol: str, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._stack = stack
        self._folders: dict[int, Path] = {}
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        file = folder / "scheduler.json"
        self.scheduler = self._run(
            "scheduler", "--host", f"{protocol}://127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(file),
        )  # fmt: skip
        assert soon(lambda: file.exists() and bool(file.read_text()))
        self.address: str = json.loads(file.read_text())["address"]

    def worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker; a run waits for the first by itself."""
        folder = self._folder / f"worker-{len(self._folders)}"
        process = self._run(
            "worker", self.address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "20",
            "--local-directory", str(folder), *(options or ["--no-nanny"]), **environment,
        )  # fmt: skip
        self._folders[process.pid] = folder
        return process

    def is_reading(self, worker: subprocess.Popen[bytes]) -> bool:
        """Whether a worker holds a file that it was sent."""
        return any(self._folders[worker.pid].rglob("tmp*/0"))

    def log(self) -> str:
        """What scheduler and workers have logged so far."""
        return (self._folder / "log").read_text()

    def _run(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._folder / "log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            env={**self._environment, **environment},
            cwd=self._folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self._stack.callback(kill, process)
        return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process, and those that it started, as a machine ends that loses its power: none can say goodbye."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def dask_cluster(folder: Path, protocol: str = "tcp", **environment: str) -> Iterator[DaskCluster]:
    """A scheduler with settings of Dask from the environment, which its workers have too, until the block ends."""
    with ExitStack() as stack:
        yield DaskCluster(folder, stack, protocol, environment)
