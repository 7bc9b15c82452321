"""What a figure of a result is asked of, and what its figures say alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.printable import columns_of, printable
from calibration.membership import long_names
from cge.analysis.stats.registry import PERCENT, Statistic
from cge.report import notes
from cge.report.intervals import told_with
from cge.report.tables.columns import ROUNDING, decimals, number
from cge.report.tables.content import EXPERIMENT, REGION, keys
from cge.results.intervals import LEVEL, LEVEL_ALONE, Intervals
from cge.results.result import Result

Array = np.ndarray
BY = EFFECTS, PACKAGES = "effects", "packages"
"""What a change is taken apart into."""
LONGEST_NAME = 30
"""Columns of a long name that still stands at a bar instead of its label."""
_FEWEST = 0.05  # part of numbers that may lie beyond a scale
_STRETCHED = 3.0  # largest number over the one at that part, beyond which a scale ends early


@dataclass(frozen=True)
class Asked:
    """A result, and what of it a figure shows; what is None is chosen by the figure.

    Attributes
    ----------
    result : Result
        What is shown.
    experiment, region, sector, statistic : str, optional
        Labels and a name.
    by : str, optional
        What a change is taken apart into: ``effects`` or ``packages``.
    sweep : Intervals, optional
        A sweep of the same experiments.
    level : float
        Probability of intervals.
    """

    result: Result
    experiment: str | None = None
    region: str | None = None
    sector: str | None = None
    statistic: str | None = None
    by: str | None = None
    sweep: Intervals | None = None
    level: float = LEVEL

    def problems(self) -> list[str]:
        """Labels that the result does not have, and other wrong choices."""
        known: dict[str, Sequence[str]] = {
            "experiment": self.result.experiments,
            "region": self.labels(REGION),
            "sector": self.labels("sector"),
        }
        given = {name: getattr(self, name) for name in known}
        found = [
            f"{name}: no {name} '{value}'{nearest(value, known[name])}"
            for name, value in given.items()
            if value is not None and value not in known[name]
        ]
        if self.by not in (None, *BY):
            found.append(f"by: '{self.by}' is unknown{nearest(str(self.by), BY)}")
        if self.sweep is None and self.level != LEVEL:
            found.append(LEVEL_ALONE)
        elif not 0 < self.level < 1:
            found.append(f"level: {self.level:g} is no probability between 0 and 1")
        return found

    def labels(self, dim: str) -> list[str]:
        """Labels of the result along a dim."""
        return [str(label) for label in self.result.data[dim].to_numpy()]

    @property
    def experiments(self) -> list[str]:
        """The experiment that is asked for, or all."""
        return self.result.experiments if self.experiment is None else [self.experiment]

    @property
    def one_experiment(self) -> str:
        """The experiment that is asked for, or the last."""
        return self.experiment or self.result.experiments[-1]

    @cached_property
    def summary(self) -> xr.Dataset:
        """Of the experiments that are asked for."""
        return self.result.summary().sel({EXPERIMENT: self.experiments})

    def column(self, usual: str) -> xr.DataArray:
        """The statistic of the summary that is asked for, or a usual one.

        Raises
        ------
        InputError
            The summary has no such column.
        """
        name = self.statistic or usual
        known = keys(self.summary)
        if name not in known:
            raise InputError(f"statistic: the summary has no '{name}'{nearest(name, known)}")
        return self.summary[name].transpose(EXPERIMENT, REGION)

    def names(self, dim: str, labels: Iterable[str]) -> dict[str, str]:
        """Labels with what stands for them: the long name, or what it begins with before a colon,
        where that is short enough.
        """
        known = long_names(self.result.data.attrs, dim)
        return {label: _short_name(label, known.get(label, label)) for label in labels}

    def words(
        self,
        what: str,
        statement: str = "",
        shown: Mapping[str, str] | None = None,
        ends: xr.Dataset | None = None,
    ) -> tuple[str, str, str, str]:
        """Title, warning, note and what is shown.

        Parameters
        ----------
        what
            Name and unit of what is shown.
        statement
            What the numbers are, where they are no changes from the benchmark.
        shown
            Labels with what stands for them; the note has the long names of those for which
            something shorter stands.
        ends
            Intervals that it shows, with the verdict on their sweep.
        """
        attrs = told_with(self.result.summary().attrs, ends)
        known = {**long_names(attrs, "sector"), **long_names(attrs, REGION)}
        bare = [k for k, text in (shown or {}).items() if text != printable(known.get(k, k))]
        if statement:
            attrs["statement"] = statement
        about = xr.Dataset(coords={REGION: list(dict.fromkeys(bare))}, attrs=attrs)
        return notes.title(about), notes.warning(about), notes.note(about), printable(what)


def _short_name(label: str, name: str) -> str:
    fits = (text for text in (name, name.partition(":")[0]) if columns_of(text) <= LONGEST_NAME)
    return printable(next(fits, label))


def as_text(values: Array, fewest: int = 2) -> tuple[str, ...]:
    """Numbers in text with the same decimals, as many as the largest needs."""
    digits = decimals(values, fewest)
    return tuple(signed(number(value, digits)) for value in values)


def signed(text: str) -> str:
    """A number with a true minus."""
    return text.replace("-", "−")


def fewest_decimals(unit: str) -> int:
    """Decimals that a unit deserves at least: none of amounts."""
    return 0 if unit.startswith("million") else 2


def relative_change(row: Statistic) -> tuple[str, str]:
    """The change of a statistic in which regions of any size compare, and its unit: in % or, of a
    rate, in points.
    """
    return ("change", row.unit_of_change) if row.unit == PERCENT else ("percent", PERCENT)


def scale(values: Array) -> float:
    """Where a scale of colours ends: a round number that few or no numbers are beyond.

    It is not below the largest number, unless some few are so much larger than all others that
    these would have no colour; see :attr:`cge.report.figures.pictures.Cells.beyond`.
    """
    size = np.abs(values[np.isfinite(values)])
    largest = float(size.max(initial=0.0))
    if largest < ROUNDING:
        return 1.0
    most = float(np.quantile(size, 1 - _FEWEST))
    return _round_above(most if 0 < most < largest / _STRETCHED else largest)


def _round_above(value: float) -> float:
    """The next round number of two figures at most."""
    power = 10.0 ** np.floor(np.log10(value))
    steps = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return float(next(s for s in steps if s * power >= value * (1 - 1e-9)) * power)


def said_of_scale(values: Array, limit: float, unit: str) -> str:
    """What a note must say of numbers beyond the scale; empty where there are none."""
    size = np.abs(np.nan_to_num(values))
    beyond = int((size > limit).sum())
    if not beyond:
        return ""
    largest = number(float(size.max()), decimals(size, fewest_decimals(unit)))
    cells = "one number is" if beyond == 1 else f"{beyond} numbers are"
    return f"Colours end at ±{limit:,.10g} {unit}: {cells} beyond, up to {largest}"
