"""What is known of growth and balances: `python -m data.build.backtests.growth --source DIR`.

Writes `endowment`, `productivity` and `foreign-saving` of each backtest beside its file.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from calibration import open_benchmark
from calibration.inter_industry.inequality import gdp
from calibration.membership import members
from data.build.options import asked

DATA = Path(__file__).parents[2]
SPANS = ((1995, 2007), (2008, 2011))
REST = "ROW"
PWT = (
    "Penn World Table 10.01 (Feenstra, Inklaar and Timmer 2015, American Economic Review 105), "
    "CC BY 4.0"
)
INDEX = "labour (emp, hc) and capital (rnna) by the mean labour share (labsh)"


def main() -> None:
    """Write the files of every span."""
    options = asked(__doc__)
    world = pd.read_csv(options.source / "human_capital" / "pwt1001_1995_2019.csv")
    for first, last in SPANS:
        later = open_benchmark(DATA / "benchmarks" / f"wiod-{last}-20x17.nc")
        factors = growth(world, members(later, "region"), first, last)
        share = (later["foreign_saving"] / gdp(later)).to_series()
        span, name = f"{first} to {last}", f"wiod-{first}-{last}"
        said = {
            "endowment": f"Growth factor of endowments, {span}: {INDEX}; {PWT}",
            "productivity": f"Growth factor of real GDP (rgdpna) over endowments, {span}; {PWT}",
            "foreign-saving": f"Foreign saving over income in {last}; from wiod-{last}-20x17",
        }
        for kind, values in (*factors.items(), ("foreign-saving", share)):
            write(f"{name}.{kind}.csv", values, said[str(kind)])


def growth(
    world: pd.DataFrame, inside: dict[str, tuple[str, ...]], first: int, last: int
) -> pd.DataFrame:
    """Growth factors of endowments and of productivity by region.

    Economies of a region count with their real GDP of the first year. Those without human capital
    or a labour share count in its GDP, not in its endowments.
    """
    before, after = (world[world["year"] == y].set_index("iso3") for y in (first, last))
    economies = economies_of(inside, list(before.index))
    work = np.log(after["emp"] * after["hc"] / (before["emp"] * before["hc"]))
    share = (before["labsh"] + after["labsh"]) / 2
    index = share * work + (1 - share) * np.log(after["rnna"] / before["rnna"])
    rows = {}
    for region, here in economies.items():
        known = index.loc[here].dropna()
        endowment = np.exp(np.average(known, weights=before["rgdpna"].loc[known.index]))
        product = after["rgdpna"].loc[here].sum() / before["rgdpna"].loc[here].sum()
        rows[region] = {"endowment": endowment, "productivity": product / endowment}
    return pd.DataFrame(rows).T


def economies_of(inside: dict[str, tuple[str, ...]], known: list[str]) -> dict[str, list[str]]:
    """Economies of every region; the rest of the world has all that are named nowhere."""
    named = {k for region in inside.values() for k in region}
    rest = [k for k in known if k not in named]
    return {region: rest if region == REST else list(here) for region, here in inside.items()}


def write(name: str, values: pd.Series, about: str) -> None:
    """A table of numbers by region, as shocks read them."""
    rows = "".join(f"{region},{value:.4f}\n" for region, value in values.items())
    (DATA / "backtests" / name).write_text(f"# {about}\nregion,value\n{rows}", encoding="utf-8")


if __name__ == "__main__":
    main()
