"""Statistics in the style of Caliendo and Parro (2015) on NAFTA, with the shipped data of 2022.

Tariffs among the members are raised first to about those of 1993; the solution becomes the
benchmark, and the tariffs are taken off again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import xarray as xr

import cge
from cge.analysis.terms_of_trade import effects_by_flow
from tests.pages import marks

PAGE = marks.DOCS / "gallery.md"
MEMBERS = ("MEX", "CAN", "USA")
OTHERS = ("CHN", "EU27")
# Points on goods from the other members. ASSUMPTION: about the average rates of 1993; unverified.
POINTS = {"MEX": 12.5, "CAN": 4.2, "USA": 2.7}
# Caliendo and Parro (2015), abstract: change of welfare and of trade within the bloc, %.
PAPER = {"MEX": (1.31, 118.0), "CAN": (-0.06, 11.0), "USA": (0.08, 41.0)}


def tariffs(sign: int) -> cge.Scenario:
    """Tariffs among the members, added or taken off."""
    shocks = [
        {
            "parameter": "tariff_power",
            "sector": "goods",
            "destination": member,
            "origin": [other for other in MEMBERS if other != member],
            "add_points": sign * points,
        }
        for member, points in POINTS.items()
    ]
    return cge.Scenario.from_dict({"title": "NAFTA", "packages": {"nafta": {"shocks": shocks}}})


@dataclass(frozen=True)
class Nafta:
    """The result, and its effects on welfare by flow in % of income.

    Attributes
    ----------
    result
        Tariffs taken off.
    effects
        Terms-of-trade and volume-of-trade effects (region, partner, sector).
    """

    result: cge.Result
    effects: xr.Dataset

    @property
    def summary(self) -> xr.Dataset:
        """Of the one experiment."""
        return self.result.summary().isel(experiment=0)

    def effect(self, name: str, region: str, inside: bool) -> float:
        """An effect of trade with members, or with all others."""
        found = self.effects[name].sel(region=region).sum("sector")
        members = found.partner.isin(MEMBERS)
        return float(found.where(members if inside else ~members, 0.0).sum())

    def imports_from_members(self, region: str) -> float:
        """Change in volume, %."""
        others = [m for m in MEMBERS if m != region]
        found = self.result.stats.import_volume(
            by=["region", "partner"], where={"region": [region], "partner": others}
        )
        old, new = (float(found[k].sum()) for k in ("benchmark", "counterfactual"))
        return 100 * (new / old - 1)


@cache
def nafta() -> Nafta:
    """Solve both steps."""
    economy = cge.load(aggregation="17x22", structure="caliendo-parro")
    before = cge.solve(economy, tariffs(+1))
    result = cge.solve(cge.load(before.as_benchmark()), tariffs(-1))
    assert before.verified, before.verdict
    assert result.verified, result.verdict
    old, new = (result.data.isel(experiment=k, drop=True) for k in (0, 1))
    return Nafta(result, 100 * effects_by_flow(old, new) / old.income)


def tables() -> str:
    """The tables of the section."""
    found = nafta()
    lines = [
        "| % of income | Welfare | Terms of trade | with members | with others | Volume of trade | "
        "with members | with others | Paper: welfare |",
        "|---|" + "---:|" * 8,
    ]
    for region in (*MEMBERS, *OTHERS):
        s = found.summary.sel(region=region)
        numbers = [float(s.equivalent_variation_percent)]
        for name in ("terms_of_trade", "volume_of_trade"):
            inside, outside = (found.effect(name, region, where) for where in (True, False))
            numbers += [inside + outside, inside, outside]
        paper = f"{PAPER[region][0]:.2f}" if region in PAPER else ""
        lines.append(f"| {region} | {' | '.join(map(_two, numbers))} | {paper} |")
    lines += [
        "",
        "| % | From members | Exports | Imports | Real wage | Paper: trade within the bloc |",
        "|---|" + "---:|" * 5,
    ]
    for region in MEMBERS:
        s = found.summary.sel(region=region)
        names = ("export_volume_percent", "import_volume_percent", "real_wage_percent")
        numbers = [found.imports_from_members(region), *(float(s[n]) for n in names)]
        shown = " | ".join(f"{n:.1f}" for n in numbers)
        lines.append(f"| {region} | {shown} | {PAPER[region][1]:.0f} |")
    lines += [
        "",
        "| Volume of trade, % of income | First sector | Second | Third |",
        "|---|---|---|---|",
    ]
    lines += [f"| {region} | {' | '.join(_sectors(found, region))} |" for region in MEMBERS]
    return "\n".join(lines) + "\n"


def _sectors(found: Nafta, region: str) -> list[str]:
    """The three sectors with the largest effects on the volume of trade."""
    of = found.effects.volume_of_trade.sel(region=region).sum("partner").to_series()
    largest = of.sort_values(ascending=False).head(3)
    return [f"{name} {value:.2f}" for name, value in largest.items()]


def _two(number: float) -> str:
    return f"{number + 0:.2f}".replace("-0.00", "0.00")


def page() -> str:
    """The gallery with these tables written anew."""
    return marks.renewed(PAGE, {"nafta": tables})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
