"""A result is found again from its file alone, whatever it was solved with."""

from __future__ import annotations

import os

import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.cli.app import app
from cge.results.digest import sealed
from tests.economy.variants import VARIANTS, variant

TARIFF = {"parameter": "tariff_power", "destination": "R1", "add_points": 10}
PLAN = {
    "title": "t",
    "packages": {
        "half": {"shocks": [TARIFF]},
        "rest": {"shocks": [{"parameter": "productivity", "region": "R1", "percent": 5}]},
    },
    "experiments": {"half": ["half"], "all": ["half", "rest"]},
}
SWAP = [{"parameter": "endowment", "variable": "price_factor", "factor": "labour"}]
# By default one part of the model and one way of solving, those with most in them.
LONG = os.environ.get("CGE_PROPERTIES") == "long"
MODELS = sorted(VARIANTS) if LONG else ["fuels at borders"]


def plan(**more):
    return cge.Scenario.from_dict(PLAN | more)


def from_file(result, folder):
    return cge.rerun(result.to_netcdf(folder / "result.nc"))


@pytest.mark.parametrize("name", MODELS)
def test_every_part_of_the_model_is_found_again(name, tmp_path):
    found = from_file(cge.solve(variant(name), plan()), tmp_path)
    assert found, found.compared.inputs
    assert found.compared.largest == 0  # the same question has the same answer to the last bit


@pytest.fixture(scope="module")
def data():
    return random_benchmark(2, 3, seed=5)


def swapped(data):
    return cge.solve(cge.load(data, swap=["foreign_saving=income,region=R1"]), plan())


def swapped_by_the_scenario(data):
    return cge.solve(cge.load(data), plan(swap=SWAP))


def split(data):
    """With a swap of the scenario, contributions and a decomposition, which need not clash."""
    return cge.solve(cge.load(data), plan(swap=SWAP), contributions=True, decompose=True)


def with_a_band(data):
    economy = cge.load(random_benchmark(2, 3, seed=5), technology=None)
    return cge.solve(economy.with_technology(technology()), plan(), band=True, contributions=True)


def technology():
    from cge.settings.technologies import Technology

    return Technology.from_name("uniform")


def at_means(data):
    numbers = {
        "title": "t",
        "description": "d",
        "reference": "r",
        "numbers": {
            "n": {
                "parameter": "sigma_import_source",
                "times": {"uniform": {"low": 1.1, "high": 1.3}},
                "source": "s",
            }
        },
    }
    return cge.solve(*cge.at_means(cge.load(data), plan(), numbers))


def balanced(data):
    return cge.solve(cge.load(data, closure="balanced_trade"), plan())


def by_other_settings(data):
    return cge.solve(cge.load(data), plan(), solver={"space": "full", "tol": 1e-10})


def from_another_start(data):
    economy = cge.load(data)
    return cge.solve(economy, plan(), start=cge.solve(economy, plan()))


WAYS = [split]
if LONG:
    WAYS += [swapped, swapped_by_the_scenario, with_a_band, at_means, balanced]
    WAYS += [by_other_settings, from_another_start]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_of_solving_is_found_again(way, data, tmp_path):
    found = from_file(way(data), tmp_path)
    assert found, (found.compared.inputs, found.compared.notes)
    for name in ("contributions", "decomposition"):
        assert (getattr(found.stored, name) is None) == (getattr(found.result, name) is None)


@pytest.fixture(scope="module")
def result(data):
    return cge.solve(cge.load(data), plan())


def forged(result, folder, change):
    """The file of a result after a change, with a digest that fits it."""
    path = result.to_netcdf(folder / "result.nc")
    sealed(change(xr.load_dataset(path))).to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")
    return path


def test_a_forged_number_is_found_with_its_place(result, tmp_path):
    def change(data):
        placed = data.output.copy()
        placed.loc[place] *= 1 + 1e-6
        return data.assign(output=placed)

    most = result.data.output.sel(experiment="half").argmax(...)
    labels = {dim: str(result.data[dim].to_numpy()[at]) for dim, at in most.items()}
    place = labels | {"experiment": "half"}
    found = cge.rerun(forged(result, tmp_path, change))
    assert not found
    wrong = found.compared.variables.iloc[0]
    assert (wrong.variable, wrong.experiment) == ("output", "half")
    assert set(wrong["where"].split(", ")) == set(labels.values())
    assert wrong.relative == pytest.approx(1e-6, rel=1e-3)
    assert cge.compare(found.stored, found.result, tolerance=1e-5)


def test_another_scenario_is_no_reproduction(result, tmp_path):
    def change(data):
        text = data.attrs["plan"].replace('"add_points": 10', '"add_points": 11')
        return data.assign_attrs(plan=text)

    found = cge.rerun(forged(result, tmp_path, change))
    assert not found
    assert found.result.verified
    assert not found.compared.same_numbers


def test_a_file_without_its_inputs_is_refused(result, tmp_path):
    def change(data):
        return data.drop_attrs(deep=False).assign_attrs(format=data.attrs["format"])

    with pytest.raises(InputError, match="does not hold its benchmark and closure"):
        cge.rerun(forged(result, tmp_path, change))


def test_the_command_says_how_close_and_writes_what_it_found(result, tmp_path):
    path, out = result.to_netcdf(tmp_path / "result.nc"), tmp_path / "again.nc"
    done = CliRunner().invoke(app, ["rerun", str(path), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "Largest relative difference of a statistic: 0.0e+00" in done.output
    assert cge.compare(path, out)


def test_the_command_fails_where_a_number_is_not_found_again(result, tmp_path):
    path = forged(result, tmp_path, lambda d: d.assign(output=d.output.copy(data=1.1 * d.output)))
    done = CliRunner().invoke(app, ["rerun", str(path), "--quiet"])
    assert done.exit_code == 1
    assert "NOT REPRODUCED" in done.output
    assert "output" in done.output
