"""Green technology in a benchmark: what activities buy of energy that they can save."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError
from cge.economy.benchmark.arrays import Array, Benchmark
from cge.symbols.registry import SHOCKABLE

FEATURE = "green"
GOOD = "saved_good"


def green(b: Benchmark) -> dict[str, Array]:
    """Elasticities of the dataset, and which purchases count.

    What is passed on is not used, so no work can be saved on it: technologies of generation, which
    suppliers of electricity buy, and what an activity buys of its own good.

    Raises
    ------
    InputError
        Where the data have an abatement curve too.
    """
    if "abatement" in b.features:
        raise InputError(
            "technology: the channels 'energy' and 'emissions' and an abatement curve exclude each "
            "other; leave out one of them"
        )
    levels = {
        e.name: b.dataset[e.name].transpose(*e.dims).to_numpy().astype(float)
        for e in SHOCKABLE
        if e.feature == FEATURE
    }
    saved = b.dataset[GOOD].to_numpy().astype(float)
    if "generation" in b.features:
        saved = saved * (1 - b.dataset["generation_good"].to_numpy())
    labels = b.labels()
    own = np.array([[i == j for j in labels["activity"]] for i in labels["sector"]])
    return levels | {"saves_energy": saved[:, None] * ~own}
