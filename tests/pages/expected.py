"""Expected results of scenarios, by experiment and region."""

from __future__ import annotations

from functools import cache

import pandas as pd

from cge.inputs import find as locations


@cache
def expected(name: str) -> pd.DataFrame:
    """Numbers of a scenario by experiment and region, under the names of the summary."""
    path = locations.shipped("scenarios")[name].with_suffix(".expected.csv")
    table = pd.read_csv(path, keep_default_na=False, index_col=["experiment", "region"])
    return table.rename(columns=lambda column: column.partition(" [")[0])


def experiments(name: str) -> list[str]:
    """In the order of the scenario."""
    return list(dict.fromkeys(expected(name).index.get_level_values("experiment")))


def number(name: str, experiment: str, region: str, column: str) -> float:
    """One number."""
    return float(expected(name).loc[(experiment, region), column])


def world(name: str, experiment: str, column: str) -> float:
    """Sum over regions."""
    return float(expected(name).loc[experiment, column].sum())


def incomes(name: str) -> pd.Series:
    """Benchmark income by region, million USD."""
    rows = expected(name)
    found = 100 * rows["equivalent_variation"] / rows["equivalent_variation_percent"]
    return found.groupby("region").median()


def world_income(name: str, experiment: str) -> float:
    """Equivalent variation of all regions over their benchmark income, %."""
    return 100 * world(name, experiment, "equivalent_variation") / float(incomes(name).sum())


def world_mean(name: str, experiment: str, column: str) -> float:
    """Mean over regions, weighted by benchmark income."""
    weights = incomes(name)
    return float((expected(name).loc[experiment, column] * weights).sum() / weights.sum())
