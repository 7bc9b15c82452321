"""Small inter-industry tables worked by hand or published."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

AGENTS = ["household", "government", "investment"]


def benchmark_of(inputs, final, regions, sectors, co2=None):
    """A benchmark without taxes whose users have origins of their own.

    Inputs (industries, industries) and final deliveries (industries, regions) are ordered by
    region and then sector; all is bought by households.
    """
    inputs, final = np.asarray(inputs, float), np.asarray(final, float)
    r, s = len(regions), len(sectors)
    output = inputs.sum(axis=1) + final.sum(axis=1)
    bought = np.zeros((r, s, r, 3))
    bought[..., 0] = final.reshape(r, s, r)
    sold = np.concatenate([inputs.reshape(r, s, r, s), bought], axis=3).transpose(1, 0, 2, 3)
    use = sold.sum(axis=1)
    paid = np.zeros((2, s, r))
    paid[0] = (output - inputs.sum(axis=0)).reshape(r, s).T
    flow, nothing = ("sector", "origin", "destination"), np.zeros((s, r, r))
    emitted = np.zeros(r * s) if co2 is None else np.asarray(co2, float)
    return xr.Dataset(
        {
            "sales": (flow, sold.sum(axis=3)),
            "sales_by_user": ((*flow, "user"), sold),
            "export_tax": (flow, nothing),
            "tariff_revenue": (flow, nothing),
            "intermediate_use": (("sector", "destination", "activity"), use[..., :s]),
            "final_use": (("sector", "destination", "agent"), use[..., s:]),
            "intermediate_tax": (("sector", "destination", "activity"), 0 * use[..., :s]),
            "final_tax": (("sector", "destination", "agent"), 0 * use[..., s:]),
            "value_added": (("factor", "activity", "region"), paid),
            "output_tax": (("activity", "region"), 0 * paid[0]),
            "co2": (("activity", "region"), emitted.reshape(r, s).T),
        },
        {
            "sector": sectors,
            "activity": sectors,
            **dict.fromkeys(("region", "origin", "destination"), regions),
            "agent": AGENTS,
            "factor": ["labour", "capital"],
            "user": [*sectors, *AGENTS],
        },
    )


@pytest.fixture(scope="session")
def chain():
    """A makes parts from labour alone (100); A and B each make cars from 50 of them.

    A's cars (100) stay there; of B's (200), 80 go to A. CO2: 10, 20, none, 10 Mt.
    """
    inputs = np.zeros((4, 4))
    inputs[0, 1] = inputs[0, 3] = 50
    final = [[0, 0], [100, 0], [0, 0], [80, 120]]
    return benchmark_of(inputs, final, ["A", "B"], ["parts", "cars"], [10, 20, 0, 10])


LEATHER = np.loadtxt(
    """
    16.1 5.1 1.8 3.2 4.3 0.4 3.1 2.8 4.9 21.5 6.1 8.4
    2.4 8.0 3.2 0.1 3.2 1.6 1.2 3.9 11.5 16.2 1.9 5.1
    0.9 0.5 4.0 0.0 0.1 0.3 0.0 0.4 0.5 11.0 0.5 0.8
    1.1 1.9 0.2 18.0 13.2 6.1 9.0 3.1 8.9 7.5 29.5 14.2
    0.3 2.8 0.1 6.1 28.1 6.3 2.1 2.5 25.6 8.9 24.9 16.9
    0.0 0.1 0.3 4.1 3.2 8.9 0.2 0.0 1.8 1.2 18.5 4.9
    1.2 4.2 0.3 4.1 1.2 0.6 29.0 19.5 17.9 9.2 17.9 51.2
    1.3 1.1 0.0 3.2 4.8 2.6 5.1 29.1 24.1 7.9 10.1 38.5
    2.1 1.4 3.0 4.1 3.1 3.9 11.3 8.1 51.3 25.1 35.2 68.4
    """.strip().splitlines()
)


@pytest.fixture(scope="session")
def leather():
    """The example of Quast and Kummritz (2015), decompr: three countries, three industries."""
    regions, sectors = ["ARG", "TUR", "DEU"], ["agriculture", "leather", "transport"]
    return benchmark_of(LEATHER[:, :9], LEATHER[:, 9:], regions, sectors)
