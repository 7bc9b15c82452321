"""Welfare by region, in parts where it is known what it is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.added_capital import GROSS_TITLE
from cge.analysis.welfare import GROUPS
from cge.experiments.contributions import WHOLE
from cge.report.figures.content.asked import (
    EFFECTS,
    PACKAGES,
    Asked,
    as_text,
    fewest_decimals,
)
from cge.report.figures.picture import Words
from cge.report.figures.pictures import Stack, Steps, Waterfall
from cge.report.figures.picturing import NET, heading, picture_of, welfare_of
from cge.report.tables.columns import ROUNDING
from cge.report.tables.content import EXPERIMENT, REGION
from cge.results.decomposition import Decomposition

Array = np.ndarray
MOST_PARTS = 7
"""Parts of a bar; the smallest of more are drawn as one."""
EV, NET_EV, COST = "equivalent_variation", "equivalent_variation_net", "added_capital_cost"
_UNSEEN = 1e-6  # part of the largest, below which nothing of a part can be seen
OTHER, RESIDUAL, WORLD = "Other effects", "Residual", "the world"
OF_CAPITAL = "Cost of added capital"


def welfare(asked: Asked) -> Words:
    """Welfare by region: in effects, else in contributions of packages, else as plain bars.

    Raises
    ------
    InputError
        The result has not the parts that are asked for.
    """
    found = _parts(asked, welfare_of(asked.summary))
    if found is not None:
        return _stack_of(asked, *found)
    picture = picture_of(asked.summary, asked.statistic)
    names = asked.names(REGION, picture.regions)
    title, warning, note, what = asked.words(picture.what, shown=names)
    regions = tuple(names[label] for label in picture.regions)
    return replace(picture, title=title, warning=warning, note=note, what=what, regions=regions)


def waterfall(asked: Asked) -> Waterfall:
    """A change of a region, or of the world, as steps: effects on welfare, or packages.

    Raises
    ------
    InputError
        The result has neither, or a rate is asked of the world.
    """
    parts = _parts(asked, _amount(asked) if asked.region is None else welfare_of(asked.summary))
    if parts is None:
        raise InputError(
            "waterfall: the result has neither welfare effects nor contributions of several "
            "packages; solve it with decompose or contributions"
        )
    found, statement = parts
    unit = str(found.attrs["units"])
    if asked.region is None and not unit.startswith(("million", "Mt")):
        raise InputError(
            f"waterfall: '{found.name}', {unit}, has no sum over regions; choose a region"
        )
    panels = tuple(_steps(found, str(e), asked.region) for e in found[EXPERIMENT].to_numpy())
    where = asked.names(REGION, [asked.region or ""])[asked.region or ""] or WORLD
    return Waterfall(*asked.words(f"{heading(found)}, {where}", statement), panels)


def _steps(found: xr.DataArray, experiment: str, region: str | None) -> Steps:
    """Parts of one experiment in the order of the data, those without any effect left out."""
    here = found.sel({EXPERIMENT: experiment})
    values = here.sum(REGION) if region is None else here.sel({REGION: region})
    amounts = values.to_numpy()
    moves = _seen(np.abs(amounts))
    labels = [str(part) for part in found["part"].to_numpy()]
    shown = tuple(label for label, moved in zip(labels, moves, strict=True) if moved)
    whole = float(amounts.sum())
    fewest = fewest_decimals(str(found.attrs["units"]))
    texts = as_text(np.append(amounts[moves], whole), fewest)
    return Steps(experiment, shown, amounts[moves], whole, texts)


def _parts(asked: Asked, usual: str) -> tuple[xr.DataArray, str] | None:
    """Parts of a change (experiment, region, part) and what is said of them: effects on welfare
    where the result has them, else contributions of packages; nothing where it has neither.

    Raises
    ------
    InputError
        The result has not the parts that are asked for, or not of this statistic.
    """
    effects, packages = asked.result.decomposition, _parts_of_packages(asked)
    there = {EFFECTS: effects is not None, PACKAGES: bool(packages)}
    if asked.by is not None and not there[asked.by]:
        how = "decompose" if asked.by == EFFECTS else "contributions"
        raise InputError(f"by: the result has no {asked.by}; solve it with {how}")
    known = (EV, NET_EV) if COST in asked.result.data else (EV,)
    of_welfare = asked.statistic in (None, *known)
    if asked.by == EFFECTS and not of_welfare:
        said = "' and '".join(known)
        raise InputError(f"statistic: effects are of '{said}', not of '{asked.statistic}'")
    if effects is not None and asked.by != PACKAGES and of_welfare:
        return _effects(asked, effects)
    return _packages(asked, packages, usual) if packages else None


def _effects(asked: Asked, decomposition: Decomposition) -> tuple[xr.DataArray, str]:
    """Groups of effects on welfare (experiment, region, part), and what is said of them.

    Where the closure adds capital, its cost is a part more, with which they add up to net welfare,
    unless welfare before that cost is asked for.
    """
    table = decomposition.table("group").sel({EXPERIMENT: asked.experiments})
    names = [name for name in GROUPS if name in table]
    if "residual" in table:
        names.append("residual")
    parts = {GROUPS.get(name, RESIDUAL): table[name] for name in names}
    title = GROSS_TITLE if NET in asked.summary else "Equivalent variation"
    whole, data = table[EV].assign_attrs(long_name=title), asked.result.data
    if COST in data and asked.statistic != EV:
        parts[OF_CAPITAL] = -data[COST].sel({EXPERIMENT: asked.experiments})
        whole = data[NET_EV]
    said = decomposition.statement(asked.experiments)
    return _joined(list(parts.values()), list(parts), whole), said


def _parts_of_packages(asked: Asked) -> dict[str, list[str]]:
    """Experiment -> packages of which the result has contributions."""
    found = asked.result.contributions
    labels = [] if found is None else [str(k) for k in found[EXPERIMENT].to_numpy()]
    parts: dict[str, list[str]] = {}
    for experiment in asked.experiments:
        begin = f"{experiment}: "
        inside = [k.removeprefix(begin) for k in labels if k.startswith(begin)]
        if inside:
            parts[experiment] = [part for part in inside if part != WHOLE]
    return parts


def _amount(asked: Asked) -> str:
    """Welfare in money, which has a sum over regions."""
    return welfare_of(asked.summary).removesuffix("_percent")


def _packages(asked: Asked, parts: dict[str, list[str]], usual: str) -> tuple[xr.DataArray, str]:
    """Contributions of packages (experiment, region, part), and what is said of them."""
    column = asked.column(usual)
    contributions = asked.result.contributions
    assert contributions is not None
    array = contributions[column.name]
    everything = list(dict.fromkeys(part for inside in parts.values() for part in inside))
    none = xr.zeros_like(column.isel({EXPERIMENT: 0}, drop=True))
    by_part = [
        xr.concat(
            [
                array.sel({EXPERIMENT: f"{e}: {part}"}, drop=True) if part in inside else none
                for e, inside in parts.items()
            ],
            EXPERIMENT,
        ).assign_coords({EXPERIMENT: list(parts)})
        for part in everything
    ]
    left = [e for e in asked.experiments if e not in parts]
    more = f"; without packages to tell apart, and not shown: {', '.join(left)}" if left else ""
    return _joined(by_part, everything, column), f"{contributions.attrs['statement']}{more}"


def _joined(arrays: list[xr.DataArray], parts: list[str], about: xr.DataArray) -> xr.DataArray:
    """Arrays (experiment, region) along ``part``, with the name and unit of a column."""
    found = xr.concat([a.drop_attrs() for a in arrays], "part").assign_coords(part=parts)
    found = found.transpose(EXPERIMENT, REGION, "part").rename(about.name)
    return found.assign_attrs(about.attrs)


def _stack_of(asked: Asked, found: xr.DataArray, statement: str) -> Stack:
    """Regions by the net change in the last experiment, largest last."""
    order = np.argsort(found.sum("part").to_numpy()[-1], kind="stable")
    found = found.isel({REGION: order})
    net = found.sum("part").to_numpy()
    found = _fewer(found)
    regions = [str(label) for label in found[REGION].to_numpy()]
    names = asked.names(REGION, regions)
    fewest = fewest_decimals(str(found.attrs["units"]))
    return Stack(
        *asked.words(heading(found), statement, names),
        tuple(map(str, found[EXPERIMENT].to_numpy())),
        tuple(names[label] for label in regions),
        tuple(map(str, found["part"].to_numpy())),
        found.to_numpy(),
        net,
        tuple(as_text(row, fewest) for row in net),
    )


def _fewer(found: xr.DataArray) -> xr.DataArray:
    """The parts that move most anywhere, in their order, and the others in one."""
    size = np.abs(found.to_numpy()).max(axis=(0, 1))
    moved = np.flatnonzero(_seen(size))
    if not len(moved):
        return found
    if len(moved) <= MOST_PARTS:
        return found.isel(part=moved)
    kept = np.sort(moved[np.argsort(-size[moved], kind="stable")][: MOST_PARTS - 1])
    rest = np.setdiff1d(moved, kept)
    other = found.isel(part=rest).sum("part").expand_dims(part=[OTHER])
    return xr.concat([found.isel(part=kept), other], "part").transpose(EXPERIMENT, REGION, "part")


def _seen(size: Array) -> Array:
    """Whether a part can be seen beside the largest, and is more than rounding."""
    return np.asarray(size > max(_UNSEEN * size.max(initial=0.0), ROUNDING))
