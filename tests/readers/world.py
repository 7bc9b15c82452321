"""A small world economy as a labelled matrix, and comparison of what a reader makes of it.

The readers have no part in this: tests write the matrix in a published layout by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

OUTPUT = "output"


def matrix(
    economies: Sequence[str],
    industries: Sequence[str],
    categories: Sequence[str],
    inputs: Sequence[str] = (),
    seed: int = 0,
    decimals: int = 4,
) -> pd.DataFrame:
    """Rows (economy, industry) and ("", input); columns (economy, industry or category)."""
    draw = np.random.default_rng(seed)
    goods = [(e, i) for e in economies for i in industries]
    buyers = goods + [(e, k) for e in economies for k in categories]
    rows = goods + [("", k) for k in inputs]
    cells = np.round(draw.lognormal(2.0, 1.0, (len(rows), len(buyers))), decimals)
    if "INVNT" in categories:
        cells[0, len(goods) + list(categories).index("INVNT")] *= -1  # stocks that shrink
    return pd.DataFrame(cells, pd.MultiIndex.from_tuples(rows), pd.MultiIndex.from_tuples(buyers))


def shuffled(frame: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """The same cells, rows and columns in another order."""
    draw = np.random.default_rng(seed)
    rows, columns = (draw.permutation(n) for n in frame.shape)
    return frame.iloc[rows, columns]


def goods(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of industries."""
    return frame[frame.index.get_level_values(0) != ""]


def output(frame: pd.DataFrame) -> pd.Series:
    """What each industry sells."""
    return goods(frame).sum(axis=1)


def cost(frame: pd.DataFrame) -> pd.Series:
    """What each column pays, inputs included."""
    return frame.sum()


def joined(
    frame: pd.DataFrame, economy: Mapping[str, str], industry: Mapping[str, str]
) -> pd.DataFrame:
    """Members added up into labels; categories and inputs stay."""

    def label(key: tuple[str, str]) -> tuple[str, str]:
        return economy.get(key[0], key[0]), industry.get(key[1], key[1])

    rows = frame.set_axis(pd.MultiIndex.from_tuples([label(k) for k in frame.index]))
    added = rows.groupby(level=[0, 1]).sum()
    turned = added.T.set_axis(pd.MultiIndex.from_tuples([label(k) for k in frame.columns]))
    return turned.groupby(level=[0, 1]).sum().T


def aggregation(path: Path, economy: Mapping[str, str], industry: Mapping[str, str]) -> Path:
    """The CSV file that joins members so."""
    rows = [f"region,{member},{label}" for member, label in economy.items()]
    rows += [f"sector,{member},{label}" for member, label in industry.items()]
    path.write_text("\n".join(["dimension,member,label", *rows]), encoding="utf-8")
    return path


def assert_same(
    table: xr.Dataset, frame: pd.DataFrame, scale: float = 1.0, tolerance: float = 1e-12
) -> None:
    """Every cell of the frame is where its labels say, and the table has no other cell."""
    industries = {item for _, item in goods(frame).index}
    found: dict[str, dict[tuple[str, ...], float]] = {
        name: array.to_series().to_dict() for name, array in table.items()
    }
    expected: dict[str, dict[tuple[str, ...], float]] = {
        "intermediate": {}, "final": {}, "primary": {}, "primary_final": {}, "output": {}
    }  # fmt: skip
    for (area, item), row in frame.iterrows():
        for (buyer, use), value in row.items():
            sold = use in industries
            if area:
                name, key = "intermediate" if sold else "final", (item, area, buyer, use)
            elif sold:
                name, key = "primary", (item, use, buyer)
            else:
                name, key = "primary_final", (item, buyer, use)
            expected[name][key] = value * scale
    expected["output"] = {(i, e): v * scale for (e, i), v in output(frame).items()}
    for name, cells in expected.items():
        assert set(found.get(name, {})) == set(cells), name
        for key, value in cells.items():
            assert abs(found[name][key] - value) <= tolerance * max(1.0, abs(value)), (name, key)
