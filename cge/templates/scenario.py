"""A template of a scenario."""

from __future__ import annotations

from cge.economy.benchmark.emissions import EMISSIONS
from cge.inputs.find import shipped
from cge.inputs.kinds import DEFAULT_DATA
from cge.scenarios.package import OPERATIONS, Package, Shock
from cge.scenarios.scenario import Scenario
from cge.symbols.registry import SHOCKABLE
from cge.templates.commented import Example, comment, documented, file_of, listed, quoted
from cge.templates.places import Places
from cge.templates.settings import ASSUMPTION, HOW, words


def scenario(places: Places) -> str:
    """A scenario with a tariff that falls on trade, at the labels of the data."""
    head = [
        "A scenario: a question, and the shocks that answer it. Run it: cge run FILE",
        f"docs/scenarios.md explains every key. {HOW}",
        "Labels depend on the data and on the aggregation; these are those of "
        f"{places.name} at {places.benchmark.attrs.get('aggregation', 'the finest level')}.",
        f"Regions: {listed(places.labels('region'))}.",
        f"Sectors: {listed(places.labels('sector'))}.",
        f"Groups of regions: {listed(places.named_groups('region')) or 'none'}.",
        f"Groups of sectors: {listed(places.named_groups('sector')) or 'none'}.",
    ]
    return file_of(head, Scenario, {**_settings(), "packages": Example(_packages(places))})


def _settings() -> dict[str, Example]:
    """Examples of the keys beside the packages, each with the names that are shipped."""
    return {
        **words("My scenario"),
        "author": Example("author: A. Economist"),
        "data": Example(f"data: {DEFAULT_DATA}", False, _names("benchmarks")),
        "aggregation": Example("aggregation: 16x24", False, _names("aggregations")),
        "closure": Example("closure: standard", notes=_names("closures")),
        "factors": Example("factors: [skilled_labour]", False),
        "technology": Example("technology: standard", False, _names("technologies")),
        "abatement": Example(
            f"abatement: {{elasticity: 0.3, reference: 50, source: {quoted(ASSUMPTION)}}}",
            False,
            _names("abatements"),
        ),
        "structure": Example("structure: gtap-like", False, _names("structures")),
        "emissions": Example("emissions: output", False, (f"One of: {listed(EMISSIONS)}.",)),
        "gases": Example("gases: all", False, ("Counts other gases in CO2 equivalents.",)),
        "carbon_prices": Example("carbon_prices: none", False),
        "swap": Example(
            "swap:\n  - {parameter: endowment, variable: real_factor_price, factor: labour}", False
        ),
        "base": Example("base: tariffs-2025", False, _names("scenarios")),
        "contributions": Example("contributions: true", False),
        "experiments": Example("experiments:\n  tariff: [tariff]"),
    }


def _names(kind: str) -> tuple[str, ...]:
    return (f"Shipped: {listed(shipped(kind))}.",)


def _packages(places: Places) -> str:
    """A package of one shock, with what a shock and a package may hold."""
    sector, origin, destination = places.flows()[0]
    meanings, others = documented(Shock), documented(Package)
    lines = ["packages:", "  tariff:"]
    lines += [f"    title: {quoted(f'10 points on {sector} from {origin} in {destination}')}"]
    lines += comment("A shock names one parameter, some labels, and one operation:", "    ")
    for operation in OPERATIONS:
        lines += comment(f"{operation}: {meanings[operation]}", "    ")
    lines += comment("Parameters, with their kind and dimensions:", "    ")
    for entry in SHOCKABLE:
        if not entry.feature:
            dims = listed(entry.dims)
            lines += comment(f"{entry.name} ({entry.kind}; {dims}): {entry.description}", "    ")
    lines += [
        "    shocks:",
        "      - parameter: tariff_power",
        f"        sector: {quoted(sector)}",
        f"        origin: {quoted(origin)}",
        f"        destination: {quoted(destination)}",
        "        add_points: 10",
        f"        source: {quoted(ASSUMPTION)}",
    ]
    for name in ("carbon", "cbam", "tariffs", "regimes"):
        lines += comment(f"{name}: {others[name]}", "    ")
    return "\n".join(lines)
