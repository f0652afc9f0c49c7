"""Assessments, templates, incentives, trainings and the department chart in the real window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kamdesk.i18n import message
from kamdesk.model.assessment import Assessment, AssessmentTemplate, Incentive
from kamdesk.model.department import Staff
from kamdesk.work import (
    appraisal_templates,
    appraisals,
    incentives,
    settings,
    trainings,
)
from tests.work.department import found


@pytest.fixture
def office(store):
    made = found(store)
    with store.change(message("Chart")) as session:
        made.staff(session, "manager").superior_id = made.director
        made.staff(session, "specialist").superior_id = made.manager
        settings.put(session, "me", made.staff(session, "manager").number)
    return made


def _page(open_window, store, settle, key):
    window = open_window(store, "kpi")
    tab = window.tabs["kpi"]
    tab.show_page(key)
    settle()
    return window, tab.page(key)


def _sheet(store, office, position="assistant"):
    with store.change(message("Sheet")) as session:
        template = appraisal_templates.take(session, position)
        staff = office.staff(session, "specialist")
        return appraisals.begin(session, staff, "2026Q3", template).id


def test_points_are_typed_and_the_score_follows_at_once(open_window, store, settle, office):
    sheet_id = _sheet(store, office)
    _window, page = _page(open_window, store, settle, "appraisals")
    panel = page.sheet
    fields = list(panel.points.values())
    assert len(fields) == 4
    for field, points in zip(fields, ("50", "60", "70", "49"), strict=True):
        field.setFocus()
        QTest.keyClicks(field, points)
    # 12.50 + 15.00 + 17.50 + 12.25, under 60; the last one is typed and not stored
    assert panel.total.text() == "57.25"
    assert not panel.warning.isHidden()
    assert panel.warning.words == "Oral warning"
    assert page.has_unsaved()
    page.save()
    settle()
    assert not page.has_unsaved()
    page.do("submit")
    settle()
    page.do("close")
    settle()
    with store.read() as session:
        sheet = session.get_one(Assessment, sheet_id)
        assert (sheet.state, sheet.total) == ("closed", Decimal("57.25"))
    assert not any(field.isEnabled() for field in page.sheet.points.values())


def test_points_that_cannot_be_are_told_at_the_sheet(open_window, store, settle, office):
    sheet_id = _sheet(store, office)
    _window, page = _page(open_window, store, settle, "appraisals")
    field = next(iter(page.sheet.points.values()))
    field.setFocus()
    QTest.keyClicks(field, "101")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert page.sheet.error.text() == "Points lie between 0 and 100."
    with store.read() as session:
        lines = appraisals.lines(session, session.get_one(Assessment, sheet_id))
        assert lines[0].points is None


def test_weights_are_watched_while_lines_are_edited(open_window, store, settle, office):
    sheet_id = _sheet(store, office, "specialist")
    _window, page = _page(open_window, store, settle, "appraisals")
    page.do("lines")
    dialog = page._dialog
    first = dialog.rows[0]
    first.weight.selectAll()
    QTest.keyClicks(first.weight, "35")
    assert dialog.sum.text() == "The weights come to 95. 5 are missing."
    dialog.take()
    assert "have to come to 100" in dialog.error.text()
    dialog.add_line()
    added = dialog.rows[-1]
    added.what.setCurrentIndex(added.what.findData("professional_skill"))
    added.what.activated.emit(added.what.currentIndex())
    assert (added.rule.currentData(), added.weight.text()) == ("manual", "5")
    dialog.take()
    settle()
    with store.read() as session:
        lines = appraisals.lines(session, session.get_one(Assessment, sheet_id))
        assert (lines[0].indicator, lines[0].weight) == ("sales_plan_rate", 35)
        assert (lines[-1].indicator, lines[-1].rule, lines[-1].weight) == (
            "professional_skill", "manual", 5,
        )  # fmt: skip
        assert lines[2].target == Decimal("0.05")


def test_a_new_sheet_brings_the_offered_template_along(open_window, store, settle, office):
    _window, page = _page(open_window, store, settle, "appraisals")
    page._add({"staff_id": office.specialist, "period": "2026Q3"})
    settle()
    with store.read() as session:
        (template,) = appraisal_templates.templates(session)
        assert template.position == "specialist"
        ((sheet, staff),) = appraisals.sheets(session)
        assert (sheet.period, staff.id) == ("2026Q3", office.specialist)


def test_offered_templates_are_taken(open_window, store, settle, office):
    _window, page = _page(open_window, store, settle, "appraisal_templates")
    page.take("assistant")
    settle()
    with store.read() as session:
        assert session.query(AssessmentTemplate).count() == 1
    assert page.model.total() == 1


def test_incentives_are_worked_out_approved_and_paid(open_window, store, settle, office):
    with store.change(message("Rule")) as session:
        incentives.add_rule(
            session,
            {"name": "零投诉奖", "indicator": "valid_complaint_count", "position": "specialist",
             "amount": Decimal(500), "bands": [["0", "1"], ["1", "0"]]},
        )  # fmt: skip
    _window, page = _page(open_window, store, settle, "incentives")
    page.work_out("2026Q3")
    settle()
    with store.read() as session:
        (made,) = session.query(Incentive).all()
        assert (made.staff_id, made.amount, made.state) == (office.specialist, 500, "proposed")
    page.do("approve")
    settle()
    with store.read() as session:
        assert session.query(Incentive).one().state == "approved"


def test_a_training_counts_for_who_attended(open_window, store, settle, office):
    with store.change(message("Training")) as session:
        made = trainings.add_training(
            session,
            {
                "topic": "谈判技巧",
                "on": date(2026, 5, 12),
                "hours": Decimal("3.5"),
                "state": "held",
            },
        )
        trainings.set_attendees(session, made, [{"staff_id": office.specialist, "attended": True}])
    _window, page = _page(open_window, store, settle, "trainings")
    place = page.table.columns_in_order().index("attendance")
    assert page.model.index(0, place).data() == "1 / 1"


def test_the_chart_shows_who_answers_to_whom_and_is_written(
    open_window, store, settle, office, tmp_path
):
    _window, page = _page(open_window, store, settle, "department")
    assert [each.name for each in page.canvas.chart.unplaced] == ["财务丙"]
    page.canvas.choose(office.manager)
    assert "总监乙" in page.about.text()
    assert page.duties.text().startswith("1. Lay down procedures")
    QTest.keyClick(page.canvas, Qt.Key.Key_Down)
    assert page.canvas.current == office.specialist
    opened = []
    page._desk.signals.record_wanted.connect(lambda *what: opened.append(what))
    QTest.keyClick(page.canvas, Qt.Key.Key_Return)
    assert ("Staff", office.specialist) in opened
    page.give_duties()
    with store.read() as session:
        assert len(session.get_one(Staff, office.specialist).duties.splitlines()) == 9
    for kind, begin in (("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")):
        page.write(tmp_path / f"chart.{kind}")
        assert (tmp_path / f"chart.{kind}").read_bytes().startswith(begin)
