"""Intensity bases against sums made another way."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import aggregate, random_benchmark, read_mapping
from calibration.aggregation import dirtiest_tenth
from cge.inputs.selector import no_groups
from cge.policy.intensities import intensities
from tests.policy.conftest import CBAM, HOME


def charged(dataset, basis, ends=(HOME,), **more):
    """Tonnes per USD and scope of a basis (sector, origin, destination)."""
    cbam = cge.Cbam(**(CBAM | {"intensity": basis} | more))
    found, problems = intensities(cbam, dataset, list(ends), no_groups)
    assert not problems
    return found.tonnes, found.scope


def output(dataset):
    return dataset.sales.sum("destination").to_numpy()


@pytest.fixture(scope="module")
def aggregated(tmp_path_factory):
    """Six regions and five sectors joined to three and three: goods of a label differ by buyer."""
    fine = random_benchmark(6, 5, seed=2, zeros=0.0)
    path = tmp_path_factory.mktemp("map") / "map.csv"
    rows = [("region", f"R{n}", f"A{(n + 1) // 2}") for n in range(1, 7)]
    rows += [("sector", f"S{n}", "AB" if n < 3 else f"S{n}") for n in range(1, 6)]
    lines = ["dimension,member,label,description", *(f"{d},{m},{x},{x}" for d, m, x in rows)]
    path.write_text("\n".join(lines) + "\n")
    return fine, aggregate(fine, read_mapping(path, fine))


def test_direct_emissions_of_all_flows_are_those_of_the_activity(aggregated):
    _, joined = aggregated
    tonnes, scope = charged(joined, "direct", ["A1"])
    emitted = (tonnes * joined.sales.to_numpy()).sum(axis=2)
    np.testing.assert_allclose(emitted, joined.co2, rtol=1e-12)
    within = (scope * joined.sales.to_numpy()).sum(axis=2) / output(joined)
    np.testing.assert_allclose(within, 1, rtol=1e-12)
    assert np.ptp(scope[0], axis=1).max() > 1e-3  # the joined sector sells a mix by buyer


def test_electricity_adds_what_is_bought_times_how_it_is_made(dataset):
    tonnes, _ = charged(dataset, "direct+electricity", electricity="S4")
    direct, _ = charged(dataset, "direct")
    rate = direct[3, :, 0]
    bought = np.zeros((4, 3))
    for d in range(3):
        origins = (
            dataset.sales.to_numpy()[3, :, d]
            / (dataset.sales + dataset.export_tax + dataset.tariff_revenue)
            .to_numpy()[3, :, d]
            .sum()
        )
        for j in range(3):
            use = float(dataset.intermediate_use[3, d, j])
            bought[j, d] = use * (origins * rate).sum() / output(dataset)[j, d]
    np.testing.assert_allclose(tonnes[:, :, 0] - direct[:, :, 0], bought, rtol=1e-12, atol=1e-18)


def test_embodied_intensity_accounts_for_all_emissions(aggregated):
    """Times final deliveries it is the world's direct emissions; rounds add up to it."""
    for data in aggregated:
        tonnes, _ = charged(data, "embodied", [str(data.region[0].item())])
        mean = (tonnes * data.sales.to_numpy()).sum(axis=2) / output(data)
        landed = (data.sales + data.export_tax + data.tariff_revenue).to_numpy()
        share = data.sales.to_numpy() / landed.sum(axis=1, keepdims=True)
        final = (share * data.final_use.sum("agent").to_numpy()[:, None, :]).sum(axis=2)
        assert (mean * final).sum() == pytest.approx(float(data.co2.sum()), rel=1e-12)
        inputs = np.einsum("iod,idj->oijd", share, data.intermediate_use.to_numpy())
        inputs = inputs / output(data)[None, None]
        direct = data.co2.to_numpy() / output(data)
        total, layer = direct.copy(), direct
        for _ in range(200):
            layer = np.einsum("io,oijd->jd", layer, inputs)
            total = total + layer
        np.testing.assert_allclose(mean, total, rtol=1e-9)


def test_default_values_are_given_or_the_destinations_own(aggregated):
    fine, joined = aggregated
    given, scope = charged(fine, "default", ["R1"], defaults={"S1": 400, "S2": 100}, markup=10)
    np.testing.assert_allclose(given[:2], np.array([4.4e-4, 1.1e-4])[:, None, None] + 0 * given[:2])
    assert not scope.any()  # a default does not fall with abatement
    average, _ = charged(fine, "default", ["R1", "R2"], defaults="average")
    own = fine.co2.to_numpy()[:, :2].sum(axis=1) / output(fine)[:, :2].sum(axis=1)
    np.testing.assert_allclose(average[:, 0, 0], own, rtol=1e-12)
    worst, _ = charged(joined, "default", ["A1"], defaults="worst-decile")
    rates = fine.co2.to_numpy() / output(fine)
    assert worst[0, 0, 0] == pytest.approx(rates[:2, :2].max(), rel=1e-12)  # has over a tenth
    assert worst[1, 0, 0] == pytest.approx(rates[2, :2].max(), rel=1e-12)


def test_the_dirtiest_tenth_takes_producers_from_the_top():
    """5 of 100 units emit 2 each, 20 emit 1 each: the tenth is half of either."""
    assert dirtiest_tenth(np.array([0.0, 20.0, 10.0]), np.array([75.0, 20.0, 5.0])) == (
        pytest.approx(1.5)
    )
    assert np.isnan(dirtiest_tenth(np.zeros(2), np.zeros(2)))


def test_nothing_produced_at_the_destination_gives_no_default(dataset):
    sales = dataset.sales.copy()
    sales[0, 0, :] = 0.0
    tonnes, _ = charged(dataset.assign(sales=sales), "default", defaults="average")
    assert np.isnan(tonnes[0]).all()
    assert not np.isnan(tonnes[1:]).any()
