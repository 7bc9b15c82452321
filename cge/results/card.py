"""A result in a few lines: what was solved, whether it holds, and what it did to welfare."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from calibration.errors import first_of
from calibration.files.card import Card, Grid, rounded
from cge.analysis.statistics import BENCHMARK, EXPERIMENT

_MOST_LABELS = 12
_WELFARE = ("equivalent_variation", "equivalent_variation_net")
_CHOSEN = ("structure", "technology", "abatement", "gases")
# What older files may lack, which have numbers all the same.
_LACKING = (KeyError, AttributeError)


def result_card(
    data: xr.Dataset,
    summary: Callable[[], xr.Dataset],
    verified: bool,
    status: str,
    from_file: bool,
) -> Card:
    """The card of a result.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, with attributes.
    summary
        Gives changes from the benchmark.
    verified, status
        Whether the checks hold, and that in words.
    from_file
        Whether it was read, and has not the solutions of this process.
    """
    attrs = data.attrs
    grid = _headline(data, summary)
    experiments = [str(k) for k in data[EXPERIMENT].to_numpy()[1:]]
    facts = {
        "title": attrs.get("title"),
        "data": f"{attrs.get('data', '')}, {attrs.get('aggregation', '')}",
        **{f"{dim}s": _labels(data, dim) for dim in ("region", "sector")},
        "closure": f"{attrs.get('closure', '')}; numeraire {attrs.get('numeraire', '')}",
        **{name: attrs.get(name) for name in _CHOSEN},
        "experiments": first_of(experiments, _MOST_LABELS) if grid is None else "",
        "cautions": attrs.get("cautions"),
        "read from": "a file, without derivatives" if from_file else "",
    }
    return Card("Result", str(attrs.get("scenario", "")), status, verified, facts, grid)


def _labels(data: xr.Dataset, dim: str) -> str:
    if dim not in data.coords:
        return ""
    labels = [str(label) for label in data[dim].to_numpy()]
    return f"{len(labels)}: {first_of(labels, _MOST_LABELS)}"


def _headline(data: xr.Dataset, summary: Callable[[], xr.Dataset]) -> Grid | None:
    """Welfare and emissions of every experiment, over all regions."""
    try:
        found = summary()
        (welfare,) = (name for name in _WELFARE if name in found)
        rows = list(_rows(data, found, welfare))
    except _LACKING:
        return None
    title = found[welfare].attrs["long_name"]
    gas = found["co2_change"].attrs["units"].removeprefix("Mt ")
    heads = (EXPERIMENT, f"{title}, million USD", "% of income")
    return Grid((*heads, "gains most, %", "loses most, %", f"{gas}, %"), rows)


def _rows(data: xr.Dataset, summary: xr.Dataset, welfare: str) -> Iterator[list[str]]:
    before = data.sel({EXPERIMENT: BENCHMARK})
    income, emitted = float(before["income"].sum()), float(before["emissions"].sum())
    for label in summary[EXPERIMENT].to_numpy():
        here = summary.sel({EXPERIMENT: label})
        total, change = float(here[welfare].sum()), float(here["co2_change"].sum())
        yield [
            str(label),
            rounded(total, 0),
            rounded(100 * total / income, 3),
            *_ends(here[f"{welfare}_percent"]),
            rounded(100 * change / emitted, 3) if emitted > 0 else "n/a",
        ]


def _ends(percent: xr.DataArray) -> list[str]:
    """The regions that gain and lose most, in % of their income; a dash where none does."""
    regions, values = percent["region"].to_numpy(), percent.to_numpy()
    said = []
    for sign in (1, -1):
        at = int(np.argmax(sign * values))
        moved = sign * values[at] > 0
        said.append(f"{regions[at]} {rounded(values[at], 3)}" if moved else "-")
    return said
