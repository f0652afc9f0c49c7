"""``form …``: the Excel forms blank, filled, and read back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kamdesk import i18n
from kamdesk.cli import form_records
from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from kamdesk.forms.batch import FileReading
    from kamdesk.forms.differences import FormDifference
    from kamdesk.forms.template import TemplateReport


def _list(context: Context, _arguments: argparse.Namespace) -> int:
    from kamdesk.forms.layouts import FORMS

    context.output.table((each.key, each.number, str(each.title), str(each.help)) for each in FORMS)
    context.output.json(
        {
            "forms": [
                {"key": each.key, "number": each.number, "title": str(each.title), "help": str(each.help)}
                for each in FORMS
            ]
        }
    )  # fmt: skip
    return Status.DONE


def _form_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("form", metavar="FORM", help=_("which form (`form list` names them)"))


def _writing_arguments(parser: argparse.ArgumentParser) -> None:
    _form_argument(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE|DIR",
        help=_("the workbook to write (xlsx); filled for several, a folder gets one for each"),
    )
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help=_("fill this workbook of your own by its names"),
    )


def _fill_arguments(parser: argparse.ArgumentParser) -> None:
    _writing_arguments(parser)
    parser.add_argument(
        "--for", dest="refs", nargs="+", required=True, metavar="REF",
        help=_(
            "what it is filled for: an account (archive number, code, uid or name), a visit (number or uid), a claim "
            "(its number), a survey (all it was sent to), or with --period a staff member; several make one sheet each"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--period",
        metavar="P",
        help=_(
            "for visit_plan: a week or month, 2026-W48 or 2026-11; for feedback_log also 2026Q4 or 2026"
        ),
    )


def _blank(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.forms.data import edition
    from kamdesk.forms.layouts import form_kind
    from kamdesk.forms.template import fill_template
    from kamdesk.forms.write import write_form

    with context.reading() as store, store.read() as session:
        form = form_kind(arguments.form).declare(session)
        printed = edition(session, i18n.language())
    if arguments.template:
        _warn(context, fill_template(arguments.out, arguments.template, form, printed))
    else:
        write_form(arguments.out, form, printed)
    return _written(context, arguments.out, 0)


def _fill(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.cli.command import WrongUse
    from kamdesk.forms.data import edition
    from kamdesk.forms.folder import write_each
    from kamdesk.forms.layouts import form_kind
    from kamdesk.forms.template import fill_template
    from kamdesk.forms.write import write_form, write_many

    with context.reading() as store, store.read() as session:
        kind = form_kind(arguments.form)
        form = kind.declare(session)
        printed = edition(session, i18n.language())
        refs = form_records.meant(session, kind, arguments.refs)
        data = [form_records.filled(session, kind, form, ref, arguments.period) for ref in refs]
        pictures = form_records.pictures(session, kind, form, refs)
    if arguments.template and len(data) > 1:
        raise WrongUse(_("A template is filled for one record at a time."))
    if arguments.template:
        _warn(context, fill_template(arguments.out, arguments.template, form, printed, data[0]))
    elif arguments.out.is_dir():
        write_each(arguments.out, form, printed, data, context.output)
    elif len(data) == 1:
        write_form(arguments.out, form, printed, data[0], pictures)
    else:
        write_many(arguments.out, form, printed, data, context.output)
    return _written(context, arguments.out, len(data))


def _written(context: Context, file: Path, records: int) -> int:
    context.output.say(_("Written: {file}").format(file=file))
    context.output.json({"file": str(file), "records": records})
    return Status.DONE


def _warn(context: Context, report: TemplateReport) -> None:
    for warning in report.warnings:
        context.output.warn(warning)


def _read_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", type=Path, metavar="FILE|DIR", help=_("forms, or folders of forms"))
    add("--form", metavar="FORM", help=_("which form they are (each is recognised otherwise)"))
    add("--apply", action="store_true", help=_("file what differs; without, it is only shown"))
    add(
        "--template",
        action="store_true",
        help=_("look at the files as templates: which names they have"),
    )


def _read(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.template:
        return _look_at_templates(context, arguments)
    from kamdesk.forms import batch, report
    from kamdesk.store import backup

    result = None
    with context.writing() if arguments.apply else context.reading() as store:
        with store.read() as session:
            reader = batch.reader(session, arguments.form)
            files = batch.read_many(arguments.paths, reader, context.output)
            batch.compare_many(session, reader.forms, files)
        if arguments.apply:
            backup.back_up_if_changed(store, "import")
            result = batch.apply_many(store, reader.forms, files, progress=context.output)
    for file in files:
        _tell(context, file)
    if result is not None:
        context.output.say(
            _(
                "{read} read: {created} new, {updated} changed, {unchanged} unchanged, {rejected} rejected"
            ).format(**result.counts())
        )
    context.output.json(report.to_json(files, result))
    if files and all(file.problem and not file.forms for file in files):
        return Status.UNREADABLE
    return Status.REJECTED if report.has_rejects(files) else Status.DONE


def _tell(context: Context, file: FileReading) -> None:
    if file.problem:
        context.output.warn(file.problem)
    for note in file.notes:
        context.output.say(f"{file.path.name}: {note}")
    from kamdesk.forms.layouts import form_kind

    for number, difference in enumerate(file.differences):
        what = difference.reading.form
        kind = f"{form_kind(what).title}: " if what != "archive" else ""
        context.output.result(f"{file.path.name}: {kind}{_headline(difference)}")
        for line in difference_lines(difference):
            context.output.result(f"  {line}")
        applied = file.applied[number] if number < len(file.applied) else None
        if (
            applied is None or not applied.changed
        ):  # else it was filed, after the archive it waited for
            for sentence in filter(None, (difference.doubt, difference.refusal)):
                context.output.warn(f"  {sentence}")
        if applied is not None:
            if applied.refusal and applied.refusal != difference.refusal:
                context.output.warn(f"  {applied.refusal}")
            for refused in applied.refused:
                context.output.warn(f"  {refused.label} ({refused.cell}): {refused.reason}")


def _headline(difference: FormDifference) -> str:
    count = len(difference.changes)
    if difference.candidates:
        names = ", ".join(each.name for each in difference.candidates)
        return _("{name}: may be one of {names}").format(name=difference.name, names=names)
    if difference.is_new:
        words = ngettext("{name}: new, {count} value", "{name}: new, {count} values", count)
        return words.format(name=difference.name, count=count)
    if not count:
        return _("{name}: no difference").format(name=difference.name)
    words = ngettext("{name}: {count} difference", "{name}: {count} differences", count)
    return words.format(name=difference.name, count=count)


def difference_lines(difference: FormDifference) -> list[str]:
    """One line for each field that differs or cannot be taken: what is known → what the form says, and its cell."""
    lines = []
    for each in difference.fields:
        cell = f" ({each.found.cell})" if each.found.cell else ""
        if each.is_change:
            lines.append(f"{each.label}: {each.old_text or '—'} → {each.new_text}{cell}")
        if each.problem:
            lines.append(f"{each.label}{cell}: {each.problem}")
    return lines


def _look_at_templates(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.forms.layouts import form_kind
    from kamdesk.forms.template import check_template

    with context.reading() as store, store.read() as session:
        form = form_kind(arguments.form or "archive").declare(session)
    found = {}
    for path in arguments.paths:
        report = check_template(path, form)
        context.output.result(
            _("{file}: {count} names of the form").format(file=path, count=len(report.names))
        )
        _warn(context, report)
        found[str(path)] = {
            "names": list(report.names),
            "unknown": list(report.unknown),
            "warnings": report.warnings,
        }
    context.output.json({"templates": found})
    return Status.DONE


def _names(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.forms.by_names import names_of
    from kamdesk.forms.layouts import form_kind

    with context.reading() as store, store.read() as session:
        names = names_of(form_kind(arguments.form).declare(session))
    context.output.table((name, meaning, kind.value) for name, meaning, kind in names)
    context.output.json(
        {
            "names": [
                {"name": name, "meaning": meaning, "kind": kind.value}
                for name, meaning, kind in names
            ]
        }
    )
    return Status.DONE


COMMANDS = (
    Command("form list", N_("Name the forms there are"), _list),
    Command("form blank", N_("Write a blank form to fill in by hand"), _blank, _writing_arguments),
    Command("form fill", N_("Write a form filled with what is known"), _fill, _fill_arguments),
    Command("form read", N_("Read filled forms, show what differs, file it with --apply"), _read, _read_arguments),
    Command("form names", N_("List the defined names of a form, for templates of your own"), _names, _form_argument),
)  # fmt: skip
