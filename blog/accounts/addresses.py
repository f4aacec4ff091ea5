"""Changing an e-mail address: confirmed at the new one, told to the old one."""

from datetime import timedelta

from flask import current_app, render_template

from blog.accounts import links, queries
from blog.accounts.models import User
from blog.database import utcnow
from blog.site import mail

LIFETIME = timedelta(days=1)
STALE = "This link was used, or has run out. Change the address again in your account."


def change(user: User, email: str) -> str:
    """Begin to change the address of `user`, who gave the password; return what to tell them.

    Without mail that reaches people nothing can be confirmed, so the new address counts at once.
    """
    settings = current_app.config["SETTINGS"]
    old = user.email
    if not mail.works(settings):
        user.set_email(email)
        queries.void_tokens("reset", user.id)
        return "Your email address is changed."
    queries.void_tokens("email", user.id)
    link = links.issue("email", LIFETIME, user.id, email=email)
    mail.send(
        email, "Confirm your new email address", render_template("mail/confirm.txt", user=user, link=link)
    )
    if old:
        text = render_template("mail/moving.txt", user=user, email=email)
        mail.send(old, "Your email address is about to change", text)
    return f"Open the link that we sent to {email}: until then the old address counts."


def confirm(token: str) -> bool:
    """Let the address count that a token stands for; False where that is stale, or the address taken."""
    now = utcnow()
    found = queries.token("email", token, now)
    if found is None or not queries.use_up(found, now):
        return False
    user = queries.by_id(found.user_id or 0)
    if user is None or queries.email_is_taken(found.details["email"], user.id):
        return False
    user.set_email(found.details["email"])
    queries.void_tokens("reset", user.id)
    return True
