"""The 2008 benchmark, small economies cut from it, and the solved tariff."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import Mapping, aggregate
from tests.gallery import handbook

NEIGHBOURS = {
    "USA": ["USA"],
    "NAM": ["CAN", "MEX"],
    "ASI": ["CHN", "IDN", "IND", "JPN", "KOR", "TWN"],
    "ROW": ["AUS", "BRA", "ROW", "RUS", "TUR"],
}


@pytest.fixture(scope="session")
def table():
    """34 economies, 31 industries."""
    return handbook.table()


@pytest.fixture(scope="session")
def us_tariff(table):
    """Balanced trade and the tariff of the paper, on the paper's assumptions."""
    return handbook.solve(handbook.same_mix(table))


@pytest.fixture(scope="session")
def us_tariff_as_is(table):
    """The same with the mix of goods that each user has in the table."""
    return handbook.solve(table)


def _five_regions(table, sectors):
    label = {member: name for name, members in NEIGHBOURS.items() for member in members}
    regions = {str(k): label.get(str(k), "EUR") for k in table.region.to_numpy()}
    return aggregate(table, Mapping("five", regions, sectors, {}))


@pytest.fixture(scope="session")
def economies(table):
    """Five regions, in the three versions of the gains-from-trade formula."""
    each = _five_regions(table, {str(k): str(k) for k in table.sector.to_numpy()})
    one = _five_regions(table, {str(k): "ALL" for k in table.sector.to_numpy()})
    trade = ("sigma_import_source", "sigma_domestic_import")
    one = one.assign({name: one[name] * 0 + 6.0 for name in trade})
    versions = {
        "one sector": handbook.final_only(one),
        "many sectors": handbook.final_only(each),
        "with intermediates": each,
    }
    return {name: cge.load(each, aggregation=None) for name, each in versions.items()}


@pytest.fixture(scope="session")
def solved():
    """Solve with parameter arrays replaced; arrays by name, and the solution to start from."""

    def run(economy, start=None, **changed):
        values = economy.model.solve(economy.parameter_arrays | changed, start=start).values
        shapes = economy.model.system.symbols
        return {n: np.reshape(v, shapes[n].shape) for n, v in values.items()}, values

    return run
