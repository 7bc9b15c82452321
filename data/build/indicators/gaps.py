"""Fill what the sources leave open: regressions, and means for the rest of the world."""

import numpy as np
import pandas as pd

ROW = "ROW"


def regression(
    found: pd.DataFrame, missing: list[str], predictor: pd.Series, log: bool, named: str
) -> pd.DataFrame:
    """Values of economies without a figure, from a regression on a predictor.

    Least squares of the value (of its log where the index takes logs) on the predictor, over the
    economies that report; predictions stay inside the range of what is reported.
    """
    known = found["value"].astype(float)
    floored = np.log(known.clip(lower=known[known > 0].min())) if log else known
    x = predictor[known.index]
    design = np.column_stack([np.ones(len(x)), x])
    coefficients, *_ = np.linalg.lstsq(design, floored, rcond=None)
    residual = floored - design @ coefficients
    fit = 1 - residual.var() / floored.var()
    guess = coefficients[0] + coefficients[1] * predictor[missing]
    guess = np.exp(guess) if log else guess
    method = f"regression on {named} (n={len(x)}, R2={fit:.2f})"
    year = int(found["year"].median())
    value = guess.clip(known.min(), known.max())
    return pd.DataFrame({"value": value, "year": year, "method": method})


def rest_of_world(found: pd.DataFrame, weight: pd.Series, named: str) -> tuple[pd.DataFrame, float]:
    """Mean over the economies outside the table that report, and their share of the weight.

    Parameters
    ----------
    found
        Figures of economies outside the table.
    weight
        Of every economy outside the table.
    named
        What the weight is.
    """
    inside = found[found.index.isin(weight.index)]
    used = weight[inside.index]
    covered = float(used.sum() / weight.sum())
    value = float((inside["value"] * used).sum() / used.sum())
    method = f"mean of {len(inside)} other economies ({covered:.0%} of their {named})"
    year = int(inside["year"].median())
    row = pd.DataFrame({"value": [value], "year": [year], "method": [method]}, index=[ROW])
    return row, covered
