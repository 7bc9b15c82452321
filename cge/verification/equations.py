"""The model's own equations hold, and hold again when every price and value is doubled."""

from __future__ import annotations

import numpy as np

from cge.engine.system import System, Values
from cge.symbols.registry import HELD, VARIABLES
from cge.verification.check import Check

DOUBLED = 2.0


def check_equations(values: Values, system: System) -> Check:
    """Every equation is satisfied."""
    return _worst_equation("equations", values, system)


def check_homogeneity(values: Values, system: System) -> Check:
    """Doubling the numeraire and all nominal values leaves every equation satisfied.

    The level at which a closure holds a nominal variable is one of these values.
    """
    scaled = dict(values)
    for entry in VARIABLES:
        for name in (entry.name, f"{HELD}{entry.name}"):
            if entry.nominal and name in values:
                scaled[name] = DOUBLED * values[name]
    scaled["numeraire_level"] = DOUBLED * values["numeraire_level"]
    return _worst_equation("homogeneity", scaled, system)


def _worst_equation(name: str, values: Values, system: System) -> Check:
    error, where = 0.0, "none"
    for equation, residual in system.residuals(values).items():
        if not len(residual):
            continue
        worst = int(np.argmax(np.where(np.isfinite(residual), np.abs(residual), np.inf)))
        size = float(abs(residual[worst]))
        if not size <= error:
            label = system.by_name[equation].row_label(worst)
            error, where = size, f"{equation} ({label})"
    return Check(name, error if np.isfinite(error) else np.inf, where)
