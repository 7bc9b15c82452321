"""Emissions: a chain worked by hand, adding up on data, and leakage."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from calibration import InputError
from calibration.inter_industry import (
    electricity_intensity,
    embodied_intensity,
    emission_accounts,
    inter_industry,
    leakage,
)
from calibration.margins import output_of


def test_embodied_intensity_of_the_chain(chain):
    found = embodied_intensity(chain)
    np.testing.assert_allclose(found.sel(region="A"), [0.1, 0.2 + 0.5 * 0.1])
    np.testing.assert_allclose(found.sel(region="B"), [0.0, 0.05 + 0.25 * 0.1])


def test_accounts_of_the_chain(chain):
    found = emission_accounts(chain)
    np.testing.assert_allclose(found.production_based, [30, 10])
    np.testing.assert_allclose(found.consumption_based, [31, 9])
    np.testing.assert_allclose(found.exported, [3, 4])  # parts in the cars B keeps; cars of B
    np.testing.assert_allclose(found.net_exported, [-1, 1])
    np.testing.assert_allclose(found.exported_by_sector.sel(region="A"), [3, 0])
    np.testing.assert_allclose(found.consumption.sel(agent="household", sector="cars"), [31, 9])


def test_accounts_add_up_to_direct_emissions(economy, random_economy):
    for benchmark in (economy.benchmark, random_economy.benchmark):
        table, found = inter_industry(benchmark), emission_accounts(benchmark)
        world = float(benchmark.co2.sum())
        embodied = embodied_intensity(benchmark).transpose("region", "sector").to_numpy().ravel()
        assert embodied @ table.final.sum(axis=(1, 2)) == pytest.approx(world, rel=1e-10)
        direct = benchmark.co2.sum("activity")
        np.testing.assert_allclose(found.production_based, direct, rtol=1e-10)
        bought = found.consumption.sum(["sector", "agent"])
        np.testing.assert_allclose(found.consumption_based, bought, rtol=1e-10)
        net = found.production_based - found.consumption_based
        np.testing.assert_allclose(found.net_exported, net, atol=1e-10 * world)
        by_sector = found.net_exported_by_sector.sum("sector")
        np.testing.assert_allclose(by_sector, net, atol=1e-10 * world)


def test_electricity_is_what_a_buyer_pays_for_times_what_its_seller_emits(chain):
    found = electricity_intensity(chain, ["parts"])
    np.testing.assert_allclose(found.sel(sector="cars"), [0.5 * 0.1, 0.25 * 0.1])
    np.testing.assert_allclose(found.sel(sector="parts"), 0.0)
    with pytest.raises(InputError, match="unknown 'part'; did you mean 'parts'"):
        electricity_intensity(chain, ["part"])


def test_leakage_by_channel(chain):
    """B makes twice as much with the same technique: all is scale."""
    after = chain.copy(deep=True)
    after["sales"].loc[{"origin": "B"}] *= 2
    after["co2"].loc[{"region": "B"}] *= 2
    after["co2"].loc[{"activity": "cars", "region": "A"}] = 15
    found = leakage(chain, after, ["A"])
    assert float(found.home_change) == -5
    assert float(found.foreign_change) == 10
    assert float(found.leakage_rate) == 2
    np.testing.assert_allclose(found.channels.sum(["activity", "region"]), [10, 0, 0])


def test_leakage_channels_sum_to_the_change_and_keep_apart(economy):
    before = economy.benchmark
    after = before.copy(deep=True)
    after["sales"].loc[{"origin": "CHN"}] *= 1.3
    after["co2"] = after["co2"] * np.linspace(0.5, 1.2, after.sizes["region"])
    found = leakage(before, after, ["EU27", "GBR"])
    by_region = found.channels.sum(["channel", "activity"])
    foreign = ~before.region.isin(["EU27", "GBR"])
    expected = (after.co2 - before.co2).sum("activity").where(foreign, 0.0)
    np.testing.assert_allclose(by_region, expected, atol=1e-9)
    assert float(found.channels.sum()) == pytest.approx(float(found.foreign_change), rel=1e-12)
    # With output at its old volume nothing is left but intensity.
    volume = xr.zeros_like(before.co2).copy(data=output_of(before))
    still = leakage(before, after, ["EU27", "GBR"], volume).channels.sum(["activity", "region"])
    np.testing.assert_allclose(still.sel(channel=["scale", "composition"]), 0.0, atol=1e-9)


def test_leakage_refuses_what_it_cannot_compare(chain):
    with pytest.raises(InputError, match="home: unknown 'C'"):
        leakage(chain, chain, ["C"])
    with pytest.raises(InputError, match="regions abroad"):
        leakage(chain, chain, ["A", "B"])
