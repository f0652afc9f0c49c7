"""Every chart with nothing, little, the usual and too much, in all three looks; texts that do not meet; real text."""

from __future__ import annotations

import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from kamdesk.charts import movement, risk_matrix
from kamdesk.charts.known import CHARTS
from kamdesk.charts.save import KINDS, rendered, save
from kamdesk.charts.style import DARK, LIGHT, PAPER, use_fonts, words_of
from kamdesk.charts.text import shortened, width_of, wrapped
from kamdesk.errors import RuleError
from tests.charts.examples import EMPTY, EXAMPLES

FOLDER = Path(movement.__file__).parent
DRAWING = {
    "__init__", "style", "save", "text", "known", "of_project", "of_account", "of_department", "pictures",
    "tree_layout", "map_words",
}  # fmt: skip
"""Modules of the charts that draw none."""


def drawn(name: str, much: int, look: Any = PAPER) -> Figure:
    example = EXAMPLES[name]
    data = example.data(much)
    size = example.size
    if name == "fishbone" and much == 3:
        size = example.module.size(data)
    return example.module.draw(data, look, *size)  # type: ignore[no-any-return]  # a module


def texts(figure: Figure) -> list[Text]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    unseen = {
        id(tick.label1)
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    """Labels of ticks that lie outside the axes; matplotlib keeps them and does not draw them."""
    return [
        each
        for each in figure.findobj(Text)
        if each.get_visible()
        and each.get_text().strip()
        and id(each) not in unseen
        and each.get_window_extent().width > 0
    ]


def test_every_chart_has_its_example_and_its_line() -> None:
    modules = {each.stem for each in FOLDER.glob("*.py")} - DRAWING
    assert set(EXAMPLES) == modules
    assert {chart.drawn_by for chart in CHARTS} == modules
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(
    ("look", "much"),
    [(LIGHT, 2), (DARK, 2), (DARK, 3), (PAPER, 0), (PAPER, 1), (PAPER, 2), (PAPER, 3)],
    ids=["light", "dark", "dark-crowded", "nothing", "little", "usual", "crowded"],
)
def test_it_is_drawn_in_every_look_with_chinese(name: str, look: Any, much: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        figure = drawn(name, much, look)
        said = texts(figure)
    assert figure.get_facecolor()[:3] == pytest.approx(
        tuple(int(look.raised[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    if much == 0:
        assert [each.get_text() for each in said] == [EMPTY]
    else:
        assert len(said) > 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_text_meets_another_in_the_usual_case(name: str) -> None:
    boxes = [(each.get_text(), each.get_window_extent()) for each in texts(drawn(name, 2))]
    meeting = [
        (one, other)
        for place, (one, box) in enumerate(boxes)
        for other, second in boxes[place + 1 :]
        if box.shrunk(0.96, 0.7).overlaps(second.shrunk(0.96, 0.7))
    ]
    assert meeting == []


def test_forty_causes_stay_apart_on_the_size_they_want() -> None:
    said = [each for each in texts(drawn("fishbone", 3)) if each.get_gid()]
    assert len(said) == 42
    boxes = [each.get_window_extent() for each in said]
    assert not any(
        one.shrunk(0.96, 0.7).overlaps(other.shrunk(0.96, 0.7))
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
    )
    assert min(each.get_fontsize() for each in said) >= 8


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_drawn_outside_the_picture(name: str) -> None:
    figure = drawn(name, 2)
    whole = figure.bbox
    for each in texts(figure):
        box = each.get_window_extent()
        assert whole.x0 - 1 <= box.x0 <= box.x1 <= whole.x1 + 1, each.get_text()
        assert whole.y0 - 1 <= box.y0 <= box.y1 <= whole.y1 + 1, each.get_text()


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_can_be_clicked_says_its_number(name: str) -> None:
    marked = list(drawn(name, 2).findobj(lambda one: bool(one.get_gid())))
    assert marked
    assert all(words_of(each) for each in marked)


def test_svg_has_real_text_and_files_are_the_same_twice() -> None:
    for kind in KINDS:
        assert rendered(drawn("radar", 2), kind) == rendered(drawn("radar", 2), kind)
    svg = rendered(drawn("radar", 2), "svg").decode()
    assert "商务融资落后 3 分" in svg


def test_a_picture_is_whole_or_not_there(tmp_path: Path) -> None:
    def fails() -> Figure:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        save(fails, tmp_path / "a.png")
    with pytest.raises(RuleError):
        save(lambda: drawn("radar", 2), tmp_path / "a.bmp")
    assert list(tmp_path.iterdir()) == []
    assert save(lambda: drawn("radar", 2), tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_font_with_chinese_is_in_use() -> None:
    assert use_fonts()


def test_parts_that_do_not_add_up_are_not_drawn() -> None:
    data = movement.Data("a", Decimal(1), (movement.Part("x", "x", Decimal(1)),), "b", Decimal(3))
    with pytest.raises(ValueError, match="add up"):
        movement.draw(data, PAPER)


@pytest.mark.parametrize(
    ("probability", "impact", "colour"),
    [(1, 1, "good_soft"), (5, 1, "good_soft"), (2, 3, "warn_soft"), (1, 5, "warn_soft"), (3, 5, "bad_soft"),
     (4, 3, "warn_soft"), (4, 4, "bad_soft")],
)  # fmt: skip
def test_cells_have_the_colours_of_the_method(probability: int, impact: int, colour: str) -> None:
    assert risk_matrix.ground(probability, impact, LIGHT) == getattr(LIGHT, colour)


def test_words_are_shortened_and_broken_to_their_room() -> None:
    assert shortened("付款条件", 100) == "付款条件"
    short = shortened("付款条件没有谈拢", 40)
    assert short.endswith("…")
    assert width_of(short) <= 40
    assert wrapped("one two three", width_of("one two", 9.75) + 1) == ["one two", "three"]
    assert len(wrapped("很长的一句话" * 9, 60)) == 3
