"""Fits to figures that the model itself made: the truth is known."""

import numpy as np
import pytest
import yaml

import cge
from cge.estimation.problem import problem_of
from cge.estimation.search import LeastSquares
from tests.estimation.conftest import ASKED, FREE, TRUTH, WORDS


@pytest.fixture(scope="module")
def exact(economy, targets):
    return cge.fit(targets(), FREE, economy, prior=False)


@pytest.fixture(scope="module")
def tied(economy, targets):
    return cge.fit(targets("imports", "exports", "gdp"), FREE, economy)


def test_known_numbers_are_recovered_exactly(exact):
    assert exact.verified, exact.verdict
    for label, value in TRUTH.items():
        assert exact.parameters.estimate[label] == pytest.approx(value, rel=1e-7)
    assert abs(exact.targets.apart_after).max() < 1e-7
    assert abs(exact.targets.apart_before).max() > 2
    assert exact.rank == len(TRUTH)
    assert exact.notes == ()


def test_it_tells_its_estimates(exact):
    first, *facts = repr(exact).splitlines()
    assert first == f"<Fit of {exact.free.name} to {exact.file.name}; settled>"
    assert f"{len(ASKED)}, {len(ASKED)} of them met" in repr(exact)
    rows = {line.split()[0]: line.split()[-2] for line in facts[-len(TRUTH) :]}
    assert rows == {label: f"{value:.4g}" for label, value in TRUTH.items()}


def test_noise_moves_them_within_their_standard_errors(economy, targets, figures, exact):
    """Each estimate is off by its sensitivity times the noise, to first order."""
    noise = dict(zip(ASKED, (0.02, -0.04, 0.03, -0.02, 0.04), strict=True))
    moved = {name: figures[name] + noise[name] * abs(figures[name]) / 10 for name in ASKED}
    found = cge.fit(targets(**moved), FREE, economy, prior=False)
    off = found.parameters.estimate - exact.parameters.estimate
    expected = exact.sensitivity.to_numpy() @ np.array(list(noise.values()))
    assert (abs(off) < 3 * found.parameters.error).all()
    np.testing.assert_allclose(off, expected, rtol=0.1, atol=2e-3)
    assert abs(off).max() > 0.01


def test_derivatives_equal_differences(economy, targets):
    problem = problem_of(targets(), cge.Uncertainty.from_dict(FREE), economy)
    x, step = np.array([1.1, 0.9, 1.2]), 1e-4
    slopes = problem.slopes(x).copy()
    squares = LeastSquares(problem, problem.figures, 1 / problem.errors, np.eye(3))
    z = (x - problem.mean) / squares.unit
    gradient = squares.gradient(z)
    for k in range(3):
        along = step * np.eye(3)[k]
        difference = (problem.values(x + along) - problem.values(x - along)) / (2 * step)
        np.testing.assert_allclose(slopes[:, k], difference, rtol=1e-6, atol=1e-7)
        whole = (squares.objective(z + along) - squares.objective(z - along)) / (2 * step)
        assert gradient[k] == pytest.approx(whole, rel=1e-5)


def test_a_prior_pulls_by_its_weight(tied):
    """First-order conditions: what figures pull, priors hold, each by its standard error."""
    table = tied.parameters
    assert ((table.learnt > 0) & (table.learnt < 1)).all()
    assert (table.error < table.prior_error).all()
    # Estimates lie between prior and truth for the numbers that the figures tell well.
    assert table.prior["tech"] < table.estimate["tech"] < TRUTH["tech"]


def test_a_linear_problem_has_its_closed_form(economy, targets):
    """One figure, one number: the estimate is the mean weighted by precision, to second order."""
    one = {**FREE, "numbers": {"tech": FREE["numbers"]["tech"]}}
    found = cge.fit(targets("gdp"), one, economy)
    problem = problem_of(targets("gdp"), cge.Uncertainty.from_dict(one), economy)
    slope = problem.slopes(problem.mean)[0, 0]
    error, spread = problem.errors[0], problem.spread[0, 0]
    gain = spread * slope / (spread * slope**2 + error**2)
    miss = problem.figures[0] - problem.values(problem.mean)[0]
    expected = problem.mean[0] + gain * miss
    assert found.parameters.estimate["tech"] == pytest.approx(expected, rel=2e-3)
    assert found.parameters.error["tech"] ** 2 == pytest.approx(
        1 / (1 / spread + slope**2 / error**2), rel=0.02
    )
    assert found.sensitivity.loc["tech", "gdp"] == pytest.approx(gain * error, rel=0.02)


def test_the_same_fit_is_the_same_to_the_last_bit(economy, targets, tied):
    again = cge.fit(targets("imports", "exports", "gdp"), FREE, economy)
    assert (again.parameters.estimate == tied.parameters.estimate).all()
    assert (again.covariance.to_numpy() == tied.covariance.to_numpy()).all()


def test_what_is_not_identified_is_said(economy, targets):
    few = cge.fit(targets("gdp"), FREE, economy, prior=False)
    assert few.rank == 1
    assert sum("not identified" in note for note in few.notes) == 2
    assert np.isinf(few.parameters.error).any()
    with pytest.raises(cge.InputError, match="do not identify"):
        few.fitted()
    held = cge.fit(targets("gdp"), FREE, economy)
    assert any("the prior alone decides" in note for note in held.notes)
    assert any("hardly informed" in note and "factors" in note for note in held.notes)
    assert np.isfinite(held.parameters.error).all()


def test_a_figure_out_of_reach_is_said_with_the_nearest(economy, targets):
    """Technology that may be a fifth better at most does not raise GDP by 30 %."""
    found = cge.fit(targets("gdp", gdp=30.0), with_tight_technology(), economy)
    (note,) = [n for n in found.notes if "out of reach" in n]
    best = found.targets.attainable["gdp"]
    assert found.targets.after["gdp"] < best + 1e-6
    assert best < 5
    assert f"{best:.4g}" in note


def with_tight_technology():
    """The free numbers, technology within a fifth."""
    tech = {"size_of": "tech", "times": {"uniform": {"low": 0.8, "high": 1.2}}, "source": "s"}
    return {**FREE, "numbers": {**FREE["numbers"], "tech": tech}}


def test_figures_that_contradict_one_another_are_said(economy, targets, figures):
    """One statistic with two values far apart."""
    two = targets("imports", "exports").targets
    low, high = (figures["imports"] * factor for factor in (0.6, 1.4))
    again = {
        "low": two["imports"].model_copy(update={"value": low}),
        "high": two["imports"].model_copy(update={"value": high}),
    }
    both = targets("imports").model_copy(update={"targets": again})
    found = cge.fit(both, FREE, economy)
    assert any(note.startswith("in conflict: low and high") for note in found.notes)


def test_bounds_hold(economy, targets):
    found = cge.fit(targets(), with_tight_technology(), economy, prior=False)
    assert found.verified
    assert found.parameters.estimate["tech"] == pytest.approx(1.2)
    assert found.parameters["at"]["tech"] == "upper"


def test_the_bootstrap_agrees_with_the_delta_method(economy, targets):
    """Draws of figures and of the prior's middle together have the spread of the estimate."""
    one = {**FREE, "numbers": {"tech": FREE["numbers"]["tech"]}}
    found = cge.fit(targets("gdp"), one, economy, bootstrap=10, seed=3)
    ratio = found.parameters.bootstrap_error["tech"] / found.parameters.error["tech"]
    assert 0.45 < ratio < 1.7


def test_estimates_are_a_file_that_a_sweep_draws_from(economy, tied, scenario_file, tmp_path):
    path = tmp_path / "fitted.yaml"
    path.write_text(yaml.safe_dump(tied.fitted(), sort_keys=False))
    sweep = cge.sweep(economy, scenario_file, path, method="skewed3")
    numbers = sweep.numbers
    for label, row in tied.parameters.iterrows():
        assert float(numbers["mean"][label]) == pytest.approx(row.estimate, rel=0.05)
    (part,) = sweep.parts
    drawn = part.planned.case.correlation
    error = tied.parameters.error.to_numpy()
    np.testing.assert_allclose(
        drawn, tied.covariance.to_numpy() / np.outer(error, error), atol=0.01
    )


def test_an_ordinary_run_at_the_estimates_has_the_figures_after(economy, tied, scenario_file):
    moved, plan = cge.at_means(economy, scenario_file, tied.fitted())
    result = cge.solve(moved, plan)
    assert result.verified
    for name, row in tied.targets.iterrows():
        statistic, experiment, where = ASKED[name]
        found = getattr(result.stats, statistic)(by=(), where=where).percent
        # The means of the fitted distributions are a little beside the estimates, as they are cut.
        assert float(found.sel(experiment=experiment)) == pytest.approx(row.after, rel=0.02)
    assert "numbers: Estimates" in result.data.attrs["title"]


def test_estimates_away_from_their_bounds_are_the_means(economy, targets, scenario_file):
    """Wide bounds cut nothing off, and the run has the figures of the fit to the last digits."""
    one = {**FREE, "numbers": {"tech": FREE["numbers"]["tech"]}}
    found = cge.fit(targets("gdp"), one, economy)
    moved, plan = cge.at_means(economy, scenario_file, found.fitted())
    result = cge.solve(moved, plan)
    after = result.stats.real_gdp(by=(), where={"region": "R2"}).percent.sel(experiment="both")
    assert float(after) == pytest.approx(found.targets.after["gdp"], rel=1e-9)


def test_selections_and_packages_are_written_as_they_are_read(economy, targets, scenario_file):
    """Labels without `each`, and one parameter of a package."""
    several = {
        "goods": {
            "parameter": "sigma_import_source",
            "sector": ["S1", "S2"],
            "times": {"lognormal": {"sd": 0.3}},
            "source": "s",
        },
        "rest": {
            "parameter": "sigma_import_source",
            "sector": {"not": ["S1", "S2"]},
            "each": "sector",
            "times": {"triangular": {"low": 0.5, "mode": 1, "high": 2}},
            "source": "s",
        },
        "size": {
            "size_of": "tech",
            "only": "productivity",
            "times": {"normal": {"sd": 0.3}},
            "source": "s",
            "assumed": True,
        },
    }
    found = cge.fit(targets("imports", "gdp"), {**WORDS, "numbers": several}, economy)
    written = cge.Uncertainty.from_dict(found.fitted())
    assert written.numbers["goods"].where["sector"].names == ("S1", "S2")
    assert list(written.numbers) == ["goods", "rest[S3]", "rest[S4]", "size"]
    assert written.numbers["size"].only == "productivity"
    assert written.numbers["size"].assumed
    assert written.numbers["goods"].chance.kind == "lognormal"
    moved, _ = cge.at_means(economy, scenario_file, written)
    ratio = moved.benchmark.sigma_import_source / economy.benchmark.sigma_import_source
    expected = found.parameters.estimate["goods"]
    np.testing.assert_allclose(ratio.sel(sector=["S1", "S2"]), expected, rtol=1e-9)


def test_a_fit_that_has_not_ended_says_so(economy, targets):
    """Priors a billionth wide leave IPOPT without a slope that it could see."""
    narrow = {"tech": {"size_of": "tech", "times": {"normal": {"sd": 1e-9}}, "source": "s"}}
    found = cge.fit(targets("gdp"), {**WORDS, "numbers": narrow}, economy, prior=False)
    assert not found.verified
    assert "did not settle" in found.verdict


def test_a_run_takes_elasticities_and_sizes_alone(economy, scenario_file):
    other = {"parameter": "productivity", "times": {"normal": {"sd": 0.1}}, "source": "s"}
    with pytest.raises(cge.InputError, match="'other' is no elasticity and no size"):
        cge.at_means(economy, scenario_file, {**WORDS, "numbers": {"other": other}})


# ---------------------------------------------------------------------- what does not fit
def test_everything_wrong_is_said_at_once(economy, targets):
    other = {
        **WORDS,
        "numbers": {
            "a": {"size_of": "tehc", "times": {"normal": {"sd": 1}}, "source": "s"},
            "b": {"data": "sales", "times": {"normal": {"sd": 0.1}}, "source": "s"},
        },
    }
    with pytest.raises(cge.InputError, match="'b' is data"):
        cge.fit(targets(), other, economy)
    del other["numbers"]["b"]
    with pytest.raises(cge.InputError, match="'a' moves nothing"):
        cge.fit(targets(), other, economy)
    with pytest.raises(cge.InputError, match="bootstrap"):
        cge.fit(targets(), FREE, economy, bootstrap=-1)


def test_targets_of_the_benchmark_alone_cannot_be_fitted(economy):
    fixed = {
        "title": "gdp",
        "statistic": "gdp",
        "measure": "benchmark",
        "value": 1.0,
        "unit": "million USD",
        "error": 1.0,
        "source": "s",
        "status": "quoted",
    }
    with pytest.raises(cge.InputError, match="no target has a scenario"):
        cge.fit(cge.Targets.from_dict({**WORDS, "targets": {"gdp": fixed}}), FREE, economy)
