"""Where an elasticity or a rate comes from, as the benchmark data say."""

from __future__ import annotations

from collections.abc import Iterable

import xarray as xr

from calibration.membership import SOURCES, lists_by_label
from cge.symbols.registry import entry_of
from cge.symbols.sources import OWN


def source_of(benchmark: xr.Dataset, name: str, labels: Iterable[object], data: str) -> str:
    """The paper of an elasticity or of a rate, as the data say; else the benchmark and the form.

    Parameters
    ----------
    benchmark
        The data that the economy was calibrated to.
    name
        Of the parameter.
    labels
        Labels along sectors, activities or agents whose numbers are meant.
    data
        Name of the benchmark.
    """
    stem = name.removesuffix("_power")
    given = [n for n in (name, f"{stem}_rate", stem) if n in benchmark]
    attributes = benchmark[given[0]].attrs if given else {}
    by_label = lists_by_label(attributes, SOURCES)
    cited = dict.fromkeys(s for label in labels for s in by_label.get(str(label), []))
    if cited or "source" in attributes:
        return "; ".join(cited) or str(attributes["source"])
    form = entry_of(name).source
    return f"benchmark {data}" + ("" if form in ("", OWN) else f", as in {form}")
