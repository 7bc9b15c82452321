"""A small benchmark, groups of its labels, and facts in a folder of their own."""

from pathlib import Path

import pytest

from calibration import random_benchmark, read_groups
from calibration.validation.facts import COLUMNS, KIND_COLUMNS

GROUPS = """\
region:
  pair: {members: [A, B], source: test}
sector:
  both: {members: [S1, S2], source: test}
"""
EMPTY = dict.fromkeys(COLUMNS, "")
KINDS = """\
gdp,GDP,GDP,billion USD,4,8,0,revisions
goods,Goods,Goods sold,billion USD,8,16,0,margins
computer_share,Services,Share,%,20,40,1,surveys
labour_share,Labour,Labour,%,10,20,8,years
tariff,Tariffs,Tariff,%,20,50,5,weights
tariff_receipts,Tariffs,Receipts,billion USD,15,30,1,refunds
co2,CO2,CO2,Mt CO2,6,12,0,territory
co2_electricity,CO2,CO2 of electricity,Mt CO2,10,20,0,heat
"""


@pytest.fixture
def economy():
    data = random_benchmark(["A", "B", "C"], ["S1", "S2", "S3"], seed=3)
    return data.assign_attrs(year=2022)


@pytest.fixture
def groups(tmp_path):
    path = tmp_path / "groups.yaml"
    path.write_text(GROUPS, encoding="utf-8")
    return read_groups(path)


@pytest.fixture
def folder(tmp_path) -> Path:
    text = ",".join(KIND_COLUMNS) + "\n" + KINDS
    (tmp_path / "kinds.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def written(folder):
    """Write facts, each a mapping of columns, and give the folder."""

    def write(*facts):
        usual = {"id": "x", "year": "2022", "value": "1", "source": "test", "found": "read"}
        rows = [",".join({**EMPTY, **usual, **fact}.values()) for fact in facts]
        text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
        (folder / "facts.csv").write_text(text, encoding="utf-8")
        return folder

    return write
