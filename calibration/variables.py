"""The variables of a benchmark dataset: dimensions, units and meaning, in one table.

Every module that builds, reads, checks or aggregates a benchmark takes its dimensions from here, so
the order sector, origin, destination, user is stated once.
"""

import math
from dataclasses import dataclass

import xarray as xr

FACTORS = ("labour", "capital")
AGENTS = ("household", "government", "investment")

# Dimensions that carry the same labels in the same order.
REGION_DIMS = ("region", "origin", "destination")
SECTOR_DIMS = ("sector", "activity")

MILLION_USD = "million USD"

LARGEST_ELASTICITY = 1000.0
"""Goods that substitute more readily than this are one good; prices to such a power overflow."""


@dataclass(frozen=True)
class Variable:
    """One variable of the benchmark: its dimensions in order, unit, meaning and sign.

    Attributes
    ----------
    dims : tuple of str
        Dimensions, in the order they are stored.
    units : str
        Unit of measurement.
    long_name : str
        Meaning, as printed in tables.
    non_negative : bool
        Whether a negative value is an error.
    upper : float
        Largest value that has a meaning.
    """

    dims: tuple[str, ...]
    units: str
    long_name: str
    non_negative: bool = False
    upper: float = math.inf

    @property
    def attrs(self) -> dict[str, str]:
        """What an array of it says of itself."""
        return {"units": self.units, "long_name": self.long_name}


def _elasticity(dims: tuple[str, ...], of: str) -> Variable:
    return Variable(dims, "1", f"elasticity of {of}", True, LARGEST_ELASTICITY)


VARIABLES: dict[str, Variable] = {
    "sales": Variable(
        ("sector", "origin", "destination"), MILLION_USD, "sales at basic prices", True
    ),
    "tariff_rate": Variable(
        ("sector", "origin", "destination"),
        "fraction",
        "ad valorem tariff on sales, export tax and margins",
    ),
    "export_tax": Variable(
        ("sector", "origin", "destination"), MILLION_USD, "export tax received by the origin"
    ),
    "tariff_revenue": Variable(
        ("sector", "origin", "destination"), MILLION_USD, "tariffs received by the destination"
    ),
    "intermediate_use": Variable(
        ("sector", "destination", "activity"),
        MILLION_USD,
        "purchases by activities, tariffs included, before product tax",
        True,
    ),
    "final_use": Variable(
        ("sector", "destination", "agent"),
        MILLION_USD,
        "purchases by final agents, tariffs included, before product tax",
        True,
    ),
    "intermediate_tax": Variable(
        ("sector", "destination", "activity"),
        MILLION_USD,
        "product tax less subsidies paid by activities",
    ),
    "final_tax": Variable(
        ("sector", "destination", "agent"),
        MILLION_USD,
        "product tax less subsidies paid by final agents",
    ),
    "value_added": Variable(
        ("factor", "activity", "region"), MILLION_USD, "payments to factors", True
    ),
    "output_tax": Variable(
        ("activity", "region"), MILLION_USD, "taxes less subsidies on production"
    ),
    "foreign_saving": Variable(("region",), MILLION_USD, "spending less income"),
    "co2": Variable(("activity", "region"), "Mt CO2", "CO2 emitted by the activity", True),
    "distance": Variable(("origin", "destination"), "km", "distance between economies", True),
    "sigma_import_source": _elasticity(("sector",), "substitution between import origins"),
    "sigma_domestic_import": _elasticity(
        ("sector",), "substitution between domestic goods and imports"
    ),
    "sigma_value_added": _elasticity(("activity",), "substitution between factors"),
    "sigma_intermediate": _elasticity(("activity",), "substitution between intermediate inputs"),
    "sigma_top": _elasticity(("activity",), "substitution between value added and intermediates"),
    "sigma_final": _elasticity(("agent",), "substitution between goods bought by the agent"),
}

# Variables that a benchmark may have; each brings a part of the model with it.
OPTIONAL: dict[str, Variable] = {
    "factor_tax": Variable(
        ("factor", "activity", "region"), MILLION_USD, "taxes less subsidies on factor use"
    ),
    "income_tax": Variable(
        ("factor", "region"), MILLION_USD, "taxes on factor incomes, part of value added"
    ),
    "consumption_tax": Variable(
        ("region",), MILLION_USD, "ad valorem tax on household consumption, part of final_tax"
    ),
    "committed_use": Variable(
        ("sector", "destination", "agent"),
        MILLION_USD,
        "final purchases that are committed, part of final_use",
        True,
    ),
    "mixed_income": Variable(
        ("activity", "region"), MILLION_USD, "labour of the self-employed, part of labour", True
    ),
    "factor_part_share": Variable(
        ("factor_part", "activity", "region"),
        "share",
        "part of what a factor earns that a part of it earns",
        True,
        1.0,
    ),
    "capital_stock": Variable(("region",), MILLION_USD, "capital, net of depreciation", True),
    "depreciation_rate": Variable(("region",), "fraction", "depreciation in a year", True, 1.0),
    "abatement_elasticity": _elasticity(
        ("activity", "region"), "the marginal abatement cost curve"
    ),
    "abatement_reference": Variable(
        ("activity", "region"), "USD per t CO2", "price that scales the abatement curve", True
    ),
    "co2_process": Variable(
        ("activity", "region"), "Mt CO2", "part of co2 that is not from burning fuel", True
    ),
    "co2_by_fuel": Variable(
        ("fuel", "sector", "activity", "region"),
        "Mt CO2",
        "part of co2 that follows purchases of fuels",
        True,
    ),
    "co2_own_fuel": Variable(
        ("fuel", "activity", "region"),
        "Mt CO2",
        "part of co2 from fuels that no purchase tells of",
        True,
    ),
    "co2_household_by_fuel": Variable(
        ("fuel", "sector", "region"), "Mt CO2", "co2_household by fuel", True
    ),
    "co2_source_fuel": Variable(
        ("fuel", "region"), "Mt CO2", "source: fuel burnt in the territory", True
    ),
    "co2_source_bunkers": Variable(
        ("fuel", "region"), "Mt CO2", "residents' ships and aircraft between countries", True
    ),
    "co2_household": Variable(
        ("sector", "region"), "Mt CO2", "CO2 emitted by households, by good burnt", True
    ),
    "co2_household_estimated": Variable(
        ("region",), "Mt CO2", "part of co2_household that the sources do not tell", True
    ),
    "co2_source_activities": Variable(
        ("region",), "Mt CO2", "source: combustion of all activities", True
    ),
    "co2_source_national": Variable(
        ("region",), "Mt CO2", "source: combustion in the territory", True
    ),
    "co2_source_transport": Variable(
        ("region",), "Mt CO2", "source: residents' ships and aircraft abroad", True
    ),
    "co2_source_process": Variable(("region",), "Mt CO2", "source: process", True),
    "other_gases": Variable(
        ("gas", "activity", "region"),
        "Mt CO2e",
        "other greenhouse gases emitted by the activity, beside co2",
        True,
    ),
    "other_gases_household": Variable(
        ("gas", "sector", "region"),
        "Mt CO2e",
        "other greenhouse gases emitted by households, by good, beside co2_household",
        True,
    ),
    "gases_in_co2": Variable(
        ("gas", "activity", "region"), "Mt CO2e", "part of co2 that is other gases", True
    ),
    "gases_in_co2_household": Variable(
        ("gas", "sector", "region"), "Mt CO2e", "part of co2_household that is other gases", True
    ),
    "other_gases_source": Variable(
        ("gas", "region"), "Mt CO2e", "source: other gases emitted in the territory", True
    ),
    "other_gases_bunkers": Variable(
        ("gas", "region"),
        "Mt CO2e",
        "other gases of residents' ships and aircraft between countries",
        True,
    ),
    "carbon_price": Variable(
        ("activity", "region"),
        "USD per t CO2",
        "carbon price in force, mean of all emissions of the activity; paid within output_tax",
        True,
    ),
    "free_allocation": Variable(
        ("activity", "region"), "share", "part of the carbon price that is not paid", True, 1.0
    ),
    "carbon_price_household": Variable(
        ("region",),
        "USD per t CO2",
        "carbon price in force, mean of all emissions of households; paid within final_tax",
        True,
    ),
    "nqp": Variable(
        ("activity", "region"), "index 0 to 1", "index of new quality productive forces", True, 1.0
    ),
    "fund_key": Variable(("region",), "share", "part of a fund of border receipts", True, 1.0),
    "energy_good": Variable(("sector",), "0 or 1", "1 for energy combined with capital", True, 1.0),
    "energy_factor": Variable(
        ("factor",), "0 or 1", "1 for a factor combined with energy", True, 1.0
    ),
    "sigma_capital_energy": _elasticity(
        ("activity", "region"), "substitution between capital and energy"
    ),
    "sigma_energy": _elasticity(("activity", "region"), "substitution among energy goods"),
    "non_electric_good": Variable(
        ("sector",), "0 or 1", "1 for energy other than electricity", True, 1.0
    ),
    "non_coal_good": Variable(("sector",), "0 or 1", "1 for fuels other than coal", True, 1.0),
    "sigma_non_electric": _elasticity(
        ("activity", "region"), "substitution between coal and other fuels"
    ),
    "sigma_non_coal": _elasticity(
        ("activity", "region"), "substitution among fuels other than coal"
    ),
    "electricity": Variable(("activity", "region"), "TWh", "electricity generated", True),
    "grid_reference": Variable(
        ("region",), "t CO2 per USD", "emissions of generation per unit of electricity", True
    ),
    "generation_good": Variable(
        ("sector",), "0 or 1", "1 for a technology that generates electricity", True, 1.0
    ),
    "sigma_generation": _elasticity(
        ("activity", "region"), "substitution among technologies of generation"
    ),
    "generation_volume": Variable(
        ("sector", "region"), "MWh per USD", "electricity per unit of a technology", True
    ),
    "sales_on_prior": Variable(
        ("sector", "origin", "destination"),
        "share",
        "part of sales whose split by sector rests on a damped table of another year",
        True,
        1.0,
    ),
    "sales_imputed": Variable(
        ("sector", "origin", "destination"),
        "share",
        "part of sales whose split by sector no source tells",
        True,
        1.0,
    ),
    "tariff_schedule": Variable(
        ("date", "sector", "origin", "destination"),
        "fraction",
        "tariff rate in force on a date less tariff_rate",
    ),
    "sales_by_user": Variable(
        ("sector", "origin", "destination", "user"),
        MILLION_USD,
        "sales at basic prices to each activity and agent",
        True,
    ),
    "margin": Variable(
        ("margin_sector", "sector", "origin", "destination"),
        MILLION_USD,
        "services that the origin supplies to bring the flow to its border, at basic prices",
        True,
    ),
    "transport_margin": Variable(
        ("margin_sector", "sector", "origin", "destination"),
        MILLION_USD,
        "world transport of the flow between the borders, at basic prices of its suppliers",
        True,
    ),
    "transport_supply": Variable(
        ("margin_sector", "region"), MILLION_USD, "sales to world transport at basic prices", True
    ),
}

# Taxes of a stored file at one rate for all products, in place of those in full.
RATES: dict[str, Variable] = {
    "export_tax_rate": Variable(("sector", "origin"), "fraction", "export tax on foreign sales"),
    "intermediate_tax_rate": Variable(
        ("destination", "activity"), "fraction", "product tax less subsidies paid by activities"
    ),
    "final_tax_rate": Variable(
        ("destination", "agent"), "fraction", "product tax less subsidies paid by final agents"
    ),
}

# What aggregation computes itself, each time anew.
COMPUTED: dict[str, Variable] = {
    "co2_of_sales": Variable(
        ("sector", "origin", "destination"), "Mt CO2", "CO2 emitted in making what is sold", True
    ),
    "co2_of_dirtiest_tenth": Variable(
        ("sector", "region"), "t CO2 per USD", "CO2 per unit of the dirtiest tenth of output", True
    ),
    "other_gases_of_sales": Variable(
        ("sector", "origin", "destination"),
        "Mt CO2e",
        "other gases emitted in making what is sold",
        True,
    ),
    "co2e_of_dirtiest_tenth": Variable(
        ("sector", "region"),
        "t CO2e per USD",
        "CO2 and other gases per unit of the tenth of output that emits most of them",
        True,
    ),
}

# Levels of the NQP channels, which a technology sets on an aggregated benchmark.
TECHNOLOGY: dict[str, Variable] = {
    "adoption": Variable(
        ("activity", "region"), "share", "matching between technology and industry", True, 1.0
    ),
    "absorptive_capacity": Variable(("region",), "index", "absorptive capacity", True),
    "spillover_strength": Variable(
        ("region",), "ratio", "effect of partners' NQP relative to own", True
    ),
    "spillover_response": Variable(
        ("region",), "share", "counterfactual imports in the weights of the spillover", True, 1.0
    ),
    "spillover_carrier": Variable(
        ("sector", "origin", "destination"),
        "share",
        "part of an import that carries technology",
        True,
        1.0,
    ),
    "standards_distance": Variable(
        ("origin", "destination"), "index 0 to 1", "distance between standards", True, 1.0
    ),
    "data_restriction": Variable(
        ("origin", "destination"), "index 0 to 1", "restriction of data flows", True, 1.0
    ),
    "elasticity_tfp": Variable(
        ("activity",), "semi-elasticity", "total factor productivity by effective NQP", True
    ),
    "elasticity_energy": Variable(
        ("activity",), "semi-elasticity", "energy efficiency by effective NQP", True
    ),
    "elasticity_emissions": Variable(
        ("activity",),
        "semi-elasticity",
        "fall of emissions that follow output by effective NQP",
        True,
    ),
    "saved_good": Variable(("sector",), "0 or 1", "energy that green technology saves", True, 1.0),
    "elasticity_trade_cost": Variable(
        ("sector",), "semi-elasticity", "fall of trade cost by effective NQP", True
    ),
    "elasticity_standards": Variable(
        ("sector",), "semi-elasticity", "barrier by distance between standards", True
    ),
    "elasticity_data": Variable(
        ("sector",), "semi-elasticity", "trade cost by data restriction", True
    ),
}

KNOWN = VARIABLES | OPTIONAL | RATES | COMPUTED | TECHNOLOGY
"""Every variable that a dataset may hold; any other is refused."""

UNKNOWN_IF_ABSENT = ("distance",)
"""Those of `VARIABLES` that a benchmark may lack: no equation reads a distance."""

ELASTICITIES = tuple(name for name in VARIABLES if name.startswith("sigma_"))


def present(dataset: xr.Dataset) -> dict[str, Variable]:
    """Specifications of the required variables and of the optional ones that a dataset has."""
    known = VARIABLES | OPTIONAL
    required = set(VARIABLES) - set(UNKNOWN_IF_ABSENT)
    return {name: spec for name, spec in known.items() if name in required or name in dataset}


def allowed_dims(name: str) -> tuple[tuple[str, ...], ...]:
    """Dimensions that a variable may have: its own, and for an elasticity also by region."""
    dims = KNOWN[name].dims
    if name not in ELASTICITIES:
        return (dims,)
    region = "destination" if dims == ("sector",) else "region"
    return (dims, (*dims, region))


def own_dims(name: str, array: xr.DataArray) -> tuple[str, ...]:
    """The dimensions of a variable in their own order, whatever order the array has."""
    return next(own for own in allowed_dims(name) if set(own) == set(array.dims))
