"""Facts beside a small benchmark: what is measured, and what is left out."""

import numpy as np
import pytest

from calibration import aggregate, read_facts, read_mapping, validate
from calibration.inter_industry import gdp
from calibration.validation.compare import verdict


def billion(values):
    return float(values.sum()) / 1e3


def sold(data, sectors, origins, destinations):
    """Sales and export tax, added up one flow at a time, home trade left out."""
    flows = [
        data[name].sel(sector=s, origin=o, destination=d)
        for name in ("sales", "export_tax")
        for s in sectors
        for o in origins
        for d in destinations
        if o != d
    ]
    return billion(np.array([float(flow) for flow in flows]))


@pytest.fixture
def here(economy, groups, written):
    """The number that the benchmark has for a fact."""

    def measured(**fact):
        table = validate(economy, read_facts(written(fact)), groups)
        assert table.loc["x", "why"] == ""
        return float(table.loc["x", "here"])

    return measured


def test_gdp(economy, here):
    assert here(kind="gdp", region="pair") == pytest.approx(
        billion(gdp(economy).sel(region=["A", "B"]))
    )
    assert here(kind="gdp", region="world") == pytest.approx(billion(gdp(economy)))


def test_flows(economy, here):
    goods = {"kind": "goods", "sector": "both"}
    two = ("S1", "S2")
    assert here(**goods, origin="A", destination="C") == pytest.approx(sold(economy, two, "A", "C"))
    assert here(**goods, origin="A") == pytest.approx(sold(economy, two, "A", "BC"))
    assert here(**goods, destination="A") == pytest.approx(sold(economy, two, "BC", "A"))
    assert here(**goods, origin="pair") == pytest.approx(sold(economy, two, "AB", "C"))
    assert here(**goods, origin="each", destination="each") == pytest.approx(
        sold(economy, two, "ABC", "ABC")
    )


def test_share_of_a_buyer(economy, here):
    fact = {"kind": "computer_share", "sector": "S3", "origin": "A"}
    shares = [here(**fact, destination=name) for name in "BC"]
    assert shares[0] == pytest.approx(
        100 * sold(economy, ["S3"], "A", "B") / sold(economy, ["S3"], "A", "BC")
    )
    assert sum(shares) == pytest.approx(100)


def test_labour_share_counts_every_kind_of_labour(economy, groups, written):
    names = {"factor": ["skilled labour", "capital"]}
    named = economy.assign_coords(names)
    facts = read_facts(written({"kind": "labour_share", "region": "A"}))
    found = validate(named, facts, groups).loc["x", "here"]
    paid = economy.value_added.sel(region="A").sum("activity")
    made = float(paid.sum() + economy.output_tax.sel(region="A").sum())
    if "factor_tax" in economy:
        made += float(economy.factor_tax.sel(region="A").sum())
    assert found == pytest.approx(100 * float(paid[0]) / made)


def test_labour_share_of_one_factor_is_not_known(economy, groups, written):
    facts = read_facts(written({"kind": "labour_share", "region": "A"}))
    one = economy.assign_coords(factor=["labour", "unskilled labour"])
    assert validate(one, facts, groups).loc["x", "verdict"] == "left out"


def test_tariffs(economy, here):
    at = {"sector": "S2", "origin": "B", "destination": "A"}
    assert here(kind="tariff", **at) == pytest.approx(100 * float(economy.tariff_rate.sel(at)))
    total = here(kind="tariff_receipts", sector="both", destination="A")
    foreign = economy.tariff_revenue.sel(sector=["S1", "S2"], origin=["B", "C"], destination="A")
    assert total == pytest.approx(billion(foreign))


def test_co2(economy, here):
    alone = float(economy.co2.sel(region="A").sum())
    homes = float(economy.co2_household.sel(region="A").sum()) if "co2_household" in economy else 0
    assert here(kind="co2", region="A") == pytest.approx(alone + homes)
    power = here(kind="co2_electricity", region="A", sector="S2")
    assert power == pytest.approx(float(economy.co2.sel(region="A", activity="S2")))


@pytest.mark.parametrize(
    ("deviation", "expected"),
    [(0, "pass"), (-4, "pass"), (4.1, "doubt"), (-8, "doubt"), (8.1, "miss"), (np.nan, "left out")],
)
def test_verdicts(written, deviation, expected):
    (fact,) = read_facts(written({"kind": "gdp", "region": "A"}))
    assert verdict(fact, deviation) == expected


def test_deviation_is_of_the_published_figure(economy, groups, written):
    value = billion(gdp(economy).sel(region="A"))
    facts = read_facts(written({"kind": "gdp", "region": "A", "value": str(value / 1.05)}))
    row = validate(economy, facts, groups).loc["x"]
    assert row["deviation"] == pytest.approx(5)
    assert row["verdict"] == "doubt"


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ({"kind": "gdp", "region": "D"}, "no region of the data is D"),
        ({"kind": "goods", "origin": "A", "sector": "S9"}, "no sector of the data is S9"),
        ({"kind": "gdp", "region": "A", "year": "2021"}, "the data are of 2022"),
    ],
)
def test_what_is_left_out_says_why(economy, groups, written, fact, why):
    row = validate(economy, read_facts(written(fact)), groups).loc["x"]
    assert row["verdict"] == "left out"
    assert row["why"] == why
    assert np.isnan(row["here"])


def test_data_without_co2_are_not_compared(economy, groups, written):
    facts = read_facts(written({"kind": "co2", "region": "A"}))
    row = validate(economy.assign(co2=0 * economy.co2), facts, groups).loc["x"]
    assert (row["verdict"], row["why"]) == ("left out", "the data have no such values")


def test_an_aggregation_keeps_the_facts_of_its_labels(economy, groups, written, tmp_path):
    path = tmp_path / "mapping.csv"
    lines = [f"region,{k},{v}" for k, v in {"A": "AB", "B": "AB", "C": "C"}.items()]
    lines += [f"sector,{name},{name}" for name in ("S1", "S2", "S3")]
    path.write_text("dimension,member,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    joined = aggregate(economy, read_mapping(path, economy))
    told = [
        {"id": "pair", "kind": "gdp", "region": "pair"},
        {"id": "one", "kind": "gdp", "region": "A"},
        {"id": "sold", "kind": "goods", "origin": "pair", "sector": "both"},
        {"id": "each", "kind": "goods", "origin": "each", "destination": "each", "sector": "both"},
    ]
    facts = read_facts(written(*told))
    before, after = (validate(data, facts, groups) for data in (economy, joined))
    assert after.loc["pair", "here"] == pytest.approx(before.loc["pair", "here"])
    assert after.loc["sold", "here"] == pytest.approx(before.loc["sold", "here"])
    assert after.loc["one", "why"] == "no region of the data is A"
    assert after.loc["each", "why"] == "trade inside a region of the data is not known"
