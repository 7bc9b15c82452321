"""Tables of the page on the default scenario."""

from __future__ import annotations

from tests.pages import marks
from tests.pages.expected import experiments, number, world
from tests.pages.numbers import fixed, markdown, signed
from tests.pages.solved import economy, solved
from tests.policy.studies import EU, Study
from tests.policy.studies import solved as study_solved

PAGE = marks.DOCS / "default-scenario.md"
SCENARIO = "nqp-and-cbam"
GAIN = "equivalent_variation_percent"
OWNERS = ("CHN", EU)
PERCENT = 2.05  # productivity of factors in the scenario
_ROWS = (
    ("EU27, equivalent variation, % of income", EU, GAIN, 3),
    ("EU27, real GDP, %", EU, "real_gdp_percent", 3),
    ("EU27, terms of trade, %", EU, "terms_of_trade_percent", 3),
    ("China, equivalent variation, % of income", "CHN", GAIN, 3),
    ("China, terms of trade, %", "CHN", "terms_of_trade_percent", 3),
    ("Rest of the world, equivalent variation, % of income", "ROW", GAIN, 3),
    ("Russia", "RUS", GAIN, 3),
    ("Oil exporters", "OILX", GAIN, 3),
    ("India", "IND", GAIN, 3),
    ("Korea", "KOR", GAIN, 3),
    ("Taiwan", "TWN", GAIN, 3),
    ("Other high income (Norway, Switzerland and others)", "OHI", GAIN, 3),
    ("EU27, CO2, Mt", EU, "co2_change", 0),
)


def results() -> str:
    """Who gains and who loses."""
    runs = experiments(SCENARIO)
    rows = [["", *(f"`{run}`" for run in runs)]]
    for title, region, column, digits in _ROWS:
        rows.append(
            [title, *(signed(number(SCENARIO, run, region, column), digits) for run in runs)]
        )
    ev, co2, paid = (
        [world(SCENARIO, run, column) for run in runs]
        for column in ("equivalent_variation", "co2_change", "border_charge_revenue")
    )
    rows.append(["World, equivalent variation, billion USD", *(signed(x / 1e3, 1) for x in ev)])
    rows.append(["World, CO2, Mt", *(signed(x, 0) for x in co2)])
    rows.append(["Border charges paid, billion USD", *(fixed(x / 1e3, 1) for x in paid)])
    return markdown(rows)


def hulten(region: str) -> float:
    """Productivity times value added of the activities it reaches, over income, %."""
    data = economy().benchmark
    groups = economy().groups
    reached = [
        label
        for group in ("high_technology", "digital_services")
        for label in groups.resolve("sector", group, data)
    ]
    made = data.value_added.sel(region=region, activity=reached).sum()
    spent = (data.final_use + data.final_tax).sel(destination=region).sum()
    return PERCENT * float(made / spent)


def wave() -> str:
    """The gain of the owners beside Hulten's theorem, and factor prices."""
    prices = solved(SCENARIO).stats.factor_price(by="region").percent.sel(experiment="nqp")
    rows = [["%", *(f"{region}" for region in OWNERS)]]
    rows.append(["productivity alone, by Hulten's theorem", *(fixed(hulten(r), 2) for r in OWNERS)])
    gains = (number(SCENARIO, "nqp", region, GAIN) for region in OWNERS)
    rows.append(["equivalent variation of `nqp`", *(fixed(x, 2) for x in gains)])
    rows.append(
        ["factor prices, relative to the world", *(signed(prices.sel(region=r), 2) for r in OWNERS)]
    )
    return markdown(rows)


def published() -> str:
    """The border charge beside published figures, at the aggregation of the studies."""
    study = Study(study_solved(SCENARIO))
    step = ("benchmark", "cbam")
    poor = study.developing
    to_eu = {
        "all covered": study.covered,
        "steel": ["STL"],
        "cement and glass": ["NMM"],
        "chemicals": ["CHM"],
    }
    shown = ", ".join(
        f"{fixed(study.volume_to_eu(poor, goods, *step), 0)} % {name}"
        for name, goods in to_eu.items()
    )
    everyone = [*poor, *study.developed]
    rows = [
        ["Change by `cbam`", "Published", "Here"],
        [
            "exports of the covered sectors by developing economies",
            "-2.4 % at 88 USD (UNCTAD 2021)",
            f"{fixed(study.covered_exports(poor, *step), 1)} %",
        ],
        [
            "income of developing economies",
            "-5.9 billion USD at 44 USD (UNCTAD 2021)",
            f"{fixed(study.income(poor, *step), 1)} billion USD at 88 USD",
        ],
        ["world CO2", "about -0.1 % (UNCTAD 2021)", f"{fixed(study.co2(*step), 2)} %"],
        [
            "covered exports of developing economies to the EU",
            "almost -14 %, steel and cement (quoted, no primary source found)",
            shown,
        ],
        [
            "value of all exports to the EU",
            "-0.4 % at 100 EUR (ADB 2024)",
            f"{fixed(study.exports_to_eu(everyone, *step), 1)} %",
        ],
    ]
    return markdown(rows)


PARTS = {"results": results, "wave": wave, "published": published}
