"""Tables of emissions and of border adjustments."""

from __future__ import annotations

import xarray as xr

from cge.analysis.border_adjustment import statement_of
from cge.analysis.statistics import EXPERIMENT
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import keys
from cge.report.tables.ready.asked import REGION, Asked, called
from cge.report.tables.table import Table

_CHARGED = ("tonnes_charged", "charge_paid", "received")
_NUMBERS = {"benchmark": "benchmark", "change": "change", "percent": "change"}
# Statistic -> words before the number.
_OF = {
    "emissions": "Emissions",
    "household_emissions": "Emissions of households",
    "emissions_by_gas": "Emissions of other gases",
}


def emissions(asked: Asked) -> Table:
    """Emissions by region, their intensity, and charges at the border where there are any."""
    by = {REGION: asked.regions}
    columns: dict[str, xr.DataArray] = {}
    for name, words in _OF.items():
        if not asked.has(name):
            continue
        found = asked.statistic(name, by)
        for number, said in _NUMBERS.items():
            columns[f"{name}_{number}"] = called(found[number], f"{words}, {said}")
    intensity = asked.statistic("emission_intensity", by)["percent"]
    columns["intensity_percent"] = called(intensity, "Intensity of output, change")
    if asked.border is not None:
        columns |= _charges(asked, asked.border)
    statement = (
        "Direct emissions of activities, changes from the benchmark; households' own are apart"
    )
    return asked.table(
        "emissions",
        "Emissions",
        columns,
        statement,
        total=TOTAL if asked.has_all_regions else "",
    )


def _charges(asked: Asked, border: xr.Dataset) -> dict[str, xr.DataArray]:
    """Charges at the border; 0 where an experiment has none."""
    found = border[list(_CHARGED)].reindex({EXPERIMENT: asked.experiments}, fill_value=0.0)
    return {str(k): array.sel({REGION: asked.regions}) for k, array in found.data_vars.items()}


def lacks_emissions(asked: Asked) -> str:
    """Why there is no table of emissions; empty where there is."""
    some = bool(float(abs(asked.result.data["emissions"]).sum()) > 0)
    return "" if some else "the data have no emissions"


def border_adjustment(asked: Asked) -> Table:
    """Who is charged at the border, how much, who receives it, and who bears it."""
    found = asked.border
    assert found is not None
    shown = [label for label in asked.experiments if label in found[EXPERIMENT]]
    chosen = found.sel({EXPERIMENT: shown, REGION: asked.regions})
    columns = {key: chosen[key] for key in keys(chosen)}
    return asked.table(
        "border_adjustment",
        "Border adjustment",
        columns,
        statement_of(chosen),
        total=TOTAL if asked.has_all_regions else "",
    )


def lacks_border_adjustment(asked: Asked) -> str:
    """Why there is no table of a border adjustment; empty where there is."""
    none = "no experiment charges or covers a flow at a border"
    if asked.border is None:
        return none
    charged = {str(k) for k in asked.border[EXPERIMENT].to_numpy()}
    return "" if charged & set(asked.experiments) else none
