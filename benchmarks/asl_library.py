"""Pyomo's interface to the AMPL solver library, compiled against Debian's libamplsolver-dev."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

HEADERS = Path("/usr/include/ampl-netlib-solvers")


def build(folder: Path) -> str:
    """Compile the library into a folder; returns why not, or an empty string."""
    if not (HEADERS / "asl.h").is_file():
        return "install libamplsolver-dev to compare"
    package = importlib.util.find_spec("pyomo.contrib.pynumero")
    assert package is not None
    assert package.origin is not None
    source = Path(package.origin).parent / "src"
    command = ["g++", "-O2", "-shared", "-fPIC", f"-I{HEADERS}", f"-I{source}"]
    command += [str(source / "AmplInterface.cpp"), "-o", str(folder / "libpynumero_ASL.so")]
    command += ["-lamplsolver", "-ldl"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"not compiled: {done.stderr.strip().splitlines()[-1]}"
