"""The menus of the map: what is done about a person, versions, and what is seldom done with the whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.opportunity import Opportunity
from kamdesk.paths import safe_file_name
from kamdesk.ui import faults, file_jobs, messages
from kamdesk.ui.relations import map_bar
from kamdesk.ui.relations.map_bar import FREE
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import chain_versions
from kamdesk.work.decision_chain import other_maps

if TYPE_CHECKING:
    from kamdesk.ui.relations.map_pane import MapPane


def open_person_menu(pane: MapPane, button: QWidget) -> None:
    """What can be done about the chosen person."""
    person = pane.chosen()
    if person is None:
        return
    menu = QMenu(pane)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_entry(menu, _("Confirm everything"), "check", partial(pane.deeds.confirm_all, person))
    if person.contact_id is not None:
        take = partial(pane.deeds.take_newest, person)
        add_entry(menu, _("Take the newest of this account"), "copy", take)
        open_ = partial(pane.desk.open_record, "Contact", person.contact_id)
        add_entry(menu, _("Open the contact"), "user", open_)
        add_entry(menu, _("Behaviour style…"), "target", partial(pane.ask_style, person))
    else:
        outside = partial(pane.deeds.set_value, person, "is_external", not person.is_external)
        said = _("Not from outside") if person.is_external else _("From outside")
        add_entry(menu, said, "external", outside)
    menu.addSeparator()
    add_entry(menu, _("Take off the map"), "trash", partial(pane.deeds.remove, person))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def open_versions(pane: MapPane, _checked: bool = False) -> None:
    """Saves a version, or shows an earlier one."""
    with pane.desk.store.read() as session:
        found = chain_versions.versions(session, pane.account_id, pane.opportunity_id)
    entries: list[map_bar.Entry | None] = [(_("Save a version"), "save", pane.deeds.save_version)]
    if pane.is_old():
        entries.append((_("Back to today"), "undo", pane.show_today))
    if found:
        entries.append(None)
    for each in found[:20]:
        said = map_bar.version_words(each)
        entries.append((said, "history", partial(pane.show_version, each)))
    pane.bar.popup(pane.bar.versions, entries)


def open_more(pane: MapPane, _checked: bool = False) -> None:
    """What is seldom done with a whole map."""
    entries: list[map_bar.Entry | None] = []
    if not pane.is_old():
        entries.append((_("Take the contacts of the account"), "users", pane.deeds.add_contacts))
        with pane.desk.store.read() as session:
            others = other_maps(session, pane.account_id, pane.opportunity_id)
        for opportunity_id, name, count in others:
            title = name or _("the account")
            said = _("Take over from {map} ({count})").format(map=title, count=count)
            entries.append((said, "copy", partial(pane.deeds.copy_from, opportunity_id)))
        entries.append(None)
    entries.append((_("Save as picture, PDF or Excel…"), "download", partial(save_map, pane)))
    pane.bar.popup(pane.bar.more, entries)


def save_map(pane: MapPane) -> None:
    """Writes the map to a file: a picture on white, or who is on it as a sheet."""
    from kamdesk.ui.relations import map_out  # late: brings the writers of SVG and PDF

    title = title_of(pane)
    suggested = Path.home() / f"{safe_file_name(title)}.png"
    kinds = [("PNG", "*.png"), ("SVG", "*.svg"), ("PDF", "*.pdf"), (_("Excel"), "*.xlsx")]
    target = messages.choose_save_file(pane, _("Save the map"), suggested, kinds)
    if target is None:
        return
    try:
        if target.suffix.lower() == ".xlsx":
            map_out.write_sheet(target, pane.shown, title)
        else:
            map_out.write_map(target, pane.shown, title, free=pane.layout_key() == FREE)
    except UserError as refusal:
        faults.show_problem(refusal, pane)
        return
    file_jobs.told_written(pane.desk, target)


def title_of(pane: MapPane) -> str:
    """What the map is of, with its day."""
    with pane.desk.store.read() as session:
        account = session.get(Account, pane.account_id)
        project = session.get(Opportunity, pane.opportunity_id or 0)
    names = [each.name for each in (account, project) if each is not None]
    return " · ".join([_("Decision map"), *names, pane.shown.today.isoformat()])
