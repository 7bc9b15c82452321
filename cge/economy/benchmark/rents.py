"""Rents at the border in a benchmark: none is earned, and who would own one."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark
from cge.economy.receipts import RENTS


def rents(b: Benchmark) -> dict[str, Array]:
    """No wedge, and the shares in which its rent would be wasted and earned."""
    values = {}
    for rent in RENTS:
        values[rent.power] = np.ones_like(b.sales)
        values[rent.importer_share] = np.full_like(b.sales, rent.importer_share_benchmark)
        if rent.waste:
            values[rent.waste] = np.zeros_like(b.sales)
    return values
