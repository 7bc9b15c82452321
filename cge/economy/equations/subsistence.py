r"""Subsistence: purchases that are committed before an agent chooses (Stone 1954, Geary 1950).

With the feature ``subsistence`` an agent buys :math:`\gamma_i` of each good whatever it costs, and
spends the rest with elasticity ``sigma_final``; at 1 that is the linear expenditure system,

.. math:: p_i x_i = p_i \gamma_i + \beta_i \Big( e - \sum_k p_k \gamma_k \Big).

Real spending is what buys the same utility at benchmark prices, where price indices are 1:
committed purchases, and what is left over the price index :math:`P` of discretionary purchases,

.. math:: u = \sum_k \gamma_k + \frac{e - \sum_k p_k \gamma_k}{P}.

Income elasticities below 1 make goods necessities; they are at most the inverse of the
discretionary share of spending, since nothing is committed then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from pyomo.environ import ConcreteModel

from calibration.errors import InputError, nearest
from calibration.variables import OPTIONAL
from cge.engine.components import Equation

HOUSEHOLD = "household"
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
    about = {"units": spec.units, "long_name": spec.long_name}
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


def commits(m: ConcreteModel) -> bool:
    """Whether the model has the feature ``subsistence``."""
    return m.component("subsistence") is not None


def add_subsistence(m: ConcreteModel, price_paid: Any) -> None:
    """What is committed and what is left: E_subsistence_cost, E_discretionary_spending.

    Parameters
    ----------
    m
        The model; nothing is added unless it has the symbols of the feature.
    price_paid
        ``price_paid(m, good, destination, agent)``: price with all taxes.
    """
    if not commits(m):
        return

    def subsistence_cost(m: ConcreteModel, a: Any, r: Any) -> Any:
        return m.subsistence_cost[a, r] == sum(
            m.subsistence[i, r, a] * price_paid(m, i, r, a) for i in m.sector
        )

    def discretionary_spending(m: ConcreteModel, a: Any, r: Any) -> Any:
        return m.discretionary_spending[a, r] == m.expenditure[a, r] - m.subsistence_cost[a, r]

    rows = (m.agent, m.region)
    m.E_subsistence_cost = Equation(*rows, rule=subsistence_cost)
    m.E_discretionary_spending = Equation(*rows, rule=discretionary_spending)


def committed(m: ConcreteModel, i: Any, d: Any, a: Any) -> Any:
    """Purchases that are committed."""
    return m.subsistence[i, d, a] if commits(m) else 0


def chosen(m: ConcreteModel, a: Any, r: Any) -> Any:
    """What an agent buys by choice: spending over its price index."""
    if commits(m):
        return m.discretionary_spending[a, r] / m.price_discretionary[a, r]
    return m.expenditure[a, r] / m.price_final[a, r]


def price_of_choice(m: ConcreteModel) -> Any:
    """Price index of what is bought by choice."""
    return m.price_discretionary if commits(m) else m.price_final
