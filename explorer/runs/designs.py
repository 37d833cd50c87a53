"""The network descriptions that people keep under names."""

import time

from sqlalchemy import delete, select

from explorer.runs.database import upsert
from explorer.runs.schema import Design, RunError, designs


class Designs:
    """Keeping descriptions; mixed into `Store`, which has the `engine`."""

    def save_design(self, name, network, owner=""):
        """Keep a network description under a name, in place of an older one of that name."""
        now = time.time()
        row = {"name": name, "owner": owner, "network": network, "created": now, "updated": now}
        keys, changed = ["owner", "name"], ["network", "updated"]
        with self.engine.begin() as connection:
            connection.execute(upsert(self.engine, designs, row, keys, changed))

    def designs(self, owner=""):
        """The owner's designs, the one changed last first."""
        query = select(designs).where(designs.c.owner == owner)
        rows = self._rows(query.order_by(designs.c.updated.desc()))
        return [Design(**row._mapping) for row in rows]

    def design(self, name, owner=""):
        """The owner's design of this name."""
        rows = self._rows(select(designs).where(*_design(name, owner)))
        if not rows:
            raise RunError(f"No design {name!r} in {self}.")
        return Design(**rows[0]._mapping)

    def delete_design(self, name, owner=""):
        """Forget a design."""
        with self.engine.begin() as connection:
            gone = connection.execute(delete(designs).where(*_design(name, owner)))
        if not gone.rowcount:
            raise RunError(f"No design {name!r} in {self}.")


def _design(name, owner):
    return designs.c.name == name, designs.c.owner == owner
