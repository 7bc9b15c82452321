"""Other greenhouse gases in any data: counted with CO2, checked, divided among parts."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from calibration import (
    InputError,
    accounts,
    check_benchmark,
    complete_benchmark,
    random_benchmark,
    read_parts,
    split,
)
from calibration.gases import as_counted, counts_equivalents, with_gases, without_gases
from calibration.splits.parts import COLUMNS
from tests.economy.variants import with_fuels, with_other_gases


@pytest.fixture
def data():
    made = random_benchmark(3, 3, seed=2)
    price = xr.full_like(made.co2, 20.0).drop_attrs()
    free = xr.full_like(made.co2, 0.25).drop_attrs()
    home = xr.full_like(made.foreign_saving, 15.0).drop_attrs()
    prices = {"carbon_price": price, "free_allocation": free, "carbon_price_household": home}
    return with_other_gases(with_fuels(made).assign(prices))


def test_they_join_what_follows_output(data):
    counted = with_gases(data)
    added = data.other_gases.sum("gas")
    for name in ("co2", "co2_process"):
        xr.testing.assert_allclose(counted[name], (data[name] + added).transpose(*data[name].dims))
    home = data.co2_household + data.other_gases_household.sum("gas")
    xr.testing.assert_allclose(counted.co2_household, home)
    assert counted.co2.attrs["units"] == counted.co2_household.attrs["units"] == "Mt CO2e"
    assert counted.carbon_price.attrs["units"] == "USD per t CO2e"
    check_benchmark(complete_benchmark(counted))
    xr.testing.assert_allclose(without_gases(counted).co2, data.co2)
    assert without_gases(counted).co2.attrs["units"] == "Mt CO2"


def test_what_is_paid_for_carbon_does_not_change(data):
    counted = with_gases(data)
    for d in ("activity", "household"):
        price = "carbon_price" if d == "activity" else "carbon_price_household"
        paid = [
            x[price] * (x.co2 if d == "activity" else x.co2_household.sum("sector"))
            for x in (data, counted)
        ]
        xr.testing.assert_allclose(paid[0].drop_attrs(), paid[1].drop_attrs())
    assert float((counted.carbon_price / data.carbon_price).max()) < 1
    xr.testing.assert_identical(counted.free_allocation, data.free_allocation)


def test_they_are_counted_once(data):
    with pytest.raises(InputError, match="are in CO2 equivalents already"):
        with_gases(with_gases(data))
    with pytest.raises(InputError, match=r"gases: needs other_gases, which .* do not have"):
        with_gases(data.drop_vars(["other_gases", "other_gases_household"]))
    own = data.co2.assign_attrs(units="Mt CO2e")
    with pytest.raises(InputError, match="are in CO2 equivalents already"):
        with_gases(data.assign(co2=own))


@pytest.mark.parametrize(
    ("unit", "factor", "kept"),
    [("kt CO2e", 1e3, "Mt CO2e"), ("Mt CO2-eq", 1.0, "Mt CO2e"), ("kt CO2", 1e3, "Mt CO2")],
)
def test_units_keep_saying_what_is_counted(unit, factor, kept):
    data = random_benchmark(2, 2, seed=1)
    given = data.assign(co2=(factor * data.co2).assign_attrs(units=unit))
    made = complete_benchmark(given)
    np.testing.assert_allclose(made.co2, data.co2, rtol=1e-14)
    assert made.co2.attrs["units"] == kept
    assert counts_equivalents(made) == (kept == "Mt CO2e")


def test_words_follow_the_data(data):
    table = xr.Dataset({"a": ((), 1.0, {"units": "Mt CO2", "long_name": "CO2 and CO2e"})})
    assert as_counted(table, data) is table
    said = as_counted(table, with_gases(data)).a.attrs
    assert said == {"units": "Mt CO2e", "long_name": "CO2e and CO2e"}


def test_totals_of_the_territory_are_an_identity(data):
    whole = data.other_gases.sum("activity") + data.other_gases_household.sum("sector")
    abroad = 0.1 * data.other_gases.sum("activity")
    totals = {"other_gases_source": whole - abroad, "other_gases_bunkers": abroad}
    made = complete_benchmark(data.assign(totals))
    assert accounts(made).loc["other gases", "relative"] < 1e-12
    assert accounts(with_gases(made)).loc["other gases", "relative"] < 1e-12
    rounded = totals["other_gases_source"] * (1 + 1e-7)
    closed = complete_benchmark(data.assign(totals | {"other_gases_source": rounded}))
    assert accounts(closed).loc["other gases", "relative"] < 1e-12
    wrong = totals["other_gases_source"] * 1.01
    with pytest.raises(
        InputError, match=r"other_gases_source of .* Mt CO2e, and its parts \(other_"
    ):
        complete_benchmark(data.assign(totals | {"other_gases_source": wrong}))


def test_what_cannot_be_is_refused(data):
    """A good that nobody buys, a part beyond the whole, less than nothing."""
    bought = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    none = data.other_gases_household.where(bought > 0, 1.0).transpose("gas", "sector", "region")
    assert bool((bought <= 0).any())
    with pytest.raises(InputError, match=r"other_gases_household is 1 .*, where nothing is bought"):
        complete_benchmark(data.assign(other_gases_household=none))
    much = with_gases(data)
    beyond = much.gases_in_co2 * 10
    with pytest.raises(InputError, match="gases_in_co2 is more than co2"):
        complete_benchmark(much.assign(gases_in_co2=beyond))
    with pytest.raises(InputError, match="other_gases is negative"):
        complete_benchmark(data.assign(other_gases=-data.other_gases))


@pytest.mark.parametrize("count_first", [False, True])
def test_parts_have_the_gases_that_a_table_tells_of(data, tmp_path, count_first):
    path = tmp_path / "parts.csv"
    row = "S2,S2-NEW,{},{},{},somebody,assumed,"
    told = (("output", "all", 20), ("CH4", "all", 0), ("N2O", "all", 4), ("N2O", "R2", 1e9))
    lines = [",".join(COLUMNS), *(row.format(*each) for each in told)]
    path.write_text("\n".join(lines), encoding="utf-8")
    whole = with_gases(data) if count_first else data
    made = split(whole, read_parts(path, data))
    check_benchmark(made)
    name = "gases_in_co2" if count_first else "other_gases"
    part = made[name].sel(activity="S2-NEW") / whole[name].sel(activity="S2")
    np.testing.assert_allclose(part.sel(gas="N2O"), [0.5, 1.0, 0.5], rtol=1e-6)
    assert float(made[name].sel(gas="CH4", activity="S2-NEW").sum()) == 0.0
    if count_first:
        process = made.co2_process - made.gases_in_co2.sum("gas")
        assert float(process.min()) > -1e-12
