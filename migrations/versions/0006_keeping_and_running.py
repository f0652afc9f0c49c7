"""Contracts, purchases, service, surveys, activities; targets, budgets, frozen periods, assessment and training."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from kamdesk.model import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STANDING = sa.text("deleted_at IS NULL")


def _table(name: str, *columns: Any) -> None:
    """A table with what every record has, and `columns`."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
        sqlite_autoincrement=True,
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Checked at commit, so that undo may restore rows in any order."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), initially="DEFERRED", deferrable=True
    )  # fmt: skip


def upgrade() -> None:
    _table(
        "contract",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("warn_days", sa.Integer(), nullable=True),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("rate", types.Exact(6), nullable=True),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.String(length=400), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        _reference("contract", "account_id", "account"),
        _reference("contract", "opportunity_id", "opportunity"),
        _reference("contract", "owner_id", "staff"),
        _reference("contract", "renews_id", "contract"),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
    )
    _table(
        "milestone",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("milestone", "contract_id", "contract"),
    )
    _table(
        "purchase",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("quantity", types.Exact(3), nullable=True),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("cost", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("rate", types.Exact(6), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("purchase", "account_id", "account"),
        _reference("purchase", "product_id", "product"),
        _reference("purchase", "contract_id", "contract"),
    )
    _table(
        "service_plan",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("goal", sa.String(length=400), nullable=True),
        sa.Column("evaluated_on", sa.Date(), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=True),
        sa.Column("improvement", sa.Text(), nullable=True),
        _reference("service_plan", "account_id", "account"),
        _reference("service_plan", "owner_id", "staff"),
    )
    _table(
        "service_measure",
        sa.Column("service_plan_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("rhythm", sa.String(length=20), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("as_planned", sa.Boolean(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=True),
        _reference("service_measure", "service_plan_id", "service_plan"),
        _reference("service_measure", "responsible_id", "staff"),
    )
    _table(
        "complaint",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("judgement", sa.String(length=10), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("cause_kind", sa.String(length=20), nullable=True),
        sa.Column("cause", sa.String(length=400), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("solution", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("cost", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("customer_opinion", sa.String(length=400), nullable=True),
        sa.Column("prevention", sa.String(length=400), nullable=True),
        _reference("complaint", "account_id", "account"),
        _reference("complaint", "contact_id", "contact"),
        _reference("complaint", "product_id", "product"),
        _reference("complaint", "handler_id", "staff"),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
    )
    _table(
        "complaint_reopening",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        _reference("complaint_reopening", "complaint_id", "complaint"),
    )
    _table(
        "feedback",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.String(length=5), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("standard_hours", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.String(length=5), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.String(length=5), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        _reference("feedback", "account_id", "account"),
        _reference("feedback", "contact_id", "contact"),
        _reference("feedback", "handler_id", "staff"),
    )
    _table(
        "service_request",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("cost", types.Exact(2), nullable=True),
        sa.Column("charged", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        _reference("service_request", "account_id", "account"),
        _reference("service_request", "contact_id", "contact"),
        _reference("service_request", "product_id", "product"),
        _reference("service_request", "handler_id", "staff"),
        sa.UniqueConstraint("number", name=op.f("uq_service_request_number")),
    )
    _table(
        "service_part",
        sa.Column("service_request_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", types.Exact(3), nullable=True),
        sa.Column("unit_cost", types.Exact(2), nullable=True),
        _reference("service_part", "service_request_id", "service_request"),
    )
    _table(
        "survey",
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("round", sa.String(length=40), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("introduction", sa.Text(), nullable=True),
    )
    _table(
        "survey_item",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=True),
        sa.Column("weight", types.Exact(4), nullable=True),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        _reference("survey_item", "survey_id", "survey"),
    )
    _table(
        "survey_answer",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("scores", sa.JSON(), nullable=True),
        sa.Column("comments", sa.JSON(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        _reference("survey_answer", "survey_id", "survey"),
        _reference("survey_answer", "account_id", "account"),
        _reference("survey_answer", "contact_id", "contact"),
    )
    _table(
        "activity",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("segment", sa.String(length=120), nullable=True),
        sa.Column("goal", sa.String(length=400), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("budget", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("lesson", sa.String(length=400), nullable=True),
        _reference("activity", "account_id", "account"),
        _reference("activity", "owner_id", "staff"),
    )
    _table(
        "invitee",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("invitee", "activity_id", "activity"),
        _reference("invitee", "account_id", "account"),
        _reference("invitee", "contact_id", "contact"),
        _reference("invitee", "opportunity_id", "opportunity"),
    )
    _table(
        "letter_template",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    _table(
        "target",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("value", types.Exact(4), nullable=False),
        sa.Column("stretch", types.Exact(4), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("target", "staff_id", "staff"),
        _reference("target", "account_id", "account"),
    )
    _table(
        "budget",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("rate", types.Exact(6), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
    )
    _table(
        "sales_forecast",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        _reference("sales_forecast", "account_id", "account"),
    )
    _table(
        "frozen_period",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.Column("frozen_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
    )
    _table(
        "frozen_figure",
        sa.Column("frozen_period_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(length=20), nullable=True),
        sa.Column("numerator", sa.String(length=80), nullable=True),
        sa.Column("denominator", sa.String(length=80), nullable=True),
        sa.Column("value", sa.String(length=80), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("behind", sa.JSON(), nullable=True),
        _reference("frozen_figure", "frozen_period_id", "frozen_period"),
        _reference("frozen_figure", "staff_id", "staff"),
    )
    _table(
        "assessment_template",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=True),
    )
    _table(
        "assessment_template_line",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("weight", types.Exact(2), nullable=False),
        sa.Column("target", types.Exact(4), nullable=True),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("cap", types.Exact(4), nullable=True),
        sa.Column("step", types.Exact(4), nullable=True),
        sa.Column("bands", sa.JSON(), nullable=True),
        _reference("assessment_template_line", "template_id", "assessment_template"),
    )
    _table(
        "assessment",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("threshold", types.Exact(2), nullable=False),
        sa.Column("total", types.Exact(2), nullable=True),
        sa.Column("own_opinion", sa.Text(), nullable=True),
        sa.Column("manager_opinion", sa.Text(), nullable=True),
        sa.Column("director_opinion", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reopened_reason", sa.String(length=400), nullable=True),
        _reference("assessment", "staff_id", "staff"),
    )
    _table(
        "assessment_line",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("weight", types.Exact(2), nullable=False),
        sa.Column("target", types.Exact(4), nullable=True),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("cap", types.Exact(4), nullable=True),
        sa.Column("step", types.Exact(4), nullable=True),
        sa.Column("bands", sa.JSON(), nullable=True),
        sa.Column("points", types.Exact(2), nullable=True),
        sa.Column("actual", sa.String(length=80), nullable=True),
        sa.Column("score", types.Exact(2), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("assessment_line", "assessment_id", "assessment"),
    )
    _table(
        "incentive_rule",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=True),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("bands", sa.JSON(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
    )
    _table(
        "incentive",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("working", sa.String(length=400), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _reference("incentive", "rule_id", "incentive_rule"),
        _reference("incentive", "staff_id", "staff"),
    )
    _table(
        "training",
        sa.Column("topic", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("hours", types.Exact(1), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("trainer", sa.String(length=80), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
    )
    _table(
        "training_attendee",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("score", types.Exact(1), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("training_attendee", "training_id", "training"),
        _reference("training_attendee", "staff_id", "staff"),
    )
    op.create_index(op.f("ix_contract_account_id"), "contract", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_contract_ends"),
        "contract",
        ["ends_on", "state"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_contract_opportunity_id"), "contract", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_contract_owner_id"), "contract", ["owner_id"], unique=False)
    op.create_index(op.f("ix_contract_renews_id"), "contract", ["renews_id"], unique=False)
    op.create_index(op.f("ix_milestone_contract_id"), "milestone", ["contract_id"], unique=False)
    op.create_index(
        op.f("ix_milestone_open"),
        "milestone",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_purchase_account"),
        "purchase",
        ["account_id", "on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(op.f("ix_purchase_contract_id"), "purchase", ["contract_id"], unique=False)
    op.create_index(op.f("ix_purchase_number"), "purchase", ["number"], unique=False)
    op.create_index(op.f("ix_purchase_product_id"), "purchase", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_purchase_sums"),
        "purchase",
        ["on", "account_id", "amount", "cost", "quantity", "currency", "rate", "product_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_purchase_undelivered"),
        "purchase",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("delivered_on IS NULL AND due_on IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_service_plan_account_id"), "service_plan", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_service_plan_owner_id"), "service_plan", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_service_measure_due"),
        "service_measure",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_service_measure_responsible_id"),
        "service_measure",
        ["responsible_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_service_measure_service_plan_id"),
        "service_measure",
        ["service_plan_id"],
        unique=False,
    )
    op.create_index(op.f("ix_complaint_account_id"), "complaint", ["account_id"], unique=False)
    op.create_index(op.f("ix_complaint_contact_id"), "complaint", ["contact_id"], unique=False)
    op.create_index(op.f("ix_complaint_handler_id"), "complaint", ["handler_id"], unique=False)
    op.create_index(op.f("ix_complaint_product_id"), "complaint", ["product_id"], unique=False)
    op.create_index(op.f("ix_complaint_received_on"), "complaint", ["received_on"], unique=False)
    op.create_index(
        op.f("ix_complaint_reopening_complaint_id"),
        "complaint_reopening",
        ["complaint_id"],
        unique=False,
    )
    op.create_index(op.f("ix_feedback_account_id"), "feedback", ["account_id"], unique=False)
    op.create_index(op.f("ix_feedback_contact_id"), "feedback", ["contact_id"], unique=False)
    op.create_index(op.f("ix_feedback_due_on"), "feedback", ["due_on"], unique=False)
    op.create_index(op.f("ix_feedback_handler_id"), "feedback", ["handler_id"], unique=False)
    op.create_index(op.f("ix_feedback_received_on"), "feedback", ["received_on"], unique=False)
    op.create_index(
        op.f("ix_service_request_account_id"), "service_request", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_request_contact_id"), "service_request", ["contact_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_request_handler_id"), "service_request", ["handler_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_request_product_id"), "service_request", ["product_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_request_requested_on"), "service_request", ["requested_on"], unique=False
    )
    op.create_index(
        op.f("ix_service_part_service_request_id"),
        "service_part",
        ["service_request_id"],
        unique=False,
    )
    op.create_index(op.f("ix_survey_item_survey_id"), "survey_item", ["survey_id"], unique=False)
    op.create_index(
        op.f("ix_survey_answer_account_id"), "survey_answer", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_survey_answer_contact_id"), "survey_answer", ["contact_id"], unique=False
    )
    op.create_index(
        op.f("ix_survey_answer_day"), "survey_answer", ["answered_on", "account_id"], unique=False
    )
    op.create_index(
        op.f("ix_survey_answer_survey_id"), "survey_answer", ["survey_id"], unique=False
    )
    op.create_index(op.f("ix_activity_account_id"), "activity", ["account_id"], unique=False)
    op.create_index(op.f("ix_activity_on"), "activity", ["on"], unique=False)
    op.create_index(op.f("ix_activity_owner_id"), "activity", ["owner_id"], unique=False)
    op.create_index(op.f("ix_invitee_account_id"), "invitee", ["account_id"], unique=False)
    op.create_index(op.f("ix_invitee_activity_id"), "invitee", ["activity_id"], unique=False)
    op.create_index(op.f("ix_invitee_contact_id"), "invitee", ["contact_id"], unique=False)
    op.create_index(op.f("ix_invitee_opportunity_id"), "invitee", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_target_account_id"), "target", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_target_period"), "target", ["period", "measure", "level"], unique=False
    )
    op.create_index(op.f("ix_target_staff_id"), "target", ["staff_id"], unique=False)
    op.create_index(op.f("ix_budget_period"), "budget", ["period", "category"], unique=False)
    op.create_index(
        op.f("ix_sales_forecast_account_id"), "sales_forecast", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_sales_forecast_period"),
        "sales_forecast",
        ["period", "account_id", "made_on"],
        unique=False,
    )
    op.create_index(op.f("ix_frozen_period_period"), "frozen_period", ["period"], unique=False)
    op.create_index(
        op.f("ix_frozen_figure_frozen_period_id"),
        "frozen_figure",
        ["frozen_period_id"],
        unique=False,
    )
    op.create_index(op.f("ix_frozen_figure_staff_id"), "frozen_figure", ["staff_id"], unique=False)
    op.create_index(
        op.f("ix_assessment_template_line_template_id"),
        "assessment_template_line",
        ["template_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assessment_period"), "assessment", ["period", "staff_id"], unique=False
    )
    op.create_index(op.f("ix_assessment_staff_id"), "assessment", ["staff_id"], unique=False)
    op.create_index(
        op.f("ix_assessment_line_assessment_id"), "assessment_line", ["assessment_id"], unique=False
    )
    op.create_index(op.f("ix_incentive_rule_id"), "incentive", ["rule_id"], unique=False)
    op.create_index(op.f("ix_incentive_staff_id"), "incentive", ["staff_id"], unique=False)
    op.create_index(
        op.f("ix_training_attendee_staff_id"), "training_attendee", ["staff_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_attendee_training_id"), "training_attendee", ["training_id"], unique=False
    )

    op.add_column("expense", sa.Column("rate", types.Exact(6)))
    op.add_column("account_status_change", sa.Column("cause", sa.String(length=20)))
    op.add_column("account_status_change", sa.Column("lesson", sa.Text()))
    for target in ("activity", "complaint", "service_request"):
        _refer_from_expense(target)
    for table, columns in {
        "account_status_change": ["account_id", "on", "id", "to"],
        "account_tier_change": ["account_id", "on", "id", "to"],
        "account_owner": ["account_id", "since", "id", "staff_id"],
    }.items():
        op.create_index(f"ix_{table}_stints", table, columns, sqlite_where=_STANDING)
    op.create_index(
        "ix_account_status_change_ordinary",
        "account_status_change",
        ["to", "account_id"],
        sqlite_where=sa.text("\"to\" = 'ordinary' AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_closed",
        "opportunity",
        ["outcome", "closed_on", "account_id", "amount", "currency", "rate"],
        sqlite_where=_STANDING,
    )
    op.create_index(
        "ix_account_gone", "account", ["id"], sqlite_where=sa.text("deleted_at IS NOT NULL")
    )


def _refer_from_expense(target: str) -> None:
    """Added in place: to build the table anew would touch every row that points at it."""
    column = f"{target}_id"
    op.execute(
        f"ALTER TABLE expense ADD COLUMN {column} INTEGER CONSTRAINT fk_expense_{column}_{target}"
        f" REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED"
    )
    op.create_index(op.f(f"ix_expense_{column}"), "expense", [column], unique=False)
