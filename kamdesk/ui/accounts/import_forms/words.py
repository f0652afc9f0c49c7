"""What the page of forms says about numbers: what would be written, and what was."""

from __future__ import annotations

from kamdesk.forms.batch import BatchResult
from kamdesk.i18n import _, ngettext
from kamdesk.ui.accounts.import_forms.cases import Totals


def sentence(found: Totals) -> str:
    """What would be written."""
    said = _("Will write {values} values into {accounts} archives").format(
        values=f"{found.values:,}", accounts=f"{found.written:,}"
    )
    if found.created:
        more = ngettext("create {count} account", "create {count} accounts", found.created)
        said += _(", ") + more.format(count=found.created)
    return said


def detail(found: Totals) -> str:
    """That it can be taken back, and what is left over."""
    said = _("One undo step brings back what is overwritten.")
    if found.problems:
        more = ngettext(
            "{count} problem can go to an error workbook.",
            "{count} problems can go to an error workbook.",
            found.problems,
        )
        said += " " + more.format(count=found.problems)
    return said


def button(found: Totals) -> str:
    """What stands on the button."""
    return _("Write {count}").format(count=f"{found.values:,}")


def filed(result: BatchResult) -> str:
    """How many values were written."""
    said = ngettext("{count} value filed", "{count} values filed", result.values)
    return said.format(count=f"{result.values:,}")


def filed_counts(result: BatchResult) -> str:
    """Into how many accounts."""
    return _("{created} new accounts, {updated} changed").format(
        created=result.created, updated=result.updated
    )


def filed_sentence(result: BatchResult) -> str:
    """The same with what was not taken."""
    parts = [filed_counts(result)]
    if result.rejected or result.refused:
        parts.append(
            _("{forms} forms and {values} values were not taken").format(
                forms=result.rejected, values=result.refused
            )
        )
    return "; ".join(parts) + "."
