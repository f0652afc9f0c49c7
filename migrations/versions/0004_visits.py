"""Visits, expenses and their approvals, the development of prospects, tasks; accounts know their last contact."""

import sqlalchemy as sa
from alembic import op

from kamdesk.model import types
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store import search

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("on", name=op.f("uq_calendar_day_on")),
        sa.UniqueConstraint("uid", name=op.f("uq_calendar_day_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rule_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_mark")),
        sa.UniqueConstraint("key", name=op.f("uq_rule_mark_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_rule_mark_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff.id"],
            name=op.f("fk_approval_asked_by_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["staff.id"],
            name=op.f("fk_approval_by_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("uid", name=op.f("uq_approval_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_approval_asked_by_id"), "approval", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_approval_by_id"), "approval", ["by_id"], unique=False)
    op.create_index("ix_approval_decision", "approval", ["decision"], unique=False)
    op.create_index(
        "uq_approval_step", "approval", ["subject_kind", "subject_id", "round", "step"], unique=True
    )

    op.create_table(
        "expense_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_expense_claim_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_expense_claim_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_expense_claim_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_expense_claim_staff_id"), "expense_claim", ["staff_id"], unique=False)

    op.create_table(
        "development",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("surveyed_on", sa.Date(), nullable=True),
        sa.Column("demand", sa.Text(), nullable=True),
        sa.Column("current_suppliers", sa.String(length=400), nullable=True),
        sa.Column("decision_process", sa.String(length=400), nullable=True),
        sa.Column("competition", sa.String(length=400), nullable=True),
        sa.Column("credit", sa.String(length=400), nullable=True),
        sa.Column("survey_source", sa.String(length=200), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=True),
        sa.Column("evaluated_on", sa.Date(), nullable=True),
        sa.Column("application_reason", sa.Text(), nullable=True),
        sa.Column("expected_sales", types.Exact(2), nullable=True),
        sa.Column("expected_sales_currency", sa.String(length=3), nullable=True),
        sa.Column("budget", types.Exact(2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_development_account_id_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
            name=op.f("fk_development_owner_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_development_account_id"), "development", ["account_id"], unique=False)
    op.create_index(op.f("ix_development_owner_id"), "development", ["owner_id"], unique=False)
    op.create_index(
        "ix_development_state",
        "development",
        ["state"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("planned_from", sa.String(length=5), nullable=True),
        sa.Column("planned_to", sa.String(length=5), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=True),
        sa.Column("preparation", sa.Text(), nullable=True),
        sa.Column("route", sa.String(length=200), nullable=True),
        sa.Column("budget", types.Exact(2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("situation_questions", sa.Text(), nullable=True),
        sa.Column("problem_questions", sa.Text(), nullable=True),
        sa.Column("implication_questions", sa.Text(), nullable=True),
        sa.Column("need_questions", sa.Text(), nullable=True),
        sa.Column("visitor_count", sa.Integer(), nullable=True),
        sa.Column("meeting_point", sa.String(length=200), nullable=True),
        sa.Column("welcome", sa.String(length=400), nullable=True),
        sa.Column("venue", sa.String(length=200), nullable=True),
        sa.Column("meals", sa.String(length=400), nullable=True),
        sa.Column("lodging", sa.String(length=400), nullable=True),
        sa.Column("send_off", sa.String(length=400), nullable=True),
        sa.Column("day", sa.Date(), sa.Computed("coalesce(held_on, planned_on)", persisted=True)),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_from", sa.String(length=5), nullable=True),
        sa.Column("held_to", sa.String(length=5), nullable=True),
        sa.Column("presented", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("competitor_news", sa.Text(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("skills", sa.String(length=80), nullable=True),
        sa.Column("next_step", sa.String(length=400), nullable=True),
        sa.Column("next_visit_on", sa.Date(), nullable=True),
        sa.Column("next_visit_at", sa.String(length=5), nullable=True),
        sa.Column("next_visit_id", sa.Integer(), nullable=True),
        sa.Column("postponed_from_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("check_opinion", sa.String(length=400), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("prepared_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("reimbursed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_visit_account_id_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["staff.id"],
            name=op.f("fk_visit_checked_by_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["next_visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_next_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
            name=op.f("fk_visit_owner_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["postponed_from_id"],
            ["visit.id"],
            name=op.f("fk_visit_postponed_from_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_account", "visit", ["account_id", "held_on"], unique=False)
    op.create_index(op.f("ix_visit_checked_by_id"), "visit", ["checked_by_id"], unique=False)
    op.create_index(
        "ix_visit_day",
        "visit",
        [
            "held_on",
            "planned_on",
            "held_from",
            "planned_from",
            "owner_id",
            "state",
            "deleted_at",
        ],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_visit_kind",
        "visit",
        ["kind", "planned_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    for column in ("day", "held_on", "account_id"):
        op.create_index(
            f"ix_visit_list_{column}",
            "visit",
            [column],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
    op.create_index(op.f("ix_visit_next_visit_id"), "visit", ["next_visit_id"], unique=False)
    op.create_index(op.f("ix_visit_owner_id"), "visit", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_visit_postponed_from_id"), "visit", ["postponed_from_id"], unique=False
    )
    op.create_index(
        "ix_visit_state",
        "visit",
        ["state", "planned_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )

    op.create_table(
        "callback_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_callback_plan_account_id_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_callback_plan_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_plan")),
        sa.UniqueConstraint("uid", name=op.f("uq_callback_plan_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_callback_plan_account_id"), "callback_plan", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_callback_plan_due_on"), "callback_plan", ["due_on"], unique=False)
    op.create_index(
        "ix_callback_plan_open",
        "callback_plan",
        ["visit_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("cancelled_on IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(op.f("ix_callback_plan_visit_id"), "callback_plan", ["visit_id"], unique=False)

    op.create_table(
        "development_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=True),
        sa.Column("task", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_member_development_id_development"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_development_member_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_member")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_member_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_development_member_development_id"),
        "development_member",
        ["development_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_development_member_staff_id"), "development_member", ["staff_id"], unique=False
    )

    op.create_table(
        "development_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=True),
        sa.Column("next_steps", sa.Text(), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_report_development_id_development"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_development_report_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_report")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_report_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_development_report_development_id"),
        "development_report",
        ["development_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_development_report_staff_id"), "development_report", ["staff_id"], unique=False
    )

    op.create_table(
        "development_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_score_development_id_development"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_score")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_score_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_development_score_development_id"),
        "development_score",
        ["development_id"],
        unique=False,
    )

    op.create_table(
        "development_state_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_state_change_development_id_development"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_state_change")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_state_change_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_development_state_change_development_id"),
        "development_state_change",
        ["development_id"],
        unique=False,
    )

    op.create_table(
        "development_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("development_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_step_development_id_development"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_development_step_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_step")),
        sa.UniqueConstraint("uid", name=op.f("uq_development_step_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_development_step_development_id"),
        "development_step",
        ["development_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_development_step_staff_id"), "development_step", ["staff_id"], unique=False
    )

    op.create_table(
        "expense",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("receipt_no", sa.String(length=60), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_expense_account_id_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["expense_claim.id"],
            name=op.f("fk_expense_claim_id_expense_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_expense_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_expense_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("uid", name=op.f("uq_expense_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_expense_account_id"), "expense", ["account_id"], unique=False)
    op.create_index(op.f("ix_expense_claim_id"), "expense", ["claim_id"], unique=False)
    op.create_index(op.f("ix_expense_on"), "expense", ["on"], unique=False)
    op.create_index(op.f("ix_expense_staff_id"), "expense", ["staff_id"], unique=False)
    op.create_index(op.f("ix_expense_visit_id"), "expense", ["visit_id"], unique=False)
    op.create_index(
        "ix_expense_unclaimed",
        "expense",
        ["state", "staff_id", "on"],
        unique=False,
        sqlite_where=sa.text("claim_id IS NULL AND deleted_at IS NULL"),
    )

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.String(length=5), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_task_account_id_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_task_contact_id_contact"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
            name=op.f("fk_task_owner_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("uid", name=op.f("uq_task_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_account_id"), "task", ["account_id"], unique=False)
    op.create_index(op.f("ix_task_contact_id"), "task", ["contact_id"], unique=False)
    op.create_index(
        "ix_task_open",
        "task",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL AND cancelled_on IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)

    op.create_table(
        "visit_gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("value", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("given_to", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_gift_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_gift")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_gift_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_gift_visit_id"), "visit_gift", ["visit_id"], unique=False)

    op.create_table(
        "visit_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("objection", sa.String(length=400), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_objection_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_objection")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_objection_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_visit_objection_visit_id"), "visit_objection", ["visit_id"], unique=False
    )

    op.create_table(
        "visit_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.String(length=80), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_visit_person_contact_id_contact"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_visit_person_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_person_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_person_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_visit_person_contact_id"), "visit_person", ["contact_id"], unique=False
    )
    op.create_index(op.f("ix_visit_person_staff_id"), "visit_person", ["staff_id"], unique=False)
    op.create_index(op.f("ix_visit_person_visit_id"), "visit_person", ["visit_id"], unique=False)

    op.create_table(
        "visit_programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.String(length=5), nullable=True),
        sa.Column("ends_at", sa.String(length=5), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("in_charge", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_programme_visit_id_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_programme")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_programme_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_visit_programme_visit_id"), "visit_programme", ["visit_id"], unique=False
    )

    op.add_column("account", sa.Column("visit_rhythm", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("last_contact_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_account_list_last_contact_on",
        "account",
        ["last_contact_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_contact_birthday",
        "contact",
        ["lunar_birthday", "birth_date", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("birth_date IS NOT NULL AND deleted_at IS NULL"),
    )
    _order_index_by_kind()


def _order_index_by_kind() -> None:
    """The rows of the search index are numbered anew: those of one kind lie beside each other now."""
    connection = op.get_bind()
    connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    entries = connection.exec_driver_sql("SELECT record, record_id, text FROM search_entry")
    while some := entries.fetchmany(5000):
        rows = [
            (
                search.row_of(RECORD_BY_NAME[record], record_id),
                search.grams(RECORD_BY_NAME[record], text),
            )
            for record, record_id, text in some
        ]
        connection.exec_driver_sql("INSERT INTO search_index(rowid, grams) VALUES (?, ?)", rows)
