"""Build ``data/indicators/population.csv``: heads of every economy of the benchmark.

Run as ``python -m data.build.indicators.population SOURCES [OUT]``.
"""

import csv
import sys
from pathlib import Path

from calibration import open_benchmark
from data.build.indicators.build import BENCHMARK, ROW
from data.build.indicators.sources import YEAR, Sources

SOURCE = "United Nations, World Population Prospects 2024, middle of the year (CC BY 3.0 IGO)"
OUT = Path(__file__).parents[2] / "indicators" / "population.csv"


def main(folder: Path, out: Path = OUT) -> None:
    """Write one row for each economy; the rest of the world is everybody else."""
    heads = Sources(folder).population()
    economies = [str(e) for e in open_benchmark(BENCHMARK)["region"].to_numpy()]
    listed = [e for e in economies if e != ROW]
    others = heads[~heads.index.isin(listed)]
    with out.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("economy", "persons", "year", "source"))
        for economy in economies:
            persons = heads[economy] if economy != ROW else others.sum()
            more = "" if economy != ROW else f"; sum of {len(others)} other economies"
            writer.writerow((economy, int(persons), YEAR, SOURCE + more))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
