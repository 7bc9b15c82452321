r"""Constant-elasticity nests in calibrated-share form, exact at every elasticity from 0 up.

With benchmark value shares :math:`\theta_k` and price ratios :math:`p_k` (benchmark 1), the unit
cost of a nest is

.. math:: P = \Big(\sum_k \theta_k\, p_k^{1-\sigma}\Big)^{1/(1-\sigma)},
          \qquad P = \exp \sum_k \theta_k \log p_k \quad (\sigma = 1),

and the demand for component ``k`` is its benchmark quantity per unit times
:math:`(P/p_k)^\sigma`. Only the price is singular, and only at ``sigma = 1``; rows with that
elasticity therefore get the Cobb-Douglas equation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cge.engine.components import Equation, Parameter, Variable
from cge.engine.pyomo_private import ConcreteModel, exp, log

# Nearer to 1 than this, the difference of the two forms is below rounding in the CES form. A little
# farther away the CES form loses digits, about 1e-16 / |sigma - 1|: up to 5e-9, within what a
# verified result may be off.
COBB_DOUGLAS_WITHIN = 1e-7


def write_unit_cost(
    model: ConcreteModel,
    name: str,
    determines: Variable,
    sets: Sequence[Any],
    sigma: Parameter,
    total: Callable[..., Any],
    divisor: Callable[..., Any] | None = None,
    active: np.ndarray | None = None,
) -> None:
    """Add the two equations of the unit cost of a nest, each over the rows it applies to.

    Parameters
    ----------
    model
        The model that gets the equations ``name`` and ``name + "_cobb_douglas"``.
    determines
        Unit cost of the nest.
    sets
        Index sets of the rows.
    sigma
        Elasticity of substitution of each row; it may lack the last sets of the rows.
    total
        ``total(model, transform, *row)``: sum over components of ``share * transform(price)``.
    divisor
        ``divisor(model, *row)``: productivity of the nest; None for 1.
    active
        Rows that exist.
    """

    def cost(m: ConcreteModel, index: Any, row: tuple[Any, ...]) -> Any:
        return determines[row] == (index if divisor is None else index / divisor(m, *row))

    def ces(m: ConcreteModel, *row: Any) -> Any:
        power = 1 - sigma[row[: sigma.dim()]]
        return cost(m, total(m, lambda price: price**power, *row) ** (1 / power), row)

    def cobb_douglas(m: ConcreteModel, *row: Any) -> Any:
        return cost(m, exp(total(m, log, *row)), row)

    unit_cost = Equation(*sets, rule=ces, active=active)
    model.add_component(name, unit_cost)
    limit = Equation(
        *sets,
        rule=cobb_douglas,
        active=active,
        instead_of=unit_cost,
        where=(sigma, lambda values: _spread(is_unit(values), sets)),
    )
    model.add_component(f"{name}_cobb_douglas", limit)


def is_unit(sigma: np.ndarray) -> np.ndarray:
    """Where an elasticity counts as 1."""
    return np.abs(sigma - 1) < COBB_DOUGLAS_WITHIN


def _spread(mask: np.ndarray, sets: Sequence[Any]) -> np.ndarray:
    """A mask over all sets of the rows, the same along those it lacks."""
    shape = tuple(len(s) for s in sets)
    wide = mask.reshape(mask.shape + (1,) * (len(shape) - mask.ndim))
    return np.broadcast_to(wide, shape)
