"""The environment builder: what it accepts as IPOPT, what it says, when it builds again."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The builder as a module, pointed at an empty place."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "environment", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STATE", tmp_path / ".venv" / "environment.json")
    monkeypatch.delenv("CGE_IPOPT", raising=False)
    return module


def fake_command(folder: Path, name: str, script: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def make(*arguments: str) -> subprocess.CompletedProcess:
    command = ["make", "--no-print-directory", *arguments]
    alone = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    return subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False)


# --- IPOPT ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "version"),
    [("3.14.19", (3, 14, 19)), ("3.13", (3, 13)), ("3.14.0-beta", (3, 14, 0)), ("", ()), ("?", ())],
)
def test_version_is_read_number_by_number(builder, text, version):
    assert builder.version_tuple(text) == version


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ("echo 3.11.9", False),
        ("echo 3.9.2", False),
        ("echo 3.13.0", True),
        ("echo 3.14.19", True),
        ("exit 1", False),
    ],
)
def test_an_installed_ipopt_is_taken_from_3_13_on(builder, tmp_path, monkeypatch, answer, accepted):
    fake_command(tmp_path / "bin", "pkg-config", answer)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    assert builder.is_new_enough(builder.pkg_config("--modversion")) is accepted


def test_the_library_is_found_relative_to_the_compiled_module(builder):
    flags = builder.linked_to({"LDFLAGS": "-g"}, ["$ORIGIN/../casadi", "$ORIGIN/casadi"])
    assert flags["LDFLAGS"] == "-g -Wl,-rpath,$ORIGIN/../casadi -Wl,-rpath,$ORIGIN/casadi"


def test_the_ipopt_of_casadi_is_described_to_pkg_config(builder, tmp_path):
    casadi = tmp_path / "a place with spaces" / "casadi"
    header = casadi / "include" / "coin-or" / "IpoptConfig.h"
    header.parent.mkdir(parents=True)
    header.write_text('#define IPOPT_VERSION "3.14.19"\n', encoding="utf-8")
    fake_command(builder.VENV / "bin", "python", f"echo '{casadi}'")
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    environment = builder.with_casadi_ipopt(scratch)

    assert environment["PKG_CONFIG_PATH"].split(":")[0] == str(scratch)
    description = (scratch / "ipopt.pc").read_text(encoding="utf-8")
    assert "Version: 3.14.19\n" in description
    prefix = Path(re.search(r"prefix=(.*)", description).group(1))
    assert prefix.resolve() == casadi
    assert " " not in str(prefix)


WHEELS = "Installing cyipopt and IPOPT from cyipopt-wheels"
FOUND = "Compiling cyipopt against IPOPT 3.14.2, found by pkg-config"
CASADI = ["Getting the IPOPT inside the casadi wheel", "Compiling cyipopt against it"]


@pytest.fixture
def sources(builder, monkeypatch):
    """Sources of IPOPT of which some work; what pkg-config offers is given by the test."""

    def pretend(offered: str, working: set[str]) -> None:
        def install(name, *_, environment=None):
            if (environment or name) not in working:
                raise builder.BuildError(f"{environment or name} does not serve")

        monkeypatch.setattr(builder, "pkg_config", lambda *_: offered)
        monkeypatch.setattr(builder, "with_installed_ipopt", lambda: "installed")
        monkeypatch.setattr(builder, "with_casadi_ipopt", lambda _: "casadi")
        monkeypatch.setattr(builder, "pip_install", lambda *_, **__: None)
        monkeypatch.setattr(builder, "install_cyipopt", install)
        monkeypatch.setattr(builder, "prerequisites_to_compile", list)

    return pretend


@pytest.mark.parametrize(
    ("working", "offered", "asked", "used", "steps"),
    [
        ({"cyipopt-wheels", "installed", "casadi"}, "3.14.2", "", "wheels", [WHEELS]),
        ({"installed", "casadi"}, "3.14.2", "", "installed", [WHEELS, FOUND]),
        ({"casadi"}, "3.14.2", "", "casadi", [WHEELS, FOUND, *CASADI]),
        ({"casadi"}, "3.11.9", "", "casadi", [WHEELS, *CASADI]),
        ({"casadi"}, "", "", "casadi", [WHEELS, *CASADI]),
        ({"cyipopt-wheels", "installed"}, "3.14.2", "installed", "installed", [FOUND]),
        ({"cyipopt-wheels", "casadi"}, "", "casadi", "casadi", CASADI),
    ],
)
def test_the_first_ipopt_that_works_is_used(
    builder, sources, capsys, working, offered, asked, used, steps
):
    sources(offered, working)
    assert builder.provide_ipopt(asked) == used
    printed = capsys.readouterr().out
    assert [line.split(" ...")[0] for line in printed.splitlines() if " ..." in line] == steps
    assert ("cyipopt-wheels does not serve" in printed) is (WHEELS in steps and used != "wheels")
    assert ("pkg-config offers IPOPT 3.11.9, too old." in printed) is (offered == "3.11.9")


@pytest.mark.parametrize("asked", ["wheels", "installed", "casadi"])
def test_there_is_no_way_round_the_ipopt_asked_for(builder, sources, asked):
    sources("3.14.2", set())
    with pytest.raises(builder.BuildError, match="does not serve"):
        builder.provide_ipopt(asked)


def test_an_unknown_source_of_ipopt_meets_the_choices(builder, monkeypatch, capsys):
    monkeypatch.setenv("CGE_IPOPT", "conda")
    assert builder.main() == 1
    assert capsys.readouterr().err == (
        "CGE_IPOPT=conda: choose one of wheels, installed, casadi.\n"
    )


@pytest.mark.parametrize("name", ["cyipopt", "cyipopt-wheels", "numpy"])
def test_requirements_are_those_of_the_project(builder, name):
    assert re.fullmatch(rf"{name}>=[0-9.a-z]+", builder.requirement(name))


def test_one_distribution_of_cyipopt_replaces_the_other(builder, monkeypatch):
    commands = []
    monkeypatch.setattr(builder, "run", lambda command, *_: commands.append(command) or "")
    builder.from_wheels()
    removed, installed, proven = commands
    assert removed[-4:] == ["uninstall", "--yes", "cyipopt-wheels", "cyipopt"]
    assert "--only-binary" in installed
    assert proven[-1].endswith("prove_ipopt.py")


def test_a_casadi_with_an_old_ipopt_is_refused(builder, tmp_path):
    header = tmp_path / "casadi" / "include" / "coin-or" / "IpoptConfig.h"
    header.parent.mkdir(parents=True)
    header.write_text('#define IPOPT_VERSION "3.12.3"\n', encoding="utf-8")
    fake_command(builder.VENV / "bin", "python", f"echo '{tmp_path / 'casadi'}'")
    with pytest.raises(builder.BuildError, match=r"no IPOPT of 3\.13 or newer"):
        builder.with_casadi_ipopt(tmp_path)


def test_the_proof_solves_with_the_ipopt_in_use():
    proof = subprocess.run(
        [sys.executable, "-I", str(ROOT / "tools" / "prove_ipopt.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert re.fullmatch(r"3\.\d+\.\d+\n", proof.stdout)


# --- what is missing -----------------------------------------------------------------------------


def test_missing_tools_are_named_in_one_line(builder, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    line = builder.missing_line(builder.prerequisites_to_compile())
    assert line == (
        "Missing: a working C compiler, pkg-config. "
        "On Debian or Ubuntu: sudo apt install gcc libc6-dev pkg-config"
    )


def test_a_compiler_without_its_headers_is_missing_too(builder, tmp_path, monkeypatch):
    fake_command(tmp_path, "cc", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CC", "cc")
    assert ("a working C compiler", "gcc libc6-dev") in builder.prerequisites_to_compile()


def test_missing_headers_and_modules_are_named(builder, tmp_path, monkeypatch):
    monkeypatch.setattr(builder.sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setattr(builder, "find_spec", lambda name: None if name == "ensurepip" else name)
    named = dict(builder.prerequisites() + builder.prerequisites_to_compile())
    assert named["the Python headers (Python.h)"] == "python3-dev"
    assert named["the Python modules venv and ensurepip"] == "python3-venv"


def test_a_compiler_is_not_asked_for_where_wheels_serve(builder, sources, monkeypatch):
    sources("", {"cyipopt-wheels"})
    monkeypatch.setattr(builder, "prerequisites_to_compile", lambda: pytest.fail("asked for"))
    assert builder.provide_ipopt("") == "wheels"


def test_a_compiler_is_asked_for_before_anything_is_compiled(builder, sources, monkeypatch):
    sources("3.14.2", {"installed"})
    monkeypatch.setattr(builder, "prerequisites_to_compile", lambda: [("a compiler", "gcc")])
    with pytest.raises(builder.BuildError, match="Missing: a compiler"):
        builder.provide_ipopt("")


def test_a_compiler_is_asked_for_at_once_with_the_source_that_needs_it(
    builder, monkeypatch, capsys
):
    monkeypatch.setenv("CGE_IPOPT", "casadi")
    monkeypatch.setattr(builder, "prerequisites_to_compile", lambda: [("a compiler", "gcc")])
    monkeypatch.setattr(builder, "build", lambda *_: pytest.fail("built without a compiler"))
    assert builder.main() == 1
    assert capsys.readouterr().err.startswith("Missing: a compiler.")


def test_an_old_python_is_named_before_anything_else(builder, monkeypatch, capsys):
    monkeypatch.setattr(builder.sys, "version_info", (3, 9, 2))
    assert builder.main() == 1
    error = capsys.readouterr().err
    assert error.startswith("Missing: Python 3.11 or newer (")
    assert error.count("\n") == 1


@needs_make
def test_make_names_a_missing_interpreter():
    done = make("env", "PYTHON=no-such-python")
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1
    assert lines[0].startswith("Missing: no-such-python")


def test_a_failing_command_shows_its_end_and_one_line_of_advice(builder):
    script = "print('\\n'.join(map(str, range(40)))); raise SystemExit(3)"
    with pytest.raises(builder.BuildError) as failure:
        builder.run([sys.executable, "-c", script], "Mend it.")
    lines = str(failure.value).splitlines()
    assert lines[-1] == "Mend it."
    assert lines[:-1] == [str(number) for number in range(25, 40)]


# --- when it builds ------------------------------------------------------------------------------


def finished(builder) -> None:
    fake_command(builder.VENV / "bin", "python", "exit 0")
    builder.write_state({**builder.wanted_state(), "ipopt": "wheels"})


def test_a_finished_environment_is_left_alone(builder, monkeypatch):
    finished(builder)
    monkeypatch.setattr(builder, "build", lambda *_: pytest.fail("built again"))
    assert builder.main() == 0
    monkeypatch.setenv("CGE_IPOPT", "wheels")
    assert builder.main() == 0


def test_another_ipopt_calls_for_a_build(builder, monkeypatch):
    finished(builder)
    built = []
    monkeypatch.setattr(builder, "prerequisites_to_compile", list)
    monkeypatch.setattr(builder, "build", lambda _, asked: built.append(asked))
    monkeypatch.setenv("CGE_IPOPT", "casadi")
    assert builder.main() == 0
    assert built == ["casadi"]


@pytest.mark.parametrize("key", ["python", "checkout", "inputs", "complete"])
def test_any_difference_calls_for_a_build(builder, monkeypatch, key):
    finished(builder)
    builder.write_state({**builder.wanted_state(), key: "other"})
    built = []
    monkeypatch.setattr(builder, "build", lambda state, _: built.append(state))
    assert builder.main() == 0
    assert len(built) == 1
    assert builder.can_be_updated(built[0]) == (key == "inputs")


def test_a_vanished_interpreter_calls_for_a_build(builder):
    finished(builder)
    (builder.VENV / "bin" / "python").unlink()
    assert not builder.is_current(builder.read_state(), "")
    assert not builder.can_be_updated(builder.read_state())


def test_an_interrupted_build_is_not_taken_for_finished(builder, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(builder, "run", interrupted)
    monkeypatch.setattr(builder, "prerequisites", list)
    assert builder.main() == 130
    assert builder.read_state() == {"complete": False}
    assert "starts afresh" in capsys.readouterr().err

    (builder.VENV / "half-written").mkdir()
    builder.clear()
    assert [path.name for path in builder.VENV.iterdir()] == ["environment.json"]


def test_an_environment_of_the_user_is_not_touched(builder, monkeypatch, capsys):
    fake_command(builder.VENV / "bin", "python", "exit 0")
    monkeypatch.setattr(builder, "prerequisites", list)
    assert builder.main() == 1
    assert "was not made by `make env`; move it away" in capsys.readouterr().err
    assert (builder.VENV / "bin" / "python").exists()


def test_an_extra_is_added_once_and_does_not_call_for_a_build(builder, monkeypatch):
    finished(builder)
    installed = []
    monkeypatch.setattr(builder, "build", lambda *_: pytest.fail("built again"))
    monkeypatch.setattr(builder, "pip_install", lambda *given, **_: installed.append(given))
    assert builder.main(["docs"]) == 0
    assert builder.main(["docs"]) == 0
    assert builder.main() == 0
    assert installed == [("--editable", ".[docs]")]
    assert builder.read_state()["extras"] == ["docs"]


def test_an_unknown_extra_meets_the_choices(builder, capsys):
    finished(builder)
    assert builder.main(["dosc"]) == 1
    assert capsys.readouterr().err.startswith("No extra dosc: choose of ipopt, ")


# --- the files around it -------------------------------------------------------------------------


@needs_make
@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("run", ".venv/bin/cge run nqp-and-cbam"),
        ("test", ".venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadscope"),
    ],
)
def test_the_two_commands_build_first_if_needed(target, command):
    lines = make("-n", target).stdout.splitlines()
    assert lines[-1].strip() == command
    assert any("tools/environment.py" in line for line in lines[:-1])


def test_conda_users_get_the_same_requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {*project["dependencies"], *extras["ipopt-source"], *extras["test"], *extras["dev"]}
    offered = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = [item for item in offered["dependencies"] if isinstance(item, str)]
    names = {"matplotlib-base": "matplotlib", "python-build": "build"}
    named = {re.sub(r"^[a-z0-9-]+", lambda m: names.get(m[0], m[0]), item) for item in listed}
    assert wanted <= named
    assert f"python{project['requires-python']}" in named


def test_the_matrix_of_ci_is_what_the_project_claims():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    claimed = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == claimed
    assert "bash .ci/run" in [step.get("run") for step in jobs["test"]["steps"]]
    assert project["requires-python"] == f">={claimed[0]}"
