"""Why the numbers that changed most did so: one of welfare, one of trade, one of prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import xarray as xr

from calibration.errors import InputError
from cge.analysis.added_capital import COST
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.report.html.sheets import TEXT, Cell, Head, Row, Sheet
from cge.results.explanation import Explanation, moved, number, percent
from cge.results.result import Result

RULE = (
    "Of all experiments: the region with the largest equivalent variation, in % of its income; the "
    "flow of a good between two regions whose quantity changes most, in USD at benchmark prices; "
    "and the producer's price that changes most, in %."
)
_GROSS = (
    "Utility is of all that regions spend: the cost of the capital that the closure adds is not "
    "taken off it, as it is in the findings."
)
_WELFARE, _INCOME, _TRADE, _PRICE = "utility", "income", "trade", "price_basic"
_NOTHING = 1e-8  # relative change below which a number did not move


@dataclass(frozen=True)
class Place:
    """One element of a variable, and the experiment in which it moved most."""

    variable: str
    experiment: str
    where: dict[str, str]


@dataclass(frozen=True)
class Reason:
    """The explanation of one number.

    Attributes
    ----------
    title, sentence
        What it is, and what it did.
    equation, formula
        What determines it, in words and as it is solved; empty where no equation does.
    remark
        How to read the terms.
    terms, parameters
        The equation's terms with their contributions, and its parameters with their sources.
    chain
        The strongest way down to a shock, a sentence a step.
    command
        The arguments of ``cge why`` that print the same.
    """

    title: str
    sentence: str
    equation: str
    formula: str
    remark: str
    terms: Sheet
    parameters: Sheet
    chain: tuple[str, ...]
    command: str


def reasons(result: Result) -> list[Reason]:
    """Explanations of the numbers that `largest` chooses.

    Raises
    ------
    InputError
        The file of the result lacks what an explanation needs.
    """
    found = []
    for count, place in enumerate(largest(result), start=1):
        why = result.why(place.variable, place.experiment, 12, **place.where)
        found.append(_reason(why, f"why-{count}"))
    return found


def largest(result: Result) -> list[Place]:
    """The numbers to explain, by `RULE`; those that nothing moved are left out."""
    data = result.data
    found = [
        _most(data, _WELFARE, data[_WELFARE] - _before(data, _WELFARE), _before(data, _INCOME)),
        _most(data, _TRADE, *_between_regions(data)),
        _most(data, _PRICE, data[_PRICE] - _before(data, _PRICE), _before(data, _PRICE)),
    ]
    return [place for place in found if place is not None]


def _before(data: xr.Dataset, name: str) -> xr.DataArray:
    return data[name].sel({EXPERIMENT: BENCHMARK}, drop=True)


def _between_regions(data: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Changes of flows from one region to another, which are compared with the largest flow."""
    before = _before(data, _TRADE)
    abroad = data["origin"] != data["destination"]
    change = (data[_TRADE] - before).where(abroad, 0.0)
    return change, xr.full_like(before, float(before.max()))


def _most(data: xr.Dataset, name: str, change: xr.DataArray, scale: xr.DataArray) -> Place | None:
    """Where a variable changed most relative to a scale, in the first place of several alike."""
    size = abs(change / scale.where(scale > 0)).fillna(0.0)
    size = size.drop_sel({EXPERIMENT: BENCHMARK})
    if not size.size or not float(size.max()) > _NOTHING:
        return None
    at = size.argmax(...)
    where = {str(dim): str(size[dim].to_numpy()[int(k)]) for dim, k in at.items()}
    experiment = where.pop(EXPERIMENT)
    return Place(name, experiment, {str(d): where[str(d)] for d in data[name].dims if d in where})


def _reason(why: Explanation, key: str) -> Reason:
    formula = why.formula
    return Reason(
        title=why.heading,
        sentence=f"{why.description} ({why.unit}) {moved(why.before, why.after)}, from "
        f"{number(why.before)} to {number(why.after)}.",
        equation=f"{why.title}. {why.about}".strip() if formula is not None else "",
        formula="" if formula is None else formula.text,
        remark=why.remark,
        terms=_terms(why, f"{key}-terms"),
        parameters=_parameters(why, f"{key}-parameters"),
        chain=why.chain,
        command=" ".join(_command(why)),
    )


def _command(why: Explanation) -> Iterator[str]:
    from shlex import quote

    yield why.variable
    for dim, label in why.where.items():
        yield f"--{dim} {quote(label)}"
    yield f"--experiment {quote(why.experiment)}"


def _terms(why: Explanation, key: str) -> Sheet:
    heads = [Head("Term", "", TEXT), Head("Label", "", TEXT), Head("Before"), Head("After")]
    heads += [Head("Contribution"), Head("Share", "%")]
    rows = [
        Row(
            (
                Cell(str(term)),
                Cell(str(label)),
                *(Cell(number(value), value) for value in numbers),
                Cell(percent(share), share),
            )
        )
        for term, label, *numbers, share in why.table.itertuples(index=False, name=None)
    ]
    what = "difference of the two sides" if why.balance else "change"
    note = f"Contributions to the {what} add up."
    return Sheet(key, f"Terms of the equation of {why.heading}", note, tuple(heads), tuple(rows))


def _parameters(why: Explanation, key: str) -> Sheet:
    heads = tuple(Head(str(name).capitalize(), "", TEXT) for name in why.parameters.columns)
    rows = tuple(
        Row(tuple(Cell(str(value)) for value in row))
        for row in why.parameters.itertuples(index=False, name=None)
    )
    return Sheet(key, f"Parameters of the equation of {why.heading}", "", heads, rows, folded=True)


def explained_or_not(result: Result) -> tuple[list[Reason], str]:
    """Explanations, or else the reason why there are none."""
    try:
        found = reasons(result)
    except InputError as error:
        return [], f"No number can be explained: {'; '.join(error.problems)}."
    rule = f"{RULE} {_GROSS}" if COST in result.data else RULE
    return found, rule if found else "No number moved."
