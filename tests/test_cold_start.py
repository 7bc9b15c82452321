"""What a process loads before it needs it: each of these packages takes a good part of a second."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cge

ROOT = Path(cge.__file__).parents[1]
SOLVED = """
economy = cge.load("oecd-icio-2022", aggregation="5x6")
cge.solve(economy, "nqp-and-cbam")
"""
# The command leaves with an exit code; what it has loaded is said on the way out.
COMMAND = """
import atexit
from cge.cli import main
sys.argv = ["cge", *{arguments!r}]
atexit.register(lambda: loaded(sys.stderr))
main()
"""
# Ends with what any of the names has loaded; one that fails ends it.
EACH_NAME = """
import os
import cge
cge.solve
import cge.engine.solver  # what all names have in common
read, written = os.pipe()
for name in {names!r}:
    if not os.fork():
        getattr(cge, name)
        with os.fdopen(written, "w") as pipe:
            loaded(pipe)
        os._exit(0)
    assert os.wait()[1] == 0, name
os.close(written)
print(" ".join(os.fdopen(read).read().split()), file=sys.stderr)
"""
HEAD = """
import sys
def loaded(stream):
    print(*sorted(set({packages!r}) & set(sys.modules)), file=stream)
"""


def loaded(script, *packages):
    """Which of some packages a process has loaded in the end."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HEAD.format(packages=packages) + script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stderr.splitlines()[-1].split()


def command(*arguments):
    return COMMAND.format(arguments=arguments)


def test_a_solution_loads_no_statistics_and_no_figures():
    script = f"import cge{SOLVED}loaded(sys.stderr)"
    assert loaded(script, "scipy.stats", "matplotlib") == []


def test_no_public_name_loads_them():
    """Each name in a process of its own, forked where what a solution needs is loaded."""
    script = EACH_NAME.format(names=cge.__all__)
    assert loaded(script, "scipy.stats", "matplotlib", "pyomo.environ") == []


# Rooms that load SciPy, Pyomo or neither before the solver does.
@pytest.mark.parametrize("name", ["Scenario", "gravity", "load", "open_result", "sweep"])
def test_the_order_of_names_does_not_matter(name):
    script = f"import cge; cge.{name}; cge.solve; import cge.engine.solver; loaded(sys.stderr)"
    assert loaded(script, "scipy.stats", "matplotlib", "pyomo.environ") == []


def test_a_whole_run_loads_no_statistics_and_draws_elsewhere(tmp_path):
    ran = command("run", "nqp-and-cbam", "--aggregation", "5x6", "--quiet", "--out", "out")
    moved = f"import os; os.chdir({str(tmp_path)!r})\n"
    assert loaded(moved + ran, "scipy.stats", "matplotlib", "pyomo.environ") == []
    assert (tmp_path / "out" / "figure.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_the_process_that_draws_loads_no_data():
    script = "import cge.report.figures.worker; loaded(sys.stderr)"
    heavy = ("matplotlib", "xarray", "pandas", "scipy", "pyomo", "pydantic")
    assert loaded(script, *heavy) == ["matplotlib"]


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (("--help",), ("pyomo", "xarray", "numpy", "pydantic", "matplotlib")),
        (("--version",), ("pyomo", "xarray", "pandas", "scipy", "matplotlib")),
        (("run", "--help"), ("pyomo", "xarray", "numpy", "matplotlib")),
        (("list", "scenarios"), ("pyomo", "xarray", "numpy", "matplotlib")),
        (("list",), ("pyomo", "scipy", "matplotlib")),
    ],
)
def test_commands_that_solve_nothing_load_little(arguments, without):
    assert loaded(command(*arguments), *without) == []
