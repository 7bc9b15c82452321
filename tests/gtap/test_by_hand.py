"""A world of two regions, two goods and two factors, with every number of the benchmark told.

North grows food and ships some of it to South, which sells services to North; services carry the
food. Amounts in million USD.
"""

from __future__ import annotations

import numpy as np
import pytest

import calibration
from calibration import HeaderArray, read_gtap
from calibration.gtap.accounts import accounts, foreign_saving, gross_domestic_product
from calibration.gtap.database import open_database
from calibration.gtap.flows import flows_of

SETS = {"REG": ("north", "south"), "COMM": ("food", "svces"), "ACTS": ("farm", "serve"),
        "ENDW": ("land", "labor"), "MARG": ("svces",)}  # fmt: skip
FIRMS, AGENT, TRADE = "COMM ACTS REG", "COMM REG", "COMM REG REG"

# Rows by good and, within it, by activity; columns are regions. Each line: good, then activity.
BOOK = {
    "VDFB": (FIRMS, [[[5, 2], [3, 3]], [[4, 3], [2, 4]]]),
    "VDFP": (FIRMS, [[[6, 2], [3, 3]], [[4, 3], [2, 4]]]),
    "VMFB": (FIRMS, [[[0, 1], [0, 2]], [[1, 0], [2, 0]]]),
    "VMFP": (FIRMS, [[[0, 1], [0, 2]], [[1, 0], [2.5, 0]]]),
    "VDPB": (AGENT, [[22, 15], [10, 10]]),
    "VDPP": (AGENT, [[24, 15], [11, 10]]),
    "VMPB": (AGENT, [[0, 12], [7, 0]]),
    "VMPP": (AGENT, [[0, 12], [7, 0]]),
    "VDGB": (AGENT, [[0, 0], [8, 5]]),
    "VDGP": (AGENT, [[0, 0], [8, 5]]),
    "VMGB": (AGENT, [[0, 0], [4, 0]]),
    "VMGP": (AGENT, [[0, 0], [4, 0]]),
    "VDIB": (AGENT, [[0, 0], [6, 8.5]]),
    "VDIP": (AGENT, [[0, 0], [6, 8.5]]),
    "VMIB": (AGENT, [[0, 0], [6, 0]]),
    "VMIP": (AGENT, [[0, 0], [6, 0]]),
    # By factor, activity, region.
    "EVFB": ("ENDW ACTS REG", [[[12, 5], [9, 15]], [[14, 9], [12, 28]]]),
    "EVFP": ("ENDW ACTS REG", [[[12, 5], [9, 15]], [[15, 9], [13, 28]]]),
    "EVOS": ("ENDW ACTS REG", [[[12, 5], [9, 15]], [[12, 9], [11, 28]]]),
    # By good, origin, destination.
    "VXSB": (TRADE, [[[0, 10], [0, 0]], [[0, 0], [20, 0]]]),
    "VFOB": (TRADE, [[[0, 11], [0, 0]], [[0, 0], [20, 0]]]),
    "VCIF": (TRADE, [[[0, 13], [0, 0]], [[0, 0], [20, 0]]]),
    "VMSB": (TRADE, [[[0, 15], [0, 0]], [[0, 0], [20, 0]]]),
    "VTWR": ("MARG COMM REG REG", [[[[0, 2], [0, 0]], [[0, 0], [0, 0]]]]),
    "VST": ("MARG REG", [[0.5, 1.5]]),
    "MAKB": (FIRMS, [[[40, 20], [0, 0]], [[0, 0], [30.5, 52]]]),
    "MAKS": (FIRMS, [[[38, 20], [0, 0]], [[0, 0], [29.5, 52]]]),
    "SAVE": ("REG", [1.5, 14]),
    "VDEP": ("REG", [2, 3]),
    "VKB": ("REG", [40, 60]),
    "ESBD": (AGENT, [[2, 2], [1.9, 1.9]]),
    "ESBM": (AGENT, [[4, 4], [3.8, 3.8]]),
    "ESBV": ("ACTS REG", [[0.25, 0.25], [1.25, 1.25]]),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("by_hand")
    given = [HeaderArray(name, "set", np.array(labels)) for name, labels in SETS.items()]
    for name, (kinds, values) in BOOK.items():
        labels = tuple(SETS[kind] for kind in kinds.split())
        given.append(
            HeaderArray(name, "by hand", np.array(values, float), tuple(kinds.split()), labels)
        )
    calibration.write_har(place / "basedata.har", given)
    return place


@pytest.fixture(scope="module")
def found(folder):
    return read_gtap(folder)[0]


EXPECTED = {
    "sales": [[[30, 10], [0, 20]], [[30, 0], [20, 30.5]]],
    "export_tax": [[[0, 1], [0, 0]], [[0, 0], [0, 0]]],
    "transport_margin": [[[[0, 2], [0, 0]], [[0, 0], [0, 0]]]],
    "margin": np.zeros((1, 2, 2, 2)),
    "transport_supply": [[0.5, 1.5]],
    "tariff_revenue": [[[0, 2], [0, 0]], [[0, 0], [0, 0]]],
    "tariff_rate": [[[0, 2 / 13], [0, 0]], [[0, 0], [0, 0]]],
    # By good, destination, activity: domestic and imported goods together.
    "intermediate_use": [[[5, 3], [3, 5]], [[5, 4], [3, 4]]],
    "intermediate_tax": [[[1, 0], [0, 0]], [[0, 0.5], [0, 0]]],
    # By good, destination, agent.
    "final_use": [[[22, 0, 0], [27, 0, 0]], [[17, 12, 12], [10, 5, 8.5]]],
    "final_tax": [[[2, 0, 0], [0, 0, 0]], [[1, 0, 0], [0, 0, 0]]],
    "value_added": [[[12, 5], [9, 15]], [[14, 9], [12, 28]]],
    "factor_tax": [[[0, 0], [0, 0]], [[1, 0], [1, 0]]],
    "income_tax": [[0, 0], [3, 0]],
    "output_tax": [[2, 0], [1, 0]],
    "foreign_saving": [8.5, -8.5],
    "capital_stock": [40, 60],
    "depreciation_rate": [0.05, 0.05],
    "co2": np.zeros((2, 2)),
    "sigma_domestic_import": [2, 1.9],
    "sigma_import_source": [4, 3.8],
    "sigma_value_added": [0.25, 1.25],
    "sigma_intermediate": [0, 0],
    "sigma_top": [0, 0],
    "sigma_final": [1, 1, 0],
    # By good, origin, destination, user (farm, serve, household, government, investment). Food of
    # North that South imports costs 15 for 10: 1, 2 and 12 are paid by farm, serve and household.
    "sales_by_user": [
        [
            [[5, 3, 22, 0, 0], [10 * 1 / 15, 10 * 2 / 15, 10 * 12 / 15, 0, 0]],
            [[0, 0, 0, 0, 0], [2, 3, 15, 0, 0]],
        ],
        [
            [[4, 2, 10, 8, 6], [0, 0, 0, 0, 0]],
            [[1, 2, 7, 4, 6], [3, 4, 10, 5, 8.5]],
        ],
    ],
}


def test_every_variable_is_told(found):
    assert set(found) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_number(found, name):
    np.testing.assert_allclose(found[name], EXPECTED[name], rtol=1e-6, atol=1e-5)


def test_activities_are_called_as_their_goods(found):
    assert list(found["activity"].to_numpy()) == ["food", "svces"]


def test_accounts(folder):
    flows = flows_of(open_database([folder]))
    for account in accounts(flows):
        np.testing.assert_allclose(account.gap, 0, atol=1e-5)
    np.testing.assert_allclose(foreign_saving(flows), [8.5, -8.5], rtol=1e-6)
    # North: consumption 42, government 12, investment 12, exports 11.5, imports 20.
    for side in gross_domestic_product(flows).values():
        np.testing.assert_allclose(side, [57.5, 59], rtol=1e-6)
