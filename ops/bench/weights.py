"""What a first visit downloads: a page, and what it names to be fetched along with it."""

import gzip
import re
from collections.abc import Mapping
from http.client import HTTPConnection

from ops.bench import report

ALONG = re.compile(r'<(?:link rel="(stylesheet|preload|icon)" href|(script) src)="(/static/[^"]+)"')
NAMES = {"stylesheet": "styles", "script": "scripts", "preload": "font", "icon": "icon"}
COLUMNS = ("page", *NAMES.values())


def weigh(port: int, path: str, headers: Mapping[str, str]) -> dict[str, int]:
    """Return the bytes of each kind as they are sent. Raises RuntimeError where one is missing."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Host": "localhost", "Accept-Encoding": "gzip", **headers}

    def fetch(address: str) -> tuple[int, bytes]:
        connection.request("GET", address, headers=sent)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{address} was answered {response.status}")
        return len(body), gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body

    size, html = fetch(path)
    weights = {**dict.fromkeys(COLUMNS, 0), "page": size}
    for link, script, address in set(ALONG.findall(html.decode())):
        weights[NAMES[link or script]] += fetch(address)[0]
    connection.close()
    return weights


def table(weighed: Mapping[str, Mapping[str, int]]) -> str:
    """Return one line a page, with the sum of it all."""
    lines = [("first visit, bytes", *COLUMNS, "all")]
    for name, weights in weighed.items():
        figures = [weights[column] for column in COLUMNS]
        lines.append((name, *(f"{figure:,}" for figure in (*figures, sum(figures)))))
    return report.aligned(lines)
