"""The uncertain numbers of an economy and a scenario: what each moves, how it is distributed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.updating.drawn import drawable
from calibration.variables import KNOWN
from cge.economy.benchmark.elasticities import PREFIX
from cge.economy.economy import Economy
from cge.inputs.selector import ALL, cells
from cge.scenarios import Scenario
from cge.symbols.registry import REGISTRY
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


@dataclass(frozen=True)
class Cells:
    """Cells of one array that an uncertain number moves.

    Attributes
    ----------
    target
        Name of the elasticity, parameter or variable.
    at
        Positions of the cells, flat.
    centre
        The numbers there before any draw (cells).
    """

    target: str
    at: Array
    centre: Array


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
    cells
        What it moves, in one array or several; of a package, whose name is the target, no cells.
    only
        Of a package: the one parameter whose shocks are meant; empty for all.
    acts
        ``times``, ``plus`` or ``value``.
    along
        Its label by dimension.
    distribution
        How it is distributed.
    source, assumed
        Where the distribution comes from.
    """

    label: str
    entry: str
    kind: str
    cells: tuple[Cells, ...]
    only: str
    acts: Acts
    along: Mapping[str, str]
    distribution: Distribution
    source: str
    assumed: bool

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of what it moves."""
        return tuple(each.target for each in self.cells)

    def moved(self, centre: Array, x: float) -> Array:
        """What becomes of numbers (cells)."""
        if self.acts == "times":
            return centre * x
        return centre + x if self.acts == "plus" else np.full_like(centre, x)


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
    if not found:
        raise InputError(f"{file.name}: this economy has none of its numbers")
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
        (package,), packages = entry.targets, self.plan.packages
        if package not in packages:
            raise InputError(f"size_of: no package '{package}'{nearest(package, packages)}")
        chosen = packages[package]
        known = [*dict.fromkeys(shock.parameter for shock in chosen.shocks)]
        known += ["carbon_price"] if chosen.carbon else []
        known += ["cbam"] if chosen.cbam else []
        if entry.only is not None and entry.only not in known:
            raise InputError(f"only: '{package}' has no '{entry.only}'{nearest(entry.only, known)}")
        nothing = np.zeros(0, dtype=int)
        one = Cells(package, nothing, nothing.astype(float))
        yield self._number(name, entry, SIZE, (one,), {}, np.nan)

    def _of(self, name: str, entry: Entry) -> Iterator[Uncertain]:
        """A number for each label of the first array; all arrays have the same labels."""
        targets = [target for target in entry.targets if not self._absent(entry, target)]
        if not targets:
            return
        arrays = [self._target(entry, target) for target in targets]
        kinds = {kind for kind, _ in arrays}
        if len(kinds) > 1:
            raise InputError("parameter: elasticities and other parameters do not mix in one list")
        masks = [
            self._mask(entry, target, array)
            for target, (_, array) in zip(targets, arrays, strict=True)
        ]
        kind, first = arrays[0]
        error = float(first.attrs.get("standard_error", np.nan))
        labels = [[str(k) for k in first[dim].to_numpy()] for dim in entry.each]
        for along in product(*labels):
            named = dict(zip(entry.each, along, strict=True))
            cells = [
                _cells(target, array, mask, named)
                for target, (_, array), mask in zip(targets, arrays, masks, strict=True)
            ]
            there = tuple(each for each in cells if len(each.at))
            if there:
                yield self._number(name, entry, kind, there, named, error)

    def _mask(self, entry: Entry, target: str, array: xr.DataArray) -> Array:
        """Cells of an array that an entry means."""
        dims = [str(d) for d in array.dims]
        labels = {d: [str(k) for k in array[d].to_numpy()] for d in dims}
        mask, problems = cells(target, entry.where, labels, self.economy.named_groups)
        problems += [
            f"each: '{target}' has no {d}, only {', '.join(dims) or 'one number'}"
            for d in entry.each
            if d not in dims
        ]
        if problems:
            raise InputError(problems)
        if entry.acts != "value":
            mask &= array.to_numpy() != 0
        if not mask.any() and not entry.where_present:
            raise InputError(f"'{target}' is 0 wherever it is meant, which is off")
        return mask

    def _absent(self, entry: Entry, name: str) -> bool:
        """Whether an entry may do without something that other economies have."""
        if not entry.where_present:
            return False
        here = self.economy.benchmark if entry.kind == DATA else self._parameters()
        elsewhere = KNOWN if entry.kind == DATA else REGISTRY
        return name in elsewhere and name not in here

    def _parameters(self) -> list[str]:
        benchmark = self.economy.benchmark
        elasticities = [str(n) for n in benchmark.data_vars if str(n).startswith(PREFIX)]
        return [*elasticities, *map(str, self.economy.parameters)]

    def _target(self, entry: Entry, name: str) -> tuple[str, xr.DataArray]:
        benchmark = self.economy.benchmark
        if entry.kind == DATA:
            known = drawable(benchmark)
            if name not in known:
                raise InputError(f"data: no variable '{name}'{nearest(name, known)}")
            return DATA, benchmark[name]
        known = self._parameters()
        if name in known and name.startswith(PREFIX):
            return ELASTICITY, benchmark[name]
        if name in known:
            given = self.economy.parameters[name]
            return PARAMETER, given.assign_attrs(self._said(name) | given.attrs)
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
        moves: tuple[Cells, ...],
        along: Mapping[str, str],
        error: float,
    ) -> Uncertain:
        label = f"{name}[{', '.join(along.values())}]" if along else name
        lowest = min((float(each.centre.min()) for each in moves if len(each.at)), default=1.0)
        spread = _Shape(self.economy, entry, along, error).distribution(lowest)
        return Uncertain(
            label,
            name,
            kind,
            moves,
            entry.only or "",
            entry.acts,
            along,
            spread,
            entry.source,
            entry.assumed,
        )


def _cells(target: str, array: xr.DataArray, mask: Array, named: Mapping[str, str]) -> Cells:
    """Cells within a mask that have some labels."""
    here = mask.copy()
    for dim, label in named.items():
        same = np.array([str(k) == label for k in array[dim].to_numpy()])
        here &= same.reshape([-1 if d == dim else 1 for d in array.dims])
    at = np.flatnonzero(here.ravel())
    return Cells(target, at, np.asarray(array.to_numpy(), dtype=float).ravel()[at])


@dataclass(frozen=True)
class _Shape:
    """Makes the distribution of one number of an entry."""

    economy: Economy
    entry: Entry
    along: Mapping[str, str]
    error: float

    def distribution(self, lowest: float) -> Distribution:
        """The distribution, truncated as the entry says; ``lowest`` of the numbers it moves."""
        chance = self.entry.chance
        low = -np.inf if chance.low is None else chance.low
        high = np.inf if chance.high is None else chance.high
        if chance.positive:
            low = max(low, self._zero(lowest))
        return Distribution(chance.kind, self._numbers(), low, high)

    def _zero(self, lowest: float) -> float:
        """The draw at which a number that is moved becomes 0."""
        return -lowest if self.entry.acts == "plus" else 0.0

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
            raise InputError(f"sd: the data give no standard error of '{self.entry.targets[0]}'")
        return self.error

    def _one(self, numbers: Mapping[str, float], key: str) -> float:
        if list(numbers) == [ALL]:
            return numbers[ALL]
        if len(self.along) != 1:
            raise InputError(f"{key}: numbers by label need 'each' with one dimension")
        ((dim, label),) = self.along.items()
        labels = Labelled.of(self.economy, dim)
        spread, problems = labels.spread(numbers, key, self.entry.where_present)
        if problems:
            raise InputError(problems)
        return spread[label]


def _refuse_twice(name: str, found: Sequence[Uncertain]) -> None:
    """Refuse cells that several numbers move, since which of them comes last would decide."""
    seen: dict[tuple[str, str, int], str] = {}
    problems: dict[str, None] = {}
    for one in found:
        for each in one.cells:
            for at in [-1] if one.kind == SIZE else each.at.tolist():
                key = (one.kind, each.target + one.only, at)
                if seen.setdefault(key, one.label) != one.label:
                    problems[f"{name}: '{seen[key]}' and '{one.label}' move the same number"] = None
    if problems:
        raise InputError(problems)
