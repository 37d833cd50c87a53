"""Jobs have tags, a note, a parent, a place, a share of the machine, and can be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    """Add the columns; jobs keep their order."""
    columns = (
        sa.Column("parent", sa.String(32)),
        sa.Column("tags", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("deleted", sa.Double),
        sa.Column("place", sa.Double, nullable=False, server_default="0"),
        sa.Column("claimed", sa.Double),
        sa.Column("memory_mb", sa.Integer),
        sa.Column("threads", sa.Integer),
    )
    for column in columns:
        op.add_column("jobs", column)
    op.execute("UPDATE jobs SET place = created")
