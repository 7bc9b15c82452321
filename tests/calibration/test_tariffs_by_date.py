"""Tariff schedules: their labels, their averages, and benchmarks under other tariffs."""

import datetime

import numpy as np
import pytest
import xarray as xr

from calibration import (
    InputError,
    accounts,
    aggregate,
    check_benchmark,
    complete_benchmark,
    random_benchmark,
    rates_on,
    read_mapping,
    with_tariffs,
)
from calibration.tariffs import date_label, schedule_dates

FLOW = ("sector", "origin", "destination")
DATES = ["none", "2022", "2025-04-09", "2025-11-01"]


def dated(seed=3, **options):
    """A random benchmark of 2022, half of whose tariffs are special, with later ones of R1, R2."""
    data = random_benchmark(4, 5, seed=seed, **options)
    added = np.zeros((len(DATES), *data["tariff_rate"].shape))
    added[0] = -0.5 * data["tariff_rate"]
    added[2, :, :2, 2] = 0.3
    added[3, :, 0, 2] = 0.1
    added[:, :, np.arange(4), np.arange(4)] = 0.0
    made = data.assign_coords(date=DATES).assign(tariff_schedule=(("date", *FLOW), added))
    return complete_benchmark(made.assign_attrs(year=2022))


@pytest.mark.parametrize("by_user", [False, True])
def test_every_identity_holds_under_other_tariffs(by_user):
    data = dated(by_user=by_user)
    free = with_tariffs(data, "none")
    check_benchmark(free)
    assert (accounts(free)["relative"] < 1e-14).all()
    assert free.attrs["tariffs"] == "none"


@pytest.mark.parametrize("by_user", [False, True])
def test_what_each_user_pays_and_earns_is_kept(by_user):
    data = dated(by_user=by_user)
    free = with_tariffs(data, "none")
    for use, tax in (("intermediate_use", "intermediate_tax"), ("final_use", "final_tax")):
        before, after = ((d[use] + d[tax]).sum("sector") for d in (data, free))
        np.testing.assert_allclose(after, before, rtol=1e-13)
    for name in ("sales", "export_tax", "value_added", "output_tax"):
        assert free[name].equals(data[name])
    np.testing.assert_allclose(free["foreign_saving"], data["foreign_saving"], atol=1e-8)


def test_the_tariff_content_is_replaced():
    data = dated()
    free = with_tariffs(data, "none")
    taxed = data["sales"] + data["export_tax"]
    np.testing.assert_allclose(free["tariff_revenue"], rates_on(data, "none") * taxed)
    lost = float((data["tariff_revenue"] - free["tariff_revenue"]).sum())
    gained = sum(float((free[t] - data[t]).sum()) for t in ("intermediate_tax", "final_tax"))
    assert lost > 0
    assert gained == pytest.approx(lost)


def test_one_rate_of_product_tax_on_all_goods_stays_one_rate():
    """What the builders of benchmarks do: a user's tax row less its tariffs, at one rate."""
    data = dated()
    rate = 0.05
    use = data["intermediate_use"]
    earned = data["value_added"] * 0  # accounts need not hold for this
    flat = data.assign(intermediate_tax=rate * use, value_added=earned)
    free = with_tariffs(flat, "none")
    found = (free["intermediate_tax"] / free["intermediate_use"]).where(use > 0)
    spread = found.max("sector") - found.min("sector")
    assert float(spread.max()) < 1e-14
    assert float(found.min()) > rate


def test_back_to_its_own_tariffs():
    data = dated()
    again = with_tariffs(with_tariffs(data, "none"), 2022)
    for name in ("tariff_rate", "tariff_schedule", "intermediate_use", "intermediate_tax"):
        np.testing.assert_allclose(again[name], data[name], rtol=1e-12, atol=1e-9)


def test_its_own_date_changes_nothing():
    data = dated()
    np.testing.assert_allclose(with_tariffs(data, "2022")["final_tax"], data["final_tax"])


def test_averages_of_schedules_are_those_of_rates(tmp_path):
    data = dated()
    table = "dimension,member,label\nregion,R1,A\nregion,R2,A\nregion,R3,C\nregion,R4,D\n"
    table += "".join(f"sector,S{n},{'X' if n < 3 else 'Y'}\n" for n in range(1, 6))
    (tmp_path / "map.csv").write_text(table)
    mapping = read_mapping(tmp_path / "map.csv", data)
    small = aggregate(data, mapping)
    for date in DATES:
        rate = rates_on(data, date)
        there = data.assign(tariff_rate=rate, tariff_revenue=rate * data["sales"])
        alone = aggregate(there.drop_vars(["tariff_schedule", "date"]), mapping)
        np.testing.assert_allclose(rates_on(small, date), alone["tariff_rate"], atol=1e-14)
    assert "own year" in small["tariff_schedule"].attrs["weights"]


def test_aggregating_and_changing_tariffs_may_change_places(tmp_path):
    data = dated()
    table = "dimension,member,label\nregion,R1,A\nregion,R2,A\nregion,R3,C\nregion,R4,D\n"
    table += "".join(f"sector,S{n},S{n}\n" for n in range(1, 6))
    (tmp_path / "map.csv").write_text(table)
    mapping = read_mapping(tmp_path / "map.csv", data)
    first = aggregate(with_tariffs(data, "none"), mapping)
    second = with_tariffs(aggregate(data, mapping), "none")
    for name in ("tariff_rate", "tariff_revenue"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-12)
    paid = [(d["final_use"] + d["final_tax"]).sum("sector") for d in (first, second)]
    np.testing.assert_allclose(*paid, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("2025-11-01", "2025-11-01"),
        (datetime.date(2025, 11, 1), "2025-11-01"),
        (datetime.datetime(2025, 11, 1, 12), "2025-11-01"),
        (2022, "2022"),
        ("none", "none"),
    ],
)
def test_dates_as_people_write_them(given, label):
    assert date_label(given) == label


@pytest.mark.parametrize(
    "given", ["2025-13-01", "1 May", "", True, 2.5, None, "2025-4-9", 20251101]
)
def test_what_is_no_date(given):
    with pytest.raises(InputError, match="no date as 2025-11-01"):
        date_label(given)


def test_an_unknown_date_names_the_nearest():
    with pytest.raises(InputError, match="nearest 2025-04-09 and 2025-11-01; there are none, 2022"):
        rates_on(dated(), "2025-06-01")
    with pytest.raises(InputError, match="nearest 2025-11-01;"):
        rates_on(dated(), "2026-01-01")


def test_a_later_date_is_a_matter_of_scenarios():
    with pytest.raises(InputError, match=r"flows are those of 2022.*package of a scenario"):
        with_tariffs(dated(), "2025-11-01")


def test_data_without_schedules_say_so():
    with pytest.raises(InputError, match="has no tariffs by date"):
        with_tariffs(random_benchmark(2, 2), "none")
    assert schedule_dates(random_benchmark(2, 2)) == []


def test_labels_that_are_no_dates_are_refused():
    data = dated()
    odd = data.assign_coords(date=["none", "2022", "April", "2025-11-01"])
    with pytest.raises(InputError, match="dimension date: 'April' is no date"):
        complete_benchmark(odd)


def test_percent_is_converted():
    data = dated()
    percent = (100 * data["tariff_schedule"]).assign_attrs(units="%")
    again = complete_benchmark(data.assign(tariff_schedule=percent))
    xr.testing.assert_allclose(again["tariff_schedule"], data["tariff_schedule"])
