"""Killed at any moment, a folder of results holds the old set or the new one.

Few kills by default; ``CGE_KILLS=100`` makes a hundred of each kind.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import cge

KILLS = int(os.environ.get("CGE_KILLS", "0"))
ROOT = Path(cge.__file__).parents[1]
NAMES = ("a.txt", "b.txt", "c.txt")
# Writes one set after another, each of one number, and a file more in every other set.
WRITER = """
from pathlib import Path
from calibration.files.folder import FileSet, write_folder
from calibration.files.write import text_writer
kind = FileSet("numbers", "a.txt", ())
print("ready", flush=True)
first = int(Path("out/a.txt").read_text()[:9]) if Path("out/a.txt").exists() else 0
for n in range(first + 1, first + 2000):
    names = ("a.txt", "b.txt", "c.txt", *(["odd.txt"] if n % 2 else []))
    write_folder("out", kind, {name: text_writer(f"{n:9}" * 5000) for name in names})
"""
PACKAGES = {
    "tariff": "{up: {shocks: [{parameter: tariff_power, add_points: 5}]}}",
    "charge": "{up: {cbam: {destination: EU27, sectors: [HVY], price: 80, source: a trial}}}",
}


def started(*command):
    return subprocess.Popen(
        [sys.executable, *command],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def killed(process, mark, seconds):
    """Kill a process some time after it says that it has come to what is tested."""
    while not process.stdout.readline().startswith(mark):
        assert process.poll() is None, "ended before it was killed"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def the_set(folder):
    """The files of a folder, which are those of its manifest and none else beside the user's."""
    found = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    assert found.pop("notes.txt") == b"mine"
    (listed,) = json.loads(found.pop("manifest.json"))["sets"].values()
    assert {name: hashlib.sha256(text).hexdigest() for name, text in found.items()} == listed
    return found


def hidden():
    return [path.name for path in Path().iterdir() if path.name.startswith(".")]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_writer_killed_at_random():
    draw = np.random.default_rng(11)
    once = WRITER.replace("first + 2000", "first + 2")
    assert started("-c", once).wait(60) == 0
    Path("out/notes.txt").write_text("mine")  # what a user adds, all later sets keep
    left = 0
    for _ in range(KILLS or 10):
        killed(started("-c", WRITER), "ready", draw.uniform(0.001, 0.15))
        left += bool(hidden())
        found = the_set("out")
        assert len(set(found.values())) == 1, "a mixed set"
        number = int(found["a.txt"][:9])
        assert set(found) == {*NAMES, *(["odd.txt"] if number % 2 else [])}
    print(f"{left} left a hidden folder")  # noqa: T201
    assert started("-c", once).wait(60) == 0
    assert hidden() == []
    the_set("out")


def test_two_writers_at_once_write_one_set_after_the_other():
    both = [started("-c", WRITER.replace("first + 2000", "first + 60")) for _ in range(2)]
    for process in both:
        said, _ = process.communicate(timeout=120)
        assert (process.returncode, said) == (0, "ready\n")
    Path("out/notes.txt").write_text("mine")
    assert len(set(the_set("out").values())) == 1
    assert hidden() == []


def test_a_run_killed_while_it_writes():
    draw = np.random.default_rng(12)
    for name, packages in PACKAGES.items():
        Path(f"{name}.yaml").write_text(f"title: {name}\npackages: {packages}\n")
    command = ("-m", "cge.cli", "run", "--aggregation", "5x6", "--out", "out")
    assert started(*command, "tariff.yaml").wait(120) == 0
    Path("out/notes.txt").write_text("mine")
    seen, left = ["tariff"], 0
    for n in range(KILLS or 2):
        name = ("charge", "tariff")[n % 2]
        killed(started(*command, f"{name}.yaml"), "verify", draw.uniform(0, 2.5))
        left += bool(hidden())
        found = the_set("out")
        (now,) = [k for k in PACKAGES if f",{k},".encode() in found["summary.csv"]]
        assert ("border-adjustment.csv" in found) == (now == "charge")
        assert now in (seen[-1], name)
        assert cge.open_result("out/result.nc").verified
        seen.append(now)
    new = sum(a != b for a, b in pairwise(seen))
    print(f"{left} left a hidden folder, {new} a new set")  # noqa: T201
    assert started(*command, "tariff.yaml").wait(120) == 0
    assert hidden() == []
    assert "border-adjustment.csv" not in the_set("out")
