"""Spending of every user over origins, where users of a good have sources of their own."""

from __future__ import annotations

import numpy as np

from cge.analysis.accounts import Accounts
from cge.analysis.sourcing import FLOW, BenchmarkSources, paid_by_source
from cge.engine.system import Values
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare


def check_sourcing(a: Accounts[NamedArray], values: Values) -> list[Check]:
    """Spending of users, split over origins by shares and prices.

    Nothing is left over, and what all users together buy from an origin is what arrives.
    """
    s = a.s
    if not solution_has(s, "sourcing_by_user"):
        return []
    shares = s.price_composite_by_user.shape
    before = BenchmarkSources(
        domestic_share=values["domestic_share_by_user"].reshape(shares),
        source_share=values["source_share_by_user"].reshape(*s.price_landed.shape, shares[-1]),
        landed=values["landed_benchmark"].reshape(s.price_landed.shape),
    )
    paid = s.named((*FLOW, "user"), paid_by_source(s, before))
    spent = s.price_composite_by_user.copy(
        np.concatenate([a.intermediate_use.to_numpy(), a.final_use.to_numpy()], axis=2)
    )
    return [
        compare("sourcing: spending of each user", spent, paid.sum("origin")),
        compare("sourcing: trade over users", s.price_landed * s.trade, paid.sum("user")),
    ]
