"""Draws every small widget in light and dark to PNG, for looking: python tools/gallery.py [folder]."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import set_language
from kamdesk.ui import focus_ring, icons, jobs, theme
from kamdesk.ui.widgets import delegates
from kamdesk.ui.widgets.buttons import (
    LinkButton,
    danger_button,
    icon_button,
    plain_button,
    primary_button,
    quiet_button,
)
from kamdesk.ui.widgets.cards import Card, FigureCard
from kamdesk.ui.widgets.chips import FilterChip, Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.ui.widgets.marks import CompletenessBar, Pill, StateMark, TierPill
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.paint import Shape
from kamdesk.ui.widgets.progress_strip import ProgressStrip
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.ui.widgets.tab_bar import TabBar
from kamdesk.ui.widgets.toast import Banner

TODAY = date(2026, 11, 24)
ROWS = [
    (
        "A",
        "示例重工集团有限公司",
        "active",
        "合作中",
        "江苏南通",
        80,
        71,
        date(2026, 11, 24),
        18_612_000,
    ),
    (
        "A",
        "示例新能源科技有限公司",
        "active",
        "合作中",
        "江苏常州",
        92,
        83,
        date(2026, 11, 27),
        9_640_500,
    ),
    (
        "B",
        "示例半导体有限公司",
        "developing",
        "开发中",
        "江苏无锡",
        54,
        46,
        date(2026, 11, 15),
        1_286,
    ),
    ("B", "示例港务集团", "active", "合作中", "浙江舟山", 100, 77, None, 0),
    ("C", "示例物流有限公司", "prospect", "潜在", "上海嘉定", 21, None, date(2027, 1, 8), 34_000),
    ("C", "示例钢铁有限公司", "lost", "流失", "江苏徐州", 100, 31, None, 720),
]
HEADERS = ["等级", "客户名称", "状态", "区域", "档案完整度", "健康", "今年采购", "下次联系"]
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Model(QAbstractTableModel):
    """Invented accounts."""

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(ROWS)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tier, name, state, word, region, percent, health, due, amount = ROWS[index.row()]
        shown = [
            tier,
            name,
            word,
            region,
            f"{percent} %",
            health,
            f"{amount:,}",
            str(delegates.due_text(due, TODAY)),
        ]
        values = [tier, name, state, region, percent, health, amount, due]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown[index.column()]
        if role == delegates.VALUE:
            return values[index.column()]
        if role == delegates.DETAIL and index.column() == 1 and index.row() == 1:
            return "C 级每 90 天"
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (5, 6, 7):
            return RIGHT
        return None


def table() -> PagedTable:
    made = PagedTable("大客户")
    made.setModel(Model(made))
    columns = [
        delegates.TierDelegate(made),
        delegates.CellDelegate(made, name=True),
        delegates.StateDelegate(made),
        delegates.CellDelegate(made, role="muted"),
        delegates.CompletenessDelegate(made),
        delegates.HealthDelegate(made),
        delegates.AmountDelegate(made),
        delegates.DueDelegate(made, lambda: TODAY),
    ]
    for column, delegate in enumerate(columns):
        made.setItemDelegateForColumn(column, delegate)
    made.set_widths([52, 190, 84, 84, 132, 66, 104, 128])
    made.set_stretch_column(1)
    made.horizontalHeader().setSortIndicatorShown(True)
    made.set_sort(1)
    made.go_to_row(0)
    made.hovered_row = 3
    return made


def nav() -> NavList:
    made = NavList("客户档案")
    made.add_entry("key", "大客户", "building", "42")
    made.add_entry("all", "全部客户", "list", "118")
    made.add_entry("groups", "集团", "tree", "9")
    made.add_section("等级")
    for letter, count in (("A", "12"), ("B", "19"), ("C", "11")):
        made.add_entry(letter, f"{letter} 级", count=count, tier=letter)
    made.add_section("已存筛选")
    made.add_entry("gaps", "档案不全", "filter", "17")
    made.add_entry("silent", "静默客户", "moon", "4", "bad")
    made.add_section("页面")
    for key, words, name in (
        ("tiering", "定义与分级", "target"),
        ("portfolio", "客户组合", "pentagon"),
        ("map", "流程图", "map"),
    ):
        made.add_entry(key, words, name)
    return made


def row(*parts: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(theme.SPACE_2)
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


def middle() -> QWidget:
    page = QWidget()
    page.setProperty("ground", "raised")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(8)
    head = row(label("大客户", "title"), label("17 / 42", "muted"))
    for part in (
        icon_button("columns", "列"),
        icon_button("more", "更多"),
        plain_button("导入", "upload"),
        primary_button("新建客户", "plus"),
    ):
        head.addWidget(part)
    head.setContentsMargins(16, 0, 16, 0)
    column.addLayout(head)
    chips = row(
        SearchField("名称、拼音首字母、电话"),
        FilterChip("区域：华东", on=True),
        FilterChip("负责人：周予安", on=True),
        FilterChip("条件", icon_name="plus"),
    )
    chips.addWidget(Segment([("time", "按时间"), ("account", "按客户")]))
    chips.setContentsMargins(16, 0, 16, 0)
    column.addLayout(chips)
    made = table()
    made.setFixedHeight(28 + 6 * 32 + 4)
    column.addWidget(made)
    cards = QHBoxLayout()
    cards.setContentsMargins(16, 0, 16, 0)
    cards.setSpacing(12)
    first = FigureCard("本月销售额")
    first.set_figure("1,284.6", "万元", "64.2%", 64.2, 80, "目标 2,000 万 · 同比 +8.1%")
    first.set_state("落后进度", "warn", Shape.DOWN)
    second = FigureCard("拜访计划完成率")
    second.set_figure("81.8%", "", "18 / 22", 81.8, 80, "到期 22 次，已记录 18 次")
    second.set_state("正常", "good", Shape.DOT)
    third = FigureCard("客户满意度")
    third.set_figure("", foot="本期没有已答的调查")
    for card in (first, second, third):
        cards.addWidget(card)
    column.addLayout(cards)
    section = SectionHeader("逾期", "3", "warning", "bad")
    section.set_note("按时间 · 最久的在前")
    column.addWidget(section)
    second_section = SectionHeader("未来 7 天", "5 / 14")
    second_section.add_action("显示全部", page.update)
    second_section.set_body(QFrame())
    column.addWidget(second_section)
    pills = row(
        Pill("中性", "neutral"),
        Pill("正常", "good", Shape.DOT),
        Pill("落后", "warn", Shape.DOWN),
        Pill("逾期", "bad", Shape.SQUARE),
        Pill("新", "accent"),
        Pill("资料不足", "outline"),
        TierPill("A"),
        TierPill("B"),
        TierPill("C"),
        StateMark("active", "合作中"),
        StateMark("developing", "开发中"),
        StateMark("prospect", "潜在"),
        StateMark("lost", "流失"),
    )
    pills.setContentsMargins(16, 0, 16, 0)
    column.addLayout(pills)
    for kind, sentence in (
        ("info", "已读入 50 个文件，46 个是已知客户。"),
        ("good", "已保存拜访记录「示例轨道 11-20」"),
        ("bad", "Excel 已把长号码取整，无法还原。请让客户以文本重填。"),
    ):
        banner = Banner()
        banner.show_message(sentence, kind, "撤销" if kind == "good" else "")
        column.addWidget(banner)
    column.addStretch(1)
    return page


def right() -> QWidget:
    page = QWidget()
    page.setProperty("ground", "raised")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(page)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(8)
    tabs = TabBar("详情", height=36)
    for words in ("档案", "人员", "时间线", "拜访"):
        tabs.add(words, count="9" if words == "人员" else "")
    column.addWidget(tabs)
    bar = row(label("完整度", "heading"), CompletenessBar(80), LinkButton("导出空白表"))
    column.addLayout(bar)
    flow_host = QWidget()
    flow = FlowLayout(flow_host, 6)
    for words in ("法人 出生日期", "开户行", "账号", "中方人数", "外方人数"):
        flow.addWidget(plain_button(words, small=True))
    column.addWidget(flow_host)
    grid = QGridLayout()
    grid.setSpacing(8)
    plain = QLineEdit("226333")
    focused = QLineEdit("周予安")
    focused.setObjectName("focused")
    wrong = QLineEdit("2026-13-01")
    error = FieldError()
    error.show_error("没有 13 月。写成 2026-12-01 这样。", wrong)
    combo = QComboBox()
    combo.addItems(["民营企业", "国有企业"])
    spin = QSpinBox()
    spin.setMaximum(99_999)
    spin.setValue(4860)
    day = QDateEdit(TODAY)
    day.setCalendarPopup(True)
    day.setDisplayFormat("yyyy-MM-dd")
    text = QPlainTextEdit("书法、登山")
    text.setFixedHeight(52)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(40)
    off = QLineEdit("不可改")
    off.setEnabled(False)
    read = QLineEdit("只读：KA-2024-0007")
    read.setReadOnly(True)
    parts = [plain, focused, wrong, combo, spin, day, text, slider, off, read]
    words = ["邮编", "姓名", "日期", "性质", "职工人数", "建档日期", "爱好", "权重", "停用", "编号"]
    place = 0
    for name, part in zip(words, parts, strict=True):
        ready_input(part, name)
        grid.addWidget(label(name, "muted"), place, 0)
        grid.addWidget(part, place, 1)
        place += 1
        if part is wrong:
            grid.addWidget(error, place, 1)
            place += 1
    column.addLayout(grid)
    checks = [
        QCheckBox("上市公司"),
        QCheckBox("民营"),
        QCheckBox("部分"),
        QRadioButton("从空白"),
        QRadioButton("导入"),
    ]
    checks[1].setChecked(True)
    checks[2].setTristate(True)
    checks[2].setCheckState(Qt.CheckState.PartiallyChecked)
    checks[4].setChecked(True)
    column.addLayout(row(*checks))
    off_primary = primary_button("添加", "plus")
    off_primary.setEnabled(False)
    off_plain = plain_button("停用", "printer")
    off_plain.setEnabled(False)
    ringed = plain_button("推迟", "postpone")
    ringed.setObjectName("ringed")
    remove, quick = danger_button("删除", "trash"), quiet_button("快速新建", "plus")
    column.addLayout(row(off_primary, off_plain, remove, quick))
    column.addLayout(row(ringed))
    progress = QProgressBar()
    progress.setTextVisible(False)
    progress.setValue(40)
    column.addWidget(progress)
    runner = jobs.runner()
    runner._waiting[jobs.Job("读入名单", 3200, 10000)] = (print, print)
    column.addWidget(ProgressStrip(runner))
    runner._waiting.clear()
    chosen = Card(clickable=True)
    chosen.set_selected(True)
    inner = QVBoxLayout(chosen)
    inner.addWidget(label("导入名单或档案表", "heading"))
    inner.addWidget(ElidedLabel("Excel、CSV、填好的客户档案表；先看差异再写入，" * 2, "small"))
    column.addWidget(chosen)
    column.addStretch(1)
    return page


def window() -> QWidget:
    made = QWidget()
    made.setProperty("ground", "surface")
    made.resize(1440, 900)
    outer = QVBoxLayout(made)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    menu = QMenuBar()
    for words in ("kamdesk", "文件", "编辑", "查看", "记录", "表单", "工具", "帮助"):
        menu.addMenu(words).addAction(words)
    top = QHBoxLayout()
    top.setContentsMargins(4, 0, 16, 0)
    top.addWidget(menu, 1)
    find = SearchField("搜索客户、联系人、电话、命令", "Ctrl+K")
    find.setFixedWidth(340)
    find.setProperty("scale", "small")
    top.addWidget(find)
    top.addWidget(quiet_button("快速新建", "plus"))
    outer.addLayout(top)
    tabs = TabBar("页")
    for words, name, count in (
        ("工作台", "calendar-check", "3"),
        ("客户档案", "building", ""),
        ("拜访", "map-pin", ""),
        ("商机", "funnel", ""),
        ("服务", "headset", ""),
        ("KPI", "bar-chart", ""),
    ):
        tabs.add(words, name, count, "bad")
    tabs.setCurrentIndex(1)
    outer.addWidget(tabs)
    outer.addWidget(_line())
    body = QHBoxLayout()
    body.setSpacing(0)
    for part, share in ((nav(), 0), (_upright(), 0), (middle(), 1), (_upright(), 0), (right(), 0)):
        body.addWidget(part, share)
    body.itemAt(4).widget().setFixedWidth(430)
    outer.addLayout(body, 1)
    return made


def _line() -> QFrame:
    made = QFrame()
    made.setFixedHeight(1)
    made.setProperty("line", "top")
    return made


def _upright() -> QFrame:
    made = QFrame()
    made.setFixedWidth(1)
    made.setProperty("line", "left")
    return made


def empty() -> QWidget:
    made = EmptyState(
        "building",
        "还没有客户",
        "这里是您和同事负责的大客户：档案、联系人、拜访和商机都从客户开始。",
        [plain_button("导入名单或档案表…", "upload"), plain_button("载入演示数据", "eye")],
        hint="也可以从 Excel 复制几行，直接在这里粘贴",
    )
    made.setProperty("ground", "raised")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.resize(700, 420)
    return made


def popup() -> QMenu:
    made = QMenu()
    made.addAction(icons.icon("pencil", "muted"), "修改").setShortcut("F2")
    made.addAction(icons.icon("printer", "muted"), "打印档案表…")
    made.addSeparator()
    ticked = made.addAction("显示负责人")
    ticked.setCheckable(True)
    ticked.setChecked(True)
    made.addMenu("导出")
    made.addAction(icons.icon("trash", "muted"), "删除").setEnabled(False)
    return made


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    set_language("zh")
    focus_ring.install(app)
    for mode in ("light", "dark"):
        theme.apply_theme(app, mode)
        made = window()
        made.show()
        made.activateWindow()
        for name in ("focused", "ringed", "table"):
            target = (
                made.findChild(PagedTable) if name == "table" else made.findChild(QWidget, name)
            )
            target.setFocus()
            app.processEvents()
            made.grab().save(str(folder / f"gallery-{mode}-{name}.png"))
        made.close()
        for name, part in (("empty", empty()), ("menu", popup())):
            part.show()
            app.processEvents()
            part.grab().save(str(folder / f"gallery-{mode}-{name}.png"))
            part.close()
        small = nav()
        small.set_collapsed(True)
        small.resize(QSize(44, 400))
        small.grab().save(str(folder / f"gallery-{mode}-nav.png"))
    jobs.shut_down()


if __name__ == "__main__":
    main()
