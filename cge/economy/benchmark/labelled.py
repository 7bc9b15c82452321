"""Arrays of registered symbols as labelled datasets."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.symbols.registry import entry_of

Array = np.ndarray


def labelled(arrays: dict[str, Array], labels: dict[str, list[str]]) -> xr.Dataset:
    """Arrays of registered symbols as a labelled dataset, with unit and description.

    Parameters
    ----------
    arrays
        Arrays by name, dims as in the registry.
    labels
        Labels of every dimension.
    """
    data = {name: (entry_of(name).dims, array, attributes(name)) for name, array in arrays.items()}
    used = {d for dims, _, _ in data.values() for d in dims}
    return xr.Dataset(data, coords={d: labels[d] for d in labels if d in used})


def attributes(name: str) -> dict[str, str]:
    """Attributes of a symbol's array: long name, units, and kind for a parameter."""
    entry = entry_of(name)
    said = {"long_name": entry.description, "units": entry.unit}
    if entry.kind != "variable":
        said |= {"kind": entry.kind, "unit": entry.unit, "description": entry.description}
    if entry.kind == "level" and entry.signed:
        said["signed"] = "yes"
    if np.isfinite(entry.upper):
        said["upper"] = f"{entry.upper:g}"
    return said
