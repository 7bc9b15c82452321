"""Signs of any script in LaTeX: how each is written, and the packages and fonts they take; and
signs that act in Markdown.
"""

from __future__ import annotations

import unicodedata

from calibration.files.printable import numbered, printable

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "₂": r"\textsubscript{2}",
    "−": r"$-$",
    "×": r"$\times$",
    # Bare, they would be arguments of the line end before them.
    "[": "{[}",
    "*": "{*}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}

# The signs that pdflatex sets without further packages: letters of Western and Central Europe that
# are a letter and one of these accents, and a few more.
_ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
_FURTHER = "ßæÆœŒøØłŁı¡¿§¶©£–—…†‡\u2018\u2019\u201c\u201d\u00a0"
# Scripts that a font of the lists below has; other signs are written as their numbers.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC")
_EAST_ASIAN = _SCRIPTS[3:]
_LATIN = 0x250  # letters and punctuation below
_FONTS = {
    False: ("Noto Serif", "Libertinus Serif", "FreeSerif", "DejaVu Serif", "Times New Roman"),
    True: (
        *("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Songti SC"),
        *("WenQuanYi Zen Hei", "Droid Sans Fallback", "FandolSong-Regular.otf", "SimSun"),
    ),
}

NUMBER = _ESCAPED["["] + "U+"  # how a sign without a font begins
# Signs that begin a command, a formula, a tag, a link or a number of a sign in Markdown.
_MARKUP = "\\`*_|<>[]#$~&"
_ENGINE = r"""\usepackage{iftex,fontspec}
\ifXeTeX\XeTeXlinebreaklocale "zh"\XeTeXlinebreakskip=0pt plus 1pt\fi
"""


def packages(body: str) -> str:
    """Packages for the signs of a text."""
    if not needs_unicode(body):
        return "\\usepackage[utf8]{inputenc}\n"
    east_asian = any(_script_of(sign) in _EAST_ASIAN for sign in body if not sign.isascii())
    chosen = r"\errmessage{No font for these signs: install one of those named here}"
    for name in reversed(_FONTS[east_asian]):
        chosen = rf"\IfFontExistsTF{{{name}}}{{\setmainfont{{{name}}}}}{{{chosen}}}"
    return _ENGINE + chosen.replace("}{\\IfFont", "}{%\n\\IfFont") + "\n"


def needs_unicode(text: str) -> bool:
    """Whether a text has signs that take a font of more than Western letters."""
    return not (text.isascii() or all(sign.isascii() or _is_western(sign) for sign in set(text)))


def _is_western(sign: str) -> bool:
    parts = unicodedata.normalize("NFD", sign)
    accented = len(parts) > 1 and parts[0].isascii() and set(parts[1:]) <= set(_ACCENTS)
    return sign in _FURTHER or accented


def _script_of(sign: str) -> str:
    return unicodedata.name(sign, "NONE").split()[0].split("-")[0]


def _is_absent(sign: str) -> bool:
    """Whether the fonts of a table may lack a sign."""
    if ord(sign) < _LATIN or sign in (*_FURTHER, *_ESCAPED) or _script_of(sign) in _SCRIPTS:
        return False
    full = unicodedata.east_asian_width(sign) in "WF" and unicodedata.category(sign)[0] in "LP"
    return not (full or "\u0300" <= sign <= "\u036f")


def escaped(text: str) -> str:
    """Text that LaTeX sets as it is, on one line."""
    one_line = " ".join(unicodedata.normalize("NFC", printable(text)).split())
    return "".join(_ESCAPED.get(sign, sign) for sign in numbered(one_line, _is_absent))


def in_markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    marked = "".join(f"\\{sign}" if sign in _MARKUP else sign for sign in printable(text))
    return " ".join(marked.split())
