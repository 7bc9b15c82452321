"""The page of equations is the one that the model prints."""

from __future__ import annotations

from pathlib import Path

import cge
from calibration import random_benchmark
from cge.report.equations import document

PAGE = Path(__file__).parents[2] / "docs" / "equations.md"


def with_both_forms():
    """A small economy in which every nest has rows of both forms."""
    dataset = random_benchmark(3, 3, seed=1)
    for name in [str(v) for v in dataset.data_vars if str(v).startswith("sigma_")]:
        dataset[name] = dataset[name].copy()
        dataset[name][0] = 1.0
        dataset[name][1] = 0.5
    return cge.load(dataset)


def test_the_page_of_equations_is_current():
    """Write it anew with ``python -m tests.economy.test_equations_page``."""
    assert PAGE.read_text(encoding="utf-8") == document(with_both_forms().model.system)


if __name__ == "__main__":
    PAGE.write_text(document(with_both_forms().model.system), encoding="utf-8")
