"""Shocks applied to the exogenous parameters of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.inputs.selector import Groups, cells, no_groups
from cge.policy.application import with_carbon_price
from cge.scenarios.catch_up import caught_up
from cge.scenarios.package import Operation, Package, Shock
from cge.scenarios.scenario import Scenario

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
    changed, problems = _applied(shocks, parameters, groups)
    if problems:
        raise InputError(problems)
    return changed


def counterfactuals(
    scenario: Scenario, parameters: xr.Dataset, groups: Groups = no_groups
) -> dict[str, xr.Dataset]:
    """Parameters of every experiment of a scenario; see `apply`.

    Raises
    ------
    calibration.errors.InputError
        Every problem of every experiment, each once.
    """
    results: dict[str, xr.Dataset] = {}
    problems: dict[str, None] = {}
    for name in scenario.experiments:
        results[name], found = _after(scenario.packages_of(name), parameters, groups)
        problems |= dict.fromkeys(found)
    if problems:
        raise InputError(problems)
    return results


def after_packages(
    packages: Iterable[Package], parameters: xr.Dataset, groups: Groups = no_groups
) -> xr.Dataset:
    """Parameters after the carbon prices and the shocks of packages; see `apply`.

    Raises
    ------
    calibration.errors.InputError
        Every problem of every package.
    """
    changed, problems = _after(packages, parameters, groups)
    if problems:
        raise InputError(problems)
    return changed


def _after(
    packages: Iterable[Package], parameters: xr.Dataset, groups: Groups
) -> tuple[xr.Dataset, list[str]]:
    problems: list[str] = []
    for package in packages:
        for n, price in enumerate(package.carbon, start=1):
            parameters, found = with_carbon_price(price, parameters, groups)
            problems += [(price.place or f"carbon {n}: ") + problem for problem in found]
        parameters, found = _applied(package.shocks, parameters, groups)
        problems += found
    return parameters, problems


def _applied(
    shocks: Iterable[Shock], parameters: xr.Dataset, groups: Groups
) -> tuple[xr.Dataset, list[str]]:
    changed: dict[str, xr.DataArray] = {}
    problems: list[str] = []
    for shock in shocks:
        name = shock.parameter
        if name not in parameters.data_vars:
            near = nearest(name, map(str, parameters.data_vars))
            problems.append(f"{shock.place}parameter: '{name}' is not a parameter{near}")
            continue
        array = changed.get(name, parameters[name])
        selected, found = _selected(shock, array, groups)
        if not found:
            array, found = _shocked(shock, array, selected, groups)
        if found:
            problems += [shock.place + problem for problem in found]
        else:
            changed[name] = array
    return parameters.assign(changed), problems


def _selected(shock: Shock, array: xr.DataArray, groups: Groups) -> tuple[np.ndarray, list[str]]:
    """Which cells a shock touches, and what is wrong with its labels."""
    labels = {str(dim): [str(label) for label in array[dim].values] for dim in array.dims}
    mask, problems = cells(shock.parameter, shock.where, labels, groups)
    bilateral = {"origin", "destination"} <= set(array.dims)
    if shock.domestic is not None and not bilateral:
        problems.append(f"domestic: '{shock.parameter}' has no origin and destination")
    if not problems and bilateral and not shock.domestic:
        mask &= _foreign(array)
        if not mask.any():
            problems.append("touches only sales of a region to itself; for these, 'domestic: true'")
    return mask, problems


def _foreign(array: xr.DataArray) -> np.ndarray:
    """Where origin and destination differ, in the shape of an array."""
    same = array["origin"].rename(origin="o") != array["destination"].rename(destination="d")
    pair = same.rename(o="origin", d="destination").broadcast_like(array)
    return pair.transpose(*array.dims).values


def _shocked(
    shock: Shock, array: xr.DataArray, mask: np.ndarray, groups: Groups
) -> tuple[xr.DataArray, list[str]]:
    """The array after a shock on the cells of a mask, and what is wrong with its values."""
    if shock.catch_up is not None or shock.frontier is not None:
        return _caught_up(shock, array, mask, groups)
    values = array.values.astype(float)
    old = values[mask]
    is_power = array.attrs["kind"] == POWER
    operations = _ON_POWERS if is_power else _ON_LEVELS
    with np.errstate(over="ignore"):  # an infinite result is reported with its label
        values[mask] = operations[shock.operation](old, shock.number)
    new = array.copy(data=values)
    problems = _value_problems(shock, new, mask)
    if shock.number != _NEUTRAL.get(shock.operation, shock.number) and (values[mask] == old).all():
        problems.append(f"{shock.operation}: changes nothing, {_why_nothing(shock, old, is_power)}")
    return new, problems


def _why_nothing(shock: Shock, old: np.ndarray, is_power: bool) -> str:
    if (old != (1 if is_power else 0)).any():
        return f"as {shock.number} is less than the rounding of '{shock.parameter}'"
    what = ("the rate of " if is_power else "") + f"'{shock.parameter}'"
    return f"as {what} is 0 wherever the shock applies; use set or add_points"


def _caught_up(
    shock: Shock, array: xr.DataArray, mask: np.ndarray, groups: Groups
) -> tuple[xr.DataArray, list[str]]:
    """Where nobody is behind the frontier nothing changes, which is no mistake."""
    if shock.catch_up is None:
        return array, ["frontier: belongs to catch_up"]
    if array.attrs["kind"] == POWER:
        return array, [f"catch_up: '{shock.parameter}' is a rate; only levels catch up"]
    new, problems = caught_up(array, shock.catch_up, shock.frontier, groups)
    return array.copy(data=np.where(mask, new.values, array.values)), problems


Change = Callable[[np.ndarray, float], np.ndarray]

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


def _value_problems(shock: Shock, array: xr.DataArray, mask: np.ndarray) -> list[str]:
    """Powers must be positive and finite, levels finite, not negative unless signed, and not above
    the bound of a share or an index.
    """
    values = array.values
    if array.attrs["kind"] == POWER:
        bad = mask & ~((values > 0) & np.isfinite(values))
        rule = "a power (1 + rate) must be positive"
    else:
        floor = -np.inf if array.attrs.get("signed") else 0.0
        upper = float(array.attrs.get("upper", np.inf))
        bad = mask & ~((values >= floor) & (values <= upper + _ROUNDING) & np.isfinite(values))
        rule = "it must be a finite number" + ("" if np.isinf(floor) else " of at least 0")
        rule += "" if np.isinf(upper) else f" and at most {upper:g}"
    if not bad.any():
        return []
    first = tuple(int(n) for n in np.argwhere(bad)[0])
    at = ", ".join(
        f"{dim} {array[dim].values[n]}" for dim, n in zip(array.dims, first, strict=True)
    )
    more = f" and {bad.sum() - 1} more" if bad.sum() > 1 else ""
    result = f"'{shock.parameter}' would be {values[first]:g} at {at}{more}"
    return [f"{shock.operation}: {shock.number:g} is not possible: {result}; {rule}"]
