"""A GTAP data base through the command that imports all formats."""

import numpy as np
import pytest
from typer.testing import CliRunner

import calibration
from cge.cli.app import app


@pytest.mark.parametrize("version", ["gtap6", "gtap7"])
def test_a_folder_becomes_a_benchmark(unpacked, version, tmp_path):
    out = tmp_path / "gtap.nc"
    told = CliRunner().invoke(
        app, ["import", "gtap", str(unpacked / version), "--out", str(out), "--year", "2017"]
    )
    assert told.exit_code == 0, told.output
    read, _ = calibration.read_gtap(unpacked / version, year=2017)
    opened = calibration.open_benchmark(out)
    for name in ("sales", "tariff_rate", "value_added", "sigma_import_source"):
        np.testing.assert_allclose(opened[name], read[name], rtol=1e-12)
    assert opened.attrs["year"] == 2017


def test_it_is_recognised_and_aggregated(unpacked, tmp_path):
    read, _ = calibration.read_gtap(unpacked / "gtap7")
    first, *others = map(str, read.region.to_numpy())
    rows = [f"region,{first},one", *(f"region,{r},others" for r in others)]
    rows += [f"sector,{s},{s}" for s in map(str, read.sector.to_numpy())]
    aggregation = tmp_path / "two.csv"
    aggregation.write_text("\n".join(["dimension,member,label", *rows]) + "\n")
    files = [unpacked / "gtap7" / name for name in ("basedata.har", "default.prm", "sets.har")]
    found = calibration.import_table("auto", files, aggregation=aggregation)
    assert list(found.benchmark.region.to_numpy()) == ["one", "others"]
    assert float(found.benchmark.sales.sum()) == pytest.approx(float(read.sales.sum()))
    calibration.check_benchmark(found.benchmark)
