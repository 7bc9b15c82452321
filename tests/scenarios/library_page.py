"""Tables of the page on the scenario library, from the expected results of its scenarios."""

from __future__ import annotations

from functools import partial

from tests.pages import marks
from tests.pages.expected import expected, experiments, incomes, number, world_income
from tests.pages.numbers import fixed
from tests.pages.solved import solved

PAGE = marks.DOCS / "nqp-scenarios.md"
INCOME, EXPORTS, CO2 = "equivalent_variation_percent", "export_volume_percent", "co2_percent"
GREEN = "green-wave"
# Beside income: what a scenario is about.
BESIDE = {GREEN: ("CO2", CO2)}
POWER = {"aggregation": "energy", "structure": "electricity", "technology": "green-power"}


def names():
    """Scenarios that the page has a table of."""
    return [name.removeprefix("table ") for name in marks.names(PAGE) if name.startswith("table ")]


def page():
    """The page with its tables written anew."""
    tables = {f"table {name}": partial(table, name) for name in names()}
    return marks.renewed(PAGE, {**tables, "other figures": other_figures})


def table(name):
    """Real income and exports, or CO2, of every region in every experiment of a scenario, in %."""
    runs = experiments(name)
    title, beside = BESIDE.get(name, ("exports", EXPORTS))
    heads = [f"{run}: income | {title}" for run in runs]
    lines = [f"| Change in % | {' | '.join(heads)} |", "|---" * (1 + 2 * len(runs)) + "|"]
    for region in expected(name).index.unique("region"):
        numbers = [number(name, run, region, c) for run in runs for c in (INCOME, beside)]
        cells = [two(value) for value in numbers]
        lines.append(f"| {region} | {' | '.join(cells)} |")
    sums = [f"{two(world_income(name, run))} | {_world(name, run, beside)}" for run in runs]
    lines.append(f"| World | {' | '.join(sums)} |")
    return "\n".join(lines) + "\n"


def _world(name, run, column):
    """Emissions of the world; nothing of exports, which have no weights here."""
    if column != CO2:
        return ""
    rows = expected(name).loc[run]
    before = 100 * rows["co2_change"] / rows[CO2]
    return two(100 * rows["co2_change"].sum() / before.sum())


def other_figures():
    """What the text says beyond income and exports, in the benchmark and in experiments."""
    lines = ["| Scenario | Figure | Benchmark | Experiments |", "|---|---|---:|---|"]
    for scenario, title, values, digits in _figures():
        before, after = fixed(values.pop("benchmark"), digits), values.items()
        shown = ", ".join(f"`{run}` {fixed(value, digits)}" for run, value in after)
        lines.append(f"| `{scenario}` | {title} | {before} | {shown} |")
    return "\n".join(lines) + "\n"


def _figures():
    """Rows: scenario, title, values by experiment, digits."""
    measured = {"technology": "standard"}
    of = "digital-divide"
    found = solved(of, **measured).indicators("inequality").isel(region=0)
    yield of, "Theil's index of GDP per head", by_run(found.theil_per_head), 3
    yield of, "of which between advanced and other", by_run(found.theil_between_per_head), 3
    of = "data-blocs"
    found = solved(of, **measured).indicators("trade").digital_services_percent
    for region in ("CHN", "GBR"):
        title = f"digital services in services exports of {region}, %"
        yield of, title, by_run(found.sel(region=region)), 1
    of = "technology-embargo"
    trade = solved(of, **measured).indicators("trade")
    title = "concentration of import origins of CHN (Herfindahl)"
    yield of, title, by_run(trade.supply_concentration.sel(region="CHN")), 3
    moved = trade.labour_reallocation.sel(region="TWN")
    yield of, "labour of TWN that changes sector, %", by_run(moved), 1
    passed = 100 * solved(of, **measured).data.nqp_spillover.sel(region="CHN")
    yield of, "index points that imports bring CHN", by_run(passed), 2
    fixed_shares = solved(of, technology="fixed-spillover").data.equivalent_variation
    share = 100 * fixed_shares / fixed_shares.region.copy(data=incomes(of)[fixed_shares.region])
    title = "income of CHN with `--technology fixed-spillover`, %"
    yield of, title, by_run(share.sel(region="CHN")), 2
    of = "friend-shoring"
    trade = solved(of).indicators("trade")
    for region in ("EU27", "JPN", "KOR"):
        title = f"concentration of import origins of {region} (Herfindahl)"
        yield of, title, by_run(trade.supply_concentration.sel(region=region)), 3
    title = "imports in supply of EU27, %"
    yield of, title, by_run(trade.import_dependence.sel(region="EU27")), 1
    yield from _green()


def _green():
    """What the world emits, burns and generates in a green wave, % of the benchmark."""
    data = solved(GREEN, **POWER).data
    output, emitted = data.output.sum(["activity", "region"]), data.emissions_total.sum("region")
    at_home = data.household_emissions.sum(["sector", "region"])
    power = data.output.sum("region").sel(activity=["PWI", "PSO", "PCO"])
    for title, level in (
        ("emissions of activities per unit of output", emitted / output),
        ("emissions of households", at_home),
        ("wind power", power.sel(activity="PWI")),
        ("solar power", power.sel(activity="PSO")),
        ("coal power", power.sel(activity="PCO")),
    ):
        change = 100 * (level / level.sel(experiment="benchmark") - 1)
        yield GREEN, f"{title}, world, change in %", by_run(change), 2


def by_run(values):
    """Values by experiment."""
    return {str(run): float(values.sel(experiment=run)) for run in values.experiment.to_numpy()}


def two(value):
    """Two digits after the point."""
    return fixed(value, 2)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
