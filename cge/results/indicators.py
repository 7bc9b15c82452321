"""Tables of indicators of one or several benchmarks: emissions, value chains, trade, inequality.

A benchmark-shaped dataset may be data or a solution; the first one given is what the others are
compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.groups import Groups
from calibration.inter_industry import (
    InterIndustry,
    downstreamness,
    emission_accounts,
    exports,
    gdp,
    gini,
    group_share,
    inter_industry,
    reallocation,
    supply_concentration,
    theil,
    upstreamness,
    value_added_in_exports,
)
from calibration.inter_industry.table import ratio

EXPERIMENT = "experiment"
WORLD = "World"

# Columns of the decomposition of exports; the order of `value_chains.COMPONENTS`.
_COMPONENTS = (
    "domestic_value_added",
    "domestic_double_counting",
    "foreign_value_added",
    "foreign_double_counting",
    "taxes_on_inputs",
)
# A group of sectors, what its share is taken of, and how it is called.
_GROUP_SHARES = (
    ("high_technology", "goods", "High-technology goods", "% of goods exports"),
    ("digital_services", "services", "Digitally deliverable services", "% of services exports"),
)

Column = tuple[xr.DataArray, str, str]
Columns = dict[str, Column]


def indicators(benchmarks: Mapping[str, xr.Dataset], of: str, groups: Groups) -> xr.Dataset:
    """Indicators of one kind, by region, for every benchmark.

    Parameters
    ----------
    benchmarks : mapping of str to xarray.Dataset
        Names to benchmarks of the same regions and sectors; the first is the reference.
    of : {"emissions", "value-chains", "trade", "inequality"}
    groups : Groups
        Where the groups of sectors and regions are defined. An indicator whose group cuts a
        label of the data in two is left out; the attribute `left_out` says why.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region), in the form that `cge.report.table` prints. Inequality has the
        one region "World".

    Raises
    ------
    InputError
        For an unknown kind, or when nothing is given.
    """
    if of not in _KINDS:
        raise InputError(f"indicators: unknown kind '{of}'{nearest(of, _KINDS)}")
    if not benchmarks:
        raise InputError("indicators: no benchmark is given")
    reference = next(iter(benchmarks.values()))
    left_out: dict[str, None] = {}
    found = [
        _labelled(_KINDS[of](benchmark, reference, groups, left_out))
        for benchmark in benchmarks.values()
    ]
    names = xr.DataArray(list(benchmarks), dims=EXPERIMENT, name=EXPERIMENT)
    stacked = xr.concat(found, names, combine_attrs="override")
    return stacked.assign_attrs(title=_TITLES[of], left_out="; ".join(left_out))


def with_changes(levels: xr.Dataset) -> xr.Dataset:
    """Levels followed by the change of every later experiment from the first.

    Parameters
    ----------
    levels : xarray.Dataset
        As `indicators` gives them.

    Returns
    -------
    xarray.Dataset
        Further labels of ``experiment``, "<name>, change", in the units of the levels.
    """
    first, later = (
        levels.isel({EXPERIMENT: 0}, drop=True),
        levels.isel({EXPERIMENT: slice(1, None)}),
    )
    if later.sizes[EXPERIMENT] == 0:
        return levels
    with xr.set_options(keep_attrs=True):
        changes = later - first
    labels = [f"{name}, change" for name in later[EXPERIMENT].to_numpy()]
    joined = [levels, changes.assign_coords({EXPERIMENT: labels})]
    return xr.concat(joined, EXPERIMENT, combine_attrs="override").assign_attrs(levels.attrs)


def _labelled(columns: Columns) -> xr.Dataset:
    return xr.Dataset(
        {
            name: values.drop_attrs().assign_attrs(long_name=title, units=unit)
            for name, (values, title, unit) in columns.items()
        }
    )


def _emissions(
    benchmark: xr.Dataset, _reference: xr.Dataset, _groups: Groups, _left_out: dict[str, None]
) -> Columns:
    found = emission_accounts(benchmark)
    titles = {
        "production_based": "CO2 by producer",
        "consumption_based": "CO2 by final buyer",
        "exported": "Embodied in exports",
        "imported": "Embodied in imports",
        "net_exported": "Net exports of CO2",
    }
    return {name: (found[name], title, "Mt CO2") for name, title in titles.items()}


def _value_chains(
    benchmark: xr.Dataset, _reference: xr.Dataset, _groups: Groups, _left_out: dict[str, None]
) -> Columns:
    table = inter_industry(benchmark)
    found = value_added_in_exports(table)
    parts = found["exports"].sum(["sector", "destination"]).rename(origin="region")
    gross = found["gross_exports"]
    shares = 100 * parts / gross.where(gross > 0)
    columns: Columns = {"gross_exports": (gross, "Exports", "million USD")}
    for name, component in zip(_COMPONENTS, shares["component"].to_numpy(), strict=True):
        share = shares.sel(component=component, drop=True)
        columns[name] = (share, str(component), "% of exports")
    backward, forward = found["backward_participation"], found["forward_participation"]
    columns["backward_participation"] = (100 * backward, "Foreign content", "% of exports")
    columns["forward_participation"] = (
        100 * forward,
        "Value added in others' exports",
        "% of exports",
    )
    to_go, passed = upstreamness(table), downstreamness(table)
    columns["upstreamness"] = (_mean_of_output(to_go, table), "Stages to final use", "stages")
    columns["downstreamness"] = (_mean_of_output(passed, table), "Stages passed", "stages")
    return columns


def _mean_of_output(stages: xr.DataArray, table: InterIndustry) -> xr.DataArray:
    weights = table.by_industry(table.output, "sector", "region")
    return stages.weighted(weights).mean("sector")


def _trade(
    benchmark: xr.Dataset, reference: xr.Dataset, groups: Groups, left_out: dict[str, None]
) -> Columns:
    sold = exports(benchmark)
    columns: Columns = {"exports": (sold.sum("sector"), "Exports", "million USD")}
    for name, among, title, unit in _GROUP_SHARES:
        try:
            inside, whole = (groups.resolve("sector", g, benchmark) for g in (name, among))
        except InputError as error:
            reasons = "; ".join(error.problems)
            left_out[f"{title} are left out: {reasons}"] = None
            continue
        share = 100 * group_share(benchmark, inside, whole)
        columns[name] = (sold.sel(sector=list(inside)).sum("sector"), title, "million USD")
        columns[f"{name}_percent"] = (share, title, unit)
    found = supply_concentration(benchmark)
    supply = benchmark["sales"].sum("origin").rename(destination="region")
    imports = found["import_dependence"].fillna(0.0) * supply
    depends = ratio(imports.sum("sector").to_numpy(), supply.sum("sector").to_numpy())
    columns["import_dependence"] = (
        supply.sum("sector").copy(data=100 * depends),
        "Imports in supply",
        "% of supply",
    )
    concentration = found["herfindahl"].weighted(imports).mean("sector")
    columns["supply_concentration"] = (concentration, "Herfindahl of import origins", "1")
    moved = 100 * reallocation(reference, benchmark)
    columns["reallocation"] = (moved, "In another sector than at first", "% of value added")
    return columns


def _inequality(
    benchmark: xr.Dataset, _reference: xr.Dataset, groups: Groups, left_out: dict[str, None]
) -> Columns:
    income = gdp(benchmark)
    columns = {
        "theil": (theil(income)["total"], "Theil index of GDP"),
        "gini": (xr.DataArray(gini(income)), "Gini coefficient of GDP"),
    }
    try:
        rich = groups.resolve("region", "high_income", benchmark)
    except InputError as error:
        reasons = "; ".join(error.problems)
        left_out[f"The parts of the Theil index are left out: {reasons}"] = None
    else:
        others = [str(r) for r in benchmark["region"].to_numpy() if r not in rich]
        parts = theil(income, groups={"high_income": rich, "others": others})
        columns["theil_between"] = (parts["between"], "Theil, between income groups")
        columns["theil_within"] = (parts["within"], "Theil, within income groups")
    return {
        name: (value.expand_dims(region=np.array([WORLD])), title, "1")
        for name, (value, title) in columns.items()
    }


_KINDS: dict[str, Callable[[xr.Dataset, xr.Dataset, Groups, dict[str, None]], Columns]] = {
    "emissions": _emissions,
    "value-chains": _value_chains,
    "trade": _trade,
    "inequality": _inequality,
}
_TITLES = {
    "emissions": "CO2 by producer and by final buyer",
    "value-chains": "Value added in exports and position in value chains",
    "trade": "Trade indicators",
    "inequality": "Inequality of GDP between regions, each counted once",
}
KINDS = tuple(_KINDS)
