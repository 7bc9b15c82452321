"""The accounts of a benchmark as sums over its flows, tax rates and margins per flow being kept.

Every tax is a rate times a flow and every margin so much per flow, so each account and each total
that a target may name is a linear sum over the flows that are left: sales (by user, where the data
tell users apart), purchases, payments to factors, and sales to world transport.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy import sparse

from calibration.margins import MARGIN, SUPPLY, TRANSPORT, margin_sectors, margins_of_flows
from calibration.sourcing import SALES, landed_power
from calibration.variables import own_dims, present

Array = np.ndarray

USE, FINAL, ADDED = "intermediate_use", "final_use", "value_added"
NEGLIGIBLE = 1e-12
"""Coefficients below this are rounding: of output that a tax takes in full, nothing is left."""


@dataclass(frozen=True)
class Block:
    """The flows of one variable that are not zero, among all cells.

    Attributes
    ----------
    start : int
        Position of the first.
    at : tuple of numpy.ndarray
        Positions in the array of the variable, one array a dimension.
    shape : tuple of int
        Of that array.
    """

    start: int
    at: tuple[Array, ...]
    shape: tuple[int, ...]

    @property
    def cells(self) -> Array:
        """Positions among all cells."""
        return np.arange(self.start, self.start + len(self.at[0]))


class Accounts:
    """Flows of a benchmark as cells, and its accounts as sums over them.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark.

    Attributes
    ----------
    values : dict
        Arrays of the benchmark in the order of `calibration.variables.KNOWN`.
    blocks : dict
        Cells of each variable that is one.
    cells : numpy.ndarray
        Million USD (cell).
    made, paid : scipy.sparse.csr_array
        Output of activities, and cost before the tax on output (activity and region, cell).
    supplied : scipy.sparse.csr_array
        Supply of goods at landed prices (sector and destination, cell).
    taxed : scipy.sparse.csr_array
        Taxes on products, tariffs and taxes on exports (region, cell).
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset
        self.values = {
            n: dataset[n].transpose(*own_dims(n, dataset[n])).to_numpy() for n in present(dataset)
        }
        self.by_user = SALES in self.values
        self.sectors, self.regions = dataset.sizes["sector"], dataset.sizes["region"]
        self._set_blocks()
        self._set_rates()
        self.made, self.paid = self._made(), self._paid()
        self.supplied = self._supplied()
        self.taxed = self._taxed()

    # ------------------------------------------------------------------ cells
    def _set_blocks(self) -> None:
        names = [SALES, ADDED] if self.by_user else ["sales", USE, FINAL, ADDED]
        names += [SUPPLY] if SUPPLY in self.values else []
        self.blocks, parts, start = {}, [], 0
        for name in names:
            at = np.nonzero(self.values[name] > 0)
            self.blocks[name] = Block(start, at, self.values[name].shape)
            parts.append(self.values[name][at])
            start += len(at[0])
        self.cells = np.concatenate(parts)
        self.flows = self.blocks[SALES if self.by_user else "sales"]
        self.of_flow = self.flows.at[:3]  # sector, origin, destination

    def array(self, name: str, cells: Array) -> Array:
        """The array of a variable that is made of cells."""
        block = self.blocks[name]
        made = np.zeros(block.shape)
        made[block.at] = cells[block.cells]
        return made

    # ------------------------------------------------------------------ rates
    def _set_rates(self) -> None:
        v = self.values
        sales = v["sales"]
        self.added = _ratio(v["export_tax"] + margins_of_flows(v), sales)
        self.power = landed_power(sales, self.added * sales, v["tariff_revenue"])
        self.export_rate = _ratio(v["export_tax"], sales)
        self.margin = {n: _ratio(v[n], sales[None]) for n in (MARGIN, TRANSPORT) if n in v}
        self.rate = {
            "intermediate": _ratio(v["intermediate_tax"], v[USE]),
            "final": _ratio(v["final_tax"], v[FINAL]),
            "factor": _ratio(v.get("factor_tax", np.zeros_like(v[ADDED])), v[ADDED]),
        }
        output = sales.sum(axis=2)
        if MARGIN in v:
            at = margin_sectors(self.dataset)
            output[at] += v[MARGIN].sum(axis=(1, 3)) + v.get(SUPPLY, 0.0)
        self.output_rate = _ratio(v["output_tax"], output)

    # ------------------------------------------------------------------ sums
    def sums(
        self, rows: list[Array], cells: list[Array], parts: list[Array], count: int
    ) -> sparse.csr_array:
        """A matrix of sums from its coefficients, of which those of one place are added up."""
        found = sparse.coo_array(
            (np.concatenate(parts), (np.concatenate(rows), np.concatenate(cells))),
            shape=(count, len(self.cells)),
        ).tocsr()
        found.data[np.abs(found.data) < NEGLIGIBLE] = 0.0
        found.eliminate_zeros()
        return found

    def _place(self, sector: Array, region: Array) -> Array:
        """Position of a sector in a region among the rows of accounts."""
        found: Array = sector * self.regions + region
        return found

    def _made(self) -> sparse.csr_array:
        sector, origin, _ = self.of_flow
        cells = self.flows.cells
        rows, columns, parts = [self._place(sector, origin)], [cells], [np.ones(len(cells))]
        suppliers = margin_sectors(self.dataset) if self.margin else []
        for k, supplier in enumerate(suppliers):
            rows.append(self._place(np.full_like(origin, supplier), origin))
            columns.append(cells)
            parts.append(self.margin[MARGIN][k][self.of_flow])
        if SUPPLY in self.blocks:
            mode, region = self.blocks[SUPPLY].at
            rows.append(self._place(np.array(suppliers)[mode], region))
            columns.append(self.blocks[SUPPLY].cells)
            parts.append(np.ones(len(mode)))
        return self.sums(rows, columns, parts, self.sectors * self.regions)

    def _paid(self) -> sparse.csr_array:
        factor, activity, region = self.blocks[ADDED].at
        rows, columns = [self._place(activity, region)], [self.blocks[ADDED].cells]
        parts = [1.0 + self.rate["factor"][factor, activity, region]]
        if self.by_user:
            sector, _, destination, user = self.flows.at
            bought = user < self.sectors
            i, d, j = sector[bought], destination[bought], user[bought]
            power = self.power[tuple(at[bought] for at in self.of_flow)]
            cells = self.flows.cells[bought]
        else:
            i, d, j = self.blocks[USE].at
            power, cells = np.ones(len(i)), self.blocks[USE].cells
        rows.append(self._place(j, d))
        columns.append(cells)
        parts.append(power * (1.0 + self.rate["intermediate"][i, d, j]))
        return self.sums(rows, columns, parts, self.sectors * self.regions)

    def _supplied(self) -> sparse.csr_array:
        sector, _, destination = self.of_flow
        rows, power = self._place(sector, destination), self.power[self.of_flow]
        return self.sums([rows], [self.flows.cells], [power], self.sectors * self.regions)

    @property
    def used(self) -> sparse.csr_array:
        """Use of goods at landed prices, where sales by user do not say it themselves."""
        blocks = [self.blocks[USE], self.blocks[FINAL]]
        rows = [self._place(block.at[0], block.at[1]) for block in blocks]
        parts = [np.ones(len(block.at[0])) for block in blocks]
        return self.sums(rows, [b.cells for b in blocks], parts, self.sectors * self.regions)

    def _taxed(self) -> sparse.csr_array:
        _, origin, destination = self.of_flow
        power, added = self.power[self.of_flow], self.added[self.of_flow]
        cells = self.flows.cells
        rows, columns = [origin, destination], [cells, cells]
        parts = [self.export_rate[self.of_flow], power - 1.0 - added]
        if self.by_user:
            sector, _, _, user = self.flows.at
            rate = np.concatenate([self.rate["intermediate"], self.rate["final"]], axis=2)
            rows.append(destination)
            columns.append(cells)
            parts.append(power * rate[sector, destination, user])
        else:
            for name, kind in ((USE, "intermediate"), (FINAL, "final")):
                block = self.blocks[name]
                rows.append(block.at[1])
                columns.append(block.cells)
                parts.append(self.rate[kind][block.at])
        return self.sums(rows, columns, parts, self.regions)

    @property
    def earned(self) -> sparse.csr_array:
        """Value added at basic prices: factors, their taxes and that on output (see `made`)."""
        factor, activity, region = self.blocks[ADDED].at
        rate = self.rate["factor"][factor, activity, region]
        rows, cells = self._place(activity, region), self.blocks[ADDED].cells
        factors = self.sums([rows], [cells], [1.0 + rate], self.sectors * self.regions)
        return sparse.csr_array(factors + sparse.diags_array(self.output_rate.ravel()) @ self.made)

    @property
    def carried(self) -> sparse.csr_array:
        """What suppliers of world transport sell less what flows need (margin sector, cell)."""
        block, cells = self.blocks[SUPPLY], self.flows.cells
        modes = block.shape[0]
        needs = [self.margin[TRANSPORT][k][self.of_flow] for k in range(modes)]
        rows = [block.at[0], *(np.full(len(cells), k) for k in range(modes))]
        columns = [block.cells, *([cells] * modes)]
        parts = [np.ones(len(block.at[0])), *(-need for need in needs)]
        return self.sums(rows, columns, parts, modes)


def _ratio(part: Array, whole: Array) -> Array:
    shape = np.broadcast(part, whole).shape
    return np.divide(part, whole, out=np.zeros(shape), where=np.broadcast_to(whole > 0, shape))
