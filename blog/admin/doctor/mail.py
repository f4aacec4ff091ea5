"""Does mail leave, without sending any?"""

import os

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.site import delivery
from blog.site.jobs import Failure

PATIENCE = 5  # seconds for each answer of the mail server


def look(settings: Settings) -> Finding:
    """Greet the mail server and log in, or look at the folder."""
    url = settings.mail_url
    if url.scheme == "console":
        return Finding("printed", notes=["mail is printed and reaches nobody; see BLOG_MAIL_URL"])
    if url.scheme == "file":
        writable = os.access(url.folder, os.W_OK | os.X_OK)
        return Finding(
            f"kept in {url.folder}", [] if writable else [f"{url.folder} cannot be written to by this user"]
        )
    try:
        delivery.greet(url, PATIENCE)
    except Failure as error:
        return Finding("", [str(error)])
    return Finding(f"{url.host}:{url.port} answers" + (", and knows the password" if url.username else ""))
