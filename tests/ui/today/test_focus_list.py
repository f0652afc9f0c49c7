"""The focus list beside the day: who stands in it, in which order, and where it leads."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import message
from kamdesk.work import criteria
from tests.ui.acting import add

TODAY = date.today()
GIVEN = {
    "禾曜": (85, 40), "霁川": (75, 50), "芷岸": (85, None), "普通": (40, 80), "观察": (90, 70),
}  # fmt: skip


def _scored(store) -> dict[str, int]:
    ids = {name: add(store, name, status="developing") for name in GIVEN}
    with store.change(message("Score")) as session:
        keys = {
            rule.key: rule.id
            for used_for in ("potential", "loyalty")
            for rule in criteria.rules(session, used_for)
        }
        for name, (potential, loyalty) in GIVEN.items():
            for key in ("potential_elsewhere", "potential_margin", "potential_growth"):
                criteria.set_score(session, ids[name], keys[key], potential, TODAY)
            for key in ("loyalty_renewal", "loyalty_share") if loyalty is not None else ():
                criteria.set_score(session, ids[name], keys[key], loyalty, TODAY)
    return ids


def test_high_potential_and_low_loyalty_then_what_is_not_known(
    store, open_window, settle, qtbot
) -> None:
    ids = _scored(store)
    window = open_window(store)
    tab = window.show_tab("today")
    settle()
    focus = tab.side.focus
    qtbot.waitUntil(lambda: not focus.isHidden())
    rows = [
        tuple(focus.model.data(focus.model.index(row, column)) for column in range(3))
        for row in range(focus.model.rowCount())
    ]
    assert rows == [
        ("禾曜", "loyalty 40, potential 85", "45"),
        ("霁川", "loyalty 50, potential 75", "25"),
        ("芷岸", "loyalty —, potential 85", "too little known"),
    ]
    assert focus.head.accessibleName() == "Focus 2"
    focus.table.opened.emit(0)
    settle()
    assert window.tabs["accounts"].detail.account_id() == ids["禾曜"]


def test_without_scores_there_is_no_list(store, open_window, settle) -> None:
    add(store, "禾曜")
    tab = open_window(store).show_tab("today")
    settle()
    assert tab.side.focus.isHidden()
