"""What a page holds inside itself: data, scripts and style, and the policy that lets no other run.

The page loads nothing. Its policy (Content Security Policy) names the digest of every script and of
its style; a browser runs nothing else, so that text of a scenario never acts, even where it was
written to do so.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from calibration.files.printable import printable

_ASSETS = files("cge.report.html") / "assets"
# The library, in the order in which its parts need each other.
LIBRARY = ("array", "color", "interpolate", "format", "scale", "selection", "axis")
OWN = ("choices.js", "tables.js", "marks.js", "figures.js", "page.js")
STYLE = "page.css"
# Signs that could end a script element or a line of one, as JSON may write them.
_ACTING = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@cache
def library() -> str:
    """The parts of D3 that figures use, as they were published, under their licence."""
    parts = [_read("d3", f"d3-{name}.min.js") for name in LIBRARY]
    return "\n".join([f"/*\n{_read('d3', 'LICENSE')}*/", *parts])


@cache
def script() -> str:
    """The page's own script."""
    body = "\n".join(_read(name) for name in OWN)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


@cache
def style() -> str:
    """The page's style."""
    return _read(STYLE)


def policy() -> str:
    """The Content Security Policy: these scripts, this style, pictures inside the page."""
    scripts = " ".join(_digest(text) for text in (library(), script()))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {_digest(style())}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def as_json(value: Any) -> str:
    """Plain values as JSON that stands in a script element without ending it."""
    text = json.dumps(_shown(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign, written in _ACTING.items():
        text = text.replace(sign, written)
    return text


def _shown(value: Any) -> Any:
    """The same values, without signs in their texts that act or hide."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(name): _shown(each) for name, each in value.items()}
    return [_shown(each) for each in value] if isinstance(value, list | tuple) else value


def _digest(text: str) -> str:
    """The digest of an element's text, as a policy names it."""
    found = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{found}'"


def _read(*names: str) -> str:
    return _ASSETS.joinpath(*names).read_text(encoding="utf-8")
