"""Leakage: what emissions abroad do as those at home fall, and through which channel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from calibration.inter_industry import shapley_of_product
from cge.analysis.accounts import Accounts, as_seller
from cge.analysis.statistics import BENCHMARK, EXPERIMENT

# How emissions of a region abroad change; they sum to the change.
CHANNELS = {
    "competition_home": "Market share at home",
    "competition_abroad": "Market share elsewhere",
    "demand": "Size of markets",
    "intensity": "CO2 per unit of output",
    "households": "Fuel of households",
}
# Parameters by which a region prices carbon, and the dimension that says who does.
_PRICES = {
    "carbon_price": "region",
    "carbon_price_economy": "region",
    "carbon_price_household": "region",
    "border_carbon_price": "destination",
    "adjustment_coverage": "destination",
}
# Of the benchmark's emissions at home: a smaller change is rounding, and no rate is formed.
NO_CHANGE = 1e-8
MT = "Mt CO2"


def acting_regions(data: xr.Dataset) -> list[str]:
    """Regions whose carbon price or charge at the border some experiment changes."""
    regions = [str(r) for r in data["region"].to_numpy()]
    acts = np.zeros(len(regions), dtype=bool)
    for name, dim in _PRICES.items():
        if name in data and EXPERIMENT in data[name].dims:
            moved = data[name] != data[name].sel({EXPERIMENT: BENCHMARK})
            acts |= moved.any([d for d in moved.dims if d != dim]).to_numpy()
    return [region for region, does in zip(regions, acts, strict=True) if does]


def leakage(
    data: xr.Dataset, home: Sequence[str] | None = None, against: str = BENCHMARK
) -> xr.Dataset:
    """Changes of emissions by region and channel, and leakage rates, of every experiment.

    Emissions of activity i in region o are those of what it ships to all markets d,

        E_io = e_io sum over d of s_iod Q_id,

    intensity, units shipped per unit that arrives in the market from anywhere, and size of the
    market. The change is split over the three by their Shapley values (Shorrocks 2013), which
    sum to it exactly. What households burn themselves, where the data have it, is apart.

    Parameters
    ----------
    data
        Variables and parameters of a result, along ``experiment``.
    home
        Regions whose emissions a policy cuts; those that price carbon anew where left out.
    against
        The experiment that the others are compared with.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region), Mt CO2: `co2_before`, `co2_change`, and the channels, zero at
        home: `competition_home` and `competition_abroad`, market shares in markets at home and
        elsewhere; `demand`; `intensity`; `households`. `leakage_percent`: change abroad over the
        fall at home. By experiment: `home_change`, `foreign_change`, `world_change`,
        `leakage_rate` (a fraction; not a number unless emissions at home fall), `diversion`
        (Mt CO2 that moved among regions abroad with market shares; see `diverted`).

    Raises
    ------
    InputError
        For unknown labels, and where no region is at home or none abroad.
    """
    home = acting_regions(data) if home is None else list(home)
    _check(data, home, against)
    others = [str(e) for e in data[EXPERIMENT].to_numpy() if e not in (BENCHMARK, against)]
    before = data.sel({EXPERIMENT: against}, drop=True)
    found = [_compared(before, data.sel({EXPERIMENT: label}, drop=True), home) for label in others]
    names = xr.DataArray(others, dims=EXPERIMENT, name=EXPERIMENT)
    table = xr.concat(found, names, combine_attrs="override")
    return as_counted(table.assign_attrs(data.attrs | _words(table, home, against)), data)


def _compared(before: xr.Dataset, after: xr.Dataset, home: list[str]) -> xr.Dataset:
    """One experiment against another."""
    old = _emitted(before)
    change = _emitted(after) - old
    inside = change.region.isin(home)
    at_home, abroad = float(change.where(inside, 0.0).sum()), change.where(~inside, 0.0)
    falls = at_home < -NO_CHANGE * float(old.where(inside, 0.0).sum())
    fall = -at_home if falls else np.nan
    parts = {n: part.where(~inside, 0.0) for n, part in _channels(before, after, home).items()}
    columns = {
        "co2_before": (old, "CO2 before", MT),
        "co2_change": (change, "Change of CO2", MT),
        "leakage_percent": ((100 * abroad / fall).where(~inside), "Leakage", "% of fall at home"),
        **{name: (part, CHANNELS[name], MT) for name, part in parts.items()},
    }
    totals = {
        "home_change": (at_home, MT),
        "foreign_change": (float(abroad.sum()), MT),
        "world_change": (float(change.sum()), MT),
        "leakage_rate": (float(abroad.sum()) / fall, "1"),
        "diversion": (diverted(parts["competition_home"] + parts["competition_abroad"]), MT),
    }
    return xr.Dataset(
        {
            name: values.drop_attrs().assign_attrs(long_name=title, units=unit)
            for name, (values, title, unit) in columns.items()
        }
        | {name: ((), value, {"units": unit}) for name, (value, unit) in totals.items()}
    )


def diverted(by_share: xr.DataArray) -> float:
    """Emissions that moved from some regions abroad to others, as market shares changed.

    Parameters
    ----------
    by_share
        Change of emissions of each region through its market shares, zero at home (region),
        Mt CO2.

    Returns
    -------
    float
        The lesser of all rises and all falls, Mt CO2: what one region emits for another. The rest
        of the larger one moved between home and abroad.
    """
    rises, falls = by_share.where(by_share > 0, 0.0), (-by_share).where(by_share < 0, 0.0)
    return float(min(rises.sum(), falls.sum()))


def _channels(before: xr.Dataset, after: xr.Dataset, home: list[str]) -> dict[str, xr.DataArray]:
    """Contributions to the change of emissions by region."""
    parts = shapley_of_product(*_factors(before), *_factors(after)).sum(axis=1)
    by_pair = xr.DataArray(
        parts,
        {"region": before.region, "destination": before.destination},
        ["factor", "region", "destination"],
    )
    to_home = by_pair.destination.isin(home)
    intensity, share, demand = by_pair
    burnt = _households(after) - _households(before)
    found = {
        "competition_home": share.where(to_home, 0.0).sum("destination"),
        "competition_abroad": share.where(~to_home, 0.0).sum("destination"),
        "demand": demand.sum("destination"),
        "intensity": intensity.sum("destination"),
    }
    return found | ({"households": burnt} if "household_emissions" in after else {})


def _emitted(s: xr.Dataset) -> xr.DataArray:
    """Direct emissions of activities and, where the data have them, of households (region)."""
    return s.emissions.sum("activity") + _households(s)


def _households(s: xr.Dataset) -> xr.DataArray:
    if "household_emissions" not in s:
        return 0.0 * s.emissions.sum("activity")
    return s.household_emissions.sum("sector")


def _factors(s: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Intensity, units supplied per unit of the market, size of the market, (sector, o, d).

    Margins that flows need are part of the market of the services that supply them.
    """
    dims = ("sector", "origin", "destination")
    of = Accounts(s)
    supplied = of.shipped + of.margin_services
    arrived = (s.trade + of.margin_services).sum("origin")
    rate = as_seller(s.emissions / s.output.where(s.output > 0, 1.0))
    share = supplied / arrived.where(arrived > 0, 1.0)
    return (
        rate.transpose("sector", "origin").to_numpy()[:, :, None],
        share.transpose(*dims).to_numpy(),
        arrived.transpose("sector", "destination").to_numpy()[:, None, :],
    )


def against_problems(data: xr.Dataset, against: str) -> list[str]:
    """What is wrong with the name of the experiment that others are compared with."""
    experiments = [str(e) for e in data[EXPERIMENT].to_numpy()]
    if against in experiments:
        return []
    return [f"against: no experiment '{against}'{nearest(against, experiments)}"]


def _check(data: xr.Dataset, home: list[str], against: str) -> None:
    regions = [str(r) for r in data["region"].to_numpy()]
    experiments = [str(e) for e in data[EXPERIMENT].to_numpy()]
    problems = [
        f"home: unknown region '{label}'{nearest(label, regions)}"
        for label in home
        if label not in regions
    ]
    problems += against_problems(data, against)
    if not home:
        problems.append("home: no experiment changes a carbon price; name the regions at home")
    if set(home) >= set(regions):
        problems.append("home: no region is abroad")
    if not problems and len(set(experiments) - {BENCHMARK, against}) == 0:
        problems.append(f"against: '{against}' is the only experiment")
    if problems:
        raise InputError(problems)


def _words(table: xr.Dataset, home: list[str], against: str) -> dict[str, str]:
    """What is said with a table."""
    rates, diverted_to = [], []
    for label in table[EXPERIMENT].to_numpy():
        here = table.sel({EXPERIMENT: label})
        rates.append(f"{label} {_rate_in_words(here, home)}")
        diverted_to.append(f"{label} {float(here.diversion):.1f} {MT}")
    return {
        "home": ", ".join(home),
        "against": against,
        "statement": f"Changes from {against}. At home: {', '.join(home)}. "
        f"Leakage rate: {'; '.join(rates)}. "
        f"Diversion among others: {'; '.join(diverted_to)}",
    }


def _rate_in_words(here: xr.Dataset, home: list[str]) -> str:
    """The leakage rate of one experiment, or why it has none."""
    rate, change = float(here.leakage_rate), float(here.home_change)
    if np.isfinite(rate):
        return f"{100 * rate:.1f} %"
    if change > NO_CHANGE * float(here.co2_before.sel(region=home).sum()):
        return f"none, as emissions at home rise by {change:.1f} {MT}"
    return "none, as nothing changes at home"
