"""Build the file of how far published sets of trade elasticities are apart.

`python -m data.build.uncertainty.spread --source DIR` reads `elasticities/elasticities.csv`
(source, sector, n, epsilon), which is cited and not shipped, and `industries.csv` here, and writes
`data/uncertainty/published-spread.yaml`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from data.build.options import asked

OUT = Path(__file__).resolve().parents[2] / "uncertainty" / "published-spread.yaml"
INDUSTRIES = Path(__file__).with_name("industries.csv")
SETS = {
    "CP2015 (ISIC3, 99% sample)": "CP",
    "Fontagne-Guimbard-Orefice 2022 (TiVA industries)": "FGO",
    "Giri-Yi-Yilmazkuday 2021 (ISIC2)": "GYY",
    "Lashkaripour-Lugovskyy 2023 (ISIC4-14)": "LL",
    "Shapiro 2016": "S",
}
HEAD = """\
title: How far published sets of trade elasticities are apart
description: >-
  As `default`, but each industry's elasticities of trade spread as the published sets do. That is
  the disagreement between papers, which estimate by different data, years and methods; it is not
  the error of any one of them, and it is wider for most industries.
reference: >-
  CP: Caliendo and Parro (2015), Review of Economic Studies 82(1); FGO: Fontagné, Guimbard and
  Orefice (2022), Journal of International Economics 137; GYY: Giri, Yi and Yilmazkuday (2021),
  Journal of International Economics 129; LL: Lashkaripour and Lugovskyy (2023), American Economic
  Review 113(10); S: Shapiro (2016), American Economic Journal: Economic Policy 8(4).
base: default

numbers:
  # Written by data/build/uncertainty/spread.py. After each number stand the trade elasticities of
  # the sets; several industries of a set that are one here have their mean. The factor is lognormal
  # with median 1, above as likely as below. Its logarithm has the standard deviation among the sets
  # of the logarithm of 1 + elasticity of trade, which is the elasticity of substitution.
  trade:
    parameter: [sigma_import_source, sigma_domestic_import]
    each: sector
    where_present: true
    times:
      lognormal:
"""
SERVICES = 0.3  # of the logarithm, an assumption
TAIL = """\
      low: 0.25
      high: 4
    assumed: true
    source: >-
      Standard deviation over the sets that have the industry. ASSUMPTIONS: the sets are equally
      good; a number beyond a quarter or four times that of the data does not occur; services have
      0.3, of the logarithm. One factor moves both elasticities (rule of two).
"""


def main() -> None:
    """Write the file."""
    published = pd.read_csv(asked(__doc__).source / "elasticities" / "elasticities.csv")
    found = sets_of(published, pd.read_csv(INDUSTRIES))
    numbers = {label: lognormal(spread(list(values.values()))) for label, values in found.items()}
    means = [f"{label}: {mean:.3f}" for label, (mean, _) in numbers.items()]
    sds = [f"{label}: {sd:.3f} # {_said(found[label])}" for label, (_, sd) in numbers.items()]
    mean, sd = lognormal(SERVICES)
    means.append(f"all: {mean:.3f}")
    sds.append(f"all: {sd:.3f} # ASSUMPTION: services")
    text = HEAD + _block("mean", means) + _block("sd", sds) + TAIL
    OUT.write_text(text, encoding="utf-8")


def sets_of(published: pd.DataFrame, industries: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Elasticities of trade by label and set.

    Parameters
    ----------
    published
        Columns ``source``, ``sector``, ``epsilon``.
    industries
        Which industries of a set are a label: columns ``label``, ``set``, ``industry``.

    Raises
    ------
    ValueError
        Industries without an elasticity.
    """
    named = industries.rename(columns={"set": "source", "industry": "sector"})
    joined = named.merge(published, how="left", on=["source", "sector"], validate="many_to_one")
    if joined["epsilon"].isna().any():
        missing = joined.loc[joined["epsilon"].isna(), ["source", "sector"]].to_numpy().tolist()
        raise ValueError(f"no elasticity of {missing}")
    found: dict[str, dict[str, float]] = {}
    for (label, name), value in joined.groupby(["label", "source"])["epsilon"].mean().items():
        found.setdefault(str(label), {})[SETS[str(name)]] = round(float(value), 2)
    return found


def spread(elasticities: list[float]) -> float:
    """Standard deviation of the logarithm of 1 + elasticities of trade."""
    return float(np.log1p(elasticities).std(ddof=1))


def lognormal(spread: float) -> tuple[float, float]:
    """Mean and standard deviation of a number with median 1, from those of its logarithm."""
    mean = float(np.exp(spread**2 / 2))
    return mean, mean * float(np.sqrt(np.expm1(spread**2)))


def _said(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())


def _block(key: str, rows: list[str]) -> str:
    return f"        {key}:\n" + "".join(f"          {row}\n" for row in rows)


if __name__ == "__main__":
    main()
