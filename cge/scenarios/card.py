"""Studies in a few lines: a scenario by its experiments, the economy that any study is asked of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calibration.errors import first_of
from calibration.files.card import Card, Grid
from cge.scenarios.package import CONTENTS, REGIMES, TARIFFS, Package

if TYPE_CHECKING:
    from cge.scenarios.scenario import Scenario
    from cge.scenarios.study import Study
    from cge.settings.abatements import Abatement

_MOST_SHOCKS = 3
_ONE = dict(zip(CONTENTS, ("shock", "carbon price", "border adjustment"), strict=True))
_SETTINGS = (
    *("data", "aggregation", "closure", "structure", "technology", "emissions", "gases"),
    "carbon_prices",
)


def facts_of_study(study: Study) -> dict[str, object]:
    """What any study says of itself."""
    told: dict[str, object] = {"title": study.title}
    told |= {key.replace("_", " "): getattr(study, key) for key in _SETTINGS}
    told["factors"] = ", ".join(study.factors or ())
    told["abatement"] = _curve(study.abatement)
    told["swaps"] = "; ".join(map(str, study.swap))
    return {**told, "reference": study.reference}


def _curve(curve: Abatement | None) -> str:
    return "" if curve is None else f"elasticity {curve.elasticity:g}, {curve.source}"


def scenario_card(scenario: Scenario) -> Card:
    """The card of a scenario: who moves, and which experiments combine that."""
    facts = facts_of_study(scenario)
    facts |= {f"package {name}": _contents(each) for name, each in scenario.packages.items()}
    rows = [[name, ", ".join(parts)] for name, parts in scenario.chosen.items()]
    return Card(
        "Scenario", scenario.name, facts=facts, grid=Grid(("experiment", "packages"), rows, True)
    )


def _contents(package: Package) -> str:
    """Title of a package, and how much is in it; its first shocks where it has no title."""
    counts = {key: len(getattr(package, key)) for key in CONTENTS}
    words = [f"{n} {_ONE[key]}{'s' if n > 1 else ''}" for key, n in counts.items() if n]
    words += [f"{key} {v}" for key in (TARIFFS, REGIMES) if (v := getattr(package, key))]
    said = package.title or first_of([str(shock) for shock in package.shocks], _MOST_SHOCKS)
    return f"{said} ({', '.join(words)})"
