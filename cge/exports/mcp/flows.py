"""Numbers of a benchmark that the readable model reads: flows and elasticities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cge.economy.benchmark.arrays import MARGINS, Array, Benchmark

_FLOW = ("sector", "origin", "destination")
_MARGIN = ("margin_sector", *_FLOW)
_USE = ("sector", "region", "activity")
_FINAL = ("sector", "region", "agent")
_FACTOR = ("factor", "activity", "region")


def _of_margins(b: Benchmark, name: str, dims: tuple[str, ...]) -> Array:
    """A flow of margins; without any, no element."""
    if MARGINS in b.features:
        return np.asarray(getattr(b, name))
    return np.zeros([0 for _ in dims])


@dataclass(frozen=True)
class Flow:
    """A parameter of the benchmark.

    Attributes
    ----------
    head
        Its name and indices.
    text
        What it is.
    dims
        Its dimensions.
    read
        Gives its numbers, million USD.
    """

    head: str
    text: str
    dims: tuple[str, ...]
    read: Callable[[Benchmark], Array]


FLOWS = (
    Flow("sales(i,o,d)", "at basic prices", _FLOW, lambda b: b.sales),
    Flow("export_tax(i,o,d)", "export taxes paid", _FLOW, lambda b: b.export_tax),
    Flow("tariff_revenue(i,o,d)", "tariffs paid", _FLOW, lambda b: b.tariff_revenue),
    Flow(
        "margin(v,i,o,d)",
        "margins that the origin supplies, by supplying sector",
        _MARGIN,
        lambda b: _of_margins(b, "margin", _MARGIN),
    ),
    Flow(
        "transport_margin(v,i,o,d)",
        "margins that world transport supplies",
        _MARGIN,
        lambda b: _of_margins(b, "transport", _MARGIN),
    ),
    Flow(
        "transport_supply(v,r)",
        "sales to world transport",
        ("margin_sector", "region"),
        lambda b: _of_margins(b, "transport_supply", ("margin_sector", "region")),
    ),
    Flow("intermediate_use(i,r,j)", "before tax", _USE, lambda b: b.intermediate_use),
    Flow("intermediate_tax(i,r,j)", "taxes on it", _USE, lambda b: b.intermediate_tax),
    Flow("final_use(i,r,a)", "before tax", _FINAL, lambda b: b.final_use),
    Flow("final_tax(i,r,a)", "taxes on it", _FINAL, lambda b: b.final_tax),
    Flow("value_added(f,j,r)", "incomes of factors", _FACTOR, lambda b: b.value_added),
    Flow("factor_tax(f,j,r)", "taxes on it", _FACTOR, lambda b: b.factor_tax),
    Flow("foreign_saving(r)", "received", ("region",), lambda b: b.foreign_saving),
)
# Name -> indices, between which inputs, dimensions.
ELASTICITIES = {
    "sigma_top": ("j,r", "value added and intermediates", ("activity", "region")),
    "sigma_value_added": ("j,r", "factors", ("activity", "region")),
    "sigma_intermediate": ("j,r", "intermediates", ("activity", "region")),
    "sigma_domestic_import": ("i,d", "the domestic good and imports", ("sector", "region")),
    "sigma_import_source": ("i,d", "origins of imports", ("sector", "region")),
    "sigma_final": ("a,r", "goods that an agent buys", ("agent", "region")),
}


def unit_of(b: Benchmark) -> float:
    """A power of ten near the mean output."""
    return float(10.0 ** np.round(np.log10(b.output[b.output > 0].mean())))


def equations_of(b: Benchmark) -> int:
    """Equations of the model: those of each flow, sector, agent and factor that there is."""
    carried = _of_margins(b, "transport_supply", ("margin_sector", "region"))
    there = np.count_nonzero
    flows = 2 * there(b.sales) + there(b.value_added) + there(b.intermediate_use)
    flows += there(b.final_use) + there(carried)
    prices = there(b.value_added.sum(axis=0)) + there(b.intermediate_use.sum(axis=0))
    pairs = there(b.imports) + there(b.absorption) + there(b.spending) + there(carried.sum(axis=-1))
    factors = there(b.value_added.sum(axis=1))
    return int(flows + prices + 3 * there(b.output) + 2 * pairs + factors + b.spending.shape[1] + 1)
