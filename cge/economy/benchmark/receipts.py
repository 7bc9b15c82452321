"""Receipts in a benchmark: of the taxes that data have, and none of anything else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark
from cge.economy.receipts import RECEIPTS

# Receipt -> its value in a benchmark (region).
VALUES: dict[str, Callable[[Benchmark], Array]] = {
    "revenue_output_tax": lambda b: b.output_tax.sum(axis=0),
    "revenue_carbon": lambda b: b.carbon_payment.sum(axis=0),
    "revenue_intermediate_tax": lambda b: b.intermediate_tax.sum(axis=(0, 2)),
    "revenue_final_tax": lambda b: b.final_tax.sum(axis=(0, 2)) - b.consumption_tax,
    "revenue_consumption_tax": lambda b: b.consumption_tax,
    "revenue_factor_tax": lambda b: b.factor_tax.sum(axis=(0, 1)),
    "revenue_income_tax": lambda b: b.income_tax.sum(axis=0),
    "revenue_tariff": lambda b: b.tariff_revenue.sum(axis=(0, 1)),
    "revenue_export_tax": lambda b: b.export_tax.sum(axis=(0, 2)),
}


def receipts(b: Benchmark) -> dict[str, Array]:
    """Value of every receipt in a benchmark (region), million USD."""
    nothing = np.zeros_like(b.foreign_saving)
    return {r.name: VALUES[r.name](b) if r.name in VALUES else nothing for r in RECEIPTS}


def taxes(b: Benchmark) -> Array:
    """All that a region's government receives in the benchmark (region)."""
    values = receipts(b)
    return np.sum([values[r.name] for r in RECEIPTS if not r.private], axis=0)
