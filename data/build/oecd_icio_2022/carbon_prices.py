"""Carbon prices in force in 2022, from the list that ships."""

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.carbon_prices import (
    FREE,
    HOUSEHOLDS,
    PRICE,
    carbon_payments,
    with_carbon_prices,
)
from calibration.groups import read_groups
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.metadata import VARIABLE_NOTES

DATA = Path(__file__).parents[2]
LIST = DATA / "carbon-prices" / "in-force-2022.csv"


def add_carbon_prices(dataset: xr.Dataset, ledger: Ledger) -> xr.Dataset:
    """The dataset with what is paid per tonne; the ledger says how much that is in all."""
    priced = with_carbon_prices(dataset, LIST, read_groups(DATA / "groups.yaml"))
    for name in (PRICE, FREE, HOUSEHOLDS):
        priced[name] = priced[name].astype(np.float32).assign_attrs(VARIABLE_NOTES[name])
    price, free = priced[PRICE], priced[FREE]
    paid = carbon_payments(priced)
    ledger.add(
        "carbon prices in force", "part of output taxes; free allowances are not paid",
        int((price > 0).sum()), float(paid.sum()),
        f"free allowances worth {float((price * free * priced['co2']).sum()):,.0f}",
    )  # fmt: skip
    return priced
