"""Git servers on the loopback: the real `git daemon` and `git http-backend`, on free ports."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import IO, cast

from tests.repositories import SETTINGS

HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds for a server to come up
ALLOWED = {"safe.directory": "*"}  # the repositories' own settings say the rest
GENEROUS = {"uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true"}
"""As the large forges serve: contents may be left out, and asked for one by one later."""


@contextmanager
def git_daemon(root: Path, allowed: Mapping[str, str] = ALLOWED) -> Iterator[str]:
    """Serve all repositories below a folder as git://; gives the start of their addresses."""
    port = free_port()
    words = (f"--base-path={root}", "--export-all", f"--port={port}", f"--listen={HOST}")
    process = subprocess.Popen(
        ["git", "daemon", *words, "--reuseaddr", str(root)],
        env={**os.environ, **SETTINGS, **settings(allowed)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield f"git://{HOST}:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class HttpServer(ThreadingHTTPServer):
    """A web server before `git http-backend`, and what can go wrong with one."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__((HOST, 0), _Handler)
        self.root = root
        self.password: tuple[str, str] | None = None
        self.forbidden = False  # to everybody, whoever they are
        self.silent = False  # takes requests and answers none
        self.breaks_after: int | None = None  # bytes of a pack, then the line is cut
        self.delay = 0.0  # seconds before each piece of an answer
        self.moved_to: str | None = None  # start of the address that it sends everybody to
        self.requests: list[str] = []
        self.authorizations: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what some tests are about."""


@contextmanager
def http_server(root: Path) -> Iterator[HttpServer]:
    server = HttpServer(root)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.silent = False
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: HttpServer

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        self.server.requests.append(path)
        body = _body(self.rfile, dict(self.headers.items()))
        while self.server.silent:
            time.sleep(0.02)
        self.server.authorizations.add(self.headers.get("Authorization", ""))
        if self.server.moved_to is not None:
            self._say(302, "Location", f"{self.server.moved_to}{self.path}")
        elif self.server.forbidden:
            self._say(403, "X-Reason", "none of your business")
        elif not self._is_known():
            self._say(401, "WWW-Authenticate", 'Basic realm="repositories"')
        else:
            self._run(path, query, body)

    def _say(self, status: int, name: str, value: str) -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_known(self) -> bool:
        if self.server.password is None:
            return True
        pair = ":".join(self.server.password).encode()
        expected = f"Basic {base64.b64encode(pair).decode()}"
        return self.headers.get("Authorization") == expected

    def _run(self, path: str, query: str, body: bytes) -> None:
        backend = subprocess.Popen(
            ["git", "http-backend"],
            env={**os.environ, **SETTINGS, **settings(ALLOWED), **self._cgi(path, query)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with backend:
            assert backend.stdin is not None
            assert backend.stdout is not None
            threading.Thread(target=_feed, args=(backend.stdin, body), daemon=True).start()
            self._pass_on(
                cast("BufferedReader", backend.stdout), is_pack=path.endswith("git-upload-pack")
            )
            backend.kill()

    def _cgi(self, path: str, query: str) -> dict[str, str]:
        return {
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }

    def _pass_on(self, output: BufferedReader, *, is_pack: bool) -> None:
        status, headers = 200, []
        while (line := output.readline().strip()) != b"":
            name, _, value = line.decode().partition(": ")
            if name == "Status":
                status = int(value.split()[0])
            else:
                headers.append((name, value))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self._send(output, self.server.breaks_after if is_pack else None)

    def _send(self, output: BufferedReader, left: int | None) -> None:
        while piece := output.read1(4096):
            if left is not None:
                piece, left = piece[:left], left - len(piece)
            time.sleep(self.server.delay)
            self.wfile.write(piece)
            if left is not None and left <= 0:
                self.connection.shutdown(socket.SHUT_RDWR)
                return


def settings(values: Mapping[str, str]) -> dict[str, str]:
    """Settings of git as environment variables."""
    found = {"GIT_CONFIG_COUNT": str(len(values))}
    for index, (key, value) in enumerate(values.items()):
        found |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.02)
        else:
            return


def _feed(pipe: IO[bytes], body: bytes) -> None:
    try:
        pipe.write(body)
        pipe.close()
    except OSError:
        pass  # the backend has heard enough


def _body(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    if headers.get("Transfer-Encoding") == "chunked":
        parts = []
        while size := int(stream.readline(), 16):
            parts.append(stream.read(size))
            stream.readline()
        stream.readline()
        return b"".join(parts)
    return stream.read(int(headers.get("Content-Length", "0")))
