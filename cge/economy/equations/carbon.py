r"""Carbon: emissions, payments for them, abatement and its cost.

Without the feature ``abatement`` emissions per unit of output are fixed. With it, an activity
faces a marginal abatement cost curve. With the carbon price relative to the price of the
activity's inputs, :math:`x = \kappa \bar w / (R\, c)`, it chooses the emission intensity

.. math:: e(x) = \epsilon\,(1 + x)^{-\eta},

and abatement uses inputs in the proportions of production. What it uses up per unit of output is
the area under the curve,

.. math:: A(x) = R\,\epsilon \Big( \frac{(1+x)^{1-\eta} - 1}{1-\eta} - x\,(1+x)^{-\eta} \Big),
          \qquad A(x) = R\,\epsilon \Big( \log(1+x) - \frac{x}{1+x} \Big) \quad (\eta = 1),

so that :math:`c\,A + \kappa \bar w\, e` is least at the chosen intensity. Free allowances are
allotted by output: they lower the payment per unit of output, and not the reward for abatement.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from pyomo.environ import ConcreteModel, log

from calibration.errors import InputError
from calibration.variables import OPTIONAL
from cge.economy.benchmark.shares import HOUSEHOLD
from cge.economy.equations.ces import COBB_DOUGLAS_WITHIN
from cge.engine.components import Equation
from cge.settings.abatements import REFERENCE_PRICE
from cge.symbols.registry import WORLD

ABATEMENT = "abatement_elasticity"
REFERENCE = "abatement_reference"


def with_abatement(
    benchmark: xr.Dataset, elasticity: float | xr.DataArray, reference: float = REFERENCE_PRICE
) -> xr.Dataset:
    """A benchmark whose activities can abate; it brings the feature ``abatement``.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    elasticity
        Elasticity of the abatement curve: a number from 0, or an array over activity, region or
        both. 0 keeps emissions per unit of output fixed.
    reference
        Price that scales the curve, USD per t CO2.

    Raises
    ------
    InputError
        For an elasticity that is negative or not finite, and a reference that is not positive.
    """
    shape = benchmark["co2"]
    eta = xr.zeros_like(shape, dtype=float) + elasticity
    problems = []
    if not bool((np.isfinite(eta) & (eta >= 0)).all()):
        problems.append(f"{ABATEMENT}: must be finite numbers from 0")
    if not (np.isfinite(reference) and reference > 0):
        problems.append(f"{REFERENCE}: {reference} is not a positive price")
    if problems:
        raise InputError(problems)
    added = {ABATEMENT: eta, REFERENCE: xr.full_like(eta, reference)}
    return benchmark.assign(
        {
            name: array.transpose(*OPTIONAL[name].dims).assign_attrs(
                units=OPTIONAL[name].units, long_name=OPTIONAL[name].long_name
            )
            for name, array in added.items()
        }
    ).assign_attrs(abatement=_said(eta, reference))


def _said(eta: xr.DataArray, reference: float) -> str:
    """The curve in words, for what is said with results."""
    least, most = float(eta.min()), float(eta.max())
    elasticity = f"{least:g}" if least == most else f"{least:g} to {most:g}"
    return f"elasticity {elasticity}, reference {reference:g} USD per t CO2"


def price_problems(parameters: xr.Dataset, arrays: dict[str, np.ndarray]) -> list[str]:
    """Carbon prices for which an abatement curve has no emissions: a subsidy of the reference.

    Parameters
    ----------
    parameters
        Exogenous parameters of one experiment.
    arrays
        Benchmark values of all parameters, shares included.
    """
    if REFERENCE not in arrays:
        return []
    total = (parameters["carbon_price"] + parameters["carbon_price_economy"]).transpose(
        "activity", "region"
    )
    off = np.argwhere(total.to_numpy() <= -arrays[REFERENCE])
    if not len(off):
        return []
    j, r = off[0]
    activity, region = (total[d].to_numpy()[k] for d, k in zip(total.dims, (j, r), strict=True))
    lowest = -float(arrays[REFERENCE][j, r])
    return [
        f"carbon price of {activity}, {region} is {float(total[j, r]):g} USD per t CO2, and the "
        f"abatement curve is defined above {lowest:g}, minus its reference price, only; "
        "pay a smaller subsidy, or set a higher reference price"
    ]


def abates(m: ConcreteModel) -> bool:
    """Whether the model has the feature ``abatement``."""
    return hasattr(m, ABATEMENT)


def carbon_payment(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Payment per unit of output; dollars are units of the world factor-price index."""
    if not abates(m):
        paid = 1 - m.free_allocation[j, r]
        return price_of_carbon(m, j, r) * m.emission_intensity[j, r] * paid * m.price_world[WORLD]
    allotted = m.free_allocation[j, r] * m.allocation_benchmark[j, r]
    return price_of_carbon(m, j, r) * (m.intensity[j, r] - allotted) * m.price_world[WORLD]


def input_use(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Inputs per unit of output relative to production without abatement."""
    return m.abatement_use[j, r] if abates(m) else 1


def add_emissions(m: ConcreteModel) -> None:
    """Direct emissions: E_emissions, E_emissions_total, E_household_emissions.

    What households emit follows their purchases of the goods they burn. It is no part of
    ``emissions_total``, and no carbon is paid on it.
    """

    def emissions(m: ConcreteModel, j: Any, r: Any) -> Any:
        rate = m.intensity[j, r] if abates(m) else m.emission_intensity[j, r]
        return m.emissions[j, r] == rate * m.output[j, r]

    def emissions_total(m: ConcreteModel, r: Any) -> Any:
        return m.emissions_total[r] == sum(m.emissions[j, r] for j in m.activity)

    def household_emissions(m: ConcreteModel, i: Any, r: Any) -> Any:
        return m.household_emissions[i, r] == (
            m.household_intensity[i, r] * m.final_demand[i, r, HOUSEHOLD]
        )

    rows = (m.activity, m.region)
    m.E_emissions = Equation(*rows, rule=emissions, active=_emits(m))
    m.E_emissions_total = Equation(
        m.region, rule=emissions_total, active=np.asarray(_emits(m).any(axis=0))
    )
    if hasattr(m, "household_emissions"):
        m.E_household_emissions = Equation(
            m.sector,
            m.region,
            rule=household_emissions,
            active=m.household_intensity.values_array > 0,
        )


def add_abatement(m: ConcreteModel) -> None:
    """The abatement curve and its area: E_intensity, E_abatement_use."""
    if not abates(m):
        return

    def intensity(m: ConcreteModel, j: Any, r: Any) -> Any:
        cut = (1 + _relative_price(m, j, r)) ** m.abatement_elasticity[j, r]
        return m.intensity[j, r] == m.emission_intensity[j, r] / cut

    def saved(m: ConcreteModel, j: Any, r: Any) -> Any:
        """Emissions that the price would have made the activity pay for, along the curve."""
        power = 1 - m.abatement_elasticity[j, r]
        return ((1 + _relative_price(m, j, r)) ** power - 1) / power

    def saved_unit(m: ConcreteModel, j: Any, r: Any) -> Any:
        return log(1 + _relative_price(m, j, r))

    def use(area: Any) -> Any:
        def rule(m: ConcreteModel, j: Any, r: Any) -> Any:
            x = _relative_price(m, j, r)
            whole = m.emission_intensity[j, r] * area(m, j, r)
            cost = m.abatement_reference[j, r] * (whole - x * m.intensity[j, r])
            return m.abatement_use[j, r] == 1 + cost / m.cost_coefficient[j, r]

        return rule

    rows = (m.activity, m.region)
    emits = _emits(m)
    unit = np.abs(m.abatement_elasticity.values_array - 1) < COBB_DOUGLAS_WITHIN
    m.E_intensity = Equation(*rows, rule=intensity, active=emits)
    if (emits & ~unit).any():
        m.E_abatement_use = Equation(*rows, rule=use(saved), active=emits & ~unit)
    if (emits & unit).any():
        m.E_abatement_use_unit = Equation(*rows, rule=use(saved_unit), active=emits & unit)


def _emits(m: ConcreteModel) -> np.ndarray:
    return np.asarray(m.emission_intensity.values_array > 0)


def price_of_carbon(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Domestic carbon price of an activity: its own, and that of its whole region."""
    return m.carbon_price[j, r] + m.carbon_price_economy[r]


def _relative_price(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Carbon price over the price of inputs, in units of the reference price."""
    dollars = price_of_carbon(m, j, r) * m.price_world[WORLD]
    return dollars / (m.abatement_reference[j, r] * m.unit_cost[j, r])
