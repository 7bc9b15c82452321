"""A small file of every kind, with a place for a number and for a label."""

from __future__ import annotations

from cge.backtesting.schema import Backtest
from cge.design.problem import Problem
from cge.moments.schema import Targets
from cge.scenarios import Scenario
from cge.settings.abatements import AbatementFile
from cge.settings.closures import Closure
from cge.settings.funds import Fund
from cge.settings.schedules import Schedule
from cge.settings.structures import Structure
from cge.settings.technologies import Technology
from cge.uncertainty.schema import Uncertainty

MODELS = {
    model.KIND: model
    for model in (
        *(Scenario, Problem, Closure, Structure),
        *(Technology, AbatementFile, Schedule, Fund, Uncertainty, Backtest, Targets),
    )
}

WORDS = "title: LABEL\ndescription: d\nreference: r\n"
FILES = {
    "scenarios": """\
packages:
  p:
    shocks:
      - {parameter: x, region: LABEL, set: NUMBER}
""",
    "problems": """\
controls:
  c: {lower: NUMBER, upper: 9, shocks: [{parameter: x, region: LABEL, set: 1}]}
objective: {minimise: [{variable: utility}]}
""",
    "closures": """\
numeraire: world factor-price index
mobility:
  - {factor: capital, region: LABEL, elasticity: NUMBER}
swap:
  - {parameter: endowment, variable: real_factor_price, factor: labour, region: LABEL}
""",
    "structures": """\
elasticities:
  sigma_top: NUMBER
join_sectors: LABEL
""",
    "technologies": """\
nqp: {LABEL: 0.5, source: s}
channels:
  spillover: {strength: {LABEL: NUMBER}, source: s}
""",
    "abatements": "reference_price: 50\nelasticity: NUMBER\n",
    "schedules": "percent: {2026: NUMBER}\n",
    "funds": "weights:\n  LABEL: NUMBER\n",
    "uncertainty": """\
numbers:
  n: {parameter: x, region: LABEL, plus: {normal: {sd: 1}, low: NUMBER}, source: s}
""",
    "backtests": """\
from: wiod-2008-20x17
to: wiod-2011-20x17
packages:
  p:
    shocks:
      - {parameter: x, region: LABEL, set: NUMBER}
steps: {s: [p]}
""",
    "targets": """\
targets:
  t: {title: t, statistic: gdp, measure: benchmark, where: {region: LABEL}, scale: NUMBER, value: 1,
      unit: u, error: 1, source: s, status: quoted}
""",
}


def text_of(kind: str, number: str = "1", label: str = "USA") -> str:
    """The text of a file."""
    return (WORDS + FILES[kind]).replace("NUMBER", number).replace("LABEL", label)


def line_of_number(kind: str) -> int:
    """Line of the number."""
    text = WORDS + FILES[kind]
    return text[: text.index("NUMBER")].count("\n") + 1
