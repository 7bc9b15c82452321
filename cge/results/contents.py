"""Whether the file of a result holds what every table of it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import xarray as xr

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.results.digest import ALTERED, INTEGRITY
from cge.symbols.features import solution_has
from cge.symbols.registry import PARTS, REGISTRY, Entry, entries

_CARRIED = ("variable", "power", "level", "elasticity")
_PARTNERS = ("origin", "destination")  # have the labels of regions


def check_contents(
    path: object,
    data: xr.Dataset,
    contributions: xr.Dataset | None,
    effects: xr.Dataset | None,
) -> None:
    """Refuse a result that lacks a variable or a label, or has a label twice.

    A file that is not what was written must hold all that a file of today does; one of an older
    version may lack parameters that its model did not have.

    Parameters
    ----------
    path
        The file, for messages.
    data, contributions, effects
        What it holds; see `cge.results.files.Stored`.

    Raises
    ------
    InputError
        Listing all of them, after what the digest of the file says.
    """
    problems = [*_of_labels(data), *_of_symbols(data)]
    if EXPERIMENT in data.coords:
        problems += _of_experiments(data, contributions, effects)
    if problems:
        told = str(data.attrs.get(INTEGRITY, ""))
        raise InputError([f"{path}: {printable(text)}" for text in (told, *problems) if text])


def _of_labels(data: xr.Dataset) -> Iterator[str]:
    for dim in map(str, data.dims):
        if dim not in data.coords:
            yield f"this result has no labels of {dim}"
            continue
        counts = Counter(_labels(data, dim))
        yield from (f"this result has the {dim} '{k}' twice" for k, n in counts.items() if n > 1)
    regions = set(_labels(data, "region")) if "region" in data.coords else set()
    for dim in _PARTNERS:
        if dim in data.coords and (apart := regions ^ set(_labels(data, dim))):
            yield f"this result has {', '.join(sorted(apart))} not both as region and as {dim}"


def _of_symbols(data: xr.Dataset) -> Iterator[str]:
    altered = data.attrs.get(INTEGRITY) == ALTERED
    missing = [e.name for e in _needed(data, altered) if e.name not in data]
    if missing:
        yield f"this result has no {', '.join(missing)}"
    for name in map(str, data.data_vars if altered else ()):
        if name in REGISTRY and set(data[name].dims) - {EXPERIMENT} != set(REGISTRY[name].dims):
            yield f"this result has '{name}' by {', '.join(map(str, data[name].dims)) or 'nothing'}"


def _needed(data: xr.Dataset, altered: bool) -> list[Entry]:
    """Symbols that the model of a result has, those of its features only of a file of today."""
    if not altered:
        return entries((), "variable")
    features = {p.feature for p in PARTS if p.feature and solution_has(data, p.feature)}
    return entries(features, *_CARRIED)


def _of_experiments(
    data: xr.Dataset, contributions: xr.Dataset | None, effects: xr.Dataset | None
) -> Iterator[str]:
    known = _labels(data, EXPERIMENT)
    if known[:1] != [BENCHMARK]:
        yield f"this result has no {BENCHMARK} before its experiments"
    elif len(known) == 1:
        yield f"this result has no experiment besides the {BENCHMARK}"
    split = [] if contributions is None else _labels(contributions, EXPERIMENT)
    of = tuple(f"{name}: " for name in known)
    lost = [k for k in split if k not in known and not k.startswith(of)]
    taken = [] if effects is None else _labels(effects, EXPERIMENT)
    lost += [k for k in taken if k not in (*known, *lost)]
    if lost:
        yield f"this result has no experiments that it has contributions of: {', '.join(lost)}"


def _labels(data: xr.Dataset, dim: str) -> list[str]:
    return [str(label) for label in data[dim].to_numpy()]
