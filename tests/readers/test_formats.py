"""The table of formats, what a file seems to be in, and the word on a wrong format."""

import gzip
import inspect
import os
import tracemalloc
import zipfile

import numpy as np
import pytest

import calibration
from calibration import InputError
from calibration.readers.formats import FORMATS
from calibration.readers.icio import read_icio
from calibration.readers.recognise import recognised
from tests.readers import test_eora, test_exiobase, test_figaro, test_icio, test_plain, world

AGENTS = {"household", "government", "investment"}
ROLES = {"labour", "capital", "value_added", "output_tax", "product_tax", "margin", "none"}
LONG = os.environ.get("CGE_READERS") == "long"


def test_every_format_says_what_it_is():
    for name, form in FORMATS.items():
        assert form.name == name
        assert form.title
        assert form.published
        assert form.layouts
        assert form.lacks
        assert set(form.agents.values()) <= AGENTS
        assert set(form.inputs.values()) <= ROLES
        read = inspect.signature(inspect.unwrap(form.read))
        of_tables = set() if form.benchmark else {"progress", "totals"}
        assert {"year", "joined"} | of_tables <= set(read.parameters), name


@pytest.fixture
def samples(tmp_path):
    """A file in the layout of each format that needs no further package."""
    inputs = ["VA", "TLS"]
    icio = world.matrix(["AUS", "MEX"], ["A", "B"], test_icio.CATEGORIES, inputs)
    figaro = world.matrix(["AT", "US"], ["A01", "B"], list(test_figaro.AGENTS), ["D1"])
    exiobase = world.matrix(["AT", "US"], test_exiobase.SECTORS, test_exiobase.CATEGORIES)
    exiobase[[k for k in exiobase.columns if k[1] in test_exiobase.EMPTY]] = 0.0
    eora = world.matrix(["AFG", "USA"], ["x", "y"], list(test_eora.AGENTS), ["Any"])
    own = world.matrix(["one", "two"], ["x", "y"], ["household"])
    paths = {
        ("icio", "icio.csv"): test_icio.layout(icio),
        ("figaro", "matrix.csv"): test_figaro.labelled(figaro),
        ("figaro", "flat.csv"): test_figaro.flat(figaro).set_index("icioiRow"),
        ("csv", "table.csv"): test_plain.one_text(own),
        ("csv", "long.csv"): test_plain.long(own).set_index("origin"),
    }
    for (_, name), table in paths.items():
        table.to_csv(tmp_path / name)
    found = [(form, tmp_path / name) for form, name in paths]
    found.append(("exiobase3", test_exiobase.written(tmp_path / "IOT_2019_pxp", exiobase)))
    found.append(("eora26", test_eora.written(tmp_path / "eora", eora)))
    return found


def test_a_format_is_recognised_by_content(samples, tmp_path):
    for form, path in samples:
        assert recognised(path) == form, path
        if path.is_file():
            (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
            assert recognised(tmp_path / "packed.csv.gz") == form
            with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
                archive.write(path, "folder/table.csv")
            assert recognised(tmp_path / "packed.zip") == form


def test_a_format_is_recognised_by_the_names_of_files(tmp_path):
    for name, form in {
        "ADB-MRIO62-2018_September 2024.xlsx": "adb",
        "wiot11_row_apr12.xlsx": "wiod2013",
        "wiot_2008.RData": "wiod2013",
        "WIOT2014_Nov16_ROW.xlsb": "wiod2016",
        "WIOT2014_October16_ROW.dta": "wiod2016",
        "20230315_120secMother_AllCountries_002_T-Results_2019_057_Markup001(full).csv": "gloria",
        "book.xlsx": "excel",
    }.items():
        (tmp_path / name).write_bytes(b"anything")
        assert recognised(tmp_path / name) == form


def test_what_is_no_format(tmp_path):
    for name, content in {
        "scenario.yaml": b"title: a tariff\nshocks: []\n",
        "empty.csv": b"",
        "binary": bytes(range(256)) * 20,
        "prices.csv": b"region,price\nUSA,1\nCHN,2\n",
        "benchmark.nc": b"\x89HDF\r\n\x1a\n" + bytes(500),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert recognised(tmp_path / name) is None, name
    assert recognised(tmp_path / "absent") is None


def test_files_of_gempack(tmp_path):
    record = (4).to_bytes(4, "little")
    (tmp_path / "basedata.har").write_bytes(record + b"VDPB" + record + bytes(100))
    assert recognised(tmp_path / "basedata.har") == "gtap"


@pytest.mark.parametrize("form", [name for name in FORMATS if name not in ("csv", "excel")])
def test_a_wrong_format_is_told_the_right_one(samples, form):
    for right, path in samples:
        if right == form:
            continue
        with pytest.raises(InputError) as raised:
            FORMATS[form].read(path)
        assert raised.value.problems[0] == (
            f"{path}: looks like {FORMATS[right].title}; its format is '{right}'"
        )


def test_data_in_another_format_names_the_command(samples):
    for form, path in samples:
        if path.is_file():
            with pytest.raises(InputError) as raised:
                calibration.open_benchmark(path)
            text = str(raised.value)
            assert f"looks like {FORMATS[form].title}" in text
            assert f"cge import {form} {path} --out my.nc" in text


def test_a_packed_file_is_read_as_it_is(samples, tmp_path):
    form, path = samples[0]
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    packed, plain = (FORMATS[form].read(p) for p in (tmp_path / "packed.csv.gz", path))
    assert packed.identical(plain)
    content = (tmp_path / "packed.csv.gz").read_bytes()
    (tmp_path / "packed.csv.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=r"packed\.csv\.gz"):
        FORMATS[form].read(tmp_path / "packed.csv.gz")


def test_memory_is_that_of_the_joined_table_and_a_block(tmp_path, monkeypatch):
    """A table of millions of cells is read in a fraction of what its matrix would take."""
    from calibration.readers import delimited

    monkeypatch.setattr(delimited, "CELLS", 20_000)
    economies, industries = (40, 50) if LONG else (20, 25)
    areas = [f"C{n:02}" for n in range(economies)]
    items = [f"I{n:02}" for n in range(industries)]
    goods = [f"{a}_{i}" for a in areas for i in items]
    buyers = [f"{a}_{k}" for a in areas for k in ("HFCE", "GFCF")]
    path = tmp_path / "2018.csv"
    draw, total = np.random.default_rng(0), 0.0
    with path.open("w") as file:
        file.write(",".join(["V1", *goods, *buyers]) + "\n")
        for label in goods:
            row = np.round(draw.uniform(0, 9, len(goods) + len(buyers)), 2)
            total += row.sum()
            file.write(",".join([label, *map(str, row.tolist())]) + "\n")
    mapping = world.aggregation(
        tmp_path / "joined.csv",
        {a: f"region {n % 3}" for n, a in enumerate(areas)},
        {i: f"sector {n % 4}" for n, i in enumerate(items)},
    )
    tracemalloc.start()
    table = read_icio(path, joined=mapping)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert float(table.intermediate.sum() + table.final.sum()) == pytest.approx(total, rel=1e-12)
    matrix = 8 * len(goods) * (len(goods) + len(buyers))
    # A block takes some 50 bytes a cell; the labels and the joined table little.
    assert peak < 6e6 + 100 * delimited.CELLS
    if LONG:
        assert peak < matrix / 3
