"""What other tables say of the partners in each service, as multipliers of a seed.

The multiplier of a pair is how much more it trades of one service than of all services, where
both are seen beside what exports of the one and imports of the other would lead to expect. So it
says nothing of the pair's total, which the tables of 2022 give, and nothing of the size of either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.balancing.ras import Margin, fit_margins
from data.build.oecd_icio_2022.labels import REST_OF_WORLD

Array = np.ndarray

FOLDER = Path(__file__).parent / "concordances"
PRIORS = FOLDER / "services_priors.csv"
DOUBTFUL = FOLDER / "services_doubtful.csv"

# Million USD added to a flow and to what was expected of it, an assumption: cells are rounded to 1,
# and half of them are zero. The miss of 2014 moves by less than 0.01 from 20 to 300.
SHRINKAGE = 100.0
# A pair trades at most so many times more, or less, of a service than of all: an assumption, which
# lowers the miss of 2014 in every service with a prior but business services, by little there.
BOUND = 4.0
# Sections of the industries of the release of 2016 that are services.
SERVICES = "DEFGHIJKLMNOPQRST"


@dataclass(frozen=True)
class Priors:
    """Multipliers of a seed, and which of them are known pair by pair.

    Attributes
    ----------
    multiplier : (service, origin, destination)
        One where nothing is known.
    by_pair : (service, origin, destination)
        Whether both economies are in the source by name; others share the row of its ROW.
    """

    multiplier: Array
    by_pair: Array


@dataclass(frozen=True)
class Flows:
    """Flows of one source (industry, origin, destination), ROW last, none of an economy to itself.

    Attributes
    ----------
    economies, industries : list of str
    flow : (industry, origin, destination)
        Million USD.
    """

    economies: list[str]
    industries: list[str]
    flow: Array

    def of(self, industries: str) -> Array:
        """Flows of industries joined by a plus sign."""
        at = [self.industries.index(name) for name in industries.split("+")]
        return np.asarray(self.flow[at].sum(axis=0))


def read_priors(source: Path, services: list[str], regions: list[str]) -> Priors:
    """Multipliers from the tables of 2011 (all uses) and of 2014 (final use only).

    The two are averaged in logarithms; 2014 weighs what final use is of trade in the service, and
    the blend is damped by the weight in `concordances/services_priors.csv`.
    """
    all_uses = read_2011(source / "services-bilateral-wiod-2011" / "services_bilateral_2011.csv")
    final_use, share = read_2014(source / "wiod-2016-release-2014" / "wiot2014_partial.npz")
    shape = (len(services), len(regions), len(regions))
    multiplier, by_pair = np.ones(shape), np.zeros(shape, dtype=bool)
    named = np.isin(regions, [e for e in all_uses.economies if e != REST_OF_WORLD])
    for line in pd.read_csv(PRIORS).itertuples():
        n = services.index(line.industry)
        earlier = spread(excess(all_uses, line.wiod_2011), all_uses.economies, regions)
        later = spread(excess(final_use, line.wiod_2014), final_use.economies, regions)
        final = share(line.wiod_2014)
        multiplier[n] = (earlier ** (1.0 - final) * later**final) ** line.weight
        by_pair[n] = np.outer(named, named) & ~np.eye(len(regions), dtype=bool)
    for line in pd.read_csv(DOUBTFUL).itertuples():
        cell = services.index(line.industry), *map(regions.index, (line.exporter, line.importer))
        multiplier[cell], by_pair[cell] = 1.0, False
    return Priors(multiplier, by_pair)


def excess(flows: Flows, industries: str) -> Array:
    """How much more than of all services a pair trades of one: (origin, destination)."""
    own, every = flows.of(industries), flows.flow.sum(axis=0)
    return np.clip(_affinity(own) / _affinity(every), 1.0 / BOUND, BOUND)


def _affinity(flow: Array) -> Array:
    """Flows over what their margins lead to expect, both raised by the shrinkage."""
    return np.asarray((flow + SHRINKAGE) / (expected(flow) + SHRINKAGE))


def expected(flow: Array) -> Array:
    """Flows with the same exports and imports and no affinities, none of an economy to itself."""
    exports, imports = flow.sum(axis=1), flow.sum(axis=0)
    if not flow.any():
        return np.zeros_like(flow)
    seed = np.outer(exports, imports) / flow.sum() * (1.0 - np.eye(len(flow)))
    margins = [Margin((0,), imports), Margin((1,), exports)]
    return fit_margins(seed, margins, tolerance=1e-9)[0]


def spread(excess: Array, economies: list[str], regions: list[str]) -> Array:
    """Over the regions: those that the source does not name have what its ROW has.

    Trade among two of them, and of a region with itself, is not in the source: one.
    """
    rest = economies.index(REST_OF_WORLD)
    at = [economies.index(r) if r in economies else rest for r in regions]
    spread_out = excess[np.ix_(at, at)]
    outside = np.array(at) == rest
    spread_out[np.outer(outside, outside) | np.eye(len(regions), dtype=bool)] = 1.0
    return np.asarray(spread_out)


def read_2011(path: Path) -> Flows:
    """Read flows for all uses (WIOD, release of 2013)."""
    table = pd.read_csv(path)
    economies = [*sorted(set(table["exporter"]) - {REST_OF_WORLD}), REST_OF_WORLD]
    industries = sorted(set(table["wiod_id"]))
    flow = np.zeros((len(industries), len(economies), len(economies)))
    at = (
        table["wiod_id"].map(industries.index),
        table["exporter"].map(economies.index),
        table["importer"].map(economies.index),
    )
    flow[at] = table["intermediate"] + table["final"]
    return Flows(economies, industries, flow)


def read_2014(path: Path) -> tuple[Flows, Callable[[str], float]]:
    """Read flows for final use (WIOD, release of 2016), inventories left out.

    Returns
    -------
    flows : Flows
        Of services.
    share : callable
        Share of final use in world trade in industries joined by a plus sign.
    """
    store = np.load(path)
    names = [str(name) for name in store["industries"]]
    at = [n for n, name in enumerate(names) if name[0] in SERVICES]
    used = np.maximum(store["final"][:, at, :, :4].astype(float), 0.0).sum(axis=3)
    flow = used.transpose(1, 0, 2) * (1.0 - np.eye(used.shape[0]))
    flows = Flows([str(e) for e in store["economies"]], [names[n] for n in at], flow)
    traded = dict(zip(flows.industries, store["exports"][:, at].sum(axis=0), strict=True))

    def share(industries: str) -> float:
        total = sum(float(traded[name]) for name in industries.split("+"))
        return min(float(flows.of(industries).sum()) / total, 1.0)

    return flows, share
