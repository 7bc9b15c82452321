"""The explanation of a number as comma-separated values and as a table in LaTeX."""

from __future__ import annotations

from cge.report.tables.latex import compilable, set_number
from cge.report.tables.signs import escaped
from cge.report.tables.spreadsheet import csv_text
from cge.results.explanation import Explanation, number, percent


def explanation_csv(found: Explanation) -> str:
    """One row for each term, numbers in full."""
    return csv_text([list(found.table.columns), *found.table.itertuples(index=False, name=None)])


def explanation_latex(found: Explanation) -> str:
    """The equation in symbols and its terms, as a file that compiles alone."""
    rows = [
        [escaped(term), escaped(label), *map(set_number, map(number, numbers)), _share(share)]
        for term, label, *numbers, share in found.table.itertuples(index=False, name=None)
    ]
    sums = found.table.contribution.sum(), found.table.share.sum(min_count=1)
    rows.append(["sum", "", "", "", set_number(number(sums[0])), _share(sums[1])])
    heads = [*map(str.capitalize, found.table.columns[:-1]), "Share (%)"]
    equation = [] if found.formula is None else [rf"\[ {found.formula.latex} \]"]
    *terms, total = [" & ".join(row) + r"\\" for row in rows]
    return compilable(
        [
            r"\begingroup\footnotesize",
            rf"\noindent {escaped(f'{found.heading}. {found.title}. {found.remark}'.strip())}",
            *equation,
            r"\begin{longtable}{@{}llrrrr@{}}",
            r"\toprule",
            " & ".join(heads) + r"\\",
            r"\midrule",
            *terms,
            r"\midrule",
            total,
            r"\bottomrule",
            r"\end{longtable}",
            r"\endgroup",
        ]
    )


def _share(share: float) -> str:
    return set_number(percent(share))
