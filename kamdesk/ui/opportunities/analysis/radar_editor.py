"""Scores the radar: a slider for each axis with its sub-items below, the weights at the right, us or a competitor."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.panel import raised
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.work.analysis.radar import FULL, SUB_FULL, WHOLE_WEIGHT, Axis, Mark, Player, Radar


class _AxisRow(QFrame):
    """One axis: name, slider 0–10 with its number, weight, and the sub-items when unfolded."""

    moved = Signal(str, int)
    """Key of the axis and a score, while the slider moves."""
    scored = Signal(str)
    """Key of the axis: the slider was let go."""
    answered = Signal(str, str, int)
    """Key of the axis, of the sub-item, and its points."""
    weighed = Signal()

    def __init__(self, axis: Axis) -> None:
        super().__init__()
        self.axis = axis
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, FULL)
        self.slider.setPageStep(1)
        ready_input(self.slider, axis.title)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._released)
        self.slider.installEventFilter(self)
        self.number = label("—", "heading")
        self.number.setFixedWidth(28)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.weight = QSpinBox()
        self.weight.setRange(0, WHOLE_WEIGHT)
        self.weight.setSuffix(" %")
        self.weight.setFixedWidth(76)
        ready_input(self.weight, _("Weight of {axis}").format(axis=axis.title))
        self.weight.editingFinished.connect(self.weighed)
        self.fold = icon_button(
            "chevron-right",
            _("Sub-items of {axis}").format(axis=axis.title),
            self.toggle,
            small=True,
        )
        name = ElidedLabel(axis.title)
        name.setFixedWidth(136)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self.fold)
        head.addWidget(name)
        head.addWidget(self.slider, 1)
        head.addWidget(self.number)
        head.addWidget(self.weight)
        self.subs = QWidget()
        grid = QGridLayout(self.subs)
        grid.setContentsMargins(32, 0, 0, theme.SPACE_2)
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.parts: dict[str, Segment] = {}
        for place, sub in enumerate(axis.subs):
            part = Segment(
                [(str(points), str(points)) for points in range(SUB_FULL + 1)],
                small=True,
                name=sub.title,
                optional=True,
            )
            part.chosen.connect(partial(self._answered, sub.key))
            self.parts[sub.key] = part
            grid.addWidget(ElidedLabel(sub.title, "muted"), place, 0)
            grid.addWidget(part, place, 1)
        self.subs.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.subs)
        self.fold.setVisible(bool(axis.subs))
        self._is_shown_only = False

    def show_axis(self, radar: Radar, player: Player, *, can_write: bool) -> None:
        """Shows the score of `player`; nothing is told."""
        self._is_shown_only = True
        axis = next(each for each in radar.axes if each.key == self.axis.key)
        score = radar.score(player, axis)
        if not self.slider.isSliderDown():
            self.slider.setValue(round(score) if score is not None else 0)
        self.number.setText("—" if score is None else f"{score:.3g}")
        if not self.weight.hasFocus():
            self.weight.setValue(axis.weight)
        mark = player.marks.get(axis.key, Mark())
        for key, part in self.parts.items():
            points = mark.points.get(key)
            part.choose("" if points is None else str(points))
            part.setEnabled(can_write)
        self.slider.setEnabled(can_write)
        self.weight.setEnabled(can_write)
        self._is_shown_only = False

    def toggle(self) -> None:
        """Shows or hides the sub-items."""
        self.unfold(self.subs.isHidden())

    def unfold(self, shown: bool) -> None:
        """Shows the sub-items, or hides them."""
        from kamdesk.ui.icons import icon

        self.subs.setVisible(shown)
        self.fold.setIcon(icon("chevron-down" if shown else "chevron-right", "muted"))

    def _moved(self, value: int) -> None:
        if not self._is_shown_only:
            self.number.setText(str(value))
            self.moved.emit(self.axis.key, value)

    def _released(self) -> None:
        self.scored.emit(self.axis.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.slider and event.type() in (
            QEvent.Type.FocusOut,
            QEvent.Type.Hide,
        ):
            self.scored.emit(self.axis.key)
        return super().eventFilter(watched, event)

    def _answered(self, sub: str, points: str) -> None:
        if not self._is_shown_only:
            self.answered.emit(self.axis.key, sub, int(points))


class RadarEditor(QScrollArea):
    """Draws while a slider moves (`previewed`), saves when it is let go or left (`committed`)."""

    previewed = Signal(object)
    committed = Signal(object, str, object, object)
    """The radar, the title of the axis or the name of what was changed, and the values before and after."""
    rival_wanted = Signal(str)
    """Uid of a competitor that is to be scored as well."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._radar = self._saved = Radar()
        self._can_write = False
        self._axes: tuple[Axis, ...] = ()
        self.who = QComboBox()
        ready_input(self.who, _("Who is scored"))
        self.who.activated.connect(self._player_chosen)
        self.rival = QComboBox()
        ready_input(self.rival, _("Compare with another competitor"))
        self.rival.activated.connect(self._rival_chosen)
        self.rows: dict[str, _AxisRow] = {}
        self.error = FieldError()
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self.who, 1)
        top.addWidget(self.rival, 1)
        self._body = raised()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_3, theme.SPACE_2)
        self._column.setSpacing(theme.SPACE_1)
        self._column.addLayout(top)
        heads = QHBoxLayout()
        heads.addStretch(1)
        heads.addWidget(label(_("Score 0–10"), "small"))
        heads.addSpacing(theme.SPACE_3)
        weight = label(_("Weight"), "small")
        weight.setFixedWidth(76)
        heads.addWidget(weight)
        self._column.addLayout(heads)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._column.addLayout(self._rows)
        self._column.addWidget(self.error)
        self._column.addStretch(1)
        self.setWidget(self._body)

    def show_radar(self, radar: Radar, others: list[tuple[str, str]], *, can_write: bool) -> None:
        """Shows a radar; `others` are competitors (uid, name) that could be added."""
        self._radar = self._saved = radar
        self._can_write = can_write
        if [axis.key for axis in self._axes] != [axis.key for axis in radar.axes]:
            self._build(radar.axes)
        self._axes = radar.axes
        chosen = self.who.currentData()
        self.who.clear()
        self.who.addItem(_("Us"), "")
        for rival in radar.rivals:
            self.who.addItem(rival.name, rival.uid)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0))
        self.rival.clear()
        self.rival.addItem(_("Add a competitor …"), "")
        for uid, name in others:
            self.rival.addItem(name, uid)
        self.rival.setVisible(can_write and bool(others))
        self._show_player()

    def _build(self, axes: tuple[Axis, ...]) -> None:
        for row in self.rows.values():
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for axis in axes:
            row = _AxisRow(axis)
            row.moved.connect(self._moved)
            row.scored.connect(self._scored)
            row.answered.connect(self._answered)
            row.weighed.connect(self._weighed)
            self.rows[axis.key] = row
            self._rows.addWidget(row)

    def _show_player(self) -> None:
        for row in self.rows.values():
            row.show_axis(self._radar, self._player(), can_write=self._can_write)

    def _player(self) -> Player:
        uid = self.who.currentData() or ""
        return next((each for each in self._radar.rivals if each.uid == uid), self._radar.ours)

    def _player_chosen(self, _index: int) -> None:
        self.flush()
        self._show_player()

    def _rival_chosen(self, index: int) -> None:
        uid = self.rival.itemData(index)
        if uid:
            self.rival_wanted.emit(uid)

    def choose_player(self, uid: str) -> None:
        """Scores that competitor, or (empty) us."""
        self.who.setCurrentIndex(max(self.who.findData(uid), 0))
        self._show_player()

    # ----------------------------------------------------------------------------------------------- what is changed

    def _moved(self, axis: str, score: int) -> None:
        self._radar = self._radar.with_player(self._player().with_mark(axis, Mark(score)))
        self.previewed.emit(self._radar)
        if not self.rows[axis].slider.hasFocus() and not self.rows[axis].slider.isSliderDown():
            self._scored(axis)

    def _scored(self, axis: str) -> None:
        if self._radar != self._saved:
            self._commit(axis)

    def _answered(self, axis: str, sub: str, points: int) -> None:
        player = self._player()
        mark = player.marks.get(axis, Mark())
        answered = replace(mark, score=None, points={**mark.points, sub: points})
        self._radar = self._radar.with_player(player.with_mark(axis, answered))
        self._commit(axis)

    def _commit(self, axis_key: str) -> None:
        axis = next(each for each in self._radar.axes if each.key == axis_key)
        player = self._player()
        old = next((each for each in self._saved.rivals if each.uid == player.uid), None)
        before = self._saved.score(old or self._saved.ours, axis)
        after = self._radar.score(player, axis)
        self._saved = self._radar
        title = f"{player.name} {axis.title}" if player.uid else axis.title
        self.committed.emit(self._radar, title, before, after)

    def _weighed(self) -> None:
        weights = {key: row.weight.value() for key, row in self.rows.items()}
        if all(axis.weight == weights[axis.key] for axis in self._radar.axes):
            self.error.show_error("")
            return
        try:
            changed = self._radar.with_weights(weights)
        except RuleError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self.error.show_error("")
        self._radar = self._saved = changed
        self.committed.emit(changed, _("Weight"), None, None)

    def is_typing(self) -> bool:
        """Whether a slider was moved and not let go, or weights do not make a whole yet."""
        return self._radar != self._saved or bool(self.error.text())

    def flush(self) -> None:
        """Saves what was moved."""
        if self._radar != self._saved:
            moved = next(
                (
                    key
                    for key in self.rows
                    if self._player().marks.get(key) != self._saved_player().marks.get(key)
                ),
                None,
            )
            if moved is not None:
                self._commit(moved)

    def _saved_player(self) -> Player:
        uid = self._player().uid
        return next((each for each in self._saved.rivals if each.uid == uid), self._saved.ours)
