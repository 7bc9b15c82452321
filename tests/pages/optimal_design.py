"""Tables of the page on optimal design."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property
from typing import Any

import xarray as xr
import yaml

import cge
from cge.experiments.decomposition import decompose
from cge.inputs import find as locations
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "optimal-design.md"
HOME = "EU27"
CARBON, BORDER, LIMIT = "carbon_price", "border_price", "world_emissions"
SETTINGS = ("structure", "carbon_prices", "emissions", "abatement")
CURVE = {
    "elasticity": 0.3,
    "reference": 50,
    "source": "ASSUMPTION, no estimate: 19 % less per unit of output at 50 USD, 28 % at 100",
}
# Taxes on purchases, among the effects on welfare.
ON_PURCHASES = ("intermediate_tax", "final_tax")


def given() -> dict[str, Any]:
    """The shipped problem, as it is written."""
    return yaml.safe_load(locations.shipped("problems")["eu-carbon-and-border"].read_text("utf-8"))


def of_activities() -> dict[str, Any]:
    """The problem with a price and a cap for activities alone."""
    problem = given()
    problem["controls"][CARBON]["shocks"].pop()
    problem["constraints"][LIMIT]["sum"].pop()
    return problem


def by_output() -> dict[str, Any]:
    """The problem for activities alone, whose emissions follow output along an assumed curve."""
    problem = of_activities() | {"emissions": "output", "abatement": CURVE}
    del problem["structure"]
    return problem


class Solved:
    """The optimum of a problem, and what one dollar more does there."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        self.economy = economy(aggregation=problem["aggregation"])
        self.optimum = cge.optimise(self.economy, cge.Problem.from_dict(problem))

    def price(self, control: str) -> float:
        """Best level of a control."""
        return float(self.optimum.controls.loc[control, "value"])

    @property
    def border(self) -> str:
        """Price at the border, as a control or as a border adjustment at the carbon price."""
        if "given" in self.problem:
            return fixed(self.price(CARBON), 1)
        return fixed(self.price(BORDER), 1) if BORDER in self.problem["controls"] else ""

    @property
    def shadow_price(self) -> float:
        """What a tonne less in the world costs, USD."""
        return float(self.optimum.constraints.loc[LIMIT, "shadow_price"])

    @property
    def world(self) -> float:
        """Equivalent variation of the world, million USD."""
        return float(self.optimum.result.summary().equivalent_variation.sum())

    @cached_property
    def elsewhere(self) -> float:
        """Emissions abroad over the fall at home, of one dollar more on carbon."""
        packages = {}
        for name, more in (("at", 0.0), ("above", 1.0)):
            levels = {CARBON: self.price(CARBON) + more, BORDER: self.price(BORDER)}
            packages[name] = {
                "shocks": [
                    {**shock, "set": levels[control]}
                    for control, of in self.problem["controls"].items()
                    for shock in of["shocks"]
                ]
            }
        settings = {key: self.problem[key] for key in SETTINGS if key in self.problem}
        plan = {**settings, "title": "One dollar more", "packages": packages}
        data = cge.solve(self.economy, cge.Scenario.from_dict(plan)).data
        emitted = self._emitted(data)
        more = emitted.sel(experiment="above") - emitted.sel(experiment="at")
        return float(-more.drop_sel(region=HOME).sum() / more.sel(region=HOME))

    def _emitted(self, data: xr.Dataset) -> xr.DataArray:
        found = data.emissions.sum("activity")
        if len(self.problem["constraints"][LIMIT]["sum"]) > 1:
            found = found + data.household_emissions.sum("sector")
        return found

    def effect(self, *names: str) -> float:
        """Effects on the welfare of the world of the whole policy, million USD."""
        return float(sum(self._effects[name].sum() for name in names))

    @cached_property
    def _effects(self) -> xr.Dataset:
        return decompose(self.economy, self.optimum.scenario).effects


def example() -> str:
    """The shipped example, with supply of fuels, for activities alone, and along a curve."""
    forms = {
        "the example": given(),
        "fuels in scarce supply": given() | {"structure": "energy"},
        "activities alone": of_activities(),
        "activities alone, by output along a curve": by_output(),
    }
    found = [Solved(problem) for problem in forms.values()]
    assert all(one.optimum.verified for one in found)
    shown = {
        "carbon price in the EU, USD per t": ([one.price(CARBON) for one in found], 1),
        "price at the border, USD per t": ([one.price(BORDER) for one in found], 1),
        "shadow price of world emissions, USD per t": ([one.shadow_price for one in found], 1),
        "emitted elsewhere of the last tonne saved in the EU, %": (
            [100 * one.elsewhere for one in found],
            0,
        ),
        "worth of that tonne, USD": ([one.shadow_price * (1 - one.elsewhere) for one in found], 1),
        "world equivalent variation, billion USD": ([one.world / 1e3 for one in found], 1),
        "of which the carbon price": ([one.effect("carbon_price") / 1e3 for one in found], 1),
        "of which taxes on purchases": ([one.effect(*ON_PURCHASES) / 1e3 for one in found], 1),
    }
    rows = [["16x24", *forms]]
    rows += [[title, *(fixed(x, digits) for x in row)] for title, (row, digits) in shown.items()]
    return markdown(rows)


def variants() -> str:
    """The same target under other objectives, means, and from other starts."""
    rows = [["16x24", "Carbon price, USD per t", "Price at the border", "World EV, billion USD"]]
    for title, problem in _variants():
        found = Solved(problem)
        if not found.optimum.verified:
            assert "no levels found within the bounds keep it" in found.optimum.verdict
            rows.append([title, "no prices up to 300 reach the target", "", ""])
            continue
        carbon, world = fixed(found.price(CARBON), 1), fixed(found.world / 1e3, 1)
        rows.append([title, carbon, found.border, world])
    return markdown(rows)


def _variants() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "the example", given()
    for carbon, border in ((5, 5), (250, 10), (10, 290)):
        problem = given()
        problem["controls"][CARBON]["start"] = carbon
        problem["controls"][BORDER]["start"] = border
        yield f"from {carbon} and {border} USD", problem
    own = given()
    own["objective"] = {
        "maximise": [{"variable": "equivalent_variation", "where": {"region": HOME}}]
    }
    yield "for the EU's own welfare", own
    one = deepcopy(given())
    del one["controls"][BORDER]
    charge = {"destination": HOME, "sectors": "cbam", "price": "home", "intensity": "direct"}
    yield "border follows the carbon price", one | {"given": {"cbam": charge | {"source": "none"}}}
    alone = deepcopy(given())
    del alone["controls"][BORDER]
    yield "no charge at the border", alone
    fixed_inputs = by_output()
    del fixed_inputs["abatement"]
    yield "neither fuel nor curve: emissions follow output", fixed_inputs


PARTS = {"example": example, "variants": variants}
# tests/design/test_optimise.py holds the column of the example, and that other starts end there.
LONG = ("example", "variants")
