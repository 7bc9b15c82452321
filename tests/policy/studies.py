"""Border adjustments beside published studies: what is solved, and the tables of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import xarray as xr

import cge
from calibration.inter_industry.exposure import border_exposure
from cge.inputs.groups import shipped_groups
from cge.inputs.selector import NamedGroups
from tests.pages import marks
from tests.pages.expected import experiments, number, world, world_income
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy, full
from tests.pages.solved import solved as solved_by_default

Row = Sequence[str]

PAGE = marks.DOCS / "cbam-studies.md"
DESIGN = "cbam-design"
AGGREGATION = "14x24"  # keeps income groups, Asia, and coal from oil and gas apart
EU = "EU27"
ASIA = ["CHN", "IND", "ASD"]
# Price step and border step of the scenario `cbam-unctad`.
STEPS = {44: ("price_44", "price_44_border"), 88: ("price_88", "price_88_border")}
# Emissions follow output, and an abatement curve; energy in fixed proportions.
BY_OUTPUT = {"emissions": "output", "abatement": "oecd-2022", "structure": "gtap-like"}
ADB = ("ets_100_eur", "ets_100_eur_border")


def solved(scenario: str, **given: str) -> cge.Result:
    """A shipped scenario, at the aggregation of the studies."""
    return solved_by_default(scenario, aggregation=AGGREGATION, **given)


@cache
def named_groups() -> NamedGroups:
    """Groups of labels of the aggregation of the studies."""
    found = economy(aggregation=AGGREGATION)
    return NamedGroups(found.groups, found.benchmark)


class Study:
    """Statistics of one result: each is a change from one experiment to another."""

    def __init__(self, result: cge.Result) -> None:
        self.data = result.data
        groups = named_groups()
        self.covered = list(groups("sector", "cbam"))
        self.developing = list(groups("region", "developing"))
        regions = [str(r) for r in self.data.region.to_numpy()]
        self.developed = [r for r in regions if r not in (*self.developing, EU)]

    def covered_exports(self, origins: list[str], before: str, after: str) -> float:
        """Volume of exports of covered goods to all regions, %."""
        flows = self.data.trade * (self.data.origin != self.data.destination)
        total = flows.sel(sector=self.covered, origin=origins).sum(["sector", "origin"])
        return self._percent(total.sum("destination"), before, after)

    def volume_to_eu(self, origins: list[str], goods: list[str], before: str, after: str) -> float:
        """Volume of exports of some goods to the EU, %."""
        flows = self.data.trade.sel(sector=goods, origin=origins, destination=EU)
        return self._percent(flows.sum(["sector", "origin"]), before, after)

    def exports_to_eu(self, origins: list[str], before: str, after: str) -> float:
        """Value of all exports to the EU before duty and charge, %."""
        seller = self.data.price_basic.rename(activity="sector", region="origin")
        flows = (seller * self.data.export_power * self.data.trade).sel(destination=EU)
        return self._percent(flows.sel(origin=origins).sum(["sector", "origin"]), before, after)

    def income(self, regions: list[str], before: str, after: str) -> float:
        """Equivalent variation, billion USD."""
        ev = self.data.equivalent_variation.sel(region=regions).sum("region")
        return float(ev.sel(experiment=after) - ev.sel(experiment=before)) / 1e3

    def co2(self, before: str, after: str, region: str | None = None) -> float:
        """Emissions of a region, or of the world, %."""
        total = self.data.emissions.sum("activity")
        total = total.sum("region") if region is None else total.sel(region=region)
        return self._percent(total, before, after)

    def leakage(self, after: str) -> float:
        """Rise of emissions outside the EU over their fall inside, from the benchmark, %."""
        total = self.data.emissions.sum("activity")
        change = total.sel(experiment=after) - total.sel(experiment="benchmark")
        return float(-100 * change.drop_sel(region=EU).sum() / change.sel(region=EU))

    def _percent(self, total: xr.DataArray, before: str, after: str) -> float:
        return 100 * float(total.sel(experiment=after) / total.sel(experiment=before) - 1)


def unctad() -> Iterator[Row]:
    """The two steps of UNCTAD (2021)."""
    yield ("", "UNCTAD", "here", "here, by output")
    by_fuel, by_output = Study(solved("cbam-unctad")), Study(solved("cbam-unctad", **BY_OUTPUT))
    for price, published in PUBLISHED.items():
        before, after = STEPS[price]
        found = [
            (
                study.co2("benchmark", before, EU),
                study.leakage(before),
                study.leakage(after),
                study.co2(before, after),
                study.covered_exports(study.developing, before, after),
                study.covered_exports(study.developed, before, after),
                study.income(study.developing, before, after),
                study.income([*study.developed, EU], before, after),
            )
            for study in (by_fuel, by_output)
        ]
        for n, (name, figure) in enumerate(published.items()):
            digits = 2 if "World" in name else 1
            yield (f"{price} USD: {name}", figure, *(_number(f[n], digits) for f in found))


# Name of a statistic -> published figure, as the page says where it is from.
PUBLISHED = {
    44: {
        "EU CO2, price step, %": "−13",
        "leakage before the border step, %": "13.3",
        "leakage after it, %": "5.2",
        "World CO2, border step, %": "about −0.1",
        "covered exports of developing economies, border step, %": "−1.4",
        "covered exports of others outside the EU, border step, %": "rise",
        "income of developing economies, border step, bn USD": "−5.9",
        "income of developed economies, border step, bn USD": "+1.5 (quoted)",
    },
    88: {
        "EU CO2, price step, %": "",
        "leakage before the border step, %": "",
        "leakage after it, %": "",
        "World CO2, border step, %": "",
        "covered exports of developing economies, border step, %": "−2.4",
        "covered exports of others outside the EU, border step, %": "rise",
        "income of developing economies, border step, bn USD": "",
        "income of developed economies, border step, bn USD": "",
    },
}


def adb() -> Iterator[Row]:
    """The comparison of the ADB (2024): an emissions trading system with and without the charge."""
    yield ("100 EUR, border step", "ADB", "here", "here, by output")
    studies = Study(solved("cbam-100")), Study(solved("cbam-100", **BY_OUTPUT))
    everyone = [*studies[0].developing, *studies[0].developed]
    rows = {
        "World CO2, %": ("less than −0.2", lambda s: s.co2(*ADB)),
        "exports to the EU, all economies, %": ("−0.4", lambda s: s.exports_to_eu(everyone, *ADB)),
        "exports to the EU, Asia, %": ("−1.1", lambda s: s.exports_to_eu(ASIA, *ADB)),
    }
    for name, (published, statistic) in rows.items():
        yield (name, published, *(_number(statistic(s), 2) for s in studies))


def exposure(most: int = 8, least: int = 4) -> Iterator[Row]:
    """Exposure at 100 USD as the World Bank defines it: the most and the least exposed."""
    yield ("", "all covered", "steel", "other metals", "cement, glass", "chemicals", "electricity")
    home = list(shipped_groups().resolve("region", EU, full()))
    goods = ["C24A", "C24B", "C23", "C20", "D"]
    found = border_exposure(full(), home, goods, ["D"])
    order = found["all"].sortby(found["all"], ascending=False).region.to_numpy()
    for region in (*order[:most], *order[-least:]):
        here = found.sel(region=region)
        numbers = [float(here["all"]), *(float(here.by_sector.sel(sector=s)) for s in goods)]
        yield (str(region), *(_number(x, 1) for x in numbers))


def designs() -> Iterator[Row]:
    """Designs of one adjustment: who gains, who pays, what it does to emissions."""
    yield (
        *("", "Receipts", "EU", "China", "Russia", "ROW"),
        *("World", "World, % of income", "CO2 EU", "CO2 world"),
    )
    for label in experiments(DESIGN):
        receipts, ev, co2 = (
            world(DESIGN, label, name)
            for name in ("border_charge_revenue", "equivalent_variation", "co2_change")
        )
        one = [number(DESIGN, label, r, "equivalent_variation") for r in (EU, "CHN", "RUS", "ROW")]
        numbers = [(x / 1e3, 1) for x in (receipts, *one, ev)]
        numbers += [(world_income(DESIGN, label), 3)]
        numbers += [(number(DESIGN, label, EU, "co2_change"), 0), (co2, 0)]
        yield (f"`{label}`", *(_number(x, digits) for x, digits in numbers))


def burden() -> Iterator[Row]:
    """Who bears the charge of the plain design, and what origins lose beside it."""
    table = solved_by_default(DESIGN).border_adjustment().sel(experiment="direct")
    yield ("`direct`", "Charge", "Buyers", "Sellers", "Government", "Excess burden")
    names = ("charge_paid", *(f"burden_{k}" for k in ("importer", "exporter", "government")))
    names += ("excess_burden",)
    yield ("world, bn USD", *(_number(float(table[name].sum()) / 1e3, 2) for name in names))


def origins() -> Iterator[Row]:
    """Of the charge on goods of an origin: the fall of sellers' prices, the loss of welfare."""
    table = solved_by_default(DESIGN).border_adjustment().sel(experiment="direct")
    yield ("`direct`, % of the charge on its goods", "prices fall by", "welfare changes by")
    for region in ("CHN", "RUS", "IND", "TUR", "USA"):
        here = table.sel(region=region)
        cut, welfare = float(here.price_cut_percent), float(here.welfare_percent_of_charge)
        yield (region, _number(cut, 1), _number(welfare, 0))


def _number(value: float, digits: int) -> str:
    """With a true minus sign, and no minus on zero."""
    return fixed(value, digits).replace("-", "−")


PARTS = {
    name: lambda rows=rows: markdown(rows())
    for name, rows in {
        "unctad": unctad,
        "adb": adb,
        "exposure": exposure,
        "designs": designs,
        "burden": burden,
        "origins": origins,
    }.items()
}
