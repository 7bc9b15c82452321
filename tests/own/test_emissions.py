"""CO2 by activity and region: all parts add up, whatever the data know of fuel."""

import numpy as np
import pytest

from calibration import InputError, InputWarning, accounts, aggregate, own_values, read_mapping
from calibration import with_emissions as with_co2


@pytest.fixture
def fuelled(data):
    """The benchmark with CO2 of two fuels that follow purchases of S1 and S2, and of processes."""
    use = data["intermediate_use"].rename(destination="region").transpose("sector", "activity", ...)
    by_fuel = np.zeros((2, 5, 5, 4))
    by_fuel[0, 0], by_fuel[1, 1] = 1e-4 * use.to_numpy()[0], 2e-4 * use.to_numpy()[1]
    process = 0.1 * by_fuel.sum(axis=(0, 1))
    process[4] = 0.0
    made = data.assign_coords(fuel=["coal", "oil"]).assign(
        co2_by_fuel=(("fuel", "sector", "activity", "region"), by_fuel),
        co2_process=(("activity", "region"), process),
    )
    return made.assign(co2=(("activity", "region"), by_fuel.sum(axis=(0, 1)) + process))


@pytest.mark.parametrize(
    ("value", "unit"),
    [("1.5", "Mt CO2"), ("1.5", "Mt"), ("1500", "kt"), ("1500000", "t CO2"), ("0.0015", "Gt")],
)
def test_units_of_tonnes_are_one_amount(data, write, value, unit):
    made = with_co2(data, write("emissions", f"S2,R1,{value},{unit},s,2020,"))
    assert float(made["co2"].sel(activity="S2", region="R1")) == pytest.approx(1.5, rel=1e-15)
    changed = (made["co2"] != data["co2"]).sum()
    assert int(changed) == 1
    assert made.drop_vars("co2").identical(data.drop_vars("co2"))


def test_fuels_keep_their_proportions_and_processes_stay(fuelled, write):
    path = write("emissions", "S2,R1,3,Mt,s,2020,", "S3,R2,2,Mt,s,2020,co2", "S5,R4,0,t,s,2020,")
    made = with_co2(fuelled, path)
    assert (accounts(made)["relative"] < 1e-14).all()
    assert made["co2_process"].equals(fuelled["co2_process"])
    here = {"activity": "S2", "region": "R1"}
    old, new = (d["co2_by_fuel"].sel(here) for d in (fuelled, made))
    burnt = 3 - float(fuelled["co2_process"].sel(here))
    np.testing.assert_allclose(new, old * burnt / float(old.sum()), rtol=1e-14)
    assert float(made["co2"].sel(activity="S5", region="R4")) == 0
    others = made["co2_by_fuel"].sel(region="R3")
    assert others.equals(fuelled["co2_by_fuel"].sel(region="R3"))


def test_of_processes_alone_the_total_stays_and_fuel_gives_way(fuelled, write):
    here = {"activity": "S2", "region": "R1"}
    total = float(fuelled["co2"].sel(here))
    path = write("emissions", f"S2,R1,{total / 2!r},Mt,s,2020,co2_process")
    made = with_co2(fuelled, path)
    assert float(made["co2"].sel(here)) == pytest.approx(total, rel=1e-14)
    assert float(made["co2_by_fuel"].sel(here).sum()) == pytest.approx(total / 2, rel=1e-14)
    assert own_values(made)["variable"].tolist() == ["co2_process"]


def test_data_without_processes_take_them_as_a_part_of_the_total(data, write):
    path = write("emissions", "S2,R1,3,Mt,s,2020,co2", "S2,R1,1,Mt,s,2020,co2_process")
    made = with_co2(data, path)
    assert float(made["co2_process"].sum()) == 1
    assert made["co2_process"].attrs["units"] == "Mt CO2"


def test_an_aggregate_has_the_sum_and_the_record(data, write, tmp_path):
    made = with_co2(data, write("emissions", "S1,R1,3,Mt,s,2020,", "S2,R2,4,Mt,t,2021,"))
    joined = aggregate(made, read_mapping(_joining(tmp_path), made))
    kept = float(data["co2"].sel(activity="S1", region="R2"))
    kept += float(data["co2"].sel(activity="S2", region="R1"))
    assert float(joined["co2"].sel(activity="X", region="A")) == pytest.approx(7 + kept)
    assert own_values(joined)["sources"].tolist() == ["s (2020); t (2021)"]


def _joining(folder):
    path = folder / "joining.csv"
    rows = [f"region,R{n},{'A' if n < 3 else f'R{n}'}" for n in range(1, 5)]
    rows += [f"sector,S{n},{'X' if n < 3 else f'S{n}'}" for n in range(1, 6)]
    path.write_text("\n".join(["dimension,member,label", *rows]), encoding="utf-8")
    return path


def test_in_aggregated_data_what_is_emitted_for_buyers_adds_up(data, write, tmp_path):
    joined = aggregate(data, read_mapping(_joining(tmp_path), data))
    made = with_co2(joined, write("emissions", "X,A,9,Mt,s,2020,"))
    total = made["co2_of_sales"].sum("destination")
    np.testing.assert_allclose(total, made["co2"], rtol=1e-13)
    times = 9 / float(joined["co2"].sel(activity="X", region="A"))
    here = {"sector": "X", "origin": "A"}
    np.testing.assert_allclose(
        made["co2_of_sales"].sel(here), times * joined["co2_of_sales"].sel(here), rtol=1e-13
    )
    tenth = {"sector": "X", "region": "A"}
    assert float(made["co2_of_dirtiest_tenth"].sel(tenth)) == pytest.approx(
        times * float(joined["co2_of_dirtiest_tenth"].sel(tenth))
    )


def test_aggregating_before_or_after_gives_one_total(fuelled, write, tmp_path):
    """A label of one member may be named before or after."""
    path = write("emissions", "S3,R4,2,Mt,s,2020,")
    mapping = _joining(tmp_path)
    first = aggregate(with_co2(fuelled, path), read_mapping(mapping, fuelled))
    second = with_co2(aggregate(fuelled, read_mapping(mapping, fuelled)), path)
    for name in ("co2", "co2_by_fuel", "co2_of_sales", "co2_of_dirtiest_tenth"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-12)


BAD = [
    ("S9,R1,1,Mt,s,2020,", "activity: 'S9' is not an activity or group; did you mean 'S"),
    ("S1,north,1,Mt,s,2020,", "region: 'north' means 2 labels; an amount is of one"),
    ("all,R1,1,Mt,s,2020,", "activity: 'all' means 5 labels; an amount is of one"),
    ("S1,R1,-1,Mt,s,2020,", "value '-1' is not an amount from 0 on"),
    ("S1,R1,inf,Mt,s,2020,", "value 'inf' is not an amount from 0 on"),
    ("S1,R1,1,TJ,s,2020,", "units 'TJ' are not tonnes of CO2; write Mt, kt or t CO2"),
    ("S1,R1,1,,s,2020,", "units '' are not tonnes of CO2; write Mt, kt or t CO2"),
    ("S1,R1,1,Mt,,2020,", "source is empty; name one, or write that it is an assumption"),
    ("S1,R1,1,Mt,s,,", "year '' is not a year as 2022"),
    ("S1,R1,1,Mt,s,2020,ch4", "variable 'ch4' is not one of these; choose from co2, co2_process"),
    ("third,R3,1,Mt,s,2020,", "gives 1 Mt CO2 to S3 R3, and line 2 2 Mt CO2; a cell has one value"),
    ("S1,R1,1e9,Mt,s,2020,co2_process", "S1 R1 emits "),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_faulty_row_is_refused_with_its_line(data, groups, write, row, said):
    path = write("emissions", "S3,R3,2000,kt,s,2020,", row)
    with pytest.raises(InputError) as caught:
        with_co2(data, path, groups)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}:3: {said}")


def test_fuel_that_the_data_do_not_know_cannot_be_scaled(fuelled, write):
    bare = fuelled.assign(co2_by_fuel=fuelled["co2_by_fuel"].where(fuelled["activity"] != "S5", 0))
    bare = bare.assign(co2=bare["co2_by_fuel"].sum(("fuel", "sector")) + bare["co2_process"])
    path = write("emissions", "S5,R2,4,Mt,s,2020,")
    with pytest.raises(InputError, match=":2: S5 R2 emits 4 Mt CO2 of fuel, and the data know of"):
        with_co2(bare, path)
    more = write("emissions", "S5,R2,4,Mt,s,2020,", "S5,R2,4,Mt,s,2020,co2_process")
    made = with_co2(bare, more)
    assert (accounts(made)["relative"] < 1e-14).all()


def test_an_industry_that_makes_nothing_cannot_emit(write):
    from calibration import random_benchmark

    data = random_benchmark(3, 4, seed=2)  # S4 of R3 produces nothing
    with pytest.raises(InputError, match="with these emissions, industry 'S4' of R3 emits 1 Mt"):
        with_co2(data, write("emissions", "S4,R3,1,Mt,s,2020,"))


def test_emissions_beyond_measure_are_noted(data, write):
    with pytest.warns(InputWarning, match="industry 'S2' of R1 emits .* times as much as"):
        with_co2(data, write("emissions", "S2,R1,1000000,Gt,s,2020,"))
