"""Kinds of files that a user names: where the shipped ones lie and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

# The dataset that is meant where none is named.
DEFAULT_DATA = "oecd-icio-2022"


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Attributes
    ----------
    folder
        Folder of the shipped data, which is also the name of the kind.
    singular
        What one of them is called.
    ending
        Ending of its files.
    listed
        Name under which ``cge list`` lists them.
    """

    folder: str
    singular: str
    ending: str = ".yaml"
    listed: str = ""

    @property
    def name(self) -> str:
        """Name under which ``cge list`` lists them."""
        return self.listed or self.folder


KINDS = {
    kind.folder: kind
    for kind in (
        Kind("scenarios", "scenario"),
        Kind("problems", "problem"),
        Kind("benchmarks", "benchmark", ".nc", "datasets"),
        Kind("aggregations", "aggregation", ".csv"),
        Kind("splits", "table of parts", ".csv"),
        Kind("closures", "closure"),
        Kind("structures", "structure"),
        Kind("technologies", "technology"),
        Kind("abatements", "abatement"),
        Kind("schedules", "schedule"),
        Kind("carbon-prices", "list of carbon prices", ".csv"),
        Kind("funds", "fund"),
        Kind("uncertainty", "file of uncertain numbers"),
        Kind("backtests", "backtest"),
        Kind("targets", "file of targets"),
    )
}
# What ``cge list`` lists besides.
OTHER_LISTS = (
    *("indicators", "agreements", "parameters", "variables", "statistics"),
    *("tables", "figures"),
)
# What it lists of chosen data.
LISTS_OF_DATA = ("regions", "sectors", "groups", "tariffs", "regimes", "regime-pairs")
# What ``cge new`` writes templates of.
NEW = (
    *("benchmark", "scenario", "aggregation", "elasticities", "tariffs", "emissions"),
    *("closure", "structure", "technology"),
)
