"""Build `.venv` in the checkout: the package, its tools and an IPOPT that works, without root.

Run by `make env`, with the standard library only. IPOPT is the first of these that passes a small
solve: the ready-made one of cyipopt-wheels; the one that pkg-config offers, if it is 3.13 or newer;
the one inside the casadi wheel. For the last two cyipopt is compiled, so only they need a compiler.
CGE_IPOPT=wheels, installed or casadi takes that one and no other. A finished environment is left
alone until the project's requirements, this folder, the Python version, the place of the checkout
or the IPOPT asked for change; an unfinished one is made anew. Arguments name extras of the project
that are added to it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STATE = VENV / "environment.json"
OLDEST_PYTHON = (3, 11)
OLDEST_IPOPT = (3, 13)
CASADI = "casadi>=3.7"
CHOICE = "CGE_IPOPT"
DISTRIBUTIONS = ("cyipopt-wheels", "cyipopt")  # of one module, so never both
EXTRAS = "test,dev"
NOT_WANTED = ("ipopt", "extras")  # in the record, but not among what any build needs
LINES_SHOWN = 15
NETWORK = "Check the network and `pip config list`, then run `make env` again."


class BuildError(Exception):
    """A step failed; the message says what to do about it."""


# --- what must be there before anything is built -------------------------------------------------


def prerequisites() -> list[tuple[str, str]]:
    """What any build needs and is missing, each with the Debian package that brings it."""
    if sys.version_info < OLDEST_PYTHON:
        needed, found = (".".join(map(str, v[:2])) for v in (OLDEST_PYTHON, sys.version_info))
        return [(f"Python {needed} or newer ({sys.executable} is {found})", "python3")]
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        return [("the Python modules venv and ensurepip", "python3-venv")]
    return []


def prerequisites_to_compile() -> list[tuple[str, str]]:
    """What is missing where cyipopt must be compiled."""
    checks = [
        (_has_compiler(), "a working C compiler", "gcc libc6-dev"),
        (shutil.which("pkg-config") is not None, "pkg-config", "pkg-config"),
        (_has_headers(), "the Python headers (Python.h)", "python3-dev"),
    ]
    return [(what, package) for present, what, package in checks if not present]


def demand(missing: list[tuple[str, str]]) -> None:
    """Stop where something is missing."""
    if missing:
        raise BuildError(missing_line(missing))


def missing_line(missing: list[tuple[str, str]]) -> str:
    """The one line that names what is missing and how to get it."""
    what = ", ".join(name for name, _ in missing)
    packages = " ".join(package for _, package in missing)
    return f"Missing: {what}. On Debian or Ubuntu: sudo apt install {packages}"


def _has_headers() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").is_file()


def _has_compiler() -> bool:
    """True when the compiler that setuptools will call makes an object file."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    if shutil.which(compiler) is None:
        return False
    source = b"#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n"
    with tempfile.TemporaryDirectory() as folder:
        command = [compiler, "-x", "c", "-c", "-", "-o", str(Path(folder, "probe.o"))]
        return subprocess.run(command, input=source, capture_output=True).returncode == 0


# --- whether the environment is finished, and for what -------------------------------------------


def wanted_state() -> dict[str, object]:
    """What a finished environment was made from; any difference calls for a build."""
    project = read_project()
    digest = hashlib.sha256(
        json.dumps([project["project"], project["build-system"]], sort_keys=True).encode()
    )
    for script in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(script.read_bytes())
    return {
        "python": ".".join(map(str, sys.version_info[:2])),
        "checkout": str(ROOT),
        "inputs": digest.hexdigest(),
        "complete": True,
    }


def read_project() -> dict[str, Any]:
    """The contents of pyproject.toml."""
    import tomllib  # newer than the oldest Python that must be able to read this file

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read_state() -> dict[str, object]:
    """What the present environment was made from; empty where there is none."""
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def write_state(state: dict[str, object]) -> None:
    """Replace the record in one move, so that it is never half written."""
    temporary = STATE.with_suffix(".new")
    temporary.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
    temporary.replace(STATE)


def is_current(state: dict[str, object], asked: str) -> bool:
    """True when the environment was finished from what is wanted now and its Python is there."""
    same = {key: state[key] for key in state if key not in NOT_WANTED} == wanted_state()
    return same and asked in ("", state.get("ipopt")) and (VENV / "bin" / "python").exists()


def can_be_updated(state: dict[str, object]) -> bool:
    """True when only the requirements changed since the environment was finished."""
    wanted = wanted_state()
    same = all(state.get(key) == wanted[key] for key in ("python", "checkout", "complete"))
    return same and (VENV / "bin" / "python").exists()


def clear() -> None:
    """Remove an environment made here, its record last, so that an interrupted removal shows."""
    if VENV.is_symlink() or (VENV.exists() and any(VENV.iterdir()) and not STATE.exists()):
        raise BuildError(f"{VENV} was not made by `make env`; move it away, then try again.")
    if not VENV.exists():
        return
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != STATE:
            entry.unlink()


# --- commands ------------------------------------------------------------------------------------


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """One line per step, with the seconds it took."""
    started = time.monotonic()
    print(f"{text} ...", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - started:.0f} s", flush=True)


def run(command: list[str], advice: str, environment: dict[str, str] | None = None) -> str:
    """Run a command quietly and return what it printed; on failure show the end of it."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment or clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-LINES_SHOWN:])
        raise BuildError(f"{tail}\n{advice}")
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The user's environment without what would reach outside the virtual environment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    }
    environment.update(PYTHONNOUSERSITE="1", PIP_USER="0", PIP_NO_INPUT="1")
    return environment


def pip_install(*arguments: str, advice: str, environment: dict[str, str] | None = None) -> None:
    """Install into the environment, with the user's own pip settings."""
    quiet = ["--quiet", "--progress-bar", "off", "--disable-pip-version-check"]
    python = str(VENV / "bin" / "python")
    run([python, "-m", "pip", "install", *quiet, *arguments], advice, environment)


# --- IPOPT ---------------------------------------------------------------------------------------


def version_tuple(text: str) -> tuple[int, ...]:
    """Numbers of a dotted version, up to the first part that is none: '3.14.19' is (3, 14, 19)."""
    found = re.match(r"\d+(\.\d+)*", text.strip())
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def pkg_config(*arguments: str) -> str:
    """What pkg-config says of IPOPT; empty when it knows none."""
    done = subprocess.run(["pkg-config", *arguments, "ipopt"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def is_new_enough(version: str) -> bool:
    """True for a version of IPOPT that cyipopt can use."""
    return version_tuple(version) >= OLDEST_IPOPT


def linked_to(environment: dict[str, str], folders: list[str]) -> dict[str, str]:
    """The environment of a compilation whose result looks for libraries in these folders."""
    flags = " ".join(f"-Wl,-rpath,{folder}" for folder in folders)
    return {**environment, "LDFLAGS": f"{environment.get('LDFLAGS', '')} {flags}".strip()}


def with_installed_ipopt() -> dict[str, str]:
    """Compile against the IPOPT of pkg-config, wherever its library lies."""
    folder = pkg_config("--variable=libdir")
    return linked_to(clean_environment(), [folder] if folder and " " not in folder else [])


def with_casadi_ipopt(scratch: Path) -> dict[str, str]:
    """Compile against the IPOPT inside the casadi wheel, described to pkg-config in `scratch`.

    The library is found again relative to the compiled module, which cyipopt puts beside the
    casadi folder or, in newer releases, in a folder of its own. The link spares pkg-config a
    path with spaces.
    """
    code = "import importlib.util as u; print(u.find_spec('casadi').submodule_search_locations[0])"
    casadi = Path(run([str(VENV / "bin" / "python"), "-c", code], "casadi is not there.").strip())
    header = casadi / "include" / "coin-or" / "IpoptConfig.h"
    found = re.search(r'IPOPT_VERSION\s+"([^"]+)"', header.read_text(encoding="utf-8"))
    if found is None or not is_new_enough(found.group(1)):
        raise BuildError(f"{header} tells of no IPOPT of 3.13 or newer; install IPOPT yourself.")
    prefix = scratch / "casadi"
    prefix.symlink_to(casadi, target_is_directory=True)
    (scratch / "ipopt.pc").write_text(
        f"prefix={prefix}\nName: IPOPT\nDescription: Interior point optimizer\n"
        f"Version: {found.group(1)}\nLibs: -L${{prefix}} -lipopt\n"
        "Cflags: -I${prefix}/include/coin-or -I${prefix}/include\n",
        encoding="utf-8",
    )
    environment = linked_to(clean_environment(), ["$ORIGIN/../casadi", "$ORIGIN/casadi"])
    paths = [str(scratch), environment.get("PKG_CONFIG_PATH", "")]
    return {**environment, "PKG_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def requirement(name: str) -> str:
    """The project's own requirement of a package, such as 'cyipopt>=1.5'."""
    project = read_project()["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["ipopt"], *extras["ipopt-source"]]
    return next(text for text in wanted if re.match(rf"{name}(?![\w-])", text))


def install_cyipopt(name: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """Install one of the two distributions of cyipopt, alone, and prove that it solves."""
    python = str(VENV / "bin" / "python")
    run([python, "-m", "pip", "uninstall", "--yes", *DISTRIBUTIONS], "pip failed: see above.")
    pip_install(
        *("--no-deps", *arguments, requirement(name)),
        advice=f"{name} cannot be installed here: see the lines above.",
        environment=environment,
    )
    proof = [python, "-I", str(Path(__file__).with_name("prove_ipopt.py"))]
    run(proof, f"{name} was installed but did not solve: see the lines above.")


def compile_cyipopt(environment: dict[str, str]) -> None:
    """Compile cyipopt, never a cached build made for another IPOPT."""
    install_cyipopt(
        *("cyipopt", "--no-cache-dir", "--no-binary", "cyipopt"), environment=environment
    )


def from_wheels() -> None:
    """Cyipopt and IPOPT as binaries; a source distribution would ask for an IPOPT."""
    with step("Installing cyipopt and IPOPT from cyipopt-wheels"):
        install_cyipopt("cyipopt-wheels", "--only-binary", "cyipopt-wheels")


def from_pkg_config() -> None:
    """Cyipopt compiled against an IPOPT that is installed already."""
    offered = pkg_config("--modversion")
    if not is_new_enough(offered):
        raise BuildError(
            f"pkg-config offers IPOPT {offered}, too old." if offered else "No IPOPT by pkg-config."
        )
    with step(f"Compiling cyipopt against IPOPT {offered}, found by pkg-config"):
        compile_cyipopt(with_installed_ipopt())


def from_casadi() -> None:
    """Cyipopt compiled against the IPOPT inside the casadi wheel."""
    with step("Getting the IPOPT inside the casadi wheel"):
        pip_install(CASADI, advice=NETWORK)
    with step("Compiling cyipopt against it"), tempfile.TemporaryDirectory() as scratch:
        compile_cyipopt(with_casadi_ipopt(Path(scratch)))


SOURCES: dict[str, Callable[[], None]] = {  # in the order in which they are tried
    "wheels": from_wheels,
    "installed": from_pkg_config,
    "casadi": from_casadi,
}
COMPILED = ("installed", "casadi")


def asked_source() -> str:
    """The source of IPOPT that the user asks for; empty for the first that works."""
    asked = os.environ.get(CHOICE, "")
    if asked and asked not in SOURCES:
        raise BuildError(f"{CHOICE}={asked}: choose one of {', '.join(SOURCES)}.")
    return asked


def provide_ipopt(asked: str) -> str:
    """Install cyipopt from the source asked for, or the first that works; returns its name."""
    *others, last = [asked] if asked else SOURCES
    for name in others:
        if name in COMPILED:
            demand(prerequisites_to_compile())
        try:
            SOURCES[name]()
            return name
        except BuildError as error:
            print(error, flush=True)
    SOURCES[last]()
    return last


# --- the build -----------------------------------------------------------------------------------


def build(state: dict[str, object], asked: str) -> None:
    """Make or update the environment; its record says complete only at the end."""
    started = time.monotonic()
    update = can_be_updated(state)
    if not update:
        clear()
    VENV.mkdir(exist_ok=True)
    write_state({"complete": False})
    version = ".".join(map(str, sys.version_info[:3]))
    if not update:
        with step(f"Making .venv with Python {version}"):
            run([sys.executable, "-m", "venv", str(VENV)], "The module venv failed: see above.")
    with step("Installing NumPy"):
        pip_install(requirement("numpy"), advice=NETWORK)
    ipopt = provide_ipopt(asked)
    with step("Installing cge with its tests and tools"):
        pip_install("--editable", f".[{EXTRAS}]", advice=NETWORK)
    with step("Indexing fonts for figures"):  # Matplotlib would do it during the first run
        python = str(VENV / "bin" / "python")
        run(
            [python, "-c", "import matplotlib.font_manager"], "Matplotlib does not load: see above."
        )
    write_state({**wanted_state(), "ipopt": ipopt})
    print(f"Ready in {time.monotonic() - started:.0f} s: .venv/bin/cge", flush=True)


def add_extras(extras: Sequence[str]) -> None:
    """Install extras of the project that the finished environment has not got."""
    state = read_state()
    there = state.get("extras", [])
    assert isinstance(there, list)
    missing = [name for name in extras if name not in there]
    known = read_project()["project"]["optional-dependencies"]
    if unknown := [name for name in missing if name not in known]:
        raise BuildError(f"No extra {', '.join(unknown)}: choose of {', '.join(known)}.")
    if missing:
        with step(f"Installing what {', '.join(missing)} needs"):
            pip_install("--editable", f".[{','.join(missing)}]", advice=NETWORK)
        write_state({**state, "extras": [*there, *missing]})


@contextlib.contextmanager
def only_one_build() -> Iterator[None]:
    """Let a second build wait for the first, by a lock on this very file."""
    with Path(__file__).open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure(extras: Sequence[str]) -> None:
    """Build unless the environment is current, and add extras."""
    if sys.version_info < OLDEST_PYTHON:
        demand(prerequisites())
    asked = asked_source()
    with only_one_build():
        state = read_state()
        if not is_current(state, asked):
            demand(prerequisites() + (prerequisites_to_compile() if asked in COMPILED else []))
            build(state, asked)
        add_extras(extras)


def main(extras: Sequence[str] = ()) -> int:
    """0 when the environment is ready, 1 when a prerequisite is missing or a step failed."""
    try:
        ensure(extras)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; `make env` starts afresh.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
