"""Structures set elasticities, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import cge
from calibration import random_benchmark
from cge.inputs.find import find
from cge.settings.structures import Structure

SHOCK = {"parameter": "iceberg", "origin": "R1", "percent": 10}


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=5)


def test_caliendo_parro_is_cobb_douglas_with_one_trade_elasticity(dataset, solved):
    economy = cge.load(dataset, structure="caliendo-parro")
    values = economy.parameter_arrays
    for name in ("sigma_value_added", "sigma_intermediate", "sigma_top", "sigma_final"):
        assert (values[name] == 1).all(), name
    np.testing.assert_array_equal(values["sigma_domestic_import"], values["sigma_import_source"])
    after = solved(economy, SHOCK)
    paid = after.price_factor * after.rent * after.factor_demand
    shares = paid / (after.price_basic * after.output / after.output_tax_power)
    before = dataset.value_added / (
        dataset.sales.sum("destination").rename(sector="activity", origin="region")
        - dataset.output_tax
    )
    some = before.transpose(*shares.dims).to_numpy() > 0
    np.testing.assert_allclose(
        shares.to_numpy()[some], before.transpose(*shares.dims).to_numpy()[some], rtol=1e-8
    )


def test_gtap_like_is_the_data_as_they_are(dataset):
    path = find("structures", "gtap-like")
    assert Structure.from_file(path).elasticities == {}
    economy = cge.load(dataset, structure="gtap-like")
    np.testing.assert_array_equal(economy.benchmark.sigma_value_added, dataset.sigma_value_added)
    assert economy.structure == "gtap-like"


def test_elasticities_may_differ_by_region(dataset, solved):
    """The same numbers given by region change nothing; other numbers do, there."""
    by_region = dataset.sigma_import_source.expand_dims(
        destination=dataset.destination, axis=1
    ).copy()
    same = solved(cge.load(dataset.assign(sigma_import_source=by_region)), SHOCK)
    base = solved(cge.load(dataset), SHOCK)
    np.testing.assert_allclose(same.utility, base.utility, rtol=1e-10)
    by_region.loc[{"destination": "R3"}] = 1.0
    other = solved(cge.load(dataset.assign(sigma_import_source=by_region)), SHOCK)
    assert float(abs(other.utility / base.utility - 1).max()) > 1e-6


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_nests_are_continuous_at_their_special_elasticities(dataset, solved, limit):
    """At 0 and 1 exactly, and a little beside: the same answer to first order."""
    names = ["sigma_intermediate", "sigma_top", "sigma_final"]
    if limit:  # with no substitution at all, factors would not find employment at any price
        names += ["sigma_value_added", "sigma_import_source", "sigma_domestic_import"]
    exact = solved(cge.load(dataset.assign({n: 0 * dataset[n] + limit for n in names})), SHOCK)
    beside = limit + 1e-5
    near = solved(cge.load(dataset.assign({n: 0 * dataset[n] + beside for n in names})), SHOCK)
    np.testing.assert_allclose(near.utility, exact.utility, rtol=1e-5)


def test_all_mistakes_of_a_structure_file_are_listed(tmp_path):
    path = tmp_path / "mine.yaml"
    elasticities = {"sigma_tpo": 1, "sigma_top": -1, "sigma_final": "sigma_top"}
    path.write_text(
        yaml.safe_dump({"title": "t", "description": "d", "elasticities": elasticities})
    )
    with pytest.raises(cge.InputError) as error:
        Structure.from_file(path)
    assert error.value.problems == [
        f"{path}:1: key 'reference' is missing",
        f"{path}:3: elasticities > sigma_final: 'sigma_top' is neither a number nor an elasticity "
        "like it; did you mean 'sigma_final'?",
        f"{path}:4: elasticities > sigma_top: -1 is neither a number from 0 nor the name of an "
        "elasticity",
        f"{path}:5: elasticities > sigma_tpo: unknown elasticity; did you mean 'sigma_top'?",
    ]
