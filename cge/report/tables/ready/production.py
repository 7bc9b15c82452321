"""Tables of production: output and factor use by sector, and channels of technology."""

from __future__ import annotations

from cge.analysis.channels import channels
from cge.analysis.statistics import EXPERIMENT
from cge.report.tables.ready.asked import REGION, SECTOR, Asked, called
from cge.report.tables.ready.trade import PERCENT, USD, Of, by_sectors, of_sectors
from cge.report.tables.table import Table

_OUTPUT = (
    Of("output_benchmark", "output", "benchmark", "Output, benchmark", USD),
    Of("output_change", "output", "change", "Output, change", USD),
    Of("output_percent", "output_quantity", "percent", "Output, quantity", PERCENT),
    Of("price_percent", "producer_price", "percent", "Producer price", PERCENT),
    Of("value_added_percent", "value_added", "percent", "Value added", PERCENT),
)
_EMPLOYMENT = Of("employment_percent", "employment", "percent", "Employment", PERCENT)


def output(asked: Asked) -> Table:
    """Output, price, value added, employment, and income of each factor, by sector."""
    chosen = [*_OUTPUT, *([_EMPLOYMENT] if asked.has("employment") else [])]
    incomes = asked.statistic("factor_income", {"factor": []} | by_sectors(asked))["percent"]
    further = {
        f"income_{name}_percent": called(
            incomes.sel(factor=name, drop=True), f"Income of {name.replace('_', ' ')}", PERCENT
        )
        for name in map(str, incomes["factor"].to_numpy())
    }
    return of_sectors(asked, "output", "Output and factor use by sector", chosen, further)


def nqp(asked: Asked) -> Table:
    """Channels of new quality productive forces: shifters of productivity and trade costs."""
    found = channels(asked.result.data)
    sectors = asked.sectors
    chosen = found.sel({EXPERIMENT: asked.experiments, REGION: asked.regions, SECTOR: sectors})
    statement = (
        "Shifters of technology as each experiment applies them, compared with the benchmark: "
        "indices of NQP in points, all others in %; trade costs are means over trade with other "
        "regions, benchmark flows as weights"
    )
    columns = {str(key): array for key, array in chosen.data_vars.items()}
    table = asked.table("nqp", "Channels of technology", columns, statement, stubs=2)
    return table.without_zeros()


def lacks_channels(asked: Asked) -> str:
    """Why there is no table of channels; empty where there is."""
    found = channels(asked.result.data)
    return "" if found.data_vars else "no experiment moves a productivity, a trade cost or NQP"
