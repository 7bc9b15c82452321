"""Numbers of a result as tidy tables, and what a dataset of a result answers by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cge
from calibration import InputError
from cge.analysis.stats.registry import STATISTICS

MEASURES = ["benchmark", "counterfactual", "change", "percent"]
pytestmark = pytest.mark.filterwarnings("ignore::calibration.errors.InputWarning")


@pytest.fixture(scope="module")
def result(teaching):
    return cge.solve(teaching, "nqp-and-cbam")


@pytest.fixture(scope="module")
def reopened(result, tmp_path_factory):
    return cge.open_result(result.to_netcdf(tmp_path_factory.mktemp("frames") / "result.nc"))


def pick(frame, **labels):
    """The one number of a frame with these labels."""
    for column, label in labels.items():
        frame = frame[frame[column] == label]
    (value,) = frame.value
    return value


# --- statistics ----------------------------------------------------------------------------------


def test_a_statistic_is_the_one_of_the_same_name(result):
    frame = result.to_dataframe("exports", by="partner", where={"region": "EU27"})
    assert list(frame.columns) == ["name", "experiment", "partner", "measure", "value", "unit"]
    found = result.stats.exports(by="partner", where={"region": "EU27"})
    assert len(frame) == sum(array.size for array in found.data_vars.values())
    for measure in MEASURES:
        expected = float(found[measure].sel(experiment="cbam", partner="USA"))
        told = pick(frame, experiment="cbam", partner="USA", measure=measure)
        assert told == expected
    units = frame.groupby("measure").unit.unique().map(list).to_dict()
    assert units == {m: [found[m].attrs["units"]] for m in MEASURES}


def test_the_summary_is_a_table_of_changes(result):
    frame = result.to_dataframe()
    summary = result.summary()
    assert set(frame.measure) == {"change"}
    assert list(dict.fromkeys(frame.name)) == list(summary.data_vars)
    wide = frame[frame.name == "real_gdp_percent"].pivot_table(
        values="value", index="region", columns="experiment"
    )
    expected = summary.real_gdp_percent.to_pandas().T
    pd.testing.assert_frame_equal(
        wide.loc[expected.index, expected.columns], expected, check_names=False
    )
    assert set(frame.unit[frame.name == "co2_change"]) == {"Mt CO2"}


def test_names_with_other_dims_share_a_table(result):
    frame = result.to_dataframe(["exports", "price_utility"], where={"region": "china"})
    assert list(frame.columns) == ["name", "experiment", "region", "measure", "value", "unit"]
    assert set(frame.region) == {"CHN"}
    both = result.to_dataframe(["price_landed", "price_world"])
    assert both.destination[both.name == "price_world"].isna().all()
    assert both.world[both.name == "price_landed"].isna().all()


def test_a_table_tells_if_its_numbers_hold(result):
    result = cge.Result(result.data, benchmark=result.benchmark)
    assert result.to_dataframe("exports").attrs["verified"] == 1
    result.data["utility"] = result.data.utility * 2
    for frame in (result.to_dataframe(), result.to_dataframe("exports")):
        assert frame.attrs["verified"] == 0
        assert "'utility' was changed" in frame.attrs["verdict"]


# --- variables -----------------------------------------------------------------------------------


def test_a_variable_is_given_cell_by_cell(result):
    where = {"activity": "high_technology", "region": ["USA", "china"]}
    frame = result.to_dataframe("intermediate_bundle", where=where, compare="nqp")
    assert set(frame.region) == {"USA", "CHN"}
    assert set(frame.activity) == {"HIT"}
    assert set(frame.experiment) == {"cbam", "both"}
    cell = result.data.intermediate_bundle.sel(region="CHN", activity="HIT")
    before, after = (float(cell.sel(experiment=k)) for k in ("nqp", "both"))
    labels = {"experiment": "both", "region": "CHN"}
    assert pick(frame, **labels, measure="benchmark") == before
    assert pick(frame, **labels, measure="counterfactual") == after
    assert pick(frame, **labels, measure="change") == after - before
    assert pick(frame, **labels, measure="percent") == 100 * (after - before) / before


def test_a_name_of_both_is_the_statistic_and_the_accessor_has_the_variable(result):
    assert "output" in STATISTICS
    by_sector = result.to_dataframe("output", by=())
    assert len(by_sector) == 3 * len(MEASURES)
    cells = result.data.cge.to_dataframe("output")
    assert len(cells) == 3 * len(MEASURES) * 5 * 6


def test_everything_wrong_is_said_at_once(result):
    with pytest.raises(InputError) as error:
        result.to_dataframe(["exprts", "exports", "utility"], by="sectr", where={"region": "USB"})
    said = error.value.problems
    assert "no statistic or variable 'exprts'; did you mean 'exports'?" in said
    assert any("exports: where: region: 'USB' is not a region" in text for text in said)
    assert any("exports: by: 'sectr'" in text for text in said)
    assert any("by: 'utility' is a variable" in text for text in said)
    with pytest.raises(InputError, match="names nothing"):
        result.to_dataframe([])
    with pytest.raises(InputError, match="give 'of'"):
        result.to_dataframe(where={"region": "USA"})
    with pytest.raises(InputError, match="of: 3 is of type int"):
        result.to_dataframe(3)


# --- the accessor --------------------------------------------------------------------------------


def test_changes_are_those_of_the_arrays(result):
    data = result.data
    before = data.output.sel(experiment="benchmark", drop=True)
    after = data.output.drop_sel(experiment="benchmark")
    change, percent = data.cge.change("output"), data.cge.percent("output")
    xr.testing.assert_allclose(change, after - before, rtol=1e-12)
    xr.testing.assert_allclose(percent, 100 * (after / before - 1), rtol=1e-9)
    assert change.attrs == {"long_name": "Output, change", "units": data.output.attrs["units"]}
    assert percent.attrs["units"] == "% of benchmark"
    assert change.name == percent.name == "output"
    assert change.experiment.dtype.kind == "U"


def test_a_parameter_that_nothing_changes_has_no_change(result):
    assert "experiment" not in result.data.tariff_power.dims
    change = result.data.cge.change("tariff_power", sector="HVY")
    assert change.dims[0] == "experiment"
    assert change.sizes["experiment"] == 3
    assert not change.any()


def test_what_was_nothing_before_has_no_percent(result):
    where = {"sector": "HVY", "destination": "EU27", "origin": {"not": "EU27"}}
    charge = result.data.cge.change("border_carbon_price", experiment="cbam", **where)
    assert (charge == 88).all()
    percent = result.data.cge.percent("border_carbon_price", experiment="cbam", **where)
    assert np.isnan(percent).all()


@pytest.mark.parametrize("which", ["result", "reopened"])
def test_groups_are_known_in_memory_in_files_and_in_parts(which, request):
    data = request.getfixturevalue(which).data
    groups = data.cge.groups("region")
    assert groups["china"] == ["CHN"]
    assert set(groups["developing"]) < set(data.cge.labels["region"])
    part = data.cge.sel(region="developing", origin={"not": "developing"}, experiment="cbam")
    assert part.region.to_numpy().tolist() == groups["developing"]
    assert set(part.origin.to_numpy()) == set(data.cge.labels["origin"]) - set(groups["developing"])
    assert part.experiment.to_numpy().tolist() == ["cbam"]
    assert part.destination.size == data.destination.size
    again = data.sel(sector=["HIT", "DIG"]).cge.sel(sector="digital_services")
    assert again.sector.to_numpy().tolist() == ["DIG"]


def test_data_that_do_not_tell_their_members_know_no_groups(result):
    """As in a file of an older version, where a group would lack the labels that hold several."""
    old = result.data.drop_attrs(deep=False).assign_attrs(aggregation="5x6")
    with pytest.raises(InputError, match="'developing' is not a region"):
        old.cge.sel(region="developing")
    with pytest.raises(InputError, match="do not tell what their labels stand for"):
        old.cge.groups("region")
    assert old.cge.sel(region="USA").region.to_numpy().tolist() == ["USA"]


def test_a_file_opened_by_xarray_answers_too(result, tmp_path):
    path = result.to_netcdf(tmp_path / "result.nc")
    with xr.open_dataset(path) as data:
        assert data.cge.groups("region") == result.data.cge.groups("region")
        told = data.cge.percent("output", region="developing")
        xr.testing.assert_allclose(told, result.data.cge.percent("output", region="developing"))


def test_a_selection_of_experiments_is_compared_with_what_it_leaves_out(result):
    found = result.data.cge.percent("output", experiment="both", region="USA")
    whole = result.data.cge.percent("output").sel(experiment=["both"], region=["USA"])
    xr.testing.assert_equal(found, whole)


def test_units_and_labels(result):
    known = result.data.cge
    assert known.units["output"] == result.data.output.attrs["units"]
    assert known.units["tariff_power"] == "1 + rate"
    assert known.labels["experiment"] == ["benchmark", "nqp", "cbam", "both"]
    assert "price_landed" in repr(known)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda d: d.cge.change("outpt"), "no variable 'outpt'; did you mean 'output'?"),
        (lambda d: d.cge.change("output", "cbm"), "compare: no experiment 'cbm'; did you mean"),
        (lambda d: d.cge.change("output", sector="HIT"), "where: sector: no such dimension, only"),
        (lambda d: d.cge.percent("output", region="USB"), "'USB' is not a region or group; did"),
        (lambda d: d.cge.sel(regin="USA"), "regin: no such dimension"),
        (lambda d: d.cge.sel(region=3), "3 is not a label"),
        (lambda d: d.cge.groups("regio"), "regio: no such dimension"),
        (lambda d: d.cge.change(3), "name: 3 is of type int"),
        (lambda d: d.drop_vars("experiment").cge.change("output"), "not along 'experiment'"),
        (lambda d: d.sel(experiment="both").cge.change("output"), "not along 'experiment'"),
        (lambda d: d.sel(experiment=["benchmark"]).cge.change("output"), "no experiment besides"),
        (lambda d: xr.Dataset({"a": 1}).cge.change("a"), "not along 'experiment'"),
    ],
)
def test_wrong_questions_are_refused_in_words(result, asked, said):
    with pytest.raises(InputError, match="^.*" + said.replace("?", r"\?")):
        asked(result.data)


# --- completion ----------------------------------------------------------------------------------


def test_a_notebook_completes_statistics(result):
    keys = result.stats._ipython_key_completions_()
    assert sorted(keys) == dir(result.stats) == sorted(STATISTICS)
    assert result.stats["exports"]().identical(result.stats.exports())
    with pytest.raises(InputError, match="no statistic 'exprts'; did you mean 'exports'"):
        result.stats["exprts"]
    assert "cge" in dir(result.data)
