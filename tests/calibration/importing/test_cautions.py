"""Cautions on value added, and what an import says of tables that are not whole."""

import json

import pytest

import cge
from calibration import InputError, open_benchmark
from calibration.importing.cautions import ODD, USUAL
from calibration.readers.absent import RECORD
from cge.inputs.find import find
from tests.calibration.importing.test_import import figaro, folder_of, frame, icio

__all__ = ["figaro", "icio"]


def given(tmp_path, **more):
    return cge.import_table("csv", folder_of(tmp_path, **more), trade_elasticity=4.0)


def test_usual_shares_are_those_of_the_shipped_world():
    world = open_benchmark(find("benchmarks", "oecd-icio-2022"), trusted=True)
    sales = world.sales.sum(("sector", "destination")).rename(origin="region")
    share = world.value_added.sum(("factor", "activity")) / sales
    assert [round(float(k), 2) for k in (share.min(), share.max())] == [*USUAL]
    assert ODD[0] < float(share.min()) < float(share.max()) < ODD[1]


def test_a_table_without_purchases_is_a_caution_with_its_numbers(tmp_path):
    imported = given(tmp_path)  # 35 of 42, and 59 of 66
    (odd,) = imported.cautions
    assert odd == (
        "value added is 83 % in N, 89 % in S of sales; by economy it is 24 to 73 % in "
        "oecd-icio-2022; are purchases missing, or in another unit?"
    )
    assert f"caution: {odd}" in imported.lines()


def test_a_table_without_primary_inputs_is_a_caution_with_its_numbers(figaro):
    imported = cge.import_table("auto", figaro, usd_per_unit=1.0)
    assert imported.cautions[0].startswith(
        "the table has no rows of primary inputs: value added of "
    )
    goods = frame().drop(index=["TLS", "VA"])
    sales, bought = goods.to_numpy().sum(), goods[goods.index].to_numpy().sum()
    assert (
        f"of {sales - bought:,.0f} million USD, {100 * (1 - bought / sales):.0f} % of sales"
        in (imported.cautions[0])
    )


def test_a_usual_table_is_none(icio):
    imported = cge.import_table("icio", icio)
    assert imported.cautions == ()
    assert RECORD not in imported.benchmark.attrs


def test_absent_cells_are_printed_and_kept(tmp_path):
    imported = given(tmp_path)
    counts = json.loads(imported.benchmark.attrs[RECORD])
    assert counts["sales to industries"] == [12, 16]
    (line,) = (k for k in imported.lines() if "cells without a line" in k)
    assert line.startswith("absent: cells without a line, which are zero: 12 of 16 in sales to")


def test_value_added_that_is_lost_is_refused(tmp_path):
    home = folder_of(tmp_path)
    (home / "value_added.csv").unlink()
    with pytest.raises(InputError, match="inputs: names rows of value_added"):
        cge.import_table("csv", home, trade_elasticity=4.0)


def test_labels_without_a_meaning_name_the_nearest_and_the_file(tmp_path):
    home = folder_of(tmp_path)
    for name, old, new in (
        ("final.csv", "N,farm,N,eat", "N,farm,N,eatt"),
        ("value_added.csv", "mill,wages", "mill,wagse"),
    ):
        text = (home / name).read_text()
        (home / name).write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as raised:
        cge.import_table("csv", home, trade_elasticity=4.0)
    said = raised.value.problems
    assert said[0] == "category 'eatt' of final demand has no agent; did you mean 'eat'?"
    assert "primary input 'wagse' has no role; did you mean 'wages'?" in said
    assert said[-2].startswith("write it under 'categories' in benchmark.yaml, or give --agent")
    assert said[-1].startswith("write it under 'inputs' in benchmark.yaml, or give --input")


@pytest.mark.parametrize("rate", [105.0, 150.0])
def test_a_rate_that_no_currency_has_is_refused(figaro, rate):
    with pytest.raises(InputError, match=f"{rate:g} USD for one EUR is more than any currency"):
        cge.import_table("auto", figaro, usd_per_unit=rate)


def test_a_file_that_is_not_there_is_said_so(icio):
    with pytest.raises(InputError) as raised:
        cge.import_table("auto", icio.with_name("ICIO_2002.csv"))
    assert raised.value.problems == [
        f"{icio.with_name('ICIO_2002.csv')}: no such file or folder; did you mean 'ICIO_2020.csv'?"
    ]


def test_a_code_that_is_almost_one_gets_it(icio):
    text = icio.read_text()
    icio.write_text(text.replace("C10T12", "C1012").replace("A01_02", "A01_02"))
    with pytest.raises(InputError, match="industry 'C1012' is not of isic-rev4") as raised:
        cge.import_table("icio", icio)
    assert "did you mean 'C10T12'?" in str(raised.value)
