"""The shipped dataset: tariffs as paid in 2022, and schedules of other dates."""

import numpy as np
import pytest

from calibration import accounts, rates_on, with_tariffs
from data.build.oecd_icio_2022.labels import EU27

# US Customs and Border Protection, fiscal year 2022: duties, taxes and fees 111.9 billion USD on
# goods of 3.35 trillion; section 301 on China above 49 billion (as reported by ST&R, June 2023).
PUBLISHED_RATE = 100 * 111.9 / 3350
PUBLISHED_301_RATE = 100 * 49 / 536  # of imports from China, 536 billion in 2022 (Census, recalled)


def receipts(world, rate, destination, origin=None):
    """Billion USD, and per cent of the value that is taxed."""
    taxed = (world["sales"] + world["export_tax"]).sel(destination=destination)
    goods = [s for s in world["sector"].to_numpy() if s[0] in "ABC"]
    taxed = taxed.drop_sel(origin=destination).sel(sector=goods)
    if origin is not None:
        taxed, rate = taxed.sel(origin=origin), rate.sel(origin=origin)
    paid = (taxed * rate.sel(destination=destination)).sum()
    return float(paid) / 1e3, 100 * float(paid / taxed.sum())


def test_the_dates(world):
    dates = ["none", "2022", "2025-04-09", "2025-04-11", "2025-08-07", "2025-11-01", "2025-11-14"]
    assert list(world["date"].to_numpy()) == dates
    assert rates_on(world, "2022").equals(world["tariff_rate"])


def test_the_united_states_collect_what_they_did(world):
    billion, percent = receipts(world, world["tariff_rate"], "USA")
    assert 75 < billion < 105
    assert percent == pytest.approx(PUBLISHED_RATE, rel=0.1)
    assert receipts(world, rates_on(world, "none"), "USA")[0] == pytest.approx(40, abs=3)


def test_china_pays_what_it_did(world):
    general = receipts(world, rates_on(world, "none"), "USA", "CHN")[1]
    paid = receipts(world, world["tariff_rate"], "USA", "CHN")[1]
    assert 11 < paid < 13
    assert paid - general == pytest.approx(PUBLISHED_301_RATE, abs=1.0)


def test_the_united_states_pay_what_china_charges(world):
    general = receipts(world, rates_on(world, "none"), "CHN", "USA")[1]
    paid = receipts(world, world["tariff_rate"], "CHN", "USA")[1]
    assert 5 < general < 6.5
    assert 14 < paid < 17


@pytest.mark.parametrize(
    ("date", "low", "high"),
    [("2025-04-09", 120, 145), ("2025-04-11", 95, 115), ("2025-08-07", 29, 34)],
)
def test_points_added_on_china(world, date, low, high):
    """PIIE: 103 points by 12 April, 30 in June, by weights of its own."""
    now = receipts(world, world["tariff_rate"], "USA", "CHN")[1]
    assert low < receipts(world, rates_on(world, date), "USA", "CHN")[1] - now < high


def test_others_bear_what_was_announced(world):
    rate = 100 * (rates_on(world, "2025-08-07") - world["tariff_rate"]).sel(destination="USA")
    textiles = rate.sel(sector="C13T15")
    assert float(textiles.sel(origin="VNM")) == pytest.approx(20, abs=0.1)
    assert float(textiles.sel(origin="GBR")) == pytest.approx(10, abs=0.1)
    whole = 100 * rates_on(world, "2025-08-07").sel(sector="C13T15", destination="USA")
    assert whole.sel(origin=["DEU", "ITA", "JPN"]).to_numpy() == pytest.approx(15, abs=0.2)
    members = rate.sel(origin=list(EU27)).to_numpy()
    assert np.ptp(members, axis=1).max() < 1e-5


def test_nobody_else_s_tariffs_change(world):
    moved = (world["tariff_schedule"] != 0).any(["date", "sector", "origin"])
    assert set(world["destination"].to_numpy()[moved]) == {"USA", "CHN", "CAN"}


def test_services_and_home_sales_bear_none(world):
    services = [s for s in world["sector"].to_numpy() if s[0] not in "ABC"]
    assert not world["tariff_schedule"].sel(sector=services).any()
    home = np.einsum("tioo->tio", world["tariff_schedule"].to_numpy())
    assert not home.any()


def test_accounts_hold_without_special_duties(world):
    free = with_tariffs(world, "none")
    assert (accounts(free)["relative"] < 1e-13).all()
    gap = free["foreign_saving"] - world["foreign_saving"]
    assert float(np.abs(gap).max()) < 1e-6


def test_shipped_data_stay_small(data_folder):
    files = (path for path in data_folder.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < 12e6
