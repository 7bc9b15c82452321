"""Leakage through competitiveness and through fuel prices, by solutions with fuel prices held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.gases import as_counted
from cge.analysis.accounts import as_seller
from cge.analysis.leakage import MT
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.solve import quiet, solve
from cge.experiments.solving import Progress
from cge.inputs.selector import meant
from cge.results.result import Result
from cge.scenarios import Scenario, open_scenario
from cge.scenarios.package import Package
from cge.settings.swaps import Swap

FUELS = "fossil_fuels"
# Prices of fuels abroad; taxes on their output adjust where they are held.
_HELD, _ADJUSTS = "price_basic", "output_tax_power"
# Prices are held over an index that is found with them: how close, and in how many rounds.
TOLERANCE = 1e-7
_ROUNDS = 12
PERCENT = "% of fall at home"


@explained
@within_memory("solving a scenario")
def leakage_channels(
    economy: Economy,
    scenario: str | Path | Scenario,
    home: str | Sequence[str] | Mapping[str, Any] | None = None,
    fuels: str | Sequence[str] = FUELS,
    progress: Progress = quiet,
    solver: dict[str, Any] | None = None,
) -> xr.Dataset:
    """Leakage of every experiment through competitiveness and through prices of fuels abroad.

    An experiment is solved in three ways: as it is; with real prices of fuels that regions abroad
    make held at their benchmark by taxes on their output, which these regions keep; and without
    the policy, with these prices where the first solution has them. What emissions abroad do in
    the second is competitiveness, what is left of their change the channel of fuel prices, so
    both sum to the change exactly. The real price is over that of all factors abroad: over the
    numeraire fuels would move with factor prices at home. It is held within `TOLERANCE`.

    Parameters
    ----------
    economy
        A calibrated economy.
    scenario
        A policy, as for :func:`cge.solve`. It must not tax the output of fuels abroad.
    home
        Regions whose emissions the policy cuts, as a shock names them; those that price carbon
        anew where left out.
    fuels
        Activities that make fuel, as a shock names them.
    progress, solver
        As for :func:`cge.solve`.

    Returns
    -------
    xarray.Dataset
        By experiment, and region abroad where the name says `foreign_`, Mt CO2: `home_change`;
        `foreign_change`, the sum of `foreign_competitiveness` and `foreign_fuel_price`;
        `foreign_fuel_price_alone`, what fuel prices do in the other order, before the policy.
        In % of the fall at home, not a number unless emissions there fall: `leakage_percent`,
        the sum of `competitiveness_percent` and `fuel_price_percent`;
        `fuel_price_alone_percent`. `world_price_percent` (fuel): change of the prices of fuels over
        the numeraire, weighted by what regions export in the benchmark; not a number for a fuel
        that nobody exports. Attributes `verified` and `verdict` are of all solutions.

    Raises
    ------
    InputError
        For unknown labels, and where no region is at home or none abroad.
    cge.SolveError
        When no solution is found.
    """
    plan = open_scenario(scenario)
    total = solve(economy, plan, progress, solver, contributions=False)
    of_total = total.leakage(home)
    inside = str(of_total.attrs["home"]).split(", ")
    made, problems = meant(fuels, "activity", economy.labels["activity"], economy.named_groups)
    if problems:
        raise InputError([f"fuels: {problem}" for problem in problems])
    abroad_of = [r for r in economy.labels["region"] if r not in inside]
    held = _with_prices_held(plan, made, abroad_of)
    real = real_prices(total.data, made, abroad_of)

    def at(target: xr.DataArray, policy: bool) -> Result:
        return _at_prices(economy, held, target, total, policy, progress, solver)

    competition, alone = at(xr.ones_like(real), True), at(real, False)
    of_competition, of_alone = (each.leakage(inside) for each in (competition, alone))
    abroad = ~of_total.region.isin(inside)
    mt = {
        "foreign_change": of_total.co2_change,
        "foreign_competitiveness": of_competition.co2_change,
        "foreign_fuel_price": of_total.co2_change - of_competition.co2_change,
        "foreign_fuel_price_alone": of_alone.co2_change,
    }
    by_region = {name: part.sel(region=abroad) for name, part in mt.items()}
    fall = (-of_total.home_change).where(of_total.leakage_rate.notnull())
    percent = {
        _as_percent(name): 100 * part.sum("region") / fall for name, part in by_region.items()
    }
    solutions = (total, competition, alone)
    found = xr.Dataset(
        {
            "home_change": of_total.home_change.drop_attrs().assign_attrs(units=MT),
            **{n: part.drop_attrs().assign_attrs(units=MT) for n, part in by_region.items()},
            **{n: p.drop_attrs().assign_attrs(units=PERCENT) for n, p in percent.items()},
            "world_price_percent": world_prices(total.data, made),
        }
    )
    verdicts = [each.verdict for each in solutions if not each.verified]
    about = {
        "title": plan.title,
        "home": ", ".join(inside),
        "fuels": ", ".join(made),
        "verified": int(not verdicts),
        "verdict": "; ".join(verdicts),
        "statement": _in_words(found),
    }
    return as_counted(found.assign_attrs(about), total.data)


def world_prices(data: xr.Dataset, fuels: Sequence[str]) -> xr.DataArray:
    """Change of prices of fuels over the numeraire, weighted by exports of the benchmark, %.

    Parameters
    ----------
    data
        Variables and parameters of a result, along ``experiment``.
    fuels
        Activities, each with the name of the good it makes.

    Returns
    -------
    xarray.DataArray
        By experiment, the benchmark left out, and fuel; not a number where nobody exports it.
    """
    before = data.sel({EXPERIMENT: BENCHMARK}, drop=True)
    exports = before.trade.where(before.origin != before.destination, 0.0).sum("destination")
    made = exports.sel(sector=list(fuels))
    price = as_seller(data.price_basic).sel(sector=list(fuels)) / as_seller(before.price_basic)
    all_exports = made.sum("origin")
    index = (price * made).sum("origin") / all_exports.where(all_exports > 0)
    over = index
    if EXPERIMENT in data.numeraire_level.dims:
        level = data.numeraire_level.squeeze("world", drop=True)
        over = index * level.sel({EXPERIMENT: BENCHMARK}, drop=True) / level
    found = (100 * (over - 1)).drop_sel({EXPERIMENT: BENCHMARK}).rename(sector="fuel")
    return found.transpose(EXPERIMENT, "fuel").drop_attrs().assign_attrs(units="%")


def _with_prices_held(plan: Scenario, fuels: Sequence[str], abroad: Sequence[str]) -> Scenario:
    """The scenario with prices of fuels abroad held."""
    held = Swap.from_text(
        f"{_ADJUSTS}={_HELD},activity={'+'.join(fuels)},region={'+'.join(abroad)}"
    )
    return plan.model_copy(update={"swap": (*plan.swap, held)})


def real_prices(data: xr.Dataset, fuels: Sequence[str], regions: Sequence[str]) -> xr.DataArray:
    """Prices of fuels over the price of all factors of some regions (experiment, activity, region).

    Factors have the weights of their incomes in the benchmark.
    """
    made = {"activity": list(fuels), "region": list(regions)}
    return (data[_HELD] / _factor_prices(data, regions)).sel(made).transpose(EXPERIMENT, *made)


def _factor_prices(data: xr.Dataset, regions: Sequence[str]) -> xr.DataArray:
    """Price of all factors of some regions, 1 in the benchmark (experiment)."""
    here = data[["price_factor", "factor_demand"]].sel(region=list(regions))
    before = here.sel({EXPERIMENT: BENCHMARK}, drop=True)
    used = before.factor_demand.sum("activity")
    of = ("factor", "region")
    return (here.price_factor * used).sum(of) / (before.price_factor * used).sum(of)


def _at_prices(
    economy: Economy,
    held: Scenario,
    target: xr.DataArray,
    total: Result,
    policy: bool,
    progress: Progress,
    solver: dict[str, Any] | None,
) -> Result:
    """Experiments with or without their policies, real prices of fuels abroad as told."""
    labels = list(held.chosen)
    made, where = ([str(n) for n in target[dim].to_numpy()] for dim in ("activity", "region"))
    wanted = target.sel({EXPERIMENT: labels})
    guess = _factor_prices(total.data, where).sel({EXPERIMENT: labels})
    before: tuple[xr.DataArray, xr.DataArray] | None = None
    for _ in range(_ROUNDS):
        plan = _with_prices(held, (wanted * guess).transpose(*target.dims), policy)
        here = solve(economy, plan, progress, solver, contributions=False)
        index = _factor_prices(here.data, where).sel({EXPERIMENT: labels})
        off = abs(real_prices(here.data, made, where) - wanted)
        if float(off.max()) <= TOLERANCE:
            return here
        guess, before = _next(guess, index, before), (guess, index)
    raise InputError(
        f"real prices of fuels abroad could not be held within {TOLERANCE:g} in {_ROUNDS} rounds; "
        f"they are off by {float(off.max()):.1e}"
    )


def _next(
    guess: xr.DataArray, index: xr.DataArray, before: tuple[xr.DataArray, xr.DataArray] | None
) -> xr.DataArray:
    """The next guess of an index that depends on the guess, by the secant where there is one."""
    if before is None:
        return index
    step = guess - before[0]
    slope = (index - before[1]) / step.where(step != 0)
    secant = guess + (index - guess) / (1 - slope)
    return secant.where(np.isfinite(secant) & (slope < 1), index)


def _with_prices(held: Scenario, prices: xr.DataArray, policy: bool) -> Scenario:
    """The scenario with prices of fuels abroad in each experiment."""
    packages = {}
    for label in held.chosen:
        here = prices.sel({EXPERIMENT: label})
        shocks = [
            {"parameter": f"fixed_{_HELD}", "activity": str(j), "region": str(r), "set": float(one)}
            for j in here.activity.to_numpy()
            for r in here.region.to_numpy()
            if np.isfinite(one := here.sel(activity=j, region=r))
        ]
        title = f"prices of fuels abroad in {label}"
        packages[title] = {"title": title, "shocks": shocks}
    added: dict[str, Package] = Scenario.from_dict(
        {"title": held.title, "packages": packages}
    ).packages
    pairs = zip(held.chosen.items(), added, strict=True)
    chosen = {label: (*(own if policy else ()), new) for (label, own), new in pairs}
    every = (held.packages if policy else {}) | added
    return held.model_copy(update={"packages": every, "combinations": chosen, "base": ()})


def _as_percent(name: str) -> str:
    part = name.removeprefix("foreign_")
    return ("leakage" if part == "change" else part) + "_percent"


def _in_words(found: xr.Dataset) -> str:
    parts = []
    for label in found[EXPERIMENT].to_numpy():
        here = found.sel({EXPERIMENT: label})
        if np.isfinite(here.leakage_percent):
            parts.append(
                f"{label}: leakage {float(here.leakage_percent):.1f} %, of this competitiveness "
                f"{float(here.competitiveness_percent):.1f}, fuel prices "
                f"{float(here.fuel_price_percent):.1f} "
                f"({float(here.fuel_price_alone_percent):.1f} in the other order)"
            )
        else:
            parts.append(f"{label}: no rate, emissions at home do not fall")
    return ". ".join(parts)
