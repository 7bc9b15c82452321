"""Write the key of the fund: `python -m data.build.funds.least_developed --source DIR`.

Weights are people, in millions, of the least developed countries: those with a table of their own,
and the rest of them under `ROW`.
"""

import csv
from pathlib import Path

from data.build.options import asked

YEAR = 2013
TABLE = "indicators/gapminder_total_population_with_projections.csv"
OUT = Path(__file__).parents[2] / "funds" / "least-developed.yaml"
REST = "ROW"
# Economies with a table of their own in the ICIO tables.
OWN = ("AGO", "BGD", "COD", "KHM", "LAO", "MMR", "SEN", "STP")
# The 46 of the United Nations' list as of 2022.
# fmt: off
LIST = (
    "afg", "ago", "bdi", "ben", "bfa", "bgd", "btn", "caf", "cod", "com", "dji", "eri",
    "eth", "gin", "gmb", "gnb", "hti", "khm", "kir", "lao", "lbr", "lso", "mdg", "mli",
    "mmr", "moz", "mrt", "mwi", "ner", "npl", "rwa", "sdn", "sen", "sle", "slb", "som",
    "ssd", "stp", "tcd", "tgo", "tls", "tuv", "tza", "uga", "yem", "zmb",
)
# fmt: on

HEAD = f"""\
title: Least developed countries, by population
description: >-
  Weights are people in {YEAR}, in millions. Countries without a table of their own are summed under
  {REST}, so that the aggregate of the rest of the world gets their part; within an aggregate the
  model has one household, and does not follow the money further.
reference: >-
  Membership: United Nations list of least developed countries as of 2022 (46 countries), RECALLED.
  Population: Gapminder, total population with projections (CC BY 4.0), {YEAR}; written by
  data/build/funds/least_developed.py.
weights:
"""


def main() -> None:
    """Sum populations by member and write the key."""
    options = asked(__doc__)
    with (options.source / TABLE).open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["time"] == str(YEAR)]
    people = {row["geo"]: float(row["total_population_with_projections"]) for row in rows}
    weights = dict.fromkeys((*OWN, REST), 0.0)
    for country in LIST:
        member = country.upper() if country.upper() in OWN else REST
        weights[member] += people[country] / 1e6
    lines = [f"  {member}: {weight:.2f}\n" for member, weight in weights.items()]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
