"""A carbon price in the EU under both forms of generation, on the page of electricity."""

from __future__ import annotations

from collections.abc import Callable

import xarray as xr

import cge
from cge.experiments.decomposition import decompose
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "electricity.md"
STRUCTURES = ("electricity", "electricity-additive")
HOME, PRICE = "EU27", 50
PLANTS = {
    "PCO": "coal", "PGA": "gas", "POI": "oil", "PNU": "nuclear", "PHY": "hydro", "PWI": "wind",
    "PSO": "solar", "PBI": "biomass",
}  # fmt: skip


class Form:
    """A price in the EU under a structure."""

    def __init__(self, structure: str) -> None:
        given = economy(aggregation="energy", structure=structure, carbon_prices="none")
        shock = {"parameter": "carbon_price_economy", "set": PRICE, "region": HOME}
        plan = cge.Scenario.from_dict({"title": "t", "packages": {"price": {"shocks": [shock]}}})
        result = cge.solve(given, plan)
        assert result.verified, result.verdict
        before, after = (result.data.sel(experiment=e) for e in ("benchmark", "price"))
        self.change = 100 * (after.sel(region=HOME) / before.sel(region=HOME) - 1)
        self.twh = given.benchmark.electricity.sel(region=HOME, activity=list(PLANTS))
        summary = result.summary().sel(experiment="price", region=HOME)
        self.welfare = float(summary.equivalent_variation) / 1e3
        saved = decompose(given, plan).effects.get("generation_mix")
        self.mix = 0.0 if saved is None else float(saved.sel(region=HOME).sum()) / 1e3

    def of(self, name: str, activity: str = "UTL") -> float:
        """Change of a variable of an activity, %."""
        return float(self.change[name].sel(activity=activity))

    @property
    def more(self) -> xr.DataArray:
        """TWh more by plant."""
        return self.twh * self.change.output.sel(activity=list(PLANTS)) / 100


ROWS: dict[str, Callable[[Form], float]] = {
    "all plants": lambda form: 100 * float(form.more.sum() / form.twh.sum()),
    "generation, as suppliers use it": lambda form: form.of("generation_bundle"),
    "supply (UTL)": lambda form: form.of("output"),
    "its price": lambda form: form.of("price_basic"),
    "emissions of all EU activities": lambda form: float(form.change.emissions_total),
    "equivalent variation of the EU, billion USD": lambda form: form.welfare,
    "of which dearer or cheaper MWh": lambda form: form.mix,
}


def forms() -> str:
    """What a price does to plants and supply under both forms."""
    both = [Form(name) for name in STRUCTURES]
    heads = [f"`{name}`, {unit}" for name in STRUCTURES for unit in ("%", "TWh")]
    rows = [["", *heads]]
    for label, title in PLANTS.items():
        cells = []
        for form in both:
            twh = float(form.more.sel(activity=label))
            cells += [fixed(form.of("output", label), 1), fixed(twh, 0)]
        rows.append([title, *cells])
    for title, value in ROWS.items():
        cells = []
        for form in both:
            twh = fixed(float(form.more.sum()), 0) if title == "all plants" else ""
            cells += [fixed(value(form), 1), twh]
        rows.append([title, *cells])
    return markdown(rows)


PARTS = {"forms": forms}
