"""Value added in exports: closed forms, a published example, and the definition itself."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.inter_industry import (
    downstreamness,
    inter_industry,
    upstreamness,
    value_added_in_exports,
)
from calibration.margins import margin_services
from tests.inter_industry.conftest import benchmark_of

# Value added of each country in the exports of its industries and of the others: sums by country
# of the published matrix of value added origins (Kummritz 2015, "Interpreting the output of the
# Leontief decomposition", decompr), for Argentina's agriculture and Germany's transport equipment.
ORIGINS = {
    ("agriculture", "ARG"): (29.79528773, 1.16635979, 2.23835249),
    ("transport", "DEU"): (9.0631708, 16.3340019, 52.5028273),
}
# Domestic value added in all exports of a country: the DVA and RDV columns of the decomposition of
# Wang, Wei and Zhu printed with the same data, a row for each industry. By industry their terms
# differ from those of Borin and Mancini; over the country they agree.
DOMESTIC = {
    "ARG": [
        [13.0130022, 7.7869640, 1.54935955, 3.48153856],
        [0.689074047, 0.409964582, 2.11195132, 0.431602581],
        [5.4174515, 8.0558948, 1.05937911, 3.55947452],
        [0.475450753, 0.396856764, 2.31640701, 0.273611074],
        [0.9189510, 0.4656839, 0.05391133, 0.18168696],
        [0.024265939, 0.019151040, 0.11214239, 0.013786703],
    ],
    "DEU": [
        [23.1560514, 4.0802941, 0.39863671, 0.75723948],
        [0.076311301, 1.557699850, 1.54383794, 0.161668766],
        [14.9341290, 4.4784463, 0.30929378, 0.93919242],
        [0.051154728, 1.531880280, 1.95878218, 0.104223370],
        [40.6408278, 5.6435788, 0.32942045, 0.86717168],
        [0.057394046, 1.344011469, 1.80146580, 0.119691243],
    ],
}


def test_published_example(leather):
    found = value_added_in_exports(leather)
    for (sector, origin), by_country in ORIGINS.items():
        parts = found.exports.sum("destination").sel(sector=sector, origin=origin, drop=True)
        own = {"ARG": 0, "DEU": 2}[origin]
        foreign = sum(by_country) - by_country[own]
        assert float(parts[:2].sum()) == pytest.approx(by_country[own], rel=1e-8)
        assert float(parts[2:4].sum()) == pytest.approx(foreign, rel=1e-8)
    added = found.exports.sel(component="domestic value added").sum(["sector", "destination"])
    for origin, terms in DOMESTIC.items():
        assert float(added.sel(origin=origin)) == pytest.approx(np.sum(terms), rel=1e-7)


def test_two_countries_with_one_sector_in_closed_form():
    """B~_11 = 1/(1-a11), and what the partner puts in is a21/(1-a22) of it."""
    inputs, final = np.array([[20.0, 30.0], [10.0, 40.0]]), np.array([[40.0, 10.0], [15.0, 35.0]])
    output = inputs.sum(axis=1) + final.sum(axis=1)
    a, v = inputs / output, 1 - (inputs / output).sum(axis=0)
    exported = inputs[0, 1] + final[0, 1]
    first = 1 / (1 - a[0, 0])
    again = 1 / (1 - a[0, 0] - a[0, 1] * a[1, 0] / (1 - a[1, 1]))
    partner = a[1, 0] / (1 - a[1, 1])
    expected = [
        v[0] * first,
        v[0] * (again - first),
        v[1] * partner * first,
        v[1] * partner * (again - first),
        0.0,
    ]
    found = value_added_in_exports(benchmark_of(inputs, final, ["H", "F"], ["good"]))
    parts = found.exports.sel(sector="good", origin="H", destination="F")
    np.testing.assert_allclose(parts, exported * np.array(expected), atol=1e-12)


def test_foreign_parts_are_those_of_the_table_without_exported_inputs(random_economy):
    """Borin and Mancini's inverse, formed by striking out the exporter's exports of inputs."""
    table = inter_industry(random_economy.benchmark)
    found = value_added_in_exports(table)
    shape = (len(table.sectors), len(table.regions))
    for number, region in enumerate(table.regions):
        here = table.block(number)
        struck = table.coefficients.copy()
        kept = struck[here, here].copy()
        struck[here] = 0.0
        struck[here, here] = kept
        inverse = np.linalg.inv(np.eye(table.industries) - struck)[:, here]
        exported = table.exports[here].sum(axis=1)
        content = (table.value_added[:, None] * inverse * exported).reshape(shape[1], shape[0], -1)
        by_origin = content.sum(axis=1)
        parts = found.exports.sel(origin=region).sum("destination")
        np.testing.assert_allclose(parts[0], by_origin[number], rtol=1e-9, atol=1e-9)
        others = by_origin.sum(axis=0) - by_origin[number]
        np.testing.assert_allclose(parts[2], others, rtol=1e-9, atol=1e-9)


def test_components_and_participation_add_up(economy):
    data = economy.benchmark
    found = value_added_in_exports(data)
    sold = data.sales + margin_services(data)
    abroad = sold.where(sold.origin != sold.destination, 0.0)
    np.testing.assert_allclose(found.exports.sum("component"), abroad, rtol=1e-10, atol=1e-8)
    assert float(found.exports.sel(component="domestic value added").min()) >= 0
    backward = (found.backward_participation * found.gross_exports).sum()
    forward = (found.forward_participation * found.gross_exports).sum()
    assert float(backward) == pytest.approx(float(forward), rel=1e-12)


def test_position_in_the_chain(chain):
    up, down = upstreamness(chain), downstreamness(chain)
    np.testing.assert_allclose(up.sel(region="A"), [2, 1])
    np.testing.assert_allclose(down.sel(region="A"), [1, 1.5])
    np.testing.assert_allclose(down.sel(region="B", sector="cars"), 1.25)
    assert np.isnan(up.sel(region="B", sector="parts"))


def test_world_positions_are_output_over_income(economy):
    """Fally: both means are gross output over value added and taxes on inputs."""
    table = inter_industry(economy.benchmark)
    up, down = (
        stages(table).transpose("region", "sector").fillna(0.0).to_numpy().ravel()
        for stages in (upstreamness, downstreamness)
    )
    income = (table.value_added + table.taxes.sum(axis=0)) * table.output
    world = table.output.sum() / income.sum()
    assert up @ income / income.sum() == pytest.approx(world, rel=1e-10)
    final = table.final.sum(axis=(1, 2))
    assert down @ final / final.sum() == pytest.approx(world, rel=1e-10)
