"""The capital-energy nest: energy is bought to run capital, not as one more intermediate good.

With the feature ``capital_energy``, energy goods leave the bundle of intermediates. Among
themselves they form energy (elasticity ``sigma_energy``), which with capital forms a composite
(``sigma_capital_energy``) that takes the place of capital among the factors
(``sigma_value_added``), as in GTAP-E (Burniaux and Truong 2002). Value added, as a nest, then
contains energy; what factors earn does not. Where all elasticities of production are equal, the
nests do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from pyomo.environ import ConcreteModel

from calibration.errors import InputError, nearest
from calibration.variables import OPTIONAL
from cge.economy.equations.ces import add_unit_cost
from cge.economy.equations.production import factor_price, purchase_price
from cge.economy.equations.technology import factor_efficiency
from cge.engine.components import Equation

CAPITAL = "capital"
GOOD, FACTOR = "energy_good", "energy_factor"
COMPOSITE, AMONG = "sigma_capital_energy", "sigma_energy"
Elasticity = float | xr.DataArray


def with_capital_energy(
    benchmark: xr.Dataset,
    energy: Sequence[str],
    sigma_capital_energy: Elasticity,
    sigma_energy: Elasticity,
    factors: Sequence[str] = (CAPITAL,),
) -> xr.Dataset:
    """A benchmark whose activities combine energy with capital; brings ``capital_energy``.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    energy
        Labels of the energy goods.
    sigma_capital_energy, sigma_energy
        Elasticity between capital and energy, and among energy goods: a number from 0, or an array
        over activity, region or both.
    factors
        Labels of the factors that are combined with energy.

    Raises
    ------
    InputError
        For labels that the data do not have, none at all, or elasticities that are not numbers
        from 0, listing all of them.
    """
    chosen = {GOOD: ("sector", energy), FACTOR: ("factor", factors)}
    sigmas = {COMPOSITE: sigma_capital_energy, AMONG: sigma_energy}
    problems = []
    added = {}
    for name, (dim, labels) in chosen.items():
        known = [str(k) for k in benchmark[dim].to_numpy()]
        problems += [
            f"capital-energy nest: no {dim} '{k}'{nearest(k, known)}"
            for k in labels
            if k not in known
        ]
        if not labels:
            problems.append(f"capital-energy nest: needs at least one {dim}")
        added[name] = xr.DataArray(np.isin(known, labels).astype(float), {dim: benchmark[dim]})
    for name, sigma in sigmas.items():
        array = xr.zeros_like(benchmark["output_tax"]) + sigma
        if not bool((np.isfinite(array) & (array >= 0)).all()):
            problems.append(f"{name}: must be finite numbers from 0")
        added[name] = array.transpose("activity", "region")
    if problems:
        raise InputError(problems)
    return benchmark.assign(
        {
            name: array.assign_attrs(units=OPTIONAL[name].units, long_name=OPTIONAL[name].long_name)
            for name, array in added.items()
        }
    )


def add_capital_energy(m: ConcreteModel) -> None:
    """The nest: E_price_energy, E_price_capital_energy, E_capital_energy_demand,
    E_energy_bundle, E_factor_demand_capital_energy, E_intermediate_demand_energy.
    """
    if m.component("price_capital_energy") is None:
        return
    rows = (m.activity, m.region)
    nested = m.capital_energy_share.values_array > 0
    uses_energy = m.energy_share.values_array > 0
    add_unit_cost(
        m,
        "E_price_energy",
        m.price_energy,
        rows,
        m.sigma_energy,
        lambda m, transform, j, r: sum(
            m.energy_good_share[i, j, r] * transform(purchase_price(m, i, r, j)) for i in m.sector
        ),
        active=uses_energy,
    )
    add_unit_cost(
        m,
        "E_price_capital_energy",
        m.price_capital_energy,
        rows,
        m.sigma_capital_energy,
        lambda m, transform, j, r: (
            sum(
                m.energy_factor_share[f, j, r]
                * transform(factor_price(m, f, j, r) / factor_efficiency(m, f, j, r))
                for f in m.factor
            )
            + m.energy_share[j, r] * transform(m.price_energy[j, r])
        ),
        active=nested,
    )
    m.E_capital_energy_demand = Equation(*rows, rule=_capital_energy_demand, active=nested)
    m.E_energy_bundle = Equation(*rows, rule=_energy_bundle, active=uses_energy)
    m.E_factor_demand_capital_energy = Equation(
        m.factor, *rows, rule=_factor_demand, active=m.energy_factor_share.values_array > 0
    )
    m.E_intermediate_demand_energy = Equation(
        m.sector,
        m.destination,
        m.activity,
        rule=_intermediate_demand,
        active=m.energy_coefficient.values_array > 0,
    )


def _capital_energy_demand(m: ConcreteModel, j: Any, r: Any) -> Any:
    return m.capital_energy_demand[j, r] == (
        m.capital_energy_share[j, r]
        * m.value_added_demand[j, r]
        * (m.price_value_added[j, r] / m.price_capital_energy[j, r]) ** m.sigma_value_added[j, r]
    )


def _energy_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
    return m.energy_bundle[j, r] == (
        m.energy_share[j, r]
        * m.capital_energy_demand[j, r]
        * (m.price_capital_energy[j, r] / m.price_energy[j, r]) ** m.sigma_capital_energy[j, r]
    )


def _factor_demand(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    efficiency = factor_efficiency(m, f, j, r)
    return m.factor_demand[f, j, r] == (
        m.energy_factor_coefficient[f, j, r]
        * m.capital_energy_demand[j, r]
        / efficiency
        * (m.price_capital_energy[j, r] * efficiency / factor_price(m, f, j, r))
        ** m.sigma_capital_energy[j, r]
    )


def _intermediate_demand(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    return m.intermediate_demand[i, d, j] == (
        m.energy_coefficient[i, d, j]
        * m.energy_bundle[j, d]
        * (m.price_energy[j, d] / purchase_price(m, i, d, j)) ** m.sigma_energy[j, d]
    )
