"""Weights of the priors, chosen by how well 2011 foretells the partners of 2014.

`python -m data.build.oecd_icio_2022.services_weights --source DIR` prints the miss by service and
weight. Final use of 2014 is split among partners from its exports, imports and pair totals, as the
benchmark is, from a seed with the multipliers of 2011 to the power of the weight.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from calibration.balancing.ras import Margin, fit_margins
from data.build.oecd_icio_2022.labels import REST_OF_WORLD
from data.build.oecd_icio_2022.services_priors import Flows, excess, read_2011, read_2014, spread
from data.build.options import asked

Array = np.ndarray

# Services that both releases hold, as industries of 2011 and of 2014; the rest of 2014 is one.
SAME = {
    "c24": "H50",
    "c25": "H51",
    "c26": "H52",
    "c28": "K64+K65+K66",
    "c30": "J62_J63+M69_M70+M71+M72+M73+M74_M75+N",
}
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0)
# Million USD where a pair trades nothing of a service: no zeros in the seed.
LEAST = 1e-6


def main() -> None:
    """Print the miss of each service by weight."""
    source = asked(__doc__).source
    earlier = read_2011(source / "services-bilateral-wiod-2011" / "services_bilateral_2011.csv")
    later, _ = read_2014(source / "wiod-2016-release-2014" / "wiot2014_partial.npz")
    print(misses(earlier, later, WEIGHTS).round(3).to_string())


def misses(earlier: Flows, later: Flows, weights: Iterable[float]) -> pd.DataFrame:
    """Relative entropy of the later flows to their split: rows by weight, columns by service."""
    truth = np.stack([*map(later.of, SAME.values())])
    truth = np.concatenate([truth, [later.flow.sum(axis=0) - truth.sum(axis=0)]])
    tilt = np.stack(
        [spread(excess(earlier, own), earlier.economies, later.economies) for own in SAME]
    )
    named = np.isin(later.economies, [e for e in earlier.economies if e != REST_OF_WORLD])
    judged = np.outer(named, named)
    rows = {}
    for weight in weights:
        found = _split(truth, np.concatenate([tilt**weight, np.ones((1, *tilt.shape[1:]))]))
        rows[weight] = {own: _miss(truth[n], found[n], judged) for n, own in enumerate(SAME)}
    return pd.DataFrame.from_dict(rows, orient="index")


def _split(truth: Array, weight: Array) -> Array:
    exports, imports, pair = truth.sum(axis=2), truth.sum(axis=1), truth.sum(axis=0)
    seed = exports[:, :, None] * imports[:, None, :] / exports.sum(axis=1)[:, None, None]
    seed = (seed + LEAST) * weight * (1.0 - np.eye(len(pair)))
    margins = [Margin((0,), pair), Margin((1,), imports), Margin((2,), exports)]
    return fit_margins(seed, margins, tolerance=1e-7, iterations=300)[0]


def _miss(truth: Array, found: Array, judged: Array) -> float:
    at = judged & (truth > 0)
    gap = truth[at] * np.log(truth[at] / np.maximum(found[at], LEAST))
    return float(gap.sum() / truth[at].sum())


if __name__ == "__main__":
    main()
