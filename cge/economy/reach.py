"""What a shock reaches: a tax, a cost or a price changes nothing where its base is zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from cge.economy.benchmark.arrays import Benchmark
from cge.economy.receipts import RENTS

Array = np.ndarray
Base = Callable[[Benchmark], Array]

# Parameter -> what it falls on, in words, and its benchmark amounts over the same dims.
_BASES: dict[str, tuple[str, Base]] = {
    **dict.fromkeys(
        ("tariff_power", "export_power", "iceberg", *(rent.power for rent in RENTS)),
        ("trade", lambda b: b.sales),
    ),
    "border_carbon_price": ("emissions in trade", lambda b: b.co2_of_sales),
    "carbon_price": ("emissions", lambda b: b.co2),
    "carbon_price_economy": ("emissions", lambda b: b.co2.sum(axis=0)),
    "carbon_price_household": ("emissions", lambda b: b.co2_household.sum(axis=0)),
    "intermediate_tax_power": ("purchases", lambda b: b.intermediate_use),
    "final_tax_power": ("purchases", lambda b: b.final_use),
    "factor_tax_power": ("payments to factors", lambda b: b.value_added),
    "output_tax_power": ("output", lambda b: b.output),
}


def base_of(parameter: str, benchmark: Benchmark) -> tuple[str, Array] | None:
    """What a parameter falls on, in words, and the benchmark amounts over the parameter's dims.

    None where it needs nothing to fall on.
    """
    if parameter not in _BASES:
        return None
    words, base = _BASES[parameter]
    return words, base(benchmark)


def unreached(parameters: xr.Dataset, given: dict[str, Array], benchmark: Benchmark) -> list[str]:
    """Parameters that change only where what they fall on is zero, so that nothing happens.

    A flow that is zero in the benchmark stays zero: its calibrated share is zero.

    Parameters
    ----------
    parameters
        Exogenous parameters of one experiment.
    given
        Their benchmark values.
    benchmark
        The benchmark that says what is there.

    Returns
    -------
    list of str
        One sentence for each such parameter, with the first label where it changes.
    """
    problems = []
    for name, (words, base) in _BASES.items():
        if name not in given:
            continue
        array = parameters[name]
        changed = array.to_numpy() != given[name]
        if changed.any() and not (changed & (base(benchmark) > 0)).any():
            first = np.argwhere(changed)[0]
            labels = (str(array[d].to_numpy()[n]) for d, n in zip(array.dims, first, strict=True))
            problems.append(
                f"'{name}' reaches no {words}: there is none in the benchmark where it changes, "
                f"first at {', '.join(labels)}"
            )
    return problems
