import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton

from kamdesk import paths
from kamdesk.ui import style_sheet, theme

THEMES = [theme.LIGHT, theme.DARK]

# The least contrast for text is 4.5 and for the edge of a control 3 (WCAG 2.1, 1.4.3 and 1.4.11).
TEXT_PAIRS = [
    ("text", "raised"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "hover"),
    ("text", "selected"),
    ("muted", "raised"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("muted", "hover"),
    ("muted", "selected"),
    ("accent", "raised"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("good", "good_soft"),
    ("warn", "warn_soft"),
    ("bad", "bad_soft"),
    ("good", "raised"),
    ("warn", "raised"),
    ("bad", "raised"),
    ("bad", "selected"),
    ("warn", "selected"),
]


def contrast(front: str, back: str) -> float:
    def luminance(value: str) -> float:
        parts = []
        for part in QColor(value).getRgbF()[:3]:
            parts.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("colours", THEMES, ids=lambda one: one.name)
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_can_be_read(colours, front, back):
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 4.5


@pytest.mark.parametrize("colours", THEMES, ids=lambda one: one.name)
def test_edges_and_series_can_be_seen(colours):
    assert contrast(colours.edge, colours.raised) >= 3
    assert len(colours.chart) == 6
    for series in colours.chart:
        assert contrast(series, colours.raised) >= 3


@pytest.mark.parametrize("colours", THEMES, ids=lambda one: one.name)
def test_the_style_sheet_is_complete(colours):
    sheet = style_sheet.build(colours)
    assert "@" not in sheet, "a role that does not exist"
    pictures = re.findall(r"url\((.*?)\)", sheet)
    assert pictures
    for picture in pictures:
        assert (paths.resources_dir() / "icons" / "controls" / picture.rsplit("/", 1)[1]).is_file()


@pytest.mark.parametrize("colours", THEMES, ids=lambda one: one.name)
def test_marks_inside_controls_have_the_colours_of_the_theme(colours):
    folder = paths.resources_dir() / "icons" / "controls"
    roles = {"check": "on_accent", "dash": "on_accent", "dot": "accent", "tick": "accent"}
    for name in ("up", "down", "right"):
        roles[f"chevron-{name}"] = "muted"
    for name, role in roles.items():
        drawing = (folder / f"{name}-{colours.name}.svg").read_text()
        assert getattr(colours, role) in drawing, name


def test_changing_the_theme_tells_and_dresses(app, qtbot):
    button = QPushButton("x")
    qtbot.addWidget(button)
    with qtbot.waitSignal(theme.theme_changed):
        theme.apply_theme(app, "dark")
    assert theme.theme() is theme.DARK
    assert theme.mode() == "dark"
    assert theme.color("chart2") == QColor("#E7962D")
    assert button.palette().buttonText().color() == QColor("#E6E8EC")
    theme.apply_theme(app, "light")
    assert theme.chart_palette()[1] == "#CB600D"


def test_following_the_system_takes_its_scheme(app):
    theme.apply_theme(app, "system")
    scheme = app.styleHints().colorScheme()
    dark = scheme == scheme.Dark
    assert theme.theme() is (theme.DARK if dark else theme.LIGHT)


def test_chinese_and_figures_have_their_font(app):
    families = app.font().families()
    assert "Noto Sans CJK SC" in families
    assert "Microsoft YaHei UI" in families
    assert theme.text_width("1111") == theme.text_width("8888")
    assert app.font().pixelSize() == 13
