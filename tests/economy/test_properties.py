"""Properties of random economies: what must hold whatever the data and elasticities are.

Economies have 2 to 6 regions and 1 to 6 sectors, with flows that are zero, elasticities from 0 to
20 by label, 0 and 1 among them, and optional parts of the model. Examples are the same each time;
with ``CGE_PROPERTIES=long`` there are many more, and new ones each time.
"""

from __future__ import annotations

import os

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import cge
from calibration import random_benchmark
from calibration.variables import ELASTICITIES
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.symbols.registry import REGISTRY
from cge.verification.verify import verify
from tests.economy.conftest import scenario_of

LONG = os.environ.get("CGE_PROPERTIES") == "long"


def steps(low: float, high: float):
    """Numbers in steps of 0.05, so that examples can be read."""
    return st.integers(round(20 * low), round(20 * high)).map(lambda n: n / 20)


# 0 and 1 are special; beside 1 the CES form loses digits.
ANY = st.one_of(st.sampled_from([0.0, 1.0, 1.00001]), steps(0, 20))
# Where a shock has an equilibrium, and one only: trade elastic, factors and goods substitutable.
ELASTIC = {
    "sigma_import_source": steps(1.5, 20.0),
    "sigma_domestic_import": steps(1.5, 20.0),
    "sigma_value_added": st.one_of(st.just(1.0), steps(0.2, 5.0)),
    "sigma_intermediate": st.one_of(st.sampled_from([0.0, 1.0]), steps(0.0, 3.0)),
    "sigma_top": st.one_of(st.sampled_from([0.0, 1.0]), steps(0.0, 2.0)),
    "sigma_final": st.one_of(st.just(1.0), steps(0.2, 3.0)),
    # More, and goods can be made of themselves without labour once productivity is a little higher.
    "energy": st.one_of(st.sampled_from([0.0, 1.0]), steps(0.0, 2.0)),
}


def examples(count: int):
    """Settings of a test: so many examples, the same each time, or many more and new ones."""
    return settings(
        max_examples=30 * count if LONG else count,
        derandomize=not LONG,
        database=None,
        deadline=None,
        phases=tuple(Phase)
        if LONG
        else (Phase.explicit, Phase.generate),  # shrinking takes minutes
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@st.composite
def benchmarks(draw, elasticities=None):
    """A random benchmark, its elasticities by label, and perhaps optional parts of the model."""
    data = random_benchmark(
        regions=draw(st.integers(2, 6)),
        sectors=draw(st.integers(1, 6)),
        seed=draw(st.integers(0, 10_000)),
        zeros=draw(st.sampled_from([0.0, 0.1, 0.4])),
        by_user=draw(st.booleans()),
    )
    if elasticities is not None:
        assume(lends_less_than_half(data))
    for name in ELASTICITIES:
        chosen = ANY if elasticities is None else elasticities[name]
        size = data[name].size
        data[name] = data[name].copy(data=draw(st.lists(chosen, min_size=size, max_size=size)))
    return with_features(draw, data, ANY if elasticities is None else elasticities["energy"])


def lends_less_than_half(data):
    """Of its spending, every region. What is lent is fixed, so a region that lends five times what
    it spends has no income left after a small loss on its terms of trade, and no equilibrium."""
    spent = (data.final_use + data.final_tax).sum(["sector", "agent"])
    return bool((data.foreign_saving.to_numpy() > -0.5 * spent.to_numpy()).all())


def with_features(draw, data, sigma):
    """Factor taxes, an abatement curve, a capital-energy nest, each or none."""
    if draw(st.booleans()):
        taxes = 0.1 * data.value_added
        data = data.assign(value_added=data.value_added - taxes, factor_tax=taxes)
    if draw(st.booleans()):
        data = with_abatement(data, draw(st.one_of(st.just(1.0), steps(0, 3))))
    if draw(st.booleans()):
        sigmas = draw(st.lists(sigma, min_size=2, max_size=2))
        data = with_capital_energy(data, [str(data.sector[0].item())], *sigmas)
    return data


def passes(checks):
    failed = [str(c) for c in checks if not c.passed]
    assert failed == []


@examples(8)
@given(benchmarks())
def test_the_benchmark_is_a_solution_that_passes_every_check(data):
    """Replication, homogeneity, Walras' law, GDP three ways, receipts and balances."""
    economy = cge.load(data)
    assert economy.residuals().worst.max() < 1e-9
    counts = economy.counts()
    assert counts.equations.sum() == counts.unknowns.sum()
    system = economy.model.system
    values = system.values()
    passes(verify(values, system, economy))


@st.composite
def shocks(draw, data):
    """A few changes of policy, technology and endowments, up to a quarter."""
    regions = [str(k) for k in data.region.to_numpy()]
    here, there = draw(st.sampled_from(regions)), draw(st.sampled_from(regions))
    percent = st.integers(-25, 25).filter(bool)
    return [
        {"parameter": "tariff_power", "destination": here, "add_points": draw(st.integers(1, 40))},
        {"parameter": "iceberg", "origin": there, "percent": draw(percent)},
        {"parameter": "productivity", "region": here, "percent": draw(st.integers(1, 25))},
        {"parameter": "endowment", "factor": "labour", "region": there, "percent": draw(percent)},
    ]


@examples(6)
@given(st.data())
def test_after_shocks_every_check_holds_and_only_nominal_values_double(data):
    """The result is verified (Walras, GDP three ways, homogeneity...), and with twice the
    numeraire, solved anew, prices double and quantities stay."""
    benchmark = data.draw(benchmarks(ELASTIC))
    economy = cge.load(benchmark)
    moved = data.draw(shocks(benchmark))
    result = cge.solve(economy, scenario_of(*moved))
    assert result.verified, result.verdict
    found = result._solved.values["shock"]
    system = economy.model.system
    doubled = {n: v for n, v in found.items() if not system.symbols[n].is_variable}
    doubled["numeraire_level"] = 2 * doubled["numeraire_level"]
    again = economy.model.solve(doubled).values
    for name in system.variables:
        at = system.unknown(name)
        factor = 2.0 if REGISTRY[name].nominal else 1.0
        size = np.abs(found[name][at]).max(initial=0.0)
        np.testing.assert_allclose(
            again[name][at], factor * found[name][at], rtol=1e-7, atol=1e-9 * size, err_msg=name
        )


@examples(3)
@given(st.data())
def test_the_order_of_labels_does_not_matter(data):
    benchmark = data.draw(benchmarks(ELASTIC))
    orders = {
        "region": data.draw(st.permutations(range(benchmark.sizes["region"]))),
        "sector": data.draw(st.permutations(range(benchmark.sizes["sector"]))),
    }
    along = {
        **dict.fromkeys(("region", "origin", "destination"), orders["region"]),
        **dict.fromkeys(("sector", "activity"), orders["sector"]),
    }
    if "user" in benchmark.dims:  # activities, then agents
        agents = range(benchmark.sizes["sector"], benchmark.sizes["user"])
        along["user"] = [*orders["sector"], *agents]
    moved = data.draw(shocks(benchmark))
    first = cge.solve(cge.load(benchmark), scenario_of(*moved)).data.sel(experiment="shock")
    other = cge.solve(cge.load(benchmark.isel(along)), scenario_of(*moved))
    second = other.data.sel(experiment="shock")
    for name in ("utility", "price_factor", "trade", "output", "factor_demand"):
        aligned = second[name].reindex_like(first[name])
        size = float(abs(first[name]).max())
        np.testing.assert_allclose(aligned, first[name], rtol=1e-7, atol=1e-9 * size, err_msg=name)


@examples(4)
@given(st.data())
def test_a_higher_tariff_on_a_flow_lowers_the_flow(data):
    """Where trade is elastic and paid for by exports. Where it is not elastic, the tariff can turn
    the terms of trade so far that more is imported (Metzler, see test_theory); and an economy whose
    imports are paid by a fixed transfer imports as much as before, whatever the tariff."""
    benchmark = data.draw(benchmarks(ELASTIC))
    abroad = benchmark.sales.where(benchmark.origin != benchmark.destination, 0.0)
    flows = np.argwhere(abroad.to_numpy() > 0)
    assume(len(flows))
    at = tuple(flows[data.draw(st.integers(0, len(flows) - 1))])
    spent = (benchmark.final_use + benchmark.final_tax).sum(["sector", "agent"]).to_numpy()
    assume(abs(float(benchmark.foreign_saving[at[2]])) < 0.25 * spent[at[2]])
    economy = cge.load(benchmark)
    power = economy.parameter_arrays["tariff_power"]
    quantities, values = [float(economy.arrays.sales[at])], None
    for rate in (5.0, 15.0, 40.0, 100.0):
        raised = power.copy()
        raised[at] += rate / 100
        values = economy.model.solve({"tariff_power": raised}, start=values).values
        quantities.append(float(values["trade"].reshape(power.shape)[at]))
    assert (np.diff(quantities) < 0).all()


@examples(4)
@given(st.data())
def test_at_any_elasticities_a_result_is_verified_or_refused(data):
    """Small shocks. Where nothing can be substituted there may be no equilibrium (factors that only
    work together, and more of one of them): then the solver says so, and never gives numbers."""
    benchmark = data.draw(benchmarks())
    small = [{**shock, "percent": 1} if "percent" in shock else shock | {"add_points": 1}
             for shock in data.draw(shocks(benchmark))]  # fmt: skip
    try:
        result = cge.solve(cge.load(benchmark), scenario_of(*small), solver={"staged": False})
    except cge.SolveError:
        return
    assert result.verified, result.verdict
