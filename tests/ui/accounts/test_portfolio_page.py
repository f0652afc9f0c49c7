"""The portfolio: pictures whose bubbles open the account, focus and watch list, the field of each account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kamdesk.i18n import message
from kamdesk.ui.accounts.portfolio.page import PortfolioPage
from kamdesk.work import competitors, criteria, opportunities
from tests.ui.acting import add

TODAY = date.today()
GIVEN = {"禾曜": (85, 40), "观察": (90, 70), "芷岸": (85, None), "普通": (40, 80)}


@pytest.fixture
def ids(store) -> dict[str, int]:
    """Accounts by potential and loyalty; two of them with shares."""
    made = {name: add(store, name, status="developing") for name in GIVEN}
    with store.change(message("Score")) as session:
        keys = {
            rule.key: rule.id
            for used_for in ("potential", "loyalty")
            for rule in criteria.rules(session, used_for)
        }
        for name, (potential, loyalty) in GIVEN.items():
            for key in ("potential_elsewhere", "potential_margin", "potential_growth"):
                criteria.set_score(session, made[name], keys[key], potential, TODAY)
            for key in ("loyalty_renewal", "loyalty_share") if loyalty is not None else ():
                criteria.set_score(session, made[name], keys[key], loyalty, TODAY)
        rival = competitors.add_competitor(session, {"name": "对手"}).id
        for name, share in (("普通", "0.5"), ("观察", "0.1")):
            competitors.set_share(session, made[name], None, Decimal(share), TODAY)
            competitors.set_share(session, made[name], rival, Decimal("0.2"), TODAY)
        for days, amount in ((500, 100), (100, 130)):
            won = opportunities.add_opportunity(
                session, {"name": "P", "account_id": made["普通"], "amount": Decimal(amount)},
                on=TODAY - timedelta(days=900),
            )  # fmt: skip
            won.outcome, won.closed_on = "won", TODAY - timedelta(days=days)
    return made


@pytest.fixture
def page(ids, desk, qtbot) -> PortfolioPage:
    made = PortfolioPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.reading is not None)
    return made


def column(model, number: int) -> list[str]:
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_focus_and_watch_list_stand_beside_the_picture(page: PortfolioPage) -> None:
    assert column(page.focus.model, 1) == ["禾曜"]
    assert column(page.focus.model, 3) == ["45"]
    assert column(page.watch.model, 1) == ["芷岸", "观察"]
    assert column(page.watch.model, 3) == ["too little known", "20"]
    said = page.picture.accessibleDescription()
    assert "禾曜: potential 85, loyalty 40" in said
    assert "芷岸: potential 85, loyalty —" in said


def test_a_bubble_and_a_row_open_the_account(page: PortfolioPage, ids, desk, qtbot) -> None:
    with qtbot.waitSignal(desk.signals.record_wanted) as wanted:
        page.picture.pick(str(ids["观察"]))
    assert wanted.args == ["Account", ids["观察"]]
    with qtbot.waitSignal(desk.signals.record_wanted) as wanted:
        page.focus.table.opened.emit(0)
    assert wanted.args == ["Account", ids["禾曜"]]


def test_the_other_picture_shows_in_which_field_an_account_is(page: PortfolioPage) -> None:
    page.view.choose("bcg")
    assert column(page.shares.model, 0) == ["普通", "观察"]
    assert column(page.shares.model, 4) == ["Star", "too little known"]
    assert column(page.shares.model, 3) == ["30.0 %", "—"]


def test_a_new_score_moves_the_account(page: PortfolioPage, ids, store, qtbot) -> None:
    with store.change(message("Score")) as session:
        for rule in criteria.rules(session, "loyalty"):
            criteria.set_score(session, ids["禾曜"], rule.id, 90, TODAY)
    qtbot.waitUntil(lambda: column(page.focus.model, 1) == [])
    assert "禾曜" not in column(page.watch.model, 1)[:1]


def test_without_scores_the_page_says_how_to_begin(desk, qtbot) -> None:
    made = PortfolioPage(desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.reading is not None)
    assert made._stack.currentWidget().accessibleName() == "Nothing to compare yet"
