"""The guard answers alike for a file and a dataset in memory, and names every problem at once."""

import unicodedata
import warnings

import numpy as np
import pytest
import xarray as xr

from calibration import (
    InputError,
    InputWarning,
    accounts,
    check_benchmark,
    close_accounts,
    complete_benchmark,
    open_benchmark,
    random_benchmark,
)
from calibration.guard.money import Amount, read_money

MONEY = ("sales", "intermediate_use", "final_use", "value_added", "export_tax", "tariff_revenue",
         "intermediate_tax", "final_tax", "output_tax", "foreign_saving")  # fmt: skip
AT = {
    "sales": {"sector": "S2", "origin": "R1", "destination": "R2"},
    "final_use": {"sector": "S2", "destination": "R1", "agent": "household"},
    "value_added": {"factor": "capital", "activity": "S2", "region": "R1"},
    "co2": {"activity": "S2", "region": "R1"},
}


@pytest.fixture
def economy():
    return random_benchmark(3, 4, seed=2, zeros=0.0)


def answer(way, prefix):
    """The benchmark, or the problems, each of which says in what it is."""
    try:
        return way()
    except InputError as error:
        problems = error.problems
    assert all(problem.startswith(prefix) for problem in problems)
    return [problem.removeprefix(prefix) for problem in problems]


@pytest.fixture
def ways(tmp_path, read_here):
    """A dataset through the file and through memory: two benchmarks, or one list of problems."""

    def admit(dataset, **options):
        path = tmp_path / "economy.nc"
        dataset.to_netcdf(path, engine="h5netcdf")
        return [
            answer(lambda: open_benchmark(path, **options), f"{path}: "),
            answer(lambda: complete_benchmark(dataset, **options), "random-2: "),
        ]

    return admit


def refused(ways, dataset, **options):
    by_file, in_memory = ways(dataset, **options)
    assert isinstance(in_memory, list), "the dataset in memory was accepted"
    assert by_file == in_memory
    return in_memory


def accepted(ways, dataset, **options):
    by_file, in_memory = ways(dataset, **options)
    assert isinstance(in_memory, xr.Dataset), in_memory
    xr.testing.assert_identical(by_file, in_memory)
    check_benchmark(in_memory)
    return in_memory


def changed(economy, name, value, **where):
    made = economy.copy(deep=True)
    made[name].loc[where or AT[name]] = value
    return made


def same_numbers(found, wanted, rtol=1e-9):
    for name in wanted.data_vars:
        np.testing.assert_allclose(found[name], wanted[name], rtol=rtol, atol=1e-6, err_msg=name)


# ---------------------------------------------------------------------------- what is a benchmark
def test_a_benchmark_comes_back_as_it_is(ways, economy):
    xr.testing.assert_identical(accepted(ways, economy), economy)


def test_what_follows_from_the_rest_may_be_absent(ways, economy):
    none = xr.zeros_like(economy["co2"])
    bare = economy.drop_vars(["tariff_revenue", "foreign_saving", "co2", "distance"])
    made = accepted(ways, bare)
    same_numbers(made, economy.drop_vars(["co2", "distance"]))
    np.testing.assert_array_equal(made["co2"], none)
    assert made["co2"].attrs["note"] == "not in the data: no emissions"
    assert "distance" not in made


def test_dimensions_in_another_order_are_the_same_data(ways, economy):
    turned = economy.assign(sales=economy["sales"].transpose("destination", "sector", "origin"))
    same_numbers(accepted(ways, turned), economy)


def test_accounts_within_the_bound_are_closed(ways, economy):
    off = economy.assign(final_use=economy["final_use"] * (1 + 4e-7))
    assert accounts(off)["relative"].max() > 1e-8
    same_numbers(accepted(ways, off), economy, rtol=1e-5)


def test_accounts_beyond_the_bound_are_refused(ways, economy):
    problems = refused(ways, economy.assign(final_use=economy["final_use"] * 1.001))
    assert problems[0].startswith("purchases of ")


def test_revenue_that_the_rates_deny_is_refused(ways, economy):
    found = refused(ways, economy.assign(tariff_revenue=economy["tariff_revenue"] * 1.01))
    assert found[0].startswith("tariff_revenue is ")
    assert "but its rate times sales and export tax is " in found[0]
    found = refused(ways, economy.assign(foreign_saving=economy["foreign_saving"] * 1.1))
    assert "but spending less income is " in found[0]


# ----------------------------------------------------------------------------------------- form
def test_unknown_variables_are_named_with_the_nearest(ways, economy):
    wrong = economy.rename(export_tax="export_taxx").assign(co2_proces=economy["co2"])
    assert refused(ways, wrong) == [
        "variable 'export_taxx' is not one of a benchmark; did you mean 'export_tax'?",
        "variable 'co2_proces' is not one of a benchmark; did you mean 'co2_process'?",
    ]


def test_every_problem_is_named_at_once(ways, economy):
    wrong = changed(changed(economy, "co2", -3.0), "sales", np.nan)
    wrong = wrong.drop_vars("output_tax").assign(mystery=economy["co2"])
    wrong["final_use"].attrs["units"] = "bananas"
    found = "\n".join(refused(ways, wrong))
    for part in (
        "variable 'mystery' is not one of a benchmark",
        "variable output_tax is missing",
        "units 'bananas' are not money",
        "co2 is negative at 1 places, worst -3 at S2 R1",
        "sales is not finite at 1 places, first S2 R1 R2",
    ):
        assert part in found


def test_wrong_dimensions_and_text(ways, economy):
    wrong = economy.assign(
        co2=economy["co2"].sum("activity"), output_tax=economy["output_tax"].astype(str)
    )
    assert refused(ways, wrong)[:2] == [
        "variable co2 has dimensions (region), must be (activity, region)",
        "variable output_tax holds text, must hold real numbers",
    ]


def test_a_tax_given_twice(ways, economy):
    rate = xr.DataArray(np.full((4, 3), 0.1), dims=("sector", "origin"))
    problems = refused(ways, economy.assign(export_tax_rate=rate))
    assert problems == [
        "variables export_tax and export_tax_rate are there; give the tax in full or as a rate"
    ]


# --------------------------------------------------------------------------------------- labels
def with_regions(*labels):
    economy = random_benchmark(3, 4, seed=2, zeros=0.0)
    return economy.assign_coords({dim: list(labels) for dim in ("region", "origin", "destination")})


def test_a_label_twice(ways):
    assert refused(ways, with_regions("A", "A", "B")) == ["labels of region appear twice: A"]


def test_two_forms_of_one_word_are_one_label(ways):
    composed, split = (unicodedata.normalize(form, "Türkiye") for form in ("NFC", "NFD"))
    assert refused(ways, with_regions(composed, split, "B")) == [
        f"labels of region appear twice: {composed}"
    ]
    made = accepted(ways, with_regions(split, "A", "B"))
    assert made["region"].to_numpy()[0] == composed


def test_labels_that_differ_in_capitals_are_a_caution():
    with pytest.warns(InputWarning, match="'Nordic' and 'nordic' of region differ in capitals"):
        complete_benchmark(with_regions("Nordic", "nordic", "B"))


@pytest.mark.parametrize("label", ["", " A", "A\n"])
def test_labels_that_cannot_be_read(ways, label):
    (problem,) = refused(ways, with_regions(label, "B", "C"))
    assert problem.startswith(f"label {label!r} of region is blank")


def test_numbers_become_labels(ways):
    made = complete_benchmark(with_regions(1, 2, 3))
    assert made["region"].to_numpy().tolist() == ["1", "2", "3"]


# ---------------------------------------------------------------------------------------- units
def in_units(economy, units, factor, names=MONEY):
    return economy.assign(
        {name: (economy[name] * factor).assign_attrs(units=units) for name in names}
    )


@pytest.mark.parametrize(
    ("units", "factor"),
    [("thousand USD", 1e3), ("billion USD", 1e-3), ("US$", 1e6), ("million USD (2022)", 1.0)],
)
def test_money_is_converted(ways, economy, units, factor):
    made = accepted(ways, in_units(economy, units, factor))
    same_numbers(made, economy)
    assert made["sales"].attrs["units"] == "million USD" or factor == 1.0
    assert made["sales"].attrs.get("converted_from", units) == units


def test_the_unit_of_the_dataset_holds_where_a_variable_has_none(ways, economy):
    thousand = in_units(economy, "", 1e3)
    for name in MONEY:
        del thousand[name].attrs["units"]
    same_numbers(accepted(ways, thousand.assign_attrs(unit="thousand USD")), economy)


def without_units(economy, factor=1.0, **attrs):
    """Money that does not say its unit, in a dataset with some attributes."""
    bare = in_units(economy, "", factor)
    for name in MONEY:
        del bare[name].attrs["units"]
    kept = {k: v for k, v in bare.attrs.items() if k != "unit"}
    return bare.drop_attrs(deep=False).assign_attrs(kept | attrs)


@pytest.mark.parametrize(
    ("attrs", "factor"),
    [
        ({"unit": "USD thousands"}, 1e3),
        ({"unit": "US$ billion"}, 1e-3),
        ({"unit": "mln USD"}, 1.0),
        ({"units": "thousand USD"}, 1e3),
        ({"unit": "thousand", "currency": "USD, current prices"}, 1e3),
        ({"currency": "USD"}, 1.0),
    ],
)
def test_units_of_all_money_are_read_however_written(ways, economy, attrs, factor):
    same_numbers(accepted(ways, without_units(economy, factor, **attrs)), economy)


@pytest.mark.parametrize(
    ("attrs", "said"),
    [
        ({"unit": "thousand tonnes"}, "attribute 'unit' of the data is 'thousand tonnes', which"),
        ({"units": "bananas"}, "attribute 'units' of the data is 'bananas', which is not money"),
        ({"unit": "thousand"}, "attribute 'unit' of the data is 'thousand', which is not money"),
        ({"currency": "EUR"}, "attribute 'currency' of the data is 'EUR', and none says how many"),
        ({"unit": "million USD", "currency": "EUR"}, "attributes of the data differ: 'unit' is"),
        ({"unit": "mUSD"}, "attribute 'unit' of the data is 'mUSD', which is not money; write"),
        ({"unit": "million USD", "units": "kUSD"}, "attributes of the data differ: 'unit' is"),
        ({"unit": "GBP thousand"}, "variable sales: units 'GBP thousand' need a rate"),
        ({"unit": "million", "currency": "EUR"}, "variable sales: units 'million EUR' need a rate"),
    ],
)
def test_units_of_all_money_are_never_guessed(ways, economy, attrs, said):
    assert refused(ways, without_units(economy, **attrs))[0].startswith(said)


def test_another_currency_needs_a_rate(ways, economy):
    euros = in_units(economy, "million EUR", 1 / 1.25)
    problems = refused(ways, euros)
    assert len(problems) == len(MONEY)
    assert "variable sales: units 'million EUR' need a rate: give usd_per_unit, USD per EUR" in (
        problems
    )
    same_numbers(accepted(ways, euros, usd_per_unit=1.25), economy)
    same_numbers(accepted(ways, euros.assign_attrs(usd_per_unit=1.25)), economy)
    assert refused(ways, euros, usd_per_unit=-1.0)[0] == "usd_per_unit: -1.0 is not positive"


def test_two_currencies_cannot_share_a_rate(ways, economy):
    mixed = in_units(in_units(economy, "million EUR", 1.0), "million GBP", 1.0, ["sales"])
    (problem,) = refused(ways, mixed, usd_per_unit=1.2)
    assert problem == "money is in EUR and in GBP; one rate cannot convert both"


def test_units_that_only_one_variable_says_are_named(ways, economy):
    """The attribute of one variable was changed and the numbers of all, or the reverse."""
    wrong = in_units(economy, "million USD", 1e3)
    wrong["sales"].attrs["units"] = "thousand USD"
    last = refused(ways, wrong)[-1]
    assert last.startswith("money is in several units, 'thousand USD' of sales; 'million USD' of ")


@pytest.mark.parametrize(
    ("units", "factor"),
    [
        *(("kt CO2", 1e3), ("t", 1e6), ("Gt CO2", 1e-3), ("kilotonnes CO2", 1e3), ("Mt CO₂", 1.0)),
        *(("million tonnes of CO2", 1.0), ("thousand t CO2", 1e3)),
    ],
)
def test_emissions_are_converted(ways, economy, units, factor):
    same_numbers(accepted(ways, in_units(economy, units, factor, ["co2"])), economy)


def test_rates_in_percent(ways, economy):
    same_numbers(accepted(ways, in_units(economy, "percent", 100, ["tariff_rate"])), economy)


def test_units_without_meaning(ways, economy):
    wrong = in_units(in_units(economy, "mt CO2", 1, ["co2"]), "miles", 1, ["distance"])
    assert refused(ways, wrong) == [
        "variable co2: units 'mt CO2' are not tonnes of CO2; write Mt, kt or t CO2",
        "variable distance: units 'miles' must be 'km'",
    ]


def test_units_of_money():
    assert read_money("bn EUR") == Amount(1e9, "EUR")
    assert read_money("KRW") == Amount(1.0, "KRW")
    assert read_money("thousands of US dollars") == Amount(1e3, "USD")
    for said in ("USD million", "US$ million", "10^6 USD", "1e6 $", "million 2017 USD", "$m"):
        assert read_money(said) == Amount(1e6, "USD"), said
    for said in ("persons", "million GDP", "thousand tonnes", "million", "1,000 USD", ""):
        assert read_money(said) is None, said


# --------------------------------------------------------------------------------------- values
@pytest.mark.parametrize("name", list(AT))
def test_real_negatives_are_refused(ways, economy, name):
    (problem,) = refused(ways, changed(economy, name, -20.0))
    assert problem.startswith(f"{name} is negative at 1 places, worst -20 at ")


def test_rounded_zeros_are_set_to_zero_and_said(ways, economy):
    row = economy["final_use"].sel(sector="S2", destination="R1").sum()
    tiny = changed(economy, "co2", -1e-7 * float(economy["co2"].sel(activity="S2").sum()))
    assert row > 0
    with pytest.warns(InputWarning, match="1 negative values of co2 are rounding and set to zero"):
        made = accepted(ways, tiny)
    assert float(made["co2"].sel(AT["co2"])) == 0.0
    assert "set to zero" in made["co2"].attrs["set_to_zero"]


def test_what_is_rounding_is_relative_to_the_table(ways, economy):
    """The same table in units a billion times smaller has the same answer."""
    small = in_units(economy, "million USD", 1e-9).assign(co2=economy["co2"] * 1e-9)
    accepted(ways, small)
    (problem,) = refused(ways, changed(small, "co2", -1e-9))
    assert problem.startswith("co2 is negative")


@pytest.mark.parametrize("value", [-0.5, 2000.0, np.inf, np.nan])
def test_elasticities_out_of_range(ways, economy, value):
    (problem,) = refused(ways, changed(economy, "sigma_top", value, activity="S3"))
    assert problem.startswith("sigma_top is ")
    assert problem.endswith("S3")


def test_an_index_above_one(ways, economy):
    index = xr.full_like(economy["co2"], 1.5).assign_attrs(units="index 0 to 1")
    (problem,) = refused(ways, economy.assign(nqp=index))
    assert problem == "nqp is above 1 at 12 places, worst 1.5 at S1 R1"


# ---------------------------------------------------------------------------------------- sense
def test_emissions_without_output(ways):
    economy = random_benchmark(3, 4, seed=2, zeros=0.3)
    empty = {"activity": "S4", "region": "R3"}
    assert float(economy["sales"].sel(sector="S4", origin="R3").sum()) == 0.0
    (problem,) = refused(ways, changed(economy, "co2", 30.0, **empty))
    assert problem.startswith("industry 'S4' of R3 emits 30 Mt CO2 and has no output")


def test_a_region_that_produces_and_buys_nothing(ways, economy):
    bare = economy.drop_vars(["tariff_revenue", "foreign_saving"]).copy(deep=True)
    for name in ("final_use", "final_tax"):
        bare[name].loc[{"destination": "R1"}] = 0.0
    closed, _ = close_accounts(bare, bound=np.inf)
    assert (accounts(closed)["relative"] < 1e-12).all()
    (problem,) = refused(ways, closed)
    assert problem.startswith("region 'R1' produces ")
    assert "buys nothing for final use" in problem


def test_parts_of_a_whole(ways, economy):
    problems = refused(ways, economy.assign(co2_process=2 * economy["co2"]))
    assert problems == ["co2_process is more than co2 at S1 R1"]


def test_mixed_income_is_part_of_labour(ways, economy):
    labour = economy["value_added"].sel(factor="labour", drop=True)
    made = accepted(ways, economy.assign(mixed_income=0.5 * labour))
    np.testing.assert_allclose(made["mixed_income"], 0.5 * labour)
    problems = refused(ways, economy.assign(mixed_income=2 * labour))
    assert problems == ["mixed_income is more than labour at S1 R1"]
    renamed = economy.assign(mixed_income=labour).assign_coords(factor=["work", "capital"])
    assert refused(ways, renamed) == [
        "mixed_income is a part of the factor 'labour', which the data lack"
    ]


def test_extreme_emissions_are_a_caution_that_names_the_industry(economy):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        complete_benchmark(economy)
    dirty = changed(economy, "co2", 1e6 * float(economy["co2"].max()))
    with pytest.warns(InputWarning, match=r"industry 'S2' of R1 emits \S+ t CO2 per USD of output"):
        complete_benchmark(dirty)
