"""Tables of indicators of one or several benchmarks: emissions, value chains, trade, comparative
advantage, inequality.

A benchmark-shaped dataset may be data or a solution; the first one given is what the others are
compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.factors import parts_of
from calibration.gases import counts_equivalents, equivalent, in_equivalents, without_gases
from calibration.groups import Groups
from calibration.inter_industry import (
    InterIndustry,
    comparative_advantage,
    downstreamness,
    emission_accounts,
    exports,
    gdp,
    gini,
    group_share,
    imports,
    inter_industry,
    reallocation,
    sophistication,
    supplied,
    supply_concentration,
    theil,
    upstreamness,
    value_added_in_exports,
)
from calibration.inter_industry.table import ratio
from calibration.population import read_population
from cge.inputs.find import data_directory

EXPERIMENT = "experiment"
WORLD = "World"
LABOUR = "labour"
BASIC = "Exports, basic prices"

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

MT = "Mt CO2"
_TOTALS = ("activities", "national", "transport", "process")
_SOURCES = (
    *("co2_process", "co2_household", "co2_household_estimated"),
    *(f"co2_source_{name}" for name in _TOTALS),
)

Column = tuple[xr.DataArray, str, str]
Columns = dict[str, Column]


def indicators(
    benchmarks: Mapping[str, xr.Dataset],
    of: str,
    groups: Groups,
    population: xr.DataArray | None = None,
) -> xr.Dataset:
    """Indicators of one kind, by region, for every benchmark.

    Parameters
    ----------
    benchmarks : mapping of str to xarray.Dataset
        Names to benchmarks of the same regions and sectors; the first is the reference.
    of : {"emissions", "emission-sources", "value-chains", "trade", "advantage", "inequality"}
    groups : Groups
        Where the groups of sectors and regions are defined. An indicator whose group cuts a
        label of the data in two is left out; the attribute `left_out` says why.
    population : xarray.DataArray, optional
        Persons (region); indicators per head are left out without it.

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
    case = _Case(next(iter(benchmarks.values())), groups, population)
    found = [_labelled(_KINDS[of](benchmark, case)) for benchmark in benchmarks.values()]
    names = xr.DataArray(list(benchmarks), dims=EXPERIMENT, name=EXPERIMENT)
    stacked = xr.concat(found, names, combine_attrs="override")
    table = stacked.assign_attrs(title=_TITLES[of], left_out="; ".join(case.left_out))
    if of in OF_DATA or not counts_equivalents(case.reference):
        return table
    return in_equivalents(table).assign_attrs(title=equivalent(_TITLES[of]))


@dataclass
class _Case:
    """What the indicators of several benchmarks have in common.

    Attributes
    ----------
    reference
        The first benchmark.
    groups, population
        As given.
    left_out
        What could not be computed, and why, in order.
    """

    reference: xr.Dataset
    groups: Groups
    population: xr.DataArray | None
    left_out: dict[str, None] = field(default_factory=dict)

    def labels(self, what: str, dimension: str, *names: str) -> list[tuple[str, ...]] | None:
        """Labels of groups; None where one of them cuts a label in two, which is noted."""
        try:
            return [self.groups.resolve(dimension, name, self.reference) for name in names]
        except InputError as error:
            self.left_out[f"{what} are left out: {'; '.join(error.problems)}"] = None
            return None


def shipped_population(benchmark: xr.Dataset) -> xr.DataArray | None:
    """Population of the regions of a benchmark; None where the shipped file lacks one of them."""
    path = data_directory() / "indicators" / "population.csv"
    try:
        return read_population(path, benchmark)
    except InputError:
        return None


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


def _emissions(benchmark: xr.Dataset, _case: _Case) -> Columns:
    found = emission_accounts(benchmark)
    titles = {
        "production_based": "CO2 by producer",
        "consumption_based": "CO2 by final buyer",
        "exported": "Embodied in exports",
        "imported": "Embodied in imports",
        "net_exported": "Net exports of CO2",
    }
    columns: Columns = {name: (found[name], title, "Mt CO2") for name, title in titles.items()}
    own = found["production_based"]
    if "co2_household" in benchmark:
        burnt = benchmark["co2_household"].sum("sector")
        columns["household"] = (burnt, "Households' own", "Mt CO2")
        own = own + burnt
    share = 100 * found["net_exported"] / own.where(own > 0)
    columns["net_exported_percent"] = (share, "Net exports of CO2", "% of CO2 emitted here")
    return columns


def _emission_sources(benchmark: xr.Dataset, case: _Case) -> Columns:
    """The dataset's emissions of CO2 beside the totals of their sources."""
    benchmark = without_gases(benchmark)
    missing = [name for name in _SOURCES if name not in benchmark]
    if missing:
        case.left_out["These data do not hold the totals of their sources of emissions"] = None
        return {"co2": (benchmark["co2"].sum("activity"), "CO2 of activities", MT)}
    process = benchmark["co2_process"].sum("activity")
    combustion = benchmark["co2"].sum("activity") - process
    household = benchmark["co2_household"].sum("sector")
    source = {name: benchmark[f"co2_source_{name}"] for name in _TOTALS}
    here = combustion + household - source["transport"]
    return {
        "source_activities": (source["activities"], "Activities: source, 2018", MT),
        "combustion": (combustion, "Activities: here, 2022", MT),
        "difference": (combustion - source["activities"], "Difference", MT),
        "source_process": (source["process"], "Process: source", MT),
        "process": (process, "Process: here", MT),
        "household": (household, "Households: here", MT),
        "estimated": (benchmark["co2_household_estimated"], "of which estimated", MT),
        "transport": (source["transport"], "Ships, aircraft abroad", MT),
        "national": (here, "Burnt in the territory: here, 2022", MT),
        "source_national": (source["national"], "Burnt in the territory: source, 2018", MT),
        "national_difference": (here - source["national"], "Difference of these", MT),
    }


def _value_chains(benchmark: xr.Dataset, _case: _Case) -> Columns:
    table = inter_industry(benchmark)
    found = value_added_in_exports(table)
    parts = found["exports"].sum(["sector", "destination"]).rename(origin="region")
    gross = found["gross_exports"]
    shares = 100 * parts / gross.where(gross > 0)
    columns: Columns = {"gross_exports": (gross, BASIC, "million USD")}
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


def _trade(benchmark: xr.Dataset, case: _Case) -> Columns:
    sold = exports(benchmark)
    columns: Columns = {"exports": (sold.sum("sector"), BASIC, "million USD")}
    for name, among, title, unit in _GROUP_SHARES:
        labels = case.labels(title, "sector", name, among)
        if labels is None:
            continue
        inside, whole = labels
        share = 100 * group_share(benchmark, inside, whole)
        columns[name] = (sold.sel(sector=list(inside)).sum("sector"), title, "million USD")
        columns[f"{name}_percent"] = (share, title, unit)
        bought = imports(benchmark).sel(sector=list(inside)).sum("sector")
        columns[f"{name}_imports"] = (bought, f"Imports of {title.lower()}", "million USD")
    found = supply_concentration(benchmark)
    supply = supplied(benchmark).sum("origin").rename(destination="region")
    arrived = found["import_dependence"].fillna(0.0) * supply
    depends = ratio(arrived.sum("sector").to_numpy(), supply.sum("sector").to_numpy())
    columns["import_dependence"] = (
        supply.sum("sector").copy(data=100 * depends),
        "Imports in supply",
        "% of supply",
    )
    concentration = found["herfindahl"].weighted(arrived).mean("sector")
    columns["supply_concentration"] = (concentration, "Herfindahl of import origins", "1")
    moved = 100 * reallocation(case.reference, benchmark)
    columns["reallocation"] = (moved, "In another sector than at first", "% of value added")
    if set(parts_of(case.reference.attrs, LABOUR)) <= set(map(str, benchmark["factor"].to_numpy())):
        moved = 100 * reallocation(case.reference, benchmark, LABOUR)
        columns["labour_reallocation"] = (moved, "In another sector than at first", "% of labour")
    if case.population is not None:
        heads = 1e6 * gdp(case.reference) / case.population
        expy = sophistication(benchmark, heads, case.reference)["expy"]
        columns["sophistication"] = (expy, "Sophistication of exports (EXPY)", "USD per head")
    return columns


def _advantage(benchmark: xr.Dataset, _case: _Case) -> Columns:
    """Two columns for each sector."""
    found = comparative_advantage(benchmark)
    columns: Columns = {}
    for sector in map(str, benchmark["sector"].to_numpy()):
        here = found.sel(sector=sector, drop=True)
        columns[f"balassa_{sector}"] = (here["balassa"], f"Balassa index {sector}", "1")
        normalised = 1e4 * here["normalised"]
        columns[f"normalised_{sector}"] = (normalised, f"Normalised {sector}", "per 10,000")
    return columns


def _inequality(benchmark: xr.Dataset, case: _Case) -> Columns:
    """Over regions, each counted once; and per head, where the population is known."""
    income = gdp(benchmark)
    columns = {
        "theil": (theil(income)["total"], "Theil index of GDP"),
        "gini": (xr.DataArray(gini(income)), "Gini coefficient of GDP"),
    }
    everybody = [str(r) for r in benchmark["region"].to_numpy()]

    def against_others(name: str, labels: tuple[str, ...]) -> dict[str, list[str]]:
        return {name: list(labels), "others": [r for r in everybody if r not in labels]}

    rich = case.labels("Parts of the Theil index by income group", "region", "high_income")
    if rich is not None:
        parts = against_others("high_income", rich[0])
        columns |= _theil_parts(income, None, parts, "income groups")
    if case.population is not None:
        heads = case.population
        columns["theil_per_head"] = (theil(income, heads)["total"], "Theil index of GDP per head")
        columns["gini_per_head"] = (
            xr.DataArray(gini(income, heads)),
            "Gini coefficient of GDP per head",
        )
        ahead = case.labels("Parts by advancement", "region", "advanced")
        if ahead is not None:
            parts = against_others("advanced", ahead[0])
            columns |= _theil_parts(income, heads, parts, "advanced and others")
    return {
        name: (value.expand_dims(region=np.array([WORLD])), title, "1")
        for name, (value, title) in columns.items()
    }


def _theil_parts(
    income: xr.DataArray,
    heads: xr.DataArray | None,
    parts: Mapping[str, Sequence[str]],
    called: str,
) -> dict[str, tuple[xr.DataArray, str]]:
    found = theil(income, heads, {name: labels for name, labels in parts.items() if labels})
    end = "" if heads is None else "_per_head"
    per_head = "" if heads is None else " per head"
    return {
        f"theil_{part}{end}": (found[part], f"Theil{per_head}, {part} {called}")
        for part in ("between", "within")
    }


_KINDS: dict[str, Callable[[xr.Dataset, _Case], Columns]] = {
    "emissions": _emissions,
    "emission-sources": _emission_sources,
    "value-chains": _value_chains,
    "trade": _trade,
    "advantage": _advantage,
    "inequality": _inequality,
}
_TITLES = {
    "emissions": "CO2 by producer and by final buyer",
    "emission-sources": "CO2 here and in the sources",
    "value-chains": "Value added in exports and position in value chains",
    "trade": "Trade indicators",
    "advantage": "Revealed comparative advantage by sector",
    "inequality": "Inequality of GDP between regions, each counted once, and per head",
}
KINDS = tuple(_KINDS)
# Kinds that say something of data only: a solution has no source.
OF_DATA = ("emission-sources",)
