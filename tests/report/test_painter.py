"""Figures drawn by another process are those of this one, and are there whatever becomes of it."""

import subprocess
import sys

import pytest

from cge.report.figures import drawing
from cge.report.figures.drawings import every
from cge.report.figures.painter import Painter
from cge.report.figures.picturing import picture_of

NAMES = ["figure.pdf", "figure.png"]


@pytest.fixture
def picture(summary):
    return picture_of(summary)


@pytest.fixture
def started(monkeypatch):
    """Processes that were started, by a process that has no Matplotlib yet."""
    processes, popen = [], subprocess.Popen

    def start(*arguments, **options):
        processes.append(popen(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.delitem(sys.modules, "matplotlib")
    return processes


@pytest.fixture
def drawn_here(picture):
    """Contents by name of file."""

    def draw(folder):
        for name in NAMES:
            drawing.figure_writer(drawing.draw(picture), name)(folder / name)
        return contents(folder)

    return draw


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fill(folder, writers):
    folder.mkdir()
    for name, write in writers.items():
        write(folder / name)
    return contents(folder)


def test_another_process_draws_the_same(tmp_path, picture, started, monkeypatch, drawn_here):
    with Painter() as painter:
        writers = painter.writers(picture, NAMES)
        with monkeypatch.context() as without:
            without.setattr(every, "drawn", None)
            found = fill(tmp_path / "there", writers)
    (process,) = started
    assert process.returncode == 0
    (tmp_path / "here").mkdir()
    assert found == drawn_here(tmp_path / "here")


@pytest.mark.parametrize("when", ["before it is told", "after it was told"])
def test_a_killed_process_is_replaced(tmp_path, picture, started, when, drawn_here):
    with Painter() as painter:
        if when == "before it is told":
            started[0].kill()
            started[0].wait()
        writers = painter.writers(picture, NAMES)
        started[0].kill()
        found = fill(tmp_path / "there", writers)
    (tmp_path / "here").mkdir()
    assert found == drawn_here(tmp_path / "here")


def test_no_process_can_be_started(tmp_path, picture, started, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))
    with Painter() as painter:
        assert sorted(fill(tmp_path / "there", painter.writers(picture, NAMES))) == NAMES
    assert started == []


def test_none_is_started_where_matplotlib_is_loaded(tmp_path, picture):
    with Painter() as painter:
        assert painter._process is None
        assert sorted(fill(tmp_path / "there", painter.writers(picture, NAMES))) == NAMES


def test_an_error_of_drawing_is_raised(tmp_path, picture, started, monkeypatch):
    def fail(_picture, _theme):
        raise ZeroDivisionError("in the figure")

    monkeypatch.setattr(every, "DRAWINGS", {str: fail})
    with Painter() as painter:
        writers = painter.writers("no picture", NAMES)  # the other process fails on it too
        with pytest.raises(ZeroDivisionError, match="in the figure"):
            fill(tmp_path / "there", writers)
    assert started[0].returncode != 0


def test_the_process_ends_with_a_run_that_fails(started):
    with pytest.raises(ZeroDivisionError), Painter():
        1 / 0  # noqa: B018
    assert started[0].returncode is not None
