"""Steps on sales and costs: re-exports, negative sales, idle industries, losses, tiny flows."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.cleaning.costs import EARNED, purchases, settled
from calibration.cleaning.step import Found, Step, Task, refuse
from calibration.errors import InputError
from calibration.readers.table import sold

Array = np.ndarray
_SALES = ("sector", "origin", "destination", "activity")
_FINAL = ("sector", "origin", "destination", "category")
OFF = "off"


# --- exports above output -------------------------------------------------------------------------


def _re_exports(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    home = _at_home(table)
    exports = _abroad(table, home)
    output = sold(table).transpose("sector", "origin")
    beyond = (exports - output).where(exports > output, 0.0)
    beyond = beyond.where(beyond > 1e-12 * exports, 0.0)
    if not bool((beyond != 0).any()):
        return table, Found()
    amounts = {"exports above output": beyond}
    if task.choice == "refuse":
        refuse(
            "re-exports", amounts, "are not made there", "write --clean re-exports=name or scale"
        )
    if task.choice == "name":
        return table, Found(
            "left as they are: negative sales at home, which later steps treat", amounts
        )
    return settled(_scaled(table, home, beyond != 0)), Found(
        "exports scaled to output, negative sales at home set to zero", amounts
    )


def _at_home(table: xr.Dataset) -> xr.DataArray:
    names = [str(label) for label in table["origin"].to_numpy()]
    return xr.DataArray(np.eye(len(names), dtype=bool), {"origin": names, "destination": names},
                        ("origin", "destination"))  # fmt: skip


def _abroad(table: xr.Dataset, home: xr.DataArray) -> xr.DataArray:
    """Exports (sector, origin), million USD."""
    to_industries = table["intermediate"].where(~home, 0.0).sum(("destination", "activity"))
    to_demand = table["final"].where(~home, 0.0).sum(("destination", "category"))
    return (to_industries + to_demand).transpose("sector", "origin")


def _scaled(table: xr.Dataset, home: xr.DataArray, which: xr.DataArray) -> xr.Dataset:
    """Exports of some goods such that, without negative sales at home, output is what it was."""
    output, exports = sold(table), _abroad(table, home)
    flows = {name: table[name] for name in ("intermediate", "final")}
    kept = {k: v.where(~(which & home & (v < 0)), 0.0) for k, v in flows.items()}
    at_home = sum(
        v.where(home, 0.0).sum(("destination", user))
        for v, user in ((kept["intermediate"], "activity"), (kept["final"], "category"))
    )
    factor = ((output - at_home) / exports).where(which, 1.0).clip(min=0.0)
    made = {k: v.where(home, v * factor).transpose(*table[k].dims) for k, v in kept.items()}
    return table.assign({k: v.assign_attrs(table[k].attrs) for k, v in made.items()})


RE_EXPORTS = Step(
    "re-exports", "exports above output",
    "Goods that an economy exports beyond what it makes, against negative sales at home.",
    {
        "name": "name them and leave them to the steps on negative sales and demand",
        "scale": "scale exports to output and set the negative sales at home to zero",
        "refuse": "refuse them",
    },
    "name", _re_exports,
)  # fmt: skip


# --- negative sales between industries ------------------------------------------------------------


def _not_negative(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    flows = table["intermediate"]
    below = flows.where(flows < 0, 0.0)
    if not bool((below != 0).any()):
        return table, Found()
    amounts = {"sales": below}
    if task.choice == "refuse":
        refuse("sales", amounts, "are negative", "write --clean sales=turn to treat them")
    if task.choice == "zero":
        made = settled(table.assign(intermediate=flows.clip(min=0.0)))
        return made, Found("set to zero, value added takes the difference", amounts)
    made = settled(table.assign(intermediate=_turned(flows)))
    return made, Found("turned into sales in the other direction", amounts)


def _turned(flows: xr.DataArray) -> xr.DataArray:
    """Negative sales as positive ones of the buyer's good to the seller's industry.

    Both industries sell and buy as much more, so no value added changes. What an industry sells to
    itself in the negative is set to zero, which does the same.
    """
    order = ("origin", "sector", "destination", "activity")
    values = flows.transpose(*order).to_numpy()
    size = values.shape[0] * values.shape[1]
    square = values.reshape(size, size)
    back = np.where(square < 0, -square, 0.0).T
    np.fill_diagonal(back, 0.0)
    turned = (np.maximum(square, 0.0) + back).reshape(values.shape)
    return flows.transpose(*order).copy(data=turned).transpose(*flows.dims)


SALES = Step(
    "sales", "negative sales between industries",
    "A by-product booked as a negative input of another industry, or an error.",
    {
        "turn": "turn them into sales of the buyer to the seller; value added stays",
        "zero": "set them to zero; value added takes the difference",
        "refuse": "refuse them",
    },
    "turn", _not_negative,
)  # fmt: skip


# --- industries that sell nothing -----------------------------------------------------------------


def _idle(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    made = sold(table).rename(origin="region", sector="activity").transpose("activity", "region")
    paid = abs(table["primary"]).sum("primary_input").transpose("activity", "region")
    idle = (made <= 0) & ((purchases(table) != 0) | (paid > 0))
    if not bool(idle.any()):
        return table, Found()
    buyer = idle.rename(region="destination")
    bought = table["intermediate"].where(buyer, 0.0)
    amounts = {"inputs": bought} if bool((bought != 0).any()) else {
        "value added": paid.where(idle, 0.0)
    }  # fmt: skip
    if task.choice == "refuse":
        refuse(
            "idle", amounts, "are of an industry that sells nothing", "write --clean idle=invest"
        )
    final = table["final"]
    if task.choice == "invest":
        final = _invested(final, bought.sum("activity"), task)
    kept = table.assign(
        intermediate=table["intermediate"].where(~buyer, 0.0),
        final=final,
        primary=table["primary"].where(~idle, 0.0).transpose(*table["primary"].dims),
    )
    did = "inputs are investment" if task.choice == "invest" else "inputs are dropped"
    return settled(kept), Found(f"{did}, payments to factors are dropped", amounts)


def _invested(final: xr.DataArray, bought: xr.DataArray, task: Task) -> xr.DataArray:
    """Final demand with more bought by the investor, or by the household where there is none."""
    labels = [str(label) for label in final["category"].to_numpy()]
    buyer = next(
        label
        for agent in ("investment", "household", "government")
        for label in labels
        if task.agents[label] == agent
    )
    more = final.copy()
    where = {"category": buyer}
    more.loc[where] = more.sel(where) + bought.transpose(*more.sel(where).dims)
    return more


IDLE = Step(
    "idle", "industries that sell nothing and buy inputs",
    "An industry without output has no coefficients.",
    {
        "invest": "what it buys is bought by investment, as work in progress",
        "drop": "what it buys is dropped; its suppliers make less",
        "refuse": "refuse it",
    },
    "invest", _idle,
)  # fmt: skip


# --- losses ---------------------------------------------------------------------------------------


def _losses(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    primary = table["primary"]
    below = primary.sel(primary_input=list(EARNED))
    below = below.where(below < 0, 0.0)
    if not bool((below != 0).any()):
        return table, Found()
    amounts = {"value added": below}
    if task.choice == "refuse":
        refuse("losses", amounts, "is negative", "write --clean losses=subsidy to treat it")
    treated = primary.copy()
    treated.loc[{"primary_input": list(EARNED)}] = treated.sel(primary_input=list(EARNED)).clip(
        min=0.0
    )
    where = {"primary_input": "output_tax"}
    treated.loc[where] = treated.sel(where) + below.sum("primary_input")
    return table.assign(primary=treated), Found("taken as a subsidy on production", amounts)


LOSSES = Step(
    "losses", "negative value added",
    "A loss: what factors earn is below zero.",
    {
        "subsidy": "the loss is paid by a subsidy on production, so flows stay",
        "refuse": "refuse it",
    },
    "subsidy", _losses,
)  # fmt: skip


# --- flows next to nothing ------------------------------------------------------------------------


def _tiny(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    if task.choice == OFF:
        return table, Found()
    limit = _share(task.choice)
    made = sold(table)
    amounts, kept = {}, {}
    for name, what in (("intermediate", "sales"), ("final", "final demand")):
        flows = table[name]
        bought = flows.sum(("sector", "origin"))
        small = (np.abs(flows) < limit * made) & (np.abs(flows) < limit * bought)
        amounts[what] = flows.where(small, 0.0)
        kept[name] = flows.where(~small, 0.0).transpose(*flows.dims)
    if not any(bool((amount != 0).any()) for amount in amounts.values()):
        return table, Found()
    did = f"flows below {limit:g} of the seller's output and of the buyer's purchases set to zero"
    return settled(table.assign(kept)), Found(did, amounts)


def _share(choice: str) -> float:
    try:
        limit = float(choice)
    except ValueError:
        limit = np.nan
    if not 0 < limit < 1:
        raise InputError(f"tiny: '{choice}' is neither '{OFF}' nor a share between 0 and 1")
    return limit


TINY = Step(
    "tiny", "flows next to nothing",
    "Flows that are small to their seller and to their buyer, mostly estimates.",
    {OFF: "keep them"}, OFF, _tiny,
    {"SHARE": "set to zero what is less than this share of the seller's output and of what the "
     "user buys"},
)  # fmt: skip
