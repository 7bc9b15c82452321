"""What a benchmark says of each kind of fact; one function a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from calibration.fuels import BY_FUEL, FUELS, HOUSEHOLD_FUEL, OWN_FUEL
from calibration.gases import (
    COUNTED,
    COUNTED_HOUSEHOLD,
    GAS,
    OTHER,
    OTHER_HOUSEHOLD,
    without_gases,
)
from calibration.inter_industry.inequality import gdp
from calibration.margins import MARGIN, MARGIN_SECTOR, dutiable, margin_services

BILLION = 1e3  # million USD
REGION = ("region",)
FLOW = ("origin", "destination")


@dataclass(frozen=True)
class Place:
    """Labels of a benchmark that a fact is of.

    Attributes
    ----------
    region, origin, destination, sector : list of str
        Empty where the fact names none.
    """

    region: list[str]
    origin: list[str]
    destination: list[str]
    sector: list[str]


@dataclass(frozen=True)
class Measure:
    """How a kind of fact is measured in a benchmark.

    Attributes
    ----------
    of
        Columns of a fact of which one must be filled.
    number
        The number, of a benchmark and a place, in the unit of the kind; not a number where the
        data have nothing to measure.
    """

    of: tuple[str, ...]
    number: Callable[[xr.Dataset, Place], float]


def at_border(benchmark: xr.Dataset) -> xr.DataArray:
    """Sales abroad at the border of the seller (sector, origin, destination), million USD.

    Goods at basic prices with export taxes and the margins to the border (fob); of services also
    what they carry from there; zero at home.
    """
    value = benchmark["sales"] + benchmark["export_tax"]
    if MARGIN in benchmark:
        to_border = benchmark[MARGIN]
        carried = margin_services(benchmark.assign({MARGIN: xr.zeros_like(to_border)}))
        value = value + to_border.sum(MARGIN_SECTOR) + carried
    return _abroad(value)


def _abroad(value: xr.DataArray) -> xr.DataArray:
    """A value of flows without those at home."""
    return value.where(value["origin"] != value["destination"], 0.0)


def _at(values: xr.DataArray, place: Place) -> xr.DataArray:
    return values.sel(sector=place.sector, origin=place.origin, destination=place.destination)


def _gdp(benchmark: xr.Dataset, place: Place) -> float:
    return float(gdp(benchmark).sel(region=place.region).sum()) / BILLION


def _sold(benchmark: xr.Dataset, place: Place) -> float:
    return float(_at(at_border(benchmark), place).sum()) / BILLION


def _share_of_exports(benchmark: xr.Dataset, place: Place) -> float:
    """Of what the origin sells to others, the part that the destination buys, %."""
    sold = at_border(benchmark).sel(sector=place.sector, origin=place.origin)
    abroad = sold.drop_sel(destination=place.origin)
    bought = abroad.sel(destination=place.destination)
    return 100 * _ratio(float(bought.sum()), float(abroad.sum()))


def _labour_share(benchmark: xr.Dataset, place: Place) -> float:
    """Of value added at basic prices, %; unknown where the data hold it as one factor."""
    paid = benchmark["value_added"].sel(region=place.region).sum(("activity", "region"))
    labour = sum(float(each) for each in paid if "labour" in str(each["factor"].item()))
    if labour in (0.0, float(paid.sum())):
        return float("nan")
    taxes = [benchmark[name] for name in ("output_tax", "factor_tax") if name in benchmark]
    made = float(paid.sum()) + sum(float(tax.sel(region=place.region).sum()) for tax in taxes)
    return 100 * _ratio(labour, made)


def _tariff(benchmark: xr.Dataset, place: Place) -> float:
    """Average of the rates, weighted by the value on which they are due, %."""
    weight = _at(_abroad(dutiable(benchmark)), place)
    paid = _at(benchmark["tariff_rate"], place) * weight
    return 100 * _ratio(float(paid.sum()), float(weight.sum()))


def _receipts(benchmark: xr.Dataset, place: Place) -> float:
    return float(_at(benchmark["tariff_revenue"], place).sum()) / BILLION


def _co2(benchmark: xr.Dataset, place: Place) -> float:
    """Of all activities and of households."""
    benchmark = without_gases(benchmark)
    emitted = benchmark["co2"].sum("activity")
    if "co2_household" in benchmark:
        emitted = emitted + benchmark["co2_household"].sum("sector")
    return float(emitted.sel(region=place.region).sum()) or float("nan")


def _co2_of_activities(benchmark: xr.Dataset, place: Place) -> float:
    emitted = without_gases(benchmark)["co2"].sel(activity=place.sector, region=place.region)
    return float(emitted.sum()) or float("nan")


def _co2_of(fuel: str) -> Callable[[xr.Dataset, Place], float]:
    """Of a fuel, burnt by all users, or by the activities that a fact names."""

    def found(benchmark: xr.Dataset, place: Place) -> float:
        if BY_FUEL not in benchmark:
            return float("nan")
        emitted = benchmark[BY_FUEL].sum("sector") + benchmark[OWN_FUEL]
        here = emitted.sel(fuel=fuel, region=place.region)
        if place.sector:
            return float(here.sel(activity=place.sector).sum())
        at_home = benchmark[HOUSEHOLD_FUEL].sel(fuel=fuel, region=place.region)
        return float(here.sum() + at_home.sum())

    return found


def _of_gas(gas: str) -> Callable[[xr.Dataset, Place], float]:
    """Another greenhouse gas of all users, or of the activities that a fact names."""

    def found(benchmark: xr.Dataset, place: Place) -> float:
        held = [name for name in (OTHER, COUNTED) if name in benchmark]
        if not held or gas not in benchmark[GAS]:
            return float("nan")
        here = {"gas": gas, "region": place.region}
        emitted = benchmark[held[0]].sel(here)
        if place.sector:
            return float(emitted.sel(activity=place.sector).sum())
        names = [name for name in (OTHER_HOUSEHOLD, COUNTED_HOUSEHOLD) if name in benchmark]
        at_home = sum(float(benchmark[name].sel(here).sum()) for name in names)
        return float(emitted.sum()) + at_home

    return found


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


MEASURES: dict[str, Measure] = {
    "gdp": Measure(REGION, _gdp),
    "goods": Measure(FLOW, _sold),
    "goods_pair": Measure(FLOW, _sold),
    "services": Measure(FLOW, _sold),
    "services_pair": Measure(FLOW, _sold),
    "digital_services": Measure(FLOW, _sold),
    "computer_services": Measure(FLOW, _sold),
    "computer_share": Measure(FLOW, _share_of_exports),
    "labour_share": Measure(REGION, _labour_share),
    "tariff": Measure(FLOW, _tariff),
    "tariff_receipts": Measure(FLOW, _receipts),
    "co2": Measure(REGION, _co2),
    "co2_electricity": Measure(REGION, _co2_of_activities),
    **{f"co2_{fuel}": Measure(REGION, _co2_of(fuel)) for fuel in FUELS},
    "methane": Measure(REGION, _of_gas("CH4")),
    "nitrous_oxide": Measure(REGION, _of_gas("N2O")),
    "f_gases": Measure(REGION, _of_gas("F-gases")),
}
"""By the name of the kind."""
