"""From policies to parameters: a carbon price at home, a border adjustment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.inputs.selector import Groups, no_groups
from cge.policy.adoption import adopted_prices
from cge.policy.coverage import Coverage, resolved, with_value
from cge.policy.fund_keys import fund_key
from cge.policy.intensities import Charged, intensities
from cge.policy.schema import DEDUCT, HOME, CarbonPrice, Cbam, PhaseIn
from cge.settings.schedules import Schedule

Array = np.ndarray
HOUSEHOLDS = "carbon_price_household"
# Messages name this many flows at most.
_NAMED = 3


def with_carbon_price(
    price: CarbonPrice,
    parameters: xr.Dataset,
    groups: Groups = no_groups,
    priced: Array | None = None,
) -> tuple[xr.Dataset, list[str]]:
    """Parameters with a carbon price at home; what is wrong with it, one sentence each.

    Parameters
    ----------
    price
        The price, and whose emissions it falls on.
    parameters
        Exogenous parameters.
    groups
        Named groups of labels.
    priced
        Activities and regions that another price of the package falls on already; this one's are
        added, in place.
    """
    problems: list[str] = []
    regions = resolved("region", price.region, "region", parameters, groups, problems)
    sectors = resolved("sectors", price.sectors, "activity", parameters, groups, problems)
    free = price.free_allocation / 100
    if price.phase_out is not None:
        try:
            free *= 1 - phased_in(price.phase_out)
        except InputError as error:
            problems += [f"phase_out: {problem}" for problem in error.problems]
    if price.households and HOUSEHOLDS not in parameters:
        problems.append(
            "households: they pay for carbon where emissions follow fuel, and these data have no "
            "emissions by fuel; leave it out"
        )
    if problems:
        return parameters, problems
    at = parameters["activity"].isin(sectors) & parameters["region"].isin(regions)
    if priced is not None:
        if (priced & at.to_numpy()).any():
            activity, region = np.argwhere(priced & at.to_numpy())[0]
            labels = (
                parameters["activity"].to_numpy()[activity],
                parameters["region"].to_numpy()[region],
            )
            return parameters, [
                f"another price of the package falls on {', '.join(labels)} already"
            ]
        priced |= at.to_numpy()
    changed = {
        "carbon_price": with_value(parameters["carbon_price"], at, price.price),
        "free_allocation": with_value(parameters["free_allocation"], at, free),
    }
    if price.households:
        here = parameters["region"].isin(regions)
        changed[HOUSEHOLDS] = with_value(parameters[HOUSEHOLDS], here, price.price)
    return parameters.assign(changed), []


def with_border_adjustments(
    cbams: Sequence[Cbam],
    parameters: xr.Dataset,
    benchmark: xr.Dataset,
    groups: Groups = no_groups,
    endogenous: Iterable[str] = (),
) -> xr.Dataset:
    """Parameters with the border adjustments of an experiment.

    Parameters
    ----------
    cbams
        Border adjustments, each of other flows.
    parameters
        Exogenous parameters after all shocks, with those of the feature ``border_adjustment``.
    benchmark
        The data, for emissions and for what is traded.
    groups
        Named groups of labels.
    endogenous
        Parameters that the closure determines; an origin cannot adopt a price that is not known.

    Raises
    ------
    InputError
        Every problem of every adjustment: unknown labels, no trade that is covered, no default
        value, no emissions at all, two adjustments of one flow.
    """
    problems: list[str] = []
    covered = np.zeros(parameters["adjustment_coverage"].shape, dtype=bool)
    for n, cbam in enumerate(cbams, start=1):
        where = Coverage(cbam, parameters, benchmark, groups)
        found = list(where.problems)
        if not found and (covered & where.flows).any():
            found.append("covers flows that another border adjustment of the experiment covers")
        if not found:
            covered |= where.flows
            parameters, found = _with(cbam, where, parameters, benchmark, groups, endogenous)
        problems += [(cbam.place or f"cbam {n}: ") + problem for problem in found]
    if problems:
        raise InputError(problems)
    return parameters


def _with(
    cbam: Cbam,
    where: Coverage,
    parameters: xr.Dataset,
    benchmark: xr.Dataset,
    groups: Groups,
    endogenous: Iterable[str],
) -> tuple[xr.Dataset, list[str]]:
    """Parameters with one border adjustment, and what is wrong with it."""
    try:
        part = phased_in(cbam.phase_in)
    except InputError as error:
        return parameters, [f"phase_in: {problem}" for problem in error.problems]
    charged, problems = intensities(cbam, benchmark, where.ends, groups)
    problems = problems or _missing(charged.tonnes, where, benchmark)
    changed = _charge(cbam, where, part, charged, parameters)
    changed |= _rebate(cbam, where, parameters)
    receipts, found = _receipts(cbam, where, parameters, benchmark, groups)
    problems += found
    parameters = parameters.assign(changed | receipts)
    if cbam.response is not None and not problems:
        adopted, problems = adopted_prices(
            cbam, cbam.response, where, parameters, groups, endogenous
        )
        parameters = parameters.assign(carbon_price=adopted)
    return parameters, problems


def phased_in(phase: PhaseIn) -> float:
    """Part in force, as a share: a percentage as given, or that of a year of a schedule.

    Raises
    ------
    InputError
        When there is no such schedule, or something is wrong with its file.
    """
    if phase.schedule is None or phase.year is None:
        return (phase.percent or 0.0) / 100
    return Schedule.from_name(phase.schedule).in_force(phase.year)


def _missing(tonnes: Array, where: Coverage, benchmark: xr.Dataset) -> list[str]:
    """Flows that are charged on nothing known."""
    unknown = where.traded & np.isnan(tonnes)
    if unknown.any():
        sectors = benchmark["sector"].to_numpy()[unknown.any(axis=(1, 2))]
        named = ", ".join(map(str, sectors[:_NAMED])) + (" ..." if len(sectors) > _NAMED else "")
        return [f"defaults: no value for {named}, which the destination imports"]
    if not tonnes[where.traded].any():
        return ["nothing to charge: the goods covered have no emissions on this basis"]
    return []


def _charge(
    cbam: Cbam, where: Coverage, part: float, charged: Charged, parameters: xr.Dataset
) -> dict[str, xr.DataArray]:
    at_ends = where.at_ends(parameters["adjustment_reference"])
    home = cbam.price == HOME
    deducted = float(cbam.free_allocation == DEDUCT)
    by_end = {
        "adjustment_reference": 0.0 if home else part * float(cbam.price),
        "adjustment_follows": part if home else 0.0,
        "adjustment_deduction": deducted,
    }
    by_flow = {
        "adjustment_coverage": 1.0,
        "adjustment_credit": cbam.credit / 100,
        "adjustment_scope": charged.scope,
        "border_carbon_intensity": np.nan_to_num(charged.tonnes),
    }
    if "electricity_charged" in parameters:
        by_flow["electricity_charged"] = charged.electricity
    changed = {name: with_value(parameters[name], at_ends, value) for name, value in by_end.items()}
    for name, value in by_flow.items():
        old = parameters[name]
        changed[name] = old.copy(data=np.where(where.flows, value, old.to_numpy()))
    return changed


def _rebate(cbam: Cbam, where: Coverage, parameters: xr.Dataset) -> dict[str, xr.DataArray]:
    old = parameters["rebate_share"]
    exported = where.mask(old, where.ends, where.outside)
    data = np.where(exported, cbam.rebate / 100, old.to_numpy())
    return {"rebate_share": old.copy(data=data)}


def _receipts(
    cbam: Cbam, where: Coverage, parameters: xr.Dataset, benchmark: xr.Dataset, groups: Groups
) -> tuple[dict[str, xr.DataArray], list[str]]:
    shares = cbam.revenue
    at = parameters["origin_share"]["destination"].isin(where.ends)
    changed = {
        "origin_share": with_value(parameters["origin_share"], at, shares.origin / 100),
        "fund_share": with_value(parameters["fund_share"], at, shares.fund / 100),
    }
    if not shares.fund:
        return changed, []
    key, problems = fund_key(cbam.fund, benchmark, groups)
    old = parameters["fund_key"]
    if not problems and bool(old.any()) and not np.allclose(old, key):
        problems.append("fund: another border adjustment of the experiment has another key")
    return changed | {"fund_key": old.copy(data=key)}, problems
