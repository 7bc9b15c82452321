"""Who may talk to the page: this machine's own browser, with the address that the terminal showed.

A page on 127.0.0.1 can be reached by every program and every web page on this machine. So requests
must come for this host (a name of another site that resolves to 127.0.0.1 is refused), from this
page, and with a secret: a token in the first address, then a cookie that scripts cannot read and
that other sites' requests do not carry.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import CookieError, SimpleCookie

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_OWN_SITES = ("same-origin", "none")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer."""


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Guard:
    """Decides which requests are answered.

    Attributes
    ----------
    port
        Of this server.
    token
        In the first address.
    session
        In the cookie.
    """

    port: int
    token: str = field(default_factory=_secret, repr=False)
    session: str = field(default_factory=_secret, repr=False)

    @property
    def address(self) -> str:
        """The first address, with the token."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The header that sets the cookie; its name has the port, which browsers do not heed."""
        return f"{self._name}={self.session}; Path=/; HttpOnly; SameSite=Strict"

    @property
    def _name(self) -> str:
        return f"cge-{self.port}"

    def is_for_us(self, headers: Message) -> bool:
        """Whether a request is for this host, by one name."""
        hosts = headers.get_all("Host", [])
        return len(hosts) == 1 and hosts[0] in {f"{name}:{self.port}" for name in _NAMES}

    def is_from_us(self, headers: Message) -> bool:
        """Whether a request comes from this page, as far as the browser says where from."""
        origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
        ours = origin is None or origin == f"http://{headers.get('Host')}"
        return ours and (site is None or site in _OWN_SITES)

    def knows(self, headers: Message) -> bool:
        """Whether a request has the cookie."""
        try:
            found = SimpleCookie("; ".join(headers.get_all("Cookie", [])))
        except CookieError:
            return False
        return self._name in found and _same(found[self._name].value, self.session)

    def accepts(self, token: str) -> bool:
        """Whether a token is the one of the first address."""
        return _same(token, self.token)


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same, in a time that does not tell how far they are."""
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode())
