"""What this installation runs on, whether it solves, and how to get what is missing.

Every import of a solver is made inside a check, because the doctor must speak when one fails.
Pyomo's own ``SolverFactory("cyipopt").available()`` answers True where a solve then fails, so
the only proof taken here is a solve.
"""

from __future__ import annotations

import platform
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import calibration.errors
from cge.engine.ipopt_library import DISTRIBUTIONS, HOW_TO_GET
from cge.inputs import find as locations
from cge.inputs.kinds import KINDS

DISTRIBUTION = "cge"
TOP_LEVEL = ("cge", "calibration")
OLDEST_PYTHON = (3, 11)
OLDEST_IPOPT = (3, 13)
TOLERANCE = 1e-8

REINSTALL = "run `make env` in a checkout, or `pip install {name}`"
ONE_ONLY = (
    "they overwrite each other's files: run `pip uninstall -y {all}`, then `pip install {first}`"
)


@dataclass(frozen=True)
class Finding:
    """One finding: what was looked at, what was found, and what to do when it is not good.

    Attributes
    ----------
    name
        What was looked at.
    found
        Version or value; when not good, what is wrong.
    good
        Whether it serves.
    remedy
        How to get what is missing; empty when good.
    essential
        Whether the model cannot be solved without it.
    """

    name: str
    found: str
    good: bool = True
    remedy: str = ""
    essential: bool = True


@dataclass(frozen=True)
class Diagnosis:
    """All findings, in the order in which they depend on each other."""

    checks: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether everything essential is there."""
        return all(check.good for check in self.checks if check.essential)

    @property
    def exit_code(self) -> int:
        """0 when healthy, otherwise 1."""
        return 0 if self.healthy else 1


@dataclass(frozen=True)
class TwoVariables:
    """Solution of the two-variable market.

    Attributes
    ----------
    price, quantity
        Where demand and supply meet; 2 and 3 when all is well.
    residual
        Largest absolute violation of the two equations.
    """

    price: float
    quantity: float
    residual: float


def diagnose() -> Diagnosis:
    """Look at everything the model needs, and solve a market of two variables."""
    checks = [
        _python(),
        *_packages(),
        _top_level_names(),
        _cyipopt(),
        _ipopt(),
        _linear_solver(),
        _two_variables(),
        _blas(),
        _data(),
    ]
    return Diagnosis(tuple(checks))


def render(diagnosis: Diagnosis) -> str:
    """The findings as text, one line each, each remedy under the first that calls for it."""
    width = max(len(check.name) for check in diagnosis.checks)
    lines: list[str] = []
    said = {""}
    for check in diagnosis.checks:
        mark = "ok" if check.good else "FAULT" if check.essential else "note"
        lines.append(f"{mark:<6}{check.name:<{width}}  {check.found}")
        if not check.good and check.remedy not in said:
            said.add(check.remedy)
            lines.append(f"{'':<6}{'':<{width}}  -> {check.remedy}")
    verdict = "Ready to solve." if diagnosis.healthy else "Not ready: see the lines marked FAULT."
    return "\n".join([*lines, verdict])


def solve_two_variables() -> TwoVariables:
    """Solve a market along the path of production: quantity = 6 / price = price + 1.

    Raises
    ------
    ImportError
        When cyipopt or its IPOPT cannot be loaded.
    RuntimeError
        When IPOPT does not converge.
    """
    price, quantity = _solve_market(log=None)
    residual = max(abs(price * quantity - 6.0), abs(quantity - price - 1.0))
    return TwoVariables(price, quantity, residual)


def linear_solver() -> str:
    """The linear solver that IPOPT names in its own log, such as ``MUMPS 5.8.1``.

    Raises
    ------
    ImportError
        When cyipopt or its IPOPT cannot be loaded.
    RuntimeError
        When IPOPT does not converge.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "ipopt.log")
        _solve_market(log)
        text = log.read_text(encoding="utf-8", errors="replace")
    named = re.search(r"running with linear solver ([^\n]+?)\.?\s*$", text, flags=re.MULTILINE)
    return named.group(1) if named else "not named in IPOPT's log"


def _solve_market(log: Path | None) -> tuple[float, float]:
    """Price and quantity, by the templates, the reduced space and IPOPT that a scenario uses."""
    import numpy as np

    from cge.engine.components import Equation, Variable, new_model
    from cge.engine.solver import Model, SolveError
    from cge.engine.system import System

    m = new_model("market", {"market": ["only"]})
    m.price = Variable(m.market, initial=np.ones(1), tear=True)
    m.quantity = Variable(m.market, initial=np.ones(1))
    m.E_quantity = Equation(m.market, rule=lambda m, k: m.quantity[k] == 6 / m.price[k])
    m.E_price = Equation(
        m.market, rule=lambda m, k: m.quantity[k] == m.price[k] + 1, determines=m.price
    )
    options = {} if log is None else {"output_file": str(log), "file_print_level": 5}
    try:
        values = Model(System(m)).solve(options=options).values
    except SolveError as error:
        raise RuntimeError(f"the two-variable market was not solved: {error}") from error
    return float(values["price"][0]), float(values["quantity"][0])


def _python() -> Finding:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        "Python",
        f"{platform.python_version()} ({sys.executable})",
        sys.version_info >= OLDEST_PYTHON,
        f"install Python {oldest} or newer",
    )


def _packages() -> list[Finding]:
    """The package itself and each of its requirements, with the version found."""
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        remedy = "run `make env`, or `pip install '.[ipopt]'`"
        return [Finding(DISTRIBUTION, "not installed", False, remedy)]
    always = [text for text in _requirements() if "extra ==" not in text]
    return [Finding(DISTRIBUTION, version), *map(_package, sorted(always, key=str.casefold))]


def _requirements() -> list[str]:
    """The requirements of the package, those of its extras with a marker; none if not installed."""
    try:
        return metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []


def _name(requirement: str) -> str:
    """The distribution of a requirement such as ``numpy>=1.26``."""
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0]


def _package(requirement: str) -> Finding:
    """One requirement against what is installed."""
    name = _name(requirement)
    remedy = REINSTALL.format(name=f"'{requirement}'")
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "not installed", False, remedy)
    oldest = re.search(r">=\s*([0-9.]+)", requirement)
    if oldest and _numbers(version) < _numbers(oldest.group(1)):
        return Finding(name, f"{version}, but {oldest.group(1)} or newer is needed", False, remedy)
    limit = re.search(r"<\s*([0-9.]+)", requirement)
    if limit and _numbers(version) >= _numbers(limit.group(1)):
        return Finding(name, f"{version}, but older than {limit.group(1)} is needed", False, remedy)
    return Finding(name, version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _providers(module: str) -> list[str]:
    """Names of the installed distributions that bring a top-level module, sorted."""
    return sorted(set(metadata.packages_distributions().get(module, [])))


def _top_level_names() -> Finding:
    """Whether another distribution has put files of its own under the names of this package."""
    name = "top-level names"
    others = {
        f"{other} (in {module})"
        for module in TOP_LEVEL
        for other in _providers(module)
        if other != DISTRIBUTION
    }
    if others:
        found = f"shared with {', '.join(sorted(others))}"
        return Finding(name, found, False, "install cge in an environment of its own")
    return Finding(name, ", ".join(TOP_LEVEL))


def _cyipopt() -> Finding:
    """Which distribution brings cyipopt; two of them lie over one another."""
    found = _providers("cyipopt")
    if not found:
        return Finding("cyipopt", "not installed", False, HOW_TO_GET)
    versions = " and ".join(f"{name} {metadata.version(name)}" for name in found)
    if len(found) > 1:
        remedy = ONE_ONLY.format(all=" ".join(found), first=DISTRIBUTIONS[0])
        return Finding("cyipopt", versions, False, remedy)
    own = [text.partition(";")[0].strip() for text in _requirements() if _name(text) == found[0]]
    faults = [check for check in map(_package, own) if not check.good]
    return faults[0] if faults else Finding("cyipopt", versions)


def _guarded(name: str, look: Callable[[], Finding], remedy: str) -> Finding:
    """A check that needs cyipopt; its failure to load or to solve is a finding."""
    try:
        return look()
    except (ImportError, RuntimeError) as error:
        # the engine's ImportError tells the remedy too; what went wrong is its cause
        why = (error.__cause__ or error) if isinstance(error, ImportError) else error
        return Finding(name, f"{type(why).__name__}: {why}", False, remedy)


def _ipopt() -> Finding:
    def look() -> Finding:
        import cyipopt

        version = tuple(cyipopt.IPOPT_VERSION)
        library = _loaded_library("libipopt")
        found = ".".join(map(str, version)) + (f" ({library})" if library else "")
        return Finding("IPOPT", found, version >= OLDEST_IPOPT, HOW_TO_GET)

    return _guarded("IPOPT", look, HOW_TO_GET)


def _loaded_library(stem: str) -> str:
    """The file of a library in this process; empty where the system does not tell, or has none."""
    maps = Path("/proc/self/maps")
    if not maps.is_file():
        return ""
    text = maps.read_text(encoding="utf-8", errors="replace")
    named = re.search(rf" (/.*/{stem}[^/\n]*)$", text, flags=re.MULTILINE)
    return named.group(1) if named else ""


def _linear_solver() -> Finding:
    name = "linear solver"
    return _guarded(name, lambda: Finding(name, linear_solver()), HOW_TO_GET)


def _two_variables() -> Finding:
    name = "two-variable solve"

    def look() -> Finding:
        market = solve_two_variables()
        found = (
            f"price {market.price:.6f}, quantity {market.quantity:.6f}, "
            f"residual {market.residual:.0e}"
        )
        distance = max(abs(market.price - 2.0), abs(market.quantity - 3.0))
        return Finding(name, found, distance < TOLERANCE, "IPOPT solves wrongly: " + HOW_TO_GET)

    return _guarded(name, look, HOW_TO_GET)


def _blas() -> Finding:
    """Threads of each linear-algebra library in the process; the dense blocks are solved there."""
    name = "BLAS threads"
    try:
        import numpy as np
        import scipy.linalg  # noqa: F401  (brings its own BLAS into the process)
        import threadpoolctl
    except ImportError as error:
        return Finding(name, str(error), False, REINSTALL.format(name=error.name), essential=False)
    np.ones((2, 2)) @ np.ones((2, 2))
    pools = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    found = sorted(
        {f"{pool['num_threads']} ({pool['internal_api']} {pool['version']})" for pool in pools}
    )
    return Finding(name, ", ".join(found) or "not recognised", essential=False)


def _data() -> Finding:
    """The shipped data, without which only files of the user's own can be run."""
    try:
        folder = locations.data_directory()
    except calibration.errors.InputError as error:
        return Finding("shipped data", str(error), False, "install cge again")
    counts = {kind: len(locations.shipped(kind)) for kind in KINDS}
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    return Finding(
        "shipped data",
        f"{found or 'none'} ({folder})",
        counts["benchmarks"] > 0,
        "install cge again",
    )


def main() -> int:
    """Print the findings, also where the command line itself cannot be imported."""
    diagnosis = diagnose()
    sys.stdout.write(render(diagnosis) + "\n")
    return diagnosis.exit_code


if __name__ == "__main__":
    sys.exit(main())
