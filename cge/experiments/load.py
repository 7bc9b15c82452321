"""Load an economy: data, aggregation, structure, closure, technology, abatement."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import xarray as xr

from calibration.arguments import explained
from cge.economy.benchmark.emissions import with_emissions, with_other_gases
from cge.economy.benchmark.structure import with_structure
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.experiments.balanced_trade import balanced_first
from cge.inputs.data import OwnFiles, open_data
from cge.inputs.groups import shipped_groups
from cge.inputs.kinds import DEFAULT_DATA
from cge.settings.abatements import open_abatement
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.technologies import Technology

DEFAULT_CLOSURE = "standard"


@explained
@within_memory("loading the data")
def load(
    data: str | Path | xr.Dataset = DEFAULT_DATA,
    aggregation: str | Path | None = None,
    closure: str | Path | None = None,
    structure: str | Path | None = None,
    swap: Sequence[str] = (),
    technology: str | Path | None = None,
    numeraire: str | None = None,
    abatement: str | Path | float | None = None,
    tariffs: str | int | datetime.date | None = None,
    carbon_prices: str | Path | None = None,
    factors: Sequence[str] = (),
    emissions: str | None = None,
    gases: str | None = None,
    elasticities: str | Path | None = None,
    own_tariffs: str | Path | None = None,
    own_emissions: str | Path | None = None,
) -> Economy:
    """Load and calibrate an economy.

    Nothing is compiled or solved, but for a closure that balances trade first; see
    :func:`cge.experiments.balanced_trade.balanced_first`.

    Parameters
    ----------
    data
        Name of a shipped dataset, path of a benchmark file, or a dataset; see
        :func:`calibration.complete_benchmark` for what a file or a dataset must hold.
    aggregation
        Name of a shipped aggregation or path of a CSV with columns ``dimension, member, label``.
        None is the default that a file names, or the data as they are.
    closure
        Name of a shipped closure or path of a closure file. None is the standard closure, and a
        scenario may then bring its own.
    structure
        Name of a shipped structure or path of a structure file, which sets elasticities and nests;
        None keeps those of the data.
    swap
        Swaps added to the closure; see :meth:`cge.settings.closures.Closure.with_swaps`.
    technology
        Name of a shipped technology or path of a technology file, which brings the NQP channels.
        None is a model without them, and a scenario may then bring its own.
    numeraire
        The price index that is fixed, instead of the closure's; see
        :mod:`cge.settings.numeraires`.
    abatement
        Name of a shipped abatement curve, path of a file, or an elasticity. None is a model
        without, and a scenario may then bring its own.
    tariffs
        Date of a tariff schedule of the data, or ``none`` for most-favoured-nation and preferential
        rates alone, under which the benchmark is calibrated; see :func:`calibration.with_tariffs`.
        None keeps the tariffs of the data.
    carbon_prices
        ``none`` for a benchmark in which nobody pays for carbon, or a list of prices in force, by
        its name or path, for data at the finest level; see
        :func:`calibration.with_carbon_prices`. None keeps the prices of the data, and a scenario
        may then ask for none.
    factors
        Parts of factors that the data know, such as ``skilled_labour`` or ``natural_resources``, to
        be factors of their own; see :func:`calibration.with_factors`. None stay in their parents.
    emissions
        ``fuel`` or ``output``: what emissions follow. None is ``fuel`` where the data have
        emissions by fuel, and else ``output``.
    gases
        ``all`` for emissions that count methane, nitrous oxide and fluorinated gases in CO2
        equivalents, where the data have them; see :func:`calibration.with_gases`. None is CO2
        alone, and a scenario may then ask for all.
    elasticities, own_tariffs, own_emissions
        CSV files of the user's own values, by label, which replace those of the data before they
        are aggregated; see :func:`calibration.with_elasticities`,
        :func:`calibration.with_tariff_rates` and :func:`calibration.with_emissions`. None keeps
        those of the data.

    Raises
    ------
    calibration.InputError
        Listing every problem of the files.
    cge.SolveError
        When trade is to be balanced first and there is no such economy.
    """
    rules = _closure(closure, swap, numeraire)
    groups = shipped_groups()
    nests = None if structure is None else Structure.from_name(structure)
    parts = (*factors, *(nests.factors if nests else ()))
    own = OwnFiles(elasticities, own_tariffs, own_emissions)
    benchmark, name = open_data(data, aggregation, tariffs, carbon_prices, parts, own)
    if gases is not None:
        benchmark = with_other_gases(benchmark, gases)
    if emissions is not None:
        benchmark = with_emissions(benchmark, emissions)
    if nests is not None:
        benchmark = with_structure(benchmark, nests, groups)
    economy = Economy(benchmark, rules, groups, name, closure_chosen=closure is not None)
    _ = economy.rules  # refuses labels that the data lack, before anything is solved
    economy = balanced_first(economy)
    if technology is not None:
        economy = economy.with_technology(Technology.from_name(technology))
    if abatement is not None:
        curve = open_abatement(abatement)
        economy = economy.with_abatement(curve.elasticity, curve.reference)
    return economy


def _closure(named: str | Path | None, swap: Sequence[str], numeraire: str | None) -> Closure:
    """The closure with the swaps and the numeraire of the user."""
    rules = Closure.from_name(DEFAULT_CLOSURE if named is None else named)
    rules = rules.with_swaps(swap)
    return rules if numeraire is None else rules.with_numeraire(numeraire)
