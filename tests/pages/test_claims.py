"""Signs and order that the prose of pages names, beside the expected results."""

import pytest

from tests.pages import default_scenario
from tests.pages.expected import expected, experiments, number, world, world_income
from tests.pages.plausibility import group_income, saved, world_exports
from tests.pages.solved import solved
from tests.scenarios.library_page import GREEN, POWER

GAIN = "equivalent_variation_percent"


def gains(name, run):
    """Equivalent variation by region, % of income."""
    return expected(name).loc[run, GAIN]


def test_the_technology_wave_of_the_default_scenario():
    found = gains("nqp-and-cbam", "nqp")
    for owner in ("CHN", "EU27"):
        assert found[owner] > default_scenario.hulten(owner)
        assert number("nqp-and-cbam", "nqp", owner, "terms_of_trade_percent") < 0
    assert found["TWN"] < 0
    customers = found.drop(["CHN", "EU27"]).sort_values(ascending=False)
    assert set(customers.index[:3]) == {"ROW", "TUR", "BRA"}
    assert world("nqp-and-cbam", "nqp", "co2_change") > 0


def test_the_border_charge_of_the_default_scenario():
    found = gains("nqp-and-cbam", "cbam")
    assert (found[["EU27", "OHI", "KOR", "JPN"]] > 0).all()
    assert (found[["RUS", "OILX", "TUR", "IND", "ROW"]] < 0).all()
    at_home = [
        number("nqp-and-cbam", "cbam", "EU27", column)
        for column in ("terms_of_trade_percent", "real_gdp_percent", "co2_change")
    ]
    assert at_home[0] > 0 > at_home[1]
    assert world("nqp-and-cbam", "cbam", "co2_change") < -at_home[2] < 0


def test_the_two_add_up_almost_exactly():
    alone = gains("nqp-and-cbam", "nqp") + gains("nqp-and-cbam", "cbam")
    assert (gains("nqp-and-cbam", "both") - alone).abs().max() < 0.002


def test_restrictions_of_data():
    runs = ("open", "blocs", "closed")
    income, traded = ([f("data-blocs", run) for run in runs] for f in (world_income, world_exports))
    for found in (income, traded):
        assert found[0] > 0 > found[1] > found[2]
    assert (gains("data-blocs", "blocs").sort_values().index[:2]).isin(["ROW", "ASEAN"]).all()
    assert gains("data-blocs", "closed").idxmin() == "GBR"
    assert number("data-blocs", "blocs", "CHN", GAIN) < number("data-blocs", "closed", "CHN", GAIN)


def test_those_behind_in_the_divide():
    divide, catch_up = (
        [group_income(run, ahead) for ahead in (True, False)] for run in ("divide", "catch_up")
    )
    assert divide[1] < 0.5 * divide[0]
    assert catch_up[1] > catch_up[0] > divide[0]


def test_standards_embargo_and_friend_shoring():
    club, recognition = (gains("standards-conflict", run) for run in ("club", "recognition"))
    assert (recognition > club).all()
    assert club["CHN"] < 0 < recognition["CHN"]
    embargo = gains("technology-embargo", "embargo")
    assert embargo.idxmin() == "TWN"
    assert embargo.idxmax() == "ASEAN"
    assert (gains("friend-shoring", "friend_shoring")[["ASEAN", "OILX", "RUS"]] > 0).all()
    assert (
        (gains("friend-shoring", "reshoring").sort_values().index[:2]).isin(["TWN", "CANMEX"]).all()
    )


def test_sharing_and_matching():
    sharing = gains("technology-sharing", "sharing")
    assert sharing["USA"] < 0 < sharing["KOR"]
    assert (gains("technology-sharing", "transfer") > 0).all()
    programme = gains("platform-programme", "programme")
    assert 0 < programme["CHN"] < gains("platform-programme", "matching")["CHN"]


@pytest.mark.parametrize("run", experiments("global-digital-wave"))
def test_the_wave_brings_china_least_and_taipei_most(run):
    found = gains("global-digital-wave", run)
    assert (found.idxmin(), found.idxmax()) == ("CHN", "TWN")


def test_a_green_wave():
    runs = experiments("green-wave")
    assert runs == ["energy", "emissions", "power", "all"]
    for run in runs:
        emitted = expected("green-wave").loc[run, "co2_percent"]
        assert (emitted < 0).all(), run
    parts = sum(world("green-wave", run, "co2_change") for run in runs[:3])
    assert world("green-wave", "all", "co2_change") == pytest.approx(parts, rel=0.02)
    energy = gains("green-wave", "energy")
    assert energy.idxmin() == "OILX"
    assert (energy.drop("OILX") > 0).all()
    assert energy["RUS"] < 0.01
    assert (gains("green-wave", "emissions").abs() < 1e-3).all()
    together = gains("green-wave", "all")
    assert set(together[together < 0].index) == {"OILX", "RUS"}
    assert number("green-wave", "all", "OILX", "terms_of_trade_percent") < 0


def test_the_rebound_of_a_green_wave():
    """A part of what is saved is used again: more than half of energy, less of carbon."""
    energy, carbon = (1 - now / told for told, now in saved().values())
    assert 0.5 < energy < 0.75
    assert 0.25 < carbon < 0.5


def test_a_green_wave_by_unit_and_by_technology():
    data = solved(GREEN, **POWER).data
    before, after = (data.sel(experiment=label) for label in ("benchmark", "all"))
    per_unit = (after.emissions_total / after.output.sum("activity")) / (
        before.emissions_total / before.output.sum("activity")
    )
    assert float(per_unit.max()) < 1
    emitted = float(after.emissions_total.sum() / before.emissions_total.sum())
    output = float(after.output.sum() / before.output.sum())
    assert emitted / output < emitted < 1 < output
    alone = data.sel(experiment="power")
    grown = (alone.output.sum("region") / before.output.sum("region")).to_series()
    assert grown["PSO"] > grown["PWI"] > 1.1
    assert (grown[["PCO", "PGA"]] < 1).all()
    cheaper = (alone.price_basic / before.price_basic).sel(region="EU27")
    assert float(cheaper.sel(activity="PWI")) == pytest.approx(0.9, abs=0.02)
    assert float(cheaper.sel(activity="PSO")) == pytest.approx(6 / 7, abs=0.02)
    coal = data.sel(experiment="energy")
    assert (
        float(coal.output.sel(activity="PCO").sum() / before.output.sel(activity="PCO").sum()) > 1
    )
    assert float(coal.emissions.sel(activity="PCO").sum()) < float(
        before.emissions.sel(activity="PCO").sum()
    )
