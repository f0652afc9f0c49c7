"""``tour``: the main job from beginning to end without a display, into a folder to look through."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk import i18n
from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.cli.forms import difference_lines
from kamdesk.errors import WorldError
from kamdesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.batch import FileReading
    from kamdesk.forms.declaration import Form
    from kamdesk.store.store import Store

_LISTS = ("accounts.xlsx", "accounts.csv")


@dataclass
class _Tour:
    context: Context
    store: Store
    out: Path
    made: list[Path]

    def made_file(self, file: Path) -> Path:
        self.made.append(file)
        self.context.output.say(str(file))
        return file

    def walk(self) -> None:
        with self.store.read() as session:
            self._forms(session)
            self._lists(session)
            self._report(session)
        self._pictures()

    def _forms(self, session: Session) -> None:
        from kamdesk.forms.data import edition
        from kamdesk.forms.layouts import form_kind
        from kamdesk.forms.write import write_form

        kind = form_kind("archive")
        form = kind.declare(session)
        printed = edition(session, i18n.language())
        folder = self.out / "forms"
        lines: list[str] = []
        for number, account_id in enumerate(_most_complete(session, 2), 1):
            data = kind.collect(session, form, account_id)
            file = self.made_file(folder / f"archive-{number}.xlsx")
            write_form(file, form, printed, data)
            lines += _expect(session, form, file, set())
            if number == 1:
                changed = _changed(data.values)
                file = self.made_file(folder / "archive-1-changed.xlsx")
                write_form(file, form, printed, replace(data, values=data.values | changed))
                lines += _expect(session, form, file, set(changed))
        blank = self.made_file(folder / "archive-blank.xlsx")
        write_form(blank, form, printed)
        report = self.made_file(folder / "read-back.txt")
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for line in lines:
            self.context.output.say("  " + line)

    def _lists(self, session: Session) -> None:
        from kamdesk.exchange.export import export_list, full_query

        for name in _LISTS:
            file = self.made_file(self.out / "lists" / name)
            export_list(session, full_query(session, "accounts"), file)

    def _report(self, session: Session) -> None:
        from kamdesk.indicators.scopes import DEPARTMENT
        from kamdesk.reports import kinds
        from kamdesk.reports.workbook import write_report
        from kamdesk.work.periods import period_of, start_month

        span = period_of(date.today(), "quarter", start_month(session))
        asked = kinds.asked_for(session, span.code, None, DEPARTMENT)
        report = kinds.build(session, kinds.MANAGEMENT_REPORT, asked, self.context.output)
        file = self.made_file(self.out / "reports" / f"management-{span.code}.xlsx")
        write_report(file, report, self.context.output)

    def _pictures(self) -> None:
        os.environ["QT_QPA_PLATFORM"] = (
            "offscreen"  # also where there is a display: nothing is to flash up
        )
        from kamdesk.ui.shots import shoot_pages

        self.context.output.say(_("Drawing every page …"))
        for file in shoot_pages(self.store, self.out / "pages", tuple(i18n.LANGUAGES), ("light",)):
            self.made_file(file)


def _most_complete(session: Session, count: int) -> list[int]:
    from kamdesk.work.lists import ListQuery, page

    query = ListQuery("Account", ("name",), sort="completeness", descending=True)
    return [row[0] for row in page(session, query, 0, count)]


def _changed(values: dict[str, Any]) -> dict[str, Any]:
    """Two corrections as a customer would write them into the form: a new phone number, and three more people."""
    return {
        "account.phone": f"{values['account.phone']}-8",
        "account.employee_count": values["account.employee_count"] + 3,
    }


def _expect(session: Session, form: Form, file: Path, keys: set[str]) -> Iterator[str]:
    """Reads the form back, tells what differs, and stands for it that exactly the fields `keys` do."""
    reading = _read(session, form, file)
    difference = reading.differences[0]
    if {each.key for each in difference.changes} != keys or difference.problems:
        raise WorldError(
            _("“{file}” does not read back as it was written: {fields}").format(
                file=file.name, fields=", ".join(each.key for each in difference.changes)
            )
        )
    count = len(difference.changes)
    words = ngettext(
        "{file}: {name}, {count} difference", "{file}: {name}, {count} differences", count
    )
    yield words.format(file=file.name, name=difference.name, count=count)
    yield from ("  " + line for line in difference_lines(difference))


def _read(session: Session, form: Form, file: Path) -> FileReading:
    from kamdesk.forms import batch

    files = batch.read_many([file], batch.reader(session, form.key))
    batch.compare_many(session, {form.key: form}, files)
    if files[0].problem or len(files[0].differences) != 1:
        raise WorldError(files[0].problem or file.name)
    return files[0]


def _tour(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.store.opening import open_store
    from kamdesk.work import demo

    out: Path = arguments.out
    for folder in ("forms", "lists", "pages"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="kamdesk-tour-") as scratch:
        store = open_store(Path(scratch) / "home")
        try:
            demo.load(store, context.output)
            _Tour(context, store, out, made).walk()
        finally:
            store.close()
    context.output.say(_("{count} files are in {folder}.").format(count=len(made), folder=out))
    context.output.json({"folder": str(out), "files": [str(each) for each in made]})
    return Status.DONE


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=_("the folder for what it makes")
    )


COMMANDS = (
    Command("tour", N_("Show the main job without a display: forms, lists, pictures of every page"), _tour, _arguments),
)  # fmt: skip
