"""What a result was solved from, as text that a file can hold, and an economy made of it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
import yaml

from calibration.errors import InputError
from calibration.files.yaml import Document, parse_document
from cge.economy.economy import Economy
from cge.inputs.groups import shipped_groups
from cge.results.digest import digest_of, digest_of_text
from cge.scenarios import Scenario
from cge.scenarios.parameters import shocked_experiments
from cge.settings.closures import MOBILE, Closure
from cge.settings.swaps import LabelsByDim
from cge.symbols.registry import REGISTRY

PLAN, CLOSURE, SOLVER, DIGEST = "plan", "closure_definition", "solver", "inputs_digest"
# Structure, technology and abatement stand in the benchmark data as the numbers they set.
TEXTS = (PLAN, CLOSURE, SOLVER)


def inputs(economy: Economy, plan: Scenario, settings: Mapping[str, Any]) -> dict[str, str]:
    """Attributes that say what a result is solved from, and their digest with the benchmark's.

    Parameters
    ----------
    economy
        The economy that is solved, with everything that a scenario brings.
    plan
        The scenario, with the packages of its bases.
    settings
        Settings of the solution.
    """
    texts = {
        PLAN: json.dumps(plan.to_dict(), ensure_ascii=False, default=str),
        CLOSURE: economy.known(closure_text, lambda: closure_text(economy.rules, economy.labels)),
        SOLVER: json.dumps(dict(settings), sort_keys=True, default=str),
    }
    return {**texts, DIGEST: inputs_digest(economy, texts)}


def inputs_digest(economy: Economy, attributes: Mapping[str, Any]) -> str:
    """Digest of benchmark, scenario, closure and solver, equal where all of these are."""
    texts = [str(attributes.get(name, "")) for name in TEXTS]
    benchmark = economy.known(digest_of, lambda: digest_of(economy.benchmark))
    return digest_of_text(json.dumps([benchmark, *texts]))


def economy_again(data: xr.Dataset, benchmark: xr.Dataset | None) -> Economy:
    """The economy that a result was solved in, from the benchmark and the closure it holds.

    Raises
    ------
    InputError
        The result comes from an older version, which did not store them, or they do not fit.
    """
    if benchmark is None or CLOSURE not in data.attrs:
        raise InputError("this result does not hold its benchmark and closure; solve it again")
    closure = closure_of(str(data.attrs[CLOSURE]), str(data.attrs.get("closure", "")))
    aggregation = str(data.attrs.get("aggregation", ""))
    return Economy(benchmark, closure, shipped_groups(), aggregation, True)


def parameters_again(economy: Economy, data: xr.Dataset) -> dict[str, xr.Dataset]:
    """Parameters of every experiment, as the scenario that a result holds sets them.

    Raises
    ------
    InputError
        The result does not hold its scenario, or it does not fit the economy.
    """
    return shocked_experiments(economy, scenario_again(data))


def scenario_again(data: xr.Dataset) -> Scenario:
    """The scenario that a result holds, its bands among its experiments.

    Raises
    ------
    InputError
        The result does not hold its scenario.
    """
    document = _document(str(data.attrs.get(PLAN, "")), "the scenario of this result")
    return Scenario.from_document(document, str(data.attrs.get("scenario", "")))


def settings_again(data: xr.Dataset) -> dict[str, Any]:
    """Settings of the solution that a result holds, as :func:`cge.solve` takes them.

    Raises
    ------
    InputError
        The result does not hold them.
    """
    settings = _document(str(data.attrs.get(SOLVER, "")), "the solver settings of this result").data
    if not isinstance(settings, dict) or not isinstance(settings.get("options", {}), dict):
        raise InputError("the solver settings of this result are no mapping of names to values")
    return {k: v for k, v in settings.items() if k != "options"} | settings.get("options", {})


def _document(text: str, name: str) -> Document:
    """What `inputs` wrote, which may be longer than what a person writes."""
    try:
        return Document(name, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: cannot be read ({error})") from None


def closure_text(closure: Closure, labels: LabelsByDim) -> str:
    """A closure as the text of a closure file, with every label spelled out."""
    content: dict[str, Any] = {
        "title": closure.title or closure.name,
        "description": closure.description or closure.name,
        "reference": closure.reference or closure.name,
        "numeraire": closure.numeraire,
        "government": closure.government,
        "external": closure.external,
        "mobility": _mobility(closure, labels),
        "swap": [
            {
                "parameter": swap.parameter,
                "variable": swap.variable,
                **_where(REGISTRY[swap.variable].dims, swap.holds(labels), labels),
                **_where(REGISTRY[swap.parameter].dims, swap.adjusts(labels), labels),
            }
            for swap in closure.swaps
        ],
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def closure_of(text: str, name: str) -> Closure:
    """The closure that `closure_text` wrote.

    Raises
    ------
    InputError
        The text is not a closure.
    """
    return Closure.from_document(parse_document(text, "the closure of this result"), name)


def _mobility(closure: Closure, labels: LabelsByDim) -> list[dict[str, Any]]:
    """One row for each factor and elasticity; what is mobile and not named has none."""
    mobile, elasticity = closure.mobility(labels)
    named = {name for move in closure.moves if move.factor for name in move.factor.names}
    rows = []
    for f, factor in enumerate(labels["factor"]):
        for value in np.unique(elasticity[f][~mobile[f]]).tolist():
            held = ~mobile[f] & (elasticity[f] == value)
            regions = [labels["region"][k] for k in np.flatnonzero(held)]
            rows.append({"factor": [factor], "region": regions, "elasticity": value})
        if factor in named and mobile[f].any():
            regions = [labels["region"][k] for k in np.flatnonzero(mobile[f])]
            rows.append({"factor": [factor], "region": regions, "elasticity": MOBILE})
    return rows


def _where(dims: tuple[str, ...], mask: np.ndarray, labels: LabelsByDim) -> dict[str, list[str]]:
    """Labels of a block of an array by dimension."""
    found = zip(dims, np.nonzero(mask), strict=True)
    return {dim: [labels[dim][k] for k in np.unique(at)] for dim, at in found}
