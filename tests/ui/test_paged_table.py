from datetime import date

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication

from kamdesk.ui.widgets import delegates
from kamdesk.ui.widgets.paged_table import COLUMN_KEY, PagedTable

ROWS = [
    ("A", "Alpha", "active", 80, date(2026, 11, 24)),
    ("B", "=1+1", "lost", 100, None),
    ("C", "007\tBond", "prospect", None, date(2026, 11, 15)),
]
KEYS = ["tier", "name", "state", "completeness", "next"]


class Model(QAbstractTableModel):
    def __init__(self, parent=None, times: int = 1) -> None:
        super().__init__(parent)
        self.rows = ROWS * times
        self.asked = 0

    def rowCount(self, parent=QModelIndex()):  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(KEYS)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.asked += 1
        value = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(value)
        return value if role == delegates.VALUE else None

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):  # noqa: N802 - Qt's name
        if role == COLUMN_KEY:
            return KEYS[section]
        return KEYS[section].title() if role == Qt.ItemDataRole.DisplayRole else None


@pytest.fixture
def table(app, qtbot):
    made = PagedTable("Accounts")
    qtbot.addWidget(made)
    made.setModel(Model(made))
    for column, delegate in enumerate(
        [
            delegates.TierDelegate(made),
            delegates.CellDelegate(made, name=True),
            delegates.StateDelegate(made),
            delegates.CompletenessDelegate(made),
            delegates.DueDelegate(made, lambda: date(2026, 11, 24)),
        ]
    ):
        made.setItemDelegateForColumn(column, delegate)
    made.resize(700, 300)
    return made


def test_rows_and_header_have_their_heights(table):
    table.show()
    assert [table.rowHeight(row) for row in range(3)] == [32, 32, 32]
    assert table.horizontalHeader().height() == 28


def test_keys_walk_open_and_tell(table, qtbot):
    rows, opened = [], []
    table.row_changed.connect(rows.append)
    table.opened.connect(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert rows == [0, 1, 2]
    assert opened == [2]
    assert table.selected_rows() == [2]


def test_a_click_on_the_header_asks_for_sorting_and_turns_round(table):
    asked = []
    table.sort_requested.connect(lambda column, ascending: asked.append((column, ascending)))
    header = table.horizontalHeader()
    for column in (1, 1, 2):
        header.sectionClicked.emit(column)
    assert asked == [(1, True), (1, False), (2, True)]
    assert [table.model().index(row, 1).data() for row in range(3)] == [
        "Alpha",
        "=1+1",
        "007\tBond",
    ]


def test_copied_rows_keep_the_shape_of_the_table_and_are_text(table, qtbot):
    table.horizontalHeader().setSectionHidden(4, True)
    table.horizontalHeader().moveSection(1, 0)
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().split("\n") == [
        "Alpha\tA\tactive\t80",
        "=1+1\tB\tlost\t100",
        "007 Bond\tC\tprospect\tNone",
    ]
    assert "mso-number-format" in data.html()


def test_columns_come_back_as_they_were_left(table, app, qtbot):
    table.set_widths([50, 200, 80, 120, 90])
    table.horizontalHeader().moveSection(4, 0)
    table.horizontalHeader().setSectionHidden(2, True)
    state = table.column_state()
    assert state["order"] == ["next", "tier", "name", "state", "completeness"]
    other = PagedTable("Accounts")
    qtbot.addWidget(other)
    other.setModel(Model(other))
    other.restore_columns(state)
    assert other.column_state() == state


def test_column_state_of_another_release_does_no_harm(table):
    table.restore_columns(
        {"order": ["gone", "name"], "widths": {"gone": 3, "name": 1}, "hidden": ["gone"]}
    )
    assert table.column_state()["order"][0] == "name"
    assert table.columnWidth(1) >= 40
    table.restore_columns({"order": 7, "widths": None})
    assert table.column_state()["order"][0] == "name"


def test_painting_a_long_list_asks_only_for_what_is_seen(table, qtbot):
    model = Model(table, times=20_000)
    table.setModel(model)
    table.show()
    table.grab()
    seen = 300 // 32 + 2
    assert 0 < model.asked < seen * len(KEYS) * 20


def test_the_menu_key_asks_for_the_current_row(table, qtbot):
    asked = []
    table.menu_requested.connect(lambda point, row: asked.append(row))
    table.go_to_row(1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    table.contextMenuEvent(event)
    assert asked == [1]


@pytest.mark.parametrize(
    ("day", "said", "role"),
    [
        (None, "not set —", "warn"),
        (date(2026, 11, 15), "9 d late 11-15", "bad"),
        (date(2026, 11, 24), "today 11-24", "text"),
        (date(2026, 11, 27), "11-27", "text"),
        (date(2027, 1, 8), "2027-01-08", "text"),
        (date(2025, 12, 31), "328 d late 2025-12-31", "bad"),
    ],
)
def test_due_dates_are_said_in_words(app, day, said, role):
    due = delegates.due_text(day, date(2026, 11, 24))
    assert (str(due), due.role) == (said, role)


def test_the_selected_row_has_its_bar(table, qtbot):
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    table.go_to_row(0)
    image = table.viewport().grab().toImage()
    assert image.pixelColor(1, 10).name() == "#2b5cc4"
    assert image.pixelColor(8, 3).name() == "#e4ecfb"
    assert image.pixelColor(1, 42).name() == "#ffffff"
