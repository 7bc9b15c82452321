"""What can tell the interval of a statistic: a sweep, which stands above results."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import xarray as xr

LEVEL = 0.9
"""Probability of intervals where none is asked for."""
LEVEL_ALONE = "level: goes with a sweep, which intervals are from"


@runtime_checkable
class Intervals(Protocol):
    """Many solutions for uncertain numbers; see :class:`cge.Sweep`."""

    def around(self, inputs: str, statistic: str, level: float) -> xr.Dataset:
        """The interval of a statistic of the case with these inputs.

        Parameters
        ----------
        inputs
            Digest of benchmark, scenario, closure and solver, as results hold it.
        statistic, level
            As in :meth:`cge.Sweep.interval`.

        Returns
        -------
        xarray.Dataset
            ``central``, ``low`` and ``high`` by experiment and region. Attributes say of what:
            ``rule``, ``method``, ``draws``, ``numbers`` (how many), ``uncertainty`` (their file),
            ``verified`` and ``verdict``.

        Raises
        ------
        InputError
            No case has these inputs; the statistic or the level is wrong.
        """
        ...
