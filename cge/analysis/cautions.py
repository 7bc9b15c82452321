"""What a reader of a result should know before citing it: tariffs on services, indices, saving."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from cge.analysis.accounts import Accounts
from cge.analysis.indices import indices_apart
from cge.symbols.named import Labelled, NamedArray, NamedArrays

# Laspeyres over Paasche, or the reverse, less 1: beyond this Fisher's index says little.
APART = 0.05
# Regions whose inflow of capital is named, those that it moves most in.
NAMED = 5


def cautions_of_results(
    before: NamedArrays,
    after: Mapping[str, NamedArrays],
    with_tariffs: Iterable[str] = (),
    with_saving: Iterable[str] = (),
) -> list[str]:
    """Cautions on the solutions of a result.

    Parameters
    ----------
    before, after
        The benchmark, and every experiment by its label.
    with_tariffs
        Experiments with a shock to tariffs that names no sector.
    with_saving
        Experiments with a shock to foreign saving.
    """
    old = Accounts(before)
    found: list[str] = []
    for label, here in after.items():
        new = Accounts(here)
        said = [*_indices(indices_apart(old, new))]
        said += _tariffs(old, new) if label in with_tariffs else ()
        said += _saving(old, new) if label in with_saving else ()
        found += [f"experiment '{label}': {text}" for text in said]
    return found


def tariffs_on_new_sectors(before: Accounts[Labelled], after: Accounts[Labelled]) -> Labelled:
    """Share in what added tariffs bring of the sectors that bear none in the benchmark.

    Parameters
    ----------
    before, after
        The benchmark and one experiment.

    Returns
    -------
    array
        By sector, of those on which some tariff rises from none; empty where no sector has
        tariffs in the benchmark.
    """
    old, new = before.s, after.s
    foreign = old.origin != old.destination
    flows = ["origin", "destination"]
    bears = ((old.tariff_power != 1) & foreign & (old.trade > 0)).any(flows)
    added = (new.tariff_power - old.tariff_power).clip(min=0).where(foreign, 0.0)
    brings: Labelled = (added * after.dutiable_price * new.trade).sum(flows)
    fresh = (~bears & (brings > 0) & bears.any()).to_numpy()
    total = brings.sum()
    return (brings / total.where(total > 0, 1.0)).isel(sector=np.flatnonzero(fresh))


def _tariffs(before: Accounts[NamedArray], after: Accounts[NamedArray]) -> Iterator[str]:
    share = tariffs_on_new_sectors(before, after)
    if share.to_numpy().size:
        names = ", ".join(map(str, share["sector"].to_numpy()))
        yield (
            f"tariffs that name no sector reach {names} too, which bear none in the data and bring "
            f"{100 * float(share.sum()):.0f} % of the added receipts; 'sector:' leaves them out"
        )


def _indices(apart: Mapping[str, NamedArray]) -> Iterator[str]:
    for name, gap in apart.items():
        gaps = np.nan_to_num(gap.to_numpy(), nan=np.inf)
        worst = int(np.argmax(gaps))
        largest = float(gaps[worst])
        if largest > APART:
            region = gap["region"].to_numpy()[worst]
            yield (
                f"Laspeyres and Paasche indices of {name} part by {100 * largest:.0f} % "
                f"({region}); Fisher's lies between them, and none is exact"
            )


def _saving(before: Accounts[NamedArray], after: Accounts[NamedArray]) -> Iterator[str]:
    """What becomes of the foreign saving that an experiment sets, in one sentence."""
    wished = after.s.foreign_saving * after.price_world
    moved = (after.s.foreign_saving != before.s.foreign_saving).to_numpy()
    regions = after.s.region.to_numpy()[moved]
    old, new, asked = (
        a.transpose("region").to_numpy()[moved]
        for a in (before.s.capital_inflow, after.s.capital_inflow, wished)
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
