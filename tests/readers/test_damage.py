"""Damaged files are read or refused in words, whatever bytes they lose or gain."""

import os
import random
import shutil
import warnings

import pytest

from calibration import InputError
from calibration.readers.formats import FORMATS
from calibration.readers.recognise import recognised
from tests.readers import test_eora, test_exiobase, test_figaro, test_icio, test_plain, world

DAMAGES = 2000 if os.environ.get("CGE_READERS") == "long" else 60
SIGNS = (b",", b"\n", b"\r", b'"', b"\t", b"nan", b"-", b"#", b"1e400", b";", b"\x00", b"_")


def icio(home):
    frame = world.matrix(["AUS", "MEX"], ["A", "B"], test_icio.CATEGORIES, ["VA", "TLS"])
    test_icio.layout(frame).round(4).to_csv(home / "table.csv")
    return home / "table.csv"


def figaro_matrix(home):
    frame = world.matrix(["AT", "US"], ["A01", "B"], list(test_figaro.AGENTS), ["D1"])
    test_figaro.labelled(frame).to_csv(home / "table.csv")
    return home / "table.csv"


def figaro_flat(home):
    frame = world.matrix(["AT", "US"], ["A01", "B"], list(test_figaro.AGENTS), ["D1"])
    test_figaro.flat(frame).to_csv(home / "table.csv", index=False)
    return home / "table.csv"


def own(home):
    frame = world.matrix(["one", "two"], ["x", "y"], ["household"], ["labour"])
    test_plain.one_text(frame).to_csv(home / "table.csv", sep=";", decimal=",")
    return home / "table.csv"


def workbook(home):
    pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    frame = world.matrix(["one", "two"], ["x", "y"], ["household"], ["labour"])
    test_plain.one_text(frame).to_excel(home / "table.xlsx")
    return home / "table.xlsx"


def exiobase(home):
    frame = world.matrix(["AT", "US"], test_exiobase.SECTORS, test_exiobase.CATEGORIES)
    frame[[k for k in frame.columns if k[1] in test_exiobase.EMPTY]] = 0.0
    return test_exiobase.written(home / "IOT_2019_pxp", frame)


def archive(home):
    folder = exiobase(home)
    return home / shutil.make_archive("IOT_2019_pxp", "zip", folder)


def eora(home):
    frame = world.matrix(["AFG", "USA"], ["x", "y"], list(test_eora.AGENTS), ["Any"])
    return test_eora.written(home / "eora", frame)


MADE = {
    icio: "icio", figaro_matrix: "figaro", figaro_flat: "figaro", own: "csv", workbook: "excel",
    exiobase: "exiobase3", archive: "exiobase3", eora: "eora26",
}  # fmt: skip


def damaged(content, draw):
    """The content with an end cut off, bytes changed, removed or added, or lines shuffled."""
    at, length = draw.randrange(len(content)), draw.randrange(1, 30)
    how = draw.randrange(5)
    if how == 0:
        return content[:at]
    if how == 1:
        return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
    if how == 2:
        return content[:at] + content[at + length :]
    if how == 3:
        return content[:at] + draw.choice(SIGNS) * draw.randrange(1, 4) + content[at:]
    lines = content.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_no_damage_is_a_traceback(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, draw, refused, said = make(tmp_path), random.Random(make.__name__), 0, []
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for _ in range(DAMAGES):
        file = draw.choice(files)
        content = file.read_bytes()
        file.write_bytes(damaged(content, draw))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                FORMATS[MADE[make]].read(path)
            except InputError as error:
                refused += 1
                said += error.problems
            recognised(path)
        file.write_bytes(content)
    FORMATS[MADE[make]].read(path)  # whole, it is read
    assert refused > DAMAGES / 10
    assert all(problem.strip() for problem in said)
