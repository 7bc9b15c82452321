"""Committed purchases as benchmark data, from income elasticities and the Frisch parameter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio

COMMITTED = "committed_use"
Number = float | xr.DataArray


def with_subsistence(
    benchmark: xr.Dataset,
    income_elasticity: Number,
    frisch: Number,
    agents: Sequence[str] = (HOUSEHOLD,),
) -> xr.Dataset:
    """A benchmark whose agents have committed purchases; it brings the feature ``subsistence``.

    Committed is the share ``1 + elasticity / frisch`` of the purchases of a good.

    Parameters
    ----------
    benchmark
        A balanced benchmark; it is left as it is.
    income_elasticity
        A number above 0, or an array over sector, destination or both; scaled by agent and
        destination so that its mean, weighted by spending, is 1, as additive spending demands.
    frisch
        Money flexibility (Frisch 1959), minus spending over discretionary spending: -1 or below, a
        number or an array over destination. At -1 nothing is committed where all elasticities
        are 1.
    agents
        Whose purchases; the others commit nothing.

    Raises
    ------
    InputError
        For unknown agents, numbers that are not possible, and goods so elastic that less than
        nothing would be committed.
    """
    known = [str(a) for a in benchmark["agent"].to_numpy()]
    problems = [f"no agent '{a}'{nearest(a, known)}" for a in agents if a not in known]
    use = benchmark["final_use"]
    eta, money = xr.zeros_like(use) + income_elasticity, xr.zeros_like(use) + frisch
    if not bool((np.isfinite(eta) & (eta > 0)).all()):
        problems.append("income_elasticity: must be finite numbers above 0")
    if not bool((np.isfinite(money) & (money <= -1)).all()):
        problems.append("frisch: must be finite numbers of at most -1")
    if problems:
        raise InputError(problems)
    use, eta, money = (x.sel(agent=list(agents)) for x in (use, eta, money))
    paid = use + benchmark["final_tax"].sel(agent=use.agent)
    mean = (eta * paid).sum("sector") / paid.sum("sector").where(lambda x: x > 0, 1.0)
    share = 1 + eta / mean.where(mean > 0, 1.0) / money
    _refuse_elastic(share.where(use > 0, 0.0), money)
    spec = OPTIONAL[COMMITTED]
    committed = (share * use).reindex(agent=known, fill_value=0.0).transpose(*spec.dims)
    about = spec.attrs
    return benchmark.assign({COMMITTED: committed.assign_attrs(about)})


def _refuse_elastic(share: xr.DataArray, frisch: xr.DataArray) -> None:
    below = np.argwhere((share < 0).to_numpy())
    if len(below):
        at = tuple(int(k) for k in below[0])
        labels = [str(share[d].to_numpy()[k]) for d, k in zip(share.dims, at, strict=True)]
        most = -float(frisch.to_numpy()[at])
        more = f" and {len(below) - 1} more" if len(below) > 1 else ""
        raise InputError(
            f"income_elasticity: at {', '.join(labels)}{more} it is above "
            f"{most:g} times the mean, which is the most with this Frisch parameter"
        )


def subsistence(b: Benchmark) -> dict[str, Array]:
    """Committed purchases, and what they cost."""
    cost = ratio(b.committed, b.final_use) * (b.final_use + b.final_tax)
    return {"subsistence": b.committed, "subsistence_benchmark": cost.sum(axis=0).T}
