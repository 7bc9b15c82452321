"""Why an element of a variable moved: its equation, its terms, and the way down to the shocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import counts_equivalents, said_of
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.economy.benchmark.labelled import attributes
from cge.economy.economy import Economy
from cge.economy.formula import formula
from cge.economy.kept import Known
from cge.engine.attribution import Element
from cge.engine.system import Symbol, System, Values
from cge.results.causes import Cause, Causes
from cge.results.chain import chain, sentences
from cge.results.explanation import OTHERS, Explanation, number
from cge.results.recheck import stored_values
from cge.results.sources import source_of

LARGEST = 5  # labels of a symbol in the table, and elements to look at next
STEPS = 12
# A dimension may be named as users name it, where an array has one dimension of its kind.
_ALSO = {"sector": ("activity",), "activity": ("sector",)} | {
    "region": ("origin", "destination"),
    "origin": ("region",),
    "destination": ("region",),
}


def why(
    economy: Economy,
    system: System,
    data: xr.Dataset,
    known: Known,
    variable: str,
    where: Mapping[str, str],
    experiment: str,
    steps: int = STEPS,
) -> Explanation:
    """Explain the change of one element of a variable from the benchmark.

    Parameters
    ----------
    economy, system
        The economy of a result and its compiled equations.
    data
        Variables and parameters of every experiment.
    known
        Keeps the values of an experiment from one question to the next.
    variable
        Name of a variable, or of a parameter that adjusts.
    where
        Label along each dimension.
    experiment
        The experiment.
    steps
        Longest chain.

    Raises
    ------
    InputError
        Listing every unknown name, dimension and label, and every dimension left out.
    """
    element = _element(system, variable, where, experiment, data, steps)
    before, after = (
        known.get(("values", label), partial(_values, system, data, label), data)
        for label in (BENCHMARK, experiment)
    )
    left_out = _position(system.symbols["price_factor"], economy.unsolved_market)
    causes = Causes(system, before, after, ("price_factor", left_out))
    return _explained(economy, causes, element, experiment, steps)


def _values(system: System, data: xr.Dataset, label: str) -> Values:
    return system.values() | stored_values(system, data.sel({EXPERIMENT: label}))


def _explained(
    economy: Economy, causes: Causes, element: Element, experiment: str, steps: int
) -> Explanation:
    cause, about = causes.of(element), attributes(element[0])
    about = said_of(about) if counts_equivalents(economy.benchmark) else about
    before, after = causes.change_of(element)
    statement = causes.system.model.statements[cause.equation][1] if cause.equation else None
    return Explanation(
        variable=element[0],
        where=_labels(causes, element),
        experiment=experiment,
        unit=about["units"],
        description=about["long_name"],
        before=before,
        after=after,
        title=statement.title if statement else "",
        about=" ".join(statement.explanation.split()) if statement else "",
        formula=formula(cause.template) if cause.template else None,
        remark=cause.said,
        balance=cause.balance,
        table=_table(causes, element, cause),
        parameters=_parameters(economy, causes, cause),
        next=tuple(
            {"variable": other[0], **_labels(causes, other), EXPERIMENT: experiment}
            for other in _largest(causes, element, cause)
        ),
        chain=tuple(sentences(causes, chain(causes, element, steps))),
    )


# ---------------------------------------------------------------------- what is asked for
def _element(
    system: System,
    variable: str,
    where: Mapping[str, str],
    experiment: str,
    data: xr.Dataset,
    steps: int,
) -> Element:
    experiments = [str(label) for label in data[EXPERIMENT].to_numpy() if label != BENCHMARK]
    problems = [] if steps >= 1 else [f"steps: {steps} is not a number from 1"]
    if experiment not in experiments:
        problems.append(f"no experiment '{experiment}'{nearest(experiment, experiments)}")
    symbol = system.symbols.get(variable)
    if symbol is None or not symbol.is_variable:
        known = f"'{variable}' is a parameter, which data or a scenario set"
        said = f"no variable '{variable}'" if symbol is None else known
        raise InputError([f"{said}{nearest(variable, system.variables)}", *problems])
    found, wrong = _chosen(symbol, where)
    problems += wrong
    if problems:
        raise InputError(problems)
    return variable, _position(symbol, [found[dim] for dim in symbol.sets])


def _chosen(symbol: Symbol, where: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Label along each dimension of a symbol, and what is wrong with those that are given."""
    labels = {d: list(map(str, k)) for d, k in zip(symbol.sets, symbol.labels, strict=True)}
    found = {dim: known[0] for dim, known in labels.items() if len(known) == 1}
    problems = []
    for given, label in where.items():
        dim = _dimension(given, symbol.sets)
        if dim is None:
            problems.append(
                f"'{symbol.name}' has no dimension '{given}'{nearest(given, symbol.sets)}"
            )
        elif label not in labels[dim]:
            problems.append(f"'{label}' is not a label of {given}{nearest(label, labels[dim])}")
        if dim is not None:
            found[dim] = label
    absent = [dim for dim in symbol.sets if dim not in found]
    problems += [
        f"'{symbol.name}' is by {', '.join(symbol.sets)}: give {dim}{nearest('', labels[dim])}"
        for dim in absent
    ]
    return found, problems


def _dimension(given: str, dims: tuple[str, ...]) -> str | None:
    """The dimension of an array that a user means."""
    if given in dims:
        return given
    alike = [dim for dim in _ALSO.get(given, ()) if dim in dims]
    return alike[0] if len(alike) == 1 else None


def _position(symbol: Symbol, labels: Iterable[str]) -> int:
    at = [list(map(str, k)).index(n) for k, n in zip(symbol.labels, labels, strict=True)]
    return int(np.ravel_multi_index(at, symbol.shape))


def _labels(causes: Causes, element: Element) -> dict[str, str]:
    symbol = causes.system.symbols[element[0]]
    at = np.unravel_index(element[1], symbol.shape)
    known = zip(symbol.sets, symbol.labels, at, strict=True)
    return {dim: str(labels[k]) for dim, labels, k in known}


# ---------------------------------------------------------------------- tables
def _table(causes: Causes, element: Element, cause: Cause) -> pd.DataFrame:
    """Terms by symbol, the largest first; within a symbol the largest labels, then the others."""
    found, whole = cause.contributions, cause.whole(element)
    size = {name: 0.0 for name, _ in found}
    for (name, _), contribution in found.items():
        size[name] += abs(contribution)
    rows = []
    for name in sorted(size, key=lambda n: -size[n]):
        own = sorted((e for e in found if e[0] == name), key=lambda e: -abs(found[e]))
        shown = own if len(own) <= LARGEST + 1 else own[:LARGEST]
        for each in shown:
            label = causes.system.symbols[name].label(each[1])
            rows.append((name, label, *causes.change_of(each), found[each]))
        rest = own[len(shown) :]
        if rest:
            total = sum(found[e] for e in rest)
            rows.append((name, f"{len(rest)} {OTHERS}", np.nan, np.nan, total))
    table = pd.DataFrame(rows, columns=["term", "label", "before", "after", "contribution"])
    return table.assign(share=100 * table.contribution / whole if whole else np.nan)


def _largest(causes: Causes, element: Element, cause: Cause) -> list[Element]:
    """The variables that moved an element most, either way."""
    found = [e for e in cause.contributions if e != element and not causes.exogenous(e)]
    return sorted(found, key=lambda e: -abs(cause.contributions[e]))[:LARGEST]


def _parameters(economy: Economy, causes: Causes, cause: Cause) -> pd.DataFrame:
    rows = [
        _parameter(economy, causes, name, flats)
        for name, flats in cause.arguments.items()
        if causes.exogenous((name, 0))
    ]
    return pd.DataFrame(rows, columns=["parameter", "label", "value", "source"])


def _parameter(
    economy: Economy, causes: Causes, name: str, flats: np.ndarray
) -> tuple[str, str, str, str]:
    """A parameter of an equation: its value or, in a sum, the range of its values."""
    numbers = np.unique(np.concatenate([causes.before[name][flats], causes.after[name][flats]]))
    low, high = number(float(numbers[0])), number(float(numbers[-1]))
    one = len(flats) == 1
    changed = one and not np.array_equal(causes.before[name][flats], causes.after[name][flats])
    if changed:
        low, high = (number(value) for value in causes.change_of((name, int(flats[0]))))
    label = causes.system.symbols[name].label(int(flats[0])) if one else f"{len(flats)} labels"
    link = "->" if changed else "to"
    value = low if low == high else f"{low} {link} {high}"
    sectors = {_labels(causes, (name, int(flat))).get(d) for flat in flats for d in _BY}
    source = source_of(economy.benchmark, name, sectors - {None}, economy.name)
    return name, label, value, source


_BY = ("sector", "activity", "agent")
