"""A small set of parameters, and a way to write scenario files."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

REGIONS = ["CHN", "EU27", "USA"]
SECTORS = ["STL", "CHM", "ELE", "DIG"]


def _array(dims, value, kind, **attrs):
    labels = {"sector": SECTORS, "activity": SECTORS, "factor": ["labour", "capital"]}
    coords = {dim: labels.get(dim, REGIONS) for dim in dims}
    shape = [len(coords[dim]) for dim in dims]
    array = xr.DataArray(np.broadcast_to(value, shape).copy(), coords, dims)
    return array.assign_attrs(kind=kind, **attrs)


@pytest.fixture
def parameters():
    bilateral = ("sector", "origin", "destination")
    return xr.Dataset(
        {
            "tariff_power": _array(bilateral, 1.1, "power"),
            "output_tax_power": _array(("activity", "region"), 1.0, "power"),
            "productivity": _array(("activity", "region"), 1.0, "level"),
            "iceberg": _array(bilateral, 1.0, "level"),
            "border_carbon_price": _array(bilateral, 0.0, "level"),
            "foreign_saving": _array(("region",), [-5.0, 2.0, 3.0], "level", signed=1),
        }
    )


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write text to a file in the working directory and return its name."""
    monkeypatch.chdir(tmp_path)

    def writer(text, name="policy.yaml"):
        Path(name).write_text(text, encoding="utf-8")
        return name

    return writer
