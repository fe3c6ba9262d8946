"""Ports on loopback that nothing listens on just now."""

import socket
from contextlib import ExitStack


def free_ports(number: int) -> list[int]:
    """So many, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [each.getsockname()[1] for each in sockets]


def free_port() -> int:
    """One of them."""
    (port,) = free_ports(1)
    return port
