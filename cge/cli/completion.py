"""What the Tab key offers: shipped names, files of a kind in this folder, words of an option.

Where nothing fits, a shell completes paths by itself. No function here loads what takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from calibration.errors import InputError
from cge.inputs.find import shipped
from cge.inputs.kinds import KINDS, LISTS_OF_DATA, OTHER_LISTS

Completer = Callable[[str], list[str]]
LISTS = (*(kind.name for kind in KINDS.values()), *OTHER_LISTS, *LISTS_OF_DATA)


def named(kind: str, *words: str) -> Completer:
    """Names of the shipped files of a kind, further words, and files of the kind in this folder.

    Parameters
    ----------
    kind
        One of :data:`cge.inputs.kinds.KINDS`.
    words
        What may stand in place of a name.
    """

    def complete(incomplete: str) -> list[str]:
        known = [*_shipped(kind), *words]
        return _beginning(incomplete, [*known, *_files(kind)])

    return complete


def several(kind: str) -> Completer:
    """Names of the shipped files of a kind, with commas between them."""

    def complete(incomplete: str) -> list[str]:
        before, comma, begun = incomplete.rpartition(",")
        taken = before.split(",")
        left = [name for name in _shipped(kind) if name not in taken]
        return [f"{before}{comma}{name}" for name in _beginning(begun, left)]

    return complete


def among(*words: str) -> Completer:
    """The words of an option that takes no others."""

    def complete(incomplete: str) -> list[str]:
        return _beginning(incomplete, words)

    return complete


def variable(incomplete: str) -> list[str]:
    """Variables of the model."""
    from cge.symbols.registry import VARIABLES

    return _beginning(incomplete, [entry.name for entry in VARIABLES])


def table(incomplete: str) -> list[str]:
    """Tables of a result, and all of them."""
    from cge.report.tables.registry import TABLES

    return _beginning(incomplete, [*TABLES, "all"])


def figure(incomplete: str) -> list[str]:
    """Figures of a result, and all of them."""
    from cge.report.figures.registry import FIGURES

    return _beginning(incomplete, [*FIGURES, "all"])


def statistic(incomplete: str) -> list[str]:
    """Statistics of a result."""
    from cge.analysis.stats.registry import STATISTICS

    return _beginning(incomplete, STATISTICS)


def _shipped(kind: str) -> list[str]:
    try:
        return list(shipped(kind))
    except InputError:  # a damaged installation, of which the command itself tells
        return []


def _files(kind: str) -> list[str]:
    try:
        return sorted(path.name for path in Path().glob(f"*{KINDS[kind].ending}"))
    except OSError:  # a folder that may not be read
        return []


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]
