"""Shapley values: what each part of a whole brings, on average over the orders of adding parts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

Parts = tuple[str, ...]

# With more parts than these, orders are drawn: five parts need 32 solutions, six 64, ten 1024.
EXACT = 5
# Orders drawn, each with its reverse, so that no part is early or late more often than another.
DRAWN = 12
SEED = 20251


def orders(parts: Sequence[str]) -> list[Parts]:
    """Orders of adding parts: all of them, or a sample with reverses where there are many.

    Parameters
    ----------
    parts
        Names of the parts.

    Returns
    -------
    list of tuple of str
        The sample is the same for the same number of parts.
    """
    if len(parts) <= EXACT:
        return list(itertools.permutations(parts))
    draw = np.random.default_rng(SEED)
    drawn = [tuple(parts[k] for k in draw.permutation(len(parts))) for _ in range(DRAWN)]
    return [order for one in drawn for order in (one, one[::-1])]


def together(parts: Sequence[str], some: Sequence[str]) -> Parts:
    """Some of the parts, in the order of all of them."""
    return tuple(part for part in parts if part in some)


def coalitions(parts: Sequence[str]) -> list[Parts]:
    """Every set of parts that `orders` passes through, in the order of all of them."""
    prefixes = (order[:count] for order in orders(parts) for count in range(1, len(parts) + 1))
    return list(dict.fromkeys(together(parts, some) for some in prefixes))


def shapley(worth: Mapping[Parts, xr.Dataset], parts: Sequence[str]) -> dict[str, xr.Dataset]:
    """Contribution of every part to the worth of all of them.

    What a part adds to those before it, averaged over `orders` (Shapley 1953; Shorrocks 2013 for
    decompositions). The contributions add up to the whole exactly, for any sample of orders, and
    are the same for parts that do the same; a part that adds nothing gets nothing.

    Parameters
    ----------
    worth
        Of every set of parts that `orders` passes through, in the order of all; without parts
        it is zero.
    parts
        All of them.

    Returns
    -------
    dict of str to xarray.Dataset
    """
    chosen = orders(parts)
    nothing = xr.zeros_like(worth[tuple(parts)])
    total = dict.fromkeys(parts, nothing)
    for order in chosen:
        before = nothing
        for count, part in enumerate(order, 1):
            after = worth[together(parts, order[:count])]
            total[part] = total[part] + (after - before)
            before = after
    return {part: added / len(chosen) for part, added in total.items()}


def described(count: int) -> str:
    """How the contributions of a number of parts were found, in words."""
    if count <= EXACT:
        return f"Shapley values, exact, from {2**count - 1} solutions"
    return f"Shapley values, estimated from {2 * DRAWN} of {math.factorial(count):,} orders"
