"""Services by pair in the second edition: totals as in the tables, named flows, evidence."""

import numpy as np
import pytest

from calibration.margins import margin_services

FOREIGN_SERVICES = 9_640_941.3  # million USD, of the bilateral source
PRIOR = ["K", "J62_63", "M", "N", "H51", "H52"]
# Totals over services of pairs in the bilateral source, million USD.
PAIRS = {("IND", "USA"): 64_197.8, ("PHL", "USA"): 8_653.2, ("CHN", "USA"): 78_744.9}


@pytest.fixture(scope="module")
def services(world):
    """Foreign sales of services, those that are margins of goods among them."""
    sales = (world["sales"] + margin_services(world)).sel(sector=slice("D", "T"))
    return sales.where(sales["origin"] != sales["destination"], 0.0)


def share(services, exporter: str, importer: str, industry: str) -> float:
    sold = services.sel(origin=exporter, sector=industry)
    return float(sold.sel(destination=importer) / sold.sum())


def test_pair_totals_are_the_tables_own(services):
    """But for freight: all carriers of the world share it, those of the buyer among them."""
    assert float(services.sum()) == pytest.approx(FOREIGN_SERVICES, rel=4e-3)
    for (origin, destination), value in PAIRS.items():
        found = services.sel(origin=origin, destination=destination).sum()
        assert float(found) == pytest.approx(value, rel=0.03)


def test_named_flows_are_reached_as_far_as_the_pair_allows(services):
    assert share(services, "IND", "USA", "J62_63") == pytest.approx(0.32, abs=1e-3)
    named = services.sel(origin="PHL", destination="USA", sector=["J62_63", "N"]).sum()
    assert float(named) == pytest.approx(2 / 3 * PAIRS["PHL", "USA"], rel=1e-4)
    assert share(services, "PHL", "USA", "N") == pytest.approx(0.378, abs=1e-3)


def test_doubtful_tables_do_not_carry_over(services):
    """WIOD 2011 sends 63 % of China's business services to the United States, half of Ireland's
    finance, and 8 % of the United Kingdom's."""
    business = services.sel(origin="CHN", sector=["J62_63", "M", "N"]).sum("sector")
    assert float(business.sel(destination="USA") / business.sum()) < 0.2
    assert share(services, "IRL", "USA", "K") < 0.25
    assert share(services, "GBR", "USA", "K") > 0.15


def test_every_flow_says_what_it_rests_on(world, services):
    prior, imputed = world["sales_on_prior"], world["sales_imputed"]
    assert np.isin(prior, [0, 1]).all()
    assert np.isin(imputed, [0, 1]).all()
    foreign = world["origin"] != world["destination"]
    of_services = world["sector"].isin(services["sector"])
    assert ((prior + imputed).where(foreign & of_services, 1) == 1).all()
    assert ((prior + imputed).where(~of_services, 0) == 0).all()
    assert set(prior["sector"].to_numpy()[prior.any(["origin", "destination"])]) == set(PRIOR)
    on_prior = float((services * prior).sum() / services.sum())
    assert on_prior == pytest.approx(0.26, abs=0.01)
