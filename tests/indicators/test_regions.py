"""The index of regions and activities, at any level of aggregation."""

import csv

import numpy as np
import pytest

from calibration import aggregate, random_benchmark, read_mapping
from calibration.errors import InputError
from calibration.indicators import (
    activity_exposure,
    activity_index,
    composite,
    of_regions,
    regional_index,
    regional_level,
)
from calibration.membership import members
from tests.indicators.conftest import DATA


@pytest.fixture(scope="module")
def found(shipped):
    return composite(shipped, "entropy")


def test_a_region_is_the_gdp_weighted_mean_of_its_economies(found, figures, joined):
    inside = list(members(joined, "region")["EU27"])
    weight = figures.loc[inside, "gdp"]
    expected = float((found.index.sel(economy=inside).to_numpy() * weight).sum() / weight.sum())
    assert float(regional_index(found, joined).sel(region="EU27")) == pytest.approx(expected)


def test_economies_of_their_own_keep_their_index(found, world):
    np.testing.assert_allclose(regional_index(found, world), found.index)


def test_aggregating_in_steps_or_at_once_is_the_same(found, world, joined, tmp_path):
    half = {"GBR": "A", "EU27": "A", "JPN": "B"}
    lines = ["dimension,member,label"]
    lines += [f"region,{r},{half.get(r, 'C')}" for r in joined.region.to_numpy()]
    lines += [f"sector,{s},{'X' if s in ('ELE', 'PHA') else 'Y'}" for s in joined.sector.to_numpy()]
    (tmp_path / "second.csv").write_text("\n".join(lines) + "\n")
    twice = aggregate(joined, read_mapping(tmp_path / "second.csv", joined))
    first = {dim: members(joined, dim) for dim in ("region", "sector")}
    lines = ["dimension,member,label"]
    for dim, label in (("region", lambda r: half.get(r, "C")),
                       ("sector", lambda s: "X" if s in ("ELE", "PHA") else "Y")):  # fmt: skip
        lines += [f"{dim},{m},{label(k)}" for k, inside in first[dim].items() for m in inside]
    (tmp_path / "once.csv").write_text("\n".join(lines) + "\n")
    once = aggregate(world, read_mapping(tmp_path / "once.csv", world))
    index = activity_index(found, once)
    np.testing.assert_allclose(activity_index(found, twice).sel(index.coords), index)


def test_rest_of_the_world_stands_for_whom_the_dataset_does_not_list(found, figures, wiod):
    """34 economies are listed; Bulgaria to Malta are named inside ROW, all others are in it too."""
    listed = {m for inside in members(wiod, "region").values() for m in inside}
    named = set(wiod.region.to_numpy()) - {"ROW"}
    inside = [e for e in figures.index if e not in named]
    assert {"BGR", "CHE", "NGA", "ROW"} <= set(inside)
    assert "CHE" not in listed
    weight = figures.loc[inside, "gdp"]
    expected = float((found.index.sel(economy=inside).to_numpy() * weight).sum() / weight.sum())
    assert float(regional_index(found, wiod).sel(region="ROW")) == pytest.approx(expected)
    assert activity_index(found, wiod).sizes == {"activity": 31, "region": 34}


def test_the_index_of_an_activity_by_hand(found, world):
    """Drugs in the USA: research, energy and people in full, digital dimensions by one half."""
    parts = found.contributions.sel(economy="USA")
    reach = {"digital_infrastructure": 0.5, "research": 1.0, "firm_adoption": 0.5,
             "green_energy": 1.0, "digital_trade": 0.5, "human_capital": 1.0}  # fmt: skip
    expected = sum(float(parts.sel(dimension=name)) * factor for name, factor in reach.items())
    index = activity_index(found, world)
    assert float(index.sel(activity="C21", region="USA")) == pytest.approx(expected)


def test_exposure_of_a_joined_activity_is_weighted_by_value_added(found, joined):
    with (DATA / "indicators" / "technology-intensity.csv").open() as stream:
        rows = {row["industry"]: float(row["value_added"]) for row in csv.DictReader(stream)}
    research = {"C20": 0.8, "C22": 0.6}
    total = sum(rows[name] for name in research)
    expected = sum(rows[name] * number for name, number in research.items()) / total
    exposure = activity_exposure(found, joined)
    assert float(exposure.sel(dimension="research", activity="CHM")) == pytest.approx(expected)
    assert (exposure.sel(dimension="green_energy") == 1).all()


def test_no_activity_is_above_its_region(found, joined):
    index = activity_index(found, joined)
    assert (index <= regional_index(found, joined) + 1e-12).all()
    assert float(index.min()) > 0
    high = index.sel(activity=["ELE", "DIG"]).min("activity")
    assert (high > index.sel(activity="AGR")).all()


def test_a_level_is_a_share_not_a_score(shipped, figures, world, joined):
    """Firm adoption of Germany: the mean of two shares of businesses."""
    level = regional_level(shipped, "firm_adoption", world)
    of = figures.loc["DEU", ["businesses_online", "businesses_ordering"]]
    assert float(level.sel(region="DEU")) == pytest.approx(of.mean() / 100)
    assert float(regional_level(shipped, "firm_adoption", joined).max()) < 1
    with pytest.raises(InputError, match="'digital_infrastructure' has no level: broadband"):
        regional_level(shipped, "digital_infrastructure", world)


def test_economies_and_industries_that_are_not_known_are_named(found):
    other = random_benchmark(2, 2, seed=1)
    with pytest.raises(InputError, match="has economies without indicators: 'R1', 'R2'"):
        regional_index(found, other)
    renamed = other.assign_coords({d: ["USA", "CHN"] for d in ("region", "origin", "destination")})
    with pytest.raises(InputError, match="has industries without technology class: 'S1', 'S2'"):
        activity_index(found, renamed)


def test_means_keep_other_dimensions(found, joined):
    scores = of_regions(found.dimension_scores, found.indicators, joined)
    assert scores.dims == ("dimension", "region")
    assert float(scores.max()) <= 1
