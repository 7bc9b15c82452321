"""A regression of one sector, by the package's own steps or by pyfixest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from calibration.errors import InputError
from calibration.gravity import poisson, system
from calibration.gravity.poisson import CELL, ECONOMIES, PAIR, Fit

Array = np.ndarray
Mask = np.ndarray

OWN, PYFIXEST = "own", "pyfixest"
_CLUSTERS = {PAIR: {"CRV1": "pair"}, ECONOMIES: {"CRV1": "exporter + importer"}, CELL: "hetero"}


def own(flows: Array, covariates: Array, used: Mask, cluster: str) -> tuple[Fit, Array]:
    """Fit, and covariance of the coefficients; see `poisson`."""
    found = poisson.fit(flows, covariates, used)
    return found, poisson.covariance(flows, found, cluster)


def by_pyfixest(flows: Array, covariates: Array, used: Mask, cluster: str) -> tuple[Fit, Array]:
    """The same by ``pyfixest.fepois``; effects follow from the adding-up of fitted flows.

    Raises
    ------
    InputError
        Where pyfixest is not installed.
    """
    try:
        from pyfixest import fepois, ssc
    except ImportError as error:
        raise InputError(
            "engine 'pyfixest' needs the package pyfixest: pip install 'cge[gravity]'"
        ) from error
    names = [f"x{k}" for k in range(len(covariates))]
    exporter, importer = np.nonzero(used)
    frame = pd.DataFrame({name: x[used] for name, x in zip(names, covariates, strict=True)})
    low, high = np.minimum(exporter, importer), np.maximum(exporter, importer)
    frame = frame.assign(
        y=flows[used],
        exporter=exporter.astype(str),
        importer=importer.astype(str),
        pair=[f"{a}-{b}" for a, b in zip(low, high, strict=True)],
    )
    done = fepois(
        f"y ~ {' + '.join(names)} | exporter + importer",
        data=frame,
        vcov=_CLUSTERS[cluster],
        ssc=ssc(k_adj=False, G_adj=True, G_df="min"),
        fixef_rm="none",
        iwls_tol=1e-12,
        iwls_maxiter=100,
        fixef_tol=1e-12,
    )
    coefficient = done.coef().reindex(names).to_numpy()
    factor = np.where(used, np.exp(np.tensordot(coefficient, covariates, 1)), 0.0)
    output, spent = _sums(flows, used)
    outward, inward = system.resistances(output, spent, factor)
    exporter_effect = np.log(output / outward * spent[-1] / output.sum())
    importer_effect = np.log(spent / inward / spent[-1])
    fitted = np.exp(exporter_effect[:, None] + importer_effect) * factor
    within = poisson.residual(covariates, fitted)
    effects = exporter_effect, importer_effect
    return Fit(coefficient, *effects, fitted, within, used), np.asarray(done._vcov)


def _sums(flows: Array, used: Mask) -> tuple[Array, Array]:
    kept = np.where(used, flows, 0.0)
    return kept.sum(1), kept.sum(0)


ENGINES: dict[str, Callable[[Array, Array, Mask, str], tuple[Fit, Array]]] = {
    OWN: own,
    PYFIXEST: by_pyfixest,
}
"""What computes a regression; all give the same numbers."""
