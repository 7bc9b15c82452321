"""From classes and agreements to pairs of economies, and to pairs of regions."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.indicators.regions import standing_for
from calibration.regimes.table import CLOSED, FREE, INTERNAL, SAFEGUARDS, YEAR, Regimes, State

Array = np.ndarray

LEVELS = ("restriction", "mistrust", "distance")
NO_REGULATION, DROPPED = "open", "without-safeguards"
MEASURES = {
    SAFEGUARDS: "every economy has a law on personal data, every pair an agreement with safeguards",
    NO_REGULATION: "no economy regulates data and there are no agreements",
    DROPPED: "agreements of 2022 keep data free to move, without protecting them",
    CLOSED: "no data move between any two economies",
}
"""Regimes that a scenario may ask for, besides those in force on a date."""
_PAIR = ("origin", "destination")


def measure_label(value: Any) -> str:
    """A regime as it is asked for: a name of `MEASURES`, a date, or the last day of a year.

    Raises
    ------
    InputError
        For anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = value.isoformat()
    if isinstance(value, str) and value in MEASURES:
        return value
    date = f"{value}-12-31" if isinstance(value, str) and len(value) == len("2022") else value
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except (TypeError, ValueError):
        near = nearest(str(value), list(MEASURES))
        raise InputError(f"regimes: {value!r} is no date as 2022-12-31, no year{near}") from None


def flows(regimes: Regimes, measure: str) -> xr.Dataset:
    """What governs data on their way from one economy to another.

    An agreement never adds to the restriction of the economy that data leave, nor takes away the
    trust of its law, but for one on free flows without safeguards, which does.

    Parameters
    ----------
    regimes : Regimes
    measure : str
        See `measure_label`.

    Returns
    -------
    xarray.Dataset
        ``restriction``, ``trust`` and ``distance``, 0 to 1 (origin, destination); here the origin
        is the economy that data leave. All are 0 but trust, which is 1, from an economy to itself.
    """
    label = measure_label(measure)
    codes = list(regimes.economies)
    shape = (len(codes), len(codes))
    if label == CLOSED:
        state = regimes.states[CLOSED]
        levels = [np.full(shape, x) for x in (state.restriction, state.trust, 1.0)]
    elif label == SAFEGUARDS:
        levels = _under_safeguards(regimes)
    else:
        levels = _by_class(regimes, label)
        if label != NO_REGULATION:
            _under_agreements(regimes, label, levels)
    restriction, trust, distance = levels
    at_home = np.eye(len(codes), dtype=bool)
    data = {
        "restriction": np.where(at_home, 0.0, restriction),
        "trust": np.where(at_home, 1.0, trust),
        "distance": np.where(at_home, 0.0, distance),
    }
    coords = dict.fromkeys(_PAIR, codes)
    return xr.Dataset({name: (_PAIR, cells) for name, cells in data.items()}, coords)


def _by_class(regimes: Regimes, label: str) -> list[Array]:
    """Levels without any agreement: those of the economy that data leave."""
    economies = regimes.economies.values()
    if label == NO_REGULATION:
        states, laws = [regimes.states[NO_REGULATION]] * len(economies), [False] * len(economies)
    else:
        states = [regimes.states[one.regime] for one in economies]
        laws = [one.law for one in economies]
    restriction = np.array([state.restriction for state in states], dtype=float)
    trust = np.array([_trust(state, law) for state, law in zip(states, laws, strict=True)])
    place = np.array([state.place for state in states], dtype=float)
    size = len(states)
    return [
        np.repeat(restriction[:, None], size, axis=1),
        np.repeat(trust[:, None], size, axis=1),
        np.abs(place[:, None] - place[None, :]),
    ]


def _trust(state: State, law: bool) -> float:
    return float(law) if state.trust is None else state.trust


def _under_safeguards(regimes: Regimes) -> list[Array]:
    """Everyone with a law, every pair with an agreement; one market of data stays one."""
    state, size = regimes.states[SAFEGUARDS], len(regimes.economies)
    levels = [np.full((size, size), x) for x in (state.restriction, state.trust, 0.0)]
    at = _covered(regimes, INTERNAL, measure_label(YEAR))
    levels[0][at] = regimes.states[INTERNAL].restriction
    return levels


def _under_agreements(regimes: Regimes, label: str, levels: list[Array]) -> None:
    """Change levels where agreements are in force."""
    restriction, trust, distance = levels
    date = measure_label(YEAR) if label == DROPPED else label
    for provision in (FREE, SAFEGUARDS, INTERNAL):
        at = _covered(regimes, provision, date)
        dropped = label == DROPPED and provision == SAFEGUARDS
        state = regimes.states[FREE if dropped else provision]
        restriction[at] = np.minimum(restriction[at], state.restriction or 0.0)
        if dropped or provision == FREE:
            trust[at] = state.trust
        else:
            trust[at], distance[at] = np.maximum(trust[at], state.trust or 0.0), 0.0


def _covered(regimes: Regimes, provision: str, date: str) -> Array:
    """Which flows an agreement with such a provision covers on a date."""
    place = {code: k for k, code in enumerate(regimes.economies)}
    at = np.zeros((len(place), len(place)), dtype=bool)
    for one in regimes.agreements:
        if one.provision == provision and one.in_force(date):
            for here, there in one.flows:
                at[place[here], place[there]] = True
    return at


def pairs(regimes: Regimes, measure: str) -> xr.Dataset:
    """Levels of pairs of economies: a service needs data both ways, so the mean of both.

    Returns
    -------
    xarray.Dataset
        ``restriction``, ``mistrust`` (1 less trust) and ``distance``, 0 to 1
        (origin, destination); the same both ways.
    """
    one_way = flows(regimes, measure)
    one_way["mistrust"] = 1 - one_way["trust"]
    levels = {name: one_way[name].to_numpy() for name in LEVELS}
    return xr.Dataset(
        {name: (_PAIR, (cells + cells.T) / 2) for name, cells in levels.items()}, one_way.coords
    )


def of_regions(regimes: Regimes, measure: str, dataset: xr.Dataset) -> xr.Dataset:
    """Levels of pairs of the regions of a dataset, weighted by trade in digital services.

    Parameters
    ----------
    regimes, measure
        As in `flows`.
    dataset : xarray.Dataset
        A benchmark at any level of aggregation, its economies under their ISO codes; its own rest
        of the world stands for all economies that it does not list.

    Returns
    -------
    xarray.Dataset
        As `pairs`, by regions, and ``trade`` in digital services, million USD; 0 from a region to
        itself. Pairs whose economies do not trade have the plain mean.

    Raises
    ------
    InputError
        Naming economies of the dataset that the regimes do not know.
    """
    parts = standing_for(list(regimes.economies), dataset, "a data regime").to_numpy()
    weights = regimes.weights.to_numpy()
    traded = parts @ weights @ parts.T
    counted = parts @ np.ones_like(weights) @ parts.T
    by_economy = pairs(regimes, measure)
    labels = [str(label) for label in dataset["region"].to_numpy()]
    found = {"trade": (_PAIR, np.where(np.eye(len(labels), dtype=bool), 0.0, traded))}
    for name in LEVELS:
        level = by_economy[name].to_numpy()
        total, plain = parts @ (weights * level) @ parts.T, parts @ level @ parts.T
        mean = np.divide(total, traded, out=plain / counted, where=traded > 0)
        np.fill_diagonal(mean, 0.0)
        found[name] = (_PAIR, mean)
    return xr.Dataset(found, dict.fromkeys(_PAIR, labels))


def index(levels: xr.Dataset, mistrust: float) -> xr.DataArray:
    """Restriction and lack of trust as one number, 0 to 1.

    Parameters
    ----------
    levels : xarray.Dataset
        From `pairs` or `of_regions`.
    mistrust : float
        Weight of the lack of trust, from 0, which leaves it out, to 1.
    """
    return (1 - mistrust) * levels["restriction"] + mistrust * levels["mistrust"]
