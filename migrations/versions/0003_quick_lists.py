"""Index what lists are sorted by outside the waste basket, and the grams of all search texts."""

import sqlalchemy as sa
from alembic import op

from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store import search

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = ("sort_name", "tier", "status", "owner_id", "region", "completeness", "next_contact_on")


def upgrade() -> None:
    for column in _COLUMNS:
        if column != "region":
            op.drop_index(f"ix_account_{column}", table_name="account")
        op.create_index(
            f"ix_account_list_{column}",
            "account",
            [column],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
        )
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "grams, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_^'\")"
    )
    connection = op.get_bind()
    texts = connection.exec_driver_sql(
        "SELECT record, record_id, text FROM search_entry"
    ).fetchall()
    rows = [
        (
            search.row_of(RECORD_BY_NAME[record], record_id),
            search.grams(RECORD_BY_NAME[record], text),
        )
        for record, record_id, text in texts
    ]
    if rows:
        connection.exec_driver_sql("INSERT INTO search_index(rowid, grams) VALUES (?, ?)", rows)
