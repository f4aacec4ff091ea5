"""What an archive tells about the site that its posts come from."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from blog.transfer import addresses, frontmatter
from blog.transfer.archive import Archive
from blog.transfer.errors import FileError
from blog.transfer.fields import Fields
from blog.transfer.sources import Source

_CONFIGS = "_config.yml _config.yaml hugo.toml hugo.yaml config.toml config.yaml config.yml".split()
_WEB_ADDRESS = re.compile(r"https?://([\w.-]+)/([^\s)>\]\"'<]*)", re.I)
_MIN_WITNESSES = 3


@dataclass(frozen=True)
class Home:
    """The old site: its host name in lower case, the path that it was under, its pattern for permalinks."""

    host: str = ""
    base: str = ""
    permalink: str = ""


def described(archive: Archive) -> Home:
    """Return what the configuration of Jekyll, Hugo or Zola says, if it lies in the archive."""
    config = next((name for name in _CONFIGS if name in archive), None)
    if not config:
        return Home()
    try:
        text = archive.read(config, frontmatter.MAX_SIZE).decode("utf-8", "replace")
        fields = Fields(frontmatter.parsed(text, is_toml=config.endswith(".toml")))
        base = fields.text("base_url", "baseurl")
        address = urlsplit(base if "//" in base else fields.text("url") + base)
        return Home(address.hostname or "", address.path.rstrip("/"), fields.text("permalink"))
    except (FileError, ValueError):  # a broken configuration is no reason not to import
        return Home()


def host_in_links(sources: Iterable[Source]) -> str:
    """Return the host under which the posts link to each other, "" if there is none.

    A host counts if it is named with at least three of the posts' own addresses, each of them long enough
    (three parts, such as 2021/09/sails) not to be found on another site by chance.
    """
    sources = list(sources)
    own = {addresses.plain(path) for source in sources for path in source.addresses if path.count("/") >= 2}
    named = {
        (host.lower(), address)
        for source in sources
        for host, path in _WEB_ADDRESS.findall(source.body)
        if (address := addresses.plain(path)) in own
    }
    hosts = Counter(host for host, _ in sorted(named))
    host, witnesses = max(hosts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return host if witnesses >= _MIN_WITNESSES else ""
