"""Who solves the draws: this process, processes of this machine, or those of a cluster."""

from __future__ import annotations

import hashlib
import math
import pickle
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.errors import InputError
from cge.uncertainty.case import Case
from cge.uncertainty.journal import Record

if TYPE_CHECKING:
    from distributed import Client

Array = np.ndarray
LOCAL = "local"
JUDGED_EVERY = 100
"""Every so many draws IPOPT solves again, alone."""
AT_ONCE = 2  # tasks in flight for each worker, so that none waits for the next
TASK = 0.25
"""Seconds that a task takes at least, if it has draws enough; what it costs to send one is small
beside that."""
MOST = 8  # draws of a task: what a worker that is lost loses
LOST = 3  # workers that a task may lose before it is given up
PATIENCE = 10.0  # seconds that a scheduler has to answer


def solved(case: Case, draw: int, x: Array) -> Record:
    """One draw, solved in this process.

    Parameters
    ----------
    case
        The case.
    draw
        Number of the draw.
    x
        Its numbers (numbers).
    """
    found = case.draw(x, judged=draw % JUDGED_EVERY == 0)
    return Record(draw, found.outcome, found.failures, found.apart)


_cases: dict[str, Case] = {}
"""The case at work in a process of a cluster, by its digest: its compiled model is kept with it."""


def _solved_there(
    content: bytes, digest: str, draws: Sequence[int], values: Array
) -> tuple[list[Record], float]:
    """Some draws in a process of a cluster, which reads the case once, and seconds that each took.

    Parameters
    ----------
    content, digest
        The case, pickled, and its digest.
    draws
        Numbers of the draws.
    values
        Their numbers (draws, numbers).
    """
    if digest not in _cases:
        _cases.clear()
        _cases[digest] = pickle.loads(content)
    began = time.perf_counter()
    found = [solved(_cases[digest], n, x) for n, x in zip(draws, values, strict=True)]
    return found, (time.perf_counter() - began) / len(draws)


class Workers:
    """Solves draws; a context that ends its processes.

    Parameters
    ----------
    count
        Processes on this machine; with 1 this process solves all.
    scheduler
        ``local``, or the address of a scheduler of dask, ``tcp://host:8786``.

    Raises
    ------
    InputError
        Where dask is needed and not installed, or there is no scheduler at the address.
    """

    def __init__(self, count: int = 1, scheduler: str = LOCAL) -> None:
        self.count, self.scheduler = count, scheduler
        self._client: Client | None = None
        self._open = ExitStack()

    def __enter__(self) -> Workers:
        if self.scheduler != LOCAL or self.count > 1:
            self._client = self._connected()
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()
        self._client = None

    def _connected(self) -> Client:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise InputError(
                "several workers need dask: pip install 'cge[cluster]', or take --workers 1"
            ) from error
        self._open.enter_context(
            dask.config.set(
                {
                    "distributed.scheduler.allowed-failures": LOST,
                    "distributed.worker.daemon": True,
                    "distributed.admin.large-graph-warning-threshold": "1TB",  # a case is large
                    "distributed.logging.distributed": "error",
                    "distributed.worker.profile.enabled": False,  # it reads stacks all the time
                }
            )
        )
        if self.scheduler != LOCAL:
            return self._at_address(Client)
        try:
            cluster = self._open.enter_context(
                LocalCluster(
                    n_workers=self.count,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    memory_limit=0,
                    silence_logs="CRITICAL",
                )
            )
        except RuntimeError as error:
            raise InputError(
                f"workers: {self.count} processes do not start ({error}); a script begins its work "
                "below: if __name__ == '__main__':"
            ) from error
        return self._open.enter_context(Client(cluster))

    def _at_address(self, client: Any) -> Client:
        try:
            found: Client = self._open.enter_context(client(self.scheduler, timeout=PATIENCE))
        except (OSError, ValueError) as error:
            raise InputError(
                f"scheduler: nothing answers at '{self.scheduler}' ({error})"
            ) from error
        return found

    def solve(self, case: Case, draws: Sequence[int], values: Array) -> Iterator[Record]:
        """Draws as they are done, in any order.

        Parameters
        ----------
        case
            The case.
        draws
            Numbers of the draws.
        values
            Numbers of all points (points, numbers).
        """
        if self._client is None:
            for n in draws:
                yield solved(case, n, values[n])
            return
        yield from self._in_flight(self._client, case, draws, values)

    def _in_flight(
        self, client: Client, case: Case, draws: Sequence[int], values: Array
    ) -> Iterator[Record]:
        from distributed import KilledWorker, as_completed

        # Held by a task, so that it comes again to a worker that replaces a lost one.
        content = pickle.dumps(case)
        held = client.submit(bytes, content, pure=False)
        digest = hashlib.sha256(content).hexdigest()
        waiting = iter(draws)
        workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))

        def submitted(some: list[int]) -> Any:
            return client.submit(_solved_there, held, digest, some, values[some], pure=False)

        pending = as_completed([submitted([n]) for n in islice(waiting, AT_ONCE * workers)])
        shortest = TASK
        for future in pending:
            try:
                records, seconds = future.result()
            except KilledWorker as error:
                text = f"workers: {LOST + 1} were lost on one task, as where memory is too small"
                raise InputError(text) from error
            future.release()
            shortest = min(shortest, seconds)
            if some := list(islice(waiting, min(MOST, math.ceil(TASK / shortest)))):
                pending.add(submitted(some))
            yield from records
