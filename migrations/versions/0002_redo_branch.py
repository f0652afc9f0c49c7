"""Remember after which change an undo was made: what was done since ends the way back to it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("undone_after", sa.Integer(), nullable=True))
    op.create_index(
        "ix_change_undone_after",
        "change",
        ["undone_after"],
        unique=False,
        sqlite_where=sa.text("undone_after IS NOT NULL"),
    )
