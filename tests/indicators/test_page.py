"""What the page says of weights, years and gaps is what the table holds."""

import re
from pathlib import Path

import pandas as pd

from calibration.indicators import METHODS, composite, rank_correlations

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "nqp-index.md").read_text(encoding="utf-8")


def test_the_table_of_indicators(shipped):
    table = pd.read_csv(ROOT / "data" / "indicators" / "values.csv", keep_default_na=False)
    found = {name: composite(shipped, name).weights for name in METHODS}
    for name, indicator in shipped.catalogue.indicators.items():
        rows = table[table["indicator"] == name]
        first, last = rows["year"].min(), rows["year"].max()
        years = str(last) if first == last else f"{first}-{last}"
        gaps = (rows["imputed"] == "yes").sum()
        weights = [f"{float(of.sel(indicator=name)):.3f}" for of in found.values()]
        cells = [f"`{name}`", indicator.dimension, years, str(gaps), *weights]
        assert f"| {' | '.join(cells)} |" in PAGE


def test_what_is_said_of_the_whole(shipped):
    gaps = int(shipped.data["imputed"].sum())
    assert f"{gaps} of {shipped.data['imputed'].size} figures" in PAGE
    order = composite(shipped, "entropy").index.to_series().sort_values(ascending=False).index
    assert f"by entropy {' '.join(order[:6])} and {' '.join(order[-4:])};" in " ".join(PAGE.split())
    places = {code: n + 1 for n, code in enumerate(order)}
    for words in ("States 14th", "China 33rd", "Japan 25th", "Korea 15th", "India 47th"):
        assert words in PAGE.replace("**", "")
    assert [places[c] for c in ("USA", "CHN", "JPN", "KOR", "IND")] == [14, 33, 25, 15, 47]
    found = rank_correlations({name: composite(shipped, name).index for name in METHODS})
    numbers = [f"{float(found[of][a, b]):.3f}" for of in found for a, b in ((0, 1), (0, 2), (1, 2))]
    assert all(number in PAGE for number in numbers)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
