"""The multi-region input-output table of a benchmark, at basic prices, and its Leontief solves.

An industry is a region and a sector, in that order, so that the industries of a region are
neighbours. All arrays over industries have length ``industries = regions * sectors``.

Taxes leave the table: a unit of output is inputs at basic prices, value added at basic prices
(factor payments, taxes on factors and on production), and the product taxes, tariffs and export
taxes paid on the inputs. These shares sum to one. Taxes on final purchases are in no column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from calibration.inter_industry.trade import supplied
from calibration.margins import output_of, with_margins_by_user
from calibration.sourcing import same_sources

Array = np.ndarray

TAXES = ("product tax", "tariff", "export tax")


@dataclass(frozen=True, eq=False)
class InterIndustry:
    """An inter-industry table; built by `inter_industry`.

    Attributes
    ----------
    regions, sectors, agents : tuple of str
    coefficients : numpy.ndarray
        Inputs at basic prices per unit of output (industries, industries); the row sells.
    output : numpy.ndarray
        Million USD at basic prices (industries).
    final : numpy.ndarray
        Final deliveries, million USD at basic prices (industries, destinations, agents).
    value_added : numpy.ndarray
        Value added at basic prices per unit of output (industries).
    taxes : numpy.ndarray
        Taxes paid on inputs per unit of output (`TAXES`, industries).
    exports : numpy.ndarray
        Sales to each destination, zero at home, million USD at basic prices
        (industries, destinations).
    co2 : numpy.ndarray
        Direct emissions of industries, Mt CO2.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    agents: tuple[str, ...]
    coefficients: Array
    output: Array
    final: Array
    value_added: Array
    taxes: Array
    exports: Array
    co2: Array

    @property
    def industries(self) -> int:
        """Number of industries."""
        return len(self.output)

    def block(self, region: int) -> slice:
        """Where the industries of a region are."""
        width = len(self.sectors)
        return slice(region * width, (region + 1) * width)

    @cached_property
    def _factors(self) -> tuple[Array, Array]:
        from scipy import linalg  # loaded where it is used: most commands solve no table

        matrix = -self.coefficients
        matrix[np.diag_indices(self.industries)] += 1.0
        factors: tuple[Array, Array] = linalg.lu_factor(matrix, overwrite_a=True)
        return factors

    def output_for(self, delivered: Array) -> Array:
        """Output of every industry, in all rounds, for deliveries (industries, ...)."""
        from scipy import linalg

        solved: Array = linalg.lu_solve(self._factors, delivered)
        return solved

    def content_of(self, per_output: Array) -> Array:
        """What a unit delivered contains, in all rounds, of something used per unit of output.

        Parameters
        ----------
        per_output : numpy.ndarray
            (industries, ...).

        Returns
        -------
        numpy.ndarray
            Same shape: per unit delivered by each industry.
        """
        from scipy import linalg

        solved: Array = linalg.lu_solve(self._factors, per_output, trans=1)
        return solved

    def per_output(self, values: Array) -> Array:
        """Values over output; zero where nothing is made."""
        return ratio(values, self.output)

    def by_industry(self, values: Array, sector: str, region: str) -> xr.DataArray:
        """Values over industries, labelled: dims (sector, region) with the names given."""
        square = values.reshape(len(self.regions), len(self.sectors)).T
        return xr.DataArray(square, {sector: list(self.sectors), region: list(self.regions)})


Source = xr.Dataset | InterIndustry


def inter_industry(source: Source) -> InterIndustry:
    """Build the inter-industry table of a benchmark.

    Users of a good in a destination have the same origins, in proportion to sales, unless the
    benchmark has `sales_by_user`, (sector, origin, destination, user) with activities and then
    agents as users.

    Parameters
    ----------
    source : xarray.Dataset or InterIndustry
        A benchmark at any level of aggregation; a table is returned as it is.

    Returns
    -------
    InterIndustry
    """
    if isinstance(source, InterIndustry):
        return source
    flow = {str(name): array.to_numpy() for name, array in source.data_vars.items()}
    sectors, regions, _ = flow["sales"].shape
    industries = regions * sectors
    output = output_of(source).T.reshape(industries)
    sold = _sold(flow)
    rates = [ratio(flow[name], flow["sales"]) for name in ("tariff_revenue", "export_tax")]
    border = [np.einsum("sod,sodu->du", rate, sold[..., :sectors], optimize=True) for rate in rates]
    product = flow["intermediate_tax"].sum(axis=0)
    paid = np.stack([product, *border]).reshape(len(TAXES), industries)
    sold = with_margins_by_user(source, sold)
    inputs = sold[..., :sectors].transpose(1, 0, 2, 3).reshape(industries, industries)
    final = sold[..., sectors:].transpose(1, 0, 2, 3).reshape(industries, regions, -1)
    value_added = (flow["value_added"].sum(axis=0) + flow["output_tax"]).T.reshape(industries)
    if "factor_tax" in flow:
        value_added = value_added + flow["factor_tax"].sum(axis=0).T.reshape(industries)
    traded = supplied(source).to_numpy()
    abroad = traded * (1.0 - np.eye(regions))
    return InterIndustry(
        regions=tuple(str(label) for label in source["region"].to_numpy()),
        sectors=tuple(str(label) for label in source["sector"].to_numpy()),
        agents=tuple(str(label) for label in source["agent"].to_numpy()),
        coefficients=ratio(inputs, output),
        output=output,
        final=final,
        value_added=ratio(value_added, output),
        taxes=ratio(paid, output),
        exports=abroad.transpose(1, 0, 2).reshape(industries, regions),
        co2=flow["co2"].T.reshape(industries),
    )


def ratio(values: Array, size: Array) -> Array:
    """Values over size; zero where size is zero."""
    shape = np.broadcast_shapes(values.shape, size.shape)
    return np.divide(values, size, out=np.zeros(shape), where=size != 0)


def _sold(flow: dict[str, Array]) -> Array:
    """Sales at basic prices by user (sector, origin, destination, activities and agents)."""
    if "sales_by_user" in flow:
        return flow["sales_by_user"]
    return same_sources(flow)
