"""Making an account from a form that was filled in: by a visitor, by a set-up link, by a command."""

from blog.accounts.forms import RegistrationForm
from blog.accounts.models import User
from blog.extensions import db
from blog.site import models as site
from blog.web import reads


def join(form: RegistrationForm, hashed: str, role: str) -> User | None:
    """Add the account that a valid `form` asks for; `hashed` is its password's hash.

    None, everything rolled back and an error at the form where the name or the address was taken meanwhile.
    Others who want names wait until the caller's transaction ends.
    """
    site.take_turn()
    reads.refresh()
    if not form.is_still_free():
        db.session.rollback()
        return None
    name = form.username.data or ""
    user = User(username=name, name=name, role=role, password_hash=hashed)
    user.set_email(form.email.data or "")
    db.session.add(user)
    db.session.flush()
    return user
