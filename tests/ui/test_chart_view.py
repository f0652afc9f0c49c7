"""A chart in the window: words for pointer and screen reader, clicks, both themes, copies and files on white."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from kamdesk.charts import trend
from kamdesk.ui import theme
from kamdesk.ui.widgets.chart_view import ChartView

DATA = trend.Data(
    ("2026-09", "2026-10", "2026-11"), (trend.Series("health", "健康度", (40, None, 80)),)
)
WHITE, DARK = QColor("#FFFFFF"), QColor(theme.DARK.raised)


@pytest.fixture
def view(app, qtbot):
    made = ChartView("客户健康度")
    qtbot.addWidget(made)
    made.resize(480, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def place_of(view: ChartView, key: str) -> QPoint:
    """Where the thing called `key` was drawn, in pixels of the view."""
    QApplication.processEvents()
    artist = next(each for each in view._artists() if each.get_gid() == key)
    view._canvas.draw()
    box = artist.get_window_extent()
    ratio = view._canvas.device_pixel_ratio
    x, y = (box.x0 + box.x1) / 2 / ratio, (box.y0 + box.y1) / 2 / ratio
    canvas = view._canvas.geometry()
    return QPoint(round(canvas.left() + x), round(canvas.bottom() + 1 - y))


def test_what_is_clicked_is_told_by_its_key(view, qtbot) -> None:
    clicked: list[str] = []
    view.show_chart(trend.draw, DATA, clicked.append)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(view, "health:2"))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert clicked == ["health:2"]


def test_the_numbers_are_said_to_who_cannot_see_them(view) -> None:
    view.show_chart(trend.draw, DATA)
    assert view.accessibleName() == "客户健康度"
    assert view.accessibleDescription() == "2026-09 健康度 40; 2026-11 健康度 80"


def test_it_follows_the_theme_and_is_copied_on_white(view, app, settle) -> None:
    view.show_chart(trend.draw, DATA)
    theme.apply_theme(app, "dark")
    app.processEvents()
    assert view.grab().toImage().pixelColor(10, 8) == DARK
    view.copy()
    copied = QApplication.clipboard().image()
    assert copied.pixelColor(10, 8) == WHITE
    assert copied.width() == pytest.approx(2 * 480, abs=12)


def test_it_is_saved_on_white_as_what_was_chosen(view, questions, tmp_path: Path) -> None:
    view.show_chart(trend.draw, DATA)
    questions.answers += [str(tmp_path / "a"), str(tmp_path / "b.svg"), ""]
    assert view.save_as("png") == tmp_path / "a.png"
    assert view.save_as("svg") == tmp_path / "b.svg"
    assert view.save_as("pdf") is None
    assert QImage(str(tmp_path / "a.png")).pixelColor(10, 8) == WHITE
    assert ">80</text>" in (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_a_folder_that_is_none_is_said_and_nothing_is_left(view, questions, tmp_path) -> None:
    view.show_chart(trend.draw, DATA)
    (tmp_path / "file").write_text("x")
    questions.answers.append(str(tmp_path / "file" / "a.png"))
    assert view.save_as("png") is None
    assert len(questions.told) == 1
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".png"] == []


def test_who_works_with_the_keys_sees_where_they_are(view, qtbot) -> None:
    view.show_chart(trend.draw, DATA)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage().pixelColor(200, 0) == theme.color("accent")


def test_resizing_draws_anew_and_keeps_one_canvas(view, qtbot) -> None:
    view.show_chart(trend.draw, DATA)
    for width in (300, 420, 360):
        view.resize(width, 260)
        QApplication.processEvents()
    assert view.layout().count() == 1
    assert view._canvas.figure.get_size_inches()[0] == pytest.approx((360 - 4) / 96, abs=0.05)
