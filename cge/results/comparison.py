"""Two results side by side: inputs that differ first, then statistics, then variables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.fields import shown
from cge.results.compared_inputs import inputs_apart, software_apart
from cge.results.compared_labels import labels_apart, sides
from cge.results.compared_numbers import statistics_apart, variables_apart
from cge.results.result import Result, open_result

TOLERANCE = 1e-8
"""Relative difference up to which two numbers are the same: two ways of solving one economy, by
steps along old derivatives and by IPOPT alone, differ by 1e-10 at most."""


@dataclass(frozen=True)
class Compared:
    """What differs between two results.

    Attributes
    ----------
    inputs : pandas.DataFrame
        One row for each input that differs: ``input``, ``where``, ``first``, ``second``; for arrays
        ``where`` has the count of cells that differ and the label of the largest difference.
    software : pandas.DataFrame
        Versions that differ, in the same columns. They do not count as a difference.
    statistics : pandas.DataFrame
        One row for each statistic of an experiment and region that both have, the largest
        difference first: ``first``, ``second``, ``difference``, ``percent`` (of the first),
        ``units``, ``relative`` (to the size of what it is a change of) and ``differs``.
    variables : pandas.DataFrame
        One row for each variable and experiment, the largest difference first: ``elements``,
        ``differing`` (how many), ``where`` (label of the largest difference) and, there, the
        columns of ``statistics``.
    notes : tuple of str
        Labels, experiments, statistics and variables that only one of them has.
    unverified : tuple of str
        Which of them is not verified, and why; that alone is no difference.
    tolerance : float
        Relative difference above which a number differs.
    """

    inputs: pd.DataFrame
    software: pd.DataFrame
    statistics: pd.DataFrame
    variables: pd.DataFrame
    notes: tuple[str, ...]
    unverified: tuple[str, ...]
    tolerance: float

    @property
    def same_inputs(self) -> bool:
        """Scenario, data, closure and solver settings are the same."""
        return self.inputs.empty

    @property
    def same_numbers(self) -> bool:
        """No statistic and no variable that both have differs."""
        return not (self.statistics.differs.any() or self.variables.differs.any())

    @property
    def same_contents(self) -> bool:
        """Neither result has labels, experiments, statistics or variables that the other lacks."""
        return not self.notes

    @property
    def same(self) -> bool:
        """Inputs, contents and numbers are the same; versions of software do not count."""
        return self.same_inputs and self.same_contents and self.same_numbers

    @property
    def largest(self) -> float:
        """The largest relative difference of any statistic or variable; 0 for none compared."""
        both = pd.concat([self.statistics.relative, self.variables.relative])
        return float(both.max()) if len(both) else 0.0

    def __bool__(self) -> bool:
        return self.same

    def __repr__(self) -> str:
        counts = {
            "input": len(self.inputs),
            "statistic": int(self.statistics.differs.sum()),
            "variable": int(self.variables.differs.sum()),
            "note": len(self.notes),
        }
        said = [f"{n} {name}{'s' if n > 1 else ''}" for name, n in counts.items() if n]
        return f"<Compared: {'differ in ' + ', '.join(said) if said else 'the same'}>"


@explained
def compare(
    first: Result | str | Path, second: Result | str | Path, tolerance: float = TOLERANCE
) -> Compared:
    """Compare two results: inputs, statistics by experiment and region, variables.

    Parameters
    ----------
    first, second
        Results, or paths of their files. Where their labels or experiments differ, those that both
        have are compared and the others are named.
    tolerance
        Relative difference up to which two numbers are the same. A change is measured against what
        it is a change of: a percentage against 100 %, welfare and receipts against income,
        emissions against emissions, a variable against its own size.

    Returns
    -------
    Compared
        True where inputs and numbers are the same, and neither has what the other lacks.

    Raises
    ------
    InputError
        For a file that is no result, and a tolerance that is negative or not a number.
    """
    if not (np.isreal(tolerance) and 0 <= tolerance < np.inf):
        raise InputError(f"tolerance: {shown(tolerance)} is not a number of 0 or more")
    one, other = (k if isinstance(k, Result) else open_result(k) for k in (first, second))
    here, there = sides(one, other)
    statistics, of_units = statistics_apart(here, there, tolerance)
    variables, missing = variables_apart(here, there, tolerance)
    verdicts = [
        f"the {place} result is {each.status}"
        for place, each in (("first", one), ("second", other))
        if not each.verified
    ]
    return Compared(
        inputs_apart(here, there),
        software_apart(here, there),
        statistics,
        variables,
        (*labels_apart(one, other), *of_units, *missing),
        tuple(verdicts),
        float(tolerance),
    )
