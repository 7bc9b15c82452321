"""Solves every result of this archive again, writes its tables and figures, and compares.

    python replicate.py

It takes benchmark data, closure, scenario and settings from ``results/*/result.nc`` and uses no
number of the solutions stored there. What it finds is written to ``replicated/``, in the folders of
the archive. The exit code is 0 only when every number is found again.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
CODE = HERE / "code"  # the packages as they were when the archive was made
REPLICATED = "replicated"


def main(folder: Path = HERE) -> int:
    """Replicate every result of an unpacked archive.

    Parameters
    ----------
    folder
        Where it was unpacked.

    Returns
    -------
    int
        0 where every number is found again, else 1.
    """
    import cge
    from calibration.errors import InputWarning
    from cge.archives.exhibits import write_exhibits

    print(f"cge from {Path(cge.__file__).resolve().parent}")
    failed = []
    for path in sorted((folder / "results").glob("*/result.nc")):
        name, since = path.parent.name, time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InputWarning)  # the result keeps its cautions
            found = cge.rerun(path)
        found.result.to_netcdf(folder / REPLICATED / "results" / name / "result.nc")
        write_exhibits(found.result, name, folder / REPLICATED)
        print(f"{name}: {found!r}, {time.perf_counter() - since:.1f} s")
        if not found:
            failed.append(name)
    print(f"NOT REPRODUCED: {', '.join(failed)}" if failed else "Every number is found again.")
    return 1 if failed else 0


if __name__ == "__main__":
    if CODE.is_dir():
        sys.path.insert(0, str(CODE))
    sys.exit(main())
