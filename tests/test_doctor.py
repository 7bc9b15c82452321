"""The doctor says what is there, what is not, and what to do, whatever fails to import."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import cyipopt
import pytest

from calibration.errors import InputError
from cge import doctor
from cge.engine.ipopt_library import DISTRIBUTIONS, HOW_TO_GET
from cge.inputs import find as locations

ROOT = Path(__file__).resolve().parents[1]


def named(diagnosis: doctor.Diagnosis) -> dict[str, doctor.Finding]:
    return {check.name: check for check in diagnosis.checks}


def test_the_market_of_two_variables_clears():
    market = doctor.solve_two_variables()
    assert market.price == pytest.approx(2.0, abs=1e-8)
    assert market.quantity == pytest.approx(3.0, abs=1e-8)
    assert market.residual < 1e-8


def test_the_linear_solver_is_read_from_the_log_of_ipopt():
    assert re.match(r"(?i)mumps|ma\d\d|pardiso|spral|wsmp", doctor.linear_solver())


def test_all_is_reported_well_in_a_working_environment():
    checks = named(doctor.diagnose())
    assert checks.keys() >= {"Python", "cyipopt", "pyomo", "numpy", "xarray", "IPOPT"}
    faults = [check for check in checks.values() if check.essential and not check.good]
    assert not faults
    assert checks["cyipopt"].found.split()[0] in DISTRIBUTIONS
    version, _, library = checks["IPOPT"].found.partition(" ")
    assert version == ".".join(map(str, cyipopt.IPOPT_VERSION))
    if Path("/proc/self/maps").is_file():
        assert Path(library.strip("()")).is_file()


def test_it_speaks_when_cyipopt_does_not_import(monkeypatch):
    monkeypatch.setitem(sys.modules, "cyipopt", None)
    diagnosis = doctor.diagnose()
    assert diagnosis.exit_code == 1
    assert not named(diagnosis)["IPOPT"].good
    assert "ModuleNotFoundError" in named(diagnosis)["IPOPT"].found
    text = doctor.render(diagnosis)
    assert "-> run `pip install cyipopt-wheels`" in text
    assert text.splitlines()[-1].startswith("Not ready")


@pytest.mark.parametrize(
    "call",
    [
        "from cge.doctor import main; sys.exit(main())",
        "from cge.cli import main; sys.argv[1:] = ['doctor']; sys.exit(main())",
    ],
)
def test_nothing_on_the_way_to_the_doctor_needs_cyipopt(call):
    done = without_cyipopt(call)
    assert "Not ready" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.stdout.count("FAULT") == 4  # IPOPT, linear solver, solution; and the verdict
    assert done.stdout.count(HOW_TO_GET) == 1


def test_solving_without_cyipopt_says_how_to_get_it():
    done = without_cyipopt("from cge import doctor; doctor.solve_two_variables()")
    assert done.stderr.splitlines()[-1].endswith(HOW_TO_GET)


def without_cyipopt(call: str) -> subprocess.CompletedProcess:
    script = f"import sys; sys.modules['cyipopt'] = None; {call}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done


def test_an_old_ipopt_is_a_fault(monkeypatch):
    monkeypatch.setattr(cyipopt, "IPOPT_VERSION", (3, 11, 9))
    check = named(doctor.diagnose())["IPOPT"]
    assert check.found.startswith("3.11.9")
    assert not check.good


def test_a_solve_that_fails_or_errs_is_a_fault(monkeypatch):
    def fails() -> doctor.TwoVariables:
        raise RuntimeError("Restoration failed")

    monkeypatch.setattr(doctor, "solve_two_variables", fails)
    check = named(doctor.diagnose())["two-variable solve"]
    assert (check.found, check.good) == ("RuntimeError: Restoration failed", False)

    wrong = doctor.TwoVariables(price=1.0, quantity=6.0, residual=4.0)
    monkeypatch.setattr(doctor, "solve_two_variables", lambda: wrong)
    assert not named(doctor.diagnose())["two-variable solve"].good


@pytest.mark.parametrize(
    ("requirement", "found"),
    [
        ("no-such-package>=1.0", "not installed"),
        ("numpy>=999.1", "999.1 or newer is needed"),
        ("numpy>=1.0,<1.1", "older than 1.1 is needed"),
    ],
)
def test_a_missing_or_old_package_is_a_fault_with_its_remedy(monkeypatch, requirement, found):
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: [requirement, "ruff; extra == 'x'"])
    monkeypatch.setattr(
        doctor.metadata,
        "version",
        lambda name, real=doctor.metadata.version: real_or_own(name, real),
    )
    check = named(doctor.diagnose())[requirement.split(">=")[0]]
    assert not check.good
    assert found in check.found
    assert f"pip install '{requirement}'" in check.remedy


@pytest.fixture
def installed(monkeypatch):
    """Make it look as if these distributions were installed: module -> name -> version."""

    def pretend(modules: dict[str, dict[str, str]], requires: tuple[str, ...] = ()) -> None:
        versions = {"cge": "0.1"} | {n: v for found in modules.values() for n, v in found.items()}
        names = {module: list(found) for module, found in modules.items()}
        monkeypatch.setattr(doctor.metadata, "packages_distributions", lambda: names)
        monkeypatch.setattr(doctor.metadata, "version", versions.__getitem__)
        monkeypatch.setattr(doctor.metadata, "requires", lambda _: list(requires))

    return pretend


@pytest.mark.parametrize(
    ("distributions", "found", "good"),
    [
        ({"cyipopt-wheels": "1.7.0.dev0"}, "cyipopt-wheels 1.7.0.dev0", True),
        ({"cyipopt": "1.7.0"}, "cyipopt 1.7.0", True),
        ({"cyipopt": "1.4.1"}, "1.4.1, but 1.5 or newer is needed", False),
        ({}, "not installed", False),
    ],
)
def test_the_build_of_cyipopt_is_named(installed, distributions, found, good):
    installed({"cyipopt": distributions}, requires=("cyipopt>=1.5; extra == 'ipopt-source'",))
    check = named(doctor.diagnose())["cyipopt"]
    assert (check.found, check.good) == (found, good)


def test_two_builds_of_cyipopt_over_one_another_are_a_fault(installed):
    installed({"cyipopt": {"cyipopt-wheels": "1.7.0.dev0", "cyipopt": "1.7.0"}})
    check = named(doctor.diagnose())["cyipopt"]
    assert not check.good
    assert check.found == "cyipopt 1.7.0 and cyipopt-wheels 1.7.0.dev0"
    assert "pip uninstall -y cyipopt cyipopt-wheels" in check.remedy


def test_another_distribution_under_the_same_name_is_a_fault(installed):
    installed({"cge": {"cge": "0.1"}, "calibration": {"cge": "0.1", "other": "2.0"}})
    check = named(doctor.diagnose())["top-level names"]
    assert (check.found, check.good) == ("shared with other (in calibration)", False)


def real_or_own(name, real):
    return "0.1" if name == doctor.DISTRIBUTION else real(name)


def test_a_note_does_not_make_it_unhealthy():
    fine = doctor.Finding("IPOPT", "3.14.19")
    note = doctor.Finding("BLAS threads", "?", good=False, remedy="look", essential=False)
    diagnosis = doctor.Diagnosis((fine, note))
    assert diagnosis.healthy
    assert doctor.render(diagnosis).splitlines() == [
        "ok    IPOPT         3.14.19",
        "note  BLAS threads  ?",
        "                    -> look",
        "Ready to solve.",
    ]


# --- where files are found -----------------------------------------------------------------------


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with two scenarios and no benchmark."""
    (tmp_path / "scenarios").mkdir()
    for name in ("nqp-and-cbam.yaml", "tariff-war.yaml", "tariff-war.expected.csv"):
        (tmp_path / "scenarios" / name).write_text("title: x\n", encoding="utf-8")
    monkeypatch.setattr(locations, "data_directory", lambda: tmp_path)
    return tmp_path


def test_shipped_names_are_file_names_without_suffix(data):
    assert list(locations.shipped("scenarios")) == ["nqp-and-cbam", "tariff-war"]
    assert locations.shipped("closures") == {}


def test_a_name_or_a_path_is_found(data, tmp_path):
    own = tmp_path / "mine.yaml"
    own.write_text("title: mine\n", encoding="utf-8")
    assert locations.find("scenarios", "tariff-war") == data / "scenarios" / "tariff-war.yaml"
    assert locations.find("scenarios", str(own)) == own
    assert locations.find("scenarios", own) == own


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        (
            "scenarios",
            "nqp-and-cban",
            "scenario 'nqp-and-cban': no such name and no such file; did you mean 'nqp-and-cbam'?",
        ),
        (
            "scenarios",
            "over/there/tarif-war.yaml",
            "scenario 'over/there/tarif-war.yaml': no such name and no such file; "
            "did you mean 'tariff-war'?",
        ),
        (
            "benchmarks",
            "x",
            "benchmark 'x': no such name and no such file; no benchmarks are shipped",
        ),
    ],
)
def test_an_unknown_name_meets_the_nearest_choice(data, kind, name, message):
    with pytest.raises(InputError) as failure:
        locations.find(kind, name)
    assert failure.value.problems == [message]


def test_an_unknown_kind_and_a_folder_are_refused(data):
    with pytest.raises(InputError, match="unknown kind 'scenario'; did you mean 'scenarios'"):
        locations.shipped("scenario")
    with pytest.raises(InputError, match="is a folder, not a file"):
        locations.find("scenarios", data)
