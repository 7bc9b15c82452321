"""From the terms of an objective or a constraint to weights of the model's variables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.errors import InputError, nearest
from cge.design.problem import Problem, Term
from cge.economy.economy import Economy
from cge.inputs.selector import cells
from cge.symbols.registry import Entry, entry_of

Array = np.ndarray
Weights = dict[str, Array]  # variable -> weight of each element, raveled
# What a sum in the first unit is worth in the second.
_RATIOS = {("million USD", "Mt CO2"): "USD per t CO2"}


def weighted_sums(problem: Problem, economy: Economy, moved: Sequence[str]) -> dict[str, Weights]:
    """Weights of the objective, to be minimised, and of every constraint.

    Parameters
    ----------
    problem, economy
        What is asked, and where.
    moved
        Parameters that the controls move; these may be summed like variables.

    Returns
    -------
    dict
        The objective first, under its direction; then the constraints by name.

    Raises
    ------
    InputError
        Naming every unknown variable, dimension and label.
    """
    objective = problem.objective
    direction = "minimise" if objective.sign > 0 else "maximise"
    symbols = economy.model.system.symbols
    known = [name for name, symbol in symbols.items() if symbol.is_variable] + list(moved)
    summing = _Summing(problem, economy, known)
    found = {direction: summing.weights(f"objective > {direction}", objective.terms)}
    found[direction] = {v: objective.sign * w for v, w in found[direction].items()}
    for name, constraint in problem.constraints.items():
        found[name] = summing.weights(f"constraints > {name} > sum", constraint.sum)
    if summing.problems:
        raise InputError(summing.problems)
    return found


def unit_of(terms: Sequence[Term]) -> str:
    """Unit of a sum."""
    units = dict.fromkeys(entry_of(term.variable).unit for term in terms)
    return " and ".join(units)


def unit_ratio(objective: str, constraint: str) -> str:
    """Unit of a shadow price."""
    return _RATIOS.get((objective, constraint), f"{objective} per {constraint}")


class _Summing:
    """Turns terms into weights, and collects what is wrong with them."""

    def __init__(self, problem: Problem, economy: Economy, known: Sequence[str]) -> None:
        self.problem = problem
        self.economy = economy
        self.known = known
        self.problems: list[str] = []

    def weights(self, path: str, terms: Sequence[Term]) -> Weights:
        """Weights of the terms that stand under some keys of the file."""
        total: Weights = {}
        for n, term in enumerate(terms, start=1):
            place = term.place or f"{path} {n}: "
            if term.variable not in self.known:
                near = nearest(term.variable, self.known)
                self.problems.append(f"{place}no variable '{term.variable}'{near}")
                continue
            mask, found = _selected(term, entry_of(term.variable), self.economy)
            self.problems += [place + text for text in found]
            added = term.weight * mask.ravel()
            total[term.variable] = total.get(term.variable, 0.0) + added
        return total


def _selected(term: Term, entry: Entry, economy: Economy) -> tuple[Array, list[str]]:
    """Which elements a term sums, as zeros and ones, and what is wrong with its labels."""
    labels = {dim: economy.labels[dim] for dim in entry.dims}
    mask, problems = cells(term.variable, term.where, labels, economy.named_groups)
    return mask.astype(float), problems
