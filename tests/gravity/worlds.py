"""Worlds whose trade follows a gravity equation that is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.gravity import Known

SIGMA, DISTANCE, BORDER = 5.0, -0.9, -1.5


@dataclass(frozen=True)
class Truth:
    """Flows, what explains them, and by how much."""

    flows: np.ndarray
    covariates: np.ndarray
    coefficient: np.ndarray


def truth(count: int, seed: int = 1) -> Truth:
    """Flows by distance, border and tariff; effects are random and no part of an equilibrium."""
    draw = np.random.default_rng(seed)
    abroad = ~np.eye(count, dtype=bool)
    place = draw.uniform(0.0, 5000.0, (count, 2))
    far = np.linalg.norm(place[:, None] - place, axis=2) + 200.0
    tariff = np.where(abroad, draw.uniform(0.0, 0.3, abroad.shape), 0.0)
    covariates = np.array([np.log(far), abroad.astype(float), np.log1p(tariff)])
    coefficient = np.array([DISTANCE, BORDER, -SIGMA])
    size = draw.normal(6.0, 1.0, (2, count))
    logs = np.tensordot(coefficient, covariates, 1) + size[0][:, None] + size[1]
    return Truth(np.exp(logs), covariates, coefficient)


def dataset(flows: np.ndarray, covariates: np.ndarray, sigma: float = SIGMA) -> xr.Dataset:
    """What an estimate reads of a benchmark."""
    labels = [f"R{n}" for n in range(len(flows))]
    pair = ("origin", "destination")
    return xr.Dataset(
        {
            "sales": (("sector", *pair), flows[None]),
            "tariff_rate": (("sector", *pair), np.expm1(covariates[2])[None]),
            "distance": (pair, np.exp(covariates[0])),
            "sigma_import_source": ("sector", [sigma]),
        },
        {"sector": ["S"], "region": labels, **dict.fromkeys(pair, labels)},
    )


def known(flows: np.ndarray, covariates: np.ndarray, **more) -> Known:
    return Known(dataset(flows, covariates), **more)
