"""Services by pair: priors without sizes, named flows that fit into pairs, evidence by value."""

import csv

import numpy as np
import pytest

from calibration import aggregate, random_benchmark
from calibration.mapping import Mapping
from data.build.oecd_icio_2022.services import split_services
from data.build.oecd_icio_2022.services_evidence import evidence_of
from data.build.oecd_icio_2022.services_overrides import CEILING, OVERRIDES, wanted_flows
from data.build.oecd_icio_2022.services_priors import (
    BOUND,
    DOUBTFUL,
    PRIORS,
    Flows,
    excess,
    expected,
    spread,
)
from data.build.oecd_icio_2022.services_weights import misses

ECONOMIES = ["AAA", "BBB", "CCC", "ROW"]
LARGE = 1e6  # million USD, beside which the shrinkage is small


def gravity(scale: float) -> np.ndarray:
    """Flows without affinities, none at home."""
    return expected(scale * np.outer([4, 3, 2, 1], [1, 2, 3, 4]) * (1 - np.eye(4)))


def test_a_service_that_goes_where_all_services_go_has_no_excess():
    flow = gravity(LARGE)
    flow[0, 1] *= 3  # a close pair, alike in both services
    flows = Flows(ECONOMIES, ["c1", "c2"], np.stack([flow, 2 * flow]))
    assert excess(flows, "c1") == pytest.approx(np.ones((4, 4)), rel=1e-3)
    assert excess(flows, "c1+c2") == pytest.approx(np.ones((4, 4)), rel=1e-3)


def test_excess_is_seen_beside_all_services_and_bounded():
    near, never = gravity(LARGE), gravity(LARGE)
    near[0, 1] *= 2
    never[2, 3] = 0
    every = 1e3 * gravity(LARGE)
    found = excess(Flows(ECONOMIES, ["c1", "c2"], np.stack([near, every])), "c1")
    assert 1 < found[0, 1] <= BOUND
    assert found[0, 2] < 1
    found = excess(Flows(ECONOMIES, ["c1", "c2"], np.stack([never, every])), "c1")
    assert found[2, 3] == 1 / BOUND


def test_small_cells_say_little():
    """A flow of 1 million USD where 1 is expected or none: the source is rounded to 1."""
    small = np.round(gravity(0.1))
    flows = Flows(ECONOMIES, ["c1", "c2"], np.stack([small, 1e3 * gravity(LARGE)]))
    assert excess(flows, "c1") == pytest.approx(np.ones((4, 4)), abs=0.05)


def test_expected_flows_keep_the_margins():
    flow = np.arange(16.0).reshape(4, 4) * (1 - np.eye(4))
    found = expected(flow)
    assert found.sum(axis=0) == pytest.approx(flow.sum(axis=0))
    assert found.sum(axis=1) == pytest.approx(flow.sum(axis=1))
    assert (np.diag(found) == 0).all()
    assert (expected(np.zeros((4, 4))) == 0).all()


def test_economies_that_a_source_lacks_have_its_rest_of_the_world():
    known = np.arange(1.0, 17.0).reshape(4, 4)
    wide = spread(known, ECONOMIES, ["BBB", "NEW", "AAA", "ROW"])
    assert wide[0, 2] == known[1, 0]
    assert wide[0, 1] == wide[0, 3] == known[1, 3]
    assert wide[1, 3] == wide[3, 1] == 1.0
    assert (np.diag(wide) == 1.0).all()


def test_named_flows_take_at_most_the_ceiling_of_a_pair(tmp_path):
    table = tmp_path / "named.csv"
    table.write_text(
        "exporter,importer,industry,share_of_exports\nAAA,BBB,K,0.5\nAAA,CCC,K,0.5\nAAA,CCC,M,0.5\n"
    )
    export = np.array([[100.0, 0, 0], [100.0, 0, 0]])
    pair = np.array([[0, 200.0, 60.0], [0, 0, 0], [0, 0, 0]])
    wanted = wanted_flows(export, pair, ["K", "M"], ["AAA", "BBB", "CCC"], table)
    assert wanted[0, 0, 1] == 50
    assert wanted[:, 0, 2] == pytest.approx(CEILING * 60 / 2)
    assert np.isnan(wanted).sum() == wanted.size - 3


def test_a_named_flow_is_met_and_all_totals_with_it():
    rng = np.random.default_rng(1)
    flow = rng.uniform(1, 10, (3, 4, 4)) * (1 - np.eye(4))
    export, imports, pair = flow.sum(axis=2), flow.sum(axis=1), flow.sum(axis=0)
    wanted = np.full_like(flow, np.nan)
    wanted[1, 0, 2] = 1.2 * flow[1, 0, 2]
    found, miss = split_services(export, imports, pair, export, imports, np.ones_like(flow), wanted)
    assert miss < 1e-8
    assert found[1, 0, 2] == pytest.approx(wanted[1, 0, 2])
    assert found.sum(axis=0) == pytest.approx(pair)
    assert found.sum(axis=2) == pytest.approx(export)


def test_weights_common_to_all_services_of_a_pair_change_nothing():
    """Pair totals are of the tables; a prior moves only what is in them."""
    rng = np.random.default_rng(2)
    flow = rng.uniform(1, 10, (3, 4, 4)) * (1 - np.eye(4))
    totals = flow.sum(axis=2), flow.sum(axis=1), flow.sum(axis=0)
    free = np.full_like(flow, np.nan)
    common = np.broadcast_to(rng.uniform(0.5, 2, (4, 4)), flow.shape)
    plain, _ = split_services(*totals, totals[0], totals[1], np.ones_like(flow), free)
    tilted, _ = split_services(*totals, totals[0], totals[1], common, free)
    assert tilted == pytest.approx(plain, rel=1e-6)


def test_the_weight_that_foretells_is_found():
    """A year that repeats the excess of another is foretold best with a weight above none."""
    rng = np.random.default_rng(3)
    earlier = Flows(
        ECONOMIES,
        ["c24", "c25", "c26", "c28", "c30", "c31"],
        rng.uniform(0.2, 5, (6, 4, 4)) * LARGE * (1 - np.eye(4)),
    )
    names = ["H50", "H51", "H52", "K64", "J62_J63", "O84"]
    rest = ["K65", "K66", "M69_M70", "M71", "M72", "M73", "M74_M75", "N"]
    nothing = np.zeros((len(rest), 4, 4))
    later = Flows(ECONOMIES, names + rest, np.concatenate([2 * earlier.flow, nothing]))
    found = misses(earlier, later, (0.0, 1.0))
    assert (found.loc[1.0] < found.loc[0.0]).all()


def test_evidence_is_of_foreign_services_and_of_the_rest_of_the_world():
    known = np.zeros((1, 3, 3), dtype=bool)
    known[0, 0, 1] = True
    evidence = evidence_of((2, 3, 3), [1], known)
    assert not evidence.imputed[0].any()
    assert not evidence.on_prior[0].any()
    assert evidence.on_prior[1].sum() == evidence.on_prior[1, 0, 1] == 1
    assert evidence.imputed[1].tolist() == [[0, 0, 1], [1, 0, 1], [1, 1, 1]]


def test_evidence_is_averaged_by_value():
    economy = random_benchmark(3, 3, seed=4)
    sales = economy["sales"]
    imputed = (sales["sector"] == "S1") & (sales["origin"] != sales["destination"])
    shares = (sales * 0 + imputed).transpose(*sales.dims)
    economy = economy.assign(sales_imputed=shares, sales_on_prior=0 * shares)
    regions = {"R1": "A", "R2": "B", "R3": "B"}
    small = aggregate(economy, Mapping("t", regions, {"S1": "x", "S2": "x", "S3": "y"}, {}))
    assert float((small.sales_imputed * small.sales).sum()) == pytest.approx(
        float((shares * sales).sum())
    )
    here = small["sales_imputed"].sel(sector="x", origin="A", destination="B")
    part = sales.sel(origin="R1", destination=["R2", "R3"]).sum("destination")
    assert float(here) == pytest.approx(
        float(part.sel(sector="S1") / part.sel(sector=["S1", "S2"]).sum())
    )
    assert (small["sales_imputed"].sel(sector="y") == 0).all()


@pytest.mark.parametrize("table", [PRIORS, DOUBTFUL, OVERRIDES])
def test_every_line_of_the_tables_has_its_reason(table, world):
    with table.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    sectors, regions = (set(world[dim].to_numpy()) for dim in ("sector", "region"))
    for line in lines:
        assert line["industry"] in sectors
        assert {line[end] for end in ("exporter", "importer") if end in line} <= regions
        assert line.get("reason") or (line["source"] and line["year"] and line["status"])
        assert 0 < float(line.get("weight") or line.get("share_of_exports") or 0.5) < 1
