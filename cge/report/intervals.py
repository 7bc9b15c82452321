"""What is said with intervals: where they come from, and if the sweep behind them holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from calibration.files.printable import printable
from cge.report.tables.columns import ROUNDING

Array = np.ndarray


def origin(found: xr.Dataset, level: float) -> str:
    """Level, rule, method, number of draws, and the file of uncertain numbers.

    Parameters
    ----------
    found
        An interval, as :meth:`cge.results.intervals.Intervals.around` gives it.
    level
        Its probability.
    """
    attrs = found.attrs
    known = [str(attrs["rule"])] if attrs.get("rule") else []
    if attrs.get("method"):
        known.append(
            f"{attrs['method']}, {int(attrs['draws'])} draws of {int(attrs['numbers'])} uncertain "
            f"numbers of '{attrs['uncertainty']}'"
        )
    inside = f" ({'; '.join(known)})" if known else ""
    return printable(f"{100 * level:g} % intervals{inside}")


def doubt(found: xr.Dataset) -> str:
    """Why the sweep behind an interval is not verified; empty where it is."""
    if found.attrs.get("verified", True):
        return ""
    said = str(found.attrs.get("verdict") or "draws have no verified solution")
    return printable(f"intervals: {said}")


def told_with(attrs: Mapping[Any, Any], found: xr.Dataset | None) -> dict[str, Any]:
    """Attributes of a result, with the verdict on the sweep behind its intervals."""
    told = dict(attrs)
    reason = "" if found is None else doubt(found)
    if reason:
        verdicts = (str(told.get("verdict") or ""), reason)
        told |= {"verified": 0, "verdict": "; ".join(filter(None, verdicts))}
    return told


def outside(values: Array, low: Array, high: Array) -> str:
    """How many numbers lie outside their own intervals; empty for none."""
    count = int(((values < low - ROUNDING) | (values > high + ROUNDING)).sum())
    if not count:
        return ""
    said = "1 number lies outside its interval" if count == 1 else ""
    said = said or f"{count} numbers lie outside their intervals"
    return f"{said}, as may happen with few draws"
