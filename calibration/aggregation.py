"""Aggregate a benchmark: flows are summed, rates and elasticities averaged with stated weights."""

import json
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.carbon_prices import PRICE, carbon_weights
from calibration.errors import InputError
from calibration.factors import PART, factor_parts
from calibration.factors import SHARE as PART_SHARE
from calibration.fuels import FUEL
from calibration.gases import DIRTIEST, GAS, OF_SALES, OTHER, as_counted, gases_of_sales
from calibration.guard.form import incomplete
from calibration.mapping import Mapping
from calibration.margins import MARGIN_SECTOR, dutiable, output_of
from calibration.membership import SOURCES, lists_by_label, members
from calibration.sourcing import SALES, at_average_prices, label_problems
from calibration.tariffs import DATE, SCHEDULE, schedule_dates
from calibration.variables import (
    COMPUTED,
    ELASTICITIES,
    REGION_DIMS,
    SECTOR_DIMS,
    VARIABLES,
    present,
)

Array = np.ndarray

WEIGHTS = {
    "tariff_rate": "value of sales, export tax and margins, so that tariff revenue is the sum",
    "tariff_schedule": "as tariff_rate, with the trade of the data's own year at every date",
    "distance": "output of the origin times output of the destination",
    "sigma_import_source": "trade in the good between the aggregate regions at basic prices",
    "sigma_domestic_import": "supply of the good: domestic sales and imports, with tariffs",
    "sigma_value_added": "value added of the activity",
    "sigma_intermediate": "output of the activity",
    "sigma_top": "output of the activity",
    "sigma_final": "none: agents are not aggregated",
    "nqp": "value added of the activity in the region",
    "sales_on_prior": "value of sales",
    "sales_imputed": "value of sales",
    "carbon_price": "CO2 of the activity",
    "free_allocation": "carbon price times CO2 of the activity",
    "carbon_price_household": "CO2 of households",
    "factor_part_share": "what the factor of which it is a part earns in the activity",
    "depreciation_rate": "capital stock, or output where the data have none",
}


CO2_OF_SALES = "co2_of_sales"
DIRTIEST_TENTH = "co2_of_dirtiest_tenth"
# Attributes: the aggregation that a dataset has, and the one it gets unless told otherwise.
AGGREGATION, DEFAULT_AGGREGATION = "aggregation", "default_aggregation"
# Set after aggregation: no sum or mean of them would keep their meaning.
SET_AFTER = (
    *("abatement_elasticity", "abatement_reference"),
    *("energy_good", "energy_factor", "sigma_capital_energy", "sigma_energy"),
    *("non_electric_good", "non_coal_good", "sigma_non_electric", "sigma_non_coal"),
    *("generation_good", "sigma_generation", "generation_volume"),
)


@dataclass(frozen=True)
class _Sums:
    """Summing matrices, (label, member), for regions, sectors and users (sectors and agents).

    Those of margin sectors are None in a benchmark without margins.
    """

    region: Array
    sector: Array
    user: Array
    margin: Array | None = None

    def over(self, dim: str) -> Array | None:
        if dim in REGION_DIMS:
            return self.region
        if dim == "user":
            return self.user
        if dim == MARGIN_SECTOR:
            return self.margin
        return self.sector if dim in SECTOR_DIMS else None

    def total(self, values: Array, dims: tuple[str, ...]) -> Array:
        """Sum the members of every label, along each dimension that is aggregated."""
        for axis, dim in enumerate(dims):
            matrix = self.over(dim)
            if matrix is not None:
                values = np.moveaxis(_summed(matrix, np.moveaxis(values, axis, 0)), 0, axis)
        return values


@explained
def aggregate(dataset: xr.Dataset, mapping: Mapping) -> xr.Dataset:
    """Aggregate the regions and sectors of a benchmark.

    Values are sums, so every accounting identity survives. Tariff rates, distances and elasticities
    are averages whose weights are named in each variable's attribute `weights`. Trade between
    members of one label becomes domestic sales of it, with the tariffs and export taxes it bears.
    Where users have sources of their own, what a user paid above the average landed prices becomes
    its product tax; see `calibration.sourcing.at_average_prices`.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark.
    mapping : Mapping
        Label of every region and sector, as from `calibration.read_mapping`.

    Returns
    -------
    xarray.Dataset
        Same variables and units; `members` tells what each label stands for.

    Raises
    ------
    InputError
        For variables that are missing or have other dimensions than their own; when elasticities
        differ by region, or an abatement curve or a capital-energy nest is there, since no weight
        would keep their meaning; when a label of sectors is one of agents, with sales by user; and
        for variables that no rule aggregates, such as those of a technology, which would be lost.
    """
    problems = [*incomplete(dataset)]
    if problems:
        raise InputError(problems)
    by_region = [n for n in ELASTICITIES if dataset[n].dims != VARIABLES[n].dims]
    problems = [
        f"{name}: is by region, so it cannot be aggregated; set it after, or name no region"
        for name in by_region
    ]
    problems += [f"{n}: cannot be aggregated; set it after" for n in SET_AFTER if n in dataset]
    if problems:
        raise InputError(problems)
    _refuse_unknown(dataset)
    sector = _matrix(dataset, mapping, "sector")
    region, users = _matrix(dataset, mapping, "region"), _users(sector, dataset)
    sums = _Sums(region, sector, users, _margin_sectors(dataset, mapping))
    values = {
        name: sums.total(dataset[name].to_numpy(), spec.dims)
        for name, spec in present(dataset).items()
        if name not in WEIGHTS
    }
    values |= _averages(dataset, sums)
    if SALES in dataset:
        values |= at_average_prices(values)
    emitted = sums.total(co2_of_sales(dataset), VARIABLES["sales"].dims)
    joined = _assemble(dataset, mapping, values)
    problems = [*label_problems(joined)] if SALES in joined else []
    if problems:
        raise InputError([f"{mapping.name}: {problem}" for problem in problems])
    dirtiest = _dirtiest(dataset, sums, dataset["co2"].to_numpy())
    return joined.assign(
        {
            CO2_OF_SALES: _computed(CO2_OF_SALES, emitted, dataset),
            DIRTIEST_TENTH: _computed(DIRTIEST_TENTH, dirtiest, dataset),
        }
    ).assign(_with_other_gases(dataset, sums))


def _with_other_gases(dataset: xr.Dataset, sums: _Sums) -> dict[str, xr.Variable]:
    """The same of other gases, for who counts them after; nothing where data have none."""
    if OTHER not in dataset:
        return {}
    gases = dataset[OTHER].sum(GAS).to_numpy()
    emitted = sums.total(gases_of_sales(dataset), VARIABLES["sales"].dims)
    dirtiest = _dirtiest(dataset, sums, dataset["co2"].to_numpy() + gases)
    return {
        OF_SALES: _computed(OF_SALES, emitted, dataset),
        DIRTIEST: _computed(DIRTIEST, dirtiest, dataset),
    }


def _computed(name: str, values: Array, dataset: xr.Dataset) -> xr.Variable:
    """What aggregation computes, in CO2 or CO2 equivalents as the data are."""
    spec = COMPUTED[name]
    return as_counted(xr.Variable(spec.dims, values, spec.attrs), dataset)


def dirtiest_tenth(co2: Array, output: Array) -> float:
    """Mean emissions per unit of the tenth of output that emits most per unit.

    Parameters
    ----------
    co2, output : numpy.ndarray
        Mt CO2 and million USD of each producer.

    Returns
    -------
    float
        t CO2 per USD; not a number where nothing is produced.
    """
    made = output > 0
    co2, output = co2[made], output[made]
    if not len(output):
        return np.nan
    order = np.argsort(-co2 / output)
    co2, output = co2[order], output[order]
    wanted = 0.1 * output.sum()
    before = np.concatenate([[0.0], np.cumsum(output)[:-1]])
    part = np.clip((wanted - before) / output, 0.0, 1.0)
    return float((part * co2).sum() / wanted)


def _dirtiest(dataset: xr.Dataset, sums: _Sums, co2: Array) -> Array:
    """Emissions per unit of the dirtiest tenth of what the members of each label produce."""
    output = output_of(dataset)
    members = [matrix > 0 for matrix in (sums.sector, sums.region)]
    if all((each.sum(axis=1) == 1).all() for each in members):  # labels stand for one producer
        at = np.ix_(*(each.argmax(axis=1) for each in members))
        made = output[at] > 0
        return np.divide(co2[at], output[at], out=np.full(made.shape, np.nan), where=made)
    tenth = [
        [
            dirtiest_tenth(co2[np.ix_(i > 0, r > 0)].ravel(), output[np.ix_(i > 0, r > 0)].ravel())
            for r in sums.region
        ]
        for i in sums.sector
    ]
    return np.array(tenth)


def _refuse_unknown(dataset: xr.Dataset) -> None:
    """Refuse variables that would be dropped without a word."""
    unknown = [str(n) for n in dataset.data_vars if n not in (*present(dataset), *COMPUTED)]
    if not unknown:
        return
    named = dataset.attrs.get("technology")
    way = "add it to the aggregate"
    if named:
        way = f"aggregate first, then apply the technology '{named}'"
    raise InputError([f"{name}: no rule aggregates this variable; {way}" for name in unknown])


def co2_of_sales(dataset: xr.Dataset) -> Array:
    """Direct CO2 emitted in making what an origin sells to a destination.

    At the finest level it is the activity's emissions in proportion to sales. An aggregate keeps
    the sum, because its members sell different goods to different buyers: hydropower and coal
    power of one region do not cross the same borders.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark at any level of aggregation.

    Returns
    -------
    numpy.ndarray
        Mt CO2 (sector, origin, destination).
    """
    if CO2_OF_SALES in dataset:
        return dataset[CO2_OF_SALES].to_numpy()
    sales = dataset["sales"].to_numpy()
    output = output_of(dataset)
    co2 = dataset["co2"].to_numpy()
    intensity = np.divide(co2, output, out=np.zeros_like(output), where=output > 0)
    return intensity[:, :, None] * sales


def _summed(matrix: Array, values: Array) -> Array:
    """Sums over the first axis, member by member.

    Products of matrices differ in the last bits with the number of threads of BLAS.
    """
    total = np.zeros((len(matrix), *values.shape[1:]))
    for member, label in enumerate(matrix.argmax(axis=0)):
        total[label] += values[member]
    return total


def _matrix(dataset: xr.Dataset, mapping: Mapping, dimension: str) -> Array:
    row = {label: n for n, label in enumerate(mapping.labels(dimension))}
    labels = mapping.of(dimension)
    found = [str(member) for member in dataset[dimension].to_numpy()]
    matrix = np.zeros((len(row), len(found)))
    for column, member in enumerate(found):
        matrix[row[labels[member]], column] = 1.0
    return matrix


def _labels_of_margins(dataset: xr.Dataset, mapping: Mapping) -> list[str]:
    """Labels that supply margins, in the order of sectors."""
    found = {mapping.sector[str(member)] for member in dataset[MARGIN_SECTOR].to_numpy()}
    return [label for label in mapping.labels("sector") if label in found]


def _margin_sectors(dataset: xr.Dataset, mapping: Mapping) -> Array | None:
    """Summing matrix of the sectors that supply margins."""
    if MARGIN_SECTOR not in dataset.coords:
        return None
    labels = _labels_of_margins(dataset, mapping)
    members = [mapping.sector[str(member)] for member in dataset[MARGIN_SECTOR].to_numpy()]
    return np.array([[float(member == label) for member in members] for label in labels])


def _users(sector: Array, dataset: xr.Dataset) -> Array:
    """Summing matrix of users: activities as sectors, agents as they are."""
    agents = np.eye(dataset.sizes["agent"])
    rows, columns = sector.shape
    return np.block(
        [
            [sector, np.zeros((rows, len(agents)))],
            [np.zeros((len(agents), columns)), agents],
        ]
    )


def _averages(dataset: xr.Dataset, sums: _Sums) -> dict[str, Array]:
    sales, output = dataset["sales"].to_numpy(), output_of(dataset)
    taxed = dutiable(dataset).to_numpy()
    together = sums.region.T @ sums.region > 0  # origin and destination get the same label
    within = np.where(together, sales, 0.0).sum(axis=(1, 2))
    abroad = np.maximum(sales.sum(axis=(1, 2)) - within, 0.0)
    supply = taxed + dataset["tariff_revenue"].to_numpy()
    size = output.sum(axis=0)
    weights = {
        "tariff_rate": taxed,
        "distance": size[:, None] * size[None, :],
        "sigma_import_source": abroad,
        "sigma_domestic_import": supply.sum(axis=(1, 2)),
        "sigma_value_added": dataset["value_added"].to_numpy().sum(axis=(0, 2)),
        "sigma_intermediate": output.sum(axis=1),
        "sigma_top": output.sum(axis=1),
        "sales_on_prior": sales,
        "sales_imputed": sales,
    }
    weights["nqp"] = dataset["value_added"].to_numpy().sum(axis=0)
    stock = dataset["capital_stock"].to_numpy() if "capital_stock" in dataset else size
    weights["depreciation_rate"] = stock
    if PRICE in dataset:
        weights |= carbon_weights(dataset)
    if PART_SHARE in dataset:
        parents = [*factor_parts(dataset).values()]
        weights[PART_SHARE] = dataset["value_added"].sel(factor=parents).to_numpy()
    if SCHEDULE in dataset:
        weights[SCHEDULE] = np.broadcast_to(weights["tariff_rate"], dataset[SCHEDULE].shape)
    known = present(dataset)
    averages = {
        name: _average(dataset[name].to_numpy(), weight, known[name].dims, sums)
        for name, weight in weights.items()
        if name in dataset
    }
    return averages | {"sigma_final": dataset["sigma_final"].to_numpy()}


def _average(values: Array, weight: Array, dims: tuple[str, ...], sums: _Sums) -> Array:
    """Weighted mean by label; the plain mean where no member has weight."""
    total = sums.total(weight, dims)
    plain = sums.total(np.ones_like(values), dims)
    mean = sums.total(values, dims) / plain
    return np.divide(sums.total(values * weight, dims), total, out=mean, where=total > 0)


def _assemble(dataset: xr.Dataset, mapping: Mapping, values: dict[str, Array]) -> xr.Dataset:
    coords: dict[str, list[str]] = {}
    for dims, dimension in ((REGION_DIMS, "region"), (SECTOR_DIMS, "sector")):
        coords |= {dim: mapping.labels(dimension) for dim in dims}
    optional = (dim for dim in (PART, FUEL, GAS) if dim in dataset.coords)
    unchanged = ("factor", "agent", *optional)
    coords |= {dim: [str(x) for x in dataset[dim].to_numpy()] for dim in unchanged}
    if SALES in dataset:
        coords["user"] = [*coords["activity"], *coords["agent"]]
    if SCHEDULE in dataset:
        coords[DATE] = schedule_dates(dataset)
    if MARGIN_SECTOR in dataset.coords:
        coords[MARGIN_SECTOR] = _labels_of_margins(dataset, mapping)
    data = {}
    for name, spec in present(dataset).items():
        attrs = dict(dataset[name].attrs)
        if name in WEIGHTS:
            attrs["weights"] = WEIGHTS[name]
        if name in ELASTICITIES and spec.dims[0] in SECTOR_DIMS:
            attrs[SOURCES] = _sources(dataset[name], mapping)
        data[name] = (spec.dims, values[name], attrs)
    # What a dataset is aggregated to unless told otherwise has been done.
    attrs = {key: value for key, value in dataset.attrs.items() if key != DEFAULT_AGGREGATION}
    attrs[AGGREGATION] = mapping.name
    for dimension in ("region", "sector"):
        attrs[f"members_of_{dimension}"] = json.dumps(_joined(dataset, mapping, dimension))
        names = {
            label: mapping.description[dimension, label]
            for label in mapping.labels(dimension)
            if (dimension, label) in mapping.description
        }
        attrs[f"names_of_{dimension}"] = json.dumps(names, ensure_ascii=False)
    return xr.Dataset(data, coords=coords, attrs=attrs)


def _joined(dataset: xr.Dataset, mapping: Mapping, dimension: str) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {label: [] for label in mapping.labels(dimension)}
    for label, finest in members(dataset, dimension).items():
        joined[mapping.of(dimension)[label]].extend(finest)
    return joined


def _sources(array: xr.DataArray, mapping: Mapping) -> str:
    """Sources of the members' elasticities, each once."""
    recorded = lists_by_label(array.attrs, SOURCES)
    joined: dict[str, dict[str, None]] = {label: {} for label in mapping.labels("sector")}
    for member, label in mapping.sector.items():
        joined[label] |= dict.fromkeys(recorded.get(member, []))
    return json.dumps({label: list(each) for label, each in joined.items()})
