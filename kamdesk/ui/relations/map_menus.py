"""The menus of the map: what is done about a person, versions, and what is seldom done with the whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from kamdesk.i18n import _
from kamdesk.ui.relations import map_bar
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
    entries.append((_("Save as picture, PDF or Excel…"), "download", pane.save_picture))
    pane.bar.popup(pane.bar.more, entries)
