"""What a reader of a result should know before citing it: tariffs on services, indices, saving."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import xarray as xr

from cge.analysis.accounts import Accounts
from cge.analysis.statistics import BENCHMARK, EXPERIMENT, indices_apart

# Laspeyres over Paasche, or the reverse, less 1: beyond this Fisher's index says little.
APART = 0.05
# Regions whose inflow of capital is named, those that it moves most in.
NAMED = 5


def cautions_of_results(
    data: xr.Dataset, with_tariffs: Iterable[str] = (), with_saving: Iterable[str] = ()
) -> list[str]:
    """Cautions on the solutions of a result.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.
    with_tariffs
        Experiments with a shock to tariffs that names no sector.
    with_saving
        Experiments with a shock to foreign saving.
    """
    before = data.sel({EXPERIMENT: BENCHMARK}, drop=True)
    apart = indices_apart(data)
    found: list[str] = []
    for label in map(str, apart[EXPERIMENT].to_numpy()):
        here = data.sel({EXPERIMENT: label}, drop=True)
        said = [*_indices(apart.sel({EXPERIMENT: label}))]
        said += _tariffs(before, here) if label in with_tariffs else ()
        said += _saving(before, here) if label in with_saving else ()
        found += [f"experiment '{label}': {text}" for text in said]
    return found


def tariffs_on_new_sectors(before: xr.Dataset, after: xr.Dataset) -> xr.DataArray:
    """Share in what added tariffs bring of the sectors that bear none in the benchmark.

    Parameters
    ----------
    before, after
        The benchmark and one experiment.

    Returns
    -------
    xarray.DataArray
        By sector, of those on which some tariff rises from none; empty where no sector has
        tariffs in the benchmark.
    """
    foreign = before.origin != before.destination
    flows = ["origin", "destination"]
    bears = ((before.tariff_power != 1) & foreign & (before.trade > 0)).any(flows)
    added = (after.tariff_power - before.tariff_power).clip(min=0).where(foreign, 0.0)
    brings = (added * Accounts(after).dutiable_price * after.trade).sum(flows)
    new = (~bears & (brings > 0) & bears.any()).to_numpy()
    share: xr.DataArray = (brings / brings.sum()).isel(sector=np.flatnonzero(new))
    return share


def _tariffs(before: xr.Dataset, after: xr.Dataset) -> Iterator[str]:
    share = tariffs_on_new_sectors(before, after)
    if share.size:
        names = ", ".join(map(str, share.sector.to_numpy()))
        yield (
            f"tariffs that name no sector reach {names} too, which bear none in the data and bring "
            f"{100 * float(share.sum()):.0f} % of the added receipts; 'sector:' leaves them out"
        )


def _indices(apart: xr.Dataset) -> Iterator[str]:
    for name, gap in apart.data_vars.items():
        worst = int(np.argmax(gap.to_numpy()))
        largest = float(gap[worst])
        if largest > APART:
            yield (
                f"Laspeyres and Paasche indices of {name} part by {100 * largest:.0f} % "
                f"({gap.region.to_numpy()[worst]}); Fisher's lies between them, and none is exact"
            )


def _saving(before: xr.Dataset, after: xr.Dataset) -> Iterator[str]:
    """What becomes of the foreign saving that an experiment sets, in one sentence."""
    wished = after.foreign_saving * Accounts(after).price_world
    moved = (after.foreign_saving != before.foreign_saving).to_numpy()
    regions = after.region.to_numpy()[moved]
    old, new, asked = (
        a.transpose("region").to_numpy()[moved]
        for a in (before.capital_inflow, after.capital_inflow, wished)
    )
    if not regions.size:
        return
    largest = np.argsort(-np.abs(new - old), kind="stable")
    said = [f"{regions[n]} from {old[n]:,.0f} to {new[n]:,.0f}" for n in largest[:NAMED]]
    more = f" and {len(largest) - NAMED} regions more" if len(largest) > NAMED else ""
    text = f"capital_inflow goes, in million USD: {', '.join(said)}{more}"
    if not np.allclose(new, asked, rtol=1e-6, atol=0.5):
        text += (
            "; these are not what foreign_saving is set to: what regions set does not sum to zero "
            "over the world, and all share the difference by income"
        )
    yield text
