"""Parts of factors: skills within labour, land and natural resources within capital.

A benchmark may hold `factor_part_share`: which share of what a factor, the parent, earns in an
activity a part of it earns. Attributes of that variable name the parent of each part and, for parts
that belong to the activities in which they are used, how readily they move between these. Parts
stay in their parents until `with_factors` sets them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.membership import lists_by_label

Array = np.ndarray

SHARE, PART = "factor_part_share", "factor_part"
PARENTS = "parents"
"""Attribute of the shares: the parent of each part, as JSON."""
MOBILITY = "mobility"
"""Attribute of the shares: elasticity of transformation of parts with owners, as JSON."""
PARTS_OF = "parts_of_factor"
"""Attribute of a dataset with parts set apart: the factors that a parent's name means, as JSON."""
OWNED = "owned_factors"
"""Attribute of a dataset with parts set apart: factors with owners and their mobility, as JSON."""
_SPLIT = ("value_added", "factor_tax")
# Sums of shares closer to 1 than this are 1: files hold single precision.
_WHOLE = 1e-6


@explained
def factor_parts(dataset: xr.Dataset) -> dict[str, str]:
    """Parts that a benchmark knows and has not set apart, each with its parent."""
    if SHARE not in dataset:
        return {}
    parents = _record(dataset[SHARE].attrs, PARENTS, str)
    return {str(part): parents.get(str(part), "") for part in dataset[PART].to_numpy()}


def parts_of(attributes: Mapping[Any, Any], parent: str) -> list[str]:
    """Factors that the name of a factor means: itself, or what it was split into.

    Parameters
    ----------
    attributes : mapping
        Attributes of a benchmark or of a result.
    parent : str
        Name of the factor as a whole, such as ``labour``.
    """
    return lists_by_label(attributes, PARTS_OF).get(parent, [parent])


def owned_factors(attributes: Mapping[Any, Any]) -> dict[str, float]:
    """Factors that belong to the activities that use them, and how readily they move."""
    return {name: float(value) for name, value in _record(attributes, OWNED, (int, float)).items()}


@explained
def with_factors(dataset: xr.Dataset, factors: Sequence[str]) -> xr.Dataset:
    """The same benchmark with parts of factors as factors of their own.

    What a parent earns, its taxes on use and its income tax are divided in proportion to shares, so
    that every account holds as before. What is left of a parent keeps its name. Where its parts
    make up all of a parent, as skills do of labour, one of them brings the others. A part with
    owners (land, natural resources) does not behave as its parent in a closure; any other does.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark with `factor_part_share`; it is left as it is.
    factors : sequence of str
        Parts to set apart; none leaves the dataset as it is.

    Raises
    ------
    InputError
        Listing every name that is no part, and parts of data that know none.
    """
    if "factor" not in dataset.coords:
        raise InputError("dimension factor has no labels")
    known = factor_parts(dataset)
    problems = _unknown(dataset, list(factors), known)
    if problems:
        raise InputError(problems)
    if not factors:
        return dataset
    asked = _with_siblings(dataset, [part for part in known if part in factors], known)
    shares = _shares(dataset, asked, known)
    old = [str(name) for name in dataset["factor"].to_numpy()]
    order = [name for factor in old for name in (factor, *_of(factor, asked, known))]
    order = [name for name in order if name not in shares or shares[name].any()]
    origin = [known.get(name, name) for name in order]
    made = dataset.drop_dims(["factor", PART]).assign_coords(factor=order)
    part = np.stack([shares.get(name, np.ones_like(shares[asked[0]])) for name in order])
    for name in _SPLIT:
        if name in dataset:
            whole = dataset[name].sel(factor=origin).to_numpy()
            made[name] = (dataset[name].dims, part * whole, dataset[name].attrs)
    if "income_tax" in dataset:
        tax = dataset["income_tax"].transpose("factor", "region")
        earned = made["value_added"].to_numpy().sum(axis=1)
        whole = dataset["value_added"].sel(factor=origin).to_numpy().sum(axis=1)
        of_whole = np.divide(earned, whole, out=np.zeros_like(earned), where=whole > 0)
        divided = of_whole * tax.sel(factor=origin).to_numpy()
        made["income_tax"] = (tax.dims, divided, tax.attrs)
    made = made[[name for name in dataset.data_vars if name in made]]
    return made.assign_attrs(_records(dataset, asked, known, order))


def _unknown(dataset: xr.Dataset, asked: list[str], known: dict[str, str]) -> list[str]:
    factors = [str(name) for name in dataset["factor"].to_numpy()]
    if asked and not known:
        name = dataset.attrs.get("name", "the data")
        return [
            f"factors: {name} does not know parts of {' or '.join(factors)}, so no '{asked[0]}'"
        ]
    problems = []
    for name in dict.fromkeys(asked):
        if name in factors:
            problems.append(f"factors: '{name}' is a factor as it is; name parts of it")
        elif name not in known:
            near = nearest(name, known)
            problems.append(f"factors: '{name}' is no part of a factor{near}")
    return problems


def _with_siblings(dataset: xr.Dataset, asked: list[str], known: dict[str, str]) -> list[str]:
    """The parts asked for, and all others of a parent that is nothing but its parts.

    So the name of such a parent means all of it: labour, whatever its skill.
    """
    whole = [
        parent
        for parent in dict.fromkeys(known[part] for part in asked)
        if bool(
            (
                dataset[SHARE].sel({PART: _of(parent, list(known), known)}).sum(PART) > 1 - _WHOLE
            ).all()
        )
    ]
    return [part for part in known if part in asked or known[part] in whole]


def _of(parent: str, asked: list[str], known: dict[str, str]) -> list[str]:
    return [part for part in asked if known[part] == parent]


def _shares(dataset: xr.Dataset, asked: list[str], known: dict[str, str]) -> dict[str, Array]:
    """Shares of the parts and of what is left of their parents (activity, region); each sums to 1.

    Where all parts of a parent are named, the last of them is what the others leave.
    """
    given = dataset[SHARE].transpose(PART, "activity", "region")
    shares: dict[str, Array] = {
        part: given.sel({PART: part}).to_numpy().astype(float) for part in asked
    }
    for parent in dict.fromkeys(known[part] for part in asked):
        mine = _of(parent, asked, known)
        named = np.sum([shares[part] for part in mine], axis=0)
        if (named > 1 - _WHOLE).all():
            shares[mine[-1]] = np.maximum(1 - (named - shares[mine[-1]]), 0.0)
            shares[parent] = np.zeros_like(named)
        else:
            shares[parent] = np.where(named > 1 - _WHOLE, 0.0, np.maximum(1 - named, 0.0))
        total = np.sum([shares[name] for name in (parent, *mine)], axis=0)
        for name in (parent, *mine):
            shares[name] = shares[name] / total
    return shares


def _records(
    dataset: xr.Dataset, asked: list[str], known: dict[str, str], order: list[str]
) -> dict[str, str]:
    """Attributes that say what the names of parents mean, and which factors have owners."""
    mobility = _record(dataset[SHARE].attrs, MOBILITY, (int, float))
    owned = {part: mobility[part] for part in asked if part in mobility}
    parents = list(dict.fromkeys(known[part] for part in asked))
    means = {
        parent: [
            name
            for name in order
            if name not in owned and (name == parent or known.get(name) == parent)
        ]
        for parent in parents
    }
    return {PARTS_OF: json.dumps(means), OWNED: json.dumps(owned)}


def part_problems(dataset: xr.Dataset) -> list[str]:
    """What is wrong with parts of factors: unknown parents, names used twice, shares above 1."""
    if SHARE not in dataset or PART not in dataset.coords or "factor" not in dataset.coords:
        return []
    factors = [str(name) for name in dataset["factor"].to_numpy()]
    parts = [str(name) for name in dataset[PART].to_numpy()]
    try:
        parents = _record(dataset[SHARE].attrs, PARENTS, str)
        mobility = _record(dataset[SHARE].attrs, MOBILITY, (int, float))
    except InputError as error:
        return list(error.problems)
    problems = [problem for part in parts for problem in _of_part(part, parts, parents, factors)]
    problems += [
        f"{SHARE}: mobility of '{part}' must be a number from 0"
        for part in parts
        if not 0 <= mobility.get(part, 0) < np.inf
    ]
    return [*dict.fromkeys(problems)] or _too_large(dataset, parents, factors)


def _of_part(
    part: str, parts: list[str], parents: dict[str, str], factors: list[str]
) -> Iterator[str]:
    if parts.count(part) > 1 or part in factors:
        yield f"label '{part}' of {PART} names two factors"
    if part not in parents:
        yield f"{SHARE}: attribute {PARENTS} names no parent of '{part}'"
    elif parents[part] not in factors:
        near = nearest(parents[part], factors)
        yield f"{SHARE}: '{parents[part]}', parent of '{part}', is no factor{near}"


def _too_large(dataset: xr.Dataset, parents: dict[str, str], factors: list[str]) -> list[str]:
    problems = []
    for parent in factors:
        mine = [str(part) for part in dataset[PART].to_numpy() if parents[str(part)] == parent]
        total = dataset[SHARE].sel({PART: mine}).sum(PART)
        if float(total.max()) > 1 + _WHOLE:
            where = total.where(total == total.max(), drop=True)
            at = ", ".join(str(where[dim].to_numpy()[0]) for dim in where.dims)
            problems.append(
                f"{SHARE}: parts of {parent} take {float(total.max()):.6g} of it at {at}"
            )
    return problems


def _record(attributes: Mapping[Any, Any], name: str, kind: Any) -> dict[str, Any]:
    """A record by part, read from JSON."""
    try:
        found = json.loads(attributes.get(name) or "{}")
    except (TypeError, ValueError):
        found = None
    if isinstance(found, dict) and all(
        isinstance(value, kind) and not isinstance(value, bool) for value in found.values()
    ):
        return found
    raise InputError(f"attribute {name} must be a mapping of factors to values, as JSON")
