"""Channels of technology: what is matched, who brings it, its effect on output and trade costs."""

from __future__ import annotations

import numpy as np

from cge.analysis.accounts import Accounts, as_seller, by_region
from cge.engine.system import Values
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare


def check_technology(a: Accounts[NamedArray], values: Values) -> list[Check]:
    """The effective change of NQP, and what it does to productivity and to trade costs."""
    s = a.s
    if not solution_has(s, "technology"):
        return []
    effective = _effective(a, values)
    gain = s.elasticity_tfp * s.absorptive_capacity * effective
    one = 1 + 0 * s.trade
    flows = s.trade > 0
    return [
        compare("technology: nqp_effective", s.nqp_effective, effective, 0 * effective + 1),
        compare("technology: productivity", s.technology_productivity, np.exp(gain)),
        *(
            compare(
                f"technology: {name}", s[name].where(flows, one), (value * one).where(flows, one)
            )
            for name, value in (
                ("technology_iceberg", _iceberg(a, values, effective)),
                ("standards_power", _standards(a, values)),
            )
        ),
    ]


def _effective(a: Accounts[NamedArray], values: Values) -> NamedArray:
    """Effective change of NQP (activity, region).

    The spillover is recomputed as openness times a mean over partners whose weights sum to one.
    """
    s = a.s
    own = s.adoption * s.nqp - _before(values, "nqp_matched_benchmark", s.nqp)
    carried = s.spillover_carrier * s.price_landed * s.trade
    fixed = s.spillover_carrier * _before(values, "spillover_weight_benchmark", s.trade)
    now = _embodied(carried / s.income.rename(region="destination"), own)
    mixed = s.spillover_response * now + (1 - s.spillover_response) * _embodied(fixed, own)
    return own + s.spillover_strength * mixed


def _embodied(weights: NamedArray, own: NamedArray) -> NamedArray:
    """Change embodied in imports (region): openness times the mean change of what is imported."""
    openness = weights.sum(["sector", "origin"])
    mean = (weights / openness.where(openness > 0, 1.0) * as_seller(own)).sum(["sector", "origin"])
    return by_region(openness * mean, "destination")


def _iceberg(a: Accounts[NamedArray], values: Values, effective: NamedArray) -> NamedArray:
    """Iceberg cost from technology at both ends and from restrictions of data."""
    s = a.s
    seller = as_seller(effective)
    ends = seller + seller.rename(origin="destination")
    further = s.data_restriction - _before(values, "data_restriction_benchmark", s.data_restriction)
    cost = s.elasticity_data * further - a.foreign * s.elasticity_trade_cost * ends / 2
    return np.exp(cost)


def _standards(a: Accounts[NamedArray], values: Values) -> NamedArray:
    """Barrier from standards that move apart or together."""
    s = a.s
    before = _before(values, "standards_distance_benchmark", s.standards_distance)
    return np.exp(s.elasticity_standards * (s.standards_distance - before))


def _before(values: Values, name: str, like: NamedArray) -> NamedArray:
    """A benchmark value, labelled like the level of today."""
    return like.copy(values[name])
