import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from kamdesk.errors import RuleError, WorldError
from kamdesk.ui import faults, messages

SAVE = [("save", "Save"), messages.Choice("discard", "Discard", True), ("cancel", "Go on")]


def when_open(act) -> None:
    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            act(box)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_button_pressed_is_the_answer(app, qtbot, index):
    key, words = SAVE[index][0], SAVE[index][1]

    def press(box: QMessageBox) -> None:
        next(one for one in box.buttons() if one.text() == words).click()

    when_open(press)
    assert messages.ask(None, "Unsaved", "What you typed is not saved.", SAVE, "save") == key


def test_escape_turns_back_and_enter_takes_the_default(app, qtbot):
    when_open(lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))
    assert messages.ask(None, "Unsaved", "Text", SAVE, "save") == "cancel"
    when_open(lambda box: qtbot.keyClick(box, Qt.Key.Key_Return))
    assert messages.ask(None, "Unsaved", "Text", SAVE, "save") == "save"


def test_a_path_gets_the_ending_it_lacks(app, questions, tmp_path):
    questions.answers = [str(tmp_path / "plan"), str(tmp_path / "plan.xls"), ""]
    suggested = Path("plan.xlsx")
    assert messages.choose_save_file(None, "Save", suggested) == tmp_path / "plan.xlsx"
    assert messages.choose_save_file(None, "Save", suggested) == tmp_path / "plan.xls"
    assert messages.choose_save_file(None, "Save", suggested) is None


def test_files_and_folders_come_as_paths(app, questions):
    questions.answers = [["a.xlsx", "b.csv"], [], ""]
    chosen = messages.choose_open_files(None, "Import", [("Lists", "*.xlsx *.csv")])
    assert chosen == [Path("a.xlsx"), Path("b.csv")]
    assert messages.choose_open_files(None, "Import") == []
    assert messages.choose_folder(None, "Folder") is None


@pytest.mark.parametrize(
    ("problem", "kind"),
    [(RuleError("The period is locked."), "info"), (WorldError("The disk is full."), "warning")],
)
def test_a_refusal_escaping_from_a_slot_is_told(app, questions, monkeypatch, problem, kind):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    faults.install_excepthook()
    sys.excepthook(type(problem), problem, None)
    assert questions.told == [(kind, str(problem))]


def test_a_fault_names_the_log(app, questions, tmp_path, monkeypatch):
    path = tmp_path / "kamdesk.log"
    target = logging.FileHandler(path, encoding="utf-8")
    logging.getLogger().addHandler(target)
    try:
        details = []
        monkeypatch.setattr(
            questions, "tell", lambda parent, title, text, kind, detail: details.append(detail)
        )
        faults.show_problem(KeyError("lost"))
    finally:
        logging.getLogger().removeHandler(target)
        target.close()
    assert str(path) in details[0]
    assert "KeyError: 'lost'" in path.read_text(encoding="utf-8")


def test_a_fault_while_telling_a_fault_opens_no_second_dialog(app, questions, monkeypatch):
    told = []

    def tell(parent, title, text, kind, detail):
        told.append(text)
        faults.show_problem(RuleError("second"))

    monkeypatch.setattr(questions, "tell", tell)
    faults.show_problem(RuleError("first"))
    assert told == ["first"]


def test_a_name_typed_without_its_ending_is_asked_about_before_a_file_is_overwritten(
    app, qtbot, tmp_path
):
    (tmp_path / "plan.csv").write_text("kept")
    asked = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            asked.append(dialog.text())
            dialog.reject()
            QTimer.singleShot(0, answer)
        elif asked:
            dialog.reject()
        elif isinstance(dialog, QFileDialog):
            dialog.selectNameFilter("CSV (*.csv)")
            dialog.filterSelected.emit("CSV (*.csv)")
            dialog.selectFile("plan")
            QTimer.singleShot(0, answer)
            dialog.accept()
        else:
            QTimer.singleShot(10, answer)

    QTimer.singleShot(0, answer)
    filters = [("Excel", "*.xlsx"), ("CSV", "*.csv")]
    assert messages.choose_save_file(None, "Save", tmp_path / "list.xlsx", filters) is None
    assert "plan.csv" in asked[0]
    assert (tmp_path / "plan.csv").read_text() == "kept"
