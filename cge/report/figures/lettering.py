"""Fonts for a text in any script: installed ones that have its signs, or its code numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.font_manager import (
    FontEntry,
    findfont,
    findSystemFonts,
    fontManager,
    weight_dict,
)
from matplotlib.ft2font import FT2Font

from calibration.files.printable import NUMBERED, numbered, printable

FIRST = "DejaVu Sans"  # comes with Matplotlib
# Between fonts that have equally many of the signs, these look best beside the first.
_PREFERRED = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "SimHei",
)
_BOXES = "Last Resort"  # a font that has a box for every sign
_NORMAL = 400  # weight of a font that is neither light nor bold


# That a font has no bold signs, and normal ones stand in, is no news to a reader.
logging.getLogger("matplotlib.font_manager").addFilter(
    lambda record: "Failed to find font weight" not in record.msg
)


@dataclass(frozen=True)
class Lettering:
    """Fonts of a figure, and the signs that none of them has.

    Attributes
    ----------
    families : tuple of str
        Names of fonts; a sign is taken from the first that has it.
    absent : frozenset of str
        Signs that no installed font has.
    """

    families: tuple[str, ...] = (FIRST,)
    absent: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lettering:
        """Fonts for some texts."""
        signs = {sign for text in texts for sign in printable(text) if not sign.isspace()}
        needed = frozenset(sign for sign in signs if ord(sign) not in _signs(findfont(FIRST)))
        families, absent = _fallbacks(needed)
        return cls((FIRST, *families), absent)

    def __call__(self, text: str) -> str:
        """A text as it can be drawn; signs without a font as ``[U+5173 U+7A0E]``."""
        return numbered(printable(text), self.absent.__contains__)

    @property
    def note(self) -> str:
        """What a reader must know of signs that are not drawn; empty where all are."""
        return NUMBERED if self.absent else ""


@cache
def _fallbacks(needed: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Fewest fonts that have the most of some signs, and the signs that are left."""
    families: list[str] = []
    if needed:
        _learn_new_fonts()
    while needed:
        having = {e: sum(ord(s) in _signs(e.fname) for s in needed) for e in _candidates()}
        best = max(having, key=having.__getitem__, default=None)
        if best is None or not having[best]:
            break
        families.append(best.name)
        needed = frozenset(sign for sign in needed if ord(sign) not in _signs(best.fname))
    return tuple(families), needed


def _candidates() -> list[FontEntry]:
    """Upright fonts, the preferred ones first, then those of nearly normal weight."""
    order = {name: n for n, name in enumerate(_PREFERRED)}

    def rank(entry: FontEntry) -> tuple[int, int]:
        weight = entry.weight if isinstance(entry.weight, int) else weight_dict[entry.weight]
        return order.get(entry.name, len(order)), abs(weight - _NORMAL)

    upright = (entry for entry in fontManager.ttflist if entry.style == "normal")
    return sorted((entry for entry in upright if _BOXES not in entry.name), key=rank)


@cache
def _learn_new_fonts() -> None:
    """Matplotlib keeps a list of fonts, which lacks those installed since it was made."""
    known = {entry.fname for entry in fontManager.ttflist}
    for path in findSystemFonts():
        if path not in known:
            fontManager.addfont(path)


@cache
def _signs(path: str) -> frozenset[int]:
    """Numbers in Unicode of the signs that a font has."""
    try:
        return frozenset(FT2Font(Path(path)).get_charmap())
    except (OSError, RuntimeError):  # removed, or not a font after all
        return frozenset()
