"""NQP channels in a benchmark: levels of the data, and what the model measures changes from."""

from __future__ import annotations

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.symbols.registry import SHOCKABLE

FEATURE = "technology"


def technology(b: Benchmark) -> dict[str, Array]:
    """Levels that the dataset holds, those of the benchmark among them kept as references."""
    levels = {
        e.name: b.dataset[e.name].transpose(*e.dims).to_numpy().astype(float)
        for e in SHOCKABLE
        if e.feature == FEATURE
    }
    imports = b.off_diagonal(b.landed)
    acts_on = b.dataset["elasticity_tfp"].attrs.get("applies_to", "value_added")
    waste = np.full_like(b.sales, float(b.dataset["nqp"].attrs.get("standards_waste", 0.0)))
    return levels | {
        "technology_on_factors": np.full(b.output.shape[0], float(acts_on == "value_added")),
        "nqp_matched_benchmark": levels["adoption"] * levels["nqp"],
        "spillover_weight_benchmark": ratio(imports, b.spending.sum(axis=0)),
        "crosses_border": b.off_diagonal(np.ones_like(levels["standards_distance"])),
        "standards_distance_benchmark": levels["standards_distance"].copy(),
        "data_restriction_benchmark": levels["data_restriction"].copy(),
        "barrier_waste": waste,
    }
