"""Text from a user as it may be shown: no character that acts, hides, or turns the line round."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby

HIDDEN = "?"
NUMBERED = "Signs without a font here are written as their numbers in Unicode."
# Unicode categories: control, surrogate, private use; format (bidirectional, zero width); breaks.
_NO_SIGN, _UNSEEN, _BREAKS = ("Cc", "Cs", "Co"), ("Cf",), ("Zl", "Zp")


def printable(text: str) -> str:
    r"""A text on one line, without characters that control a terminal or hide what is written.

    Line ends and tabs become spaces. Other control characters, which have no sign of their own,
    become ``?``; characters that only format, such as those that turn the direction of a line or
    have no width, are left out.

    >>> printable("a\x1b[31mb\u202ec\n")
    'a?[31mbc '
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def numbered(text: str, absent: Callable[[str], bool]) -> str:
    """A text with the signs that no font has by their numbers in Unicode: ``[U+5173 U+7A0E]``."""
    return "".join(
        f"[{' '.join(f'U+{ord(sign):04X}' for sign in run)}]" if gone else "".join(run)
        for gone, run in groupby(text, absent)
    )


def columns_of(text: str) -> int:
    """Columns that a text takes on a terminal: two for a Chinese sign, none for an accent on it."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, broken at spaces, and within a word that is longer."""
    lines: list[str] = []
    for word in text.split():
        if lines and columns_of(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, width)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word in parts that fit, of at least one character each."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and columns_of(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign.isspace() or kind in _BREAKS:
        return " "
    if kind in _UNSEEN:
        return ""
    return HIDDEN if kind in _NO_SIGN else sign
