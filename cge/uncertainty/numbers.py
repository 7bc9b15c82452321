"""The uncertain numbers of an economy and a scenario: what each moves, how it is distributed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.updating.drawn import drawable
from cge.economy.benchmark.elasticities import PREFIX
from cge.economy.economy import Economy
from cge.inputs.selector import ALL, cells
from cge.scenarios import Scenario
from cge.uncertainty.by_label import Labelled
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.schema import (
    DATA,
    NEUTRAL,
    PARAMETER,
    SIZE,
    Acts,
    Empirical,
    Entry,
    Normal,
    Uncertainty,
)

Array = np.ndarray
ELASTICITY = "elasticity"


@dataclass(frozen=True, eq=False)
class Uncertain:
    """One uncertain number.

    Attributes
    ----------
    label
        What tables call it, ``trade[C10T12]``.
    entry
        Name in the file.
    kind
        ``elasticity``, ``parameter``, ``size_of`` or ``data``.
    target
        Name of the elasticity, parameter, package or variable.
    only
        Of a package: the one parameter whose shocks are meant; empty for all.
    acts
        ``times``, ``plus`` or ``value``.
    at
        Cells of the target that it moves, flat; none of a package.
    along
        Its label by dimension.
    distribution
        How it is distributed.
    centre
        The numbers that it moves, before any draw (cells); 1 of a package.
    source, assumed
        Where the distribution comes from.
    """

    label: str
    entry: str
    kind: str
    target: str
    only: str
    acts: Acts
    at: Array
    along: Mapping[str, str]
    distribution: Distribution
    centre: Array
    source: str
    assumed: bool

    def moved(self, x: float) -> Array:
        """What becomes of the numbers (cells)."""
        if self.acts == "times":
            return self.centre * x
        return self.centre + x if self.acts == "plus" else np.full_like(self.centre, x)


def numbers_of(file: Uncertainty, economy: Economy, plan: Scenario) -> list[Uncertain]:
    """The uncertain numbers of a file, as an economy and a scenario have them.

    What is 0 is off, and ``times`` and ``plus`` leave it so; see docs/sweeps.md.

    Parameters
    ----------
    file
        The file.
    economy
        The economy with everything that the scenario brings.
    plan
        The scenario.

    Raises
    ------
    InputError
        Everything in the file that does not fit.
    """
    finding = _Finding(file, economy, plan)
    found = [one for name, entry in file.numbers.items() for one in finding.of(name, entry)]
    if finding.problems:
        raise InputError(dict.fromkeys(finding.problems))
    _refuse_twice(file.name, found)
    return found


@dataclass
class _Finding:
    """Resolves the entries of a file, and collects what is wrong with them."""

    file: Uncertainty
    economy: Economy
    plan: Scenario
    problems: list[str] = field(default_factory=list)

    def of(self, name: str, entry: Entry) -> list[Uncertain]:
        """The numbers of an entry; none where something is wrong."""
        place = entry.place or f"{self.file.name}: numbers > {name}: "
        before = len(self.problems)
        try:
            found = list(self._sizes(name, entry) if entry.kind == SIZE else self._of(name, entry))
        except InputError as error:
            self.problems += [place + problem for problem in error.problems]
            return []
        self.problems[before:] = [
            place + text if not text.startswith(place) else text for text in self.problems[before:]
        ]
        return found

    def _sizes(self, name: str, entry: Entry) -> Iterator[Uncertain]:
        package, packages = entry.target, self.plan.packages
        if package not in packages:
            raise InputError(f"size_of: no package '{package}'{nearest(package, packages)}")
        chosen = packages[package]
        known = [*dict.fromkeys(shock.parameter for shock in chosen.shocks)]
        known += ["carbon_price"] if chosen.carbon else []
        known += ["cbam"] if chosen.cbam else []
        if entry.only is not None and entry.only not in known:
            raise InputError(f"only: '{package}' has no '{entry.only}'{nearest(entry.only, known)}")
        one = np.ones(1)
        yield self._number(name, entry, SIZE, np.zeros(0, dtype=int), {}, one, np.nan)

    def _of(self, name: str, entry: Entry) -> Iterator[Uncertain]:
        kind, array = self._target(entry)
        dims = [str(d) for d in array.dims]
        labels = {d: [str(k) for k in array[d].to_numpy()] for d in dims}
        mask, problems = cells(entry.target, entry.where, labels, self.economy.named_groups)
        problems += [
            f"each: '{entry.target}' has no {d}, only {', '.join(dims) or 'one number'}"
            for d in entry.each
            if d not in dims
        ]
        if problems:
            raise InputError(problems)
        values = np.asarray(array.to_numpy(), dtype=float)
        if entry.acts != "value":
            mask &= values != 0
        error = float(array.attrs.get("standard_error", np.nan))
        if not mask.any():
            raise InputError(f"'{entry.target}' is 0 wherever it is meant, which is off")
        for along in product(*(labels[d] for d in entry.each)):
            here = mask.copy()
            for dim, label in zip(entry.each, along, strict=True):
                shape = [-1 if d == dim else 1 for d in dims]
                here &= (np.array(labels[dim]) == label).reshape(shape)
            if here.any():
                at = np.flatnonzero(here.ravel())
                named = dict(zip(entry.each, along, strict=True))
                yield self._number(name, entry, kind, at, named, values.ravel()[at], error)

    def _target(self, entry: Entry) -> tuple[str, xr.DataArray]:
        name, benchmark = entry.target, self.economy.benchmark
        if entry.kind == DATA:
            known = drawable(benchmark)
            if name not in known:
                raise InputError(f"data: no variable '{name}'{nearest(name, known)}")
            return DATA, benchmark[name]
        elasticities = [str(n) for n in benchmark.data_vars if str(n).startswith(PREFIX)]
        if name in elasticities:
            return ELASTICITY, benchmark[name]
        parameters = self.economy.parameters
        if name in parameters:
            given = parameters[name]
            return PARAMETER, given.assign_attrs(self._said(name) | given.attrs)
        known = [*elasticities, *map(str, parameters)]
        raise InputError(f"parameter: no elasticity or parameter '{name}'{nearest(name, known)}")

    def _said(self, name: str) -> dict[str, object]:
        """What the data say of a parameter, its standard error among it."""
        held = self.economy.benchmark
        return dict(held[name].attrs) if name in held else {}

    def _number(
        self,
        name: str,
        entry: Entry,
        kind: str,
        at: Array,
        along: Mapping[str, str],
        centre: Array,
        error: float,
    ) -> Uncertain:
        label = f"{name}[{', '.join(along.values())}]" if along else name
        shape = _Shape(self.economy, entry, along, error)
        return Uncertain(
            label,
            name,
            kind,
            entry.target,
            entry.only or "",
            entry.acts,
            at,
            along,
            shape.distribution(centre),
            centre,
            entry.source,
            entry.assumed,
        )


@dataclass(frozen=True)
class _Shape:
    """Makes the distribution of one number of an entry."""

    economy: Economy
    entry: Entry
    along: Mapping[str, str]
    error: float

    def distribution(self, centre: Array) -> Distribution:
        """The distribution, truncated as the entry says."""
        chance = self.entry.chance
        low = -np.inf if chance.low is None else chance.low
        high = np.inf if chance.high is None else chance.high
        if chance.positive:
            low = max(low, self._zero(centre))
        return Distribution(chance.kind, self._numbers(), low, high)

    def _zero(self, centre: Array) -> float:
        """The draw at which a number that is moved becomes 0."""
        return -float(centre.min()) if self.entry.acts == "plus" else 0.0

    def _numbers(self) -> tuple[float, ...]:
        shape, kind = self.entry.chance.shape, self.entry.chance.kind
        if isinstance(shape, Empirical):
            return shape.values
        if isinstance(shape, Normal):
            return self._mean(shape), self._sd(shape)
        names = ("low", "mode", "high") if kind == "triangular" else ("low", "high")
        return tuple(self._one(getattr(shape, name), f"{kind} > {name}") for name in names)

    def _mean(self, shape: Normal) -> float:
        if shape.mean is not None:
            return self._one(shape.mean, "mean")
        if self.entry.acts not in NEUTRAL:
            raise InputError("value: give the mean")
        return NEUTRAL[self.entry.acts]

    def _sd(self, shape: Normal) -> float:
        if isinstance(shape.sd, dict):
            return self._one(shape.sd, "sd")
        if np.isnan(self.error):
            raise InputError(f"sd: the data give no standard error of '{self.entry.target}'")
        return self.error

    def _one(self, numbers: Mapping[str, float], key: str) -> float:
        if list(numbers) == [ALL]:
            return numbers[ALL]
        if len(self.along) != 1:
            raise InputError(f"{key}: numbers by label need 'each' with one dimension")
        ((dim, label),) = self.along.items()
        spread, problems = Labelled.of(self.economy, dim).spread(numbers, key)
        if problems:
            raise InputError(problems)
        return spread[label]


def _refuse_twice(name: str, found: Sequence[Uncertain]) -> None:
    """Refuse cells that several numbers move, since which of them comes last would decide."""
    seen: dict[tuple[str, str, int], str] = {}
    problems = []
    for one in found:
        places = [-1] if one.kind == SIZE else one.at.tolist()
        for at in places:
            key = (one.kind, one.target + one.only, at)
            if key in seen:
                problems.append(f"{name}: '{seen[key]}' and '{one.label}' move the same number")
                break
            seen[key] = one.label
    if problems:
        raise InputError(problems)
