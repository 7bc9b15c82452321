"""What must hold in a GTAP data base, in its own terms: profits, markets, trade, saving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.gtap.flows import Flows
from calibration.variables import AGENTS

Array = np.ndarray

TOLERANCE = 1e-5
"""Of the account: single precision explains a hundredth of it."""
OF_LARGEST = 1e-8
"""Of the largest account of its kind: less is rounding of a cell that is almost empty."""


@dataclass(frozen=True)
class Account:
    """How far an identity is from holding.

    Attributes
    ----------
    name, statement : str
        What it is about, and the identity in headers of version 7.
    gap, size : numpy.ndarray
        Left less right side, and how large they are, million USD.
    labels : tuple of list of str
        Along each dimension.
    needed : bool
        Whether the benchmark rests on it.
    """

    name: str
    statement: str
    gap: Array
    size: Array
    labels: tuple[list[str], ...]
    needed: bool = True

    @property
    def relative(self) -> float:
        """The largest gap, over the size of its account plus a trace of the largest one."""
        floor = OF_LARGEST / TOLERANCE * float(self.size.max(initial=0.0))
        return float((np.abs(self.gap) / np.maximum(self.size + floor, 1e-300)).max(initial=0.0))

    def problem(self) -> str:
        """What is wrong, with the largest gap; empty where it holds."""
        if not self.needed or self.relative <= TOLERANCE:
            return ""
        at = np.unravel_index(int(np.abs(self.gap).argmax()), self.gap.shape)
        where = " ".join(one[n] for one, n in zip(self.labels, at, strict=True))
        return (
            f"{self.name}: {self.statement} is off by {self.gap[at]:.6g} million USD at {where}, "
            f"of {self.size[at]:.6g}"
        )


def accounts(flows: Flows) -> Iterator[Account]:
    """Every identity that the headers at hand can be held against."""
    goods, regions = flows.goods, flows.regions
    if flows.output is not None:
        gap = flows.output - flows.sold
        statement = "MAKB = VDFB + VDPB + VDGB + VDIB + VXSB + VST"
        yield Account("market of a domestic good", statement, gap, flows.output, (goods, regions))
    if flows.output_supplied is not None:
        made = flows.output_supplied
        labels = (flows.activities, regions)
        yield Account("zero profit", "MAKS = VDFP + VMFP + EVFP", made - flows.cost, made, labels)
    landed = flows.imports.sum(axis=1)
    gap = landed - flows.imported.sum(axis=2)
    statement = "VMSB over origins = VMFB + VMPB + VMGB + VMIB"
    yield Account("market of an imported good", statement, gap, landed, (goods, regions))
    gap = flows.imports_cif - flows.exports_fob - flows.transport.sum(axis=0)
    labels_of_flows = (goods, regions, regions)
    yield Account("value of imports", "VCIF = VFOB + VTWR", gap, flows.imports_cif, labels_of_flows)
    carried = flows.transport.sum(axis=(1, 2, 3))
    gap, statement = flows.transport_sales.sum(axis=1) - carried, "VST over regions = VTWR"
    yield Account("international transport", statement, gap, carried, (flows.modes,))
    if flows.saving is not None and flows.depreciation is not None:
        invested = flows.paid[:, :, len(flows.activities) + AGENTS.index("investment")].sum(axis=0)
        gap = invested - flows.saving - flows.depreciation - foreign_saving(flows)
        statement = "VDIP + VMIP = SAVE + VDEP + imports cif - exports fob - VST"
        yield Account("saving and investment", statement, gap, invested, (regions,), False)


def foreign_saving(flows: Flows) -> Array:
    """Imports cif less exports fob and sales to international transport (region)."""
    imports = flows.imports_cif.sum(axis=(0, 1))
    sold = flows.exports_fob.sum(axis=(0, 2)) + flows.transport_sales.sum(axis=0)
    saved: Array = imports - sold
    return saved


def gross_domestic_product(flows: Flows) -> dict[str, Array]:
    """GDP by region from three sides, as in GTAP: spending, income, value added with taxes.

    Returns
    -------
    dict of str to numpy.ndarray
        ``expenditure``: purchases of agents, exports less imports. ``income``: factors as owners
        are paid, and all taxes. ``value_added``: output at basic prices less purchases of
        activities, with the taxes that are not part of it. Million USD (region).
    """
    agents = slice(len(flows.activities), None)
    spent = flows.paid[:, :, agents].sum(axis=(0, 2)) - foreign_saving(flows)
    taxes_on_goods = (flows.paid - flows.domestic - flows.imported).sum(axis=(0, 2))
    at_border = (flows.imports - flows.imports_cif).sum(axis=(0, 1))
    at_border = at_border + (flows.exports_fob - flows.exports).sum(axis=(0, 2))
    output_tax = (flows.sold - flows.cost).sum(axis=0)
    income_tax = (flows.factors_basic.sum(axis=1) - flows.factors_earned).sum(axis=0)
    factor_tax = (flows.factors_paid - flows.factors_basic).sum(axis=(0, 1))
    earned = flows.factors_earned.sum(axis=0)
    income = earned + income_tax + factor_tax + output_tax + taxes_on_goods + at_border
    used = flows.paid[:, :, : len(flows.activities)].sum(axis=(0, 2))
    added = flows.sold.sum(axis=0) - used + taxes_on_goods + at_border
    return {"expenditure": spent, "income": income, "value_added": added}
