"""Copies of the site behind a real nginx, with the configuration of deploy/ as it stands but for names and ports."""

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.commands import ROOT, started
from tests.support.ports import free_ports
from tests.support.serving import soon

NAME = "vraagbaak.example.org"
FROM = "X-Test-Visitor"
"""The header in which a visitor of a test says whence it comes."""
_CERTIFICATES = f"/etc/letsencrypt/live/{NAME}"


def tool(name: str) -> str:
    """The path of a program. Without it on this machine the test is skipped, but fails in CI."""
    if found := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
        return found
    if os.environ.get("CI"):
        pytest.fail(f"no {name} on this machine: CI has to install it")
    pytest.skip(f"no {name} on this machine")


def certificate(folder: Path) -> None:
    """A certificate of the name in deploy/, signed by itself, laid down as Let's Encrypt does."""
    subprocess.run(
        [tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", f"/CN={NAME}"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip


def nginx_command(folder: Path, file: str, names: dict[str, str]) -> list[str]:
    """What runs nginx with a file of deploy/, where each of the names stands for something else."""
    certificate(folder)
    text = (ROOT / "deploy" / file).read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    for name, here in {**names, _CERTIFICATES: str(folder)}.items():
        assert name in text, f"{file} does not name {name}"
        text = text.replace(name, here)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""{"user root;" if os.geteuid() == 0 else ""}
        daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{
            log_format short '$remote_addr $upstream_addr $status';
            access_log {folder}/access.log short;
            {temporary}
            # All visitors of a test come from this machine: whence one comes it says itself.
            set_real_ip_from 127.0.0.1; real_ip_header {FROM};
            include {folder}/site.conf;
        }}""",
        encoding="utf-8",
    )
    return [tool("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


class Copies:
    """Two copies of the site on one data folder, and nginx before them. A copy may be killed."""

    def __init__(self, folder: Path, data: Path, stack: ExitStack) -> None:
        self._folder, self._data, self._stack = folder, data, stack
        plain, encrypted, *self.ports = free_ports(4)
        self.processes = [self._serve(port) for port in self.ports]
        for process in self.processes:
            assert process.stderr
            assert "http://" in process.stderr.readline()
        ports = {f"web{number}:8000": f"127.0.0.1:{port}" for number, port in enumerate(self.ports, 1)}
        names = {"listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ": f"listen 127.0.0.1:{encrypted} ", **ports}
        nginx = subprocess.Popen(nginx_command(folder, "nginx.cluster.conf", names))
        stack.callback(nginx.wait)
        stack.callback(nginx.terminate)
        self.plain, self.url = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{encrypted}"
        with self.visitor() as visitor:
            assert soon(lambda: visitor.get("/gezondheid").status_code == 200)

    def _serve(self, port: int) -> "subprocess.Popen[str]":
        process = started("serve", "--data", self._data, "--port", port, "--public-host", NAME, "--rate", 1)
        self._stack.callback(process.communicate)
        self._stack.callback(process.kill)
        return process

    def kill(self, number: int) -> None:
        """End a copy as a machine ends that loses its power."""
        self.processes[number].kill()
        self.processes[number].wait()

    def visitor(self, address: str = "198.51.100.1") -> httpx.Client:
        """A visitor of nginx from an address."""
        context = ssl.create_default_context(cafile=str(self._folder / "fullchain.pem"))
        context.check_hostname = False
        return httpx.Client(base_url=self.url, headers={"Host": NAME, FROM: address}, verify=context, timeout=30)

    def copy(self, number: int) -> httpx.Client:
        """A client of one copy, past nginx."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.ports[number]}", headers={"Host": NAME}, timeout=30)

    def asked(self) -> list[list[str]]:
        """Of each request so far: the visitor's address, the copies that were asked, the status."""
        lines = (self._folder / "access.log").read_text().splitlines()
        return [[line.split(" ")[0], line.partition(" ")[2].rpartition(" ")[0], line.split(" ")[-1]] for line in lines]


@contextmanager
def copies(folder: Path, data: Path) -> Iterator[Copies]:
    """Two copies of the site behind nginx, until the block ends."""
    with ExitStack() as stack:
        yield Copies(folder, data, stack)
