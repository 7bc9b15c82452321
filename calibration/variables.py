"""The variables of a benchmark dataset: dimensions, units and meaning, in one table.

Every module that builds, reads, checks or aggregates a benchmark takes its dimensions from here, so
the order sector, origin, destination, user is stated once.
"""

from dataclasses import dataclass

import xarray as xr

FACTORS = ("labour", "capital")
AGENTS = ("household", "government", "investment")

# Dimensions that carry the same labels in the same order.
REGION_DIMS = ("region", "origin", "destination")
SECTOR_DIMS = ("sector", "activity")

MILLION_USD = "million USD"


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
    """

    dims: tuple[str, ...]
    units: str
    long_name: str
    non_negative: bool = False


VARIABLES: dict[str, Variable] = {
    "sales": Variable(
        ("sector", "origin", "destination"), MILLION_USD, "sales at basic prices", True
    ),
    "tariff_rate": Variable(
        ("sector", "origin", "destination"), "fraction", "ad valorem tariff on sales and export tax"
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
    "sigma_import_source": Variable(
        ("sector",), "1", "elasticity of substitution between import origins", True
    ),
    "sigma_domestic_import": Variable(
        ("sector",), "1", "elasticity of substitution between domestic goods and imports", True
    ),
    "sigma_value_added": Variable(
        ("activity",), "1", "elasticity of substitution between factors", True
    ),
    "sigma_intermediate": Variable(
        ("activity",), "1", "elasticity of substitution between intermediate inputs", True
    ),
    "sigma_top": Variable(
        ("activity",), "1", "elasticity of substitution between value added and intermediates", True
    ),
    "sigma_final": Variable(
        ("agent",), "1", "elasticity of substitution between goods bought by the agent", True
    ),
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
    "abatement_elasticity": Variable(
        ("activity", "region"), "1", "elasticity of the marginal abatement cost curve", True
    ),
    "abatement_reference": Variable(
        ("activity", "region"), "USD per t CO2", "price that scales the abatement curve", True
    ),
    "co2_process": Variable(
        ("activity", "region"), "Mt CO2", "part of co2 that is not from burning fuel", True
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
    "nqp": Variable(
        ("activity", "region"), "index 0 to 1", "index of new quality productive forces", True
    ),
    "fund_key": Variable(("region",), "share", "part of a fund of border receipts", True),
    "energy_good": Variable(("sector",), "0 or 1", "1 for energy combined with capital", True),
    "energy_factor": Variable(("factor",), "0 or 1", "1 for a factor combined with energy", True),
    "sigma_capital_energy": Variable(
        ("activity", "region"), "1", "elasticity of substitution between capital and energy", True
    ),
    "sigma_energy": Variable(
        ("activity", "region"), "1", "elasticity of substitution among energy goods", True
    ),
    "sales_by_user": Variable(
        ("sector", "origin", "destination", "user"),
        MILLION_USD,
        "sales at basic prices to each activity and agent",
        True,
    ),
}

ELASTICITIES = tuple(name for name in VARIABLES if name.startswith("sigma_"))


def present(dataset: xr.Dataset) -> dict[str, Variable]:
    """Specifications of the required variables and of the optional ones that a dataset has."""
    return VARIABLES | {name: spec for name, spec in OPTIONAL.items() if name in dataset}


def allowed_dims(name: str) -> tuple[tuple[str, ...], ...]:
    """Dimensions that a variable may have: its own, and for an elasticity also by region."""
    dims = (VARIABLES | OPTIONAL)[name].dims
    if name not in ELASTICITIES:
        return (dims,)
    region = "destination" if dims == ("sector",) else "region"
    return (dims, (*dims, region))
