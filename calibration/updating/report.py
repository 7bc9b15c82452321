"""What an update moved, and how well it meets its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from calibration.balancing.system import largest
from calibration.inter_industry.inequality import gdp
from calibration.updating.accounts import Accounts
from calibration.updating.carry import emitted
from calibration.updating.system import Targeted
from calibration.updating.targets import EMISSIONS, KINDS, Target
from calibration.variables import own_dims, present

Array = np.ndarray

LISTED = 10  # flows, and regions


@dataclass(frozen=True)
class UpdateReport:
    """What an update moved, and how well it meets its targets; printed, it is a short text.

    Attributes
    ----------
    year : int
        Of the targets.
    steps : int
        Newton steps.
    miss : float
        Largest relative gap of a target.
    closing : float
        Largest relative change of purchases and factor incomes when accounts were closed.
    targets : pandas.DataFrame
        A row a target: `variable`, `region`, `sector`, `partner`, `before`, `target`, `after`,
        `change` (%), `unit`, `source`.
    regions : pandas.DataFrame
        By region, before and after: `gdp` (million USD), `deficit` (foreign saving, % of GDP),
        `co2` (Mt, of activities and households).
    flows : pandas.DataFrame
        By variable: `sum` (before), `growth` (%), `moved`: absolute changes beyond the growth of
        GDP of whoever buys, over the sum, %.
    largest : pandas.DataFrame
        Flows that moved most beyond that growth: `flow`, `grown`, `updated`, `change`.
    """

    year: int
    steps: int
    miss: float
    closing: float
    targets: pd.DataFrame
    regions: pd.DataFrame
    flows: pd.DataFrame
    largest: pd.DataFrame

    def __str__(self) -> str:
        """The report as text."""
        told = self.targets.drop(columns=["source"])
        large = self.regions.nlargest(LISTED, "gdp before")
        parts = [
            f"Updated to {self.year} in {self.steps} steps; targets are met to {self.miss:.1e}",
            told.to_string(index=False, float_format=lambda x: f"{x:,.2f}"),
            "Flows, million USD; moved: beyond the growth of GDP of whoever buys",
            self.flows.to_string(float_format=lambda x: f"{x:,.2f}"),
            "Flows that moved most, million USD",
            self.largest.to_string(index=False, float_format=lambda x: f"{x:,.1f}"),
            "Largest regions: GDP, million USD; deficit, % of GDP; CO2, Mt",
            large.to_string(float_format=lambda x: f"{x:,.2f}"),
        ]
        return "\n\n".join(parts)


def report_of(
    aim: Targeted, made: xr.Dataset, targets: Sequence[Target], steps: int, closing: float
) -> UpdateReport:
    """Compare an updated benchmark with the one it came from.

    Parameters
    ----------
    aim : Targeted
        Accounts of the benchmark, and its targets of flows.
    made : xarray.Dataset
        The updated benchmark, closed.
    targets : sequence of Target
        All, in their order.
    steps : int
        Newton steps.
    closing : float
        Largest relative change when accounts were closed.
    """
    table = _targets(aim, made, targets)
    gap = (table["after"] - table["target"]).abs()
    size = table["target"].abs()
    return UpdateReport(
        year=targets[0].year,
        steps=steps,
        miss=float((gap / size.where(size > 0, 1.0)).max()),
        closing=closing,
        targets=table,
        regions=_regions(aim.accounts, made),
        flows=_flows(aim, made),
        largest=_largest(aim, made),
    )


def _targets(aim: Targeted, made: xr.Dataset, targets: Sequence[Target]) -> pd.DataFrame:
    flows = {t.key: n for n, t in enumerate(aim.targets)}
    found = aim.found(_cells(aim.accounts, made))
    place = {label: n for n, label in enumerate(aim.regions)}
    before, after = emitted(aim.accounts.values), emitted(_values(made))
    rows = []
    for target in targets:
        if target.variable == EMISSIONS:
            at = place[target.region]
            was, now = float(before[at]), float(after[at])
        else:
            was, now = aim.before[flows[target.key]], found[flows[target.key]]
        rows.append(
            {
                "variable": target.variable,
                "region": target.region,
                "sector": target.sector,
                "partner": target.partner,
                "before": was,
                "target": target.total(was),
                "after": now,
                "change": 100 * (now / was - 1) if was else 0.0,
                "unit": KINDS[target.variable][0],
                "source": target.source,
            }
        )
    return pd.DataFrame(rows)


def _values(dataset: xr.Dataset) -> dict[str, Array]:
    return {n: dataset[n].transpose(*own_dims(n, dataset[n])).to_numpy() for n in present(dataset)}


def _cells(accounts: Accounts, made: xr.Dataset) -> Array:
    """Flows of another benchmark with the same ones (cell)."""
    values = _values(made)
    return np.concatenate([values[name][block.at] for name, block in accounts.blocks.items()])


def _regions(accounts: Accounts, made: xr.Dataset) -> pd.DataFrame:
    found: dict[str, Array] = {}
    for when, data in (("before", accounts.dataset), ("after", made)):
        total = gdp(data).to_numpy()
        found[f"gdp {when}"] = total
        found[f"deficit {when}"] = 100 * data["foreign_saving"].to_numpy() / total
        found[f"co2 {when}"] = emitted(_values(data))
    index = pd.Index([str(label) for label in made["region"].to_numpy()], name="region")
    columns = [
        f"{what} {when}" for what in ("gdp", "deficit", "co2") for when in ("before", "after")
    ]
    return pd.DataFrame(found, index=index)[columns]


def _flows(aim: Targeted, made: xr.Dataset) -> pd.DataFrame:
    accounts = aim.accounts
    grown, new = aim.grown(), _cells(accounts, made)
    rows = {}
    for name, block in accounts.blocks.items():
        was, would, now = (each[block.cells] for each in (accounts.cells, grown, new))
        rows[name] = {
            "sum": was.sum(),
            "growth": 100 * (now.sum() / was.sum() - 1),
            "moved": 100 * np.abs(now - would).sum() / was.sum(),
        }
    return pd.DataFrame(rows).T.rename_axis("variable")


def _largest(aim: Targeted, made: xr.Dataset) -> pd.DataFrame:
    grown, new = aim.grown(), _cells(aim.accounts, made)
    change = new - grown
    most = largest(change, LISTED)
    rows = [
        {
            "flow": aim.cell_name(int(n)),
            "grown": grown[n],
            "updated": new[n],
            "change": change[n],
        }
        for n in most
    ]
    return pd.DataFrame(rows)
