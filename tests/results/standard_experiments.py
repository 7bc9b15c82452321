"""Eight standard experiments beside what theory says of them: cases, first orders, and the page.

First orders come from the benchmark data alone, by formulas of the literature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import xarray as xr

import cge
from calibration.margins import dutiable, output_of
from tests.pages import marks

PAGE = marks.DOCS / "standard-experiments.md"
REGION = "region"
COLUMNS = (
    "real_gdp_percent",
    "equivalent_variation_percent",
    "equivalent_variation",
    "terms_of_trade_percent",
)
HOME, DONOR = "CHN", "USA"
DATA, WITHOUT_MARGINS = "oecd-icio-2022", "oecd-icio-2022-v1"
TRANSFER = 0.01  # of the spending of those who receive it


@cache
def economy(closure: str = "standard", data: str = DATA) -> cge.Economy:
    """The shipped data at 5x6; a price of carbon in dollars would be a nominal anchor."""
    return cge.load(data, aggregation="5x6", closure=closure, carbon_prices="none")


def solved(*shocks: dict[str, object], closure: str = "standard", data: str = DATA) -> xr.Dataset:
    """The summary of one experiment, verified."""
    plan = cge.Scenario.from_dict({"title": "standard", "packages": {"p": {"shocks": [*shocks]}}})
    result = cge.solve(economy(closure, data), plan)
    assert result.verified, result.verdict
    return result.summary().isel(experiment=0)


class Data:
    """Values of the benchmark, million USD, by region."""

    def __init__(self) -> None:
        b = economy().benchmark
        arrives = dutiable(b).where(b.origin != b.destination, 0.0)
        spent = (b.final_use + b.final_tax).sum(["sector", "agent"])
        self.imports = arrives.sum(["sector", "origin"]).rename(destination=REGION)
        self.spending = spent.rename(destination=REGION)
        self.gdp = self.spending - b.foreign_saving
        self.factors = b.value_added.sum("activity")
        self.output = xr.zeros_like(b.output_tax).copy(data=output_of(b))


@dataclass(frozen=True)
class Claim:
    """What theory says of one number.

    Attributes
    ----------
    text
        In words.
    theory, model
        Its number to first order, from the data, and the model's.
    within
        Relative distance that the terms left out may make.
    """

    text: str
    theory: float
    model: float
    within: float

    @property
    def holds(self) -> bool:
        """Same sign, and near."""
        return abs(self.model - self.theory) <= self.within * abs(self.theory)


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Attributes
    ----------
    title, theory
        For the page.
    region
        Whose statistics the page shows.
    summary
        Of its solution.
    claims
        Numbers that theory has.
    signs
        Statements without a number, and whether they hold.
    """

    title: str
    theory: str
    region: str
    summary: xr.Dataset
    claims: tuple[Claim, ...] = ()
    signs: tuple[tuple[str, bool], ...] = ()

    def of(self, name: str, region: str | None = None) -> float:
        """A number of the summary."""
        return float(self.summary[name].sel(region=region or self.region))


def _others(s: xr.Dataset, region: str, name: str = "equivalent_variation") -> xr.DataArray:
    return s[name].where(s.region != region, drop=True)


def tariff() -> Experiment:
    s = solved(
        {
            "parameter": "tariff_power",
            "destination": DONOR,
            "sector": ["PRI", "HIT"],
            "add_points": 1,
        }
    )
    own, world = (
        float(s.equivalent_variation.sel(region=DONOR)),
        float(s.equivalent_variation.sum()),
    )
    return Experiment(
        "A tariff of one point more by the United States, on primary and high-technology goods",
        "A large importer gains from a small tariff, as others pay part of it in lower prices "
        "(Johnson 1953). Its terms of trade improve, all others lose, and the world loses little.",
        DONOR,
        s,
        signs=(
            ("its terms of trade improve", float(s.terms_of_trade_percent.sel(region=DONOR)) > 0),
            ("it gains", own > 0),
            ("all others lose", bool((_others(s, DONOR) < 0).all())),
            ("the world loses, less than it gains", -own < world < 0),
        ),
    )


def iceberg() -> Experiment:
    region, data = "EU27", Data()
    s = solved({"parameter": "iceberg", "destination": region, "percent": 1})
    lost = -0.01 * float(data.imports.sel(region=region))
    gdp = 100 * lost / float(data.gdp.sel(region=region))
    return Experiment(
        "Iceberg costs of all imports of the European Union + 1 %",
        "What is used up on the way is lost output: real GDP falls by imports over GDP, the world "
        "by the value of the imports (Hulten 1978). Taxes on the goods that are lost add to it.",
        region,
        s,
        (
            Claim("real GDP, %", gdp, float(s.real_gdp_percent.sel(region=region)), 0.12),
            Claim("world EV, million USD", lost, float(s.equivalent_variation.sum()), 0.12),
        ),
    )


def growth_everywhere() -> Experiment:
    s = solved({"parameter": "factor_productivity", "percent": 1})
    return Experiment(
        "Productivity of all factors + 1 % everywhere",
        "With constant returns and homothetic demand all quantities rise by 1 % and no relative "
        "price moves.",
        HOME,
        s,
        tuple(
            claim
            for region in s.region.to_numpy()
            for claim in (
                Claim(
                    f"real GDP of {region}, %",
                    1.0,
                    float(s.real_gdp_percent.sel(region=region)),
                    1e-6,
                ),
                Claim(
                    f"EV of {region}, %",
                    1.0,
                    float(s.equivalent_variation_percent.sel(region=region)),
                    1e-6,
                ),
            )
        ),
        (("no terms of trade move", float(abs(s.terms_of_trade_percent).max()) < 1e-6),),
    )


def growth_at_home() -> Experiment:
    s = solved({"parameter": "factor_productivity", "region": HOME, "percent": 1})
    return Experiment(
        "Productivity of all factors in China + 1 %",
        "Real GDP rises by 1 %. More of its goods must be sold, so its terms of trade fall "
        "(Bhagwati 1958), and the others together gain.",
        HOME,
        s,
        (Claim("real GDP, %", 1.0, float(s.real_gdp_percent.sel(region=HOME)), 0.01),),
        (
            ("its terms of trade fall", float(s.terms_of_trade_percent.sel(region=HOME)) < 0),
            ("the others together gain", float(_others(s, HOME).sum()) > 0),
        ),
    )


def labour() -> Experiment:
    factors = Data().factors.sel(region=HOME)
    share = 100 * 0.01 * float(factors.sel(factor="labour") / factors.sum("factor"))
    s = solved({"parameter": "endowment", "factor": "labour", "region": HOME, "percent": 1})
    return Experiment(
        "Labour in China + 1 %",
        "Real GDP rises by the share of labour in factor income (Solow 1957). The terms of trade "
        "fall.",
        HOME,
        s,
        (Claim("real GDP, %", share, float(s.real_gdp_percent.sel(region=HOME)), 0.03),),
        (("its terms of trade fall", float(s.terms_of_trade_percent.sel(region=HOME)) < 0),),
    )


def lerner() -> Experiment:
    of = {"scale_power": 1.1}
    s, other = (
        solved(end | of, closure="balanced_trade", data=WITHOUT_MARGINS)
        for end in (
            {"parameter": "tariff_power", "destination": DONOR},
            {"parameter": "export_power", "origin": DONOR},
        )
    )
    return Experiment(
        "A tariff of 10 % on all imports of the United States, or a tax of 10 % on all its exports",
        "With balanced trade both are the same (Lerner 1936). Real GDP is an index at prices with "
        "taxes, which are not the same. These are the data without margins (`oecd-icio-2022-v1`): "
        "a tax on exports does not reach the services that carry them, a tariff on what arrives "
        "does.",
        DONOR,
        s,
        tuple(
            Claim(
                f"{name} of {region}",
                float(other[name].sel(region=region)),
                float(s[name].sel(region=region)),
                1e-6,
            )
            for name in ("equivalent_variation", "terms_of_trade_percent")
            for region in s.region.to_numpy()
        ),
        (("the terms of trade improve", float(s.terms_of_trade_percent.sel(region=DONOR)) > 0),),
    )


def transfer() -> Experiment:
    region = "ROW"
    gift = TRANSFER * float(Data().spending.sel(region=region))
    s = solved(
        {"parameter": "foreign_saving", "region": region, "add_points": gift},
        {"parameter": "foreign_saving", "region": DONOR, "add_points": -gift},
    )
    ev, terms = s.equivalent_variation, s.terms_of_trade_percent
    return Experiment(
        "A gift of the United States to the rest of the world, 1 % of what that spends",
        "The recipient gains what is given, the donor loses it. Where each buys mostly its own "
        "goods, the terms of trade turn to the recipient and add to both (Keynes 1929), as does "
        "the tax on what is bought.",
        region,
        s,
        (
            Claim("EV of the recipient, million USD", gift, float(ev.sel(region=region)), 0.25),
            Claim("EV of the donor, million USD", -gift, float(ev.sel(region=DONOR)), 0.25),
        ),
        (
            ("the recipient gains more than the gift", float(ev.sel(region=region)) > gift),
            ("its terms of trade improve", float(terms.sel(region=region)) > 0),
            ("those of the donor fall", float(terms.sel(region=DONOR)) < 0),
        ),
    )


def sector() -> Experiment:
    data, at = Data(), {"activity": "DIG", "region": DONOR}
    output, gdp = float(data.output.sel(at)), float(data.gdp.sel(region=DONOR))
    s = solved({"parameter": "productivity", "percent": 1} | at)
    return Experiment(
        "Productivity of digital services in the United States + 1 %",
        "Real GDP rises by sales over GDP (Domar 1961; Hulten 1978), the world gains 1 % of the "
        "sales. Taxes on what the sector makes possible add a little.",
        DONOR,
        s,
        (
            Claim("real GDP, %", output / gdp, float(s.real_gdp_percent.sel(region=DONOR)), 0.04),
            Claim(
                "world EV, million USD", 0.01 * output, float(s.equivalent_variation.sum()), 0.04
            ),
        ),
    )


EXPERIMENTS: tuple[Callable[[], Experiment], ...] = (
    tariff,
    iceberg,
    growth_everywhere,
    growth_at_home,
    labour,
    lerner,
    transfer,
    sector,
)


def table() -> str:
    """The table of the page."""
    lines = []
    for n, make in enumerate(EXPERIMENTS, start=1):
        case = make()
        lines += [f"## {n}. {case.title}\n", f"{case.theory}\n"]
        lines += ["| | Real GDP, % | EV, % of income | EV, million USD | Terms of trade, % |"]
        lines += ["|---|---:|---:|---:|---:|"]
        lines += [_row(case, str(r)) for r in case.summary.region.to_numpy()]
        lines += [f"| World | | | {float(case.summary.equivalent_variation.sum()):,.0f} | |\n"]
        told = [c for c in case.claims if c.within > 1e-3]
        if told:
            lines += ["| First order | Theory | Model |", "|---|---:|---:|"]
            lines += [f"| {c.text} | {_plain(c.theory)} | {_plain(c.model)} |" for c in told]
            lines += [""]
        exact = len(case.claims) - len(told)
        said = [f"{exact} equalities, within a millionth"] if exact else []
        said += [text for text, _ in case.signs]
        if said:
            lines += [f"Also tested: {'; '.join(said)}.\n"]
    return "\n".join(lines)


def _row(case: Experiment, region: str) -> str:
    gdp, percent, ev, terms = (case.of(name, region) for name in COLUMNS)
    name = f"**{region}**" if region == case.region else region
    return f"| {name} | {gdp + 0:.3f} | {percent + 0:.3f} | {ev:,.0f} | {terms + 0:.3f} |".replace(
        "-0.000", "0.000"
    )


def _plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3f}"


def page() -> str:
    """The page with its tables written anew."""
    return marks.renewed(PAGE, {"table": table})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
