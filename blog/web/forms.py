"""What every form of the site has in common."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict

from blog.web.security import SAFE_METHODS


class Form(FlaskForm):
    """A form filled in by a person: its fields are texts, but for those that `files` names.

    Flask-WTF would also take a JSON body, whose values are of any type, and files under any name.
    """

    files: tuple[str, ...] = ()

    class Meta(FlaskForm.Meta):
        """Where the values come from."""

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Return what was posted; nothing on a visit."""
            if formdata is not _Auto:
                return formdata
            if request.method in SAFE_METHODS:
                return None
            posted: MultiDict[str, Any] = MultiDict(request.form)
            for name in form.files:
                posted.setlist(name, request.files.getlist(name))
            return posted
