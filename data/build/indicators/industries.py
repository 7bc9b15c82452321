"""Write the technology classes of industries with their world value added as weight.

`python -m data.build.indicators.industries` reads the concordance beside it and the shipped
benchmark.
"""

import argparse
from pathlib import Path

import pandas as pd

from calibration import open_benchmark
from calibration.indicators.activities import COLUMNS, FILE
from data.build.indicators.build import BENCHMARK, DATA

CONCORDANCE = Path(__file__).parent / "concordances" / "technology_classes.csv"
# Industries of the WIOD are counted equally where a dataset joins several of them.
EQUALLY = 1.0


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "indicators" / FILE)
    options = parser.parse_args()
    classes = pd.read_csv(CONCORDANCE, dtype=str, keep_default_na=False)
    made = open_benchmark(BENCHMARK)["value_added"].sum(["factor", "region"]).to_series()
    weight = [f"{made.get(code, EQUALLY):.6g}" for code in classes["industry"]]
    table = classes.assign(value_added=weight)[list(COLUMNS)]
    table.to_csv(options.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
