"""Split the bilateral services total into sectors by three-dimensional proportional fitting."""

import numpy as np

from calibration.balancing.ras import Margin, fit_margins

Array = np.ndarray

# Head and Mayer (2014, Gravity Equations, Handbook of International Economics 4): mean distance
# elasticity of trade over structural gravity estimates (recalled, not read: unverified), used as
# the seed's decay for what is delivered over land.
DISTANCE_DECAY = 1.1
# Electricity flows only where grids meet; an assumption, three times the decay of goods.
GRID_DECAY = 3.3


def split_services(
    export: Array, imports: Array, pair: Array, prior_export: Array, prior_import: Array,
    weight: Array, wanted: Array,
) -> tuple[Array, float]:  # fmt: skip
    """Foreign sales of each service by origin and destination.

    The result meets every economy's exports and imports by service and every pair's total over
    services. Of ROW, which has no table, only the pair totals are known; its mix follows
    from a prior and from what the others sell to and buy from it.

    Parameters
    ----------
    export, imports : (service, region)
        Totals by service, million USD, NaN where unknown (ROW).
    pair : (origin, destination)
        Total over services, zero on the diagonal.
    prior_export, prior_import : (service, region)
        Positive priors of the same totals, known for every region.
    weight : (service, origin, destination)
        Positive weights of the seed: distance decay, and priors by service and pair.
    wanted : (service, origin, destination)
        Flows to meet, NaN where none is named.

    Returns
    -------
    flow : (service, origin, destination)
    miss : float
        Largest relative miss of a total; the sources agree to about 1e-6 only.
    """
    world = np.maximum(prior_export.sum(axis=1), 1e-9)
    seed = prior_export[:, :, None] * prior_import[:, None, :] / world[:, None, None] * weight
    seed *= 1.0 - np.eye(pair.shape[0])
    totals = [Margin((0,), pair), Margin((1,), imports), Margin((2,), export)]
    margins = totals if np.isnan(wanted).all() else [Margin((), wanted), *totals]
    return fit_margins(seed, margins, tolerance=1e-9, iterations=400)


def distance_tilt(services: list[str], km: Array, tilted: tuple[str, ...]) -> Array:
    """Seed weights (service, origin, destination): distance to a negative power, one elsewhere."""
    tilt = np.ones((len(services), *km.shape))
    relative = km / np.median(km)
    for n, service in enumerate(services):
        if service in tilted:
            tilt[n] = relative ** -(GRID_DECAY if service == "D" else DISTANCE_DECAY)
    return tilt
