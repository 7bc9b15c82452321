"""Margins of a benchmark: what flows need per unit shipped, and who supplies it."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark, ratio


def margins(b: Benchmark) -> dict[str, Array]:
    """Needs per unit shipped, shares of world transport, and which sector supplies a margin."""
    total = b.transport_supply.sum(axis=1, keepdims=True)
    supplies = np.zeros((len(b.sales), len(b.margin_sectors)))
    supplies[b.margin_sectors, range(len(b.margin_sectors))] = 1.0
    return {
        "margin_rate": ratio(b.margin, b.sales),
        "transport_rate": ratio(b.transport, b.sales),
        "transport_share": ratio(b.transport_supply, total),
        "supplies_margin": supplies,
    }


def margin_levels(b: Benchmark) -> dict[str, Array]:
    """Benchmark values of the variables of margins."""
    return {
        "transport_demand": b.transport.sum(axis=(1, 2, 3)),
        "transport_supply": b.transport_supply,
        "margin_supply": b.margin.sum(axis=(1, 3)) + b.transport_supply,
    }
