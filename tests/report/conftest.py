"""Summaries as a result gives them, with numbers of every size and sign."""

import numpy as np
import pytest
import xarray as xr

VARIABLES = {
    "co2_percent": ("CO2 emissions", "%", 0.4),
    "equivalent_variation": ("Equivalent variation", "million USD", 9e4),
    "equivalent_variation_percent": ("Equivalent variation", "% of benchmark income", 0.6),
    "real_gdp_percent": ("Real GDP", "%", 0.6),
    "export_volume_percent": ("Export volume", "%", 1.0),
    "import_volume_percent": ("Import volume", "%", 1.0),
    "terms_of_trade_percent": ("Terms of trade", "%", 0.2),
    "co2_change": ("CO2 emissions", "Mt", 20.0),
    "tariff_revenue": ("Tariff revenue", "million USD", 500.0),
    "border_charge_revenue": ("Border charge revenue", "million USD", 3e4),
    "new_measure": ("a_new & odd measure", "", 3.0),
}
REGIONS = ["CHN", "USA", "EU27", "GBR", "JPN", "KOR", "TWN", "IND"]
REGIONS += ["RUS", "TUR", "BRA", "CANMEX", "ASEAN", "OHI", "OILX", "ROW"]


def make_summary(regions=REGIONS, experiments=("nqp", "cbam", "both"), seed=1, **attrs):
    draw = np.random.default_rng(seed)
    coords = {"experiment": list(experiments), "region": list(regions)}
    data = {}
    for name, (long_name, units, scale) in VARIABLES.items():
        values = draw.normal(0, scale / 2, (len(experiments), len(regions)))
        about = {"long_name": long_name, "units": units}
        data[name] = (("experiment", "region"), values, about)
    said = {
        "title": "NQP in China & the EU, and a 100% carbon border_charge",
        "scenario": "nqp-and-cbam",
        "data": "oecd-icio-2022 16x22",
        "closure": "standard",
        "numeraire": "world factor-price index",
        "verified": 1,
    }
    return xr.Dataset(data, coords, said | attrs)


@pytest.fixture
def summary():
    return make_summary()


@pytest.fixture
def unverified():
    return make_summary(verified=0, verdict="both: market of labour in CHN is off by 3e-4")


@pytest.fixture
def summary_of():
    return make_summary
