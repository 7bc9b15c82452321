"""Which factors of a GTAP data base are sluggish, and how far they move between activities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.files.har import HeaderArray
from calibration.gtap.database import Database, told
from calibration.gtap.flows import Flows
from calibration.gtap.headers import PARAMETERS, V6
from calibration.gtap.parameters import LABOUR, SAME

_SILENT = "caution: no file of sets and no flag says which factors are sluggish, so "


def sluggish(base: Database, flows: Flows) -> tuple[dict[str, float], list[str]]:
    """Factors that move sluggishly or not at all, with their elasticities of transformation.

    The file of sets names them, or the header SLUG. If neither does, ETRE tells: those along which
    it runs, where labour is not among them; else those whose number is nearer to 0 than that of
    labour. The number of a mobile factor fills a place and is not used: public aggregation files
    give -2 to labour and capital, -1 to land and 0 to natural resources.

    Returns
    -------
    dict of str to float
        From 0, specific to activities, upwards.
    list of str
        What was decided where the files are silent.
    """
    fixed = {label.casefold() for label in told(base.arrays, "FIXED")}
    slow = {label.casefold() for label in told(base.arrays, "SLUGGISH")}
    if not (slow or fixed):
        slow = _by_flag(base, flows)
    decided: list[str] = []
    if not (slow or fixed):
        slow, decided = _by_elasticity(base, flows)
        if not slow:
            return {}, decided
    numbers, notes = _transformation(base, flows, slow)
    owned = {f: 0.0 for f in flows.factors if f.casefold() in fixed}
    return owned | numbers, [*decided, *notes]


def _by_elasticity(base: Database, flows: Flows) -> tuple[set[str], list[str]]:
    """Factors that are sluggish by ETRE, and what is said of this."""
    given = base.arrays.get(PARAMETERS["transformation"].name(base.version))
    labels = None if given is None else _told_for(given, flows, set())
    if given is None or labels is None:
        return set(), [f"{_SILENT}all are mobile, land and natural resources too; give that file"]
    level = {f: _mobility(given, labels, f) for f in flows.factors if f.casefold() in labels}
    of_labour = [n for f, n in level.items() if f.casefold() in LABOUR]
    if not of_labour and len(level) < len(flows.factors):
        slow, why = list(level), f"along which {given.name} runs"
    elif _one_number(of_labour):
        slow = [f for f, n in level.items() if n < min(of_labour) - SAME]
        why = f"whose {given.name} is nearer to 0 than that of labour ({0.0 - min(of_labour):g})"
    else:
        slow, why = [], ""
    if not slow:
        return set(), [
            f"{_SILENT}all are mobile, land and natural resources too, as {given.name} tells none "
            "from labour; give that file"
        ]
    numbers = ", ".join(f"{f} ({0.0 - level[f]:g})" for f in slow)
    others = ", ".join(f for f in flows.factors if f not in slow)
    found = {f.casefold() for f in slow}
    if base.version == V6 and not of_labour:  # has no third kind, so these are its ENDWS_COMM
        return found, []
    return found, [f"{_SILENT}those are taken as such {why}: {numbers}; mobile are {others}"]


def _mobility(given: HeaderArray, labels: Sequence[str], factor: str) -> float:
    """Mean over regions of the elasticity of a factor, its sign turned; GTAP's are below 0."""
    return 0.0 - float(np.mean(given.values[labels.index(factor.casefold())]))


def _one_number(found: Sequence[float]) -> bool:
    return bool(found) and max(found) - min(found) <= SAME * max(found)


def _by_flag(base: Database, flows: Flows) -> set[str]:
    if not base.has(PARAMETERS["sluggish"]):
        return set()
    flag = base.take(PARAMETERS["sluggish"])
    if flag is None:
        return set()
    return {f.casefold() for f, n in zip(flows.factors, flag, strict=True) if n > 0}


def _transformation(
    base: Database, flows: Flows, slow: set[str]
) -> tuple[dict[str, float], list[str]]:
    """Elasticities of transformation above 0; those of GTAP are below."""
    header = PARAMETERS["transformation"].name(base.version)
    given = base.arrays.get(header)
    if given is None:
        base.problems.append(f"{base.named}: header {header} of sluggish factors is missing")
        return {}, []
    labels = _told_for(given, flows, slow)
    if labels is None:
        base.problems.append(
            f"{base.place(header)} has {len(given.values)} elements without labels, for "
            f"{len(flows.factors)} factors of which {len(slow)} are sluggish"
        )
        return {}, []
    found, notes = {}, []
    for factor in (f for f in flows.factors if f.casefold() in slow):
        if factor.casefold() not in labels:
            base.problems.append(f"{base.place(header)} has no '{factor}', which is sluggish")
            continue
        row = 0.0 - np.atleast_1d(given.values[labels.index(factor.casefold())]).astype(float)
        if row.min() < 0:
            base.problems.append(
                f"{base.place(header)} is {-row.min():g} for '{factor}', must be 0 or less"
            )
        found[factor] = float(row.mean())
        if np.ptp(row) > SAME * max(row.max(), 0.0):
            notes.append(f"{header} of {factor} differs between regions; its mean is used")
    return found, notes


def _told_for(given: HeaderArray, flows: Flows, slow: set[str]) -> list[str] | None:
    """Factors of an array, whose labels may be absent; None where these cannot be told."""
    if given.labels and given.labels[0]:
        return [label.casefold() for label in given.labels[0]]
    every = [factor.casefold() for factor in flows.factors]
    fitting = [one for one in (every, [f for f in every if f in slow])
               if len(one) == len(given.values)]  # fmt: skip
    return fitting[0] if fitting else None
