"""The draws of one case, in memory and, where asked, in a folder that a later call goes on with.

Finished chunks are NetCDF files of labelled arrays. The draws of chunks at work stand in a journal,
so that whatever ends the process loses only what is being solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.netcdf import read_netcdf
from calibration.files.write import write_whole
from cge.analysis.statistics import EXPERIMENT
from cge.uncertainty.journal import Journal, Record
from cge.uncertainty.outcomes import DRAW, Layout

Array = np.ndarray
CHUNK = 200
"""Draws of a chunk."""
NUMBER, WEIGHT, CAUSE, FAILURE, APART = "number", "weight", "cause", "failure", "apart"


class Store:
    """The draws of one case.

    Parameters
    ----------
    layout
        Where each statistic stands in a row.
    labels
        Names of the uncertain numbers.
    values, weights
        The numbers (draws, numbers) and the weights (draws) of all points.
    folder
        Where they are kept; None for memory alone.
    """

    def __init__(
        self, layout: Layout, labels: list[str], values: Array, weights: Array, folder: Path | None
    ) -> None:
        self.layout, self.labels, self.values, self.weights = layout, labels, values, weights
        self.folder = folder
        count = len(values)
        self.rows = np.full((count, layout.size), np.nan)
        self.done = np.zeros(count, dtype=bool)
        self.apart = np.full(count, np.nan)
        self.failures: dict[int, dict[str, tuple[str, str]]] = {}
        self._kept: set[int] = set()  # chunks that have their file
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._recover(folder)

    # ------------------------------------------------------------------ what is to be done
    def missing(self, below: int | None = None) -> list[int]:
        """Draws that are not done, below a number."""
        return np.flatnonzero(~self.done[:below]).tolist()

    def add(self, record: Record) -> None:
        """Add a draw; a chunk that it completes gets its file."""
        self._take(record)
        if self.folder is None:
            return
        chunk = record.draw // CHUNK
        self._journal(chunk).add(record)
        if self.done[chunk * CHUNK : (chunk + 1) * CHUNK].all():
            self._keep(chunk)

    def _take(self, record: Record) -> None:
        n = record.draw
        self.rows[n], self.apart[n], self.done[n] = record.outcome, record.apart, True
        if record.failures:
            self.failures[n] = dict(record.failures)

    # ------------------------------------------------------------------ files
    def _journal(self, chunk: int) -> Journal:
        assert self.folder is not None
        return Journal(self.folder / f"draws-{chunk * CHUNK:07d}.part")

    def _file(self, chunk: int) -> Path:
        assert self.folder is not None
        return self.folder / f"draws-{chunk * CHUNK:07d}.nc"

    def _keep(self, chunk: int) -> None:
        found = self.dataset(slice(chunk * CHUNK, (chunk + 1) * CHUNK))
        packed = {str(n): {"zlib": True, "complevel": 4} for n in found if _is_number(found[n])}
        write_whole(
            self._file(chunk),
            lambda path: found.to_netcdf(path, engine="h5netcdf", encoding=packed),
        )
        self._journal(chunk).remove()
        self._kept.add(chunk)

    def _recover(self, folder: Path) -> None:
        """Take what an earlier call left."""
        for chunk in range(-(-len(self.values) // CHUNK)):
            path = self._file(chunk)
            if path.exists():
                for record in self._read(path):
                    if record.draw < len(self.done):
                        self._take(record)
            for record in self._journal(chunk).recover():
                if record.draw < len(self.done):
                    self._take(record)

    def _read(self, path: Path) -> Iterator[Record]:
        found = read_netcdf(path, trusted=True)
        try:
            numbers = found[NUMBER].to_numpy()
            draws = found[DRAW].to_numpy()
            columns = [
                found[c.name].to_numpy().reshape(len(draws), len(self.layout.experiments), -1)
                for c in self.layout.columns
            ]
            causes, said = found[CAUSE].to_numpy(), found[FAILURE].to_numpy()
            apart = found[APART].to_numpy()
        except (KeyError, ValueError) as error:
            raise InputError(f"{path}: damaged, or not a chunk of this sweep ({error})") from error
        rows = np.concatenate(columns, axis=2).reshape(len(draws), -1)
        for k, n in enumerate(draws.tolist()):
            if n < len(self.values) and not np.array_equal(numbers[k], self.values[n]):
                raise InputError(f"{path}: draw {n} is of other numbers than this sweep's")
            failures = {
                label: (str(causes[k, e]), str(said[k, e]))
                for e, label in enumerate(self.layout.experiments)
                if causes[k, e]
            }
            yield Record(n, rows[k], failures, float(apart[k]))

    def close(self) -> None:
        """Give the last chunk, which may be a short one, its file."""
        if self.folder is None:
            return
        for chunk in range(-(-len(self.values) // CHUNK)):
            here = self.done[chunk * CHUNK : (chunk + 1) * CHUNK]
            if here.all() and self._journal(chunk).path.exists():
                self._keep(chunk)

    # ------------------------------------------------------------------ labelled
    def dataset(self, part: slice = slice(None)) -> xr.Dataset:
        """Draws that are done, labelled: outcomes, numbers, weights, and what failed."""
        chosen = np.arange(len(self.values))[part]
        chosen = chosen[self.done[chosen]]
        found = self.layout.dataset(self.rows[chosen], chosen)
        experiments = self.layout.experiments
        failed = [[self.failures.get(n, {}).get(e, ("", "")) for e in experiments] for n in chosen]
        causes = np.array(failed, dtype=object).reshape(len(chosen), len(experiments), 2)
        about = {
            NUMBER: ((DRAW, "numbers"), self.values[chosen], {"long_name": "Uncertain number"}),
            WEIGHT: ((DRAW,), self.weights[chosen], {"long_name": "Weight of the draw"}),
            CAUSE: ((DRAW, EXPERIMENT), causes[..., 0].astype(str), {"long_name": "Cause"}),
            FAILURE: ((DRAW, EXPERIMENT), causes[..., 1].astype(str), {"long_name": "What failed"}),
            APART: (
                (DRAW,),
                self.apart[chosen],
                {"long_name": "Largest difference from IPOPT alone", "units": "1"},
            ),
        }
        return found.assign(about).assign_coords(numbers=self.labels)


def _is_number(array: xr.DataArray) -> bool:
    return array.dtype.kind == "f"
