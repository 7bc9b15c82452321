"""What a figure of one variable shows, as plain values: nothing here loads xarray or Matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Words:
    """Words about a figure as a whole.

    Attributes
    ----------
    title, warning, note : str
        The warning is empty where the result is verified.
    what : str
        Name and unit of the variable.
    """

    title: str
    warning: str
    note: str
    what: str

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (self.warning, self.title, self.note, self.what)


@dataclass(frozen=True)
class Picture(Words):
    """One variable by region, largest last, for each experiment.

    Attributes
    ----------
    experiments, regions : tuple of str
        Labels of panels and of bars.
    values : numpy.ndarray
        (experiment, region); not a number where there is none.
    numbers : tuple
        The same as text, rounded panel by panel.
    ends : numpy.ndarray, optional
        Of intervals (2, experiment, region), low and high.
    """

    experiments: tuple[str, ...]
    regions: tuple[str, ...]
    values: np.ndarray
    numbers: tuple[tuple[str, ...], ...]
    ends: np.ndarray | None = None

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from super().texts()
        yield from self.experiments
        yield from self.regions
