"""The way from a number down to a shock, along the terms that move it most."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import pairwise
from math import inf, log

from cge.engine.attribution import Element
from cge.results.causes import Cause, Causes
from cge.results.explanation import moved, number

LOOKED_AT = 500  # elements whose equations are read in search of a shock
NEGLIGIBLE = 1e-3  # share of a change below which a term is not followed


def followed(cause: Cause, element: Element) -> list[tuple[Element, float]]:
    """Terms that moved an element the way it went, with their share, largest first."""
    whole = cause.whole(element)
    found = {e: abs(c) for e, c in cause.contributions.items() if e != element and c * whole >= 0}
    size = sum(found.values())
    ordered = sorted(found, key=lambda e: -found[e])
    return [(e, found[e] / size) for e in ordered if found[e] > NEGLIGIBLE * size]


def chain(causes: Causes, start: Element, steps: int) -> list[Element]:
    """Elements from one that moved down to a shock, each a term of the equation of the one before.

    Of all ways of at most ``steps`` steps, the one whose shares have the largest product (by
    Dijkstra's algorithm); where none of those looked at reaches a shock, the way along the largest
    terms.
    """
    cost: dict[tuple[Element, int], float] = {}
    waiting: list[tuple[float, list[Element]]] = [(0.0, [start])]
    looked_at = set[Element]()
    while waiting and len(looked_at) < LOOKED_AT:
        spent, way = heapq.heappop(waiting)
        here = way[-1]
        if causes.exogenous(here):
            return way
        if len(way) > steps:
            continue
        looked_at.add(here)
        for other, share in followed(causes.of(here), here):
            total, at = spent - log(share), (other, len(way))
            if total < cost.get(at, inf) and other not in way:
                cost[at] = total
                heapq.heappush(waiting, (total, [*way, other]))
    return _along_the_largest(causes, start, steps)


def _along_the_largest(causes: Causes, start: Element, steps: int) -> list[Element]:
    way = [start]
    for _ in range(steps):
        terms = [e for e, _ in followed(causes.of(way[-1]), way[-1]) if e not in way]
        if not terms:
            break
        way.append(terms[0])
    return way


def sentences(causes: Causes, way: list[Element]) -> Iterator[str]:
    """A chain in words, a sentence for each of its elements; none for one that goes nowhere."""
    for here, other in pairwise(way):
        cause = causes.of(here)
        yield (
            f"{causes.name_of(here)} {moved(*causes.change_of(here))}: {causes.name_of(other)} "
            f"{_part(cause, here, other)} ({causes.title_of(cause.equation)})."
        )
    end = way[-1]
    before, after = causes.change_of(end)
    if causes.exogenous(end):
        change = f"went from {number(before)} to {number(after)}"
        yield f"{causes.name_of(end)} {change}: a shock of the experiment."
    elif len(way) > 1:
        yield f"{causes.name_of(end)} {moved(before, after)}; ask why it did to go on."


def _part(cause: Cause, here: Element, other: Element) -> str:
    part, whole = number(cause.contributions[other]), cause.whole(here)
    if not whole:
        return f"moves the two sides apart by {part}"
    return f"accounts for {part} of {'a gap of ' if cause.balance else ''}{number(whole)}"
