"""Named flows whose share in the exporter's sales is documented, as far as pair totals allow."""

from pathlib import Path

import numpy as np
import pandas as pd

Array = np.ndarray

OVERRIDES = Path(__file__).parent / "concordances" / "services_overrides.csv"

# Part of a pair's total that named flows may take, an assumption: the pair totals are those of the
# tables, and margins of goods and travel have to fit in as well.
CEILING = 2.0 / 3.0


def wanted_flows(
    export: Array, pair: Array, services: list[str], regions: list[str], path: Path = OVERRIDES
) -> Array:
    """Flows (service, origin, destination) to meet, not a number where none is named.

    Flows of one pair that ask for more than the ceiling of its total are scaled down to it.

    Parameters
    ----------
    export : (service, region)
        Exports of each service, million USD.
    pair : (origin, destination)
        Total over services.
    services, regions : list of str
        Labels.
    path : Path
        Table of the named flows.
    """
    wanted = np.full((len(services), *pair.shape), np.nan)
    for line in pd.read_csv(path).itertuples():
        n = services.index(line.industry)
        origin, destination = regions.index(line.exporter), regions.index(line.importer)
        wanted[n, origin, destination] = line.share_of_exports * export[n, origin]
    asked = np.nansum(wanted, axis=0)
    room = np.divide(CEILING * pair, asked, out=np.ones_like(pair), where=asked > 0)
    return np.asarray(wanted * np.minimum(room, 1.0))
