"""What a release is made of cannot diverge: versions, requirements, workflows, the recipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from trove_classifiers import classifiers

from calibration.files import write
from tools import release, try_wheel

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = {"matplotlib": "matplotlib-base", "build": "python-build"}
WORKFLOWS = ROOT / ".github" / "workflows"


def read(*parts: str) -> dict:
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def in_conda(requirements: list[str]) -> set[str]:
    """Requirements under the names that conda-forge has for them."""
    return {re.sub(r"^[A-Za-z0-9-]+", lambda m: CONDA.get(m[0], m[0]), r) for r in requirements}


def without_spaces(requirements: list[str]) -> set[str]:
    return {text.replace(" ", "") for text in requirements}


# --- requirements --------------------------------------------------------------------------------


def core() -> set[str]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    return in_conda([*project["dependencies"], *extras["ipopt-source"]])


def test_the_recipe_requires_what_the_project_does():
    recipe = read("conda.recipe", "recipe.yaml")
    python = f"python{PROJECT['project']['requires-python']}"
    run = without_spaces(recipe["requirements"]["run"])
    assert run == {*core(), python, "ipopt>=3.13"}
    host = without_spaces(recipe["requirements"]["host"])
    assert host == {python, "pip", *PROJECT["build-system"]["requires"]}


def test_the_environment_holds_nothing_else():
    extras = PROJECT["project"]["optional-dependencies"]
    listed = {item for item in read("environment.yml")["dependencies"] if isinstance(item, str)}
    python = f"python{PROJECT['project']['requires-python']}"
    wanted = core() | in_conda([*extras["test"], *extras["dev"]])
    assert listed == {*wanted, python, "ipopt>=3.13", "pip"}


def test_the_recipe_is_of_this_project():
    recipe, project = read("conda.recipe", "recipe.yaml"), PROJECT["project"]
    assert recipe["context"]["name"] == project["name"]
    assert recipe["about"]["license"] == project["license"]
    assert recipe["about"]["summary"] == project["description"]
    (command,) = (f"{name} = {home}" for name, home in project["scripts"].items())
    assert recipe["build"]["python"]["entry_points"] == [command]
    assert (ROOT / "conda.recipe" / recipe["source"]["path"]).resolve() == ROOT
    assert (ROOT / recipe["about"]["license_file"]).is_file()


def test_classifiers_are_known():
    assert set(PROJECT["project"]["classifiers"]) <= classifiers


# --- versions and notes --------------------------------------------------------------------------


def test_every_file_names_the_same_version():
    assert set(release.versions().values()) == {PROJECT["project"]["version"]}


@pytest.fixture
def tree(tmp_path):
    """Files of a release 1.2.0, as far as they name it."""
    for name in ("pyproject.toml", *release.NAMED):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text = (ROOT / name).read_text(encoding="utf-8")
        text = text.replace(PROJECT["project"]["version"], "1.2.0")
        (tmp_path / name).write_text(text, encoding="utf-8")
    text = (
        "# Changelog\n\n## Unreleased\n\n## 1.2.0, 2026-12-01\n\n- New.\n\n## 1.1.0, 2026-01-01\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_release_prints_its_part_of_the_changelog(tree):
    assert release.problems("v1.2.0", tree) == []
    assert release.notes("1.2.0", tree) == "- New."


def test_what_diverges_keeps_a_tag_from_release(tree):
    assert release.problems("v1.3.0", tree) == [
        *(
            f"{name}: names version '1.2.0', the tag 1.3.0"
            for name in ("pyproject.toml", *release.NAMED)
        ),
        "CHANGELOG.md: has no section '## 1.3.0, YEAR-MONTH-DAY'",
    ]
    assert release.problems("1.2.0", tree) == ["tag '1.2.0': write v1.2.0"]
    # A dot of the version stands for itself.
    assert release.notes("1x2.0", tree) == ""


def test_the_command_refuses_a_tag_before_its_time(capsys):
    assert release.main(["v999.0"]) == 1
    assert "pyproject.toml: names version" in capsys.readouterr().err
    assert release.main([]) == 2


# --- workflows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda p: p.name)
def test_workflows_name_what_is_there(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    for job in jobs.values():
        needed = job.get("needs", [])
        assert ({needed} if isinstance(needed, str) else set(needed)) <= set(jobs)
        if "uses" in job:
            assert (ROOT / job["uses"]).is_file()
            called = yaml.safe_load((ROOT / job["uses"]).read_text(encoding="utf-8"))
            assert "workflow_call" in called[True]  # YAML reads the key `on` as a truth
        for step in job.get("steps", []):
            for script in re.findall(r"python (\S+\.py)", step.get("run", "")):
                assert (ROOT / script).is_file()


def test_the_wheel_is_tried_on_every_python_that_the_project_claims():
    claimed = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["project"]["classifiers"]))
    matrix = read(".github", "workflows", "wheel.yml")["jobs"]["try"]["strategy"]["matrix"]
    assert matrix["python"] == claimed
    assert {system.partition("-")[0] for system in matrix["system"]} == {
        "ubuntu",
        "macos",
        "windows",
    }


def test_nothing_is_published_before_it_is_tested_and_tried():
    jobs = read(".github", "workflows", "release.yml")["jobs"]
    assert set(jobs["attach"]["needs"]) == {"test", "wheel"}
    assert jobs["pypi"]["needs"] == "attach"
    assert jobs["pypi"]["permissions"] == {"id-token": "write"}
    assert "if" in jobs["pypi"]
    assert "secrets." not in (WORKFLOWS / "release.yml").read_text(encoding="utf-8")


# --- trying distributions ------------------------------------------------------------------------


def test_a_missing_distribution_is_named(tmp_path, capsys):
    (tmp_path / "cge-1.0-py3-none-any.whl").touch()
    assert try_wheel.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}: no cge-*.tar.gz; build them with `make wheel`\n"
    )


def test_the_newest_distributions_are_tried(tmp_path):
    for n, version in enumerate(("1.0", "0.9")):
        for name in (f"cge-{version}-py3-none-any.whl", f"cge-{version}.tar.gz"):
            (tmp_path / name).touch()
            os.utime(tmp_path / name, (n, n))
    names = [path.name for path in try_wheel.distributions(tmp_path)]
    assert names == ["cge-0.9-py3-none-any.whl", "cge-0.9.tar.gz"]


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """No environment is made; steps run with this Python, and say where they are."""
    monkeypatch.setattr(try_wheel, "environment_of", lambda _: Path(sys.executable))
    built = tmp_path / "cge-1.0-py3-none-any.whl"
    built.touch()
    return built


def test_the_first_step_that_fails_ends_a_trial(stand_in, monkeypatch, capfd):
    script = "import os, sys; print(os.getcwd(), 'PYTHONPATH' in os.environ); sys.exit({})"
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(
        try_wheel, "steps", lambda p, _: [(str(p), "-c", script.format(n)) for n in (0, 3, 0)]
    )
    with pytest.raises(try_wheel.TrialError, match=r"cge-1\.0-py3-none-any\.whl: failed with 3"):
        try_wheel.attempt(stand_in)
    said = capfd.readouterr().out.splitlines()
    assert len(said) == 2
    assert all(line.endswith(" False") for line in said)
    assert str(ROOT) not in said[0]


def test_a_trial_is_of_the_distribution_alone(stand_in):
    install, *others = try_wheel.steps(Path("python"), stand_in)
    assert install[-1] == f"{stand_in}[ipopt]"
    assert all(command[1] == "-I" for command in (install, *others))
    assert [command[4] for command in others[1:]] == ["--version", "doctor", "run", "verify"]


# --- systems -------------------------------------------------------------------------------------


def test_windows_is_asked_for_no_folder_to_reach_the_disk(tmp_path, monkeypatch):
    opened = []
    real = os.open
    monkeypatch.setattr(write, "_WINDOWS", True)
    monkeypatch.setattr(write.os, "open", lambda path, how: opened.append(how) or real(path, how))
    path = write.write_whole(tmp_path / "a.txt", write.text_writer("whole"))
    assert path.read_text() == "whole"
    assert opened == [os.O_RDWR]


@pytest.mark.skipif(
    os.environ.get("CGE_WHEEL") != "long",
    reason="takes minutes and a network: CGE_WHEEL=long",
)
def test_what_is_built_installs_and_solves(tmp_path):
    for command in (
        [sys.executable, "-m", "build", "--outdir", str(tmp_path)],
        [sys.executable, str(ROOT / "tools" / "try_wheel.py"), str(tmp_path)],
    ):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
