"""CO2 of a GTAP data base: by activity, and of households by good burnt."""

from __future__ import annotations

import numpy as np

from calibration.gtap.database import Database
from calibration.gtap.flows import Flows
from calibration.gtap.headers import EMISSIONS

Array = np.ndarray


def emissions(base: Database, flows: Flows) -> tuple[dict[str, Array], list[str]]:
    """Emissions in Mt CO2, where the files have them.

    Returns
    -------
    dict of str to numpy.ndarray
        `co2` (activity, region) and `co2_household` (sector, region); empty without a file of them.
    list of str
        What is left out: emissions of government and investment.
    """
    if not any(base.has(header) for header in EMISSIONS.values()):
        return {}, []
    fuels = _fuels(base)
    base.sets["FUEL"] = fuels
    taken = {role: base.take(header) for role, header in EMISSIONS.items()}
    acts = [base.sets["ACTS"].index(label) for label in flows.activities]
    co2 = np.zeros((len(acts), len(flows.regions)))
    home = np.zeros((len(flows.goods), len(flows.regions)))
    rows = [next((n for n, g in enumerate(flows.goods) if g.casefold() == f.casefold()), -1)
            for f in fuels]  # fmt: skip
    base.problems += [
        f"fuel '{fuel}' of {EMISSIONS['firms_domestic'].name(base.version)} is no good"
        for fuel, row in zip(fuels, rows, strict=True)
        if row < 0
    ]
    left = 0.0
    for role, values in taken.items():
        if values is None:
            continue
        if role.startswith("firms"):
            co2 += values.sum(axis=0)[acts]
            left += float(np.delete(values, acts, axis=1).sum())
        elif role.startswith("household"):
            np.add.at(home, rows, values)
        else:
            left += float(values.sum())
    notes = [f"{left:,.1f} Mt CO2 of government and investment are left out"] if left > 0 else []
    return {"co2": co2, "co2_household": home}, notes


def _fuels(base: Database) -> list[str]:
    """Goods that are burnt, as the first array of emissions names them."""
    for header in EMISSIONS.values():
        array = base.arrays.get(header.name(base.version))
        if array is not None and array.labels and array.labels[0]:
            return list(array.labels[0])
    return base.sets["COMM"]
