"""The static checks, each a test, so that one summary counts everything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--diff", "--quiet"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"],
    "djlint": ["-m", "djlint", "templates", "--lint", "--quiet"],
}


@pytest.mark.parametrize("arguments", CHECKS.values(), ids=CHECKS.keys())
def test_the_project_passes(arguments):
    check = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True)

    if check.returncode:
        pytest.fail(check.stdout + check.stderr, pytrace=False)
