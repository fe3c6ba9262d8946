"""An HTTP server on loopback: whatever stands in for the parliament, also in tests and benchmarks, is served by it."""

import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    """Answers requests over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes; a small body would wait for the head's receipt

    def send(self, status: int, body: bytes, media_type: str, headers: dict[str, str] | None = None) -> None:
        """Send a whole reply."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawler reports on its requests itself."""


class Server(ThreadingHTTPServer):
    """Listens on loopback; over TLS where there is a certificate. Port 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, handler: type[Handler], port: int = 0, certificate: Path | None = None):
        super().__init__((HOST, port), handler)
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.base = f"http{'s' if certificate else ''}://{HOST}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error: crawls are killed on purpose."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError | ssl.SSLError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def in_thread(server: Server) -> Iterator[str]:
    """Serve until the body has run; yields the base of its addresses."""
    thread = threading.Thread(target=server.serve_forever, name="loopback", kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.base
    finally:
        server.shutdown()
        thread.join()
