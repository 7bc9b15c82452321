"""Where the numbers of a result come from, what of them is estimated, and its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from calibration.membership import SOURCES, lists_by_label
from cge.report.html.sheets import TEXT, Cell, Head, Row, Sheet
from cge.results.explanation import number
from cge.results.result import Result
from cge.symbols.registry import ELASTICITIES, REGISTRY

_OF_DATA = ("title", "name", "version", "year", "currency", "unit", "licence", "method")
# Attributes of data that say what no source tells.
_LIMITS = {
    "reconstructed": "Reconstructed or assumed in the data",
    "rest_of_world": "The rest of the world",
    "missing": "Missing in the data",
}
_CAUTIONS, _OWN = "cautions", "own_values"
# Attributes of a variable of the data that the table of the data shows.
_OF_VARIABLE = ("units", "source", "reconstructed", "definition")


@dataclass(frozen=True)
class Sources:
    """What the page says of the data.

    Attributes
    ----------
    words
        Pairs of a term and its text.
    works
        The sources of the data as a whole, one text each.
    limits
        Pairs of a heading and what it lists: cautions of the result, and what the data estimate.
    sheet
        Each variable of the data with its source and what of it is reconstructed.
    """

    words: tuple[tuple[str, str], ...]
    works: tuple[str, ...]
    limits: tuple[tuple[str, tuple[str, ...]], ...]
    sheet: Sheet | None


def sources(result: Result) -> Sources:
    """Sources and limits, as the attributes of the result and its benchmark data name them."""
    own, data = result.data.attrs, result.benchmark
    attrs: Mapping[Any, Any] = own if data is None else data.attrs
    words = [(name, str(attrs[name])) for name in _OF_DATA if attrs.get(name)]
    if own.get(_OWN):
        words.append(("values of your own", str(own[_OWN])))
    limits = [("Of this result", _listed(own.get(_CAUTIONS)))]
    limits += [(title, _listed(attrs.get(name))) for name, title in _LIMITS.items()]
    return Sources(
        tuple(words),
        _listed(attrs.get("source")),
        tuple((title, texts) for title, texts in limits if texts),
        None if data is None else _variables(data),
    )


def parameters(result: Result) -> Sheet | None:
    """Elasticities in use, by sector, activity or agent, with their sources."""
    if result.benchmark is None:
        return None
    known = [entry.name for entry in ELASTICITIES if entry.name in result.benchmark]
    rows = [row for name in known for row in _elasticity(name, result.benchmark[name])]
    heads = (
        *(Head(title, "", TEXT) for title in ("Parameter", "What it is", "Label")),
        Head("Lowest"),
        Head("Highest"),
        Head("Source", "", TEXT),
    )
    note = (
        "Lowest and highest value over regions and whatever else a parameter runs along. Sizes of "
        "shocks stand in the scenario, with their sources."
    )
    return Sheet("parameters", "Elasticities", note, heads, tuple(rows), folded=True)


def _elasticity(name: str, values: xr.DataArray) -> Iterator[Row]:
    """One row for each label of its first dim; one row where all of them are alike."""
    by_label = lists_by_label(values.attrs, SOURCES)
    common = str(values.attrs.get("source", ""))
    rows = [(label, *_ends(part)) for label, part in _parts(values)]
    cited = {label: "; ".join(by_label.get(label, [])) or common for label, *_ in rows}
    if len({(low, high, cited[label]) for label, low, high in rows}) == 1 and len(rows) > 1:
        _, low, high = rows[0]
        rows, cited = [("all", low, high)], {"all": cited[rows[0][0]]}
    for label, low, high in rows:
        numbers = (Cell(number(low), low), Cell(number(high), high))
        about = REGISTRY[name].description
        yield Row((Cell(name), Cell(about), Cell(label), *numbers, Cell(cited[label])))


def _parts(values: xr.DataArray) -> Iterator[tuple[str, np.ndarray]]:
    array = values.to_numpy()
    if not values.dims:
        yield "all", array
        return
    for label, part in zip(values[values.dims[0]].to_numpy(), array, strict=True):
        yield str(label), part


def _ends(part: np.ndarray) -> tuple[float, float]:
    return float(np.nanmin(part)), float(np.nanmax(part))


def _variables(data: xr.Dataset) -> Sheet:
    heads = [Head(title, "", TEXT) for title in ("Variable", "What it is")]
    heads += [Head(name.capitalize(), "", TEXT) for name in _OF_VARIABLE]
    rows = []
    for name, array in data.data_vars.items():
        said = [str(array.attrs.get(each, "")) for each in ("long_name", *_OF_VARIABLE)]
        rows.append(Row((Cell(str(name)), *(Cell(text) for text in said))))
    return Sheet("data", "Variables of the data", "", tuple(heads), tuple(rows), folded=True)


def _listed(text: Any) -> tuple[str, ...]:
    """Parts of an attribute that lists things with semicolons between them."""
    parts = " ".join(str(text or "").split()).split("; ")
    return tuple(part for part in parts if part)
