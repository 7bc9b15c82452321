"""Where the numbers of a result come from, and what of them is estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

from cge.report.html.sheets import TEXT, Cell, Head, Row, Sheet
from cge.results.result import Result

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


def _variables(data: xr.Dataset) -> Sheet:
    heads = [Head(title, "", TEXT) for title in ("Variable", "What it is")]
    heads += [Head(name.capitalize(), "", TEXT) for name in _OF_VARIABLE]
    rows = []
    for name in sorted(map(str, data.data_vars)):  # a file keeps them in another order
        array = data[name]
        said = [str(array.attrs.get(each, "")) for each in ("long_name", *_OF_VARIABLE)]
        rows.append(Row((Cell(name), *(Cell(text) for text in said))))
    return Sheet("data", "Variables of the data", "", tuple(heads), tuple(rows), folded=True)


def _listed(text: Any) -> tuple[str, ...]:
    """Parts of an attribute that lists things with semicolons between them."""
    parts = " ".join(str(text or "").split()).split("; ")
    return tuple(part for part in parts if part)
