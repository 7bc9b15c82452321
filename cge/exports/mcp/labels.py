"""Labels of an economy as GAMS takes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence

# Dimension -> the set of GAMS that has its labels.
SETS = {
    "sector": "i",
    "activity": "i",
    "origin": "r",
    "destination": "r",
    "region": "r",
    "factor": "f",
    "agent": "a",
    "margin_sector": "v",
}
_WORDS = {"i": "sector", "r": "region", "f": "factor", "a": "agent"}
_PLAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_ -]{0,61}[A-Za-z0-9])?")

Names = dict[str, dict[str, str]]


def names_of(labels: Mapping[str, Sequence[str]]) -> Names:
    """Set of GAMS -> label -> its name there.

    GAMS does not tell capitals from small letters, and a name ends after 63 signs. A label that is
    not plain, or is another's but for capitals, is called after its set and position.

    Parameters
    ----------
    labels
        Of the dimensions sector, region, factor and agent, and of margin_sector where there is one.
    """
    names = {each: _named(word, labels[word]) for each, word in _WORDS.items()}
    return names | {"v": {label: names["i"][label] for label in labels.get("margin_sector", ())}}


def rows_of(names: Names) -> list[tuple[str, str, str]]:
    """Rows of the table of labels: set, name, label."""
    return [(each, name, label) for each in _WORDS for label, name in names[each].items()]


def _named(word: str, labels: Sequence[str]) -> dict[str, str]:
    plain = Counter(label.lower() for label in labels if _PLAIN.fullmatch(label))
    return {
        label: label
        if _PLAIN.fullmatch(label) and plain[label.lower()] == 1
        else _coded(f"{word}-{number}", plain)
        for number, label in enumerate(labels, 1)
    }


def _coded(name: str, taken: Container[str]) -> str:
    while name in taken:
        name += "-0"
    return name
