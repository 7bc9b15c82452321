"""The check refuses what is not a balanced benchmark and says what is wrong."""

import numpy as np
import pytest

from calibration import InputError, accounts, check_benchmark, random_benchmark


@pytest.fixture
def economy():
    return random_benchmark(3, 4, seed=2)


def problems_of(dataset):
    with pytest.raises(InputError) as caught:
        check_benchmark(dataset)
    return caught.value.problems


def test_accounts_table(economy):
    table = accounts(economy)
    assert list(table.index) == ["activity", "product", "region", "tariff", "world"]
    assert (table["relative"] < 1e-12).all()


def test_worst_cell_is_named(economy):
    economy["output_tax"].loc[{"activity": "S2", "region": "R3"}] += 1000.0
    table = accounts(economy)
    assert table.loc["activity", "label"] == "S2 R3"
    assert table.loc["activity", "absolute"] == pytest.approx(1000.0)
    assert table.loc["region", "label"] == "R3"
    (activity, region) = problems_of(economy)
    assert activity.startswith("random-2: identity activity (cost = output) is off by ")
    assert activity.endswith(" of output (1e+03 million USD at most), worst at S2 R3")
    assert "income + foreign saving = spending" in region


def test_missing_variable_and_wrong_dimensions(economy):
    wrong = economy.drop_vars("co2").assign(sales=economy["sales"].transpose("origin", ...))
    assert problems_of(wrong) == [
        "random-2: variable sales has dimensions (origin, sector, destination), "
        "must be (sector, origin, destination)",
        "random-2: variable co2 is missing",
    ]


def test_labels(economy):
    wrong = economy.assign_coords(origin=["R1", "R3", "R2"], activity=["S1", "S2", "S3", "X"])
    assert problems_of(wrong) == [
        "random-2: labels of origin differ from those of region",
        "random-2: labels of activity differ from those of sector",
    ]


def test_negative_and_not_finite(economy):
    economy["final_use"].loc[{"sector": "S2", "destination": "R1", "agent": "household"}] = -5.0
    economy["output_tax"].loc[{"activity": "S1", "region": "R2"}] = np.nan
    assert problems_of(economy) == [
        "random-2: final_use is negative at 1 places, worst -5 at S2 R1 household",
        "random-2: output_tax is not finite at 1 places, first S1 R2",
    ]
