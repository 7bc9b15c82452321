"""A result file shows that it is what was written, and its checks can be made again."""

from __future__ import annotations

import h5py
import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.cli.app import app
from cge.results import files
from cge.results.contents import check_contents
from cge.results.digest import DIGEST, digest_of, sealed
from cge.results.inputs import closure_of, closure_text

TARIFF = {"shocks": [{"parameter": "tariff_power", "add_points": 5}]}
FORMATS = {"classic": 8_000_000, "NetCDF4": 0}


def scenario(**more):
    return cge.Scenario.model_validate({"title": "Tariffs", "packages": {"up": TARIFF}} | more)


@pytest.fixture(scope="module")
def result():
    return cge.solve(cge.load(random_benchmark(3, 4, seed=1)), scenario())


@pytest.fixture
def path(result, tmp_path):
    """The result as a file of classic NetCDF, which is quick to write."""
    return result.to_netcdf(tmp_path / "result.nc")


def changed(path, change, forged=False):
    """The same file after a change, with a digest that fits it if forged."""
    data = change(xr.load_dataset(path))
    data = sealed(data) if forged else data
    data.to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")
    return cge.open_result(path)


def times(name, factor):
    return lambda data: data.assign({name: (data[name] * factor).assign_attrs(data[name].attrs)})


@pytest.mark.parametrize("small", FORMATS.values(), ids=FORMATS)
def test_a_file_is_what_was_written(result, tmp_path, monkeypatch, small):
    monkeypatch.setattr(files, "SMALL", small)
    path = result.to_netcdf(tmp_path / "result.nc")
    again = cge.open_result(path)
    assert again.verified
    assert again.verdict == ""
    assert again.verify()
    second = again.to_netcdf(path.with_name("second.nc"))
    assert xr.load_dataset(second).attrs[DIGEST] == xr.load_dataset(path).attrs[DIGEST]


def test_the_other_format_has_the_same_digest(result, tmp_path, monkeypatch):
    found = set()
    for name, small in FORMATS.items():
        monkeypatch.setattr(files, "SMALL", small)
        found.add(xr.load_dataset(result.to_netcdf(tmp_path / f"{name}.nc")).attrs[DIGEST])
    assert len(found) == 1


@pytest.mark.parametrize(
    "change",
    [
        times("output", 1.1),
        times("equivalent_variation", -5.0),
        times("given_sales", 1 + 1e-15),
        lambda data: data.assign_coords(
            {d: ["X", *data[d].to_numpy()[1:]] for d in ("region", "origin", "destination")}
        ),
        lambda data: data.assign_attrs(title="Other tariffs"),
        lambda data: data.assign_attrs(closure_definition="title: Another"),
        lambda data: data.drop_vars("check_error"),
        lambda data: data.assign(output=data.output.assign_attrs(units="thousand USD")),
    ],
    ids=["output", "welfare", "benchmark", "label", "title", "closure", "checks", "unit"],
)
def test_an_edited_file_is_not_verified(path, change):
    again = changed(path, change)
    assert not again.verified
    assert "the file is not what was written" in again.verdict
    assert "NOT VERIFIED: the file is not what was written" in again.status
    rewritten = cge.open_result(again.to_netcdf(path.with_name("rewritten.nc")))
    assert not rewritten.verified  # to write it again does not make it true


def test_an_edit_inside_a_netcdf4_file_is_seen(result, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "SMALL", 0)
    path = result.to_netcdf(tmp_path / "result.nc")
    with h5py.File(path, "r+") as file:
        file["output"][...] *= 1.1
    assert cge.open_result(path).verdict.startswith("the file is not what was written")


def test_a_table_of_an_edited_file_says_so(path):
    from cge.report import table

    said = table(changed(path, times("output", 1.1)).summary())
    assert said.startswith("NOT VERIFIED: the file is not what was written")


def test_a_file_without_a_digest_is_not_verified(path):
    again = changed(path, lambda data: data.drop_attrs(deep=False).assign_attrs(
        {k: v for k, v in data.attrs.items() if k != DIGEST}))  # fmt: skip
    assert not again.verified
    assert again.verdict.startswith("the file has no digest")
    assert not again.verify()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("output", "goods markets"),
        ("equivalent_variation", "recomputed: equivalent_variation"),
        ("tariff_power", "parameters as asked"),
        ("sigma_import_source", "as calibrated"),
        ("given_sales", "as calibrated"),
    ],
)
def test_a_forged_digest_does_not_help(path, name, said):
    again = changed(path, times(name, 1.1), forged=True)
    assert again.verified  # the digest holds
    check = again.verify()
    assert not check
    assert said in check.verdict
    assert not check.table.holds.all()


def test_a_forged_scenario_has_another_digest_of_inputs(path):
    check = changed(path, lambda data: data.assign_attrs(plan="{}"), forged=True).verify()
    digest, *others = check.problems
    assert digest == (
        "the scenario, closure, solver settings or benchmark are not those of the solution"
    )
    assert any("has no packages, so no experiment" in text for text in others)
    assert any("parameters as asked" in text for text in others)


def test_a_true_solution_of_other_shocks_is_found(path):
    higher = {"shocks": [{"parameter": "tariff_power", "add_points": 6}]}
    plan = scenario(packages={"up": higher})
    other = cge.solve(cge.load(random_benchmark(3, 4, seed=1)), plan).data
    forged = changed(path, lambda data: data.assign(other.data_vars), forged=True)
    assert forged.verified  # the digest holds
    assert "up: parameters as asked is off" in forged.verify().verdict


def test_checks_made_again_are_those_of_the_solution(result):
    table = result.verify().table
    again = table[table.check != "as calibrated"].pivot(
        index="experiment", columns="check", values="error"
    )
    stored = result.data.check_error.to_pandas()
    np.testing.assert_array_equal(again.loc[stored.index, stored.columns], stored)


def test_a_result_of_an_older_version_cannot_be_checked_again(path):
    again = changed(
        path, lambda data: data.drop_attrs(deep=False).assign_attrs(format=files.FORMAT)
    )
    with pytest.raises(cge.InputError, match="does not hold its benchmark and closure"):
        again.verify()
    told = CliRunner().invoke(app, ["verify", str(path)])
    assert told.exit_code == 2
    first, second = told.stderr.replace("\n", " ").split(f"cge: {path}: ")[1:]
    assert "has no digest" in first
    assert "does not hold its benchmark and closure" in second


def test_a_closure_that_cannot_be_read_is_said(path):
    again = changed(path, lambda data: data.assign_attrs(closure_definition="title: x"))
    with pytest.raises(cge.InputError, match="the closure of this result:1: key 'numeraire'"):
        again.verify()


def test_equal_inputs_have_equal_digests(result):
    economy = cge.load(random_benchmark(3, 4, seed=1))
    same, other = cge.solve(economy, scenario()), cge.solve(economy, scenario(title="Other"))
    digest = result.data.attrs["inputs_digest"]
    assert same.data.attrs["inputs_digest"] == digest
    assert other.data.attrs["inputs_digest"] != digest
    looser = cge.solve(economy, scenario(), solver={"tol": 1e-8})
    assert looser.data.attrs["inputs_digest"] != digest


@pytest.mark.parametrize(
    "options",
    [
        {"closure": "short_run"},
        {"closure": "unemployment", "numeraire": "consumer price index of R1"},
        {
            "closure": "own_budget",
            "swap": ["endowment=real_factor_price,factor=labour,region=R1+R3"],
        },
        {"closure": "balanced_trade"},
        {"structure": "gtap-like", "abatement": 2.0},
    ],
    ids=lambda options: " ".join(map(str, options.values())),
)
def test_every_choice_is_in_the_file(options, tmp_path):
    result = cge.solve(cge.load(random_benchmark(3, 4, seed=1), **options), scenario())
    assert result.verified
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    assert again.verify(), again.verify().verdict


def test_technology_and_border_adjustment_are_in_the_file(teaching, tmp_path):
    charge = {"destination": "EU27", "sectors": ["HVY"], "price": 80, "source": "a trial"}
    plan = scenario(packages={"up": TARIFF, "charge": {"cbam": charge}}, technology="standard")
    result = cge.solve(teaching, plan)
    assert result.verified
    assert cge.open_result(result.to_netcdf(tmp_path / "result.nc")).verify()


def test_a_closure_survives_as_text():
    economy = cge.load(random_benchmark(3, 4, seed=1), closure="short_run")
    text = closure_text(economy.closure, economy.labels)
    again = closure_of(text, economy.closure.name)
    assert closure_text(again, economy.labels) == text
    for mine, theirs in zip(
        economy.closure.mobility(economy.labels), again.mobility(economy.labels), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("values", [[1, 2], [True, False], [1.5, np.nan], [-0.0, np.inf]])
def test_a_digest_does_not_depend_on_how_numbers_are_kept(values, tmp_path):
    data = xr.Dataset(
        {"x": ("k", values, {"many": [1, 2], "one": [3], "text": "é \n", "none": ""})},
        {"k": ["a", "中国"]},
        {"count": 3, "part": 0.1},
    )
    for engine, kind in (("scipy", "NETCDF3_64BIT"), ("h5netcdf", "NETCDF4")):
        data.to_netcdf(tmp_path / engine, engine=engine, format=kind)
        assert digest_of(xr.load_dataset(tmp_path / engine)) == digest_of(data)


def test_a_digest_tells_parts_apart():
    whole = xr.Dataset({"x": ("k", [1.0, 2.0])}, {"k": ["a", "b"]}, {"title": "t"})
    others = [
        whole.rename(x="y"),
        whole.rename(k="l"),
        whole.assign_coords(k=["ab", ""]),
        whole.assign(x=("k", [2.0, 1.0])),
        whole.assign_attrs(title="T"),
        whole.assign_attrs(titles="t"),
        whole.assign(x=("k", [1.0, -2.0])),
    ]
    found = {digest_of(each) for each in [whole, *others]}
    assert len(found) == 1 + len(others)
    assert digest_of(sealed(whole)) == digest_of(whole)


def call(path):
    return CliRunner().invoke(app, ["verify", str(path)], prog_name="cge")


def test_the_command_says_that_a_file_holds(path):
    ran = call(path)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "goods markets" in ran.stdout
    assert ran.stdout.endswith("The file is what was written, and every check holds.\n")


def test_the_command_says_what_does_not_hold(path):
    changed(path, times("output", 1.1))
    ran = call(path)
    assert ran.exit_code == 1
    assert "cge: the file is not what was written" in ran.stderr
    assert "cge: up: goods markets is off by 9.1e-02" in ran.stderr
    assert ran.stderr.endswith("cge: the result is NOT VERIFIED\n")


def test_the_command_refuses_what_is_no_result(tmp_path):
    ran = call(tmp_path / "none.nc")
    assert (ran.exit_code, ran.stdout) == (2, "")


ALTERED = "the file is not what was written: its contents have another digest"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.drop_vars("price_basic"), "has no price_basic"),
        (lambda d: d.drop_vars("tariff_power"), "has no tariff_power"),
        (lambda d: d.assign(output=d.output.isel(region=0, drop=True)), "has 'output' by"),
        (lambda d: d.assign_coords(region=["R1", *d.region.to_numpy()[:-1]]), "'R1' twice"),
        (lambda d: d.assign_coords(origin=["X", *d.origin.to_numpy()[1:]]), "R1, X not both"),
        (lambda d: d.drop_vars("activity"), "has no labels of activity"),
        (lambda d: d.isel(experiment=[0]), "has no experiment besides the benchmark"),
        (lambda d: d.isel(experiment=[1]), "has no benchmark before its experiments"),
    ],
    ids=["variable", "parameter", "dim", "twice", "partner", "labels", "cut", "no benchmark"],
)
def test_a_file_says_what_it_lacks(path, change, said):
    with pytest.raises(InputError) as refused:
        changed(path, change)
    digest, *others = refused.value.problems
    assert digest == f"{path}: {ALTERED}"
    assert any(text.startswith(f"{path}: this result") and said in text for text in others)


def test_experiments_that_were_split_must_be_there(result):
    lost = xr.Dataset(coords={"experiment": ["up: p", "cbam", "cbam: p"]})
    with pytest.raises(InputError, match=r"contributions of: cbam, cbam: p$"):
        check_contents("it.nc", result.data, lost, xr.Dataset(coords={"experiment": ["up"]}))


def test_an_older_file_may_lack_parameters_but_no_variable(path):
    again = changed(path, lambda data: data.drop_vars("tariff_power"), forged=True)
    assert "tariff_power" not in again.data
    with pytest.raises(InputError, match="this result has no output"):
        changed(path, lambda data: data.drop_vars("output"), forged=True)


def test_a_file_without_scenario_and_closure_is_compared(result, path):
    bare = ("plan", "closure_definition", "solver")
    older = changed(path, lambda data: data.drop_attrs(deep=False).assign_attrs(
        {k: v for k, v in data.attrs.items() if k not in bare}), forged=True)  # fmt: skip
    assert "scenario" in set(cge.compare(older, result).inputs.input)
    assert cge.compare(older, older).same


def test_rerun_of_an_altered_file_says_so_first(path):
    changed(path, times("output", 1.1))
    done = CliRunner().invoke(app, ["rerun", str(path), "--quiet"])
    assert done.exit_code == 1, done.output
    assert done.output.startswith(f"cge: {path}: {ALTERED}")
    assert "NOT REPRODUCED" in done.output
