"""What a figure of one variable shows, as plain values: nothing here loads xarray or Matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

from cge.report.tables.columns import ROUNDING

Shown = TypeVar("Shown", bound="Words")


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

    def plain(self) -> dict[str, Any]:
        """The picture as values that JSON has, for whoever draws it elsewhere.

        ``kind`` is the name of the class; what is not a number is None.
        """
        found: dict[str, Any] = _plain(self)
        return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **named}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def without_rounding(picture: Shown) -> Shown:
    """A picture whose numbers are zero where they are nothing but the rounding of the solver."""
    found: Shown = _cleaned(picture)
    return found


def _cleaned(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, np.ndarray):
        return np.where(np.abs(value) < ROUNDING, 0.0, value)
    return 0.0 if isinstance(value, float) and abs(value) < ROUNDING else value


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
