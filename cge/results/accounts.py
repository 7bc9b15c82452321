"""Values that both the checks and the statistics need, computed from a solution's arrays alone."""

from __future__ import annotations

import xarray as xr


def as_seller(array: xr.DataArray) -> xr.DataArray:
    """An array over (activity, region), seen as (sector, origin)."""
    return array.rename(activity="sector", region="origin")


def by_region(array: xr.DataArray, dim: str) -> xr.DataArray:
    """An array over ``origin`` or ``destination``, seen as over ``region``."""
    return array.rename({dim: "region"})


def price_at_border(s: xr.Dataset) -> xr.DataArray:
    """Price of a unit shipped, export tax paid (sector, origin, destination)."""
    return as_seller(s.price_basic) * s.export_power


def price_on_arrival(s: xr.Dataset) -> xr.DataArray:
    """Price of a unit that arrives, before tariff and charge (sector, origin, destination)."""
    return price_at_border(s) * shipped_per_unit(s)


def shipped_per_unit(s: xr.Dataset) -> xr.DataArray:
    """Units that leave for one that arrives (sector, origin, destination)."""
    return s.iceberg * s.barrier_power**s.barrier_waste


def shipped(s: xr.Dataset) -> xr.DataArray:
    """Units shipped, losses included (sector, origin, destination)."""
    return shipped_per_unit(s) * s.trade


def foreign(s: xr.Dataset) -> xr.DataArray:
    """1 between different regions, 0 within one (origin, destination)."""
    return (s.origin != s.destination).astype(float)


def rent_abroad(s: xr.Dataset) -> xr.DataArray:
    """Barrier rent that the origin earns per unit that arrives (sector, origin, destination)."""
    power = s.barrier_power ** (1 - s.barrier_waste)
    earned = (1 - s.barrier_importer_share) * (power - 1)
    return earned * s.tariff_power * price_on_arrival(s)


def export_price(s: xr.Dataset) -> xr.DataArray:
    """What the origin gets per unit shipped (sector, origin, destination)."""
    return price_at_border(s) + rent_abroad(s) / shipped_per_unit(s)


def import_price(s: xr.Dataset) -> xr.DataArray:
    """What the destination pays abroad per unit that arrives (sector, origin, destination)."""
    return price_on_arrival(s) + rent_abroad(s)


def exports(s: xr.Dataset) -> xr.DataArray:
    """Value of exports with export tax and rents earned abroad, million USD (region)."""
    value = export_price(s) * shipped(s) * foreign(s)
    return by_region(value.sum(["sector", "destination"]), "origin")


def imports(s: xr.Dataset) -> xr.DataArray:
    """Value of imports before tariff, own rents and charge, million USD (region)."""
    value = import_price(s) * s.trade * foreign(s)
    return by_region(value.sum(["sector", "origin"]), "destination")


def charge_per_unit(s: xr.Dataset) -> xr.DataArray:
    """Carbon charge at the border per unit that arrives (sector, origin, destination)."""
    return s.border_carbon_price * s.border_carbon_intensity * s.price_world.squeeze(drop=True)


def carbon_payment(s: xr.Dataset) -> xr.DataArray:
    """Domestic carbon payments, million USD (activity, region)."""
    taxed = s.emissions * (1 - s.free_allocation)
    return s.carbon_price * taxed * s.price_world.squeeze(drop=True)


def intermediate_value(s: xr.Dataset) -> xr.DataArray:
    """Intermediate purchases before product tax, million USD (sector, destination, activity)."""
    return s.price_composite * s.intermediate_demand


def final_value(s: xr.Dataset) -> xr.DataArray:
    """Final purchases before product tax, million USD (sector, destination, agent)."""
    return s.price_composite * s.final_demand


def intermediate_spending(s: xr.Dataset) -> xr.DataArray:
    """Intermediate purchases with product tax, million USD (activity, region)."""
    spent = (s.intermediate_tax_power * intermediate_value(s)).sum("sector")
    return by_region(spent, "destination").transpose("activity", "region", ...)


def factor_payments(s: xr.Dataset) -> xr.DataArray:
    """What factors earn, million USD (activity, region)."""
    return (s.price_factor * s.rent * s.factor_demand).sum("factor")


def factor_tax(s: xr.Dataset) -> xr.DataArray:
    """Taxes on factor use, million USD (activity, region)."""
    paid = s.price_factor * s.rent * s.factor_demand
    return ((s.factor_tax_power - 1) * paid).sum("factor")
