"""Files appear whole or not at all."""

import os
import stat

import pytest

from calibration.errors import InputError, OutputError
from cge.report import text_writer, write_whole


def content(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def failing(path):
    path.write_text("half")
    raise OSError("disk full")


def interrupted(path):
    path.write_text("half")
    raise KeyboardInterrupt


def test_a_file_is_written_and_its_folder_made(tmp_path):
    path = write_whole(tmp_path / "new" / "a.txt", text_writer("é\r\n"))
    assert path.read_bytes() == "é\r\n".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("writer", [failing, interrupted])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, writer):
    write_whole(tmp_path / "a.txt", text_writer("old"))
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_whole(tmp_path / "a.txt", writer)
    assert content(tmp_path) == {"a.txt": "old"}


def test_a_failure_leaves_no_new_folder(tmp_path):
    with pytest.raises(OutputError, match="disk full"):
        write_whole(tmp_path / "new" / "newer" / "a.txt", failing)
    assert content(tmp_path) == {}


def test_a_file_in_the_path_is_named(tmp_path):
    (tmp_path / "b").write_text("old")
    with pytest.raises(OutputError, match=r"cannot be written; '.*/b' is a file, not a folder$"):
        write_whole(tmp_path / "b" / "new" / "a.txt", text_writer("x"))
    assert content(tmp_path) == {"b": "old"}


def test_a_writer_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(OutputError, match=r"a\.txt: cannot be written"):
        write_whole(tmp_path / "a.txt", lambda _path: None)
    assert content(tmp_path) == {}


def test_a_link_is_kept_and_its_file_replaced(tmp_path):
    (tmp_path / "there.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("there.txt")
    write_whole(tmp_path / "link.txt", text_writer("new"))
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "there.txt").read_text() == "new"


def test_a_new_file_has_the_rights_that_the_user_gives_new_files(tmp_path):
    mask = os.umask(0o027)
    try:
        path = write_whole(tmp_path / "a.txt", text_writer("x"))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_folder_in_the_way(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "a.txt", text_writer("x"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
