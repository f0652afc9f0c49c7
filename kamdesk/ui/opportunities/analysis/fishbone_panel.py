"""The fishbone: drawn live while its outline is typed beside it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.outline_edit import OutlineEdit
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_fishbone
from kamdesk.ui.widgets.buttons import quiet_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.outline import from_outline, to_outline

_REST = 80
"""Milliseconds without a key after which the picture follows."""


class FishbonePanel(Panel):
    """Picture, or picture and outline. What is typed is drawn at once and saved when it is left."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Fishbone"), line="right")
        self._desk = desk
        self.notes: Notebook[Fishbone] = Notebook(desk, "fishbone", Fishbone, self)
        self.notes.changed.connect(self.show_value)
        self.default_effect = ""
        """What the head says before anybody wrote something there."""
        self.mode = Segment(
            [("picture", _("Picture")), ("outline", _("Outline"))],
            "picture",
            small=True,
            name=_("How the fishbone is shown"),
        )
        self.mode.chosen.connect(self._mode_chosen)
        self.picture = ChartView(_("Fishbone"))
        self.add_tool(self.mode)
        self.add_tool(save_button(self.picture))
        self.effect = QLineEdit()
        self.effect.setProperty("scale", "small")
        self.effect.setMaxLength(200)
        self.effect.setAccessibleName(_("Effect"))
        self.effect.setPlaceholderText(_("Effect: what is to be explained"))
        self.effect.textEdited.connect(self._typed)
        self.effect.editingFinished.connect(self.flush)
        self.outline = OutlineEdit()
        self.outline.textChanged.connect(self._typed)
        self.outline.left.connect(self.flush)
        self.error = FieldError()
        self._is_shown_only = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REST)
        self._later.timeout.connect(self.preview)
        self._saved_text = ""
        self.sheet = self._sheet()
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.sheet)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.picture)
        self._split.addWidget(scroll)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([300, 560])
        self.sheet.hide()
        self.column.addWidget(self._split, 1)

    def _sheet(self) -> QWidget:
        sheet = QWidget()
        sheet.setMinimumWidth(240)
        keys = QHBoxLayout()
        keys.setSpacing(theme.SPACE_1)
        for words, act in (
            (_("◆ Root"), self.outline.toggle_root),
            ("→", self._shift_in),
            ("←", self._shift_out),
            (_("✓ Can be done"), self.outline.set_control),
        ):
            button = quiet_button(words, clicked=act, small=True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if words in "→←":
                button.setAccessibleName(_("Move in") if words == "→" else _("Move out"))
            keys.addWidget(button)
        keys.addStretch(1)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_2, theme.SPACE_2)
        column.setSpacing(theme.SPACE_1)
        column.addWidget(self.effect)
        column.addLayout(keys)
        column.addWidget(self.outline, 1)
        column.addWidget(self.error)
        hint = _("Tab in, Shift+Tab out, Ctrl+D root; ×3 at the end: votes")
        column.addWidget(label(hint, "small", wrap=True))
        return sheet

    def _shift_in(self) -> None:
        self.outline.shift_lines(1)

    def _shift_out(self) -> None:
        self.outline.shift_lines(-1)

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_value(self) -> None:
        """Shows what the notebook holds; a text that is being typed stays."""
        fish = self.notes.value
        if self.is_typing():
            return
        self._is_shown_only = True
        self._saved_text = to_outline(fish)
        if self.outline.toPlainText() != self._saved_text:
            place = self.outline.textCursor().position()
            self.outline.setPlainText(self._saved_text)
            cursor = self.outline.textCursor()
            cursor.setPosition(min(place, len(self._saved_text)))
            self.outline.setTextCursor(cursor)
        self.effect.setText(fish.effect or (self.default_effect if not self.notes.on else ""))
        self.outline.setReadOnly(not self.notes.can_write)
        self.effect.setReadOnly(not self.notes.can_write)
        self.error.show_error("", self.outline)
        self._is_shown_only = False
        self._draw(replace(fish, effect=self.effect.text()))

    def _draw(self, fish: Fishbone) -> None:
        show_fishbone(self.picture, fish)
        title = _("Fishbone: {effect}").format(effect=fish.effect) if fish.effect else _("Fishbone")
        words = self.notes.problem or (
            _("◆ root cause · typed as an outline")
            if fish.causes
            else _("no causes yet: write them in the outline")
        )
        self.set_title(title, words)

    def _mode_chosen(self, mode: str) -> None:
        self.sheet.setVisible(mode == "outline")
        if mode == "outline":
            self.outline.setFocus()

    def read(self) -> Fishbone:
        """What is typed. Raises RuleError naming the line."""
        read = from_outline(self.outline.toPlainText(), self.notes.value)
        return replace(read, effect=" ".join(self.effect.text().split()))

    def _typed(self, _text: str = "") -> None:
        """Draws what is typed as soon as the keys rest: never within a key, which Qt has not done with yet."""
        if not self._is_shown_only:
            self._later.start()

    def preview(self) -> None:
        """Draws what was typed so far; a line that cannot be read is said, and the picture waits."""
        self._later.stop()
        try:
            fish = self.read()
        except RuleError as refusal:
            self.error.show_error(refusal.sentence, self.outline)
            return
        self.error.show_error("", self.outline)
        self._draw(fish)

    # ------------------------------------------------------------------------------------------------ what is done

    def is_typing(self) -> bool:
        """Whether something typed is not saved yet."""
        if not self.notes.can_write:
            return False
        effect = " ".join(self.effect.text().split())
        if effect != self.notes.value.effect and self.effect.isModified():
            return True
        return self.outline.toPlainText() != self._saved_text

    def flush(self) -> None:
        """Saves what is typed; what cannot be read stays, with the reason below it."""
        if not self.is_typing():
            return
        try:
            fish = self.read()
        except RuleError as refusal:
            self.error.show_error(refusal.sentence, self.outline)
            return
        before = self._saved_text
        self._saved_text = self.outline.toPlainText()
        self.effect.setModified(False)
        what = message("Fishbone “{effect}”", effect=fish.effect or str(_("Why?")))
        if not self.notes.write(what, fish, fish.effect or None):
            self._saved_text = before

    def discard(self) -> None:
        """Forgets what was typed."""
        self._saved_text = self.outline.toPlainText()
        self.effect.setModified(False)
        self.show_value()
