"""What a backtest found: states, changes, scores, and elasticities where they were fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT
from cge.backtesting.changes import LEVELS, MEASURES, changes, observed
from cge.backtesting.fitting import Fit
from cge.backtesting.schema import AFTER, Backtest
from cge.backtesting.scores import SCORES, scores
from cge.backtesting.states import STATE

RULE = "rule"
LEVEL_TITLES = {
    "flows": "trade by sector and partner",
    "pairs": "trade by partner",
    "exports": "exports by sector",
    "imports": "imports by sector",
}


@dataclass(frozen=True, repr=False)
class Backtested:
    """A finished backtest.

    Attributes
    ----------
    test
        The backtest.
    data : xarray.Dataset
        `trade` (state, sector, origin, destination) and `gdp` (state, region) of both years, of
        every step and of the naive rules; attributes `verified` and `verdict` are of all solutions.
    fits : mapping of Fit
        Elasticities of trade that foresee best, by measure and step; empty unless asked for.
    """

    test: Backtest
    data: xr.Dataset
    fits: Mapping[tuple[str, str], Fit] = field(default_factory=dict)

    @property
    def verified(self) -> bool:
        """Whether the independent checks of every solution hold."""
        return bool(self.data.attrs["verified"])

    @property
    def verdict(self) -> str:
        """Verdict of these checks in words."""
        return str(self.data.attrs["verdict"])

    @explained
    def changes(self, level: str = "flows", measure: str = "own_gdp") -> xr.Dataset:
        """Changes predicted and observed, and their weights.

        Parameters
        ----------
        level : {"flows", "pairs", "exports", "imports"}
            By sector, origin and destination; by origin and destination; by sector and origin; by
            sector and destination.
        measure : {"own_gdp", "world_gdp"}
            Trade relative to GDP of the exporter (of imports: the importer), or of the world.

        Returns
        -------
        xarray.Dataset
            `change` (%) by `state`, of which ``after`` is what was observed, and `weight`.

        Raises
        ------
        InputError
            For another level or measure.
        """
        for name, value, known in (("level", level, LEVELS), ("measure", measure, MEASURES)):
            if value not in known:
                raise InputError(f"{name}: unknown '{value}'{nearest(value, known)}")
        return changes(self.data, level, measure)

    @property
    def scores(self) -> pd.DataFrame:
        """Scores of every step and naive rule, by measure and level; see `cge.backtesting.scores`.

        The column `cells` counts the cells with trade before.
        """
        rows = [self._rows(level, measure) for measure in MEASURES for level in LEVELS]
        return pd.DataFrame(chain.from_iterable(rows)).set_index(["measure", "level", RULE])

    @explained
    def summary(self, measure: str = "own_gdp") -> xr.Dataset:
        """Scores by level and rule, as a summary of which `cge.report.table` makes tables.

        Raises
        ------
        InputError
            For another measure.
        """
        if measure not in MEASURES:
            raise InputError(f"measure: unknown '{measure}'{nearest(measure, MEASURES)}")
        found = self.scores.loc[measure]
        rules = list(found.loc[next(iter(LEVELS))].index)
        columns = {
            name: (
                (EXPERIMENT, RULE),
                [[float(found.loc[(level, rule), name]) for rule in rules] for level in LEVELS],
                {"units": unit, "long_name": title, "total": "no"},
            )
            for name, (title, unit) in SCORES.items()
        }
        return xr.Dataset(
            columns,
            {EXPERIMENT: [LEVEL_TITLES[level] for level in LEVELS], RULE: rules},
            self.data.attrs
            | {"statement": f"Changes of trade in %, {MEASURES[measure]}; weights: trade before"},
        )

    def _rows(self, level: str, measure: str) -> list[dict[str, Any]]:
        found = changes(self.data, level, measure)
        seen, weight = observed(found).to_numpy(), found["weight"].to_numpy()
        rows = []
        for state in found[STATE].to_numpy():
            if state != AFTER:
                said = scores(found["change"].sel({STATE: state}).to_numpy(), seen, weight)
                label = {"measure": measure, "level": level, RULE: str(state)}
                rows.append({**label, **said, "cells": int((weight > 0).sum())})
        return rows

    def __repr__(self) -> str:
        steps = ", ".join(self.test.steps)
        return f"<Backtested {self.test.name}: {self.test.start} to {self.test.end}; {steps}>"
