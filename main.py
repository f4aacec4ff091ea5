"""The application, for any WSGI server; run directly, it serves with waitress."""

import sys

from blog import create_app
from blog.config import SettingsError
from blog.server import serve

try:
    app = create_app()
except SettingsError as error:
    print(*error.problems, sep="\n", file=sys.stderr)
    sys.exit(2)

if __name__ == "__main__":
    serve(app)
