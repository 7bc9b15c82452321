"""A quicker start of the process."""

from __future__ import annotations

import sys


def load_pyomo() -> None:
    """Load Pyomo without the parts of SciPy and Matplotlib that the model does not use.

    Pyomo adds to every later import of SciPy and Matplotlib those of ``scipy.stats`` and
    ``matplotlib.pyplot``, half a second that a run has no use for. Its own use of SciPy, should it
    come to that, does not depend on the addition.
    """
    import pyomo.environ  # noqa: F401

    from cge.engine.pyomo_private import DeferredImportCallbackFinder as Added

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Added)]
