"""The forms there are.

To add a form: write one module here that declares it (`archive.py` is the pattern: a function that builds the `Form`
from the fields, one that collects a record's values, a `FormKind`), and list its `FormKind` in `FORMS`.
"""

from __future__ import annotations

from kamdesk.errors import RuleError
from kamdesk.forms.declaration import FormKind
from kamdesk.forms.layouts.archive import ARCHIVE
from kamdesk.i18n import _

FORMS: tuple[FormKind, ...] = (ARCHIVE,)


def form_kind(key: str) -> FormKind:
    """The form called `key`, by its key or number. Raises RuleError when there is none."""
    for kind in FORMS:
        if key.casefold() in (kind.key, kind.number.casefold()):
            return kind
    raise RuleError(
        _("There is no form “{key}”. There are: {forms}.").format(
            key=key, forms=", ".join(kind.key for kind in FORMS)
        )
    )
