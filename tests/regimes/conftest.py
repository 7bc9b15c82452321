"""The shipped tables, and small ones written for a test."""

from pathlib import Path

import pytest

from calibration import aggregate, open_benchmark, read_mapping
from calibration.regimes import read_regimes

DATA = Path(__file__).parents[2] / "data"
STATES = (DATA / "regimes" / "states.csv").read_text(encoding="utf-8")
ECONOMIES = """economy,class,law,union,status,source
A,conditional,yes,U,verified,s
B,conditional,yes,U,verified,s
C,open,no,,recalled,s
D,control,yes,,recalled,s
E,open,yes,,recalled,s
"""
AGREEMENTS = """instrument,parties,partners,direction,since,until,provision,status,source
union,U,,both,2000-01-01,,internal,verified,s
adequacy,U,C,one,2010-01-01,2020-01-01,safeguards,verified,s
treaty,C D,,both,2015-06-01,,safeguards,recalled,s
words,A,E,both,2000-01-01,,weak,recalled,s
"""
WEIGHTS = """origin,A,B,C,D,E
A,0,9,1,2,0
B,9,0,3,0,0
C,1,5,0,4,0
D,0,0,6,0,0
E,0,0,0,0,0
"""


@pytest.fixture(scope="session")
def shipped():
    return read_regimes(DATA / "regimes")


@pytest.fixture(scope="session")
def world():
    return open_benchmark(DATA / "benchmarks" / "oecd-icio-2022.nc")


@pytest.fixture(scope="session")
def joined(world):
    """The world at 16 x 22."""
    return aggregate(world, read_mapping(DATA / "aggregations" / "16x22.csv", world))


@pytest.fixture
def folder(tmp_path):
    """Writes a folder of tables, some of them other than the small ones."""

    def write(**changed):
        texts = {
            "states": STATES,
            "economies": ECONOMIES,
            "agreements": AGREEMENTS,
            "services-trade": WEIGHTS,
        } | {name.replace("_", "-"): text for name, text in changed.items()}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write
