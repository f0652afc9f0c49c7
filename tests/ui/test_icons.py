import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from kamdesk.ui import icons, theme


def colours_of(pixmap) -> set[str]:
    image = pixmap.toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_every_icon_draws_something_in_the_text_colour(app):
    assert len(icons.names()) > 60
    for name in icons.names():
        drawn = colours_of(icons.pixmap(name, "text", QSize(96, 96), 1.0))
        assert drawn == {theme.LIGHT.text.lower()}, name


def test_no_two_icons_are_the_same(app):
    seen = {}
    for name in icons.names():
        image = icons.pixmap(name, "text", QSize(48, 48), 1.0).toImage()
        key = bytes(image.constBits())
        assert key not in seen, f"{name} looks like {seen.get(key)}"
        seen[key] = name


def test_an_icon_set_once_follows_the_theme(app):
    made = icons.icon("plus", "accent")
    assert colours_of(made.pixmap(QSize(96, 96))) == {"#2b5cc4"}
    theme.apply_theme(app, "dark")
    assert colours_of(made.pixmap(QSize(96, 96))) == {"#86abf5"}
    theme.apply_theme(app, "light")


def test_a_checked_icon_and_a_disabled_one_differ(app):
    made = icons.icon("plus", "muted", "accent")
    size = QSize(96, 96)
    assert colours_of(made.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == {"#2b5cc4"}
    assert colours_of(made.pixmap(size, QIcon.Mode.Disabled, QIcon.State.Off)) == set()


def test_twice_the_pixels_on_a_fine_screen(app):
    fine = icons.pixmap("list", "text", QSize(16, 16), 2.0)
    assert (fine.width(), fine.deviceIndependentSize().width()) == (32, 16)


def test_an_icon_is_drawn_in_the_pixels_of_the_screen(app):
    made = icons.icon("list").pixmap(QSize(16, 16), 2.0)
    assert (made.width(), made.devicePixelRatio()) == (32, 2.0)


def test_an_unknown_icon_is_refused_at_once(app):
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def test_the_application_has_its_icon(app):
    assert not icons.app_icon().pixmap(64, 64).isNull()
