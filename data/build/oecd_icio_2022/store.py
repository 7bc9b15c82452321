"""Assemble the labelled dataset and write it compressed, in single precision."""

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.factors import PART, SHARE
from calibration.fuels import BY_FUEL, FUELS, HOUSEHOLD_FUEL, OWN_FUEL, closed_emissions
from calibration.gases import BUNKERS, GAS, GASES, OTHER, OTHER_HOUSEHOLD, SOURCE
from calibration.variables import AGENTS, FACTORS, OPTIONAL, VARIABLES
from data.build.oecd_icio_2022.capital_stock import Stock
from data.build.oecd_icio_2022.co2 import Emissions
from data.build.oecd_icio_2022.elasticities import with_default_elasticities
from data.build.oecd_icio_2022.factor_parts import Parts
from data.build.oecd_icio_2022.fuels import Fuels
from data.build.oecd_icio_2022.margins import MARGIN_SECTORS, Margins
from data.build.oecd_icio_2022.metadata import DATASET, VARIABLE_NOTES
from data.build.oecd_icio_2022.national import Tables
from data.build.oecd_icio_2022.other_gases import OtherGases
from data.build.oecd_icio_2022.self_employed import Moved
from data.build.oecd_icio_2022.services_evidence import Evidence

Array = np.ndarray


def assemble(
    tables: Tables, sales: Array, margins: Margins, tariff: Array, export_rate: Array,
    bought: Array, tax_rate: Array, co2: Emissions, km: Array, evidence: Evidence,
) -> xr.Dataset:  # fmt: skip
    """The dataset as stored: float32, taxes as rates; closing computes the rest."""
    users = len(tables.sectors)
    values: dict[str, tuple[tuple[str, ...], Array]] = {
        "sales": (VARIABLES["sales"].dims, sales),
        "tariff_rate": (VARIABLES["tariff_rate"].dims, tariff),
        "export_tax_rate": (("sector", "origin"), export_rate),
        "intermediate_use": (VARIABLES["intermediate_use"].dims, bought[:, :, :users]),
        "final_use": (VARIABLES["final_use"].dims, bought[:, :, users:]),
        "intermediate_tax_rate": (("destination", "activity"), tax_rate[:, :users]),
        "final_tax_rate": (("destination", "agent"), tax_rate[:, users:]),
        "value_added": (
            VARIABLES["value_added"].dims, np.stack([tables.labour, tables.capital])
        ),
        "output_tax": (VARIABLES["output_tax"].dims, tables.output_tax),
        "co2": (VARIABLES["co2"].dims, co2.combustion + co2.process),
        "distance": (VARIABLES["distance"].dims, km),
        "sales_on_prior": (OPTIONAL["sales_on_prior"].dims, evidence.on_prior),
        "sales_imputed": (OPTIONAL["sales_imputed"].dims, evidence.imputed),
        "margin": (OPTIONAL["margin"].dims, margins.to_border),
        "transport_margin": (OPTIONAL["transport_margin"].dims, margins.carried),
        "transport_supply": (OPTIONAL["transport_supply"].dims, margins.supply),
        **_emissions(co2),
    }  # fmt: skip
    coords = {
        "sector": tables.sectors, "origin": tables.regions, "destination": tables.regions,
        "region": tables.regions, "activity": tables.sectors, "factor": list(FACTORS),
        "agent": list(AGENTS), "margin_sector": list(MARGIN_SECTORS),
    }  # fmt: skip
    data = {name: (dims, array.astype(np.float32)) for name, (dims, array) in values.items()}
    dataset = with_default_elasticities(xr.Dataset(data, coords=coords))
    for name in dataset.data_vars:
        spec = (VARIABLES | OPTIONAL).get(str(name))
        if spec:
            dataset[name].attrs |= spec.attrs
        dataset[name].attrs |= VARIABLE_NOTES.get(str(name), {})
    dataset["co2_household"].attrs["residual_of_sources"] = ", ".join(co2.household.derived)
    dataset.attrs = dict(DATASET)
    return dataset


def add_factors(dataset: xr.Dataset, mixed: Moved, stock: Stock) -> xr.Dataset:
    """The dataset with mixed income, capital stock and its depreciation."""
    values = {
        "mixed_income": mixed.income,
        "capital_stock": stock.stock,
        "depreciation_rate": stock.rate,
    }
    said = {
        "mixed_income": {
            "imputed": ", ".join(mixed.imputed),
            "windfall": ", ".join(mixed.windfall),
            "below_source": ", ".join(mixed.short),
        },
        "capital_stock": {
            "imputed": ", ".join(stock.imputed),
            "doubtful": ", ".join(stock.doubtful),
        },
    }
    for name, array in values.items():
        spec = OPTIONAL[name]
        attrs = spec.attrs | VARIABLE_NOTES[name]
        dataset[name] = (spec.dims, array.astype(np.float32), attrs | said.get(name, {}))
    return dataset


def add_parts(dataset: xr.Dataset, parts: Parts) -> xr.Dataset:
    """The dataset with the shares of parts of factors."""
    spec = OPTIONAL[SHARE]
    attrs = spec.attrs | VARIABLE_NOTES[SHARE]
    dataset = dataset.assign_coords({PART: list(parts.labels)})
    dataset[SHARE] = (spec.dims, parts.share.astype(np.float32), attrs | parts.attributes)
    return dataset


def add_fuels(dataset: xr.Dataset, fuels: Fuels) -> xr.Dataset:
    """The dataset with emissions by fuel, and with totals that are their sums."""
    values = {
        BY_FUEL: fuels.bought,
        OWN_FUEL: fuels.own,
        HOUSEHOLD_FUEL: fuels.household,
        "co2_process": fuels.process,
        "co2_source_fuel": fuels.territory,
        "co2_source_bunkers": fuels.bunkers,
        "co2_source_process": fuels.process.sum(axis=0),
    }
    values |= closed_emissions(values)
    known = VARIABLES | OPTIONAL
    for name, array in values.items():
        spec = known[name]
        attrs = spec.attrs | VARIABLE_NOTES[name]
        dataset[name] = (spec.dims, array.astype(np.float32), attrs)
    dataset[OWN_FUEL].attrs["doubtful"] = ", ".join(fuels.doubtful)
    return dataset.assign_coords(fuel=list(FUELS))


def add_other_gases(dataset: xr.Dataset, gases: OtherGases) -> xr.Dataset:
    """The dataset with other greenhouse gases, beside CO2."""
    values = {
        OTHER: gases.by_activity,
        OTHER_HOUSEHOLD: gases.household,
        SOURCE: gases.territory,
        BUNKERS: gases.bunkers,
    }
    for name, array in values.items():
        spec = OPTIONAL[name]
        attrs = spec.attrs | VARIABLE_NOTES[name]
        dataset[name] = (spec.dims, array.astype(np.float32), attrs)
    dataset[OTHER].attrs["doubtful"] = ", ".join(gases.doubtful)
    return dataset.assign_coords({GAS: list(GASES)})


def _emissions(co2: Emissions) -> dict[str, tuple[tuple[str, ...], Array]]:
    """Parts of the emissions accounts beside the total by activity."""
    values = {
        "co2_process": co2.process,
        "co2_household": co2.household.by_good,
        "co2_household_estimated": co2.household.estimated,
        "co2_source_activities": co2.source_activities,
        "co2_source_national": co2.source_national,
        "co2_source_transport": co2.household.transport,
        "co2_source_process": co2.process.sum(axis=0),
    }
    return {name: (OPTIONAL[name].dims, array) for name, array in values.items()}


def write(dataset: xr.Dataset, path: Path) -> None:
    """Write NetCDF-4, compressed."""
    packing = {"zlib": True, "complevel": 9, "shuffle": True}
    encoding = {str(name): packing for name in dataset.data_vars if dataset[name].ndim > 0}
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)
