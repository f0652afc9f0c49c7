"""Forms on their way out: blank, filled for one record or many, on our layout or the department's template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.data import edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.template import fill_template
from kamdesk.forms.write import write_form, write_many
from kamdesk.i18n import _
from kamdesk.progress import Progress


def produce(
    session: Session,
    path: Path,
    key: str = "archive",
    record_ids: Sequence[int] = (),
    *,
    language: str = "",
    template: Path | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Writes form `key` to `path`: blank without `record_ids`, filled for one record, one sheet each for several.

    `language` is zh or en, by default that of the settings. The answer is what a person should be told, such as what
    of a template is missing from the copy. Raises WorldError for files, RuleError for what the form cannot do.
    """
    kind = form_kind(key)
    form = kind.declare(session)
    chosen = edition(session, language)
    data = [kind.collect(session, form, each) for each in record_ids]
    if template is not None:
        if len(data) > 1:
            raise RuleError(_("A template is filled for one customer at a time."))
        return fill_template(path, template, form, chosen, data[0] if data else None).warnings
    if len(data) > 1:
        write_many(path, form, chosen, data, progress)
    else:
        write_form(path, form, chosen, data[0] if data else None)
    return []
