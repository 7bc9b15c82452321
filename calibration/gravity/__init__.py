"""Structural gravity: trade elasticities and trade costs from bilateral flows of a benchmark."""

from calibration.gravity.covariates import MEANINGS, Known
from calibration.gravity.estimate import Design, estimate
from calibration.gravity.poisson import CLUSTERS
from calibration.gravity.regression import ENGINES
from calibration.gravity.result import Gravity

__all__ = ["CLUSTERS", "ENGINES", "MEANINGS", "Design", "Gravity", "Known", "estimate"]
