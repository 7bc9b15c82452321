"""Build the benchmark file: `python -m data.build.oecd_icio_2022.build --source DIR --out FILE`."""

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.closing import close_accounts
from calibration.inter_industry import gdp, supplied
from data.build.ledger import Ledger
from data.build.oecd_icio_2022 import labels
from data.build.oecd_icio_2022.bilateral import Bilateral, read_bilateral
from data.build.oecd_icio_2022.capital_stock import capital_stock
from data.build.oecd_icio_2022.carbon_prices import add_carbon_prices
from data.build.oecd_icio_2022.co2 import emissions
from data.build.oecd_icio_2022.compare import compare
from data.build.oecd_icio_2022.distance import read_distances
from data.build.oecd_icio_2022.factor_parts import factor_parts
from data.build.oecd_icio_2022.fuels import fuels
from data.build.oecd_icio_2022.margins import (
    export_rates_with_margins,
    move_purchases,
    split_margins,
)
from data.build.oecd_icio_2022.national import Tables, read_tables
from data.build.oecd_icio_2022.other_gases import other_gases
from data.build.oecd_icio_2022.rest_of_world import account, add_rest_of_world, pooled
from data.build.oecd_icio_2022.self_employed import move_mixed_income
from data.build.oecd_icio_2022.services import distance_tilt, split_services
from data.build.oecd_icio_2022.services_evidence import Evidence, evidence_of
from data.build.oecd_icio_2022.services_overrides import wanted_flows
from data.build.oecd_icio_2022.services_priors import read_priors
from data.build.oecd_icio_2022.store import (
    add_factors,
    add_fuels,
    add_other_gases,
    add_parts,
    assemble,
    write,
)
from data.build.oecd_icio_2022.tariffs import tariff_rates
from data.build.oecd_icio_2022.tariffs_in_force import tariffs_in_force, with_schedules
from data.build.oecd_icio_2022.taxes import composite_factor, export_tax_rates, product_tax
from data.build.options import asked

Array = np.ndarray


def main() -> None:
    """Build the benchmark, write it with its ledger, and compare it with another build."""
    options = asked(__doc__, out={"type": Path, "required": True})
    ledger = Ledger()
    source = options.source
    stored = build(source, ledger)
    closed, adjustment = close_accounts(stored)
    traded = supplied(closed)
    stored.attrs["rest_of_world"] = account(
        traded.to_numpy(), list(stored["sector"].to_numpy()),
        float(gdp(closed).sel(region=labels.REST_OF_WORLD)),
    )  # fmt: skip
    write(stored, options.out)
    ledger.write(options.out.with_suffix(".rules.csv"))
    print(f"closing: purchases {adjustment.use:.1e}, factor incomes {adjustment.value_added:.1e}")
    print(compare(closed, source))


def build(source: Path, ledger: Ledger) -> xr.Dataset:
    """Assemble the dataset to store; see the modules for the rules."""
    folder = source / "oecd-icio-2022"
    bilateral = read_bilateral(folder / "bilateral-81x81x28-2022.mat")
    regions = bilateral.regions
    tables = read_tables(folder / "national", regions[:-1], ledger)
    km = read_distances(source / "gravity" / "dist_cepii.dta", regions)
    sales, evidence = world_sales(tables, bilateral, km, source, ledger)
    tables = add_rest_of_world(tables, sales[:, -1, :].sum(axis=1), sales[:, :, -1].sum(axis=1))
    export_rate = export_tax_rates(tables, sales, ledger)
    goods = [n for n, sector in enumerate(tables.sectors) if sector in bilateral.sectors]
    margins = split_margins(sales, tables.sectors, goods, ledger)
    margins = move_purchases(tables, margins, goods, ledger)
    export_rate = export_rates_with_margins(export_rate, sales, margins, goods, ledger)
    sales = sales.copy()
    sales[margins.at] = np.maximum(sales[margins.at] - margins.taken, 0.0)  # rounding
    base = tariff_rates(bilateral, tables.sectors)
    tariffs = tariffs_in_force(base, regions, tables.sectors, sales + margins.of_flows, ledger)
    tariff = tariffs.rate
    factor = composite_factor(sales, margins.of_flows, export_rate, tariff)
    bought, tax_rate, _ = product_tax(tables, factor, ledger)
    bought = to_supply(bought, sales + margins.of_flows, factor, ledger)
    made = sales.sum(axis=2)
    made[margins.at] += margins.made
    residual_capital(tables, made, bought, tax_rate, ledger)
    mixed = move_mixed_income(tables, source, ledger)
    stock = capital_stock(tables, source, ledger)
    parts = factor_parts(tables, source, ledger)
    co2 = emissions(source / "emissions", tables, bought, ledger)
    by_fuel = fuels(source, tables, bought, co2, ledger)
    gases = other_gases(source, tables, bought, by_fuel, ledger)
    dataset = assemble(
        tables, sales, margins, tariff, export_rate, bought, tax_rate, co2, km, evidence
    )
    dataset = add_parts(add_factors(dataset, mixed, stock), parts)
    dataset = with_schedules(add_fuels(dataset, by_fuel), tariffs)
    return add_other_gases(add_carbon_prices(dataset, ledger), gases)


def to_supply(bought: Array, supplied: Array, factor: Array, ledger: Ledger) -> Array:
    """Scale purchases of each good to its supply: the sources are rounded to 0.01 million USD."""
    supply = supplied.sum(axis=1) * factor
    used = bought.sum(axis=2)
    ledger.add(
        "purchases against supply", "purchases of the good scaled to supply",
        (np.abs(supply - used) > 1).sum(), np.abs(supply - used).sum(),
        f"largest {np.abs(supply - used).max():.1f}",
    )  # fmt: skip
    scale = np.divide(supply, used, out=np.ones_like(used), where=used > 0)
    return bought * scale[:, :, None]


def residual_capital(
    tables: Tables, made: Array, bought: Array, tax_rate: Array, ledger: Ledger
) -> None:
    """Make capital income the residual of output once purchases are scaled and taxes recomputed."""
    users = len(tables.sectors)
    cost = (bought[:, :, :users] * (1.0 + tax_rate[None, :, :users])).sum(axis=0).T
    capital = made - cost - tables.labour - tables.output_tax
    moved = capital - tables.capital
    below = capital < 0
    ledger.add(
        "cost against output", "capital income is the residual after scaling purchases",
        (np.abs(moved) > 1).sum(), np.abs(moved).sum(), f"largest {np.abs(moved).max():.1f}",
    )  # fmt: skip
    ledger.add(
        "capital income, negative after scaling", "taken from production taxes",
        below.sum(), -capital[below].sum(),
    )  # fmt: skip
    tables.output_tax = tables.output_tax + np.minimum(capital, 0.0)
    tables.capital = np.maximum(capital, 0.0)


def world_sales(
    tables: Tables, bilateral: Bilateral, km: Array, source: Path, ledger: Ledger
) -> tuple[Array, Evidence]:
    """Flows (sector, origin, destination): goods as in the source, services split by fitting."""
    count = len(bilateral.regions)
    sales = np.zeros((len(tables.sectors), count, count))
    goods = [sector for sector in tables.sectors if sector in bilateral.sectors]
    for sector in goods:
        sales[tables.sectors.index(sector)] = bilateral.flow[bilateral.sectors.index(sector)]
    services = [sector for sector in tables.sectors if sector not in goods]
    at = [tables.sectors.index(sector) for sector in services]
    total = bilateral.flow[bilateral.sectors.index(labels.SERVICES_TOTAL)]
    sales[at], known = services_by_pair(tables, at, total, km, source, ledger)
    evidence = evidence_of(sales.shape, at, known)
    home = np.arange(count - 1)
    abroad = sales.sum(axis=2) - sales[:, np.arange(count), np.arange(count)]
    domestic = tables.output - abroad[:, :-1]
    ledger.add(
        "exports above output", "domestic sales set to zero",
        (domestic < 0).sum(), -domestic[domestic < 0].sum(),
    )  # fmt: skip
    sales[:, home, home] = np.maximum(domestic, 0.0)
    mix = pooled(tables, tables.output - tables.export - tables.visitor, 1)[at]
    sales[at, -1, -1] = total[-1, -1] * mix / mix.sum()
    return sales, evidence


def services_by_pair(
    tables: Tables, at: list[int], total: Array, km: Array, source: Path, ledger: Ledger
) -> tuple[Array, Array]:
    """Flows of the services at these places, and which of them a prior or a name tells of.

    Fitted three times, so that the ledger says what the priors and the named flows move.
    """
    services = [tables.sectors[place] for place in at]
    regions = [*tables.regions, labels.REST_OF_WORLD]
    priors = read_priors(source, services, regions)
    wanted = wanted_flows((tables.export + tables.visitor)[at], total, services, regions)
    free = np.full_like(wanted, np.nan)
    weight = distance_tilt(services, km, labels.DISTANCE_TILT)
    even, _ = _services(tables, at, total, weight, free)
    weight *= priors.multiplier
    tilted, _ = _services(tables, at, total, weight, free)
    found, miss = _services(tables, at, total, weight, wanted)
    named = ~np.isnan(wanted)
    ledger.add(
        "services trade by sector and partner", "three-dimensional proportional fitting",
        int((found > 0).sum()), found.sum(), f"largest relative miss of a total {miss:.1e}",
    )  # fmt: skip
    ledger.add(
        "of which moved by priors by service and pair", "seed of the fit, pair totals kept",
        (np.abs(tilted - even) > 1).sum(), np.abs(tilted - even).sum() / 2,
        f"{priors.by_pair.sum():,} cells with a prior of their own",
    )  # fmt: skip
    ledger.add(
        "of which moved by named flows", "met in the fit, at most two thirds of a pair's total",
        (np.abs(found - tilted) > 1).sum(), np.abs(found - tilted).sum() / 2,
        f"{named.sum()} flows, together {np.nansum(wanted):,.0f}",
    )  # fmt: skip
    return found, priors.by_pair | named


def _services(
    tables: Tables, at: list[int], total: Array, weight: Array, wanted: Array
) -> tuple[Array, float]:
    export = (tables.export + tables.visitor)[at]
    imports = tables.imports[at]
    pair = total * (1.0 - np.eye(total.shape[0]))
    unknown = np.full((len(at), 1), np.nan)

    def prior(known: Array, row_total: float) -> Array:
        mix = pooled(tables, known, 1)
        return np.concatenate([known, (row_total * mix / mix.sum())[:, None]], axis=1)

    return split_services(
        np.concatenate([export, unknown], axis=1),
        np.concatenate([imports, unknown], axis=1),
        pair,
        prior(export, pair[-1].sum()),
        prior(imports, pair[:, -1].sum()),
        weight,
        wanted,
    )


if __name__ == "__main__":
    main()
