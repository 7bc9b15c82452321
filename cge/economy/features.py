"""Features: parts of the model that a benchmark brings or leaves out.

A benchmark dataset says by the variables it holds which optional parts its model has. Symbols of
the registry name their feature, and a model has the symbols of its features only.
"""

from __future__ import annotations

import xarray as xr

# Feature -> the benchmark variable that brings it.
BROUGHT_BY: dict[str, str] = {"abatement": "abatement_elasticity", "technology": "elasticity_tfp"}


def features_of(dataset: xr.Dataset) -> frozenset[str]:
    """Features of the model that a benchmark calls for."""
    return frozenset(f for f, variable in BROUGHT_BY.items() if variable in dataset)
