"""Economies to update, and targets."""

from __future__ import annotations

import numpy as np

from calibration import Target, random_benchmark

KINDS = {
    "plain": {},
    "margins": {"margins": True},
    "by user": {"by_user": True},
    "by user, margins": {"by_user": True, "margins": True},
}


def economy(kind="plain", seed=3):
    return random_benchmark(4, 5, seed=seed, **KINDS[kind])


def target(variable, region, value, unit="%", **more):
    return Target(variable, region, value, unit, more.pop("year", 2024), "a source", **more)


MANY = [
    target("gdp", "R1", 10.0),
    target("gdp", "R2", 150_000.0, "million USD"),
    target("gdp", "R3", 2.0, sector="S2"),
    target("exports", "R1", 20.0, partner="R2"),
    target("exports", "R2", -5.0, sector="S3"),
    target("imports", "R4", -10.0, sector="S1"),
    target("emissions", "R1", 3.5, "Mt CO2"),
    target("emissions", "R4", -7.0),
]


def rates(dataset):
    """Every rate of tax and margin, by definition, where its base is not zero."""
    sales = dataset["sales"]
    output = sales.sum("destination").rename(sector="activity", origin="region")
    if "margin" in dataset:
        supplied = dataset["margin"].sum(["sector", "destination"]).rename(origin="region")
        supplied = supplied + dataset["transport_supply"]
        supplied = supplied.rename(margin_sector="activity")
        output = output + supplied.reindex(activity=output["activity"], fill_value=0.0)
    pairs = {
        "export_tax": (dataset["export_tax"], sales),
        "tariff": (dataset["tariff_revenue"], sales),
        "intermediate": (dataset["intermediate_tax"], dataset["intermediate_use"]),
        "final": (dataset["final_tax"], dataset["final_use"]),
        "output": (dataset["output_tax"], output),
    }
    if "margin" in dataset:
        pairs |= {
            "margin": (dataset["margin"], sales),
            "transport": (dataset["transport_margin"], sales),
        }
    return {name: (tax / base).where(base > 0, 0.0) for name, (tax, base) in pairs.items()}


def close(one, other, tolerance=1e-9):
    """Whether two arrays are the same by label, over the largest of them."""
    one = one.broadcast_like(other)
    return float(abs(one - other).max()) <= tolerance * max(float(np.abs(other).max()), 1e-300)
