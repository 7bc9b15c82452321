"""Write the table of corrections: `python -m data.build.oecd_icio_2022.scan_tariffs --source DIR`.

The source gives unweighted means over tariff lines of broad groups. They are compared with the
WTO's trade-weighted MFN averages of five reporters.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from data.build.oecd_icio_2022.bilateral import Bilateral, read_bilateral
from data.build.oecd_icio_2022.tariffs import CORRECTIONS, importers, most_favoured, source_rates
from data.build.options import asked

CONCORDANCE = Path(__file__).parent / "concordances" / "mtn_sectors.csv"
YEAR = 2022
REPORTERS = {
    "China": "CHN",
    "European Union": "EU27",
    "India": "IND",
    "Japan": "JPN",
    "United States of America": "USA",
}
# The file holds statutory duties. China and India often apply less (temporary duties, exemptions),
# so their source rates are corrected downwards only.
APPLIED_BELOW_STATUTORY = ("CHN", "IND")
# The United Kingdom kept the EU's duties on food and cars when it left, and the source shows it.
FOLLOWS = {"GBR": ("EU27", ("C10T12", "C29"))}

GAP = 2.0  # percentage points
RATIO = 1.5
FOOD, FARM = "C10T12", "A01"
PEAK, PEAK_RATIO = 40.0, 4.0  # per cent; times the importer's own farm tariff

HEADER = [
    "importer",
    "sector",
    "exporter_rule",
    "old_percent",
    "new_percent",
    "source",
    "year",
    "note",
]
RULE = "all rates in proportion; zero stays zero"
WTO = "WTO, MFN trade-weighted average"


def main() -> None:
    """Compare, and write one line per correction."""
    source = asked(__doc__).source
    bilateral = read_bilateral(source / "oecd-icio-2022" / "bilateral-81x81x28-2022.mat")
    sectors = bilateral.sectors[:-1]
    highest = 100.0 * most_favoured(source_rates(bilateral, sectors))
    table = wto_averages(source / "tariffs" / "wto_mfn_top5_2010_2024.csv")
    lines = against_wto(highest, bilateral, sectors, table)
    lines += tobacco(highest, bilateral, sectors)
    with CORRECTIONS.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(lines)


def wto_averages(path: Path) -> pd.DataFrame:
    """Mean of the trade-weighted averages of a sector's product groups: (sector, reporter), %."""
    table = pd.read_csv(path)
    table = table[(table["year"] == YEAR) & table["reporter_name"].isin(REPORTERS)]
    # Groups with sub-groups are listed under both codes; the broad line has no average.
    average = table.pivot_table(
        index="mtn_categories", columns="reporter_name", values="trade_weighted"
    )
    concordance = pd.read_csv(CONCORDANCE)
    joined = concordance.join(average, on="category")
    missing = joined[joined[list(REPORTERS)].isna().any(axis=1)]["category"]
    if len(missing):
        raise ValueError(f"no WTO average for {', '.join(missing)}")
    return joined.groupby("sector")[list(REPORTERS)].mean().rename(columns=REPORTERS)


def against_wto(
    highest: np.ndarray, bilateral: Bilateral, sectors: list[str], wto: pd.DataFrame
) -> list[tuple[object, ...]]:
    """Lines where source and WTO differ by more than 2 points and by more than half."""
    lines: list[tuple[object, ...]] = []
    for sector in wto.index:
        for reporter in (*REPORTERS.values(), *FOLLOWS):
            model, only = FOLLOWS.get(reporter, (reporter, None))
            if only is not None and sector not in only:
                continue
            at = [bilateral.regions.index(region) for region in importers(reporter)]
            old = float(np.median(highest[sectors.index(sector), at]))
            new = float(wto.loc[sector, model])
            upwards = new > old
            if upwards and (old == 0 or reporter in APPLIED_BELOW_STATUTORY):
                continue
            ratio = max(old, new) / max(min(old, new), 1e-9)
            if abs(new - old) > GAP and ratio > RATIO:
                note = "the EU's figure stands in" if reporter in FOLLOWS else ""
                lines.append(_line(reporter, sector, old, new, WTO, note))
    return lines


def tobacco(
    highest: np.ndarray, bilateral: Bilateral, sectors: list[str]
) -> list[tuple[object, ...]]:
    """Food tariffs of importers outside the WTO file whose mean tobacco and alcohol duties inflate.

    Sumptuary duties of several hundred per cent fall on a few lines. Where the food tariff is above
    40 % and above four times the importer's own farm tariff, it is set to the farm tariff times the
    median ratio of the two over the importers that need no correction.
    """
    food, farm = highest[sectors.index(FOOD)], highest[sectors.index(FARM)]
    corrected = {*REPORTERS.values(), *FOLLOWS, *importers("EU27")}
    own = [region not in corrected for region in bilateral.regions]
    odd = (food > PEAK) & (food > PEAK_RATIO * farm)
    usual = np.array(own) & ~odd & (farm > 1.0)  # free traders have no ratio
    ratio = float(np.median(food[usual] / farm[usual]))
    lines: list[tuple[object, ...]] = []
    for n in np.nonzero(odd)[0]:
        region = bilateral.regions[n]
        if region in corrected:
            continue
        note = f"reconstructed: {ratio:.2f} times the farm tariff, the median of other importers"
        lines.append(_line(region, FOOD, food[n], ratio * farm[n], "own reconstruction", note))
    return lines


def _line(
    importer: str, sector: str, old: float, new: float, source: str, note: str
) -> tuple[object, ...]:
    return importer, sector, RULE, f"{old:.3f}", f"{new:.3f}", source, YEAR, note


if __name__ == "__main__":
    main()
