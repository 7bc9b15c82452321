"""The draws of a sweep, solved and kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from cge.experiments.solving import Progress
from cge.uncertainty import manifest
from cge.uncertainty.outcomes import DRAW
from cge.uncertainty.plan import Design, Planned
from cge.uncertainty.precision import Goal, reached
from cge.uncertainty.store import Store
from cge.uncertainty.workers import Workers

ROUND = 100
"""Draws between two looks at the precision reached."""


def kept(planned: Sequence[Planned], folder: Path | None, design: Design) -> list[Store]:
    """The stores of cases, with the draws that an earlier call has done.

    Raises
    ------
    InputError
        The folder holds another sweep, or other files.
    """
    if folder is not None:
        said = {"method": design.method, "seed": design.seed}
        manifest.opened(folder, {**said, "cases": [each.said() for each in planned]})
    return [
        Store(
            each.case.layout,
            [number.label for number in each.case.numbers],
            each.points.values,
            each.points.weights,
            None if folder is None else folder / each.folder,
        )
        for each in planned
    ]


def run(
    planned: Sequence[Planned],
    folder: Path | None,
    design: Design,
    workers: Workers,
    goal: Goal | None,
    progress: Progress,
) -> list[Store]:
    """Solve what is not done yet.

    Parameters
    ----------
    planned
        The cases.
    folder
        Where draws are kept; None for memory alone.
    design
        How points were chosen.
    workers
        Who solves.
    goal
        The precision at which a case may stop early; None for all draws.
    progress
        Called with ``draw``, the number of draws ``done``, how many there are, ``of``, and the
        number without result, ``failed``.

    Returns
    -------
    list of Store
        One for each case; draws beyond the precision reached are not done.
    """
    with ExitStack() as open_:
        if folder is not None:
            open_.enter_context(manifest.locked(folder))
        stores = kept(planned, folder, design)
        total = sum(len(store.done) for store in stores)
        before = sum(int(store.done.sum()) for store in stores)
        if before < total:
            open_.enter_context(workers)
        for each, store in zip(planned, stores, strict=True):
            for below in _rounds(len(store.done), goal):
                if goal is not None and reached(store, each.points, goal):
                    break
                _solve(
                    each, store, below, workers, lambda: _report(stores, total, before, progress)
                )
            store.close()
    return stores


def _rounds(count: int, goal: Goal | None) -> list[int]:
    """Numbers of draws after which to look."""
    if goal is None:
        return [count]
    return [*range(ROUND, count, ROUND), count]


def _solve(each: Planned, store: Store, below: int, workers: Workers, report: Progress) -> None:
    for record in workers.solve(each.case, store.missing(below), each.points.values):
        store.add(record)
        report()


def _report(stores: Sequence[Store], total: int, before: int, progress: Progress) -> None:
    done = sum(int(store.done.sum()) for store in stores)
    failed = sum(len(store.failures) for store in stores)
    progress(DRAW, done=done, of=total, before=before, failed=failed)


def used(store: Store) -> np.ndarray:
    """Numbers of the draws that results are made of: those from the first that are all done."""
    gaps = np.flatnonzero(~store.done)
    return np.arange(gaps[0] if len(gaps) else len(store.done))
