"""Build the concordance of customs codes: `python -m data.build.hs6 --source DIR --out FILE`.

Of each code of six digits of the Harmonized System, the industries of `oecd-icio-2022` that make
what the United States imported under it in 2024: customs know goods by ten digits and by industry
of origin (NAICS). An industry with less than a tenth of a code is left out.
"""

import csv
from collections import defaultdict
from pathlib import Path

from data.build.options import asked

WEIGHTS = Path("tariffs-applied-2018-2026") / "hs6_to_icio50_us2024_weights.csv"
LEAST = 0.1
HEAD = (
    "# Codes of six digits of the Harmonized System (edition of 2022, as the United States used "
    "it in 2024), and their industries in oecd-icio-2022, the largest first",
    "# Source: US Census Bureau, imports for consumption 2024 by HS10 and NAICS (public domain); "
    "NAICS of four digits to industries by titles, by the authors. Industries with less than a "
    "tenth of what the United States imported under a code are left out.",
    "label,icio,title",
)


def main() -> None:
    """Build the concordance and write it."""
    options = asked(__doc__, out={"type": Path, "required": True})
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    with (options.source / WEIGHTS).open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["icio50"] != "UNALLOC":
                shares[row["hs6"]][row["icio50"]] = float(row["weight"])
    lines = [f"{code},{' '.join(_largest(found))}," for code, found in sorted(shares.items())]
    options.out.write_text("\n".join([*HEAD, *lines]) + "\n")
    print(f"{len(lines)} codes")


def _largest(found: dict[str, float]) -> list[str]:
    kept = [industry for industry, share in found.items() if share >= LEAST * sum(found.values())]
    return sorted(kept, key=lambda industry: -found[industry])


if __name__ == "__main__":
    main()
