"""The files of a result: its numbers, its tables, its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibration.files.write import Writer
    from cge.report.figures.painter import Painter
    from cge.results.result import Result


def files_of(result: Result, painter: Painter) -> dict[str, Writer]:
    """Names of the files of a result, each with what writes it; figures are drawn meanwhile."""
    from cge.report import table, text_writer
    from cge.report.figures.picturing import picture_of

    summary = result.summary()
    figures = painter.writers(picture_of(summary), _figures("figure"))
    files: dict[str, Writer] = {
        "result.nc": result.to_netcdf,
        "summary.csv": text_writer(table(summary, "csv")),
        "summary.tex": text_writer(table(summary, "latex")),
    }
    if result.contributions is not None:
        files["contributions.csv"] = text_writer(table(result.contributions, "csv"))
        files["contributions.tex"] = text_writer(table(result.contributions, "latex"))
    if result.decomposition is not None:
        effects = result.decomposition.table()
        files["decomposition.csv"] = text_writer(table(effects, "csv"))
        files["decomposition.tex"] = text_writer(table(effects, "latex"))
    if result.has_border_adjustment:
        files |= _border_adjustment(result, painter)
    return files | figures


def _border_adjustment(result: Result, painter: Painter) -> dict[str, Writer]:
    """Who is charged and who gets the money, and what the charge is on each good."""
    from cge.analysis.border_adjustment import by_sector, statement_of
    from cge.report import table, text_writer
    from cge.report.figures.content.asked import Asked
    from cge.report.figures.registry import picture_named

    charges = result.border_adjustment()
    figures = painter.writers(
        picture_named("border_adjustment", Asked(result)), _figures("border-adjustment")
    )
    told = charges.assign_attrs(statement=statement_of(charges))
    tables = {"border-adjustment": told, "ad-valorem": by_sector(charges)}
    files: dict[str, Writer] = {}
    for name, found in tables.items():
        files[f"{name}.csv"] = text_writer(table(found, "csv"))
        files[f"{name}.tex"] = text_writer(table(found, "latex"))
    return files | figures


def _figures(name: str) -> list[str]:
    return [f"{name}.pdf", f"{name}.png"]
