"""The cases of the independent model in the words of this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import xarray as xr

from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.economy.benchmark.subsistence import with_subsistence

Shocks = list[dict[str, object]]
Sigmas = Mapping[str, float]

TARIFF: Shocks = [{"parameter": "tariff_power", "destination": "USA", "set": 25}]
ICEBERG: Shocks = [
    {"parameter": "iceberg", "origin": "RST", "destination": "EUR", "percent": 20},
]
PRODUCTIVITY: Shocks = [
    {"parameter": "productivity", "activity": "HIT", "region": "USA", "percent": 10},
]
BORDER: Shocks = [{"parameter": "border_carbon_price", "destination": "EUR", "set": 88}]
CARBON: Shocks = [{"parameter": "carbon_price", "region": "EUR", "set": 50}]
EVERYTHING: Shocks = [
    {"parameter": "tariff_power", "destination": "USA", "add_points": 10},
    {"parameter": "export_power", "origin": "EUR", "add_points": 5},
    {"parameter": "iceberg", "origin": "RST", "percent": 7},
    {"parameter": "barrier_power", "destination": "RST", "set": 12},
    {"parameter": "barrier_waste", "destination": "RST", "set": 0.3},
    {"parameter": "barrier_importer_share", "destination": "RST", "set": 0.6},
    {"parameter": "productivity", "activity": "HIT", "percent": 3},
    {"parameter": "factor_productivity", "factor": "labour", "region": "USA", "percent": 4},
    *CARBON,
    {"parameter": "free_allocation", "region": "EUR", "set": 0.25},
    *BORDER,
    {"parameter": "output_tax_power", "region": "RST", "add_points": 2},
    {"parameter": "intermediate_tax_power", "sector": "HIT", "add_points": 3},
    {
        "parameter": "final_tax_power",
        "destination": "USA",
        "agent": "government",
        "add_points": 4,
    },
    {"parameter": "consumption_tax_power", "region": "USA", "set": 6},
    {"parameter": "factor_tax_power", "factor": "capital", "region": "EUR", "set": 8},
    {"parameter": "endowment", "factor": "labour", "region": "RST", "percent": 5},
]

PRODUCTION = ("sigma_value_added", "sigma_top", "sigma_intermediate")
ARMINGTON = ("sigma_import_source", "sigma_domestic_import")
FINAL = "sigma_final"
MIXED = {
    "sigma_value_added": 0.5,
    "sigma_top": 0.7,
    "sigma_intermediate": 1.4,
    "sigma_final": 0.6,
    "sigma_import_source": 3,
    "sigma_domestic_import": 1.7,
}


@dataclass(frozen=True)
class Case:
    """A case: shocks, and what of the economy differs from the standard one.

    Attributes
    ----------
    shocks
        Shocks as a scenario file writes them.
    closure
        Name of a shipped closure, or the path of a file.
    elasticities
        Elasticities that all labels have alike.
    nests
        Brings the benchmark a nest of capital and energy, or committed purchases.
    """

    shocks: Shocks
    closure: str | Path = "standard"
    elasticities: Sigmas = field(default_factory=dict)
    nests: str = ""


def with_nests(data: xr.Dataset, nests: str) -> xr.Dataset:
    """The data, with the nests that a case names."""
    if nests == "energy":
        between = xr.DataArray([0.4, 0.4, 1.0, 0.4], {"activity": data.activity}, ("activity",))
        among = xr.DataArray([1.0, 0.7, 0.7, 0.7], {"activity": data.activity}, ("activity",))
        return with_capital_energy(data, ["AGR", "HVY"], between, among)
    if nests == "subsistence":
        eta = xr.DataArray([0.4, 1.0, 1.0, 1.0], {"sector": data.sector}, ("sector",))
        return with_subsistence(data, eta, frisch=-1.8)
    return data


SHORT_RUN_OWN_BUDGET = Path(__file__).with_name("own_budget_short_run.yaml")

CASES = {
    "a_benchmark": Case([{"parameter": "productivity", "percent": 0}]),
    "b_tariff25": Case(TARIFF),
    "c_iceberg20": Case(ICEBERG),
    "d_productivity10": Case(PRODUCTIVITY),
    "e_border88": Case(BORDER),
    "f1_short_run_tariff": Case(TARIFF, "short_run"),
    "f1b_short_run_productivity": Case(PRODUCTIVITY, "short_run"),
    "f2_unemployment_tariff": Case(TARIFF, "unemployment"),
    "f2b_unemployment_border": Case(BORDER, "unemployment"),
    "g1_sigma1_production_final": Case(
        TARIFF, elasticities=dict.fromkeys([*PRODUCTION, FINAL], 1.0)
    ),
    "g2_sigma1_armington": Case(TARIFF, elasticities=dict.fromkeys(ARMINGTON, 1.0)),
    "g2b_sigma1_all_productivity": Case(
        PRODUCTIVITY, elasticities=dict.fromkeys([*ARMINGTON, *PRODUCTION, FINAL], 1.0)
    ),
    "g3_sigma0_final": Case(
        TARIFF, elasticities=dict.fromkeys([FINAL, "sigma_top", "sigma_intermediate"], 0.0)
    ),
    "g4_sigma0_domestic_import": Case(
        ICEBERG, elasticities={"sigma_domestic_import": 0, "sigma_import_source": 2}
    ),
    "g4b_sigma0_import_source": Case(
        ICEBERG, elasticities={"sigma_domestic_import": 1, "sigma_import_source": 0}
    ),
    # Its name speaks of the short run, but capital is mobile in the independent model's case too.
    "g5_sigma0_factors_short_run": Case(BORDER, elasticities={"sigma_value_added": 0}),
    "g6_sigma_mixed": Case(TARIFF, elasticities=MIXED),
    "h1_own_budget_tariff": Case(TARIFF, "own_budget"),
    "h2_stone_geary_tariff": Case(TARIFF, elasticities={FINAL: 1}, nests="subsistence"),
    "k_everything": Case(EVERYTHING),
    "k2_everything_mixed_sigma": Case(EVERYTHING, elasticities=MIXED),
    "k3_everything_own_budget_short_run": Case(EVERYTHING, SHORT_RUN_OWN_BUDGET),
    "m1_long_run_productivity": Case(PRODUCTIVITY, "long_run"),
    "m2_lump_sum_tariff": Case(TARIFF, "lump_sum_replacement"),
    "m3_consumption_tax_tariff": Case(TARIFF, "consumption_tax_replacement"),
    "m4_fixed_investment_iceberg": Case(ICEBERG, "fixed_investment"),
    "m5_foreign_saving_share_tariff": Case(TARIFF, "foreign_saving_share"),
    "n1_energy_nest_carbon": Case([*CARBON, *PRODUCTIVITY], nests="energy"),
    "n2_energy_nest_everything_mixed": Case(EVERYTHING, elasticities=MIXED, nests="energy"),
}
