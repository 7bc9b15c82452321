"""Figures of a result against its summary, its statistics and what it is made of."""

import numpy as np
import pytest

import cge
from calibration.errors import InputError
from calibration.membership import members
from cge.experiments.contributions import WHOLE
from cge.report.figures.content import trade
from cge.report.figures.content.asked import Asked, said_of_scale, scale
from cge.report.figures.content.welfare import MOST_PARTS, OTHER, _fewer
from cge.report.figures.content.world import places_on_map
from cge.report.figures.picture import Picture
from cge.report.figures.pictures import Chord, Dots, Matrix, Panels, Stack, TileMap, Waterfall
from cge.report.figures.registry import FIGURES
from cge.results.result import Result

EV, PERCENT = "equivalent_variation", "equivalent_variation_percent"


@pytest.fixture(scope="module")
def result(teaching):
    return cge.solve(teaching, "nqp-and-cbam", contributions=True, decompose=True)


@pytest.fixture(scope="module")
def plain(result):
    """The same without what its effects are made of."""
    return Result(result.data, None, None, result.benchmark)


@pytest.fixture(scope="module")
def by_packages(result):
    return Result(result.data, None, result.contributions, result.benchmark)


class Sweep:
    """Intervals of a made-up sweep."""

    def around(self, inputs, statistic, level):
        return (
            self.of.summary()[[statistic]]
            .rename({statistic: "central"})
            .assign(
                low=self.of.summary()[statistic] - level,
                high=self.of.summary()[statistic] + 2 * level,
            )
        )


@pytest.fixture
def sweep(plain):
    found = Sweep()
    found.of = plain
    return found


def labels(result, dim="region"):
    return [str(label) for label in result.data[dim].to_numpy()]


def in_order(result, picture):
    """Labels of a picture's regions, for the numbers of the result."""
    names = Asked(result).names("region", labels(result))
    back = {name: label for label, name in names.items()}
    return [back[name] for name in picture.regions]


# ---------------------------------------------------------------------- welfare
def test_effects_of_a_bar_sum_to_the_equivalent_variation(result):
    picture = result.figure("welfare").picture
    assert isinstance(picture, Stack)
    assert picture.experiments == ("nqp", "cbam", "both")
    order = in_order(result, picture)
    wanted = result.summary()[EV].sel(region=order).to_numpy()
    np.testing.assert_allclose(picture.net, wanted)
    largest = np.abs(wanted).max()
    np.testing.assert_allclose(picture.values.sum(-1), wanted, atol=3e-6 * largest)
    table = result.decomposition.table("group").sel(experiment="both", region=order)
    at = picture.parts.index("Terms of trade")
    np.testing.assert_allclose(picture.values[-1, :, at], table["terms_of_trade"])
    assert picture.what == "Equivalent variation, million USD"


def test_packages_of_a_bar_sum_to_its_change(result, by_packages):
    picture = by_packages.figure("welfare").picture
    assert (picture.experiments, picture.parts) == (("both",), ("nqp", "cbam"))
    order = in_order(result, picture)
    wanted = result.summary()[PERCENT].sel(experiment="both", region=order)
    np.testing.assert_allclose(picture.net[0], wanted)
    assert "not shown: nqp, cbam" in picture.note
    chosen = result.figure("welfare", by="packages", statistic="co2_change").picture
    summary = result.summary().sel(experiment="both", region=in_order(result, chosen))
    np.testing.assert_allclose(chosen.values.sum(-1)[0], summary["co2_change"])


def test_welfare_without_parts_is_plain_bars(plain):
    picture = plain.figure("welfare", experiment="cbam").picture
    assert type(picture) is Picture
    wanted = plain.summary()[PERCENT].sel(experiment="cbam", region=in_order(plain, picture))
    np.testing.assert_allclose(picture.values[0], wanted)
    assert "European Union" in picture.regions


def test_the_smallest_of_many_parts_are_drawn_as_one(result):
    import xarray as xr

    values = np.arange(1.0, 25.0).reshape(1, 2, 12)
    parts = [f"p{k}" for k in range(12)]
    found = xr.DataArray(values, [("experiment", ["a"]), ("region", ["r", "s"]), ("part", parts)])
    fewer = _fewer(found)
    assert [str(p) for p in fewer["part"].values] == [*parts[-(MOST_PARTS - 1) :], OTHER]
    np.testing.assert_allclose(fewer.sum("part"), found.sum("part"))


def test_steps_lead_from_zero_to_the_change_of_a_region_or_the_world(result, by_packages):
    world = result.figure("waterfall", experiment="both").picture
    assert isinstance(world, Waterfall)
    (steps,) = world.panels
    assert steps.whole == pytest.approx(float(result.summary()[EV].sel(experiment="both").sum()))
    assert steps.values.sum() == pytest.approx(steps.whole, rel=1e-5)
    assert world.what == "Equivalent variation, million USD, the world"
    (china,) = by_packages.figure("waterfall", region="CHN").picture.panels
    contributions = by_packages.contributions[PERCENT].sel(region="CHN")
    for part, value in zip(china.parts, china.values, strict=True):
        assert value == pytest.approx(float(contributions.sel(experiment=f"both: {part}")))
    assert china.whole == pytest.approx(float(contributions.sel(experiment=f"both: {WHOLE}")))


# ---------------------------------------------------------------------- trade and production
def test_flows_are_the_changes_of_exports(plain):
    picture = plain.figure("trade_flows", experiment="cbam").picture
    assert isinstance(picture, Matrix)
    found = plain.stats.exports(by=["region", "partner"]).sel(experiment="cbam")
    off = ~np.eye(5, dtype=bool)
    for cells, name in zip(picture.panels, ("change", "percent"), strict=True):
        np.testing.assert_allclose(cells.values[off], found[name].to_numpy()[off])
        assert np.isnan(np.diag(cells.values)).all()
    assert [cells.label for cells in picture.panels] == ["Change, million USD", "Change, %"]
    assert (picture.row_axis, picture.column_axis) == ("Exporter", "Importer")
    of_a_sector = plain.figure("trade_flows", sector="HVY").picture
    assert "of HVY" in of_a_sector.what
    imports = plain.figure("trade_flows", statistic="imports").picture
    assert (imports.row_axis, imports.column_axis) == ("Importer", "Exporter")


def test_bands_are_the_same_changes(plain):
    bands = plain.figure("trade_chord", experiment="both").picture
    assert isinstance(bands, Chord)
    cells = plain.figure("trade_flows", experiment="both").picture.panels[0]
    np.testing.assert_allclose(bands.changes, np.nan_to_num(cells.values))


def test_small_regions_of_a_circle_are_drawn_as_one(monkeypatch):
    changes = np.random.default_rng(1).normal(0, 1, (6, 6)) * np.arange(1, 7)[:, None]
    np.fill_diagonal(changes, 0)
    monkeypatch.setattr(trade, "MOST_ARCS", 4)
    kept, fewer, joined = trade._fewer(list("abcdef"), changes)
    assert (len(kept), joined) == (3, 3)
    rest = [k for k in range(6) if "abcdef"[k] not in kept]
    between = changes[np.ix_(rest, rest)].sum()
    assert fewer.sum() == pytest.approx(changes.sum() - between)
    at = "abcdef".index(kept[0])
    assert fewer[0, -1] == pytest.approx(changes[at, rest].sum())


def test_sectors_are_the_changes_of_output(plain):
    picture = plain.figure("sectors", experiment="nqp").picture
    found = plain.stats.output_quantity(by=["sector", "region"])["percent"].sel(experiment="nqp")
    np.testing.assert_allclose(picture.panels[0].values, found)
    assert (len(picture.rows), picture.columns) == (6, tuple(labels(plain)))
    exports = plain.figure("sectors", experiment="nqp", statistic="exports").picture
    found = plain.stats.exports(by=["sector", "region"])["percent"].sel(experiment="nqp")
    np.testing.assert_allclose(exports.panels[0].values, found)


# ---------------------------------------------------------------------- the map
def test_the_map_has_every_economy_of_the_default_data_once(plain):
    places = places_on_map()
    economies = [e for inside in members(plain.benchmark, "region").values() for e in inside]
    assert sorted(places) == sorted(economies)
    assert len(places) == 81
    assert len(set(places.values())) == 81


def test_regions_cover_the_squares_of_their_members(plain):
    picture = plain.figure("map", experiment="both").picture
    assert isinstance(picture, TileMap)
    inside = members(plain.benchmark, "region")
    for tile in picture.tiles:
        assert tile.economy in inside[tile.region]
        assert (tile.row, tile.column) == places_on_map()[tile.economy]
    assert len(picture.tiles) == 81
    wanted = plain.summary()[PERCENT].sel(experiment="both", region=list(picture.regions))
    np.testing.assert_allclose(picture.values, wanted)
    assert (np.diff(picture.values) <= 0).all()


def test_the_map_shows_any_statistic_by_region(plain):
    column = plain.figure("map", statistic="co2_change").picture
    assert column.what == "CO2 emissions, Mt CO2, both"
    rate = plain.figure("map", statistic="gdp").picture
    found = plain.stats.gdp(by="region")["percent"].sel(
        experiment="both", region=list(rate.regions)
    )
    np.testing.assert_allclose(rate.values, found)


def test_economies_without_a_place_stand_below_in_squares_of_their_own(random_economy):
    plan = {
        "title": "t",
        "packages": {"p": {"shocks": [{"parameter": "productivity", "percent": 1}]}},
    }
    picture = cge.solve(random_economy, cge.Scenario.from_dict(plan)).figure("map").picture
    places = [(tile.row, tile.column) for tile in picture.tiles]
    assert places == [(0, 0), (0, 1), (0, 2), (0, 3)]


# ---------------------------------------------------------------------- charges and intervals
def test_charges_are_those_of_the_result(plain):
    picture = plain.figure("border_adjustment").picture
    assert isinstance(picture, Panels)
    assert picture.experiments == ("cbam", "both")
    charges = plain.border_adjustment().sel(experiment="cbam")
    paid, by_seller, by_good, received, burden = picture.panels[0]
    for bars, name in ((paid, "charge_paid"), (by_seller, "ad_valorem_percent")):
        found = charges[name].to_numpy()
        found = np.sort(found[np.abs(np.nan_to_num(found)) > 0])
        np.testing.assert_allclose(bars.values, found)
    assert received.rows == ("European Union",)
    assert received.values[0] == pytest.approx(float(charges["charge_paid"].sum()))
    assert len(by_good.rows) == 1
    excess, government, buyers, sellers = burden.values
    assert sellers + buyers + government == pytest.approx(excess, rel=1e-6)


def test_the_charge_on_a_good_is_the_mean_over_its_sellers(plain):
    charges = plain.border_adjustment().sel(experiment="cbam")
    mean = charges["ad_valorem_of_sector"].dropna("sector")
    each = charges["ad_valorem_by_sector"].sel(sector=mean["sector"])
    assert bool((mean >= each.min("origin")).all())
    assert bool((mean <= each.max("origin")).all())


def test_intervals_are_those_of_the_sweep(plain, sweep):
    picture = plain.figure("intervals", sweep=sweep, level=0.5).picture
    assert isinstance(picture, Dots)
    np.testing.assert_allclose(picture.ends[0], picture.values - 0.5)
    np.testing.assert_allclose(picture.ends[1], picture.values + 1.0)
    assert picture.interval == "50 % interval"
    wanted = plain.summary()[PERCENT].sel(region=in_order(plain, picture))
    np.testing.assert_allclose(picture.values, wanted)


# ---------------------------------------------------------------------- all of them
def drawn_words(figure):
    drawing = figure.draw()
    return " ".join(text.get_text() for text in drawing.texts)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_of_what_it_is_and_whether_it_holds(name, result, sweep):
    more = {"sweep": sweep} if name == "intervals" else {}
    figure = result.figure(name, **more)
    assert figure.verified
    said = figure.picture.note
    assert "Data: oecd-icio-2022; aggregation: 5x6" in said
    assert "closure: standard" in said
    assert figure.picture.title.startswith("New quality productive forces")
    assert name in repr(figure)


def test_a_result_that_is_not_verified_says_so_in_its_figures(result):
    data = result.data.assign_attrs(verified=0, verdict="both: market of labour")
    found = Result(data, None, result.contributions, result.benchmark).figure("map")
    assert not found.verified
    assert "NOT VERIFIED: both: market of labour" in drawn_words(found)
    assert "NOT VERIFIED" in repr(found)


def test_names_stand_for_labels_where_they_are_short(result):
    assert Asked(result).names("region", ["CHN", "ROW"]) == {
        "CHN": "China and Hong Kong",
        "ROW": "Rest of the world",
    }
    assert "ROW: Rest of the world: 34 economies" in result.figure("welfare").picture.note


def test_a_figure_is_saved_in_the_form_of_its_ending(plain, tmp_path):
    figure = plain.figure("sectors", dark=True)
    paths = [figure.save(tmp_path / f"a.{end}") for end in ("png", "svg")]
    assert [path.read_bytes()[:4] for path in paths] == [b"\x89PNG", b"<?xm"]
    assert figure._repr_png_() == paths[0].read_bytes()
    assert figure.to_dict()["kind"] == "Matrix"
    with pytest.raises(InputError, match=r"'\.docx' cannot be drawn"):
        figure.save(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("name", "choices", "problems"),
    [
        ("mp", {}, ["figure: no 'mp'; did you mean 'map'?"]),
        ("map", {"experiment": "bth"}, ["experiment: no experiment 'bth'; did you mean 'both'?"]),
        (
            "welfare",
            {"region": "EU28", "sector": "HVY"},
            [
                "region: no region 'EU28'; did you mean 'EU27'?",
                "region: the figure 'welfare' has no choice of it",
                "sector: the figure 'welfare' has no choice of it",
            ],
        ),
        ("welfare", {"by": "effect"}, ["by: 'effect' is unknown; did you mean 'effects'?"]),
        ("welfare", {"by": "effects"}, ["by: the result has no effects; solve it with decompose"]),
        (
            "waterfall",
            {},
            [
                "waterfall: the result has neither welfare effects nor contributions of several "
                "packages; solve it with decompose or contributions"
            ],
        ),
        ("intervals", {}, ["intervals: a sweep of the same experiments is needed"]),
        (
            "map",
            {"statistic": "wlfare"},
            ["statistic: no 'wlfare' by region; did you mean 'welfare'?"],
        ),
        (
            "border_adjustment",
            {"experiment": "nqp"},
            [
                "border_adjustment: experiment 'nqp' has no charge at a border; choose from cbam, "
                "both"
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_at_once(plain, name, choices, problems):
    with pytest.raises(InputError) as caught:
        plain.figure(name, **choices)
    assert caught.value.problems == problems


def test_a_statistic_of_other_dims_is_refused(plain, result):
    with pytest.raises(InputError, match="sectors: statistic: 'gdp' is not by sector and region"):
        plain.figure("sectors", statistic="gdp")
    with pytest.raises(InputError, match="trade: statistic: 'output' is not by region and partner"):
        plain.figure("trade_flows", statistic="output")
    with pytest.raises(InputError, match="has no sum over regions; choose a region"):
        result.figure("waterfall", by="packages", statistic="real_gdp_percent")
    with pytest.raises(InputError, match="effects are of 'equivalent_variation'"):
        result.figure("welfare", by="effects", statistic="co2_change")
    with pytest.raises(InputError, match="level: goes with a sweep"):
        plain.figure("map", level=2)


# ---------------------------------------------------------------------- scales
def test_a_scale_ends_at_a_round_number_that_nothing_is_beyond():
    values = np.array([0.3, -1.7, np.nan, 1.1])
    assert scale(values) == 2.0
    assert said_of_scale(values, 2.0, "%") == ""
    assert scale(np.zeros(3)) == 1.0
    assert scale(np.array([np.nan])) == 1.0
    assert scale(np.array([0.02])) == pytest.approx(0.02)


def test_a_scale_ends_early_where_a_few_numbers_are_far_larger_and_says_so():
    values = np.append(np.linspace(-1, 1, 99), -5000.0)
    limit = scale(values)
    assert 0.9 < limit <= 1.2
    assert said_of_scale(values, limit, "million USD").endswith("one number is beyond, up to 5,000")
