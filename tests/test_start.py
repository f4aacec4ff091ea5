"""What a start leaves for later, since each worker would pay for it."""

import subprocess
import sys

import pytest

from blog.config import ROOT
from blog.lib import lazily

RARELY_USED = (
    *("alembic", "flask_migrate", "mako", "psycopg", "sqlalchemy.dialects.postgresql", "zxcvbn", "PIL"),
    *("pygments.lexers", "segno", "jwt", "email_validator", "idna", "waitress", "multiprocessing"),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_start_loads_nothing_that_most_processes_never_use(environ):
    script = "import sys, main; print(*sys.modules)"

    loaded = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, env=environ, text=True).split()

    assert "sqlalchemy" in loaded
    assert not set(RARELY_USED) & set(loaded)


def test_a_lazy_module_is_the_module_once_it_is_used():
    colours = lazily.module("colorsys")

    assert colours.rgb_to_hsv(0, 0, 1) == (2 / 3, 1, 1)


def test_a_lazy_module_that_is_not_there_says_so_when_it_is_used():
    missing = lazily.module("quire_has_no_such_module")

    with pytest.raises(ModuleNotFoundError, match="quire_has_no_such_module"):
        missing.anything  # noqa: B018
