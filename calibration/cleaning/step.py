"""A cleaning step as a declared object, and what it did as a number."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError

Array = np.ndarray

RECORD = "cleaning"
"""Attribute of a dataset: the effects of all steps, as JSON."""
REFUSE = "refuse"
"""Choice of many steps: leave the table as it is, and say what is wrong with it."""
_SHOWN = 5
_RATIO = 1e-12  # relative: less than this is floating point
_SEEN = 5e-6  # relative: a change of world output that a line mentions


@dataclass(frozen=True)
class Task:
    """What a step is told beside the table.

    Attributes
    ----------
    choice : str
        One of its choices, or a value of the user's own where it takes one.
    agents : mapping of str to str
        Agent that each category of final demand belongs to.
    usd_per_unit : float, optional
        USD per unit of the currency of the table, where that is another.
    unit : str, optional
        Unit of its money, where that is not a million.
    """

    choice: str
    agents: Mapping[str, str] = field(default_factory=dict)
    usd_per_unit: float | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Found:
    """What a step found and did.

    Attributes
    ----------
    did : str
        In a few words; empty where there was nothing to do.
    amounts : mapping of str to xarray.DataArray
        Million USD moved, by cell; zero where nothing was. The keys say what the cells are, such as
        ``sales``.
    note : str
        What else a reader should know.
    """

    did: str = ""
    amounts: Mapping[str, xr.DataArray] = field(default_factory=dict)
    note: str = ""


Treatment = Callable[[xr.Dataset, Task], tuple[xr.Dataset, Found]]


@dataclass(frozen=True)
class Step:
    """One cleaning step.

    Attributes
    ----------
    name, title : str
        As a user writes it, and in words.
    does : str
        What it is about, in a sentence.
    choices : mapping of str to str
        Each choice, and what it does.
    default : str
        The choice where a user makes none.
    treat : callable
        From a table and a `Task` to a new table and what was `Found`.
    own : mapping of str to str
        What a user may write in place of a choice, such as ``REGION``, and what that does.
    """

    name: str
    title: str
    does: str
    choices: Mapping[str, str]
    default: str
    treat: Treatment
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What a step did to a table.

    Attributes
    ----------
    step, choice, did : str
    cells : int
        Cells touched.
    million_usd, share : float
        Sum of the amounts moved without their signs, and that over all sales of the table.
    largest : str
        The cell that moved most, by its labels.
    largest_million_usd : float
        Its amount, with its sign.
    output, value_added : float
        Relative change of world output and of world value added.
    note : str
    """

    step: str
    choice: str
    did: str = ""
    cells: int = 0
    million_usd: float = 0.0
    share: float = 0.0
    largest: str = ""
    largest_million_usd: float = 0.0
    output: float = 0.0
    value_added: float = 0.0
    note: str = ""

    def line(self) -> str:
        """One line for a reader."""
        if not self.did:
            return f"{self.step}: nothing"
        said = [self.did]
        if self.cells:
            said.append(
                f"{self.cells:,} cells, {amount_of(self.million_usd)} million USD "
                f"({percent_of(self.share)} % of all sales), largest "
                f"{amount_of(self.largest_million_usd)} ({self.largest})"
            )
        said += [
            f"world {name} {100 * change:+.3g} %"
            for name, change in (("output", self.output), ("value added", self.value_added))
            if abs(change) > _SEEN
        ]
        return f"{self.step}: {'; '.join([*said, *([self.note] if self.note else [])])}"


def measured(step: Step, choice: str, found: Found, total: float) -> Effect:
    """The effect of a step from what it found; `total` is the size of all sales, million USD.

    Changes of output and of value added are for the caller to add, who has both tables.
    """
    cells, moved, largest = 0, 0.0, ("", 0.0)
    for what, amount in found.amounts.items():
        values = amount.to_numpy()
        cells += int(np.count_nonzero(values))
        moved += float(np.abs(values).sum())
        if values.size and (most := float(np.abs(values).max())) > abs(largest[1]):
            at = np.abs(values) == most
            largest = (f"{what} of {cell(amount, at)}", float(values[at][0]))
    share = moved / total if total else 0.0
    return Effect(
        step.name, choice, found.did, cells, moved, share, *largest, note=found.note
    )  # fmt: skip


def amount_of(million_usd: float) -> str:
    """An amount as a reader wants it: four digits, and no power of ten."""
    return f"{million_usd:,.0f}" if abs(million_usd) >= 1000 else f"{million_usd:.4g}"


def percent_of(share: float) -> str:
    """A share in percent: two digits, and no power of ten unless it is next to nothing."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


def all_sales(table: xr.Dataset) -> float:
    """Size of a table: the sum of its sales without their signs, million USD."""
    return float(np.abs(table["intermediate"]).sum() + np.abs(table["final"]).sum())


def cell(amount: xr.DataArray, mask: Array) -> str:
    """Labels of the first cell of a mask, the seller first: ``AUS D to BEL HFCE``."""
    at = np.unravel_index(int(np.argmax(mask)), mask.shape)
    label = {str(d): str(amount[d].to_numpy()[n]) for d, n in zip(amount.dims, at, strict=True)}
    sides = (
        [label.get(dim, "") for dim in ("origin", "sector")],
        [label.get(dim, "") for dim in ("destination", "activity", "category")],
    )
    if "region" in label:
        sides = ([label[d] for d in ("region", "activity", "primary_input") if d in label], [])
    named = [" ".join(part for part in side if part) for side in sides]
    return " to ".join(name for name in named if name)


def refuse(step: str, amounts: Mapping[str, xr.DataArray], wrong: str, ways: str) -> None:
    """Refuse a table that holds what a step would treat, naming the largest cells.

    Raises
    ------
    InputError
        Unless all amounts are zero.
    """
    found = sorted(
        (
            (float(values[tuple(at)]), f"{what} of {cell(amount, _one(values, at))}")
            for what, amount in amounts.items()
            for values in [amount.to_numpy()]
            for at in np.argwhere(values != 0)
        ),
        key=lambda item: -abs(item[0]),
    )
    if not found:
        return
    problems = [
        f"{step}: {where} {wrong} ({amount_of(value)} million USD)"
        for value, where in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        problems.append(f"{step}: {len(found) - _SHOWN:,} more {wrong}")
    raise InputError([f"{problem}; {ways}" for problem in problems])


def _one(values: Array, at: Array) -> Array:
    mask = np.zeros(values.shape, bool)
    mask[tuple(at)] = True
    return mask


def beyond_rounding(gap: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """A difference, zero where it is floating point of its size."""
    return gap.where(np.abs(gap) > _RATIO * np.abs(size), 0.0)


def recorded(effects: list[Effect]) -> str:
    """Effects as text for the attribute `RECORD`."""
    return json.dumps([asdict(effect) for effect in effects], ensure_ascii=False)


def effects_of(attrs: Mapping[Any, Any]) -> list[Effect]:
    """Effects of the cleaning that a dataset records in its attributes; none where it has none.

    Raises
    ------
    InputError
        When the attribute holds anything else.
    """
    text = attrs.get(RECORD)
    if text is None:
        return []
    try:
        return [Effect(**one) for one in json.loads(text)]
    except (TypeError, ValueError):
        raise InputError(f"attribute {RECORD} is no record of cleaning steps") from None
