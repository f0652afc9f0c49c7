"""Colours, sizes and fonts of the window: the only place they come from, in a light and a dark set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from math import ceil
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from kamdesk.colours import DARK, LIGHT, Theme
from kamdesk.ui import style_sheet

Mode = Literal["system", "light", "dark"]

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6, SPACE_8 = 4, 8, 12, 16, 24, 32
"""Distances in pixels, in steps of 4: row gap 8, panel margin 12, page margin 16."""

TEXT_SMALL, TEXT, TEXT_LARGE = 12, 13, 18
"""Text sizes in pixels: secondary and table header; everything; page title, record name and figure."""

MENU_HEIGHT, TAB_HEIGHT, PAGE_BAR_HEIGHT, FOOT_HEIGHT, STATUS_HEIGHT = 32, 40, 44, 34, 26
ROW_HEIGHT, DENSE_ROW_HEIGHT, HEADER_HEIGHT, SECTION_HEIGHT = 32, 28, 28, 32
CONTROL_HEIGHT, SMALL_CONTROL_HEIGHT, CHIP_HEIGHT, PILL_HEIGHT = 28, 24, 24, 18
NAV_WIDTH, NAV_WIDTH_COLLAPSED = 184, 44
RADIUS_CARD, RADIUS, RADIUS_PILL = 6, 4, 3
ICON_SIZE = 16
DISABLED_OPACITY = 0.45


ROLES = tuple(one.name for one in fields(Theme) if one.name not in ("name", "chart"))

_CHINESE_FONTS = ("Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC")
_FONTS_OF_NO_DESKTOP = ("Sans Serif", "DejaVu Sans", "Bitstream Vera Sans")
"""What Qt reports where no desktop names a font: wider than the layout is made for and without Chinese."""


class _Notifier(QObject):
    theme_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode: Mode = "system"
        self.current = LIGHT
        self.following: QApplication | None = None

    def follow_system(self) -> None:
        if self.following is not None and self.mode == "system":
            _use(self.following, _system_theme(self.following))


_notifier = _Notifier()
theme_changed = _notifier.theme_changed
"""Emitted after the colours changed. What paints in `paintEvent` needs no connection: it is repainted anyway."""


def theme() -> Theme:
    """The colours in use."""
    return _notifier.current


def mode() -> Mode:
    """What the user chose, as opposed to what it comes to."""
    return _notifier.mode


def color(role: str) -> QColor:
    """The colour of `role` in the theme in use; also ``chart1`` … ``chart6``."""
    if role.startswith("chart"):
        return QColor(theme().chart[int(role[5:]) - 1])
    return QColor(getattr(theme(), role))


def chart_palette() -> tuple[str, ...]:
    """Six series colours that eyes with a colour deficiency can tell apart, in the order of use."""
    return theme().chart


def apply_theme(app: QApplication, chosen: Mode = "system") -> None:
    """Dress the whole program in light or dark, or as the desktop does and changes to."""
    _notifier.mode = chosen
    if _notifier.following is not app:
        _notifier.following = app
        app.styleHints().colorSchemeChanged.connect(_notifier.follow_system)
    scheme = {
        "system": Qt.ColorScheme.Unknown,
        "light": Qt.ColorScheme.Light,
        "dark": Qt.ColorScheme.Dark,
    }[chosen]
    app.styleHints().setColorScheme(scheme)  # title bars and the system's own dialogs go along
    _use(app, {"light": LIGHT, "dark": DARK}.get(chosen) or _system_theme(app))


def _system_theme(app: QApplication) -> Theme:
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _use(app: QApplication, wanted: Theme) -> None:
    if app.property("kamdeskTheme") == wanted.name and _notifier.current is wanted:
        return
    _notifier.current = wanted
    app.setProperty("kamdeskTheme", wanted.name)
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(_palette(wanted))
    app.setStyleSheet(style_sheet.build(wanted))
    _notifier.theme_changed.emit()


def _palette(wanted: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: wanted.surface,
        QPalette.ColorRole.WindowText: wanted.text,
        QPalette.ColorRole.Base: wanted.raised,
        QPalette.ColorRole.AlternateBase: wanted.raised,
        QPalette.ColorRole.Text: wanted.text,
        QPalette.ColorRole.PlaceholderText: wanted.muted,
        QPalette.ColorRole.Button: wanted.raised,
        QPalette.ColorRole.ButtonText: wanted.text,
        QPalette.ColorRole.BrightText: wanted.bad,
        QPalette.ColorRole.ToolTipBase: wanted.raised,
        QPalette.ColorRole.ToolTipText: wanted.text,
        QPalette.ColorRole.Highlight: wanted.accent,
        QPalette.ColorRole.HighlightedText: wanted.on_accent,
        QPalette.ColorRole.Accent: wanted.accent,
        QPalette.ColorRole.Link: wanted.accent,
        QPalette.ColorRole.LinkVisited: wanted.accent,
        QPalette.ColorRole.Light: wanted.raised,
        QPalette.ColorRole.Midlight: wanted.line,
        QPalette.ColorRole.Mid: wanted.line_strong,
        QPalette.ColorRole.Dark: wanted.edge,
        QPalette.ColorRole.Shadow: wanted.edge,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    faded = mix(wanted.text, wanted.raised, DISABLED_OPACITY)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return palette


@contextmanager
def on_paper() -> Iterator[None]:
    """What is painted meanwhile has the light colours, for files and paper; nobody is told."""
    before = _notifier.current
    _notifier.current = LIGHT
    try:
        yield
    finally:
        _notifier.current = before


def mix(front: str, back: str, share: float) -> QColor:
    """`front` painted over `back` with opacity `share` (0 … 1), as an opaque colour."""
    a, b = QColor(front), QColor(back)
    return QColor(
        round(a.red() * share + b.red() * (1 - share)),
        round(a.green() * share + b.green() * (1 - share)),
        round(a.blue() * share + b.blue() * (1 - share)),
    )


def font(size: int = TEXT, bold: bool = False) -> QFont:
    """The window's font at `size` pixels, figures all of one width, Chinese from a font that has it."""
    found = _fonts.get((size, bold))
    if found is None:
        found = QFont()
        system = QApplication.font().families()
        own = [name for name in system if name not in _FONTS_OF_NO_DESKTOP + _CHINESE_FONTS]
        found.setFamilies([*own, *_CHINESE_FONTS, *(name for name in system if name not in own)])
        found.setPixelSize(size)
        found.setBold(bold)
        found.setFeature(QFont.Tag("tnum"), 1)
        found.setStyleHint(QFont.StyleHint.SansSerif)
        _fonts[size, bold] = found
    return QFont(found)


_fonts: dict[tuple[int, bool], QFont] = {}


def text_width(text: str, size: int = TEXT, bold: bool = False) -> int:
    """Pixels that `text` takes in one line."""
    # rounded up: where a fraction of a pixel is missing, the text is cut
    return ceil(QFontMetricsF(font(size, bold)).horizontalAdvance(text))
