"""The first tables, which had no version yet; there is nothing to do to get there."""

revision = "0001"
down_revision = None


def upgrade():
    """A database without a version is at this one."""
