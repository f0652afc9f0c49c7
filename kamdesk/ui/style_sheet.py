"""The one style sheet of the program, generated from a theme's colours; widgets ask for a look by dynamic properties.

``kind`` of a button: primary, quiet, link, danger; ``scale`` small; ``role`` of a label: title, name, muted, small,
heading, error; ``ground`` of a container: surface, raised, card; ``wrong`` of an input: true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamdesk import paths

if TYPE_CHECKING:
    from kamdesk.colours import Theme

_SHEET = """
QWidget { color: @text; }
QMainWindow, QDialog, QMessageBox { background: @surface; }
QDialog, QMessageBox { background: @raised; }
QWidget[ground="surface"] { background: @surface; }
QWidget[ground="raised"] { background: @raised; }
QFrame[ground="card"] { background: @raised; border: 1px solid @line; border-radius: 6px; }
QFrame[line="bottom"] { border: 0; border-bottom: 1px solid @line; }
QFrame[line="top"] { border: 0; border-top: 1px solid @line; }
QFrame[line="left"] { border: 0; border-left: 1px solid @line; }
QFrame[line="right"] { border: 0; border-right: 1px solid @line; }
QLabel { background: transparent; }
QLabel[role="title"], QLabel[role="name"], QLabel[role="figure"] { font-size: 18px;
  font-weight: bold; }
QLabel[role="heading"] { font-weight: bold; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: 12px; }
QLabel[role="good"] { color: @good; }
QLabel[role="warn"] { color: @warn; }
QLabel[role="bad"] { color: @bad; }
QLabel[role="error"] { color: @bad; font-size: 12px; }
QLabel[role="key"] { color: @muted; font-size: 12px; background: @surface; border: 1px solid @line;
  border-radius: 3px; padding: 0 4px; min-height: 16px; max-height: 16px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { color: @text; background: @raised; border: 1px solid @line_strong; padding: 4px 8px; }

QPushButton { background: @raised; border: 1px solid @line_strong; border-radius: 4px;
  min-height: 26px;
  padding: 0 11px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @sunken; }
QPushButton:checked { background: @selected; border-color: @accent; }
QPushButton:disabled { color: @text_faded; border-color: @line; }
QPushButton[scale="small"] { min-height: 22px; padding: 0 8px; font-size: 12px; }
QPushButton[kind="primary"], QPushButton[kind="plain"]:default,
  QDialogButtonBox QPushButton:default {
  background: @accent; border-color: @accent; color: @on_accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="plain"]:default:hover,
  QDialogButtonBox QPushButton:default:hover {
  background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="primary"]:pressed, QDialogButtonBox QPushButton:default:pressed {
  background: @accent_pressed; border-color: @accent_pressed; }
QPushButton[kind="primary"]:disabled { background: @accent_faded; border-color: @accent_faded;
  color: @raised; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 0 7px; }
QPushButton[kind="quiet"]:hover { background: @hover; }
QPushButton[kind="quiet"]:pressed, QPushButton[kind="quiet"]:checked { background: @selected; }
QPushButton[kind="icon"] { background: transparent; border-color: transparent; padding: 0;
  min-width: 26px; max-width: 26px; }
QPushButton[kind="icon"][scale="small"] { min-width: 22px; max-width: 22px; }
QPushButton[kind="icon"]:hover { background: @hover; }
QPushButton[kind="icon"]:pressed, QPushButton[kind="icon"]:checked { background: @selected; }
QPushButton[kind="foot"] { background: transparent; border-color: transparent; color: @muted;
  min-height: 20px; padding: 0 3px; }
QPushButton[kind="foot"]:hover { background: @hover; color: @text; }
QPushButton[kind="foot"]:disabled { color: @text_faded; }
QPushButton[kind="danger"] { color: @bad; border-color: @bad; }
QPushButton[kind="danger"]:disabled { color: @text_faded; border-color: @line; }
QPushButton[kind="link"] { background: transparent; border: 0; padding: 0; color: @accent;
  min-height: 20px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: @text_faded; }
QPushButton::menu-indicator { image: url(@controls/chevron-down-@name.svg); width: 12px;
  height: 12px;
  subcontrol-position: right center; right: 6px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QAbstractSpinBox { background: @raised; border: 1px solid @edge;
  border-radius: 4px;
  padding: 0 7px; min-height: 26px; max-height: 26px; selection-background-color: @accent;
  selection-color: @on_accent; }
QPlainTextEdit, QTextEdit { background: @raised; border: 1px solid @edge; border-radius: 4px;
  padding: 2px 3px;
  selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus { border: 2px solid @accent;
  padding: 0 6px; min-height: 24px; max-height: 24px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @accent; padding: 1px 2px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"],
  QPlainTextEdit[wrong="true"],
  QTextEdit[wrong="true"] { border-color: @bad; }
QLineEdit:read-only, QPlainTextEdit:read-only { border-color: transparent; background: transparent;
  }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {
  border-color: @line; color: @text_faded; }
QLineEdit[scale="small"], QComboBox[scale="small"], QAbstractSpinBox[scale="small"] {
  min-height: 22px; max-height: 22px; font-size: 12px; }
QLineEdit[scale="small"]:focus, QComboBox[scale="small"]:focus { min-height: 20px; max-height: 20px; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit, QLineEdit[bare="true"] { border: 0; padding: 0;
  min-height: 0; background: transparent; }
QAbstractSpinBox QLineEdit { padding: 0 7px; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url(@controls/chevron-down-@name.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line_strong; outline: 0;
  padding: 3px;
  selection-background-color: @selected; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 20px;
  background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 1px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 1px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(@controls/chevron-up-@name.svg); width: 10px; height: 10px;
  }
QAbstractSpinBox::down-arrow { image: url(@controls/chevron-down-@name.svg); width: 10px;
  height: 10px; }
QDateEdit::drop-down, QDateTimeEdit::drop-down { border: 0; width: 22px; }
QDateEdit::down-arrow, QDateTimeEdit::down-arrow { image: url(@controls/chevron-down-@name.svg);
  width: 12px; height: 12px; }

QCheckBox, QRadioButton { background: transparent; spacing: 8px; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator { width: 14px;
  height: 14px; border: 1px solid @edge;
  border-radius: 3px; background: @raised; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: @accent;
  border-color: @accent; image: url(@controls/check-@name.svg); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
  background: @accent; border-color: @accent;
  image: url(@controls/dash-@name.svg); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @accent; width: 12px;
  height: 12px; }
QCheckBox:disabled, QRadioButton:disabled { color: @text_faded; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line_strong;
  background: @sunken; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @edge; border-radius: 8px;
  background: @raised; }
QRadioButton::indicator:checked { border-color: @accent; image: url(@controls/dot-@name.svg); }

QMenuBar { background: @surface; spacing: 2px; }
QMenuBar::item { background: transparent; padding: 6px 10px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @selected; }
QMenu { background: @raised; border: 1px solid @line_strong; padding: 4px; }
QMenu::item { min-height: 20px; padding: 4px 24px 4px 8px; border-radius: 3px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @text_faded; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 4px; }
QMenu::right-arrow { image: url(@controls/chevron-right-@name.svg); width: 12px; height: 12px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:checked { image: url(@controls/tick-@name.svg); }
QStatusBar { background: @surface; border-top: 1px solid @line; min-height: 25px; max-height: 25px;
  color: @muted; font-size: 12px; }
QStatusBar::item { border: 0; }
QToolBar { background: @surface; border: 0; spacing: 4px; padding: 2px 8px; }

QTabWidget::pane { border: 0; border-top: 1px solid @line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; border: 0;
  border-bottom: 2px solid transparent; padding: 0 12px; min-height: 36px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { background: @hover; }

QAbstractItemView { background: @raised; border: 0; outline: 0;
  selection-background-color: @selected; selection-color: @text;
  alternate-background-color: @raised; gridline-color: @line; }
QAbstractItemView::item:hover { background: @hover; }
QTableView::item:hover { background: transparent; }
QAbstractItemView::item:selected { background: @selected; color: @text; }
QTreeView::item, QListView::item { min-height: 28px; padding: 0 4px; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url(@controls/chevron-right-@name.svg); }
QTreeView::branch:has-children:open { image: url(@controls/chevron-down-@name.svg); }
QHeaderView { background: @raised; border: 0; font-size: 12px; }
QHeaderView::section { background: @raised; color: @muted; border: 0;
  border-bottom: 1px solid @line; padding: 0 8px;
  font-size: 12px; font-weight: normal; min-height: 27px; max-height: 27px; }
QHeaderView::section:hover { background: @hover; color: @text; }
QHeaderView::section:vertical { border-bottom: 0; }
QHeaderView::up-arrow { image: url(@controls/chevron-up-@name.svg); width: 10px; height: 10px;
  subcontrol-position: center right; right: 2px; }
QHeaderView::down-arrow { image: url(@controls/chevron-down-@name.svg); width: 10px; height: 10px;
  subcontrol-position: center right; right: 2px; }
QTableCornerButton::section { background: @surface; border: 0; }

QScrollArea { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; border: 0; }
QScrollBar::handle { background: @line_strong; border-radius: 3px; border: 0; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 2px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { background: @sunken; border: 0; border-radius: 3px; min-height: 6px;
  max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { background: @line_strong; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @raised; border: 2px solid @accent; width: 10px;
  height: 10px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { background: @accent; }
QGroupBox { border: 1px solid @line; border-radius: 6px; margin-top: 10px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; font-weight: bold; }
QCalendarWidget QAbstractItemView { selection-background-color: @accent;
  selection-color: @on_accent; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: @surface; }
"""


def build(wanted: Theme) -> str:
    """The whole style sheet in the colours of `wanted`."""
    from kamdesk.ui.theme import DISABLED_OPACITY, ROLES, mix  # theme imports this module

    values = {role: getattr(wanted, role) for role in ROLES}
    values["text_faded"] = mix(wanted.text, wanted.raised, DISABLED_OPACITY).name()
    values["accent_faded"] = mix(wanted.accent, wanted.raised, DISABLED_OPACITY).name()
    values["accent_hover"] = mix(wanted.accent, wanted.text, 0.88).name()
    values["accent_pressed"] = mix(wanted.accent, wanted.text, 0.76).name()
    values["controls"] = (paths.resources_dir() / "icons" / "controls").as_posix()
    values["name"] = wanted.name
    text = _SHEET
    for key in sorted(
        values, key=len, reverse=True
    ):  # the longest first: @line_strong before @line
        text = text.replace("@" + key, values[key])
    return text
