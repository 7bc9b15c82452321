"""From the benchmark to the parameters of the equations: shares, coefficients, tax powers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from calibration.aggregate import co2_of_sales
from calibration.sourcing import SALES, landed_power, users_of
from cge.symbols.features import features_of
from cge.symbols.registry import SHOCKABLE, WORLD, entries, entry_of

Array = np.ndarray
TECHNOLOGY = "technology"
HOUSEHOLD = "household"
CAPITAL_ENERGY = "capital_energy"
BY_USER = "sourcing_by_user"
SUBSISTENCE = "subsistence"
HOUSEHOLD = "household"


def ratio(numerator: Array, denominator: Array, empty: float = 0.0) -> Array:
    """Division that gives ``empty`` where the denominator is zero."""
    denominator = np.broadcast_to(denominator, np.broadcast(numerator, denominator).shape)
    result = np.full(denominator.shape, empty)
    return np.divide(numerator, denominator, out=result, where=denominator != 0)


def _spread(dataset: xr.Dataset, name: str, dims: tuple[str, ...]) -> Array:
    """An elasticity over all its dims; data may give it by fewer, and then it holds for all."""
    given = dataset[name]
    missing = {d: dataset.sizes[d] for d in dims if d not in given.dims}
    return given.expand_dims(missing).transpose(*dims).to_numpy().astype(float)


class Benchmark:
    """The arrays of a benchmark dataset, in the order of dims the equations use.

    Parameters
    ----------
    dataset
        A balanced benchmark, as :func:`calibration.open_benchmark` returns it.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        def array(name: str, *dims: str) -> Array:
            return dataset[name].transpose(*dims).to_numpy().astype(float)

        def optional(name: str, *dims: str) -> Array:
            if name in dataset:
                return array(name, *dims)
            return np.zeros([dataset.sizes[d] for d in dims])

        sod = ("sector", "origin", "destination")
        self.dataset = dataset
        self.sales = array("sales", *sod)
        self.export_tax = array("export_tax", *sod)
        self.tariff_revenue = array("tariff_revenue", *sod)
        self.intermediate_use = array("intermediate_use", "sector", "destination", "activity")
        self.intermediate_tax = array("intermediate_tax", "sector", "destination", "activity")
        self.final_use = array("final_use", "sector", "destination", "agent")
        self.final_tax = array("final_tax", "sector", "destination", "agent")
        self.value_added = array("value_added", "factor", "activity", "region")
        self.factor_tax = optional("factor_tax", "factor", "activity", "region")
        self.income_tax = optional("income_tax", "factor", "region")
        self.consumption_tax = optional("consumption_tax", "region")
        self.committed = optional("committed_use", "sector", "destination", "agent")
        self.output_tax = array("output_tax", "activity", "region")
        self.foreign_saving = array("foreign_saving", "region")
        self.co2 = array("co2", "activity", "region")
        self.co2_household = (
            array("co2_household", "sector", "region")
            if "co2_household" in dataset
            else np.zeros_like(self.co2)
        )
        self.co2_of_sales = co2_of_sales(dataset.transpose(..., *sod))
        self.features = features_of(dataset)
        self.elasticities = {
            e.name: _spread(dataset, e.name, e.dims) for e in entries(self.features, "elasticity")
        }
        self.landed = self.sales + self.export_tax + self.tariff_revenue
        self.output = self.sales.sum(axis=2)
        self.spending = (self.final_use + self.final_tax).sum(axis=0).T  # agent, region
        self.absorption = self.landed.sum(axis=1)
        self.domestic = np.einsum("idd->id", self.landed)
        self.imports = self.absorption - self.domestic
        self.imports[np.einsum("iod->id", self.off_diagonal(self.sales)) == 0] = 0.0

    @cached_property
    def landed_by_user(self) -> Array:
        """Purchases at landed prices (sector, origin, destination, user)."""
        sold = self.dataset[SALES].transpose(..., "user").to_numpy().astype(float)
        power = landed_power(self.sales, self.export_tax, self.tariff_revenue)
        return sold * power[..., None]

    @property
    def domestic_by_user(self) -> Array:
        """Purchases of domestic goods at landed prices (sector, destination, user)."""
        return np.einsum("iddu->idu", self.landed_by_user)

    @property
    def imports_by_user(self) -> Array:
        """Imports at landed prices (sector, destination, user)."""
        foreign = ~np.eye(self.sales.shape[1], dtype=bool)
        return np.einsum("iodu,od->idu", self.landed_by_user, foreign.astype(float))

    @staticmethod
    def off_diagonal(flows: Array) -> Array:
        """Flows between different regions only."""
        count = flows.shape[-1]
        return np.where(np.eye(count, dtype=bool), 0.0, flows)

    def labels(self) -> dict[str, list[str]]:
        """Ordered labels of every index set."""
        names = [
            *("sector", "origin", "destination", "region", "activity", "factor", "agent"),
        ]
        found = {n: [str(k) for k in self.dataset[n].to_numpy()] for n in names}
        if BY_USER in self.features:
            found["user"] = users_of(self.dataset)
        return {**found, WORLD: [WORLD]}


def benchmark_parameters(benchmark: Benchmark) -> dict[str, Array]:
    """Benchmark values of every parameter of the registry, by name.

    Quantities are measured at benchmark prices, so that benchmark prices are 1, except landed
    prices, which carry export tax and tariff.
    """
    b = benchmark
    values: dict[str, Array] = {
        **_production(b),
        **_trade(b),
        **(_sourcing_by_user(b) if BY_USER in b.features else _sourcing(b)),
        **_demand(b),
        **_budgets(b),
        **_world(b),
        **b.elasticities,
        **(_technology(b) if TECHNOLOGY in b.features else {}),
    }
    if "household_emissions" in b.features:
        household = b.final_use[:, :, b.labels()["agent"].index(HOUSEHOLD)]
        values["household_intensity"] = ratio(b.co2_household, household)
    if "abatement" in b.features:
        values |= _abatement(b)
    if "border_adjustment" in b.features:
        values |= _border_adjustment(b)
    if CAPITAL_ENERGY in b.features:
        values |= _capital_energy(b)
    wanted = [e.name for e in entries(b.features) if e.kind != "variable"]
    missing = [name for name in wanted if name not in values]
    if missing:
        raise KeyError(f"no benchmark value for {', '.join(missing)}")
    return values


@dataclass(frozen=True)
class Nests:
    """Benchmark cost of each nest of production (activity, region), million USD.

    Attributes
    ----------
    factors, goods
        Cost of each factor (factor, activity, region) and good (sector, activity, region), taxes
        included.
    with_energy, is_energy
        1 for a factor that is combined with energy, and for an energy good, else 0; all 0 without
        the feature ``capital_energy``.
    """

    factors: Array
    goods: Array
    with_energy: Array
    is_energy: Array

    @property
    def energy(self) -> Array:
        """Energy goods."""
        return np.einsum("i,ijr->jr", self.is_energy, self.goods)

    @property
    def bundle(self) -> Array:
        """All other intermediates."""
        return np.einsum("i,ijr->jr", 1 - self.is_energy, self.goods)

    @property
    def capital_energy(self) -> Array:
        """Energy and the factors that are combined with it."""
        return np.einsum("f,fjr->jr", self.with_energy, self.factors) + self.energy

    @property
    def value_added(self) -> Array:
        """Factors, and energy."""
        return self.factors.sum(axis=0) + self.energy


def nested_values(b: Benchmark) -> Nests:
    """Costs of the nests of production in a benchmark."""

    def marked(name: str, labels: Array) -> Array:
        none = np.zeros(len(labels))
        return b.dataset[name].to_numpy().astype(float) if CAPITAL_ENERGY in b.features else none

    purchases = (b.intermediate_use + b.intermediate_tax).transpose(0, 2, 1)
    return Nests(
        factors=b.value_added + b.factor_tax,
        goods=purchases,
        with_energy=marked("energy_factor", b.value_added),
        is_energy=marked("energy_good", purchases),
    )


def _production(b: Benchmark) -> dict[str, Array]:
    cost = b.output - b.output_tax
    nests = nested_values(b)
    alone = 1 - nests.with_energy[:, None, None]
    factor_power = ratio(b.factor_tax, b.value_added) + 1
    power = ratio(b.intermediate_tax, b.intermediate_use) + 1
    ones = np.ones_like(b.output)
    plain = 1 - nests.is_energy[:, None, None]
    return {
        "value_added_share": ratio(nests.value_added, cost),
        "factor_share": ratio(alone * nests.factors, nests.value_added),
        "factor_coefficient": ratio(alone * b.value_added, nests.value_added),
        "factor_tax_power": factor_power,
        "factor_tax_benchmark": factor_power.copy(),
        "intermediate_share": ratio(plain * nests.goods, nests.bundle),
        "cost_coefficient": ratio(cost, b.output, 1.0),
        "value_added_coefficient": ratio(nests.value_added, b.output),
        "bundle_coefficient": ratio(nests.bundle, b.output),
        "intermediate_coefficient": ratio(plain * b.intermediate_use, nests.bundle.T),
        "intermediate_tax_power": power,
        "intermediate_tax_benchmark": power.copy(),
        "output_tax_power": ratio(b.output, cost, 1.0),
        "productivity": ones,
        "factor_productivity": np.ones_like(b.value_added),
        "emission_intensity": ratio(b.co2, b.output),
        "carbon_price": np.zeros_like(b.output),
        "carbon_price_economy": np.zeros_like(b.foreign_saving),
        "free_allocation": np.zeros_like(b.output),
    }


def _capital_energy(b: Benchmark) -> dict[str, Array]:
    nests = nested_values(b)
    with_energy = nests.with_energy[:, None, None]
    is_energy = nests.is_energy[:, None, None]
    return {
        "capital_energy_share": ratio(nests.capital_energy, nests.value_added),
        "energy_share": ratio(nests.energy, nests.capital_energy),
        "energy_factor_share": ratio(with_energy * nests.factors, nests.capital_energy),
        "energy_factor_coefficient": ratio(with_energy * b.value_added, nests.capital_energy),
        "energy_good_share": ratio(is_energy * nests.goods, nests.energy),
        "energy_coefficient": ratio(is_energy * b.intermediate_use, nests.energy.T),
    }


def _trade(b: Benchmark) -> dict[str, Array]:
    export_power = ratio(b.export_tax, b.sales) + 1
    tariff_power = ratio(b.tariff_revenue, b.sales + b.export_tax) + 1
    return {
        "export_power": export_power,
        "tariff_power": _known_rates(b, tariff_power),
        "landed_benchmark": export_power * _known_rates(b, tariff_power),
        "iceberg": np.ones_like(b.sales),
        "barrier_power": np.ones_like(b.sales),
        "barrier_waste": np.zeros_like(b.sales),
        "barrier_importer_share": np.ones_like(b.sales),
        "border_carbon_price": np.zeros_like(b.sales),
        "border_carbon_intensity": ratio(b.co2_of_sales, b.sales),
    }


def _sourcing(b: Benchmark) -> dict[str, Array]:
    """Shares of sources for all users of a destination together."""
    foreign = b.off_diagonal(np.ones_like(b.sales)) > 0
    return {
        "domestic_share": ratio(b.domestic, b.absorption),
        "source_share": np.where(foreign, ratio(b.landed, b.imports[:, None, :]), 0.0),
        "domestic_coefficient": ratio(np.einsum("idd->id", b.sales), b.absorption),
        "import_coefficient": ratio(b.imports, b.absorption),
        "source_coefficient": np.where(foreign, ratio(b.sales, b.imports[:, None, :]), 0.0),
    }


def _sourcing_by_user(b: Benchmark) -> dict[str, Array]:
    """Shares of sources of each user."""
    home, imports = b.domestic_by_user, b.imports_by_user
    shares = b.landed_by_user / np.where(imports > 0, imports, 1.0)[:, None]
    regions = np.arange(shares.shape[1])
    shares[:, regions, regions] = 0.0
    return {
        "domestic_share_by_user": ratio(home, home + imports),
        "source_share_by_user": shares,
        "import_coefficient_by_user": ratio(imports, home + imports),
    }


def _abatement(b: Benchmark) -> dict[str, Array]:
    reference = b.dataset["abatement_reference"].transpose("activity", "region")
    return {
        "abatement_reference": reference.to_numpy().astype(float),
        "allocation_benchmark": ratio(b.co2, b.output),
    }


def _border_adjustment(b: Benchmark) -> dict[str, Array]:
    """No adjustment: nothing is covered, rebated or passed on."""
    pairs, ends = np.zeros_like(b.sales), np.zeros_like(b.absorption)
    none = np.zeros_like(b.foreign_saving)
    by_pair = ("adjustment_coverage", "adjustment_credit", "adjustment_scope", "rebate_share")
    by_end = ("adjustment_reference", "adjustment_follows", "adjustment_deduction")
    return {
        **{name: pairs.copy() for name in by_pair},
        **{name: ends.copy() for name in by_end},
        "adjustment_intensity": ratio(b.co2, b.output),
        "origin_share": none,
        "fund_share": none.copy(),
        "fund_key": b.dataset["fund_key"].to_numpy().astype(float),
    }


def _technology(b: Benchmark) -> dict[str, Array]:
    """Levels that the dataset holds, those of the benchmark among them kept as references."""
    levels = {
        e.name: b.dataset[e.name].transpose(*e.dims).to_numpy().astype(float)
        for e in SHOCKABLE
        if e.feature == TECHNOLOGY
    }
    imports = b.off_diagonal(b.landed)
    acts_on = b.dataset["elasticity_tfp"].attrs.get("applies_to", "value_added")
    waste = np.full_like(b.sales, float(b.dataset["nqp"].attrs.get("standards_waste", 0.0)))
    return levels | {
        "technology_on_factors": np.full(b.output.shape[0], float(acts_on == "value_added")),
        "nqp_matched_benchmark": levels["adoption"] * levels["nqp"],
        "spillover_weight_benchmark": ratio(imports, b.spending.sum(axis=0)),
        "crosses_border": b.off_diagonal(np.ones_like(levels["standards_distance"])),
        "standards_distance_benchmark": levels["standards_distance"].copy(),
        "data_restriction_benchmark": levels["data_restriction"].copy(),
        "barrier_waste": waste,
    }


def _known_rates(b: Benchmark, power: Array) -> Array:
    """Tariff powers with the schedule's rate where nothing is traded."""
    dims = ("sector", "origin", "destination")
    schedule = 1 + b.dataset["tariff_rate"].transpose(*dims).to_numpy()
    return np.where(b.sales > 0, power, schedule)


def _demand(b: Benchmark) -> dict[str, Array]:
    income = b.spending.sum(axis=0)
    consumption, pays = _consumption_tax(b)
    on_top = 1 + pays * (consumption[:, None] - 1)  # region, agent
    product_tax = b.final_tax - (b.final_use + b.final_tax) * (1 - 1 / on_top)
    power = ratio(product_tax, b.final_use) + 1
    share, by_choice = _by_choice(b)
    return {
        "final_share": share,
        "final_coefficient": by_choice,
        **(_subsistence(b) if SUBSISTENCE in b.features else {}),
        "final_tax_power": power,
        "final_tax_benchmark": power.copy(),
        "consumption_tax_power": consumption,
        "consumption_tax_benchmark": consumption.copy(),
        "pays_consumption_tax": pays,
        "expenditure_share": ratio(b.spending, income),
        "utility_share": ratio(b.spending, income),
        "spends_nothing": (b.spending == 0).astype(float),
        "income_benchmark": income,
    }


def _by_choice(b: Benchmark) -> tuple[Array, Array]:
    """Shares and coefficients of what agents choose to buy (sector, destination, agent)."""
    paid, bought = b.final_use + b.final_tax, b.final_use
    if SUBSISTENCE in b.features:
        free = 1 - ratio(b.committed, b.final_use)
        paid, bought = free * paid, free * bought
    return ratio(paid, paid.sum(axis=0)), ratio(bought, paid.sum(axis=0))


def _subsistence(b: Benchmark) -> dict[str, Array]:
    cost = ratio(b.committed, b.final_use) * (b.final_use + b.final_tax)
    return {"subsistence": b.committed, "subsistence_benchmark": cost.sum(axis=0).T}


def _consumption_tax(b: Benchmark) -> tuple[Array, Array]:
    """Power of the consumption tax (region), and who pays it (agent): the household."""
    pays = np.array([float(a == HOUSEHOLD) for a in b.labels()["agent"]])
    paid = pays @ b.spending
    return ratio(paid, paid - b.consumption_tax, 1.0), pays


def _budgets(b: Benchmark) -> dict[str, Array]:
    """Income taxes and transfers, with one budget per region and foreign saving fixed."""
    nothing = np.zeros_like(b.foreign_saving)
    income_tax = ratio(b.income_tax, b.value_added.sum(axis=1)) + 1
    agents = b.labels()["agent"]
    return {
        "income_tax_power": income_tax,
        "income_tax_benchmark": income_tax.copy(),
        "income_surtax_power": np.ones_like(nothing),
        "transfer": nothing,
        "spends_public_income": np.array([float(a == "government") for a in agents]),
        "foreign_saving": b.foreign_saving,
        "foreign_saving_share": nothing.copy(),
    }


def _world(b: Benchmark) -> dict[str, Array]:
    endowment = b.value_added.sum(axis=1)
    weight = endowment / endowment.sum()
    factors, agents = b.labels()["factor"], b.labels()["agent"]
    return {
        "endowment": endowment,
        "factor_supply_share": ratio(b.value_added, endowment[:, None, :]),
        "mobility": np.zeros_like(endowment),
        "deflator": np.array([[float(a == _buyer(f)) for a in agents] for f in factors]),
        "world_weight": weight,
        "numeraire_factor_weight": weight.copy(),
        "numeraire_final_weight": np.zeros_like(b.spending),
        "numeraire_level": np.ones(1),
    }


def _buyer(factor: str) -> str:
    """Whose price index measures a factor's real price: capital is bought by investors."""
    return "investment" if factor == "capital" else HOUSEHOLD


def labelled(arrays: dict[str, Array], labels: dict[str, list[str]]) -> xr.Dataset:
    """Arrays of registered symbols as a labelled dataset, with unit and description.

    Parameters
    ----------
    arrays
        Arrays by name, dims as in the registry.
    labels
        Labels of every dimension.
    """
    data = {name: (entry_of(name).dims, array, attributes(name)) for name, array in arrays.items()}
    used = {d for dims, _, _ in data.values() for d in dims}
    return xr.Dataset(data, coords={d: labels[d] for d in labels if d in used})


def attributes(name: str) -> dict[str, str]:
    """Attributes of a symbol's array: long name, units, and kind for a parameter."""
    entry = entry_of(name)
    said = {"long_name": entry.description, "units": entry.unit}
    if entry.kind != "variable":
        said |= {"kind": entry.kind, "unit": entry.unit, "description": entry.description}
    if entry.kind == "level" and entry.signed:
        said["signed"] = "yes"
    if np.isfinite(entry.upper):
        said["upper"] = f"{entry.upper:g}"
    return said
