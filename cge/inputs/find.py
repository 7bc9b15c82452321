"""Where the shipped data lie, and how a name given by a user becomes a file."""

from __future__ import annotations

from pathlib import Path

from calibration.errors import InputError, nearest
from cge.inputs.arguments import must_be
from cge.inputs.kinds import KINDS


def data_directory() -> Path:
    """Folder of the shipped data: inside the installed package, or ``data/`` of the checkout.

    Raises
    ------
    InputError
        When neither is there, which means a damaged installation.
    """
    package = Path(__file__).resolve().parents[1]
    places = [package / "data", package.parent / "data"]
    for place in places:
        if place.is_dir():
            return place
    tried = " and ".join(str(place) for place in places)
    raise InputError(f"the shipped data are not there (looked in {tried}); install cge again")


def shipped(kind: str) -> dict[str, Path]:
    """Names of the shipped files of a kind, in alphabetical order, each with its path.

    Parameters
    ----------
    kind
        One of :data:`cge.inputs.kinds.KINDS`.

    Raises
    ------
    InputError
        When the kind is none of these.
    """
    if kind not in KINDS:
        raise InputError(f"shipped data: unknown kind '{kind}'{nearest(kind, KINDS)}")
    files = (data_directory() / kind).glob(f"*{KINDS[kind].ending}")
    return {path.stem: path for path in sorted(files)}


def find(kind: str, name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file that a user means: a shipped one by its name, or any by its path.

    A shipped name wins over a file of the same name in the working directory; write ``./name``
    for the latter.

    Parameters
    ----------
    kind
        One of :data:`cge.inputs.kinds.KINDS`.
    name_or_path
        A name that ``shipped(kind)`` lists, or the path of a file of the user's own.
    beside
        The file that names it, whose folder the path starts from; the working directory if None.

    Raises
    ------
    InputError
        When there is no such name and no such file; it names the nearest shipped name.
    """
    known = shipped(kind)
    singular = KINDS[kind].singular
    must_be(name_or_path, (str, Path), singular, "a name or a path")
    if isinstance(name_or_path, str) and name_or_path in known:
        return known[name_or_path]
    path = Path(str(name_or_path))
    try:
        path = path.expanduser()
        path = path if beside is None else beside.parent / path
        if path.is_file():
            return path
        if path.is_dir():
            said = "is a folder, not a file" if str(name_or_path) else "names nothing"
            raise InputError(f"{singular} '{name_or_path}' {said}")
        if path.exists():
            raise InputError(f"{singular} '{name_or_path}' is a pipe; save it as a file")
    except (OSError, RuntimeError):  # too long for a name, or in the home of an unknown user
        pass
    choices = nearest(path.stem, known) if known else f"; no {kind} are shipped"
    raise InputError(f"{singular} '{name_or_path}': no such name and no such file{choices}")


def is_shipped(path: Path) -> bool:
    """Whether a file is one of the package's own, which are known to be whole."""
    return path.resolve().is_relative_to(data_directory().resolve())
