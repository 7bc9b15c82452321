"""Distances between economies (CEPII), and what stands for the rest of the world."""

from pathlib import Path

import numpy as np
import pandas as pd

from data.build.oecd_icio_2022.labels import REST_OF_WORLD

# Codes of the source that differ from today's ISO codes.
SOURCE_CODE = {"COD": "ZAR", "ROU": "ROM"}


def read_distances(path: Path, regions: list[str]) -> np.ndarray:
    """Population-weighted distances in km, (origin, destination).

    `distw` of CEPII's GeoDist, or `dist` (main cities) where it is missing. ROW is the mean over
    all economies of the source that have no table of their own.
    """
    table = pd.read_stata(path)
    table["km"] = table["distw"].fillna(table["dist"])
    square = table.pivot_table(index="iso_o", columns="iso_d", values="km")
    named = [SOURCE_CODE.get(region, region) for region in regions if region != REST_OF_WORLD]
    others = [code for code in square.index if code not in named]
    km = square.loc[named, named].to_numpy()
    to_rest = square.loc[named, others].to_numpy().mean(axis=1)
    within = np.array([[square.loc[others, others].to_numpy().mean()]])
    if regions[-1] != REST_OF_WORLD:
        return km
    return np.block([[km, to_rest[:, None]], [to_rest[None, :], within]])
