"""Gravity equations of a benchmark: a known truth, what is refused, what is said."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError
from calibration.gravity import Design, Known, estimate
from tests.gravity.worlds import BORDER, DISTANCE, SIGMA, dataset, known, truth

PAIR = ("origin", "destination")


@pytest.fixture(scope="module")
def world():
    return truth(10)


@pytest.fixture(scope="module")
def found(world):
    return estimate(known(world.flows, world.covariates))


def test_elasticity_and_costs_are_found_exactly(world, found):
    assert found.covariates == ["distance", "border", "tariff"]
    sigma = found.elasticities()
    np.testing.assert_allclose(sigma["sigma"], SIGMA, rtol=1e-8)
    np.testing.assert_allclose(sigma["sigma_shipped"], SIGMA)
    costs = found.cost_elasticities()["elasticity"].sel(sector="S")
    np.testing.assert_allclose(costs.sel(covariate="distance"), DISTANCE / (1 - SIGMA), rtol=1e-8)
    np.testing.assert_allclose(costs.sel(covariate="border"), BORDER / (1 - SIGMA), rtol=1e-8)
    assert "tariff" not in costs["covariate"]
    half = found.cost_elasticities(3.0)["elasticity"].sel(sector="S", covariate="distance")
    np.testing.assert_allclose(half, DISTANCE / -2, rtol=1e-8)


def test_landed_values_fall_with_one_less(world):
    """The elasticity of purchases at landed prices is 1 - sigma: why flows are at basic prices."""
    landed = world.flows * np.exp(world.covariates[2])
    found = estimate(known(landed, world.covariates))
    np.testing.assert_allclose(found.elasticities()["sigma"], SIGMA - 1, rtol=1e-8)


def test_without_sales_at_home_there_is_no_border(world):
    design = Design(domestic=False)
    found = estimate(known(world.flows, world.covariates), design=design)
    assert found.covariates == ["distance", "tariff"]
    np.testing.assert_allclose(found.elasticities()["sigma"], SIGMA, rtol=1e-8)
    with pytest.raises(InputError, match="covariates border: the effects"):
        estimate(
            known(world.flows, world.covariates), covariates=["distance", "border"], design=design
        )
    with pytest.raises(InputError, match="needs sales at home"):
        found.counterfactual("S")


def test_the_system_gives_the_flows_again(world):
    noise = np.random.default_rng(1).poisson(world.flows).astype(float)
    found = estimate(known(noise, world.covariates))
    assert found.check().to_array().max() < 1e-9
    assert np.abs(found.data["fitted"] / found.data["observed"] - 1).max() > 0.01  # there is noise


def test_resistances_and_costs_in_levels(world, found):
    """Structural gravity in levels: X = Y E / world (t / outward / inward)^(1 - sigma)."""
    both = found.resistances().sel(sector="S")
    output, spent = world.flows.sum(1), world.flows.sum(0)
    cost = np.exp(np.tensordot(world.coefficient, world.covariates, 1) / (1 - SIGMA))
    ends = both["outward"].to_numpy()[:, None] * both["inward"].to_numpy()
    flows = np.outer(output, spent) / output.sum() * (cost / ends) ** (1 - SIGMA)
    np.testing.assert_allclose(flows, world.flows, rtol=1e-7)
    np.testing.assert_allclose(both["inward"][-1], 1)
    against_home = np.sqrt(cost * cost.T / np.outer(np.diag(cost), np.diag(cost)))
    for base in ("fitted", "observed"):
        index = found.trade_costs(base=base).sel(sector="S")
        np.testing.assert_allclose(index, against_home, rtol=1e-7)


def test_sectors_are_summed_with_their_mean_tariff(world):
    one = dataset(world.flows, world.covariates)
    free = dataset(world.flows, world.covariates * np.array([1.0, 1.0, 0.0])[:, None, None])
    two = xr.concat([one, free.assign_coords(sector=["F"])], "sector", data_vars="minimal")
    found = estimate(Known(two), ["S", "F"], ["distance", "tariff"], Design(summed=True))
    assert found.sectors == ["sum"]
    at = found.data.sel(sector="sum")
    np.testing.assert_allclose(at["observed"], 2 * world.flows)
    np.testing.assert_allclose(at["tariff_power"], 1 + np.expm1(world.covariates[2]) / 2)


def test_covariates_of_ones_own(world, tmp_path):
    """By array and by file, in any order; they replace the border and take its coefficient."""
    labels = [f"R{n}" for n in range(10)]
    border = xr.DataArray(world.covariates[1], dict.fromkeys(PAIR, labels), PAIR)
    rows = border.rename("value").to_dataframe().reset_index()[::-1]
    rows.to_csv(tmp_path / "abroad.csv", index=False)
    for given in (border[::-1], tmp_path / "abroad.csv"):
        found = estimate(
            known(world.flows, world.covariates, own={"abroad": given}),
            covariates=["distance", "abroad", "tariff"],
        )
        at = found.data["coefficient"].sel(covariate="abroad")
        np.testing.assert_allclose(at, BORDER, rtol=1e-8)


def test_what_is_wrong_with_covariates_of_ones_own(world, tmp_path):
    labels = [f"R{n}" for n in range(10)]
    path = tmp_path / "x.csv"
    path.write_text("origin,destination,value\nR0,R1,1\nR0,R1,2\nR0,R2,much\n")
    array = xr.DataArray(world.covariates[1][1:], {PAIR[0]: labels[1:], PAIR[1]: labels}, PAIR)
    own = {"file": path, "array": array, "flat": array[0], "border": array}
    names = ["file", "array", "flat", "nothing"]
    with pytest.raises(InputError) as refused:
        estimate(known(world.flows, world.covariates, own=own), covariates=names)
    said = str(refused.value)
    for part in (
        "covariate 'border' is known already",
        "x.csv:3: R0 to R1 has a row above already",
        "x.csv:4: value 'much' is not a number",
        "covariate 'array': no origin R0",
        "covariate 'flat': dims ('destination',), not origin and destination",
        "unknown covariate 'nothing'",
    ):
        assert part in said
    path.write_text("origin,destination,value\nR0,R1,1\n")
    with pytest.raises(InputError, match=r"has no row for R0 to R0, R0 to R2, .* and 94 more"):
        estimate(known(world.flows, world.covariates, own={"file": path}), covariates=["file"])


def test_zeros_that_tell_nothing_are_left_out(world):
    """A ban between two economies is fitted by its own covariate, whatever the coefficient."""
    labels = [f"R{n}" for n in range(10)]
    ban = np.zeros_like(world.flows)
    ban[3, 4] = 1.0
    own = {"ban": xr.DataArray(ban, dict.fromkeys(PAIR, labels), PAIR)}
    found = estimate(known(np.where(ban > 0, 0, world.flows), world.covariates, own=own))
    assert found.covariates == ["distance", "border", "tariff"]
    assert found.data["separated"].item() == 1
    assert found.data["observations"].item() == 99
    np.testing.assert_allclose(found.elasticities()["sigma"], SIGMA, rtol=1e-7)


def test_flows_that_were_constructed_are_refused(world):
    made = dataset(world.flows, world.covariates)
    made["sales_imputed"] = 0.4 * xr.ones_like(made["sales"])
    made["sales_on_prior"] = 0.3 * xr.ones_like(made["sales"])
    with pytest.raises(InputError, match="sector S: 70% of foreign sales were split by pair"):
        estimate(Known(made), ["S"])
    found = estimate(Known(made), ["S"], design=Design(constructed=True))
    assert "flows by pair of S are constructed" in found.data.attrs["cautions"]


def test_choices_that_do_not_exist(world):
    data = known(world.flows, world.covariates)
    design = Design(cluster="pairs", engine="stata", without=["R99"])
    with pytest.raises(InputError) as refused:
        estimate(data, ["X"], design=design)
    for part in (
        "did you mean 'pair'",
        "engine: 'stata'",
        "no economy 'R99'",
        "'X' is not a sector",
    ):
        assert part in str(refused.value)
    with pytest.raises(InputError, match="fewer than three"):
        estimate(data, design=Design(without=[f"R{n}" for n in range(8)]))
    with pytest.raises(InputError, match="named twice: tariff"):
        estimate(data, covariates=["tariff", "tariff"])


def test_the_shipped_world():
    """Goods: flows by pair are the source's, the system holds, services are not among them."""
    found = cge.gravity(
        sectors=["C20", "C28", "C29"], covariates=["distance", "border", "tariff", "EU27"]
    )
    assert found.check().to_array().max() < 1e-8
    assert "ROW" not in found.data["origin"]
    # Head and Mayer (2014), table 4: distance -0.93 in the mean of 1,835 estimates, sd 0.4.
    distance = found.data["coefficient"].sel(covariate="distance")
    assert ((distance > -0.93 - 2 * 0.4) & (distance < -0.93 + 2 * 0.4)).all()
    with pytest.raises(InputError, match="sector J62_63: 100% of foreign sales were split by pair"):
        cge.gravity(sectors=["J62_63", "C20"])


def test_data_without_distances_take_the_shipped_ones():
    covariates = ["distance", "border", "data_restriction"]
    found = cge.gravity("wiod-2011", ["c30"], covariates)
    assert found.data["coefficient"].sel(covariate="distance").item() < 0
    regimes = cge.gravity("wiod-2011", ["c30"], ["distance", "data_restriction"], domestic=False)
    assert regimes.data["standard_error"].sel(covariate="data_restriction").item() > 1  # weak


def test_economies_keep_their_order_where_sectors_have_different_ones(world):
    """R3 sells nothing of the second sector; labels are not in the order of the alphabet."""
    one = dataset(world.flows, world.covariates)
    few = world.flows.copy()
    few[3] = 0
    two = dataset(few, world.covariates).assign_coords(sector=["F"])
    both = xr.concat([one, two], "sector", data_vars="minimal")
    labels = ["Z", "B", "C", "A", "Y", "X", "W", "V", "U", "D"]
    both = both.assign_coords(dict.fromkeys(("region", *PAIR), labels))
    found = estimate(Known(both), ["S", "F"], ["distance", "border"])
    assert list(found.data["origin"].to_numpy()) == labels
    resistances = found.resistances()
    assert list(resistances["destination"].to_numpy()) == labels
    np.testing.assert_allclose(resistances["inward"].sel(destination="D"), 1)
    assert np.isnan(resistances["outward"].sel(sector="F", origin="A"))
    alone = estimate(Known(both), ["F"], ["distance", "border"])
    for name in ("coefficient", "exporter_effect"):
        np.testing.assert_allclose(
            found.data[name].sel(sector="F").dropna(found.data[name].dims[-1]),
            alone.data[name].sel(sector="F"),
        )
    assert found.check().to_array().max() < 1e-9
    before = found.counterfactual("F")  # R3 buys, and sells nothing
    assert np.isnan(before["price"].sel(origin="A"))
    np.testing.assert_allclose(before["welfare"], 1, rtol=1e-9)
    np.testing.assert_allclose(before["flows"], found.data["observed"].sel(sector="F").fillna(0))
