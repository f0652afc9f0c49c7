"""All questions and notices of the window go through here, so that a test can answer them and none stops a run.

Tests put a recorder with the methods of `Handler` into `handler`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from kamdesk.i18n import _

Kind = Literal["question", "info", "warning", "error"]


class Choice(NamedTuple):
    """A button of a question: what `ask` returns, what stands on it, and whether it takes something away."""

    key: str
    words: str
    destructive: bool = False


class Handler(Protocol):
    """Who answers: the dialogs below, or a test."""

    def ask(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        buttons: Sequence[Choice],
        default: str,
        detail: str,
    ) -> str:
        """The key of the button pressed."""

    def tell(self, parent: QWidget | None, title: str, text: str, kind: Kind, detail: str) -> None:
        """Show a notice."""

    def open_files(
        self, parent: QWidget | None, title: str, folder: str, filters: str, many: bool
    ) -> list[str]:
        """Paths chosen, none when the user turned back."""

    def save_file(self, parent: QWidget | None, title: str, suggested: str, filters: str) -> str:
        """The path chosen, empty when the user turned back."""

    def folder(self, parent: QWidget | None, title: str, start: str) -> str:
        """The folder chosen, empty when the user turned back."""


class Dialogs:
    """Answers by asking the user."""

    def ask(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        buttons: Sequence[Choice],
        default: str,
        detail: str,
    ) -> str:
        """A modal question; Esc is the button ``cancel``, or the last one."""
        box = _box(parent, title, text, detail, "question")
        pressed: dict[QPushButton, str] = {}
        roles = QMessageBox.ButtonRole
        for one in buttons:
            role = roles.RejectRole if one.key == "cancel" else roles.AcceptRole
            button = box.addButton(one.words, roles.DestructiveRole if one.destructive else role)
            pressed[button] = one.key
            if one.key == default:
                box.setDefaultButton(button)
        keys = {key: button for button, key in pressed.items()}
        escape = keys.get("cancel", keys[buttons[-1].key])
        box.setEscapeButton(escape)
        box.exec()
        clicked = box.clickedButton()
        return next((key for button, key in pressed.items() if button is clicked), pressed[escape])

    def tell(self, parent: QWidget | None, title: str, text: str, kind: Kind, detail: str) -> None:
        """A modal notice."""
        box = _box(parent, title, text, detail, kind)
        box.addButton(_("OK"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def open_files(
        self, parent: QWidget | None, title: str, folder: str, filters: str, many: bool
    ) -> list[str]:
        """The system's file dialog."""
        dialog = file_dialog(parent, title, folder, filters)
        modes = QFileDialog.FileMode
        dialog.setFileMode(modes.ExistingFiles if many else modes.ExistingFile)
        return dialog.selectedFiles() if dialog.exec() else []

    def save_file(self, parent: QWidget | None, title: str, suggested: str, filters: str) -> str:
        """The system's file dialog."""
        place = Path(suggested)
        dialog = file_dialog(parent, title, str(place.parent), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Save"))
        dialog.selectFile(place.name)
        # Known to the dialog, so that it asks before it takes the place of "plan.xlsx" for who typed "plan".
        dialog.setDefaultSuffix(place.suffix)
        dialog.filterSelected.connect(lambda chosen: _follow_filter(dialog, chosen))
        return dialog.selectedFiles()[0] if dialog.exec() else ""

    def folder(self, parent: QWidget | None, title: str, start: str) -> str:
        """The system's folder dialog."""
        dialog = file_dialog(parent, title, start, "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog.selectedFiles()[0] if dialog.exec() else ""


def file_dialog(parent: QWidget | None, title: str, folder: str, filters: str) -> QFileDialog:
    """The system's file dialog; where Qt stands in for it, its words that Qt left in English are said too."""
    dialog = QFileDialog(parent, title, folder, filters)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
    dialog.resize(760, 480)
    return dialog


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    """Another kind of file was chosen: the name gets its ending."""
    ending = Path(chosen.rpartition("(")[2].split()[0].rstrip(")")).suffix
    dialog.setDefaultSuffix(ending)
    names = dialog.selectedFiles()
    if names:
        dialog.selectFile(Path(names[0]).with_suffix(ending).name)


handler: Handler = Dialogs()


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    buttons: Sequence[Choice | tuple[str, str]],
    default: str,
    detail: str = "",
) -> str:
    """Ask and return the key of the button pressed; Esc counts as ``cancel``, or as the last button."""
    choices = [Choice(*one) for one in buttons]
    return handler.ask(parent, title, text, choices, default, detail)


def tell(
    parent: QWidget | None, title: str, text: str, kind: Kind = "info", detail: str = ""
) -> None:
    """Say something that must be read before going on; everything else is a toast."""
    handler.tell(parent, title, text, kind, detail)


def choose_open_files(
    parent: QWidget | None,
    title: str,
    filters: Sequence[tuple[str, str]] = (),
    folder: Path | None = None,
    *,
    many: bool = True,
) -> list[Path]:
    """Files to read; `filters` are (words, ``*.xlsx *.xls``)."""
    start = str(folder) if folder is not None else ""
    chosen = handler.open_files(parent, title, start, _filters(filters), many)
    return [Path(name) for name in chosen]


def choose_save_file(
    parent: QWidget | None,
    title: str,
    suggested: Path,
    filters: Sequence[tuple[str, str]] = (),
) -> Path | None:
    """Where to write; gets the ending of `suggested` when the user typed none."""
    name = handler.save_file(parent, title, str(suggested), _filters(filters))
    if not name:
        return None
    chosen = Path(name)
    return chosen if chosen.suffix else chosen.with_suffix(suggested.suffix)


def choose_folder(parent: QWidget | None, title: str, start: Path | None = None) -> Path | None:
    """A folder."""
    name = handler.folder(parent, title, str(start) if start is not None else "")
    return Path(name) if name else None


def _filters(filters: Sequence[tuple[str, str]]) -> str:
    return ";;".join(f"{words} ({patterns})" for words, patterns in filters)


def _box(parent: QWidget | None, title: str, text: str, detail: str, kind: Kind) -> QMessageBox:
    symbols = {
        "question": QMessageBox.Icon.NoIcon,
        "info": QMessageBox.Icon.NoIcon,
        "warning": QMessageBox.Icon.Warning,
        "error": QMessageBox.Icon.Warning,
    }
    box = QMessageBox(parent)
    box.setIcon(symbols[kind])
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of records and files are data, never markup
    box.setText(text)
    if detail:
        box.setInformativeText(detail)
    return box
