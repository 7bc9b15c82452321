"""Tables of value chains and of contributions of packages."""

from __future__ import annotations

from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.trade_statistics import with_changes
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import keys
from cge.report.tables.ready.asked import REGION, Asked
from cge.report.tables.table import Table


def value_chains(asked: Asked) -> Table:
    """Value added in exports and position in chains: levels in the benchmark, then changes."""
    found = with_changes(asked.result.indicators("value-chains"))
    panels = [BENCHMARK, *(f"{name}, change" for name in asked.experiments)]
    chosen = found.sel({EXPERIMENT: panels, REGION: asked.regions})
    columns = {key: chosen[key] for key in keys(chosen)}
    left_out = str(found.attrs["left_out"])
    return asked.table(
        "value_chains",
        str(found.attrs["title"]),
        columns,
        "Levels in the benchmark, and changes from it; exports are at basic prices, without export "
        "tax, and have among the services the margins supplied to goods of others",
        further=[left_out] if left_out else (),
    )


def lacks_benchmark(asked: Asked) -> str:
    """Why there are no value chains; empty where there are."""
    known = asked.result.benchmark is not None
    return "" if known else "the file has no benchmark data; solve the scenario again"


def contributions(asked: Asked) -> Table:
    """What each package of an experiment brings to every column of the summary."""
    found = asked.result.contributions
    assert found is not None
    chosen = found.sel({REGION: asked.regions})
    columns = {key: chosen[key] for key in keys(chosen)}
    return asked.table(
        "contributions",
        "Contributions of packages",
        columns,
        str(found.attrs.get("statement") or "Contributions of packages to the changes"),
        total=TOTAL if asked.has_all_regions else "",
        told=found.attrs,
    )


def lacks_contributions(asked: Asked) -> str:
    """Why there are no contributions; empty where there are."""
    if asked.result.contributions is not None:
        return ""
    return "the scenario was solved without contributions; see cge run --contributions"
