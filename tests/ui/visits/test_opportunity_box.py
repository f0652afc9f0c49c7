"""Which project a visit is for: chosen in the plan and in the record from what is open at the account."""

from __future__ import annotations

from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.opportunity_box import OpportunityBox
from kamdesk.ui.visits.plan_form import PlanForm, new_plan
from kamdesk.work import opportunities
from tests.work.project_office import TODAY, add_project, change


def offered(box) -> list[str]:
    combo = box.editor.input()
    return [combo.itemText(place).split(" · ")[0] for place in range(combo.count())]


def test_what_is_open_is_offered_and_what_stands_there_stays(store, office, app):
    def act(session):
        first = add_project(session, office, "二期")
        ended = add_project(session, office, "一期")
        opportunities.close(session, ended, "cancelled", TODAY, "预算取消")
        return first.id, ended.id

    first, ended = change(store, act)
    context = EditContext(store, account_id=office.account)
    box = OpportunityBox(field_of(Visit, "opportunity_id"), context)
    box.show_value(None, "")
    assert offered(box) == ["", "二期"]
    box.show_value(ended, "")
    assert set(offered(box)) == {"", "一期", "二期"}
    assert box.read().value == ended
    box.editor.write(str(first))
    assert box.read().value == first
    context.account_id = None
    box.offer_anew()
    assert offered(box) == [""]
    assert box.isHidden()


def test_a_new_plan_for_a_project_brings_it(store, office, app):
    project = change(store, lambda session: add_project(session, office).id)
    form = PlanForm(store)
    plan = new_plan(office.account, TODAY, None, None, "visit", None)
    plan.opportunity_id = project
    with store.read() as session:
        form.show_visit(session, plan)
    assert form.read(everything=True)["opportunity_id"] == project
    assert not form.project.isHidden()
