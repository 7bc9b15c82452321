"""Arrays with labels that make up a data set of shares: aligned, and checked all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.rates import FRACTION, UNITS, wrong_rate, wrong_unit

Array = np.ndarray
TOLERANCE = 1e-6
"""Relative: shares that should sum to one, and deficits that should follow, may be off by this."""
_SHOWN = 5

# Arguments of `from_shares`, with their dimensions in the order in which they are used.
DIMS = {
    "shares": ("sector", "destination", "origin"),
    "expenditure": ("sector", "destination"),
    "output": ("sector", "origin"),
    "value_added": ("activity", "region"),
    "inputs": ("sector", "activity", "region"),
    "tariffs": ("sector", "destination", "origin"),
    "deficits": ("region",),
}
_REGIONS = ("region", "origin", "destination")
_SIGNED = ("deficits", "tariffs")


class Labelled:
    """Arrays in the order of `DIMS` and of the labels of the shares.

    Parameters
    ----------
    given : mapping
        Arguments of `from_shares` by name.
    tariff_unit : str
        Unit of the tariffs, a name of `calibration.rates.UNITS`.

    Attributes
    ----------
    sectors, regions : list of str
    arrays : dict of str to numpy.ndarray
        Those with nothing wrong with their labels; tariffs are fractions.
    problems : list of str
    """

    def __init__(self, given: Mapping[str, Any], tariff_unit: str = FRACTION) -> None:
        self.problems: list[str] = []
        self.sectors: list[str] = []
        self.regions: list[str] = []
        self.arrays: dict[str, Array] = {}
        named = {name: self._named(name, array) for name, array in given.items()}
        shares = named.get("shares")
        if shares is None:  # nothing can be said of the labels of the others
            return
        self.sectors, self.regions = (_labels(shares, dim) for dim in ("sector", "destination"))
        for name, array in named.items():
            if array is not None and self._has_labels(name, array):
                self.arrays[name] = self._ordered(name, array)
        if "tariffs" in self.arrays:
            self.arrays["tariffs"] = self._fractions(self.arrays["tariffs"], tariff_unit)

    def _named(self, name: str, given: Any) -> xr.DataArray | None:
        """The argument as an array with the dimensions that it must have, and labels."""
        if isinstance(given, pd.Series) and not given.index.is_unique:
            row = given.index[given.index.duplicated()][0]
            said = ", ".join(map(str, row)) if isinstance(row, tuple) else row
            self.problems.append(f"{name}: the row {said} stands twice")
            return None
        made = given.to_xarray() if isinstance(given, pd.Series) else given
        dims = [str(dim) for dim in getattr(made, "dims", ())]
        if not isinstance(made, xr.DataArray) or set(dims) != set(DIMS[name]):
            said = f"has the dimensions {', '.join(dims)}" if dims else "has no labels"
            self.problems.append(f"{name}: {said}, must have {', '.join(DIMS[name])}")
            return None
        without = [dim for dim in dims if dim not in made.coords]
        if without:
            self.problems.append(f"{name}: has no labels along {', '.join(without)}")
            return None
        return made

    def _along(self, dim: str) -> list[str]:
        """Labels of the shares along a dimension of any argument."""
        return self.regions if dim in _REGIONS else self.sectors

    def _has_labels(self, name: str, array: xr.DataArray) -> bool:
        """Whether an array has the labels of the shares; what is wrong with them is a problem."""
        wrong = [
            problem
            for dim in DIMS[name]
            for problem in _other_labels(dim, _labels(array, dim), self._along(dim))
        ]
        self.problems += _few(name, wrong, "faults of labels")
        return not wrong

    def _ordered(self, name: str, array: xr.DataArray) -> Array:
        order = {dim: _positions(_labels(array, dim), self._along(dim)) for dim in DIMS[name]}
        values: Array = array.isel(order).transpose(*DIMS[name]).to_numpy().astype(float)
        self._refuse_cells(name, values, ~np.isfinite(values), "must be a finite number")
        if name not in _SIGNED:
            self._refuse_cells(name, values, values < 0, "must not be negative")
        return values

    def _refuse_cells(self, name: str, values: Array, wrong: Array, rule: str) -> None:
        said = [f"{values[at]:g}{self._at(name, at)} {rule}" for at in _cells(wrong)]
        self.problems += _few(name, said, rule)

    def _fractions(self, rates: Array, unit: str) -> Array:
        """Tariffs as fractions; rates that cannot be meant are problems."""
        if wrong := wrong_unit(unit):
            self.problems.append(f"tariff_unit: {wrong}")
            return rates
        advice = "write tariff_unit='percent'"
        cells = _cells(np.isfinite(rates) & (rates != 0))
        wrong_at = [at for at in cells if wrong_rate(rates[at], unit, advice)]
        said = [wrong_rate(rates[at], unit, advice, self._at("tariffs", at)) for at in wrong_at]
        self.problems += _few("tariffs", said, "rates like these")
        return rates / UNITS[unit]

    def _at(self, name: str, at: tuple[int, ...]) -> str:
        """The place of a cell, with a space before it."""
        named = (f"{dim} '{self._along(dim)[k]}'" for dim, k in zip(DIMS[name], at, strict=True))
        return f" at {', '.join(named)}"

    def by_sector(self, theta: float | Mapping[str, float]) -> Array:
        """Trade elasticities in the order of sectors; what is wrong with them is a problem."""
        if not isinstance(theta, Mapping):
            theta = dict.fromkeys(self.sectors, theta)
        absent = [label for label in self.sectors if label not in theta]
        self.problems += [f"sector '{label}' has no trade elasticity" for label in absent]
        self.problems += [
            f"sector '{label}': trade elasticity {value} must be positive"
            for label, value in theta.items()
            if not value > 0
        ]
        return np.array([theta.get(label, np.nan) for label in self.sectors], float)

    def refuse(self) -> None:
        """Refuse arrays that are not what they should be; then shares that do not add up.

        Raises
        ------
        InputError
            Listing all of either.
        """
        if not self.problems:
            self.problems += [*self._trade_not_one(), *self._cost_not_one()]
        if self.problems:
            raise InputError(self.problems)

    def _trade_not_one(self) -> list[str]:
        """Goods whose origins do not sum to one; a good on which nothing is spent needs none."""
        shares, sums = self.arrays["shares"], self.arrays["shares"].sum(axis=2)
        spent = self.arrays.get("expenditure", np.ones(shares.shape[:2])) > 0
        wrong = [
            f"those of {self.sectors[i]} in {self.regions[r]} sum to {sums[i, r]:.6g}, must "
            "sum to 1"
            for i, r in _cells(spent & _off(sums))
        ]
        return _few("shares", wrong, "do not sum to 1")

    def _cost_not_one(self) -> list[str]:
        """Activities whose inputs and value added do not sum to one."""
        gamma, inputs = self.arrays["value_added"], self.arrays["inputs"].sum(axis=0)
        wrong = _off(gamma + inputs)
        found = [
            f"those of {self.sectors[j]} in {self.regions[r]} sum to {inputs[j, r]:.6g}, with "
            f"value_added {gamma[j, r]:.6g} to {gamma[j, r] + inputs[j, r]:.6g}, must be 1"
            for j, r in _cells(wrong)
        ]
        if not found:
            return []
        meant = "inputs: they are shares of cost, of which value_added is the rest"
        if not _off(inputs)[wrong].any():
            meant += "; shares of intermediate cost become these as inputs * (1 - value_added)"
        return [*_few("inputs", found, "do not sum to 1 with value_added"), meant]


def _labels(array: xr.DataArray, dim: str) -> list[str]:
    return [str(label) for label in array[dim].to_numpy()]


def _positions(own: Sequence[str], wanted: Sequence[str]) -> list[int]:
    at = {label: n for n, label in enumerate(own)}
    return [at[label] for label in wanted]


def _other_labels(dim: str, own: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    """What is wrong with the labels of an array, beside those of the shares."""
    for label in wanted:
        if label not in own:
            yield f"{dim} lacks '{label}'"
    for label, times in Counter(own).items():
        if label not in wanted:
            spare = [known for known in wanted if known not in own]
            yield f"{dim} '{label}' is not a label of shares{nearest(label, spare)}"
        elif times > 1:
            yield f"{dim} '{label}' stands {times} times"


def _off(sums: Array) -> Array:
    wrong: Array = np.abs(sums - 1.0) > TOLERANCE
    return wrong


def _cells(wrong: Array) -> list[tuple[int, ...]]:
    """Positions of the cells where a mask is true."""
    return [tuple(map(int, at)) for at in np.argwhere(wrong)]


def _few(name: str, problems: Sequence[str], rest: str) -> list[str]:
    """The first problems of an argument, and how many more there are."""
    more = len(problems) - _SHOWN
    said = [f"{name}: {problem}" for problem in problems[:_SHOWN]]
    return [*said, f"{name}: {more:,} more {rest}"] if more > 0 else said
