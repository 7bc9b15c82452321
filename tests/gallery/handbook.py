"""Costinot and Rodriguez-Clare (2014): the United States raises a tariff of 40 %, Table 4.2."""

from __future__ import annotations

import csv

import numpy as np

import cge
from calibration import open_benchmark
from cge.inputs import find as locations

NAME, SCENARIO = "wiod-2008-crc", "crc-us-tariff"


def published(figure: str) -> dict[str, float]:
    """Figures of the paper by region, %."""
    path = locations.data_directory() / "targets" / "crc-2014.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    return {row["region"]: float(row["percent"]) for row in rows if row["figure"] == figure}


def table():
    """The shipped benchmark of 34 economies and 31 industries."""
    return open_benchmark(locations.find("benchmarks", NAME))


def same_mix(benchmark):
    """The benchmark with one mix of goods for all users in an economy.

    The paper gives every activity and the consumer the mix of goods of all purchases in the
    economy; how much an activity spends on intermediates, the trade flows and value added stay as
    they are, so the accounts still hold.
    """
    by_user = benchmark.intermediate_use.sum("sector")
    by_agent = benchmark.final_use.sum("sector")
    bought = benchmark.intermediate_use.sum("activity") + benchmark.final_use.sum("agent")
    mix = bought / bought.sum("sector")
    return benchmark.assign(
        intermediate_use=(mix * by_user).transpose(*benchmark.intermediate_use.dims),
        final_use=(mix * by_agent).transpose(*benchmark.final_use.dims),
    )


def solve(benchmark):
    """Balanced trade, and the tariff on top: variables of both, and the verified result."""
    result = cge.solve(cge.load(benchmark, aggregation=None), SCENARIO)
    at = result.data.sel
    return at(experiment="balanced"), at(experiment="tariff"), result


def exact_welfare(balanced, tariff):
    """Change of utility from balanced trade, %: what the model's household gains."""
    return 100.0 * (tariff.utility / balanced.utility - 1.0)


def paper_welfare(balanced, tariff, consumption):
    """Change of real income from balanced trade, %, as the paper computes it.

    Income is deflated by the prices of goods with the weights they have in final demand of the
    table, not with the mix that the paper's households buy.
    """
    prices = tariff.price_composite / balanced.price_composite
    deflator = np.exp((consumption * np.log(prices)).sum("sector"))
    change = tariff.income / balanced.income / deflator.rename(destination="region")
    return 100.0 * (change - 1.0)


def final_shares(benchmark):
    """Share of each good in final demand (sector, destination)."""
    final = benchmark.final_use.sum("agent")
    return final / final.sum("sector")


def final_only(benchmark):
    """The benchmark with value added as the only cost: all purchases are the household's."""
    bought = benchmark.intermediate_use.sum("activity") + benchmark.final_use.sum("agent")
    final = bought.expand_dims(agent=benchmark.agent).where(benchmark.agent == "household", 0.0)
    output = benchmark.sales.sum("destination").rename(sector="activity", origin="region")
    earned = output.expand_dims(factor=benchmark.factor)
    earned = earned.where(benchmark.factor == "labour", 0.0)
    return benchmark.assign(
        intermediate_use=0.0 * benchmark.intermediate_use,
        final_use=final.transpose(*benchmark.final_use.dims),
        value_added=earned.transpose(*benchmark.value_added.dims),
    )
