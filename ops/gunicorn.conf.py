"""gunicorn for production: `gunicorn -c ops/gunicorn.conf.py main:app`."""

import os

bind = f"{os.environ.get('BLOG_HOST', '127.0.0.1')}:{os.environ.get('BLOG_PORT', '5000')}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # workers share the program's memory
timeout = 60
graceful_timeout = 30
keepalive = 5
accesslog = None  # the application writes one line a request itself
