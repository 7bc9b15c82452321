"""What an import made, and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from calibration.cleaning.accounting import CURRENCY
from calibration.cleaning.step import Effect
from calibration.closing import Adjustment


@dataclass(frozen=True)
class Imported:
    """A benchmark from files of a published layout, and what was done on the way.

    Attributes
    ----------
    benchmark : xarray.Dataset
        Complete; its attribute `cleaning` records the effects.
    format : str
        Name of the layout.
    summary : str
        What was read: economies, industries, year, size.
    effects : tuple of Effect
        Of the cleaning steps, in order.
    adjustment : Adjustment or None
        What closing the accounts moved; None where the files hold a benchmark already.
    sources : tuple of str
        Where what the table lacks is from, and what its reader notes.
    absent : tuple of str
        What is not there, and what that means.
    cautions : tuple of str
        What is taken, and odd.
    """

    benchmark: xr.Dataset
    format: str
    summary: str
    effects: tuple[Effect, ...] = ()
    adjustment: Adjustment | None = None
    sources: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report, a line each."""
        said = [f"read {self.summary}", *(effect.line() for effect in self.effects)]
        if self.adjustment is not None:
            said.append(
                f"accounts: closing moved purchases by at most {self.adjustment.use:.1e} and "
                f"factor incomes by at most {self.adjustment.value_added:.1e} of them"
            )
        said += [*self.sources, *(f"absent: {line}" for line in self.absent)]
        return [*said, *(f"caution: {line}" for line in self.cautions)]


def summary(table: xr.Dataset, format: str) -> str:
    """What a table holds, in a line."""
    year = f", {table.attrs['year']}" if table.attrs.get("year") else ""
    return (
        f"{format}: {table.sizes['origin']} economies, {table.sizes['sector']} industries{year}; "
        f"output {float(table['output'].sum()):,.0f} million {table.attrs.get(CURRENCY, 'USD')}"
    )


def absent(made: xr.Dataset, cleaned: xr.Dataset, share: xr.DataArray | None) -> list[str]:
    """What is not in the benchmark, and what that means."""
    lines = []
    paid = abs(cleaned["primary"]).sum(("activity", "region"))
    paid = paid + abs(cleaned["primary_final"]).sum(("destination", "category"))
    roles = ("value_added", "product_tax", "output_tax")
    undivided, on_products, on_output = (float(paid.sel(primary_input=role)) for role in roles)
    if undivided and share is None:
        lines.append(
            "factors: value added that the table does not divide is all labour; "
            "--labour-share shipped or FILE divides it"
        )
    if not on_products:
        lines.append("taxes on products: none apart; if any, they are inside value added")
    if not on_output:
        lines.append("taxes on production: none apart; if any, they are inside value added")
    if not bool((made["tariff_rate"] != 0).any()):
        lines.append(
            "tariffs: all rates are 0; --tariffs FILE or --clean tariffs=shipped sets them"
        )
    if not bool((made["co2"] != 0).any()):
        lines.append("CO2: none, so a carbon price reaches nothing; --emissions FILE sets it")
    return lines
