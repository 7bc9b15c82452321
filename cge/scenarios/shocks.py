"""Shocks applied to the exogenous parameters of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.inputs.selector import Groups, no_groups
from cge.policy.application import with_carbon_price
from cge.scenarios.catch_up import REGION, caught_up, leaders
from cge.scenarios.cells import Cells, Finder, Frame, told
from cge.scenarios.numbers import Numbers
from cge.scenarios.package import Operation, Package, Shock
from cge.scenarios.scenario import Scenario

Array = np.ndarray
POWER, LEVEL = "power", "level"
# Above the bound of a level by less than this, it is at the bound.
_ROUNDING = 1e-9


def apply(
    shocks: Iterable[Shock], parameters: xr.Dataset, groups: Groups = no_groups
) -> xr.Dataset:
    """Parameters after shocks, applied in order, each on the result of the one before.

    A parameter of kind ``power`` holds 1 + rate; ``set`` and ``add_points`` give its rate in %
    and in percentage points, ``percent`` changes the rate by that percentage of itself,
    ``scale_power`` multiplies the power. A parameter of kind ``level`` is set, added to, scaled,
    or changed by a percentage; ``catch_up`` closes a share of its distance to a frontier of
    regions.

    Where a parameter has both an origin and a destination, sales of a region to itself are left
    alone unless the shock says ``domestic: true``.

    Parameters
    ----------
    shocks : iterable of Shock
        What to change.
    parameters : xarray.Dataset
        Exogenous parameters with labelled dims; each has the attribute ``kind``, ``signed`` where a
        level may be negative, and ``upper`` where it has a bound. It is left as it is.
    groups : callable
        ``groups(dim, name)`` gives the labels of a named group, None for an unknown name.

    Returns
    -------
    xarray.Dataset
        A new dataset; parameters that no shock touches share their arrays with the input.

    Raises
    ------
    calibration.errors.InputError
        Unknown parameters, dimensions or labels; shocks that touch nothing or change nothing;
        powers that are not positive, and levels that are not finite, negative or above a bound.
    """
    work = _Work(parameters, Finder(parameters, groups))
    problems = work.apply(shocks)
    if problems:
        raise InputError(problems)
    return work.result()


def counterfactuals(
    scenario: Scenario,
    parameters: xr.Dataset,
    groups: Groups = no_groups,
    finder: Finder | None = None,
) -> dict[str, xr.Dataset]:
    """Parameters of every experiment of a scenario; see `apply`.

    Parameters
    ----------
    scenario, parameters, groups
        As in `apply`.
    finder
        One for such parameters, where it is kept; else it is made.

    Raises
    ------
    calibration.errors.InputError
        Every problem of every experiment, each once.
    """
    results: dict[str, xr.Dataset] = {}
    problems: dict[str, None] = {}
    finder = finder or Finder(parameters, groups)
    for name in scenario.chosen:
        results[name], found = _after(scenario.packages_of(name), parameters, finder, groups)
        problems |= dict.fromkeys(found)
    if problems:
        raise InputError(problems)
    return results


def after_packages(
    packages: Iterable[Package],
    parameters: xr.Dataset,
    groups: Groups = no_groups,
    finder: Finder | None = None,
) -> xr.Dataset:
    """Parameters after the carbon prices and the shocks of packages; see `apply`.

    Parameters
    ----------
    packages
        In their order.
    parameters, groups
        As in `apply`.
    finder
        One for such parameters, where it is kept; else it is made.

    Raises
    ------
    calibration.errors.InputError
        Every problem of every package; a tariff schedule or a data regime is one where it is not
        spelled out, see `cge.scenarios.spelled.in_force`.
    """
    finder = finder or Finder(parameters, groups)
    changed, problems = _after(packages, parameters, finder, groups)
    if problems:
        raise InputError(problems)
    return changed


def _after(
    packages: Iterable[Package], parameters: xr.Dataset, finder: Finder, groups: Groups
) -> tuple[xr.Dataset, list[str]]:
    work = _Work(parameters, finder)
    problems: list[str] = []
    for package in packages:
        for key, value in (("tariffs", package.tariffs), ("regimes", package.regimes)):
            if value is not None:
                text = "needs the benchmark; see cge.scenarios.spelled.in_force"
                problems.append(f"{package.place}{key}: {value} {text}")
        priced = np.zeros(parameters["carbon_price"].shape, dtype=bool) if package.carbon else None
        for n, price in enumerate(package.carbon, start=1):
            changed, found = with_carbon_price(price, work.result(), groups, priced)
            work = _Work(changed, finder)
            problems += [(price.place or f"carbon {n}: ") + problem for problem in found]
        problems += work.apply(package.shocks)
    return work.result(), problems


class _Work:
    """Parameters while shocks are applied: each that is shocked is copied once.

    Parameters
    ----------
    parameters : xarray.Dataset
        Exogenous parameters, which stay as they are.
    finder : Finder
        Finds the cells of shocks in them.
    """

    def __init__(self, parameters: xr.Dataset, finder: Finder) -> None:
        self.parameters = parameters
        self.finder = finder
        self.values: dict[str, Array] = {}

    def apply(self, shocks: Iterable[Shock]) -> list[str]:
        """Apply shocks in order, but for those with which something is wrong: what that is."""
        problems = []
        for shock in shocks:
            name = shock.parameter
            if name not in self.finder.frames:
                near = nearest(name, self.finder.frames)
                found = [f"parameter: '{name}' is not a parameter{near}"]
            else:
                found = self._apply(shock)
            problems += [shock.place + problem for problem in found]
        return problems

    def result(self) -> xr.Dataset:
        """The parameters as they stand; those without a shock share their arrays with the input."""
        given = self.parameters
        changed = {name: given[name].copy(data=values) for name, values in self.values.items()}
        return given.assign(changed)

    def _apply(self, shock: Shock) -> list[str]:
        cells, problems = self.finder.reached(shock)
        if problems:
            return problems
        name = shock.parameter
        if name not in self.values:
            self.values[name] = copied(self.parameters[name])
        flat = self.values[name].reshape(-1)
        new, problems = _Shocked(shock, cells, self.finder).values(flat)
        if not problems:
            flat[cells.at] = new
        return problems


def copied(array: xr.DataArray) -> Array:
    """The numbers of an array, to be changed in place: as floats, one label after the other."""
    return np.array(array.to_numpy(), dtype=float, order="C")


@dataclass(frozen=True)
class _Shocked:
    """One shock on its cells.

    Attributes
    ----------
    shock, cells, finder
        What is done, where, and who found it.
    """

    shock: Shock
    cells: Cells
    finder: Finder

    @property
    def frame(self) -> Frame:
        """What is known of the parameter."""
        return self.finder.frames[self.shock.parameter]

    @property
    def is_power(self) -> bool:
        """Whether the parameter is a rate, stored as 1 + rate."""
        return bool(self.frame.about["kind"] == POWER)

    @property
    def numbers(self) -> Array | float:
        """The number of every cell, or of all of them."""
        number = self.shock.number
        return number.array[self.cells.row] if isinstance(number, Numbers) else number

    def values(self, flat: Array) -> tuple[Array, list[str]]:
        """New values of the cells, from all values of the parameter, and what is wrong."""
        if self.shock.catch_up is not None or self.shock.frontier is not None:
            return self._caught_up(flat)
        operation, numbers = self.shock.operation, self.numbers
        old = flat[self.cells.at]
        change = (_ON_POWERS if self.is_power else _ON_LEVELS)[operation]
        with np.errstate(over="ignore"):  # an infinite result is reported with its label
            new = change(old, numbers)
        problems = self._value_problems(new)
        if operation in _NEUTRAL and np.any(numbers != _NEUTRAL[operation]) and (new == old).all():
            problems.append(f"{operation}: changes nothing, {self._why_nothing(old)}")
        return new, problems

    def _why_nothing(self, old: Array) -> str:
        number, name = self.shock.number, self.shock.parameter
        if (old != (1 if self.is_power else 0)).any():
            least = "every number" if isinstance(number, Numbers) else number
            return f"as {least} is less than the rounding of '{name}'"
        what = ("the rate of " if self.is_power else "") + f"'{name}'"
        return f"as {what} is 0 wherever the shock applies; use set or add_points"

    def _caught_up(self, flat: Array) -> tuple[Array, list[str]]:
        """Where nobody is behind the frontier nothing changes, which is no mistake."""
        old = flat[self.cells.at]
        if self.shock.catch_up is None:
            return old, ["frontier: belongs to catch_up"]
        if self.is_power:
            return old, [f"catch_up: '{self.shock.parameter}' is a rate; only levels catch up"]
        if REGION not in self.frame.labels:
            return old, ["catch_up: needs a parameter by region"]
        shares = np.broadcast_to(self.numbers, old.shape)
        wrong = _first_of_rows(~((shares >= 0) & (shares <= 1)), self.cells.row)
        text = "catch_up: {:g} is not a share of the distance, from 0 to 1"
        problems = told(self.shock, [(row, text.format(shares[k])) for row, k, _ in wrong])
        frontier, found = leaders(self.shock.frontier, self.frame, self.finder.selections)
        if problems or found:
            return old, problems + found
        return caught_up(flat, self.cells.at, shares, frontier, self.frame), []

    def _value_problems(self, new: Array) -> list[str]:
        """Powers must be positive and finite, levels finite, not negative unless signed, and not
        above the bound of a share or an index.
        """
        if self.is_power:
            fine = (new > 0) & np.isfinite(new)
            rule = "a power (1 + rate) must be positive"
        else:
            floor = -np.inf if self.frame.about.get("signed") else 0.0
            upper = float(self.frame.about.get("upper", np.inf))
            fine = (new >= floor) & (new <= upper + _ROUNDING) & np.isfinite(new)
            rule = "it must be a finite number" + ("" if np.isinf(floor) else " of at least 0")
            rule += "" if np.isinf(upper) else f" and at most {upper:g}"
        if fine.all():
            return []
        numbers, frame = np.broadcast_to(self.numbers, new.shape), self.frame
        faults = []
        for row, k, count in _first_of_rows(~fine, self.cells.row):
            at = frame.label(int(self.cells.at[k]))
            more = f" and {count - 1} more" if count > 1 else ""
            result = f"'{self.shock.parameter}' would be {new[k]:g} at {at}{more}"
            said = f"{self.shock.operation}: {numbers[k]:g} is not possible: {result}; {rule}"
            faults.append((row, said))
        return told(self.shock, faults)


def _first_of_rows(bad: Array, row: Array) -> Iterator[tuple[int, int, int]]:
    """For each row with a bad cell: the row, its first bad cell, and how many there are."""
    at = np.flatnonzero(bad)
    rows, first, counts = np.unique(row[at], return_index=True, return_counts=True)
    return zip(rows.tolist(), at[first].tolist(), counts.tolist(), strict=True)


# New values of cells, from the old ones and the number of each.
Change = Callable[[Array, Array | float], Array]

_ON_POWERS: dict[Operation, Change] = {
    "set": lambda power, x: np.full_like(power, 1 + x / 100),
    "add_points": lambda power, x: power + x / 100,
    "scale_power": lambda power, x: power * x,
    "percent": lambda power, x: power + (power - 1) * x / 100,
}
_ON_LEVELS: dict[Operation, Change] = {
    "set": np.full_like,
    "add_points": lambda level, x: level + x,
    "scale_power": lambda level, x: level * x,
    "percent": lambda level, x: level * (1 + x / 100),
}

# Multiplying by these numbers changes nothing, and is meant to.
_NEUTRAL: dict[Operation, float] = {"scale_power": 1.0, "percent": 0.0}
