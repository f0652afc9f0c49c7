"""Opportunities and sales projects, their analysis, competitors, account strategy and forecast snapshots."""

import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from kamdesk.model import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
_OURS = uuid.UUID("5f0b3c9e-6a0f-4a36-9d6b-1f3f5b1f7c11")
"""What every data folder has from the beginning is the same record in all of them."""

_PIPELINES = ("eight_steps", "short")
_STAGES = {
    "eight_steps": (
        ("guidance", 10),
        ("goal_setting", 20),
        ("team_forming", 30),
        ("project_analysis", 40),
        ("strategy", 50),
        ("planning", 60),
        ("execution", 80),
        ("closeout_review", 100),
    ),
    "short": (
        ("lead", 10),
        ("requirements", 25),
        ("proposal", 50),
        ("negotiating", 75),
        ("signing", 90),
    ),
}
_GATES = {
    "guidance": (
        "field:need",
        "field:budget_known",
        "field:expected_close_on",
        "contact_with_role",
    ),
    "goal_setting": (
        "field:target_amount",
        "field:minimum_amount",
        "field:share_goal",
        "initiation",
    ),
    "team_forming": ("golden_triangle",),
    "project_analysis": ("decision_maker", "competitor", "radar", "swot"),
    "strategy": ("strategy", "target_moves"),
    "planning": ("action_plan", "risks"),
    "execution": ("offer", "overdue_explained"),
    "closeout_review": ("outcome", "outcome_reason", "review"),
    "requirements": ("field:need",),
    "proposal": ("offer",),
}
_CRITERIA = (
    ("definition_sales", "definition", 30, None),
    ("definition_share", "definition", 15, None),
    ("definition_position", "definition", 15, None),
    ("definition_relation", "definition", 10, None),
    ("definition_volume", "definition", 15, None),
    ("definition_value", "definition", 15, None),
    ("grading_sales", "grading", 30, None),
    ("grading_potential", "grading", 25, "potential"),
    ("grading_margin", "grading", 15, None),
    ("grading_position", "grading", 15, None),
    ("grading_loyalty", "grading", 15, "loyalty"),
    ("potential_elsewhere", "potential", 50, None),
    ("potential_margin", "potential", 25, None),
    ("potential_growth", "potential", 25, None),
    ("loyalty_renewal", "loyalty", 1, None),
    ("loyalty_share", "loyalty", 1, "share_of_wallet"),
    ("loyalty_satisfaction", "loyalty", 1, None),
    ("loyalty_years", "loyalty", 1, "years"),
)


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
        "competitor",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("products", sa.String(length=400), nullable=True),
        sa.Column("price_level", sa.String(length=10), nullable=True),
        sa.Column("strategy", sa.Text(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("weaknesses", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
    )
    _table(
        "criterion",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("used_for", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("full_at", types.Exact(2), nullable=True),
        sa.UniqueConstraint("key", name=op.f("uq_criterion_key")),
    )
    _table(
        "pipeline",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_pipeline_key")),
    )
    _table(
        "product",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("line", sa.String(length=80), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("list_price", types.Exact(2), nullable=True),
        sa.Column("list_price_currency", sa.String(length=3), nullable=True),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    _table(
        "scorecard_template",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_scorecard_template_key")),
    )
    _table(
        "analysis",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        _reference("analysis", "by_id", "staff"),
    )
    op.create_index(op.f("ix_analysis_by_id"), "analysis", ["by_id"], unique=False)
    op.create_index("ix_analysis_kind", "analysis", ["kind", "on"], unique=False)
    op.create_index(
        "ix_analysis_subject",
        "analysis",
        ["subject_kind", "subject_id", "kind", "on"],
        unique=False,
    )

    _table(
        "forecast_snapshot",
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("quota", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("forecast_snapshot", "owner_id", "staff"),
    )
    op.create_index(
        op.f("ix_forecast_snapshot_owner_id"), "forecast_snapshot", ["owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_forecast_snapshot_taken_on"), "forecast_snapshot", ["taken_on"], unique=False
    )

    _table(
        "stage",
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("is_review", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=True),
        sa.Column("deliverable", sa.String(length=200), nullable=True),
        _reference("stage", "pipeline_id", "pipeline"),
        sa.UniqueConstraint("key", name=op.f("uq_stage_key")),
    )
    op.create_index(op.f("ix_stage_pipeline_id"), "stage", ["pipeline_id"], unique=False)

    _table(
        "account_plan",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("buying_habits", sa.Text(), nullable=True),
        sa.Column("competition", sa.Text(), nullable=True),
        sa.Column("strategy", sa.Text(), nullable=True),
        sa.Column("product_mix", sa.Text(), nullable=True),
        sa.Column("price_policy", sa.Text(), nullable=True),
        sa.Column("sales_goal", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        _reference("account_plan", "account_id", "account"),
        _reference("account_plan", "owner_id", "staff"),
    )
    op.create_index(
        op.f("ix_account_plan_account_id"), "account_plan", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_account_plan_owner_id"), "account_plan", ["owner_id"], unique=False)

    _table(
        "account_score",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("account_score", "account_id", "account"),
        _reference("account_score", "criterion_id", "criterion"),
    )
    op.create_index(
        op.f("ix_account_score_criterion_id"), "account_score", ["criterion_id"], unique=False
    )
    op.create_index(
        "ix_account_score_newest",
        "account_score",
        ["account_id", "criterion_id", "on"],
        unique=False,
    )

    _table(
        "competitor_share",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("competitor_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("share", types.Exact(4), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=True),
        _reference("competitor_share", "account_id", "account"),
        _reference("competitor_share", "competitor_id", "competitor"),
    )
    op.create_index(
        op.f("ix_competitor_share_account_id"), "competitor_share", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_competitor_share_competitor_id"),
        "competitor_share",
        ["competitor_id"],
        unique=False,
    )

    _table(
        "grade_review",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("points", types.Exact(2), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        _reference("grade_review", "account_id", "account"),
        _reference("grade_review", "by_id", "staff"),
    )
    op.create_index(
        op.f("ix_grade_review_account_id"), "grade_review", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_grade_review_by_id"), "grade_review", ["by_id"], unique=False)

    _table(
        "opportunity",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("rate", types.Exact(6), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("probability_reason", sa.String(length=200), nullable=True),
        sa.Column("forecast_category", sa.String(length=20), nullable=True),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("budget_known", sa.String(length=10), nullable=True),
        sa.Column("customer_budget", types.Exact(2), nullable=True),
        sa.Column("customer_budget_currency", sa.String(length=3), nullable=True),
        sa.Column("decision_mode", sa.String(length=200), nullable=True),
        sa.Column("target_amount", types.Exact(2), nullable=True),
        sa.Column("minimum_amount", types.Exact(2), nullable=True),
        sa.Column("target_currency", sa.String(length=3), nullable=True),
        sa.Column("share_goal", types.Exact(4), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("initiated_by", sa.String(length=60), nullable=True),
        sa.Column("initiated_on", sa.Date(), nullable=True),
        sa.Column("budget", types.Exact(2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome_reason", sa.String(length=400), nullable=True),
        sa.Column("lost_to_id", sa.Integer(), nullable=True),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("slipped_days", sa.Integer(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        _reference("opportunity", "account_id", "account"),
        _reference("opportunity", "lost_to_id", "competitor"),
        _reference("opportunity", "owner_id", "staff"),
        _reference("opportunity", "pipeline_id", "pipeline"),
        _reference("opportunity", "product_id", "product"),
        _reference("opportunity", "stage_id", "stage"),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_number")),
    )
    op.create_index(
        "ix_opportunity_account", "opportunity", ["account_id", "outcome"], unique=False
    )
    op.create_index(
        "ix_opportunity_board",
        "opportunity",
        ["pipeline_id", "outcome", "stage_id", "expected_close_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_funnel",
        "opportunity",
        ["stage_id", "outcome", "owner_id", "amount", "probability", "currency", "rate"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_account_id",
        "opportunity",
        ["account_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_amount",
        "opportunity",
        ["amount"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_closed_on",
        "opportunity",
        ["closed_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_expected_close_on",
        "opportunity",
        ["expected_close_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_next_contact_on",
        "opportunity",
        ["next_contact_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_open",
        "opportunity",
        ["outcome", "expected_close_on"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_opportunity_list_owner_id",
        "opportunity",
        ["owner_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(op.f("ix_opportunity_lost_to_id"), "opportunity", ["lost_to_id"], unique=False)
    op.create_index(
        op.f("ix_opportunity_pipeline_id"), "opportunity", ["pipeline_id"], unique=False
    )
    op.create_index(op.f("ix_opportunity_product_id"), "opportunity", ["product_id"], unique=False)

    _table(
        "stage_gate",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(length=30), nullable=False),
        sa.Column("subject_field", sa.String(length=60), nullable=True),
        _reference("stage_gate", "stage_id", "stage"),
    )
    op.create_index(op.f("ix_stage_gate_stage_id"), "stage_gate", ["stage_id"], unique=False)

    _table(
        "acquaintance",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("relation_now", sa.String(length=20), nullable=True),
        sa.Column("relation_wanted", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("acquaintance", "contact_id", "contact"),
        _reference("acquaintance", "staff_id", "staff"),
    )
    op.create_index(
        op.f("ix_acquaintance_contact_id"), "acquaintance", ["contact_id"], unique=False
    )
    op.create_index(
        "ix_acquaintance_pair", "acquaintance", ["contact_id", "staff_id"], unique=False
    )
    op.create_index(op.f("ix_acquaintance_staff_id"), "acquaintance", ["staff_id"], unique=False)

    _table(
        "action",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("why_kind", sa.String(length=20), nullable=True),
        sa.Column("why_uid", sa.String(length=40), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("helpers", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("how", sa.String(length=400), nullable=True),
        sa.Column("budget", types.Exact(2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("effort", types.Exact(2), nullable=True),
        sa.Column("actual", types.Exact(2), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=400), nullable=True),
        sa.Column("explanation", sa.String(length=400), nullable=True),
        _reference("action", "opportunity_id", "opportunity"),
        _reference("action", "owner_id", "staff"),
    )
    op.create_index(
        "ix_action_due",
        "action",
        ["due_on", "owner_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('open','doing') AND deleted_at IS NULL"),
    )
    op.create_index(op.f("ix_action_opportunity_id"), "action", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_action_owner_id"), "action", ["owner_id"], unique=False)

    _table(
        "chain_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("position", sa.String(length=80), nullable=True),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.Column("buying_role", sa.String(length=120), nullable=True),
        sa.Column("influence", sa.Integer(), nullable=True),
        sa.Column("support_level", sa.Integer(), nullable=True),
        sa.Column("support_wanted", sa.Integer(), nullable=True),
        sa.Column("coverage", sa.String(length=20), nullable=True),
        sa.Column("relation_now", sa.String(length=20), nullable=True),
        sa.Column("relation_wanted", sa.String(length=20), nullable=True),
        sa.Column("response_mode", sa.String(length=20), nullable=True),
        sa.Column("orientation", sa.String(length=20), nullable=True),
        sa.Column("criteria", sa.String(length=400), nullable=True),
        sa.Column("business_agenda", sa.String(length=400), nullable=True),
        sa.Column("personal_agenda", sa.String(length=400), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=True),
        sa.Column("confirmed", sa.String(length=120), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("reports_to_id", sa.Integer(), nullable=True),
        sa.Column("x", sa.Integer(), nullable=True),
        sa.Column("y", sa.Integer(), nullable=True),
        _reference("chain_link", "account_id", "account"),
        _reference("chain_link", "contact_id", "contact"),
        _reference("chain_link", "opportunity_id", "opportunity"),
        _reference("chain_link", "reports_to_id", "chain_link"),
    )
    op.create_index(op.f("ix_chain_link_account_id"), "chain_link", ["account_id"], unique=False)
    op.create_index(op.f("ix_chain_link_contact_id"), "chain_link", ["contact_id"], unique=False)
    op.create_index(
        op.f("ix_chain_link_opportunity_id"), "chain_link", ["opportunity_id"], unique=False
    )
    op.create_index(
        op.f("ix_chain_link_reports_to_id"), "chain_link", ["reports_to_id"], unique=False
    )

    _table(
        "close_date_change",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.Date(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        _reference("close_date_change", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_close_date_change_opportunity_id"),
        "close_date_change",
        ["opportunity_id"],
        unique=False,
    )

    _table(
        "forecast_deal",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        _reference("forecast_deal", "opportunity_id", "opportunity"),
        _reference("forecast_deal", "owner_id", "staff"),
        _reference("forecast_deal", "snapshot_id", "forecast_snapshot"),
    )
    op.create_index(
        op.f("ix_forecast_deal_opportunity_id"), "forecast_deal", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_forecast_deal_owner_id"), "forecast_deal", ["owner_id"], unique=False)
    op.create_index(
        "ix_forecast_deal_snapshot",
        "forecast_deal",
        ["snapshot_id", "opportunity_id"],
        unique=False,
    )

    _table(
        "information_item",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("reliability", sa.Integer(), nullable=True),
        _reference("information_item", "account_id", "account"),
        _reference("information_item", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_information_item_account_id"), "information_item", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_information_item_opportunity_id"),
        "information_item",
        ["opportunity_id"],
        unique=False,
    )

    _table(
        "negotiation_round",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=200), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("still_open", sa.Text(), nullable=True),
        sa.Column("price", types.Exact(2), nullable=True),
        _reference("negotiation_round", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_negotiation_round_opportunity_id"),
        "negotiation_round",
        ["opportunity_id"],
        unique=False,
    )

    _table(
        "opportunity_competitor",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("competitor_id", sa.Integer(), nullable=False),
        sa.Column("threat", sa.String(length=10), nullable=True),
        sa.Column("price", types.Exact(2), nullable=True),
        sa.Column("position", sa.String(length=200), nullable=True),
        sa.Column("is_incumbent", sa.Boolean(), nullable=False),
        _reference("opportunity_competitor", "competitor_id", "competitor"),
        _reference("opportunity_competitor", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_opportunity_competitor_competitor_id"),
        "opportunity_competitor",
        ["competitor_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunity_competitor_opportunity_id"),
        "opportunity_competitor",
        ["opportunity_id"],
        unique=False,
    )

    _table(
        "opportunity_line",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("quantity", types.Exact(4), nullable=True),
        sa.Column("price", types.Exact(2), nullable=True),
        _reference("opportunity_line", "opportunity_id", "opportunity"),
        _reference("opportunity_line", "product_id", "product"),
    )
    op.create_index(
        op.f("ix_opportunity_line_opportunity_id"),
        "opportunity_line",
        ["opportunity_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunity_line_product_id"), "opportunity_line", ["product_id"], unique=False
    )

    _table(
        "outcome_change",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        _reference("outcome_change", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_outcome_change_opportunity_id"), "outcome_change", ["opportunity_id"], unique=False
    )

    _table(
        "plan_goal",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("measured_by", sa.String(length=120), nullable=True),
        sa.Column("target", sa.String(length=80), nullable=True),
        sa.Column("actual", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        _reference("plan_goal", "plan_id", "account_plan"),
    )
    op.create_index(op.f("ix_plan_goal_plan_id"), "plan_goal", ["plan_id"], unique=False)

    _table(
        "plan_measure",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("plan_measure", "owner_id", "staff"),
        _reference("plan_measure", "plan_id", "account_plan"),
    )
    op.create_index(op.f("ix_plan_measure_due_on"), "plan_measure", ["due_on"], unique=False)
    op.create_index(op.f("ix_plan_measure_owner_id"), "plan_measure", ["owner_id"], unique=False)
    op.create_index(op.f("ix_plan_measure_plan_id"), "plan_measure", ["plan_id"], unique=False)

    _table(
        "project_step",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("deliverable", sa.String(length=400), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        _reference("project_step", "opportunity_id", "opportunity"),
        _reference("project_step", "stage_id", "stage"),
    )
    op.create_index(
        op.f("ix_project_step_opportunity_id"), "project_step", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_project_step_stage_id"), "project_step", ["stage_id"], unique=False)

    _table(
        "quotation",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("discount", types.Exact(4), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        _reference("quotation", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_quotation_opportunity_id"), "quotation", ["opportunity_id"], unique=False
    )
    op.create_index("uq_quotation_version", "quotation", ["number", "version_no"], unique=True)

    _table(
        "review",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("signed_amount", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("winner_id", sa.Integer(), nullable=True),
        sa.Column("our_price", types.Exact(2), nullable=True),
        sa.Column("winner_price", types.Exact(2), nullable=True),
        sa.Column("criteria", sa.Text(), nullable=True),
        sa.Column("done_right", sa.Text(), nullable=True),
        sa.Column("done_wrong", sa.Text(), nullable=True),
        sa.Column("root_causes", sa.Text(), nullable=True),
        sa.Column("lessons", sa.Text(), nullable=True),
        sa.Column("tags", sa.String(length=200), nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=True),
        sa.Column("participants", sa.String(length=200), nullable=True),
        _reference("review", "opportunity_id", "opportunity"),
        _reference("review", "winner_id", "competitor"),
    )
    op.create_index(op.f("ix_review_opportunity_id"), "review", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_review_winner_id"), "review", ["winner_id"], unique=False)

    _table(
        "risk",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("chance", types.Exact(4), nullable=True),
        sa.Column("money", types.Exact(2), nullable=True),
        sa.Column("money_currency", sa.String(length=3), nullable=True),
        sa.Column("response", sa.String(length=20), nullable=True),
        sa.Column("mitigation", sa.String(length=400), nullable=True),
        sa.Column("trigger", sa.String(length=200), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("residual_probability", sa.Integer(), nullable=True),
        sa.Column("residual_impact", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        _reference("risk", "opportunity_id", "opportunity"),
        _reference("risk", "owner_id", "staff"),
    )
    op.create_index(op.f("ix_risk_opportunity_id"), "risk", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_risk_owner_id"), "risk", ["owner_id"], unique=False)

    _table(
        "stage_change",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("override_reason", sa.String(length=400), nullable=True),
        sa.Column("missing", sa.String(length=400), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _reference("stage_change", "by_id", "staff"),
        _reference("stage_change", "opportunity_id", "opportunity"),
        _reference("stage_change", "to_id", "stage"),
    )
    op.create_index(op.f("ix_stage_change_by_id"), "stage_change", ["by_id"], unique=False)
    op.create_index(
        "ix_stage_change_day", "stage_change", ["to_id", "on", "opportunity_id"], unique=False
    )
    op.create_index(
        op.f("ix_stage_change_opportunity_id"), "stage_change", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_stage_change_to_id"), "stage_change", ["to_id"], unique=False)

    _table(
        "team_conflict",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settlement", sa.String(length=400), nullable=True),
        _reference("team_conflict", "opportunity_id", "opportunity"),
    )
    op.create_index(
        op.f("ix_team_conflict_opportunity_id"), "team_conflict", ["opportunity_id"], unique=False
    )

    _table(
        "team_member",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=True),
        sa.Column("task", sa.String(length=200), nullable=True),
        _reference("team_member", "opportunity_id", "opportunity"),
        _reference("team_member", "staff_id", "staff"),
    )
    op.create_index(
        op.f("ix_team_member_opportunity_id"), "team_member", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_team_member_staff_id"), "team_member", ["staff_id"], unique=False)

    _table(
        "white_space",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("competitor_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        _reference("white_space", "account_id", "account"),
        _reference("white_space", "competitor_id", "competitor"),
        _reference("white_space", "opportunity_id", "opportunity"),
    )
    op.create_index(op.f("ix_white_space_account_id"), "white_space", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_white_space_competitor_id"), "white_space", ["competitor_id"], unique=False
    )
    op.create_index(
        op.f("ix_white_space_opportunity_id"), "white_space", ["opportunity_id"], unique=False
    )

    _table(
        "chain_line",
        sa.Column("from_link_id", sa.Integer(), nullable=False),
        sa.Column("to_link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        _reference("chain_line", "from_link_id", "chain_link"),
        _reference("chain_line", "to_link_id", "chain_link"),
    )
    op.create_index(
        op.f("ix_chain_line_from_link_id"), "chain_line", ["from_link_id"], unique=False
    )
    op.create_index(op.f("ix_chain_line_to_link_id"), "chain_line", ["to_link_id"], unique=False)

    _table(
        "intelligence",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("reliability", sa.Integer(), nullable=True),
        sa.Column("competitor_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        _reference("intelligence", "account_id", "account"),
        _reference("intelligence", "competitor_id", "competitor"),
        _reference("intelligence", "opportunity_id", "opportunity"),
        _reference("intelligence", "visit_id", "visit"),
    )
    op.create_index(
        op.f("ix_intelligence_account_id"), "intelligence", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_intelligence_competitor_id"), "intelligence", ["competitor_id"], unique=False
    )
    op.create_index(
        op.f("ix_intelligence_opportunity_id"), "intelligence", ["opportunity_id"], unique=False
    )
    op.create_index(op.f("ix_intelligence_visit_id"), "intelligence", ["visit_id"], unique=False)

    _table(
        "quotation_line",
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("quantity", types.Exact(4), nullable=False),
        sa.Column("price", types.Exact(2), nullable=False),
        sa.Column("discount", types.Exact(4), nullable=False),
        _reference("quotation_line", "product_id", "product"),
        _reference("quotation_line", "quotation_id", "quotation"),
    )
    op.create_index(
        op.f("ix_quotation_line_product_id"), "quotation_line", ["product_id"], unique=False
    )
    op.create_index(
        op.f("ix_quotation_line_quotation_id"), "quotation_line", ["quotation_id"], unique=False
    )

    _add_column("expense")
    _add_column("visit")
    _seed()


def _add_column(table: str) -> None:
    """Added in place: to build the table anew would touch every row that points at it."""
    name = f"fk_{table}_opportunity_id_opportunity"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN opportunity_id INTEGER CONSTRAINT {name}"
        " REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED"
    )
    op.create_index(op.f(f"ix_{table}_opportunity_id"), table, ["opportunity_id"], unique=False)


def _seed() -> None:
    """The pipelines, gates and criteria of the source; the department changes them as it likes."""
    pipelines = {
        key: _insert("pipeline", key, key=key, position=place)
        for place, key in enumerate(_PIPELINES, 1)
    }
    for pipeline, stages in _STAGES.items():
        for place, (key, probability) in enumerate(stages, 1):
            stage = _insert(
                "stage", key, key=key, pipeline_id=pipelines[pipeline], position=place,
                probability=probability, is_review=key == "closeout_review",
            )  # fmt: skip
            for gate in _GATES.get(key, ()):
                asks, _colon, name = gate.partition(":")
                _insert(
                    "stage_gate",
                    f"{key} {gate}",
                    stage_id=stage,
                    asks=asks,
                    subject_field=name or None,
                )
    for place, (key, used_for, weight, measure) in enumerate(_CRITERIA, 1):
        _insert(
            "criterion",
            key,
            key=key,
            used_for=used_for,
            position=place,
            weight=weight,
            measure=measure,
        )


def _insert(table: str, name: str, **values: Any) -> int:
    common = {
        "uid": str(uuid.uuid5(_OURS, f"{table} {name}")), "created_at": _MOMENT, "updated_at": _MOMENT,
        "created_by": "", "version": 1,
    }  # fmt: skip
    row = {**common, **values}
    columns = [sa.column(key, types.Moment() if key.endswith("_at") else None) for key in row]
    connection = op.get_bind()
    connection.execute(sa.table(table, *columns).insert().values(**row))
    found = connection.execute(
        sa.select(sa.column("id"))
        .select_from(sa.table(table))
        .where(sa.column("uid") == row["uid"])
    )
    return int(found.scalar_one())
