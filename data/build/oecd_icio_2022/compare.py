"""How this build differs from an earlier reconstruction of the same sources."""

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.margins import margin_services, output_of


def compare(dataset: xr.Dataset, source: Path) -> str:
    """Largest and median relative difference by region of output, exports, tariffs and CO2."""
    other = np.load(source / "oecd-icio-2022" / "reconstruction" / "icio2022-81x50.npz")
    co2 = np.load(source / "emissions" / "co2_2022_81x50_Mt.npz")["co2"]
    foreign = 1.0 - np.eye(dataset.sizes["origin"])
    sales = (dataset["sales"] + margin_services(dataset)).to_numpy()
    theirs = other["X"].transpose(2, 0, 1)
    tariff = other["t"].transpose(2, 0, 1)
    pairs = {
        "output": (output_of(dataset).sum(axis=0), theirs.sum(axis=(0, 2))),
        "exports": ((sales * foreign).sum(axis=(0, 2)), (theirs * foreign).sum(axis=(0, 2))),
        "tariff revenue": (
            dataset["tariff_revenue"].to_numpy().sum(axis=(0, 1)),
            (theirs * tariff).sum(axis=(0, 1)),
        ),
        "CO2": (dataset["co2"].to_numpy().sum(axis=0), co2.sum(axis=1)),
    }
    regions = dataset["region"].to_numpy()
    lines = [f"{'':16}{'ours':>14}{'theirs':>14}{'median':>10}{'largest':>10}"]
    for name, (ours, base) in pairs.items():
        gap = np.abs(ours - base) / np.where(base > 0, base, np.nan)
        worst = int(np.nanargmax(gap))
        lines.append(
            f"{name:16}{ours.sum():14.1f}{base.sum():14.1f}{np.nanmedian(gap):10.1e}"
            f"{gap[worst]:10.1e} {regions[worst]}"
        )
    return "\n".join(lines)
