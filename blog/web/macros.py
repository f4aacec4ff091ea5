"""Template macros, reached as `ui.<file>.<macro>(…)` from pages and fragments alike.

A fragment is rendered without what stands outside its block, so a top-level import would
be missing there; one environment global is not.
"""

from typing import Any

from flask import Flask


class Macros:
    """Finds `templates/ui/<name>.html` as an attribute."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        module = self._app.jinja_env.get_template(f"ui/{name}.html").module
        if not self._app.jinja_env.auto_reload:
            setattr(self, name, module)  # found at once from now on
        return module
