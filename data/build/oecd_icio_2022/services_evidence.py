"""What each flow rests on: the tables, a prior by service and pair, or imputation alone."""

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Evidence:
    """Parts of sales (sector, origin, destination) that are not observed; the rest is.

    Attributes
    ----------
    on_prior : numpy.ndarray
        1 where a table of another year, damped, or a named flow tells of the service and the pair.
    imputed : numpy.ndarray
        1 where nothing does but the margins and the pair's total over services.
    """

    on_prior: Array
    imputed: Array


def evidence_of(shape: tuple[int, ...], services: list[int], known: Array) -> Evidence:
    """Evidence of all sales: goods and domestic services are observed, except those of ROW.

    Parameters
    ----------
    shape : tuple of int
        Of sales: sectors, origins, destinations; ROW, which has no table, is the last region.
    services : list of int
        Places of the services among the sectors.
    known : (service, origin, destination)
        Whether a prior or a named flow tells of the service and the pair.
    """
    foreign = ~np.eye(shape[1], dtype=bool)
    foreign[-1, -1] = True
    on_prior, imputed = np.zeros(shape), np.zeros(shape)
    on_prior[services] = known & foreign
    imputed[services] = ~known & foreign
    return Evidence(on_prior, imputed)
