import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from kamdesk.ui import focus_ring, theme
from kamdesk.ui.widgets import buttons, paint
from kamdesk.ui.widgets.cards import Card, FigureCard
from kamdesk.ui.widgets.chips import FilterChip, Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.ui.widgets.marks import CompletenessBar, Pill, StateMark, TierPill
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.ui.widgets.tab_bar import TabBar
from kamdesk.ui.widgets.toast import Banner, Toast


def figure_card() -> FigureCard:
    card = FigureCard("Sales this month")
    card.set_figure("1,284.6", "k")
    return card


def banner() -> Banner:
    made = Banner()
    made.show_message("Saved", "good", "Undo", lambda: None)
    return made


NAMED = {
    "primary button": (lambda: buttons.primary_button("New account", "plus"), "New account"),
    "icon button": (lambda: buttons.icon_button("more", "More"), "More"),
    "link": (lambda: buttons.LinkButton("Show all"), "Show all"),
    "tier": (lambda: TierPill("A"), "Tier A"),
    "state": (lambda: StateMark("lost", "Lost"), "Lost"),
    "pill": (lambda: Pill("behind", "warn", paint.Shape.DOWN), "behind"),
    "bar": (lambda: CompletenessBar(80), "80 % complete"),
    "chip": (lambda: FilterChip("Region: East", on=True), "Region: East"),
    "section": (lambda: SectionHeader("Overdue", "3"), "Overdue 3"),
    "figure": (figure_card, "Sales this month 1,284.6 k"),
    "empty state": (lambda: EmptyState("building", "No accounts yet"), "No accounts yet"),
    "search": (lambda: SearchField("Name, initials, phone"), "Name, initials, phone"),
    "views": (lambda: NavList("Views"), "Views"),
    "elided": (lambda: ElidedLabel("Long name"), "Long name"),
    "banner": (banner, "Saved"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_screen_reader_hears_a_name(app, qtbot, kind):
    make, name = NAMED[kind]
    widget = make()
    qtbot.addWidget(widget)
    assert widget.accessibleName() == name
    assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name) == name


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_widget_paints_in_both_themes(app, qtbot, kind, mode):
    theme.apply_theme(app, mode)
    widget = NAMED[kind][0]()
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSize()))
    assert not widget.grab().isNull()
    theme.apply_theme(app, "light")


def pixel(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name().upper()


def test_tier_a_is_filled_and_b_is_not(app, qtbot):
    pill = TierPill("A")
    qtbot.addWidget(pill)
    assert pixel(pill, 2, 9) == theme.LIGHT.accent
    pill.set_tier("B")
    assert pixel(pill, 3, 9) == theme.LIGHT.raised
    theme.apply_theme(app, "dark")
    pill.set_tier("A")
    assert pixel(pill, 2, 9) == theme.DARK.accent
    theme.apply_theme(app, "light")


@pytest.mark.parametrize(
    ("percent", "role"),
    [(0, "warn"), (59.9, "warn"), (60, "accent"), (99.9, "accent"), (100, "good")],
)
def test_completeness_changes_its_colour_at_60_and_100(percent, role):
    assert paint.completeness_role(percent) == role


def test_the_bar_is_filled_to_its_share(app, qtbot):
    bar = CompletenessBar(50, number=False)
    qtbot.addWidget(bar)
    bar.resize(100, 12)
    assert pixel(bar, 45, 6) == theme.LIGHT.warn
    assert pixel(bar, 55, 6) == theme.LIGHT.sunken


def test_the_bar_asks_for_what_is_missing_by_mouse_and_key(app, qtbot):
    bar = CompletenessBar(50)
    qtbot.addWidget(bar)
    bar.resize(160, 20)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
    bar.set_clickable(True)
    with qtbot.waitSignal(bar.clicked):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.clicked):
        qtbot.keyClick(bar, Qt.Key.Key_Space)


def test_a_chip_is_removed_by_cross_and_delete_but_only_when_on(app, qtbot):
    chip = FilterChip("Region: East", on=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    removed, clicked = [], []
    chip.removed.connect(lambda: removed.append(1))
    chip.clicked.connect(lambda: clicked.append(1))
    cross = chip.rect().center()
    cross.setX(chip.width() - 14)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert (len(removed), len(clicked)) == (2, 0)
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert len(clicked) == 1
    assert chip.isChecked(), "its page switches it, not the press"
    chip.setChecked(False)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert len(removed) == 2


def test_a_segment_tells_the_new_choice_once(app, qtbot):
    segment = Segment([("time", "By time"), ("account", "By account")], "time")
    qtbot.addWidget(segment)
    told = []
    segment.chosen.connect(told.append)
    segment.choose("account")
    segment.choose("account")
    assert told == ["account"]
    assert segment.current() == "account"


def test_a_section_folds_its_body(app, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    body, section = QFrame(), SectionHeader("Next 7 days", "5 / 14")
    column = QVBoxLayout(host)
    column.addWidget(section)
    column.addWidget(body)
    section.set_body(body)
    told = []
    section.folded.connect(told.append)
    qtbot.keyClick(section, Qt.Key.Key_Space)
    assert body.isHidden()
    qtbot.mouseClick(section, Qt.MouseButton.LeftButton)
    assert not body.isHidden()
    assert told == [True, False]


def test_walking_the_views_skips_headings(app, qtbot):
    views = NavList("Views")
    qtbot.addWidget(views)
    views.add_entry("key", "Key accounts", "building", "42")
    views.add_section("Tier")
    views.add_entry("A", "Tier A", count="12", tier="A")
    told = []
    views.chosen.connect(told.append)
    assert views.current_key() == "key"
    qtbot.keyClick(views, Qt.Key.Key_Down)
    assert told == ["A"]
    views.set_count("A", "13", "bad")
    assert views.item(2).text() == "Tier A 13"
    views.choose("nothing such")
    assert views.current_key() == "A"
    views.set_collapsed(True)
    assert views.width() == 44


def test_search_waits_for_the_last_key_and_esc_empties(app, qtbot):
    field = SearchField("Find", "Ctrl+K", delay=1)
    qtbot.addWidget(field)
    told = []
    field.searched.connect(told.append)
    qtbot.keyClicks(field, "cqca ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told[-1] == "cqca"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told[-1] == ""
    assert field.text() == ""


def test_a_wrong_field_says_why_and_is_cleared(app, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    field, error = QLineEdit(host), FieldError(host)
    error.show_error("There is no month 13.", field)
    assert not error.isHidden()
    assert (field.property("wrong"), field.accessibleDescription()) == (
        "true",
        "There is no month 13.",
    )
    error.show_error("", field)
    assert error.isHidden()
    assert field.property("wrong") == "false"


def test_a_long_label_is_cut_and_explained(app, qtbot):
    made = ElidedLabel("A very long name of an account that has no room")
    qtbot.addWidget(made)
    made.resize(60, 20)
    made.grab()
    assert made.toolTip() == made.text()
    made.resize(900, 20)
    made.grab()
    assert made.toolTip() == ""


def test_markup_in_data_stays_text(app, qtbot):
    made = label("<b>bold</b>")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_a_flow_breaks_into_lines(app, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host, 8)
    for _each in range(3):
        box = QFrame()
        box.setFixedSize(100, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(316) == 20
    assert flow.heightForWidth(315) == 48
    assert flow.heightForWidth(100) == 76
    flow.clear()
    assert flow.count() == 0


def test_low_widgets_of_a_flow_stand_in_the_middle_of_their_line_cards_fill_it(app, qtbot):
    for as_high, places in ((False, [(4, 20), (0, 28)]), (True, [(0, 28), (0, 28)])):
        host = QWidget()
        qtbot.addWidget(host)
        flow = FlowLayout(host, 8, as_high=as_high)
        boxes = [QWidget(), QWidget()]
        for box, height in zip(boxes, (20, 28), strict=True):
            box.setMinimumHeight(height)
            box.setMinimumWidth(50)
            flow.addWidget(box)
        flow.setGeometry(QRect(0, 0, 200, 28))
        assert [(box.y(), box.height()) for box in boxes] == places


def test_a_banner_acts_once_and_goes(app, qtbot):
    made, acted = Banner(), []
    qtbot.addWidget(made)
    made.show_message("Deleted", "info", "Undo", lambda: acted.append(1))
    made.action().click()
    assert acted == [1]
    assert made.isHidden()


def test_a_toast_stays_within_its_window_and_goes_by_itself(app, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(500, 300)
    host.show()
    toast = Toast(host)
    toast.show_message("The account was moved to the waste basket", action="Undo", act=lambda: None)
    assert host.rect().contains(toast.geometry())
    assert toast._timer.isActive()
    toast._timer.timeout.emit()
    assert toast.isHidden()


def test_a_card_answers_to_keys(app, qtbot):
    card = Card(clickable=True)
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Return)


def test_a_figure_without_value_is_a_dash(app, qtbot):
    card = FigureCard("Satisfaction")
    qtbot.addWidget(card)
    card.set_figure("", foot="No survey was answered")
    assert card.accessibleName() == "Satisfaction —"
    assert card.accessibleDescription() == "No survey was answered"


def test_tabs_keep_their_width_when_chosen(app, qtbot):
    tabs = TabBar("Pages")
    qtbot.addWidget(tabs)
    for words in ("Today", "Accounts"):
        tabs.add(words, "plus")
    before = tabs.tabRect(1).width()
    tabs.setCurrentIndex(1)
    assert tabs.tabRect(1).width() == before
    assert tabs.tabRect(1).height() == 40
    tabs.set_count(0, "3", "bad")
    assert tabs.accessibleTabName(0) == "Today 3"


def test_controls_have_the_heights_of_the_design(app, qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    heights = {
        buttons.plain_button("x"): 28,
        buttons.plain_button("x", small=True): 24,
        buttons.icon_button("more", "More"): 28,
        QLineEdit(): 28,
        SearchField("Find"): 28,
        SectionHeader("x"): 32,
        FilterChip("x"): 24,
    }
    for widget in heights:
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    host.show()
    for widget, height in heights.items():
        assert widget.height() == height, type(widget)


def test_the_focused_button_is_ringed(app, qtbot):
    ring = focus_ring.install(app)
    host = QWidget()
    qtbot.addWidget(host)
    button = buttons.plain_button("Postpone")
    button.setParent(host)
    button.setGeometry(20, 20, 80, 28)
    host.resize(120, 70)
    host.show()
    host.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    image = host.grab().toImage()
    assert image.pixelColor(60, 17) == QColor(theme.LIGHT.accent)
    button.clearFocus()
    assert host.grab().toImage().pixelColor(60, 17) != QColor(theme.LIGHT.accent)
    app.focusChanged.disconnect(ring._move)


def test_the_ring_goes_along_when_what_holds_the_button_moves(app, qtbot):
    ring = focus_ring.install(app)
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(300, 100)
    holder = QWidget(host)
    holder.setGeometry(10, 20, 80, 28)
    button = buttons.plain_button("Postpone")
    button.setParent(holder)
    button.setGeometry(0, 0, 80, 28)
    host.show()
    host.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    holder.move(120, 40)
    image = host.grab().toImage()
    assert image.pixelColor(160, 37) == QColor(theme.LIGHT.accent)
    assert image.pixelColor(50, 17) != QColor(theme.LIGHT.accent)
    app.focusChanged.disconnect(ring._move)


def test_the_arrow_keys_walk_a_segment(app, qtbot):
    segment = Segment([("time", "By time"), ("account", "By account")], "time")
    qtbot.addWidget(segment)
    segment.show()
    segment.activateWindow()
    first = segment._parts["time"]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert segment.current() == "account"
    qtbot.keyClick(segment._parts["account"], Qt.Key.Key_Left)
    assert segment.current() == "time"


@pytest.mark.parametrize("make", [buttons.plain_button, buttons.LinkButton])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_outside_a_dialog_is_pressed_by_enter_too(app, qtbot, make, key):
    pressed = []
    button = make("Do it", clicked=lambda: pressed.append(1))
    qtbot.addWidget(button)
    button.show()
    qtbot.keyClick(button, key)
    assert pressed == [1]
