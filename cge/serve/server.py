"""The server of the page: Python's own, for one user on this machine.

The page asks a handful of small questions, each answered by one function. That takes no framework,
so nothing needs to be installed.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qs, urlsplit

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.serve.answers import Answers
from cge.serve.guard import HEADERS, HOST, Guard

LONGEST = 65_536  # bytes of a request
AT_ONCE = 64  # connections that are served; others wait in the queue of the system
WAITING = 128  # connections in that queue
UNPROVED, PROVED = 10, 120  # seconds that a silent connection stays open, before and after a cookie
_JSON, _TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"
_ASSETS: Mapping[str, tuple[str, str]] = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}
"""All that can be got, each by its one path."""


class Server(ThreadingHTTPServer):
    """Answers on 127.0.0.1 alone.

    Parameters
    ----------
    port
        0 for any that is free.
    answers
        Answers requests.

    Attributes
    ----------
    guard
        Decides which requests are answered.

    Raises
    ------
    InputError
        When the port cannot be had.
    """

    daemon_threads = True  # a page that waits does not keep the program from ending
    request_queue_size = WAITING

    def __init__(self, port: int, answers: Answers) -> None:
        self._places = BoundedSemaphore(AT_ONCE)
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise InputError(_why_not(port, error)) from None
        self.guard = Guard(self.server_port)
        self.answers = answers

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for each connection, as soon as there is a place for it."""
        self._places.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread was had that gives the place back
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error; anything else is shown as Python does."""
        import sys

        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"--port: {port} is in use; name another, or leave it out for any that is free"
    return f"--port: {port} cannot be had ({error.strerror})"


@cache
def asset(name: str) -> bytes:
    """A file of the page."""
    return (files("cge.serve") / "page" / name).read_bytes()


def _asked(address: str) -> tuple[str, list[str]]:
    """Path and tokens of an address; nothing of one that is no address of this page."""
    try:
        url = urlsplit(address)
        return url.path, parse_qs(url.query, max_num_fields=4).get("token", [])
    except ValueError:  # more fields than any address of ours has, or brackets that do not close
        return "", []


class _RefusedError(Exception):
    """A request that is not answered.

    Parameters
    ----------
    status
        Of the answer.
    text
        Said to the user.
    """

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "cge", ""
    # Headers and body leave together, and at once.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = UNPROVED

    def do_GET(self) -> None:
        self._guarded(self._get)

    def do_POST(self) -> None:
        self._guarded(self._post)

    def __getattr__(self, name: str) -> Any:
        """Every other method is refused, whatever it is called."""
        if name.startswith("do_"):
            return self._refuse_method
        raise AttributeError(name)

    def _refuse_method(self) -> None:
        self.close_connection = True
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and POST.", Allow="GET, POST")

    def _guarded(self, answer: Any) -> None:
        try:
            if not self.server.guard.is_for_us(self.headers):
                raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "This is another host.")
            answer()
        except _RefusedError as refusal:
            self.close_connection = True  # what it may still hold is not read
            self._say(refusal.status, refusal.text)

    def _get(self) -> None:
        (path, tokens), guard = _asked(self.path), self.server.guard
        if path == "/" and len(tokens) == 1 and guard.accepts(tokens[0]):
            # The token leaves the address, where it would stay in the history.
            self._send(
                HTTPStatus.SEE_OTHER, b"", _TEXT, {"Location": "/", "Set-Cookie": guard.cookie}
            )
            return
        self._require_cookie()
        if path not in _ASSETS:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such page.")
        name, kind = _ASSETS[path]
        self._send(HTTPStatus.OK, asset(name), kind)

    def _post(self) -> None:
        self._require_cookie()
        if not self.server.guard.is_from_us(self.headers):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "This came from another page.")
        answer = self.server.answers.routes.get(self.path)
        if answer is None:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such question.")
        body = self._body()
        try:
            status, found = HTTPStatus.OK, answer(body)
        except InputError as error:
            status = HTTPStatus.BAD_REQUEST
            found = {"problems": [printable(problem) for problem in error.problems]}
        except ArithmeticError as error:  # an economy that must be solved before it can be chosen
            status = HTTPStatus.BAD_REQUEST
            found = {"problems": [printable(f"no solution: {error}")]}
        self._send(status, json.dumps(found, allow_nan=False).encode(), _JSON)

    def _require_cookie(self) -> None:
        if not self.server.guard.knows(self.headers):
            text = "Open the address that the terminal shows: it has a token that lets you in."
            raise _RefusedError(HTTPStatus.FORBIDDEN, text)
        self.connection.settimeout(PROVED)

    def _body(self) -> bytes:
        """The whole of a request, if it is JSON of a fair length."""
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Ask in JSON.")
        said = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or len(said) != 1 or not said[0].isdecimal():
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED, "Say how long the request is.")
        if len(said[0]) > len(str(LONGEST)) or int(said[0]) > LONGEST:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too long.")
        return self.rfile.read(int(said[0]))

    def _say(self, status: HTTPStatus, text: str, **headers: str) -> None:
        self._send(status, f"{text}\n".encode(), _TEXT, headers)

    def _send(
        self, status: HTTPStatus, body: bytes, kind: str, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        closing = {"Connection": "close"} if self.close_connection else {}
        about = {"Content-Type": kind, "Content-Length": str(len(body))}
        for name, value in {**about, **HEADERS, **closing, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not shown: the first one holds the token."""
