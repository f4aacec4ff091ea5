"""gunicorn for production: `gunicorn -c ops/gunicorn.conf.py main:app`."""

import os

from blog.config.reader import Reader

_reader = Reader(os.environ)
_host = _reader.text("BLOG_HOST", "127.0.0.1")

bind = f"{f'[{_host}]' if ':' in _host else _host}:{_reader.integer('BLOG_PORT', 5000, 1, 65535)}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # workers share the program's memory
timeout = 60
graceful_timeout = 30
keepalive = 5
control_socket_disable = True  # nothing is written outside the data directory
accesslog = None  # the application writes one line a request itself
