"""What a closure holds at a level."""

from __future__ import annotations

from tests.economy.recomputed.point import FIXED, recomputes


@recomputes(FIXED)
def fixed(p, name):
    """The only recomputation that is told which equation is meant."""
    variable = name.removeprefix(FIXED).partition("_by_")[0]
    return p.s[variable], p.s[f"fixed_{variable}"]
