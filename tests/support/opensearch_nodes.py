"""Nodes of OpenSearch on loopback, each a process of its own, so that one can be killed and started again."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.ports import free_ports

BUILT = Path(__file__).parents[1] / "opensearch" / "target"
"""Where `make test-opensearch` puts the program and what it needs."""

WANTED = "OPENSEARCH_NODES"
"""Set in the environment where nodes are to be started: `make test` has no room for them."""

_PATIENCE = 120.0
_HEAP = os.environ.get("OPENSEARCH_HEAP", "400m")


def why_not() -> str | None:
    """Why no node can be started here, None where it can."""
    if not os.environ.get(WANTED):
        return "nodes of OpenSearch are started by `make test-opensearch` alone"
    if not shutil.which("java"):
        return "there is no Java to start a node of OpenSearch with"
    if not (BUILT / "node.jar").exists():
        return "the nodes of OpenSearch are not built: run `make test-opensearch`, which needs Maven"
    return None


class Node:
    """A node, its data and its place in a cluster."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.port, self.transport_port = free_ports(2)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, peers: "list[Node]", settings: dict[str, str]) -> None:
        """Start it, or start it again with the data that it has."""
        (self.folder / "config").mkdir(parents=True, exist_ok=True)
        held = {
            "node.name": self.name,
            "path.home": self.folder,
            "path.data": self.folder / "data",
            "network.host": "127.0.0.1",
            "http.type": "netty4",
            "http.port": self.port,
            "transport.type": "netty4",
            "transport.port": self.transport_port,
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{peer.transport_port}" for peer in peers),
            "cluster.initial_cluster_manager_nodes": ",".join(peer.name for peer in peers),
            # A development machine is often fuller than a node likes.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.info.update.interval": "10s",
            "node.processors": "2",
            **settings,
        }
        java = ["java", "-Xms128m", f"-Xmx{_HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        classes = f"{BUILT / 'node.jar'}:{BUILT / 'lib'}/*"
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*java, "-cp", classes, "vraagbaak.OneNode", *(f"{name}={value}" for name, value in held.items())],
                stdin=subprocess.PIPE,  # which it waits for to end
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()
            self.process = None

    def log(self) -> str:
        """The end of what it logged."""
        return (self.folder / "log").read_text(errors="replace")[-3000:]


class Cluster:
    """Nodes that know each other."""

    def __init__(self, folder: Path, nodes: int, **settings: str) -> None:
        self.nodes = [Node(f"node-{number}", folder / f"node-{number}") for number in range(nodes)]
        self._settings = {"cluster.name": folder.name, **settings}

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(node.url for node in self.nodes)

    def start(self) -> None:
        """Start all nodes, and wait until they have found each other."""
        for node in self.nodes:
            node.start(self.nodes, self._settings)
        self.wait()

    def kill(self, number: int) -> None:
        """Kill a node."""
        self.nodes[number].kill()

    def restart(self, number: int) -> None:
        """Start a killed node again, and wait until it is one of the cluster and all copies are where they belong."""
        self.nodes[number].start(self.nodes, self._settings)
        self.wait()

    def wait(self, status: str = "yellow") -> None:
        """Wait until the nodes that run are a cluster of that health."""
        running = [node for node in self.nodes if node.process]
        end = time.monotonic() + _PATIENCE
        for node in running:
            while not self._is_well(node, len(running), status):
                assert node.process
                if node.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{node.name} did not start:\n{node.log()}")
                time.sleep(0.2)

    def _is_well(self, node: Node, nodes: int, status: str) -> bool:
        try:
            asked = f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=2s"
            return not self.ask(node, asked)["timed_out"]
        except OSError:
            return False

    def ask(self, node: Node, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask a node something. Raises OSError."""
        request = urllib.request.Request(
            node.url + path,
            json.dumps(body).encode() if body is not None else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read())

    def any(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask the first node that runs."""
        return self.ask(next(node for node in self.nodes if node.process), path, body, method)

    def close(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.kill()


@contextmanager
def cluster_of(nodes: int, **settings: str) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts. Raises RuntimeError where a node does not start."""
    with TemporaryDirectory(prefix="opensearch-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder), nodes, **settings)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.close()
