"""Line icons of one family (24 grid, stroke 1.7, ``resources/icons``), painted in the theme's colours when shown.

To add one: draw ``resources/icons/<name>.svg`` with ``stroke="currentColor"``; it is then ``icon("<name>")``.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from kamdesk import paths
from kamdesk.ui import theme

_LARGE = 32
"""From this size on the line gets thinner, else an icon of 48 pixels looks bold beside the text."""

_pixmaps: dict[tuple[str, str, int, int, float, float], QPixmap] = {}


class _LineIconEngine(QIconEngine):
    """Asks for the colour at paint time, so an icon set once follows every later change of theme."""

    def __init__(self, name: str, role: str, on_role: str) -> None:
        super().__init__()
        self._name, self._role, self._on_role = name, role, on_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._at(rect.size(), ratio, mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._at(size, 1.0, mode, state)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self._at(size, scale, mode, state)  # the size is in logical pixels

    def clone(self) -> QIconEngine:
        copy = _LineIconEngine(self._name, self._role, self._on_role)
        _engines.append(copy)
        return copy

    def _at(self, size: QSize, ratio: float, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        role = self._on_role if state == QIcon.State.On else self._role
        opacity = theme.DISABLED_OPACITY if mode == QIcon.Mode.Disabled else 1.0
        return pixmap(self._name, role, size, ratio, opacity)


_engines: list[_LineIconEngine] = []


def icon(name: str, role: str = "text", on_role: str | None = None) -> QIcon:
    """The icon `name` in the colour of `role`, at whatever size it is shown; checked buttons show it in `on_role`."""
    return _icon(name, role, on_role or role)


@cache
def _icon(name: str, role: str, on_role: str) -> QIcon:
    _svg(name)  # an unknown name fails here and not while painting
    engine = _LineIconEngine(name, role, on_role)
    _engines.append(engine)
    return QIcon(engine)


def pixmap(
    name: str, role: str, size: QSize, ratio: float | None = None, opacity: float = 1.0
) -> QPixmap:
    """`name` drawn in the colour of `role` at `size` logical pixels for a screen with `ratio` device pixels each."""
    if ratio is None:
        screen = QApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen else 1.0
    colour = theme.color(role).name()
    key = (name, colour, size.width(), size.height(), ratio, opacity)
    found = _pixmaps.get(key)
    if found is None:
        found = QPixmap(size * ratio)
        found.fill(Qt.GlobalColor.transparent)
        drawing = _svg(name).replace(b"currentColor", colour.encode())
        if size.height() >= _LARGE:
            drawing = drawing.replace(b'stroke-width="1.7"', b'stroke-width="1.1"')
        renderer = QSvgRenderer(QByteArray(drawing))
        renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(found)
        painter.setOpacity(opacity)
        renderer.render(painter, QRectF(0, 0, found.width(), found.height()))
        painter.end()
        found.setDevicePixelRatio(ratio)
        _pixmaps[key] = found
    return found


def paint(painter: QPainter, name: str, role: str, rect: QRect, opacity: float = 1.0) -> None:
    """Draw `name` into `rect`; for delegates and painted widgets."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(rect, pixmap(name, role, rect.size(), ratio, opacity))


def names() -> tuple[str, ...]:
    """All icons there are, without the application's own."""
    folder = paths.resources_dir() / "icons"
    return tuple(sorted(file.stem for file in folder.glob("*.svg") if file.stem != "kamdesk"))


def app_icon() -> QIcon:
    """The application's own icon, the same in both themes."""
    return QIcon(str(paths.resources_dir() / "icons" / "kamdesk.svg"))


@cache
def _svg(name: str) -> bytes:
    return (paths.resources_dir() / "icons" / f"{name}.svg").read_bytes()
