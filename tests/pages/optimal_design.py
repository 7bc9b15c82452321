"""Tables of the page on optimal design."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

import cge
from cge.inputs import find as locations
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "optimal-design.md"
AGGREGATIONS = ("5x6", "16x22")
HOME = "EU27"
CARBON, BORDER, LIMIT = "carbon_price", "border_price", "world_emissions"


def given() -> dict[str, Any]:
    """The shipped problem, as it is written."""
    return yaml.safe_load(locations.shipped("problems")["eu-carbon-and-border"].read_text("utf-8"))


def optimum(aggregation: str, problem: dict[str, Any]) -> cge.Optimum:
    """The solution of a problem."""
    return cge.optimise(economy(aggregation=aggregation), cge.Problem.from_dict(problem))


@cache
def shipped(aggregation: str) -> cge.Optimum:
    """The solution of the shipped problem."""
    found = optimum(aggregation, given())
    assert found.verified, found.verdict
    return found


@cache
def elsewhere(aggregation: str) -> float:
    """Emissions abroad over the fall at home, of one dollar more on carbon at the optimum."""
    found, problem = shipped(aggregation), given()
    prices = found.controls["value"]
    steps = {"at": float(prices[CARBON]), "above": float(prices[CARBON]) + 1}
    packages = {}
    for name, price in steps.items():
        levels = {CARBON: price, BORDER: float(prices[BORDER])}
        shocks = [
            {**shock, "set": levels[control]}
            for control, of in problem["controls"].items()
            for shock in of["shocks"]
        ]
        packages[name] = {"shocks": shocks}
    settings = ("carbon_prices", "emissions", "abatement")
    plan = {k: problem[k] for k in settings if k in problem} | {"title": "Marginal leakage"}
    result = cge.solve(
        economy(aggregation=aggregation), cge.Scenario.from_dict({**plan, "packages": packages})
    )
    emitted = result.data.emissions.sum("activity")
    more = emitted.sel(experiment="above") - emitted.sel(experiment="at")
    return float(-more.drop_sel(region=HOME).sum() / more.sel(region=HOME))


def example() -> str:
    """The shipped example at two aggregations."""
    rows = [["", *AGGREGATIONS]]
    found = [shipped(name) for name in AGGREGATIONS]
    shadow = [float(one.constraints.loc[LIMIT, "shadow_price"]) for one in found]
    leak = [elsewhere(name) for name in AGGREGATIONS]
    rows += [
        [title, *(fixed(one.controls.loc[control, "value"], 1) for one in found)]
        for title, control in (
            ("carbon price in the EU, USD per t", CARBON),
            ("price at the border, USD per t", BORDER),
        )
    ]
    rows.append(["shadow price of world emissions, USD per t", *(fixed(x, 1) for x in shadow)])
    rows.append(
        [
            "emitted elsewhere of the last tonne saved in the EU, %",
            *(fixed(100 * part, 0) for part in leak),
        ]
    )
    worth = (price * (1 - part) for price, part in zip(shadow, leak, strict=True))
    rows.append(["worth of that tonne, USD", *(fixed(x, 1) for x in worth)])
    gains = (one.objective["value"] for one in found)
    rows.append(["world equivalent variation, million USD", *(fixed(x, 0) for x in gains)])
    return markdown(rows)


def variants() -> str:
    """The same target at 5x6 under other objectives and means."""
    rows = [["5x6", "Carbon price, USD per t", "Price at the border", "World EV, million USD"]]
    for title, problem in _variants():
        found = optimum("5x6", problem)
        if not found.verified:
            assert "no levels found within the bounds keep it" in found.verdict
            rows.append([title, "no prices up to 300 reach the target", "", ""])
            continue
        values = found.controls["value"]
        border = values[BORDER] if BORDER in values else values[CARBON]
        world = float(found.result.summary().equivalent_variation.sum())
        rows.append([title, fixed(values[CARBON], 1), fixed(border, 1), fixed(world, 0)])
    return markdown(rows)


def _variants() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "the example", given()
    own = given()
    own["objective"] = {
        "maximise": [{"variable": "equivalent_variation", "where": {"region": HOME}}]
    }
    yield "for the EU's own welfare", own
    yield "without abatement", given() | {"abatement": "none"}
    one = given()
    del one["controls"][BORDER]
    charge = {"destination": HOME, "sectors": "cbam", "price": "home", "intensity": "direct"}
    yield "border follows the carbon price", one | {"given": {"cbam": charge | {"source": "none"}}}


PARTS = {"example": example, "variants": variants}
