"""Figures of sweeps: what is drawn is what the draws say, and every label stands on the page."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.cli.folder import SWEEP
from cge.cli.sweep import _files
from cge.report.figures.drawing import save
from cge.report.figures.fan import draw_fan
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import InFull
from cge.report.figures.scatter import draw_scatter
from cge.report.figures.shares import draw_shares
from cge.report.figures.sweep_pictures import Course, Decider, Fan, Scatter, Shares
from cge.report.figures.sweep_picturing import fan_of, rank_correlations, scatter_of
from tests.economy.conftest import scenario_of
from tests.uncertainty.conftest import SPEC

WORDS = ("A title at $100 & more", "", "Data: made up.", "Equivalent variation, % of income")
LONG = "trade of a region with a long name, and of its neighbours$_2 " * 2
LABELS = {
    "short": ("A", "B"),
    "long": (LONG, LONG[::-1]),
    "dollars": ("$x_1$", r"$\frac{"),
    "Chinese": ("关税", "中国与欧盟的贸易"),
}


@pytest.fixture(scope="module")
def sweeps():
    """Sweeps of a small economy by method."""
    economy = cge.load(random_benchmark(2, 3, seed=6))
    scenario = scenario_of(
        {"parameter": "tariff_power", "destination": "R1", "origin": "R2", "add_points": 10.0},
        {"parameter": "productivity", "region": "R2", "percent": 1.0},
    )
    return {
        method: cge.sweep(economy, scenario, SPEC, draws=40, method=method, workers=1)
        for method in ("monte_carlo", "skewed3")
    }


@pytest.fixture(scope="module")
def part(sweeps):
    return sweeps["monte_carlo"].parts[0]


@pytest.fixture(scope="module")
def part_with_failures(part):
    """The same, where every third draw has no result."""
    lost = part.draws["draw"] % 3 == 1
    names = [name for name in part.draws if part.draws[name].dtype.kind == "f" and name != "number"]
    cause = part.draws["cause"].astype(object).where(~lost, "no solution").astype(str)
    return replace(
        part, draws=part.draws.assign({**part.draws[names].where(~lost), "cause": cause})
    )


def fan(labels=LABELS["short"], experiments=("nqp",)):
    counts = np.arange(2, 30)
    values = np.random.default_rng(1).normal(size=(6, len(counts)))
    courses = tuple(Course(label, values[0], values[1], values[2:]) for label in labels)
    return Fan(*WORDS, counts, tuple(experiments), (courses,) * len(experiments))


def scatter(labels=LABELS["short"], experiments=("nqp",)):
    x, y = np.random.default_rng(1).normal(size=(2, 30))
    row = tuple(Decider(label, "factor on shocks", x, 0.4, (0.1, 2.0)) for label in labels)
    return Scatter(
        *WORDS, tuple(experiments), np.stack([y] * len(experiments)), (row,) * len(experiments)
    )


def shares(labels=LABELS["short"], experiments=("nqp",)):
    values = np.random.default_rng(1).random((2, len(experiments), len(labels)))
    ends = np.stack([values - 0.1, values + 0.1])
    return Shares(*WORDS, tuple(experiments), tuple(labels), ("first", "total"), values, ends)


ALL = [(fan, draw_fan), (scatter, draw_scatter), (shares, draw_shares)]
NAMES = [made.__name__ for made, _ in ALL]


def lines_of(axes):
    return [line.get_xydata().T for line in axes.lines]


# ---------------------------------------------------------------------- words
@pytest.mark.parametrize(("made", "draw"), ALL, ids=NAMES)
@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_labels_stand_as_they_are_and_apart(made, draw, labels):
    picture = made(labels, ("nqp", "a$b_关"))
    drawing = draw(picture)
    drawing.canvas.draw()
    shown = [*drawing.texts, *(text for axes in drawing.axes for text in texts_of(axes))]
    shown += [text for legend in drawing.legends for text in legend.get_texts()]
    said = without_spaces("".join(text.get_text() for text in shown))
    letters = Lettering.of(picture.texts())
    assert [
        label for label in (*labels, "a$b_关") if without_spaces(letters(label)) not in said
    ] == []
    assert not any(text.get_parse_math() for text in shown if "$" in text.get_text())
    width, height = drawing.get_size_inches() * drawing.dpi
    boxes = {text.get_text(): text.get_window_extent() for text in shown}
    outside = [
        text
        for text, box in boxes.items()
        if box.x0 < 0 or box.x1 > width or box.y0 < 0 or box.y1 > height
    ]
    assert outside == []
    boxes = [text.get_window_extent() for text in shown]
    apart = [not a.shrunk(0.97, 0.97).overlaps(b) for a, b in itertools.combinations(boxes, 2)]
    assert all(apart)


def texts_of(axes):
    """Every text that is drawn in and about a panel."""
    x, y = axes.xaxis, axes.yaxis
    ticks = []
    for axis, low, high in ((x, *sorted(axes.get_xlim())), (y, *sorted(axes.get_ylim()))):
        ticks += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    titles = [axes._left_title, x.label, y.label]
    drawn = [*axes.texts, *titles, *ticks]
    return [t for t in drawn if t.get_visible() and t.get_text().strip()]


def without_spaces(text):
    return "".join(text.split())


@pytest.mark.parametrize(("made", "draw"), ALL, ids=NAMES)
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_the_same_figure_gives_the_same_bytes(made, draw, ending, tmp_path):
    first, second = (save(draw(made()), tmp_path / f"{n}.{ending}") for n in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_a_long_name_of_an_experiment_is_cut_short():
    drawing = draw_fan(fan(experiments=("an experiment " * 20,)))
    (heading,) = (t.get_text() for t in drawing.texts if t.get_text().startswith("an experiment"))
    assert heading.endswith("…")


def test_numbers_at_ticks():
    assert InFull().format_ticks([-0.05, 0, 0.025]) == ["−0.050", "0.000", "0.025"]
    assert InFull().format_ticks([210000, 1e6]) == ["210,000", "1,000,000"]
    assert InFull()(0.1 + 0.2) == "0.3"


# ---------------------------------------------------------------------- convergence
def test_lines_are_running_means_and_their_errors(part):
    name = "equivalent_variation_percent"
    drawing = draw_fan(fan_of(part))
    spread = part.draws[name].std("draw").isel(experiment=0)
    order = [str(label) for label in spread.region.values[np.argsort(-spread.values)]]
    assert [axes.get_title(loc="left") for axes in drawing.axes] == order
    for axes, region in zip(drawing.axes, order, strict=True):
        values = part.draws[name].sel(region=region).isel(experiment=0).to_numpy()
        (counts, mean), (_, below), (_, above) = lines_of(axes)
        assert counts.tolist() == list(range(2, len(values) + 1))
        running = np.cumsum(values)[1:] / counts
        error = np.array([values[: int(n)].std(ddof=1) / np.sqrt(n) for n in counts])
        np.testing.assert_allclose(mean, running)
        np.testing.assert_allclose([below, above], [running - error, running + error])


def test_areas_are_running_quantiles(part):
    picture = fan_of(part, "real_gdp_percent")
    for course in picture.courses[0]:
        values = part.draws["real_gdp_percent"].sel(region=course.label).isel(experiment=0)
        expected = np.quantile(values.to_numpy()[:17], [0.05, 0.25, 0.75, 0.95])
        np.testing.assert_allclose(course.quantiles[:, picture.counts.tolist().index(17)], expected)


def test_draws_without_a_result_do_not_count(part_with_failures):
    picture = fan_of(part_with_failures)
    course = picture.courses[0][0]
    name = "equivalent_variation_percent"
    values = part_with_failures.draws[name].sel(region=course.label).isel(experiment=0).to_numpy()
    expected = [np.nanmean(values[:count]) for count in picture.counts]
    np.testing.assert_allclose(course.mean, expected)
    said = " ".join(text.get_text() for text in draw_fan(picture).texts)
    assert "NOT VERIFIED: 13 draws have no verified solution" in said


def test_no_draw_has_a_result():
    nothing = np.full(28, np.nan)
    empty = Course("A", nothing, nothing, np.stack([nothing] * 4))
    drawing = draw_fan(replace(fan(), courses=((empty,),)))
    assert [text.get_text() for text in drawing.axes[0].texts] == ["no result"]
    lost = Decider("x", "factor on shocks", np.ones(30), 0.0, (np.nan, np.nan))
    drawing = draw_scatter(
        replace(scatter(), outcomes=np.full((1, 30), np.nan), deciders=((lost,),))
    )
    assert [text.get_text() for text in drawing.axes[0].texts] == ["no result"]


def test_one_region():
    assert len(draw_fan(fan(("R1",))).axes) == 1


# ---------------------------------------------------------------------- scatter
def test_points_and_lines_are_those_of_the_draws(part_with_failures):
    part = part_with_failures
    picture = scatter_of(part, "real_gdp_percent", "R2")
    drawing = draw_scatter(picture)
    outcomes = part.draws["real_gdp_percent"].sel(region="R2").isel(experiment=0).to_numpy()
    there = np.isfinite(outcomes)
    labels = [str(label) for label in part.draws.numbers.values]
    for axes, decider in zip(drawing.axes, picture.deciders[0], strict=True):
        drawn = part.draws["number"].to_numpy()[there, labels.index(decider.label)]
        (x, y), (at, line) = lines_of(axes)
        np.testing.assert_array_equal([x, y], [drawn, outcomes[there]])
        slope, intercept = np.polyfit(drawn, outcomes[there], 1)
        np.testing.assert_allclose(line, intercept + slope * at, rtol=1e-6, atol=1e-9)
    sizes = [decider.correlation**2 for decider in picture.deciders[0]]
    assert sizes == sorted(sizes, reverse=True)


def test_panels_say_what_a_number_acts_on(part):
    acts = {d.label: d.acts for row in scatter_of(part).deciders for d in row}
    assert acts["size"] == "factor on shocks"
    assert {text for label, text in acts.items() if label != "size"} == {"factor on elasticities"}


def test_correlations_are_those_of_ranks():
    x = np.arange(20.0)
    drawn = np.column_stack([np.exp(x), -(x**3), np.ones(20)])
    np.testing.assert_allclose(rank_correlations(drawn, x), [1, -1, 0])
    assert rank_correlations(drawn[:1], x[:1]).tolist() == [0, 0, 0]


# ---------------------------------------------------------------------- shares
def test_bars_are_shares_in_the_order_of_size():
    values = np.array([[[0.1, 0.6, 0.2]], [[0.15, 0.7, np.nan]]])
    drawing = draw_shares(Shares(*WORDS, ("e",), ("a", "b", "c"), ("first", "total"), values))
    (axes,) = drawing.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "c", "b"]
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == [0.1, 0.2, 0.6, 0.15, 0.0, 0.7]
    assert [t.get_text() for t in drawing.legends[0].get_texts()] == ["first", "total"]


def test_only_the_largest_shares_are_drawn_and_the_note_says_so():
    names = tuple(f"n{k}" for k in range(15))
    many = Shares(*WORDS, ("e",), names, ("squared",), np.arange(15.0).reshape(1, 1, 15) / 15)
    drawing = draw_shares(many)
    shown = [label.get_text() for label in drawing.axes[0].get_yticklabels()]
    assert shown == list(names[3:])
    assert "Not shown: 3 numbers" in " ".join(t.get_text() for t in drawing.texts)


def test_arrays_of_other_shapes_are_refused():
    with pytest.raises(InputError) as caught:
        Shares(*WORDS, ("e",), ("a", "b"), (), np.zeros((1, 2)), np.zeros((2, 1, 1, 2)))
    assert caught.value.problems == [
        "shares: values: shape (1, 2) is not (0, 1, 2)",
        "shares: ends: shape (2, 1, 1, 2) is not (2, 0, 1, 2)",
        "shares: kinds: 0 are not 1 or 2",
    ]


# ---------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: fan_of(p, "real_gdp_percnt"), "no statistic 'real_gdp_percnt'; did you mean"),
        (lambda p: fan_of(p, "equivalent_variation_world"), "'equivalent_variation_world' is not"),
        (lambda p: scatter_of(p, "real_gdp_percent"), "region: 'real_gdp_percent' is by region"),
        (lambda p: scatter_of(p, "real_gdp_percent", "R3"), "no region 'R3'"),
        (lambda p: scatter_of(p, None, "R1"), "is not by region"),
    ],
)
def test_what_is_not_there_is_refused(part, make, said):
    with pytest.raises(InputError, match=said):
        make(part)


@pytest.mark.parametrize("make", [fan_of, scatter_of])
def test_a_quadrature_is_no_sample(sweeps, make):
    with pytest.raises(InputError, match="points of 'skewed3' are no random sample"):
        make(sweeps["skewed3"].parts[0])


# ---------------------------------------------------------------------- the command
@pytest.mark.parametrize(("method", "expected"), [("monte_carlo", True), ("skewed3", False)])
def test_the_command_writes_figures_of_samples(sweeps, method, expected):
    files = _files(sweeps[method], 0.9)
    assert set(files) <= set(SWEEP.earlier)
    for name in ("convergence", "scatter"):
        assert [f"{name}.{end}" in files for end in ("pdf", "png")] == [expected, expected]
