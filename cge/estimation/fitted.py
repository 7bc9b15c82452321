"""Estimates as a file of uncertain numbers, for sweeps that draw from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from calibration.errors import InputError
from cge.moments.schema import Targets
from cge.uncertainty.schema import Entry, Uncertainty

SMALLEST = 0.005  # correlation that is worth a line


def fitted_file(
    free: Uncertainty, file: Targets, parameters: pd.DataFrame, covariance: pd.DataFrame
) -> dict[str, Any]:
    """Each number about its estimate, within its bounds, and correlated as the estimates.

    Parameters
    ----------
    free, file
        Free numbers and targets, as given.
    parameters, covariance
        As in :class:`cge.estimation.estimates.Fit`.

    Raises
    ------
    InputError
        Where the figures do not identify a number, so that it has no standard error.
    """
    endless = [str(label) for label, row in parameters.iterrows() if not np.isfinite(row.error)]
    if endless:
        raise InputError(f"the figures do not identify {', '.join(endless)}: give priors")
    names = {label: _name(row) for label, row in parameters.iterrows()}
    numbers = {
        names[label]: _entry(free.numbers[row.entry], row, file)
        for label, row in parameters.iterrows()
    }
    pairs = dict(_correlations(names, covariance))
    together = {
        "among": list(names.values()),
        "labels": pairs,
        "source": f"the fit to {file.name}",
    }
    return {
        "title": f"Estimates: {free.title}, fitted to {file.title}",
        "description": (
            f"Numbers of {free.name} fitted to the figures of {file.name}: about the estimate with "
            "its standard error (delta method), correlated as the estimates."
        ),
        "reference": f"{free.reference} {file.reference}",
        "numbers": numbers,
        **({"correlations": [together]} if pairs else {}),
    }


def _name(row: Any) -> str:
    along = "/".join(row.along.values())
    return f"{row.entry}[{along}]" if along else str(row.entry)


def _entry(entry: Entry, row: Any, file: Targets) -> dict[str, Any]:
    """An entry of one number."""
    kept: dict[str, Any] = {entry.kind: _plain(getattr(entry, entry.kind))}
    if entry.only is not None:
        kept["only"] = entry.only
    if entry.where_present:
        kept["where_present"] = True
    kept |= {dim: selector.to_plain() for dim, selector in entry.where.items()}
    return {
        **kept,
        **row.along,
        entry.acts: _chance(entry, row),
        "source": (
            f"fitted to {file.name}, prior {row.prior:g} ({row.prior_error:g}): {entry.source}"
        ),
        "assumed": entry.assumed or any(one.assumed for one in file.compared.values()),
    }


def _chance(entry: Entry, row: Any) -> dict[str, Any]:
    """Lognormal where the prior is; else normal, cut at the bounds."""
    moments = {"mean": float(row.estimate), "sd": float(row.error)}
    if entry.chance.kind == "lognormal" and not entry.chance.is_cut:
        return {"lognormal": moments}
    bounds = {"low": float(row.low), "high": float(row.high)}
    return {"normal": moments} | {key: end for key, end in bounds.items() if np.isfinite(end)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _correlations(
    names: Mapping[Any, str], covariance: pd.DataFrame
) -> Iterator[tuple[str, float]]:
    """Rank correlations of normal numbers, by pair (Pearson 1907)."""
    error = np.sqrt(np.diag(covariance))
    for (i, one), (j, other) in combinations(enumerate(names.values()), 2):
        pearson = covariance.to_numpy()[i, j] / (error[i] * error[j])
        rank = 6 / np.pi * np.arcsin(np.clip(pearson, -1, 1) / 2)
        if abs(rank) >= SMALLEST:
            yield f"{one}, {other}", round(float(rank), 6)
