"""gunicorn for production: `gunicorn -c ops/gunicorn.conf.py main:app`."""

import json
import os
from pathlib import Path

_file = Path(os.environ.get("BLOG_CONFIG") or "/etc/blog/config.json")
_values = (json.loads(_file.read_text("utf-8")) if os.access(_file, os.R_OK) else {}) | os.environ
_host, _port = _values.get("BLOG_HOST") or "127.0.0.1", _values.get("BLOG_PORT") or 5000

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # workers share the program's memory
timeout = 60
graceful_timeout = 30
keepalive = 5
control_socket_disable = True  # nothing is written outside the data directory
accesslog = None  # the application writes one line a request itself
