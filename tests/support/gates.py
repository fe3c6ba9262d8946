"""A gate before a node of OpenSearch: it asks for a key, puts off what is sent, or is shut."""

import http.client
import json
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Answer = tuple[int, dict[str, Any]]
"""A status, and what is said."""


class Gate:
    """Passes requests on to a node, unless it has an answer of its own.

    `key` is the Authorization header that it lets in, None for any. `answers` may answer a request by its method and
    path; where it gives None, the node does. A `certificate` with its key makes it speak TLS.
    """

    def __init__(self, node: str | None = None, key: str | None = None, certificate: Path | None = None) -> None:
        self.key = key
        self._certificate = certificate
        self.answers: Callable[[str, str], Answer | None] = lambda method, path: None
        self._node = urlsplit(node).netloc if node else None
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self.open()

    @property
    def url(self) -> str:
        return f"{'https' if self._certificate else 'http'}://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Let requests in, where they were let in before."""
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, kind, said = gate._answered(self.command, self.path, body, self.headers)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815  # so the library names them

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def shut(self) -> None:
        """Let nobody in, as if nobody listened."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _answered(self, method: str, path: str, body: bytes, headers: Message) -> tuple[int, str, bytes]:
        if self._server is None:  # a connection from before it was shut
            return 503, "application/json", b"{}"
        if self.key and headers.get("Authorization") != self.key:
            return 401, "text/plain", b"Unauthorized"
        if answer := self.answers(method, path):
            status, said = answer
            return status, "application/json", json.dumps(said).encode()
        assert self._node
        connection = http.client.HTTPConnection(self._node, timeout=60)
        try:
            passed = {name: headers[name] for name in ("Content-Type", "Accept") if name in headers}
            connection.request(method, path, body, passed)
            reply = connection.getresponse()
            return reply.status, reply.headers.get("Content-Type", "application/json"), reply.read()
        finally:
            connection.close()


def self_signed(folder: Path) -> Path:
    """A certificate for this machine with its key in one file, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a node")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "node.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return path
