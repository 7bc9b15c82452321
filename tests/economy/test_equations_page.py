"""The page of equations is the one that the model prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import cge
from calibration import random_benchmark, with_sales_by_user
from cge.economy.carbon import with_abatement
from cge.economy.features import BROUGHT_BY
from cge.report.equations import document

PAGE = Path(__file__).parents[2] / "docs" / "equations.md"


def with_both_forms():
    """A small benchmark in which every nest has rows of both forms."""
    dataset = random_benchmark(3, 3, seed=1)
    for name in [str(v) for v in dataset.data_vars if str(v).startswith("sigma_")]:
        dataset[name] = dataset[name].copy()
        dataset[name][0] = 1.0
        dataset[name][1] = 0.5
    return dataset


def page():
    """The model without features, and what every feature adds."""
    dataset = with_both_forms()
    curve = dataset.co2.copy(data=np.full(dataset.co2.shape, 0.6))
    curve[0] = 1.0
    features = {
        "abatement": cge.load(with_abatement(dataset, curve)),
        "technology": cge.load(dataset, technology="standard"),
        "sourcing_by_user": cge.load(with_sales_by_user(dataset)),
    }
    assert features.keys() == BROUGHT_BY.keys()
    return document(
        cge.load(dataset).model.system, {k: e.model.system for k, e in features.items()}
    )


def test_the_page_of_equations_is_current():
    """Write it anew with ``python -m tests.economy.test_equations_page``."""
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
