"""The page on adding a tax, followed to the letter, ends with a verified quota."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.how_to.follow import FENCE, ROOT, copied, steps

PAGE = ROOT / "docs" / "how-to" / "add-a-tax.md"
MOST_FILES, TESTS = 4, 5


def run(root, *command):
    """Run Python in the copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    root = copied(tmp_path_factory.mktemp("how to") / "project")
    for step in steps(PAGE):
        step.follow(root)
    return root


def test_it_touches_few_files():
    files = {step.file for step in steps(PAGE) if not step.file.startswith("tests/")}
    assert 0 < len(files) <= MOST_FILES
    named = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{file}` |" in named for file in files)


def test_the_model_is_left_without_it():
    assert not (ROOT / "cge" / "experiments" / "quotas.py").exists()


def test_its_test_passes(followed):
    ran = run(
        followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/economy/test_quotas.py"
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count(".") >= TESTS


def test_its_equations_are_recomputed_and_its_table_is_printed(followed):
    ran = run(followed, "-m", "tests.economy.test_receipts")
    assert ran.returncode == 0, ran.stderr
    page = (followed / "docs" / "model.md").read_text(encoding="utf-8")
    assert "| rent of an export quota | `quota_power` |" in page
    changed = "base or closures or receipt"
    files = ("tests/economy/test_every_equation.py", "tests/economy/test_receipts.py")
    ran = run(followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", changed, *files)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count(".") > 5


def test_the_sentence_before_a_block_names_its_file_and_line():
    text = PAGE.read_text(encoding="utf-8")
    for step, block in zip(steps(PAGE), FENCE.finditer(text), strict=True):
        sentence = " ".join(text[: block.start()].rstrip().rpartition("\n\n")[2].split())
        assert f"`{step.file}`" in sentence
        assert step.anchor.strip() in sentence
