"""Write `tests/gtap/files` with another implementation: `python -m tests.gtap.make_files`.

They are made by harpy3 0.3.1 (GPLv3, by L. Collins and others at CSIRO and the Centre of Policy
Studies), which is no dependency of this project and needed for nothing else: install it in an
environment of your own, with the requirements of this project, and run the module there. All
contents are drawn at random or counted; nothing is taken from a GTAP data base.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import numpy as np

from calibration import HeaderArray
from tests.gtap.headers import by_file, shuffled, to_gtap, to_version_6
from tests.gtap.world import world

FILES = Path(__file__).parent / "files"
UNLABELLED = HeaderArray("RLAR", "real, without sets", np.arange(8.0).reshape(2, 2, 2))
"""Of the type RL, which this project reads and does not write."""


def of_every_type() -> list[HeaderArray]:
    """Text, matrices of both kinds, full and sparse arrays, in one record and in several."""
    labels = {"COM": tuple(f"good{n}" for n in range(3)), "REG": ("north", "south")}
    counted = np.arange(3 * 2 * 2, dtype=float).reshape(3, 2, 2)
    many = tuple(f"i{n}" for n in range(120))
    long = np.add.outer(np.arange(100.0), 2.0 * np.arange(120)) % 5  # of 12,000
    thin = np.where(np.arange(120) % 5 < 2, long + 1.0, 0.0)  # 4,800 other than zero
    return [
        HeaderArray("TEXT", "words", np.array(["one", "twenty two", "three"])),
        HeaderArray("LTXT", "many words", np.array([f"word {n % 10}" for n in range(5000)])),
        HeaderArray("REAL", "a real matrix", np.array([[1.5, -2.25], [3e10, 0.0], [5.0, 6.0]])),
        HeaderArray("LREA", "a real matrix of two records", long),
        HeaderArray("INTS", "whole numbers", np.array([[1, -2, 3], [40000, 5, 6]])),
        HeaderArray("LINT", "many whole numbers", long.astype(int)),
        HeaderArray("CUBE", "a full array", counted + 1.0, ("COM", "REG", "REG"),
                    (labels["COM"], labels["REG"], labels["REG"]), "CUBE"),
        HeaderArray("SPAR", "a sparse array", np.where(counted == 5, 7.5, 0.0),
                    ("COM", "REG", "REG"), (labels["COM"], labels["REG"], labels["REG"]), "SPAR"),
        HeaderArray("LFUL", "a full array of two records", long + 1.0, ("FEW", "MANY"),
                    (many[:100], many), "LFUL"),
        HeaderArray("LSPA", "a sparse array of two records", thin, ("FEW", "MANY"),
                    (many[:100], many), "LSPA"),
        HeaderArray("ZERO", "nothing but zeros", np.zeros((3, 2)), ("COM", "REG"),
                    (labels["COM"], labels["REG"]), "ZERO"),
        HeaderArray("NOEL", "no elements", np.array([1.0, 2.0]), ("WHAT",), ((),), "NOEL"),
        UNLABELLED,
    ]  # fmt: skip


def _write(name: str, given: list[HeaderArray]) -> None:
    from harpy.har_file_io import HarFileIO  # another implementation, which tests do without
    from harpy.header_array import HeaderArrayObj

    def plain(array: HeaderArray):
        kind = {"U": array.values.dtype, "i": np.int32, "f": np.float32}[array.values.dtype.kind]
        sets = [
            {
                "name": one,
                "status": "k" if labels else "u",
                "dim_type": "Set" if labels else "Num",
                "dim_desc": [label.ljust(12) for label in labels] or [""],
                "dim_size": length,
            }
            for one, labels, length in zip(
                array.sets, array.labels, array.values.shape, strict=False
            )
        ]
        made = HeaderArrayObj.HeaderArrayFromData(
            name=array.name,
            array=array.values.astype(kind),
            coeff_name=array.coefficient,
            long_name=array.long_name,
            sets=sets or None,
        )
        if not sets and array.values.ndim <= 2:
            del made["sets"]  # so that it is written as a matrix
        return made

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.har"
        HarFileIO.writeHeaders(str(path), [plain(array) for array in given])
        target = FILES / f"{name}.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def main() -> None:
    """Write all files anew."""
    _write("types.har", of_every_type())
    seven = to_gtap(world())
    for version, arrays in (("7", seven), ("6", to_version_6(seven))):
        for name, part in by_file([shuffled(array, 5) for array in arrays]).items():
            _write(f"gtap{version}/{name}", part)


if __name__ == "__main__":
    main()
