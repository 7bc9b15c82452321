"""The accounts and the targets of an update as one system of sums over flows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from scipy import sparse

from calibration.balancing.system import System
from calibration.errors import InputError
from calibration.margins import MARGIN, MARGIN_SECTOR, SUPPLY
from calibration.updating.accounts import Accounts
from calibration.updating.targets import EXPORTS, GDP, Target

Array = np.ndarray


class Targeted:
    """Sums of an update: accounts that stay exact, and totals that are new.

    Parameters
    ----------
    accounts : Accounts
        Of the benchmark.
    targets : sequence of Target
        Of GDP and trade.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array
        (sum, cell); the targets are the last sums.
    total : numpy.ndarray
        (sum).
    before : numpy.ndarray
        What the targets were in the benchmark, million USD (target).

    Raises
    ------
    InputError
        For targets of what is zero in the benchmark.
    """

    def __init__(self, accounts: Accounts, targets: Sequence[Target]) -> None:
        self.accounts, self.targets = accounts, targets
        dataset = accounts.dataset
        self.regions = [str(label) for label in dataset["region"].to_numpy()]
        self.sectors = [str(label) for label in dataset["sector"].to_numpy()]
        held, names = self._held()
        aimed = self._aimed()
        self.before = aimed @ accounts.cells
        asked = [t.total(b) for t, b in zip(targets, self.before, strict=True)]
        _refuse(targets, self.before, asked)
        self.matrix = sparse.csr_array(sparse.vstack([*held, aimed]))
        self.names = [*names, *map(str, targets)]
        self.total = np.zeros(len(self.names))
        self.total[len(names) :] = asked

    @property
    def asked(self) -> Array:
        """The totals that are new, million USD (target)."""
        return self.total[len(self.total) - len(self.targets) :]

    def found(self, cells: Array) -> Array:
        """What the targets are with other flows, million USD (target)."""
        made: Array = self.matrix[len(self.total) - len(self.targets) :] @ cells
        return made

    # ------------------------------------------------------------------ sums
    def _held(self) -> tuple[list[sparse.csr_array], list[str]]:
        """Accounts that have to be zero, and what messages call them."""
        a = self.accounts
        kept = sparse.diags_array(1.0 - a.output_rate.ravel())
        places = [f"{sector} in {region}" for sector in self.sectors for region in self.regions]
        held = [kept @ a.made - a.paid]
        names = [f"cost = output of {place}" for place in places]
        if not a.by_user:
            held.append(a.supplied - a.used)
            names += [f"supply = use of {place}" for place in places]
        if SUPPLY in a.blocks:
            held.append(a.carried)
            modes = a.dataset[MARGIN_SECTOR].to_numpy()
            names += [f"world transport by {mode} sold = bought" for mode in modes]
        return held, names

    def _aimed(self) -> sparse.csr_array:
        """The sums of the targets (target, cell)."""
        a = self.accounts
        earned = a.earned
        whole = sparse.csr_array(
            np.kron(np.ones((1, len(self.sectors))), np.eye(len(self.regions)))
        )
        gdp = sparse.csr_array(whole @ earned + a.taxed)
        rows = []
        for target in self.targets:
            region = self.regions.index(target.region)
            if target.variable != GDP:
                rows.append(self._traded(target, region))
            elif target.sector:
                at = self.sectors.index(target.sector) * len(self.regions) + region
                rows.append(earned[[at]])
            else:
                rows.append(gdp[[region]])
        none = sparse.csr_array((0, len(a.cells)))
        return sparse.csr_array(sparse.vstack([none, *rows]))

    def _traded(self, target: Target, region: int) -> sparse.csr_array:
        """Exports at the border of the origin, or imports at that of the destination."""
        a = self.accounts
        sector, origin, destination = a.of_flow
        own, other = (origin, destination) if target.variable == EXPORTS else (destination, origin)
        chosen = (own == region) & (other != region)
        if target.sector:
            chosen &= sector == self.sectors.index(target.sector)
        if target.partner:
            chosen &= other == self.regions.index(target.partner)
        at = tuple(axis[chosen] for axis in a.of_flow)
        worth = 1.0 + a.added[at]
        if target.variable == EXPORTS:
            to_border = a.margin[MARGIN].sum(axis=0)[at] if MARGIN in a.margin else 0.0
            worth = 1.0 + a.export_rate[at] + to_border
        return a.sums([np.zeros(len(worth), dtype=int)], [a.flows.cells[chosen]], [worth], 1)

    # ------------------------------------------------------------------ problem
    def system(self) -> tuple[System, Array]:
        """Flows to find, from where they would be if nothing but GDP grew.

        Returns
        -------
        system : System
            Without sums that are empty, and without flows whose target is nothing.
        cells : numpy.ndarray
            Positions of its cells among all.
        """
        seed = self.grown()
        last = self.matrix[len(self.total) - len(self.targets) :]
        gone = np.unique(last[np.flatnonzero(self.asked == 0)].indices)
        cells = np.setdiff1d(np.arange(len(seed)), gone)
        matrix = sparse.csr_array(sparse.csc_array(self.matrix)[:, cells])
        rows = np.flatnonzero(np.diff(matrix.indptr))
        count = len(cells)
        names = [self.names[n] for n in rows]
        made = System(
            sparse.csr_array(matrix[rows]),
            self.total[rows],
            seed[cells],
            np.zeros(count),
            np.full(count, np.inf),
            np.ones(count),
            lambda row: names[row],
            lambda cell: self.cell_name(int(cells[cell])),
        )
        return made, cells

    def grown(self) -> Array:
        """Flows at the growth of GDP of whoever buys them, as far as it is given (cell).

        Factors and inputs grow with their activity, final purchases with their region, sales with
        their destination. Then supply is use everywhere, and only output is off what is sold.
        """
        a = self.accounts
        by_region = np.ones(len(self.regions))
        for target, ratio in zip(self.targets, self._ratios(), strict=True):
            if target.variable == GDP and not target.sector:
                by_region[self.regions.index(target.region)] = ratio
        by_activity = np.tile(by_region, (len(self.sectors), 1))
        for target, ratio in zip(self.targets, self._ratios(), strict=True):
            if target.variable == GDP and target.sector:
                at = self.sectors.index(target.sector), self.regions.index(target.region)
                by_activity[at] = ratio
        seed = a.cells.copy()
        for name, block in a.blocks.items():
            seed[block.cells] *= _growth(name, block.at, by_region, by_activity)
        return seed

    def _ratios(self) -> list[float]:
        pairs = zip(self.asked.tolist(), self.before.tolist(), strict=True)
        return [asked / before if before > 0 else 1.0 for asked, before in pairs]

    def cell_name(self, cell: int) -> str:
        """Variable and labels of a cell."""
        a = self.accounts
        name = next(n for n, b in a.blocks.items() if b.start <= cell < b.start + len(b.at[0]))
        array: xr.DataArray = a.dataset[name]
        block = a.blocks[name]
        at = (axis[cell - block.start] for axis in block.at)
        labels = (str(array[d].to_numpy()[n]) for d, n in zip(array.dims, at, strict=True))
        return f"{name} {' '.join(labels)}"


def _growth(name: str, at: tuple[Array, ...], by_region: Array, by_activity: Array) -> Array:
    """Growth of the flows of a variable at their positions."""
    count = len(by_activity)
    if name == "value_added":
        return np.asarray(by_activity[at[1], at[2]])
    if name == "intermediate_use":
        return np.asarray(by_activity[at[2], at[1]])
    if name == "sales_by_user":
        users = np.concatenate([by_activity, np.tile(by_region, (int(at[3].max()) + 1, 1))[count:]])
        return np.asarray(users[at[3], at[2]])
    region = {"sales": 2, "final_use": 1, "transport_supply": 1}[name]
    return np.asarray(by_region[at[region]])


def _refuse(targets: Sequence[Target], before: Array, asked: list[float]) -> None:
    """Totals of what is nothing in the benchmark, which nothing can be scaled to."""
    problems = [
        f"{target} is to be {total:.6g} million USD, but is {was:.6g} in the benchmark"
        for target, was, total in zip(targets, before, asked, strict=True)
        if not was > 0 and total > 0
    ]
    if problems:
        raise InputError(problems)
