"""Concordances: which industries of the shipped world stand for the industries of other tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.table import read_table

COLUMNS = ("label", "icio")
ISIC = "isic-rev4"
"""Name of the concordance whose labels are divisions, of which codes name ranges."""
# First and last division of each section.
_SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43),
    "G": (45, 47), "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68),
    "M": (69, 75), "N": (77, 82), "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93),
    "S": (94, 96), "T": (97, 98), "U": (99, 99),
}  # fmt: skip
_PART = re.compile(r"([A-Z]?)(\d{2})")
_RANGE = ("T", "-", "t")
_SHOWN = 5


@dataclass(frozen=True)
class Concordance:
    """Industries of the shipped world by industry of another classification.

    Attributes
    ----------
    name : str
        Name of its file.
    members : mapping of str to tuple of str
        Industries of `oecd-icio-2022` by label; of ISIC Rev. 4 by division.
    """

    name: str
    members: Mapping[str, tuple[str, ...]]

    def of(self, label: str) -> tuple[str, ...]:
        """Industries that a label stands for; none where it is not one of the classification."""
        if label in self.members:
            return self.members[label]
        found = divisions(label) if self.name == ISIC else ()
        known = [self.members[d] for d in found if d in self.members]
        return tuple(dict.fromkeys(member for members in known for member in members))


def divisions(code: str) -> tuple[str, ...]:
    """Divisions of ISIC Rev. 4 (NACE Rev. 2, CPA 2.1) that a code names; none where it names none.

    Codes as tables write them: ``C10T12``, ``C10-C12``, ``CPA_C10-12``, ``10T12``, ``J62_63``,
    ``B``, ``R_S``.
    """
    text = code.removeprefix("CPA_").strip()
    parts = re.split(r"[_,+]", text)
    if all(part in _SECTIONS for part in parts):
        return tuple(d for part in parts for d in _between(*_SECTIONS[part]))
    found = []
    for part in parts:
        sign = next((s for s in _RANGE if s in part[1:]), None)
        ends = [_PART.fullmatch(end) for end in (part.split(sign) if sign else [part])]
        if len(ends) > 2 or not all(ends):
            return ()
        first, last = (int(end[2]) for end in (ends[0], ends[-1]) if end)
        found += _between(first, last)
    return tuple(found)


def _between(first: int, last: int) -> list[str]:
    return [f"{n:02d}" for n in range(first, last + 1)]


@explained
def read_concordance(path: str | Path) -> Concordance:
    """Read a concordance from CSV with the columns `label` and `icio`.

    Raises
    ------
    InputError
        A label twice or without industries, each with file and line.
    """
    table = read_table(path, COLUMNS, ("title",))
    members: dict[str, tuple[str, ...]] = {}
    faults = []
    for row in table.rows:
        if row["label"] in members:
            faults.append((row.line, f"label '{row['label']}' is there twice"))
        if not row["icio"].split():
            faults.append((row.line, f"label '{row['label']}' has no industries"))
        members[row["label"]] = tuple(row["icio"].split())
    table.refuse(faults)
    return Concordance(Path(path).stem, members)


@explained
def concordance_of(
    labels: Iterable[str], folder: str | Path, own: Iterable[str] = ()
) -> Concordance:
    """The concordance whose classification all labels are of.

    Parameters
    ----------
    labels : iterable of str
        Industries of a table.
    folder : path
        Folder of concordances, such as the shipped `data/concordances`.
    own : iterable of str
        Industries of the shipped world itself.

    Returns
    -------
    Concordance
        With the labels alone.

    Raises
    ------
    InputError
        Naming the classification that knows most of them, and those that it does not know.
    """
    wanted = list(labels)
    known = [Concordance("oecd-icio-2022", {k: (k,) for k in own})]
    known += [read_concordance(path) for path in sorted(Path(folder).glob("*.csv"))]
    best = max(known, key=lambda each: sum(bool(each.of(label)) for label in wanted))
    unknown = [label for label in wanted if not best.of(label)]
    if not unknown:
        return Concordance(best.name, {label: best.of(label) for label in wanted})
    if len(unknown) == len(wanted):
        named = ", ".join(f"'{label}'" for label in unknown[:_SHOWN])
        names = ", ".join(each.name for each in known)
        raise InputError(f"industries {named}: of no classification that is known ({names})")
    # Divisions of ISIC are numbers; a code for several is better shown as tables write it.
    choices = [k for k in known[0].members if best.of(k)] if best.name == ISIC else []
    raise InputError(
        [
            f"industry '{label}' is not of {best.name}, as others are"
            f"{nearest(label, [*choices, *best.members])}"
            for label in unknown[:_SHOWN]
        ]
    )
