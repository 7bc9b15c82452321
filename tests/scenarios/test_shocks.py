"""Shocks: what each operation does to a power and to a level, and to which cells."""

import numpy as np
import pytest
import xarray as xr

from calibration.errors import InputError
from cge.scenarios import Scenario, Shock, apply, counterfactuals

GROUPS = {
    ("sector", "cbam"): ["STL", "CHM"],
    ("activity", "cbam"): ["STL", "CHM"],
    ("sector", "fuels"): [],
    ("destination", "west"): ["EU27", "USA"],
}


def groups(dim, name):
    return GROUPS.get((dim, name))


def shocked(parameters, **keys):
    return apply([Shock(**keys)], parameters, groups)[keys["parameter"]]


def problems(parameters, *shocks):
    with pytest.raises(InputError) as caught:
        apply([Shock(**keys) for keys in shocks], parameters, groups)
    return caught.value.problems


@pytest.mark.parametrize(
    ("operation", "number", "power"),
    [
        ("set", 25, 1.25),
        ("set", -100 + 1e-9, 1e-11),
        ("add_points", 5, 1.15),
        ("scale_power", 2, 2.2),
        ("percent", 50, 1.15),
        ("percent", -100, 1.0),
    ],
)
def test_operations_on_a_power(parameters, operation, number, power):
    new = shocked(parameters, parameter="tariff_power", domestic=True, **{operation: number})
    np.testing.assert_allclose(new, power, rtol=1e-5)


@pytest.mark.parametrize(
    ("operation", "number", "level"),
    [
        ("set", 1.5, 1.5),
        ("set", 0, 0.0),
        ("add_points", 0.25, 1.25),
        ("scale_power", 3, 3.0),
        ("percent", 2, 1.02),
    ],
)
def test_operations_on_a_level(parameters, operation, number, level):
    new = shocked(parameters, parameter="productivity", **{operation: number})
    np.testing.assert_allclose(new, level)


def test_only_the_labels_named_change(parameters):
    new = shocked(
        parameters, parameter="tariff_power", sector="STL", origin="CHN", destination="EU27", set=0
    )
    changed = new != parameters.tariff_power
    assert int(changed.sum()) == 1
    assert new.sel(sector="STL", origin="CHN", destination="EU27") == 1.0


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("STL", {"STL"}),
        (["DIG", "STL"], {"STL", "DIG"}),
        ("*", {"STL", "CHM", "ELE", "DIG"}),
        ("[CS]*", {"STL", "CHM"}),
        ("?L?", {"ELE"}),
        ("cbam", {"STL", "CHM"}),
        (["cbam", "DIG"], {"STL", "CHM", "DIG"}),
        ({"not": "cbam"}, {"ELE", "DIG"}),
        ({"not": ["*L*"]}, {"CHM", "DIG"}),
        (None, {"STL", "CHM", "ELE", "DIG"}),
    ],
)
def test_selections(parameters, selection, expected):
    keys = {} if selection is None else {"activity": selection}
    new = shocked(parameters, parameter="productivity", percent=1, **keys)
    touched = (new != 1.0).any("region")
    assert set(new.activity.values[touched]) == expected


def test_a_label_comes_before_a_group_of_the_same_name(parameters):
    new = apply(
        [Shock(parameter="productivity", region="USA", percent=1)],
        parameters,
        lambda _dim, _name: ["CHN", "EU27"],
    )["productivity"]
    assert (new.sel(region="CHN") == 1).all()
    assert (new.sel(region="USA") == 1.01).all()


def test_sales_at_home_are_left_alone(parameters):
    new = shocked(parameters, parameter="iceberg", sector="DIG", percent=-1)
    same = new.origin.rename(origin="o") == new.destination.rename(destination="d")
    same = same.rename(o="origin", d="destination")
    digital = new.sel(sector="DIG")
    assert (digital.where(same, 1.0) == 1.0).all()
    assert np.allclose(digital.where(~same, 0.99), 0.99)
    assert new.dims == parameters.iceberg.dims


def test_sales_at_home_are_shocked_when_asked_for(parameters):
    new = shocked(parameters, parameter="iceberg", domestic=True, percent=-1)
    np.testing.assert_allclose(new, 0.99)


def test_the_order_of_dimensions_does_not_matter(parameters):
    turned = parameters.transpose("destination", "sector", "origin", ...)
    keys = {"parameter": "tariff_power", "sector": "STL", "origin": "CHN", "set": 30}
    xr.testing.assert_equal(
        shocked(turned, **keys).transpose("sector", "origin", "destination"),
        shocked(parameters, **keys),
    )


def test_shocks_add_up_in_order(parameters):
    first = Shock(parameter="productivity", region="CHN", percent=10)
    second = Shock(parameter="productivity", region="*", add_points=1)
    assert apply([first, second], parameters).productivity.sel(region="CHN").values[0] == (
        pytest.approx(2.1)
    )
    assert apply([second, first], parameters).productivity.sel(region="CHN").values[0] == (
        pytest.approx(2.2)
    )


def test_the_input_is_never_changed(parameters):
    before = parameters.copy(deep=True)
    after = apply([Shock(parameter="iceberg", percent=5)], parameters)
    xr.testing.assert_identical(parameters, before)
    assert after.iceberg.attrs == parameters.iceberg.attrs
    assert np.shares_memory(after.tariff_power.values, parameters.tariff_power.values)


def test_no_shock_changes_nothing(parameters):
    xr.testing.assert_identical(apply([], parameters), parameters)
    neutral = Shock(parameter="iceberg", percent=0), Shock(parameter="iceberg", scale_power=1)
    xr.testing.assert_identical(apply(neutral, parameters), parameters)


def test_a_signed_level_may_be_negative(parameters):
    new = shocked(parameters, parameter="foreign_saving", region="CHN", percent=10)
    assert new.values.tolist() == [-5.5, 2.0, 3.0]


def test_unknown_names_are_all_listed_with_the_nearest(parameters):
    assert problems(
        parameters,
        {"parameter": "tarif_power", "set": 1},
        {"parameter": "tariff_power", "sector": ["STLL", "CHM"], "origin": "CHM", "set": 1},
        {"parameter": "productivity", "origin": "CHN", "percent": 1},
        {"parameter": "productivity", "domestic": True, "percent": 1},
        {"parameter": "iceberg", "sector": "Z*", "destination": {"not": "*"}, "percent": 1},
        {"parameter": "iceberg", "sector": "fuels", "percent": 1},
    ) == [
        "tarif_power set 1: parameter: 'tarif_power' is not a parameter;"
        " did you mean 'tariff_power'?",
        "tariff_power[sector [STLL, CHM], origin CHM] set 1: sector: 'STLL' is not a sector;"
        " did you mean 'STL'?",
        "tariff_power[sector [STLL, CHM], origin CHM] set 1: origin: 'CHM' is not an origin;"
        " did you mean 'CHN'?",
        "productivity[origin CHN] percent 1: origin: 'productivity' has no origin,"
        " only activity, region",
        "productivity percent 1: domestic: 'productivity' has no origin and destination",
        "iceberg[sector Z*, destination {not: *}] percent 1: sector: 'Z*' matches no sector;"
        " choose from STL, CHM, ELE, DIG",
        "iceberg[sector Z*, destination {not: *}] percent 1: destination:"
        " {not: *} leaves no destination",
        "iceberg[sector fuels] percent 1: sector: group 'fuels' has no sector in this aggregation",
    ]


def test_values_that_make_no_sense(parameters):
    assert problems(
        parameters,
        {"parameter": "tariff_power", "sector": "STL", "destination": "EU27", "set": -100},
        {"parameter": "productivity", "activity": "STL", "region": "CHN", "set": -1},
        {"parameter": "productivity", "scale_power": 1e308},
        {"parameter": "productivity", "add_points": 1e308},
    )[:2] == [
        "tariff_power[sector STL, destination EU27] set -100: set: -100 is not possible:"
        " 'tariff_power' would be 0 at sector STL, origin CHN, destination EU27 and 1 more;"
        " a power (1 + rate) must be positive",
        "productivity[activity STL, region CHN] set -1: set: -1 is not possible:"
        " 'productivity' would be -1 at activity STL, region CHN;"
        " it must be a finite number of at least 0",
    ]


def test_a_shock_that_changes_nothing_is_an_error(parameters):
    assert problems(
        parameters,
        {"parameter": "border_carbon_price", "percent": 10},
        {"parameter": "output_tax_power", "region": "CHN", "percent": 10},
        {"parameter": "productivity", "region": "CHN", "percent": 1e-20},
        {"parameter": "tariff_power", "origin": "CHN", "destination": "CHN", "set": 10},
    ) == [
        "border_carbon_price percent 10: percent: changes nothing, as 'border_carbon_price' is 0"
        " wherever the shock applies; use set or add_points",
        "output_tax_power[region CHN] percent 10: percent: changes nothing, as"
        " the rate of 'output_tax_power' is 0 wherever the shock applies; use set or add_points",
        "productivity[region CHN] percent 1e-20: percent: changes nothing, as 1e-20 is less than"
        " the rounding of 'productivity'",
        "tariff_power[origin CHN, destination CHN] set 10: touches only sales of a region to"
        " itself; for these, 'domestic: true'",
    ]


def test_problems_name_the_line_of_the_file(parameters, write):
    name = write(
        "title: t\npackages:\n  a:\n    shocks:\n"
        "      - {parameter: iceberg, set: 1}\n"
        "      - parameter: iceberg\n        sector: DG\n        set: 1\n"
    )
    scenario = Scenario.from_file(name)
    with pytest.raises(InputError) as caught:
        counterfactuals(scenario, parameters, groups)
    assert caught.value.problems == [
        "policy.yaml:6: packages > a > shock 2: sector: 'DG' is not a sector; did you mean 'DIG'?"
    ]


def test_counterfactuals_list_the_problems_of_all_experiments_once(parameters):
    packages = {
        "a": {"shocks": [{"parameter": "iceburg", "set": 1}]},
        "b": {"shocks": [{"parameter": "iceberg", "sector": "X", "set": 1}]},
    }
    scenario = Scenario.from_dict({"title": "t", "packages": packages})
    with pytest.raises(InputError) as caught:
        counterfactuals(scenario, parameters)
    assert len(caught.value.problems) == 2


def test_counterfactuals_of_every_experiment(parameters):
    shock = {"parameter": "border_carbon_price", "sector": "cbam", "destination": "EU27", "set": 88}
    packages = {"cbam": {"shocks": [shock]}}
    scenario = Scenario.from_dict(
        {"title": "t", "packages": packages, "experiments": {"none": [], "cbam": ["cbam"]}}
    )
    results = counterfactuals(scenario, parameters, groups)
    xr.testing.assert_identical(results["none"], parameters)
    price = results["cbam"].border_carbon_price
    assert set(np.unique(price)) == {0.0, 88.0}
    assert price.sel(destination="EU27", origin="EU27").max() == 0.0
    assert price.sel(destination="EU27", sector=["STL", "CHM"]).sum() == 88 * 4
