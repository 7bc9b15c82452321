"""Features: parts of the model that a benchmark brings or leaves out.

A benchmark dataset says by the variables it holds which optional parts its model has. Symbols of
the registry name their feature, and a model has the symbols of its features only. Some features
are alternatives: a benchmark without the variable of one has the other.
"""

from __future__ import annotations

import xarray as xr

# Feature -> the benchmark variable that brings it.
BROUGHT_BY: dict[str, str] = {
    "abatement": "abatement_elasticity",
    "technology": "elasticity_tfp",
    "border_adjustment": "fund_key",
    "capital_energy": "sigma_capital_energy",
    "subsistence": "committed_use",
    "sourcing_by_user": "sales_by_user",
    "household_emissions": "co2_household",
}

# Feature -> the one that takes its place.
UNLESS: dict[str, str] = {"sourcing_by_destination": "sourcing_by_user"}


def features_of(dataset: xr.Dataset) -> frozenset[str]:
    """Features of the model that a benchmark calls for."""
    brought = {f for f, variable in BROUGHT_BY.items() if variable in dataset}
    return frozenset(brought | {f for f, other in UNLESS.items() if other not in brought})
