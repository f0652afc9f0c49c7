"""What the page of forms says about numbers: what would be written, and what was."""

from __future__ import annotations

from kamdesk.forms.batch import BatchResult
from kamdesk.i18n import _, ngettext, sentences
from kamdesk.ui.accounts.import_forms.cases import Totals


def sentence(found: Totals) -> str:
    """What would be written."""
    values = ngettext("{count} value", "{count} values", found.values)
    records = (
        ngettext("{count} archive", "{count} archives", found.written)
        if found.archives
        else ngettext("{count} record", "{count} records", found.written)
    )
    said = _("{values} into {archives}").format(
        values=values.format(count=f"{found.values:,}"),
        archives=records.format(count=f"{found.written:,}"),
    )
    if not found.created:
        return said
    more = _new(found.created, found.archives)
    return _("{first}, {second}").format(first=said, second=more.format(count=found.created))


def _new(count: int, archives: bool) -> str:
    """What is made; `archives`: all forms of the batch are archives."""
    if archives:
        return ngettext("{count} new account", "{count} new accounts", count)
    return ngettext("{count} new record", "{count} new records", count)


def detail(found: Totals) -> str:
    """That it can be taken back, and what is left over."""
    said = _("One undo step.")
    if found.problems:
        more = ngettext(
            "{count} problem can go to a workbook.",
            "{count} problems can go to a workbook.",
            found.problems,
        )
        said = sentences(said, more.format(count=found.problems))
    return said


def button(found: Totals) -> str:
    """What stands on the button."""
    return _("Write {count}").format(count=f"{found.values:,}")


def filed(result: BatchResult) -> str:
    """How many values were written."""
    said = ngettext("{count} value filed", "{count} values filed", result.values)
    return said.format(count=f"{result.values:,}")


def filed_counts(result: BatchResult, *, archives: bool) -> str:
    """Into how many records; `archives`: all of them are archives."""
    created = _new(result.created, archives)
    return _("{first}, {second}").format(
        first=created.format(count=result.created),
        second=_("{count} changed").format(count=result.updated),
    )


def filed_sentence(result: BatchResult, *, archives: bool) -> str:
    """The same with what was not taken."""
    said = filed_counts(result, archives=archives)
    if result.rejected:
        words = ngettext(
            "{count} file or form was not taken",
            "{count} files or forms were not taken",
            result.rejected,
        )
        said = _("{first}; {second}").format(first=said, second=words.format(count=result.rejected))
    if result.refused:
        words = ngettext(
            "{count} value breaks a rule", "{count} values break a rule", result.refused
        )
        said = _("{first}; {second}").format(first=said, second=words.format(count=result.refused))
    return _("{sentence}.").format(sentence=said)
