r"""Abatement of emissions, and what it costs.

An activity faces a marginal abatement cost curve. With the carbon price relative to the price of
the activity's inputs, :math:`x = \kappa \bar w / (R\, c)`, it chooses the emission intensity

.. math:: e(x) = \epsilon\,\Big(\frac{1 + x}{1 + x_0}\Big)^{-\eta},

where :math:`x_0` is that of the carbon price in force in the benchmark, and abatement uses inputs
in the proportions of production. What it uses up per unit of output beyond what it does in the
benchmark is the area under the curve, :math:`A(x) - A(x_0)`, with
:math:`\epsilon_0 = \epsilon (1+x_0)^\eta`,

.. math:: A(x) = R\,\epsilon_0 \Big( \frac{(1+x)^{1-\eta} - 1}{1-\eta} - x (1+x)^{-\eta} \Big),
          \qquad A(x) = R\,\epsilon_0 \Big( \log(1+x) - \frac{x}{1+x} \Big) \quad (\eta = 1),

so that :math:`c\,A + \kappa \bar w\, e` is least at the chosen intensity.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.equations.block import Block, has
from cge.economy.equations.carbon import price_of_carbon
from cge.economy.equations.ces import is_unit
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel, log
from cge.symbols.registry import WORLD

block = Block("Abatement", feature="abatement")
emits = positive("emission_intensity")


def curved(m: ConcreteModel) -> np.ndarray:
    """Where an activity emits, and the elasticity of its curve is not 1 (activity, region)."""
    return emits(m) & ~is_unit(m.abatement_elasticity.values_array)


def logarithmic(m: ConcreteModel) -> np.ndarray:
    """Where an activity emits, and the elasticity of its curve is 1 (activity, region)."""
    return emits(m) & is_unit(m.abatement_elasticity.values_array)


@block.equation("intensity", where=emits, title="Abatement curve")
def intensity(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The intensity at which a further tonne costs as much to abate as to emit."""
    risen = (1 + _relative_price(m, j, r)) / m.abatement_start[j, r]
    return m.emission_intensity[j, r] / risen ** m.abatement_elasticity[j, r]


@block.equation("abatement_use", where=curved, title="Cost of abatement")
def abatement_use(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Inputs per unit of output grow by the area under the abatement curve."""
    power = 1 - m.abatement_elasticity[j, r]
    now, before = 1 + _relative_price(m, j, r), m.abatement_start[j, r]
    return _use(m, (now**power - before**power) / power, j, r)


@block.equation("abatement_use", where=logarithmic, title="Cost of abatement, elasticity 1")
def abatement_use_unit(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The same area where the elasticity of the curve is 1."""
    now = 1 + _relative_price(m, j, r)
    return _use(m, log(now / m.abatement_start[j, r]), j, r)


def _use(m: ConcreteModel, area: Any, j: Any, r: Any) -> Any:
    start = m.abatement_start[j, r]
    whole = m.emission_intensity[j, r] * start ** m.abatement_elasticity[j, r] * area
    emitted = _relative_price(m, j, r) * m.intensity[j, r]
    paid_before = (start - 1) * m.emission_intensity[j, r]
    spent = whole - (emitted - paid_before)
    return 1 + m.abatement_reference[j, r] * spent / m.cost_coefficient[j, r]


def _relative_price(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Carbon price over the price of inputs, in units of the reference price."""
    dollars = price_of_carbon(m, j, r) * m.price_world[WORLD]
    return dollars / (m.abatement_reference[j, r] * m.unit_cost[j, r])


def input_use(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Inputs per unit of output relative to production without abatement."""
    return m.abatement_use[j, r] if has(m, "abatement") else 1
