"""The ordinary Pyomo model: the same components, one constraint per row, for any Pyomo solver."""

from __future__ import annotations

import numpy as np

from cge.engine.components import equations, sets_of, variables
from cge.engine.pyomo_private import ConcreteModel, Objective
from cge.engine.system import System, Values
from cge.engine.turns import in_turn


@in_turn()
def expand(model: ConcreteModel) -> ConcreteModel:
    """Turn the templates of a model into ordinary Pyomo constraints, in place.

    Elements of variables that no equation determines are fixed at their starting value, and a
    constant objective makes the square system a problem that any solver takes.

    Parameters
    ----------
    model
        A model made of :mod:`cge.engine.components`; large ones take minutes.
    """
    given = _given(System(model))
    for equation in equations(model):
        constraint = equation.expanded()
        model.del_component(equation)
        model.add_component(equation.local_name, constraint)
    for variable in variables(model):
        labels = [list(s.ordered_data()) for s in sets_of(variable)]
        for at in np.argwhere(given[variable.local_name]):
            index = tuple(names[k] for names, k in zip(labels, at, strict=True))
            variable[index if len(index) > 1 else index[0]].fix()
    model.add_component("constant_objective", Objective(expr=0))
    return model


def ordinary(system: System, values: Values) -> ConcreteModel:
    """The ordinary model of a compiled system, with parameters and starting values in place.

    Parameters
    ----------
    system
        Compiled from a fresh model, which is changed; large ones take minutes.
    values
        Every symbol, raveled.
    """
    for name, symbol in system.symbols.items():
        component = getattr(system.model, name)
        array = values[name].reshape(symbol.shape)
        if symbol.is_variable:
            component.initial = array
        else:
            component.values_array = array
    return expand(system.model)


def _given(system: System) -> dict[str, np.ndarray]:
    """Which elements of each variable no equation determines."""
    given = {}
    for name in system.variables:
        mask = np.ones(system.symbols[name].size, dtype=bool)
        mask[system.unknown(name)] = False
        given[name] = mask.reshape(system.symbols[name].shape)
    return given
