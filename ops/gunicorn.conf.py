"""gunicorn for production: `gunicorn -c ops/gunicorn.conf.py main:app`; see ops/decisions/0017-serving.md.

A listening socket that systemd hands over (ops/blog.socket) takes the place of BLOG_HOST and BLOG_PORT.
"""

import gc
import json
import os
import shutil
import sys
from pathlib import Path

_file = Path(os.environ.get("BLOG_CONFIG") or "/etc/blog/config.json")
_values = (json.loads(_file.read_text("utf-8")) if os.access(_file, os.R_OK) else {}) | os.environ
_host, _port = _values.get("BLOG_HOST") or "127.0.0.1", _values.get("BLOG_PORT") or 5000
_data_dir = Path(_values.get("BLOG_DATA_DIR") or Path(__file__).parents[1] / "instance").absolute()
_numbers = Path(os.environ.get("RUNTIME_DIRECTORY") or _data_dir) / "metrics"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # workers share the program's memory; HUP serves the old program again, USR2 the new one
timeout = 60  # seconds until a worker that hangs is killed and replaced
graceful_timeout = 30  # seconds for what is in flight, after TERM
keepalive = 5
forwarded_allow_ips = forwarder_headers = (
    ""  # the application judges these headers itself, by BLOG_PROXY_HOPS
)
limit_request_line = 8190  # the application answers long addresses in words
control_socket_disable = True  # nothing is written outside the data directory
accesslog = None  # the application writes one line a request itself


def on_starting(_server):
    """Give the workers of this master an empty folder in which to add up their numbers for /metrics."""
    for left in _numbers.glob("[0-9]*"):  # by masters that were killed
        if left.name == str(os.getpid()) or not Path("/proc", left.name).exists():
            shutil.rmtree(left, ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_numbers / str(os.getpid()))


def when_ready(_server):
    """Leave what was loaded out of the workers' garbage collections: to look at memory would copy it."""
    gc.collect()
    gc.freeze()


def on_exit(_server):
    """Take the folder away; after USR2 the new master has one of its own."""
    shutil.rmtree(_numbers / str(os.getpid()), ignore_errors=True)


def worker_exit(_server, worker):
    """Let a worker that has served end at once: tidying up would first copy all the memory it shares."""
    if worker.booted:
        sys.stderr.flush()
        os._exit(0)
