"""The radar of the four elements: its title says how we stand, the picture follows every move of the editor."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _, message
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_radar
from kamdesk.ui.opportunities.analysis.radar_editor import RadarEditor
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.work.analysis.radar import Radar
from kamdesk.work.analysis.showing import show


def finding(radar: Radar) -> str:
    """One sentence: where we lag behind most, or how we stand at our weakest axis."""
    wanting = radar.unscored_axes()
    if len(wanting) == len(radar.axes):
        return _("Radar of the four elements")
    if wanting:
        return _("Not scored yet: {axes}").format(axes=_(", ").join(wanting))
    short = radar.short_board()
    if short is None or short.gap is None:
        title = short.axis.title if short else ""
        return _("Short board: {axis}").format(axis=title)
    if short.gap < 0:
        return _("{axis}: {points} behind {rival}").format(
            axis=short.axis.title, points=show(-short.gap), rival=short.rival
        )
    return _("Short board {axis}, not behind {rival}").format(
        axis=short.axis.title, rival=short.rival
    )


class RadarPanel(Panel):
    """Picture with a pencil; `edit_wanted` shows or hides `editor`, which stands elsewhere on the page."""

    edit_wanted = Signal(bool)
    drawn = Signal(object)
    """The radar as it is drawn now, saved or not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Radar of the four elements"))
        self._desk = desk
        self.competitors: Sequence[tuple[str, str]] = ()
        """Competitors (uid, name) in the deal: they are compared with from the beginning."""
        self.others: Sequence[tuple[str, str]] = ()
        """Every competitor there is."""
        self.notes: Notebook[Radar] = Notebook(desk, "radar", Radar, self)
        self.notes.changed.connect(self.show_value)
        self.edit_button = icon_button("pencil", _("Score the radar"), small=True)
        self.edit_button.setCheckable(True)
        self.edit_button.toggled.connect(self.edit_wanted)
        self.picture = ChartView(_("Radar of the four elements"))
        self.add_tool(self.edit_button)
        self.add_tool(save_button(self.picture))
        self.column.addWidget(self.picture, 1)
        self.editor = RadarEditor()
        self.editor.previewed.connect(self._draw)
        self.editor.committed.connect(self._commit)
        self.editor.rival_wanted.connect(self._add_rival)

    def editor_panel(self) -> QWidget:
        """The editor with a head of its own, to be placed beside the picture."""
        panel = Panel(_("Score the radar"))
        panel.set_title(_("Score the radar"), _("the picture follows; saved when you let go"))
        done = partial(self.edit_button.setChecked, False)
        panel.add_tool(icon_button("x", _("Back to the SWOT"), done, small=True))
        panel.column.addWidget(self.editor, 1)
        return panel

    def value(self) -> Radar:
        """What is noted, with every competitor of the deal."""
        radar = self.notes.value
        if not self.notes.is_old:
            for uid, name in self.competitors:
                radar = radar.with_rival(uid, name)
        return radar

    def show_value(self) -> None:
        """Shows what the notebook holds."""
        radar = self.value()
        there = {rival.uid for rival in radar.rivals}
        others = [each for each in self.others if each[0] not in there]
        self.editor.show_radar(radar, others, can_write=self.notes.can_write)
        self.edit_button.setEnabled(self.notes.can_write)
        self._draw(radar)

    def _draw(self, radar: Radar) -> None:
        show_radar(self.picture, radar, self.notes.last, self.notes.last_on)
        said = self.notes.problem or (
            _("press the pencil to score") if self.notes.on is None else f"{self.notes.on:%m-%d}"
        )
        self.set_title(finding(radar), said)
        self.drawn.emit(radar)

    def is_typing(self) -> bool:
        """Whether something is not saved yet."""
        return self.editor.is_typing()

    def flush(self) -> None:
        """Saves what was moved."""
        self.editor.flush()

    def discard(self) -> None:
        """Forgets what was moved, and weights that make no whole."""
        self.editor.error.show_error("")
        self.show_value()

    def _commit(
        self, radar: Radar, title: str, before: Decimal | None, after: Decimal | None
    ) -> None:
        if before is None and after is None:
            what = message("Radar: {axis}", axis=title)
        else:
            what = message(
                "Radar: {axis} {before} → {after}",
                axis=title,
                before=show(before),
                after=show(after),
            )
        if not self.notes.write(what, radar):
            self.show_value()

    def _add_rival(self, uid: str) -> None:
        name = dict(self.others)[uid]
        radar = self.value().with_rival(uid, name)
        if self.notes.write(message("Radar: compare with {name}", name=name), radar):
            self.editor.choose_player(uid)
