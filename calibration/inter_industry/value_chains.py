"""Value added in gross exports, participation in value chains, and position along them.

The decomposition takes the perspective of the exporting region and counts value added the first
time it leaves it ("source-based"): Borin and Mancini (2019), World Bank Policy Research Working
Paper 8804, whose domestic part is that of Koopman, Wang and Wei (2014), American Economic Review
104(2). With B = (I - A)^-1, V value added per unit of output, and B~ the inverse when region s
exports no inputs (so that B~_ss = (I - A_ss)^-1):

    domestic value added        V_s B~_ss E_s
    domestic double counting    V_s (B_ss - B~_ss) E_s
    foreign value added         sum over t of V_t B~_ts E_s
    foreign double counting     sum over t of V_t (B_ts - B~_ts) E_s
    taxes on inputs             what product taxes, tariffs and export taxes add, T B E_s

B~_ts = B_ts B_ss^-1 B~_ss, so only the diagonal blocks of B are needed.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.inter_industry.table import InterIndustry, Source, inter_industry, ratio

Array = np.ndarray

COMPONENTS = (
    "domestic value added",
    "domestic double counting",
    "foreign value added",
    "foreign double counting",
    "taxes on inputs",
)
MILLION_USD = "million USD"


def value_added_in_exports(benchmark: Source) -> xr.Dataset:
    """Decompose gross exports at basic prices by whose value added they contain.

    Parameters
    ----------
    benchmark : xarray.Dataset or InterIndustry
        At any level of aggregation; trade inside an aggregate region is not export.

    Returns
    -------
    xarray.Dataset
        Million USD. `exports` (component, sector, origin, destination): the components of
        `COMPONENTS` sum to sales abroad. `origin_of_value_added` (region, origin): value added of
        a region in the exports of an origin, double counting included. By region:
        `gross_exports`, `backward_participation` (foreign content) and `forward_participation`
        (value added in the exports of others), both as shares of the region's gross exports
        (Koopman, Powers, Wang and Wei 2010; Hummels, Ishii and Yi 2001).
    """
    table = inter_industry(benchmark)
    regions, sectors = list(table.regions), list(table.sectors)
    contents = _value_added_content(table)
    shares = _components(table, contents)
    shape = (len(regions), len(sectors), len(regions))
    flows = table.exports.reshape(shape).transpose(1, 0, 2)
    split = shares.reshape(-1, *shape[:2]).transpose(0, 2, 1)[..., None] * flows
    total = table.exports.sum(axis=1).reshape(shape[:2])
    sources = np.einsum("tsi,si->ts", contents.reshape(len(regions), *shape[:2]), total)
    from_others = sources * (1.0 - np.eye(len(regions)))
    gross = total.sum(axis=1)
    money, share = {"units": MILLION_USD}, {"units": "1"}
    return xr.Dataset(
        {
            "exports": (("component", "sector", "origin", "destination"), split, money),
            "origin_of_value_added": (("region", "origin"), sources, money),
            "gross_exports": (("region",), gross, money),
            "backward_participation": (("region",), ratio(from_others.sum(axis=0), gross), share),
            "forward_participation": (("region",), ratio(from_others.sum(axis=1), gross), share),
        },
        {
            "component": list(COMPONENTS),
            "sector": sectors,
            "region": regions,
            "origin": regions,
            "destination": regions,
        },
    )


def upstreamness(benchmark: Source) -> xr.DataArray:
    """Mean number of stages from an industry's output to final use.

    U = (I - D)^-1 1 with D the share of output sold to each industry (Antras, Chor, Fally and
    Hillberry 2012). 1: all is sold to final users. Weighted by value added and taxes on inputs
    over the world it is gross output over their sum, as is `downstreamness` weighted by final
    deliveries (Fally 2012).

    Returns
    -------
    xarray.DataArray
        Stages (sector, region); not a number where nothing is made.
    """
    table = inter_industry(benchmark)
    stages = _where_made(table, table.per_output(table.output_for(table.output)))
    labelled = table.by_industry(stages, "sector", "region")
    return labelled.assign_attrs(long_name="upstreamness", units="stages")


def downstreamness(benchmark: Source) -> xr.DataArray:
    """Mean number of stages that an industry's output has passed, its own included.

    N = (I - A')^-1 1 (Fally 2012; Antras and Chor 2018). 1: no inputs are used.

    Returns
    -------
    xarray.DataArray
        Stages (sector, region); not a number where nothing is made.
    """
    table = inter_industry(benchmark)
    stages = _where_made(table, table.content_of(np.ones(table.industries)))
    labelled = table.by_industry(stages, "sector", "region")
    return labelled.assign_attrs(long_name="downstreamness", units="stages")


def _where_made(table: InterIndustry, values: Array) -> Array:
    return np.where(table.output > 0, values, np.nan)


def _value_added_content(table: InterIndustry) -> Array:
    """Value added of each region in a unit of each industry (regions, industries)."""
    own = np.zeros((table.industries, len(table.regions)))
    for number in range(len(table.regions)):
        own[table.block(number), number] = table.value_added[table.block(number)]
    return table.content_of(own).T


def _components(table: InterIndustry, contents: Array) -> Array:
    """Shares of the components in a unit exported by each industry (component, industries)."""
    from scipy import linalg  # loaded where it is used: most commands solve no table

    shares = np.empty((len(COMPONENTS), table.industries))
    for number in range(len(table.regions)):
        here = table.block(number)
        width = len(table.sectors)
        home = np.eye(width) - table.coefficients[here, here]
        unit = np.zeros((table.industries, width))
        unit[here] = np.eye(width)
        full = table.output_for(unit)[here]
        own, all_ = contents[number, here], contents[:, here].sum(axis=0)
        first_own = linalg.solve(home.T, table.value_added[here])
        others = all_ - own
        first_others = linalg.solve(home.T, linalg.solve(full.T, others))
        shares[:, here] = [
            first_own,
            own - first_own,
            first_others,
            others - first_others,
            1 - all_,
        ]
    return shares
