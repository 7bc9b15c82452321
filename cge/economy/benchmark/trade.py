"""Trade in a benchmark: taxes at the border, and the sources from which buyers buy."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark, ratio


def trade(b: Benchmark) -> dict[str, Array]:
    """Taxes at the border, and landed prices, which carry them and margins in the benchmark."""
    export_power = ratio(b.export_tax, b.sales) + 1
    tariff_power = ratio(b.tariff_revenue, b.sales + b.export_tax + b.margins) + 1
    on_arrival = export_power + ratio(np.asarray(b.margins), b.sales)
    return {
        "export_power": export_power,
        "tariff_power": _known_rates(b, tariff_power),
        "landed_benchmark": on_arrival * _known_rates(b, tariff_power),
        "iceberg": np.ones_like(b.sales),
    }


def _known_rates(b: Benchmark, power: Array) -> Array:
    """Tariff powers with the schedule's rate where nothing is traded."""
    dims = ("sector", "origin", "destination")
    schedule = 1 + b.dataset["tariff_rate"].transpose(*dims).to_numpy()
    return np.where(b.sales > 0, power, schedule)


def sourcing(b: Benchmark) -> dict[str, Array]:
    """Shares of sources for all users of a destination together."""
    foreign = b.off_diagonal(np.ones_like(b.sales)) > 0
    return {
        "domestic_share": ratio(b.domestic, b.absorption),
        "source_share": np.where(foreign, ratio(b.landed, b.imports[:, None, :]), 0.0),
        "domestic_coefficient": ratio(np.einsum("idd->id", b.sales), b.absorption),
        "import_coefficient": ratio(b.imports, b.absorption),
        "source_coefficient": np.where(foreign, ratio(b.sales, b.imports[:, None, :]), 0.0),
    }


def sourcing_by_user(b: Benchmark) -> dict[str, Array]:
    """Shares of sources of each user."""
    home, imports = b.domestic_by_user, b.imports_by_user
    shares = b.landed_by_user / np.where(imports > 0, imports, 1.0)[:, None]
    regions = np.arange(shares.shape[1])
    shares[:, regions, regions] = 0.0
    return {
        "domestic_share_by_user": ratio(home, home + imports),
        "source_share_by_user": shares,
        "import_coefficient_by_user": ratio(imports, home + imports),
    }
