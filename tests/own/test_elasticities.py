"""Elasticities by label: rows replace what they name, with their sources."""

import csv
import io
import json

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from calibration import InputError, aggregate, own_values, read_mapping, with_elasticities
from calibration.membership import SOURCES
from calibration.variables import ELASTICITIES, LARGEST_ELASTICITY, VARIABLES


def test_rows_replace_the_cells_that_they_name_and_no_other(data, groups, write):
    path = write(
        "elasticities",
        "sigma_top,S2,,0.25,A study,2020,,",
        "sigma_import_source,third,all,7,A study,2020,yes,a note",
        "sigma_final,household,,0.5,A guess,2024,no,",
    )
    made = with_elasticities(data, path, groups)
    for name, label, value in (
        ("sigma_top", "S2", 0.25),
        ("sigma_import_source", "S3", 7.0),
        ("sigma_final", "household", 0.5),
    ):
        dim = data[name].dims[0]
        assert made[name].dims == (dim,)
        assert float(made[name].sel({dim: label})) == value
        others = [k for k in data[dim].to_numpy() if k != label]
        assert made[name].sel({dim: others}).equals(data[name].sel({dim: others}))
    assert made.drop_vars(["sigma_top", "sigma_import_source", "sigma_final"]).identical(
        data.drop_vars(["sigma_top", "sigma_import_source", "sigma_final"])
    )


def test_sources_stand_with_the_labels_and_the_file_with_the_variable(data, groups, write):
    path = write("elasticities", "sigma_import_source,third,,7,A study,2020,yes,")
    made = with_elasticities(data, path, groups)["sigma_import_source"]
    said = json.loads(made.attrs[SOURCES])
    assert said["S3"] == ["A study (2020) (unverified)"]
    assert said["S1"] == json.loads(data["sigma_import_source"].attrs[SOURCES])["S1"]
    (row,) = own_values(made.to_dataset()).to_dict("records")
    assert row["file"] == "elasticities.csv"
    assert row["cells"] == 1
    assert row["sources"] == "A study (2020) (unverified)"
    assert len(row["sha256"]) == 64


def test_a_second_file_goes_over_the_first_and_both_are_recorded(data, write):
    first = with_elasticities(data, write("elasticities", "sigma_top,all,,2,one,2020,,"))
    made = with_elasticities(first, write("elasticities", "sigma_top,S1,,3,two,2021,,"))
    assert made["sigma_top"].to_numpy().tolist() == [3, 2, 2, 2, 2]
    assert own_values(made)["cells"].tolist() == [5, 1]
    assert json.loads(made["sigma_top"].attrs[SOURCES])["S1"] == ["two (2021)"]


def test_a_region_makes_an_elasticity_one_by_region(data, groups, write):
    path = write(
        "elasticities",
        "sigma_top,S1,north,0.5,s,2020,,",
        "sigma_top,S1,R3,0.7,s,2020,,",
        "sigma_import_source,S2,R4,9,s,2020,,",
    )
    made = with_elasticities(data, path, groups)
    assert made["sigma_top"].dims == ("activity", "region")
    old = float(data["sigma_top"][0])
    assert made["sigma_top"].sel(activity="S1").to_numpy().tolist() == [0.5, 0.5, 0.7, old]
    assert made["sigma_import_source"].dims == ("sector", "destination")
    assert float(made["sigma_import_source"].sel(sector="S2", destination="R4")) == 9
    before = json.loads(data["sigma_top"].attrs[SOURCES])["S1"]
    said = json.loads(made["sigma_top"].attrs[SOURCES])["S1"]
    assert said == [*before, "s (2020) in north", "s (2020) in R3"]
    with pytest.raises(InputError, match="sigma_top: is by region, so it cannot be aggregated"):
        aggregate(made, read_mapping(_joining(path.parent), made))


def _joining(folder):
    path = folder / "joining.csv"
    rows = [f"region,R{n},{'A' if n < 3 else 'B'}" for n in range(1, 5)]
    rows += [f"sector,S{n},{'X' if n < 4 else 'Y'}" for n in range(1, 6)]
    path.write_text("\n".join(["dimension,member,label", *rows]), encoding="utf-8")
    return path


def test_an_aggregate_has_the_mean_of_the_new_values_and_their_sources(data, write, tmp_path):
    made = with_elasticities(data, write("elasticities", "sigma_value_added,S2,,5,s,2020,,"))
    joined = aggregate(made, read_mapping(_joining(tmp_path), made))
    earned = data["value_added"].sum(("factor", "region")).to_numpy()[:3]
    values = np.array([float(data["sigma_value_added"][0]), 5, float(data["sigma_value_added"][2])])
    found = float(joined["sigma_value_added"].sel(activity="X"))
    assert found == pytest.approx((values * earned).sum() / earned.sum(), rel=1e-14)
    assert "s (2020)" in json.loads(joined["sigma_value_added"].attrs[SOURCES])["X"]
    assert own_values(joined).equals(own_values(made))


def test_data_without_elasticities_take_all_of_them_from_a_file(data, write):
    rows = [
        f"{name},{label},,{float(value)!r},s,2020,,"
        for name in ELASTICITIES
        for label, value in zip(
            data[VARIABLES[name].dims[0]].to_numpy(), data[name].to_numpy(), strict=True
        )
    ]
    bare = data.drop_vars(list(ELASTICITIES))
    made = with_elasticities(bare, write("elasticities", *rows))
    for name in ELASTICITIES:
        assert made[name].equals(data[name])
        assert made[name].attrs["units"] == "1"
    with pytest.raises(InputError, match=r"sigma_top: no value for S1, S3, S4, S5, and the data"):
        with_elasticities(bare, write("elasticities", "sigma_top,S2,,2,s,2020,,"))


def test_the_shipped_table_makes_the_shipped_elasticities(data_world):
    from data.build.oecd_icio_2022.elasticities import with_default_elasticities

    made = with_default_elasticities(data_world.drop_vars(list(ELASTICITIES)))
    for name in ELASTICITIES:
        assert made[name].identical(data_world[name])


@pytest.fixture(scope="module")
def data_world():
    from calibration import open_benchmark
    from cge.inputs.find import shipped

    return open_benchmark(shipped("benchmarks")["oecd-icio-2022"], trusted=True)


TEXT = st.text("abc ü,\"'(;)#-", min_size=1).map(str.strip).filter(bool)
CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["sigma_top", "sigma_import_source"]),
        st.sampled_from(["S1", "S2", "S3", "S4", "S5"]),
        st.sampled_from(["R1", "R2", "R3", "R4"]),
    ),
    st.tuples(st.floats(0, LARGEST_ELASTICITY), TEXT, st.integers(1000, 2999)),
    min_size=1,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=CELLS)
def test_what_is_written_is_what_is_read(data, tmp_path, cells):
    """Any values and sources, with commas, quotes and signs in them."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("value", "parameter", "label", "region", "source", "year"))
    for (name, label, region), (value, source, year) in cells.items():
        rows.writerow((repr(value), name, label, region, source, year))
    path = tmp_path / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    made = with_elasticities(data, path)
    for name in ("sigma_top", "sigma_import_source"):
        dim, place = ("activity", "region") if name == "sigma_top" else ("sector", "destination")
        wide = made[name].expand_dims({place: data[place]}) if made[name].ndim == 1 else made[name]
        for label in data[dim].to_numpy():
            for region in data[place].to_numpy():
                found = float(wide.sel({dim: label, place: region}))
                own = cells.get((name, label, region))
                assert found == (float(data[name].sel({dim: label})) if own is None else own[0])
                if own is not None:
                    said = json.loads(made[name].attrs[SOURCES])[label]
                    assert f"{own[1]} ({own[2]}) in {region}" in said


BAD = [
    ("sigma_tpo,S1,,1,s,2020,,", "unknown elasticity 'sigma_tpo'; did you mean 'sigma_top'?"),
    ("sigma_top,S9,,1,s,2020,,", "activity: 'S9' is not an activity or group; did you mean 'S"),
    ("sigma_top,,,1,s,2020,,", "activity: is left blank; write 'all' for all of them"),
    ("sigma_top,S1,R9,1,s,2020,,", "region: 'R9' is not a region or group; did you mean 'R"),
    ("sigma_import_source,S1,R9,1,s,2020,,", "destination: 'R9' is not a destination or group"),
    ("sigma_final,houshold,,1,s,2020,,", "agent: 'houshold' is not an agent; did you mean 'house"),
    ("sigma_top,Z*,,1,s,2020,,", "activity: 'Z*' matches no activity"),
    ("sigma_top,S1,elsewhere,1,s,2020,,", "region: group 'elsewhere' has no region in these data"),
    ("sigma_top,S1,,-1,s,2020,,", "value '-1' is not a number from 0 to 1000"),
    ("sigma_top,S1,,1001,s,2020,,", "value '1001' is not a number from 0 to 1000"),
    ("sigma_top,S1,,nan,s,2020,,", "value 'nan' is not a number from 0 to 1000"),
    ("sigma_top,S1,,1_0,s,2020,,", "value '1_0' is not a number from 0 to 1000"),
    ("sigma_top,S1,,,s,2020,,", "value '' is not a number from 0 to 1000"),
    ("sigma_top,S1,,1,,2020,,", "source is empty; name one, or write that it is an assumption"),
    ("sigma_top,S1,,1,s,20,,", "year '20' is not a year as 2022"),
    ("sigma_top,S1,,1,s,,,", "year '' is not a year as 2022"),
    ("sigma_top,S1,,1,s,2020,maybe,", "unverified 'maybe' is neither yes nor no"),
    ("sigma_top,S1,,2,s,2020,,", "gives 2 to S1 R1, and line 2 1; a cell has one value"),
    ("sigma_top,goods,R2,2,s,2020,,", "gives 2 to S1 R2, and line 2 1; a cell has one value"),
    ("sigma_top,S1", "2 cells, must be 8"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_faulty_row_is_refused_with_its_line(data, groups, write, row, said):
    path = write("elasticities", "sigma_top,S1,,1,s,2020,,", row)
    with pytest.raises(InputError) as caught:
        with_elasticities(data, path, groups)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}:3: {said}")


def test_all_faults_are_told_at_once(data, groups, write):
    rows = [row for row, _ in BAD]
    path = write("elasticities", "sigma_top,S1,,1,s,2020,,", *rows)
    with pytest.raises(InputError) as caught:
        with_elasticities(data, path, groups)
    lines = [int(problem.split(":")[1]) for problem in caught.value.problems]
    assert lines == sorted(lines)
    assert set(lines) == set(range(3, 3 + len(rows)))


def test_the_same_value_twice_is_one_value(data, write):
    twice = write("elasticities", "sigma_top,S1,,1,s,2020,,", "sigma_top,S*,,1,t,2021,,")
    made = with_elasticities(data, twice)
    assert (made["sigma_top"] == 1).all()
    assert json.loads(made["sigma_top"].attrs[SOURCES])["S1"] == ["s (2020)", "t (2021)"]


def test_a_file_without_rows_or_with_other_columns_is_refused(data, write):
    with pytest.raises(InputError, match="holds no elasticity"):
        with_elasticities(data, write("elasticities"))
    with pytest.raises(InputError, match=r"must be 'parameter,label,value,source,year\[,region\]"):
        with_elasticities(data, write("elasticities", header="parameter,label,value"))
    with pytest.raises(InputError, match="no such file"):
        with_elasticities(data, "nowhere.csv")
