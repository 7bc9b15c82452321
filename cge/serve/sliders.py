"""The numbers of a scenario that a user moves: sizes of its shocks, shocks of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest
from calibration.files.printable import printable
from cge.economy.economy import Economy
from cge.scenarios import Package, Scenario, Shock
from cge.scenarios.numbers import Numbers
from cge.serve.words import unit_of, words_of
from cge.symbols.registry import entry_of

LARGEST = 2.0  # times what the scenario has
MOST = 40  # sliders, of which each takes derivatives of its own
MOST_OF_A_PACKAGE = 12  # shocks with a slider each; those of a longer package move together
ALL = "all"
TIMES = "times"
_SCALE = "scale_power"
_PER_TONNE = "USD per t"


@dataclass(frozen=True)
class Kind:
    """A kind of shock that a user may add.

    Attributes
    ----------
    title
        What it is.
    parameter, operation
        The parameter, and what is done to it by the number of the slider.
    low, high
        The least and the largest number.
    unit
        Of the number.
    one
        What is done where the number is 1.
    """

    title: str
    parameter: str
    operation: str
    low: float
    high: float
    unit: str
    one: float = 1.0


KINDS: dict[str, Kind] = {
    "tariff": Kind("Tariff on top", "tariff_power", "add_points", 0.0, 50.0, "percentage points"),
    "tariff_cut": Kind("Cut of tariffs in force", "tariff_power", "percent", -100.0, 0.0, "%"),
    "border_price": Kind(
        "Carbon price at the border", "border_carbon_price", "add_points", 0.0, 200.0, "USD per t"
    ),
    "carbon_price": Kind(
        "Carbon price at home", "carbon_price", "add_points", 0.0, 200.0, "USD per t"
    ),
    "productivity": Kind(
        "Productivity of factors", "factor_productivity", "percent", -10.0, 10.0, "%"
    ),
    "nqp": Kind("NQP index on top", "nqp", "add_points", 0.0, 30.0, "hundredths", 0.01),
    "trade_cost": Kind("Iceberg trade cost", "iceberg", "percent", -10.0, 20.0, "%"),
}
"""Shocks of a user's own by name."""


@dataclass(frozen=True)
class Own:
    """A shock that a user adds.

    Attributes
    ----------
    kind
        One of `KINDS`.
    where
        Label by dimension; a dimension that is not named, or ``all``, is all of it.
    """

    kind: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slider:
    """A number that moves.

    Attributes
    ----------
    name
        What requests call it.
    title
        What it moves, in words.
    package
        Title of the package of the scenario that it is of, else its name; empty for a user's own.
    low, high, start
        Its range, and where it stands at first.
    unit
        Of the number; ``times`` for a size relative to the scenario.
    size
        What the scenario has, where that is one number that the slider multiplies.
    of_size
        The unit of that number.
    """

    name: str
    title: str
    package: str
    low: float
    high: float
    start: float
    unit: str = TIMES
    size: float | None = None
    of_size: str = ""


@dataclass(frozen=True)
class Part:
    """A part of an experiment, as a package of its own.

    Attributes
    ----------
    name
        Its name, which is that of its slider.
    of
        The package of the scenario that it is a part of; None for a user's own.
    content
        What it holds.
    slider
        What scales it; None for what a size does not change.
    """

    name: str
    of: str | None
    content: Package
    slider: Slider | None


def parts_of(scenario: Scenario, experiment: str, own: Sequence[Own]) -> list[Part]:
    """The parts of an experiment that move by themselves, in the order in which they are applied.

    Each shock has a slider, from 0 to `LARGEST` times its size, and so have the carbon prices and
    the border adjustments of a package; the user's own follow.

    Parameters
    ----------
    scenario
        With tariff schedules and data regimes spelled out.
    experiment
        Name of the experiment.
    own
        Shocks of the user's own.

    Raises
    ------
    InputError
        For an unknown experiment, everything wrong with the user's own, more than `MOST` sliders,
        and none.
    """
    if experiment not in scenario.chosen:
        raise InputError(f"experiment: no '{experiment}'{nearest(experiment, scenario.chosen)}")
    problems = [problem for n, one in enumerate(own, start=1) for problem in _wrong(n, one)]
    if problems:
        raise InputError(problems)
    found: list[tuple[str | None, Package, Slider | None]] = [
        (name, *part)
        for name in dict.fromkeys(scenario.chosen[experiment])
        for part in _of_package(name, scenario.packages[name])
    ]
    found += [(None, *_of_own(one)) for one in own]
    count = sum(slider is not None for *_, slider in found)
    if not 0 < count <= MOST:
        raise InputError(f"experiment '{experiment}' has {count} sliders, not 1 to {MOST}")
    names = [f"s{n}" for n in range(1, len(found) + 1)]
    return [
        Part(name, of, content, None if slider is None else replace(slider, name=name))
        for name, (of, content, slider) in zip(names, found, strict=True)
    ]


def _of_package(name: str, package: Package) -> Iterator[tuple[Package, Slider | None]]:
    """The parts of a package, each with its slider."""

    def part(**holds: object) -> Package:
        nothing: dict[str, object] = {"shocks": (), "carbon": (), "cbam": ()}
        return package.model_copy(update=nothing | holds)

    shown = printable(package.title or name)
    if package.carbon:
        size = _only([float(price.price) for price in package.carbon])
        title = "Carbon prices at home, USD per t"
        slider = Slider("", title, shown, 0.0, LARGEST, 1.0, size=size, of_size=_PER_TONNE)
        yield part(carbon=package.carbon), slider
    if len(package.shocks) > MOST_OF_A_PACKAGE:
        title = f"{len(package.shocks)} shocks together"
        high = min(map(_largest, package.shocks))
        yield part(shocks=package.shocks), Slider("", title, shown, 0.0, high, 1.0)
    else:
        yield from ((part(shocks=(shock,)), _of_shock(shown, shock)) for shock in package.shocks)
    if package.cbam:
        prices = [float(c.price) for c in package.cbam if not isinstance(c.price, str)]
        size = _only(prices) if len(prices) == len(package.cbam) else None
        title = "Price of the border adjustment, USD per t"
        slider = Slider("", title, shown, 0.0, LARGEST, 1.0, size=size, of_size=_PER_TONNE)
        # A price that follows the one at home moves with that one's slider.
        yield part(cbam=package.cbam), slider if any(prices) else None


def _of_shock(package: str, shock: Shock) -> Slider | None:
    """The slider of a shock; None where all its numbers are 0, which no size changes."""
    if not np.any(_numbers(shock)):
        return None
    number = shock.number
    # Of a factor, the slider multiplies what differs from 1.
    alone = None if isinstance(number, Numbers) or shock.operation == _SCALE else float(number)
    high, unit = _largest(shock), unit_of(shock)
    return Slider("", words_of(shock), package, 0.0, high, 1.0, size=alone, of_size=unit)


def _largest(shock: Shock) -> float:
    """How many times a shock may be as large; a share of a distance ends at all of it."""
    if shock.catch_up is None:
        return LARGEST
    return max(1.0, min(LARGEST, 1 / max(float(np.max(_numbers(shock))), 1 / LARGEST)))


def _only(numbers: Sequence[float]) -> float | None:
    return numbers[0] if len(numbers) == 1 else None


def _numbers(shock: Shock) -> np.ndarray:
    number = shock.number
    return number.array if isinstance(number, Numbers) else np.array([number])


def _wrong(n: int, own: Own) -> Iterator[str]:
    """What is wrong with a shock of the user's own, apart from labels that data may lack."""
    if own.kind not in KINDS:
        yield f"own {n}: no kind '{own.kind}'{nearest(own.kind, KINDS)}"
        return
    parameter = KINDS[own.kind].parameter
    dims = entry_of(parameter).dims
    for dim, _ in own.where:
        if dim not in dims:
            yield f"own {n}: '{parameter}' has no {dim}{nearest(dim, dims)}"


def _of_own(own: Own) -> tuple[Package, Slider]:
    kind = KINDS[own.kind]
    where = {dim: label for dim, label in own.where if label != ALL}
    content: dict[str, Any] = {"parameter": kind.parameter, kind.operation: kind.one, **where}
    shock = Shock(**content)
    said = ", ".join(f"{dim} {label}" for dim, label in where.items()) or "everywhere"
    title = printable(f"{kind.title}: {said}")
    return Package(shocks=(shock,)), Slider("", title, "", kind.low, kind.high, 0.0, kind.unit)


def dims_of(economy: Economy) -> Mapping[str, list[str]]:
    """Dimensions that a user may choose labels of, for each of `KINDS` that an economy has."""
    endogenous = {swap.parameter for swap in economy.closure.swaps}
    return {
        name: list(entry_of(kind.parameter).dims)
        for name, kind in KINDS.items()
        if kind.parameter in economy.parameters and kind.parameter not in endogenous
    }
