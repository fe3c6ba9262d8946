"""Many connections that each ask for one page after the other: in a process of its own, to be watched by a benchmark.

    python -m benchmarks.load http://127.0.0.1:8000 --addresses FILE --connections 64 --seconds 60

What came is printed as JSON: how long each page took in milliseconds, by status, and what failed. The addresses are
gone through over and over.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.served import ROOT

_PATIENCE = 30.0
_HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip\r\n"


@dataclass
class Came:
    """What came: milliseconds by status, and why something did not."""

    times: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    bytes: int = 0


async def _visit(host: str, port: int, addresses: Iterator[str], until: float, came: Came) -> None:
    reader, writer = None, None
    while time.monotonic() < until:
        address = next(addresses)
        started = time.perf_counter()
        try:
            if writer is None or reader is None:
                reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
            writer.write(f"GET {address} HTTP/1.1\r\nHost: {host}:{port}\r\n{_HEADERS}\r\n".encode("ascii"))
            async with asyncio.timeout(_PATIENCE):
                status, goes_on, size = await _answer(reader)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            came.failures.append(f"{address}: {error!r}")
            if writer:
                writer.close()
            reader, writer = None, None
            continue
        came.times[status].append((time.perf_counter() - started) * 1000)
        came.bytes += size
        if not goes_on:
            writer.close()
            reader, writer = None, None
    if writer:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool, int]:
    """The status of an answer, whether the connection goes on, and how many bytes its body has."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    size = 0
    if "content-length" in headers:
        size = len(await reader.readexactly(int(headers["content-length"])))
    elif headers.get("transfer-encoding") == "chunked":
        while piece := int(await reader.readuntil(b"\r\n"), 16):
            size += len(await reader.readexactly(piece + 2)) - 2
        await reader.readuntil(b"\r\n")
    else:
        size = len(await reader.read())
        return int(first.split()[1]), False, size
    return int(first.split()[1]), headers.get("connection") != "close", size


async def _all(site: str, addresses: list[str], connections: int, seconds: float) -> Came:
    parts = urlsplit(site)
    assert parts.hostname
    assert parts.port
    came, shared, until = Came(), cycle(addresses), time.monotonic() + seconds
    await asyncio.gather(*(_visit(parts.hostname, parts.port, shared, until, came) for _ in range(connections)))
    return came


def load(site: str, addresses: Sequence[str], connections: int, seconds: float) -> dict[str, Any]:
    """Ask a site in a process of its own, and return what it printed. Raises CalledProcessError."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="ascii") as file:
        file.write("\n".join(addresses))
        file.flush()
        options = ["--addresses", file.name, "--connections", str(connections), "--seconds", str(seconds)]
        command = [sys.executable, "-m", "benchmarks.load", site, *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    came: dict[str, Any] = json.loads(done.stdout)
    return came


def failures_in(came: Mapping[str, Any]) -> list[str]:
    """What failed of what came: no answer, or one that says that the site cannot."""
    return came["failures"] + [status for status, times in came["times"].items() if status >= "5" for _ in times]


def main() -> None:
    """Ask, and print what came."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("site")
    parser.add_argument("--addresses", type=Path, required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    addresses = given.addresses.read_text(encoding="ascii").split()
    came = asyncio.run(_all(given.site, addresses, given.connections, given.seconds))
    print(json.dumps({"times": came.times, "failures": came.failures, "bytes": came.bytes}))


if __name__ == "__main__":
    main()
