"""Read the table of default elasticities and their sources."""

import csv
from pathlib import Path

TABLE = Path(__file__).parents[2] / "elasticities" / "oecd-icio-2022.csv"


def read_elasticities() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, str]]]:
    """Values and sources by parameter and label."""
    values: dict[str, dict[str, float]] = {}
    sources: dict[str, dict[str, str]] = {}
    with TABLE.open(newline="") as stream:
        for row in csv.DictReader(stream):
            values.setdefault(row["parameter"], {})[row["label"]] = float(row["value"])
            mark = " (unverified)" if row["unverified"] == "yes" else ""
            source = f"{row['source']} ({row['year']}){mark}"
            sources.setdefault(row["parameter"], {})[row["label"]] = source
    return values, sources
